"""Even right margins for lines of ideographs: the one module that reaches into WeasyPrint.

WeasyPrint 70 justifies a line by its spaces alone, so a Chinese line stays ragged or opens one hole. Here the room left in
a line is shared out among every place that may stretch: between ideographs, beside punctuation, at spaces, and where
ideographs meet Latin (CLREQ 4.2.2, JLREQ 3.8.4). None opens inside a word, a number, —— or ……, before a note's mark or
after the line's last character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi

from builder.typography.characters import is_han, is_wide

SUPPORTED = "70."
"""The release line whose private functions are known; another one may name or call them differently."""

SPACE_WEIGHT = 2.0
"""A space between words takes this many times the stretch of a gap between ideographs."""

CAP = 0.45
"""The most that a gap of weight 1 may open, in em; a line that wants more is left ragged, which looks better than holes."""

JOINED = frozenset("—…⸺─")
"""Marks that are set twice and read as one; no room between two of them."""


@dataclass(slots=True)
class _Character:
    box: Any
    text: str
    offset: int
    """Byte offset in its box's text."""
    after: float = 0.0
    """Room put behind it, in CSS px."""


class UnknownWeasyPrintError(RuntimeError):
    """The installed WeasyPrint is not of the release line that this module knows."""


def install() -> None:
    """Put our line setting in WeasyPrint's place, once.

    Raises:
        UnknownWeasyPrintError: when WeasyPrint is not of the release line `SUPPORTED`.
    """
    if not weasyprint.VERSION.startswith(SUPPORTED):
        raise UnknownWeasyPrintError(
            f"WeasyPrint {weasyprint.VERSION} is installed, and lines are set for {SUPPORTED}*: compare "
            "layout.inline.justify_line and text.line_break.Layout.get_first_line with builder/pdf/lines.py, "
            "then raise SUPPORTED"
        )
    if inline.justify_line is not justify_line:
        inline.justify_line = justify_line
        line_break.Layout.get_first_line = _with_room(line_break.Layout.get_first_line)


def justify_line(context: Any, line: Any, room: float) -> None:
    """Share out `room` CSS px among the line's stretch points and move its boxes along."""
    del context
    characters = list(_characters(line))
    while characters and characters[-1].text == " ":
        characters.pop()
    weights = [_weight(a, b) for a, b in pairwise(characters)]
    total = sum(weights)
    if not total:
        return
    share = room / total
    size = max((c.box.style["font_size"] for c in characters), default=0.0)
    if share > CAP * size:
        return
    for character, weight in zip(characters, weights, strict=False):
        character.after = share * weight
    room_in: dict[int, float] = {}
    for character in characters:
        if character.after:
            room_in[id(character.box)] = room_in.get(id(character.box), 0.0) + character.after
            layout = character.box.pango_layout
            if not hasattr(layout, "room_after"):
                layout.room_after = {}
            layout.room_after[character.offset] = character.after
    _shift(line, room_in, 0.0)


def _characters(box: Any) -> Iterator[_Character]:
    """Yield the characters of a line in order, those of marks that combine with the one before left out."""
    if isinstance(box, boxes.TextBox):
        offset = 0
        for character in box.text:
            if not (unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Me", "Mn"}):
                yield _Character(box, character, offset)
            offset += len(character.encode())
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _characters(child)


def _weight(before: _Character, after: _Character) -> float:
    """Return how much of the room the gap between two neighbours takes: 0 where none may open."""
    a, b = before.text, after.text
    if _is_note_call(after) or (_in_cells(before) and _in_cells(after)) or (a == b and a in JOINED) or b in _SPACES:
        return 0.0
    if a in _SPACES:
        return SPACE_WEIGHT
    return 1.0 if any(is_han(c) or c in _WIDE_MARKS for c in (a, b)) or (is_wide(a) and is_wide(b)) else 0.0


def _is_note_call(character: _Character) -> bool:
    return "footnote-call" in (character.box.element_tag or "")


def _in_cells(character: _Character) -> bool:
    """Return whether a character is code, which style sheets set without ligatures and whose cells are all alike."""
    return bool(character.box.style["font_variant_ligatures"] == "none")


_SPACES = frozenset(" \u00a0")
_WIDE_MARKS = frozenset("，。、：；！？（）《》「」『』【】")


def _shift(box: Any, room_in: dict[int, float], moved: float) -> float:
    """Move a box by what opened before it, widen it by what opened in it; return what opened up to its end."""
    if isinstance(box, boxes.TextBox):
        box.position_x += moved
        opened = room_in.get(id(box), 0.0)
        box.width += opened
        return moved + opened
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += moved
        before = moved
        for child in box.children:
            if child.is_in_normal_flow():
                moved = _shift(child, room_in, moved)
        box.width += moved - before
        return moved
    box.translate(moved, 0)
    return moved


def _with_room(first_line: Any) -> Any:
    """Return `Layout.get_first_line` with the room of a justified line put behind its glyphs: it is the last call before
    they are written, and changes made earlier are thrown away by Pango."""

    def get_first_line(layout: Any) -> Any:
        line, index = first_line(layout)
        room_after = getattr(layout, "room_after", None)
        if room_after:
            _open(line, room_after)
        return line, index

    return get_first_line


def _open(line: Any, room_after: dict[int, float]) -> None:
    """Widen the last glyph of each cluster that has room behind it."""
    run = line.runs[0] if line.runs != ffi.NULL else ffi.NULL
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        run = run.next
        count, clusters = glyphs.num_glyphs, glyphs.log_clusters
        for index in range(count):
            if index + 1 < count and clusters[index + 1] == clusters[index]:
                continue
            room = room_after.get(item.offset + clusters[index])
            if room:
                glyphs.glyphs[index].geometry.width += int(room * TO_UNITS)
