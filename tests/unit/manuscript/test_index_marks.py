"""Marks for the index: no text is lost, what is no mark stays text. `tests/cases/index.md` has what an author may write."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.manuscript.index_marks import LONGEST, Level, mark_at, read_back, written

from .reading import codes, letters, read, text_of

PIECES = st.sampled_from([
    "{^", "{", "}", "|", "!", "\\", "`", "[", "](a)", "*", "**", "汉", "字", "か", "a", "b1", " ", "\n", "{汉|hàn}", "読み=", "“", "”", "$", "=",
])


@given(st.lists(PIECES, max_size=24))
def test_whatever_is_read_lies_within_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    for place in range(len(text)):
        mark = mark_at(text, place, len(text))
        if mark is not None:
            assert text.startswith("{^", place)
            assert text[mark.end - 1] == "}"
            assert place + 2 <= mark.shown[0] <= mark.shown[1] < mark.end


@given(st.lists(st.sampled_from(["汉", "字", "a", "1", " ", "\n", "{^", "}", "**", "`", "！", "({", "^"]), max_size=24))
def test_no_letter_is_lost(pieces: list[str]) -> None:
    """Without strokes and joints, whose other side is printed in the index alone."""
    text = "x" + "".join(pieces)
    with tempfile.TemporaryDirectory() as folder:
        post, _ = read(Path(folder), text)
    assert letters(text_of(post.markup)) == letters(text)


@given(st.text(st.characters(exclude_characters="{}|!\\`[]*_~<>&\r\n^", exclude_categories=["C", "Z"]), min_size=1, max_size=20))
def test_without_an_end_it_stays_text(words: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        post, report = read(Path(folder), f"a {{^{words}")
    assert text_of(post.markup).strip() == f"a {{^{words}"
    assert codes(report) == ["M056"]


@given(st.lists(st.builds(Level, st.text(st.sampled_from("汉a!\\ ")), st.text(st.sampled_from("ā!\\"))), min_size=1, max_size=4))
def test_levels_come_back_as_they_were(levels: list[Level]) -> None:
    assert read_back(*written(levels)) == tuple(levels)


def test_a_heap_of_marks_without_an_end_costs_no_more_than_its_length(tmp_path: Path) -> None:
    post, report = read(tmp_path, "{^x`" * 20_000)
    assert text_of(post.markup).count("x") == 20_000
    assert set(codes(report)) <= {"M056"}


@pytest.mark.parametrize("length", [LONGEST - 3, LONGEST - 2])
def test_a_mark_has_a_greatest_length(length: int) -> None:
    text = "{^" + "x" * length + "}"
    assert (mark_at(text, 0, len(text)) is not None) == (length + 3 <= LONGEST)
