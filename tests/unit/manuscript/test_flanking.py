"""The CJK-friendly amendments, from their specification; `tests/cases/emphasis.md` has more, as an author would write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from builder.manuscript.flanking import CjkState
from builder.manuscript.markdown import parser

PLAIN = MarkdownIt("commonmark").enable("strikethrough")
OURS = parser(extensions=False).enable("strikethrough")


def scanned(before: str, after: str, marker: str = "**") -> tuple[bool, bool]:
    """Return whether a run between two texts can open and can close."""
    state = CjkState(before + marker + after, OURS, {}, [])
    found = state.scanDelims(len(before), marker[0] != "_")
    assert found.length == len(marker)
    return found.can_open, found.can_close


@pytest.mark.parametrize(("before", "after", "opens", "closes"), [
    # left-flanking (2a): what follows is no punctuation, or CJK punctuation
    ("字", "字", True, True), ("字", "「", True, True), ("a", "「", True, True), ("a", "。", True, True),
    # (2b gamma): foreign punctuation follows, CJK precedes
    ("字", "“", True, True), ("。", "“", True, True), ("字", "(", True, True), ("한", "(", True, True),
    # (2b delta): an ideographic variation selector precedes
    ("葛\U000e0100", "“", True, True),
    # (2b): foreign punctuation follows a letter: no
    ("a", "“", False, True), ("a", "(", False, True), ("1", "“", False, True),
    # right-flanking (2b gamma): foreign punctuation precedes, CJK follows
    ("”", "的", True, True), (")", "的", True, True), (".", "字", True, True), ("”", "한", True, True),
    ("”", "a", True, False), (")", "a", True, False),
    # white space and the ends of the text
    ("", "字", True, False), ("字", "", False, True), (" ", "“", True, False), ("”", " ", False, True), ("\u3000", "字", True, False),
    # a standard variation selector is looked through, U+FE0F is not
    ("。\ufe00", "a", True, True), ("”\ufe01", "a", True, True), ("”\ufe00", "a", True, False), ("❗\ufe0f", "a", True, True),
    # emoji are no CJK characters, wide as they are
    ("✅", "a", True, False), ("a", "✅", False, True), ("✅", "的", True, True),
])
def test_asterisks(before: str, after: str, opens: bool, closes: bool) -> None:
    assert scanned(before, after) == (opens, closes)


@pytest.mark.parametrize(("before", "after", "opens", "closes"), [
    ("字", "字", False, False), ("字", "「", False, True), ("」", "字", True, False), ("。", "“", True, True), ("a", "b", False, False),
    ("", "字", True, False), ("字", "", False, True),
])
def test_underscores_still_part_no_words(before: str, after: str, opens: bool, closes: bool) -> None:
    assert scanned(before, after, "__") == (opens, closes)


@given(st.text(st.sampled_from("ab *_~.,()!“”é\n1"), max_size=40))
def test_text_without_cjk_is_read_as_before(text: str) -> None:
    assert OURS.render(text) == PLAIN.render(text)


@given(
    st.text(st.sampled_from("的字“”《》，。…—a1()"), min_size=1, max_size=6), st.sampled_from(["**", "*", "~~"]),
    st.text(st.sampled_from("的字，。あ한"), max_size=3), st.text(st.sampled_from("的字，。あ한"), max_size=3),
)
def test_emphasis_between_cjk_characters_always_opens_and_closes(inside: str, marker: str, before: str, after: str) -> None:
    """The property the amendments are for: in a Chinese sentence a marked phrase is marked, whatever it begins and ends with."""
    tag = {"**": "strong", "*": "em", "~~": "s"}[marker]
    html = OURS.renderInline(f"字{before}{marker}{inside}{marker}{after}字")
    assert html == f"字{before}<{tag}>{inside}</{tag}>{after}字"
