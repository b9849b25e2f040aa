"""Blocks are named, letters counted, and the starts of printed pages set in before the letter they name."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from builder.page_starts import PageStart
from builder.typography.places import PLACE, letters_in, mark_pages, name_places, own_text
from builder.typography.trees import classes, fragment, named, plain_text, serialise


def marked(markup: str, *starts: tuple[int, int], taken: frozenset[str] = frozenset()) -> str:
    """Return markup with page 1, 2... beginning at each (number of the block, letters before it)."""
    root = fragment(markup)
    name_places(root, "c")
    asked: dict[str, list[PageStart]] = {}
    for number, (block, letters) in enumerate(starts, start=1):
        asked.setdefault(f"c/{block}", []).append(PageStart(str(number), f"c/{block}", letters))
    mark_pages(root, asked, taken)
    text = re.sub(rf' {PLACE}="[^"]*"', "", serialise(root))
    return re.sub(r'<(span|div) id="(page-[^"]+)" role="doc-pagebreak" aria-label="\d+" epub:type="pagebreak"/>', r"[\1 \2]", text)


def test_letters_are_counted_without_white_space_and_invisible_characters() -> None:
    assert letters_in("山 水\u200b\u00ad\n田　ab\ufeff") == 5


def test_a_mark_stands_before_its_letter() -> None:
    assert marked("<p>山水 田</p>", (1, 0), (1, 2)) == "<p>[span page-1]山水 [span page-2]田</p>"
    assert marked("<p>山<em>水田</em>舟</p>", (1, 2), (1, 3)) == "<p>山<em>水[span page-1]田</em>[span page-2]舟</p>"


def test_two_pages_may_begin_at_one_place_and_keep_their_order() -> None:
    assert marked("<p>山水</p>", (1, 1), (1, 1)) == "<p>山[span page-1][span page-2]水</p>"


def test_notes_and_readings_are_not_counted_and_a_ruby_is_not_parted() -> None:
    assert marked('<p>山<a class="noteref">12</a>水田</p>', (1, 2)) == '<p>山<a class="noteref">12</a>水[span page-1]田</p>'
    assert marked("<p>山<ruby>水田<rt>shui</rt></ruby>舟</p>", (1, 2)) == "<p>山[span page-1]<ruby>水田<rt>shui</rt></ruby>舟</p>"
    assert marked("<p>山<ruby>水<rt>shui</rt></ruby>舟</p>", (1, 2)) == "<p>山<ruby>水<rt>shui</rt></ruby>[span page-1]舟</p>"


def test_what_holds_no_phrases_gets_the_mark_before_it() -> None:
    assert marked('<figure><img src="a.png"/><figcaption>图</figcaption></figure>', (1, 0), (2, 0)) == \
        '[div page-1]<figure><img src="a.png"/><figcaption>[span page-2]图</figcaption></figure>'


def test_a_heading_gets_the_mark_before_it_unless_it_is_parted() -> None:
    assert marked("<h2>山水</h2>", (1, 0), (1, 1)) == "[div page-1]<h2>山[span page-2]水</h2>"


def test_a_block_inside_another_counts_for_itself() -> None:
    assert marked("<ul><li>山<p>水田</p></li></ul>", (2, 1), (1, 0)) == "<ul><li>[span page-2]山<p>水[span page-1]田</p></li></ul>"


def test_only_the_first_page_of_what_either_edition_has_in_its_own_way_is_marked() -> None:
    assert marked("<div>目录</div>", (1, 0), (1, 2)) == "[div page-1]<div>目录</div>"


def test_an_id_that_is_taken_is_not_given() -> None:
    assert "page-1-2" in marked("<p>山</p>", (1, 0), taken=frozenset({"page-1"}))


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(
        ["山水", " ", "a b", "<em>田 舟</em>", '<a class="noteref">1</a>', "<ruby>桥<rt>qiao</rt></ruby>", "<code>x&lt;y</code>", "。”"]), min_size=1, max_size=8))
    return f"<p>{''.join(pieces)}</p>"


@given(paragraphs(), st.data())
def test_text_stays_and_so_many_letters_come_before_the_mark(markup: str, data: st.DataObject) -> None:
    root = fragment(markup)
    name_places(root, "c")
    total = sum(letters_in(getattr(holder, place) or "") for holder, place in own_text(root[0]))
    letters = data.draw(st.integers(0, total))
    before = plain_text(root)
    mark_pages(root, {"c/1": [PageStart("9", "c/1", letters)]}, frozenset())
    assert plain_text(root) == before
    mark = next(item for item in named(root, "span") if item.get("id") == "page-9")
    assert not any("noteref" in classes(around) for around in mark.iterancestors())
    text = serialise(root).partition('<span id="page-9"')[0]
    said = letters_in(re.sub(r"&lt;", "<", re.sub(r"<[^>]+>", "", re.sub(r'<rt>.*?</rt>|<a class="noteref">1</a>', "", text))))
    assert said == letters
