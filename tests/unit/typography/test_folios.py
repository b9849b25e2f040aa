from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography import Folios, keep_first_places, merged
from builder.typography.trees import fragment, serialise

ROMAN = ["i", "ii", "iii", "iv", "v", "vi"]


def folios(*pages: int, front: int = 0) -> Folios:
    """Places p0, p1 ... on these pages, the first `front` of which have roman numbers."""
    return Folios(tuple((f"p{n}", page, ROMAN[page] if page < front else str(page - front + 1)) for n, page in enumerate(pages)))


def printed(found: Folios) -> str:
    return ", ".join(words for _, words in merged([name for name, _, _ in found.places], found))


@pytest.mark.parametrize(("pages", "words"), [
    ([11], "12"), ([11, 11, 11], "12"), ([11, 14, 15, 16], "12, 15–17"), ([14, 15], "15, 16"), ([16, 14, 15], "15–17"), ([0, 2, 4], "1, 3, 5"),
    ([1, 2, 3, 5, 6, 7, 9], "2–4, 6–8, 10"),
])
def test_pages_that_follow_each_other_are_merged(pages: list[int], words: str) -> None:
    assert printed(folios(*pages)) == words


def test_roman_and_arabic_numbers_make_no_range() -> None:
    assert printed(folios(1, 2, 3, 4, 5, front=4)) == "ii–iv, 1, 2"


def test_a_range_leads_to_its_first_place() -> None:
    found = folios(14, 15, 15, 16)
    assert merged(["p3", "p1", "p0", "p2"], found) == (("p0", "15–17"),)


def test_before_the_first_layout_each_place_is_there() -> None:
    assert merged(["a", "b"], Folios()) == (("a", "0"), ("b", "0"))
    assert merged([], Folios()) == ()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30))
def test_no_page_is_lost_and_none_is_added(pages: list[int]) -> None:
    told: list[int] = []
    for words in printed(folios(*pages)).split(", "):
        first, _, last = words.partition("–")
        told += range(int(first), int(last or first) + 1)
    assert told == sorted({page + 1 for page in pages})


def test_a_place_in_a_note_set_twice_keeps_its_id_once() -> None:
    root = fragment('<p><span class="indexed" id="a">甲</span><span class="indexed" id="a">甲</span><span id="b"/></p>')
    keep_first_places(root)
    assert serialise(root).count(' id="a"') == 1
    assert ' id="b"' in serialise(root)
