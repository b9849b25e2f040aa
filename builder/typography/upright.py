"""Upright in vertical lines: short numbers side by side in one square, and quotation marks as the brackets they become there
(JLREQ 3.2.5 tate-chu-yoko; CLREQ 2.3; GB/T 15834-2011, 5.2). Words of Latin, and all that belongs to them, are turned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from builder.typography.characters import is_han, is_wide
from builder.typography.passages import Stretch, passages
from builder.typography.quotes import QUOTES
from builder.typography.trees import Parts, element, name_of

DIGITS = 2
"""Digits that stand side by side in one square, at the most, where nobody asks for more."""

_CODE = {"code", "pre", "kbd", "samp", "math"}
_LATIN_MARK = ".latin-mark"
_LEFT = {*_CODE, _LATIN_MARK, ".tcy", ".upright", ".address"}
_MARKS = frozenset("—…‥―⸺·・～§※℃℉№")
"""Marks of narrow or ambiguous width that part a line of ideographs; a number beside one is not a part of a Latin word."""
_BREAK = "\u2028"
"""Stands for a line break, and for a formula: nothing is read across either."""


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character of a passage, with where it stands."""

    character: str
    stretch: int
    offset: int
    is_latin: bool
    """Whether it is a part of what is turned: a letter, digit or mark of an alphabet, or a space."""


def set_upright(root: etree._Element, *, digits: int = DIGITS) -> None:
    """Wrap what stands upright in a vertical line: `<span class="tcy">` around numbers of at most `digits` digits, around `!`,
    `?` and pairs and threes of them, and single capitals; `<span class="upright">` around quotation marks of ideographs, with
    the full-width marks beside them, for a reader closes up only marks that stand in one element.

    A number is wrapped when it is all there is between two ideographs or their marks: one that belongs to a word, a unit, a
    decimal, a date with strokes or a percentage is turned with it. Comes after `shape_quotes`. Text is neither added nor
    changed; code, formulas, addresses, readings of ruby and numbers of notes are left alone.
    """
    combined = re.compile(rf"[0-9]{{1,{digits}}}|[A-Z]|[!?]{{1,3}}")
    for passage in passages(root):
        glyphs = list(_glyphs(passage))
        found: dict[int, dict[int, tuple[int, str]]] = {}
        for start, end in _turned(glyphs):
            text = "".join(glyph.character for glyph in glyphs[start:end])
            first, last = glyphs[start], glyphs[end - 1]
            if combined.fullmatch(text) and first.stretch == last.stretch:
                found.setdefault(first.stretch, {})[first.offset] = (last.offset + 1, "tcy")
        for first, last in _marks(glyphs):
            found.setdefault(first.stretch, {})[first.offset] = (last.offset + 1, "upright")
        for place, spans in found.items():
            stretch = passage[place]
            if not stretch.inside & _LEFT:
                stretch.put(_parts(stretch.text, spans))


def _glyphs(passage: list[Stretch]) -> Iterator[_Glyph]:
    for place, stretch in enumerate(passage):
        if stretch.place == "tail" and name_of(stretch.item) in {"br", "math"}:
            yield _Glyph(_BREAK, place, -1, is_latin=False)
        opaque = bool(stretch.inside & _CODE)
        for offset, character in enumerate(stretch.text):
            yield _Glyph(character, place, offset, is_latin=opaque or _is_latin(character, stretch.inside))


def _is_latin(character: str, inside: frozenset[str]) -> bool:
    if character in QUOTES:
        return _LATIN_MARK in inside
    return not (is_han(character) or is_wide(character) or character in _MARKS or _is_sign(character))


def _is_sign(character: str) -> bool:
    """Return whether a sign stands upright by itself: a Roman numeral of one code point, a number in a circle, a shape
    (UAX 50, Vertical_Orientation U)."""
    code = ord(character)
    return 0x2150 <= code <= 0x218B or 0x2460 <= code <= 0x24FF or 0x25A0 <= code <= 0x27BF


def _turned(glyphs: list[_Glyph]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each run between ideographs, the spaces around it left out."""
    at = 0
    while at < len(glyphs):
        end = at
        while end < len(glyphs) and glyphs[end].is_latin:
            end += 1
        start, stop = at, end
        while start < stop and glyphs[start].character.isspace():
            start += 1
        while start < stop and glyphs[stop - 1].character.isspace():
            stop -= 1
        if start < stop:
            yield start, stop
        at = max(end, at + 1)


def _marks(glyphs: list[_Glyph]) -> Iterator[tuple[_Glyph, _Glyph]]:
    """Yield the first and last of each run of full-width marks in one stretch that holds a quotation mark."""
    for _, group in groupby(glyphs, key=lambda glyph: (glyph.stretch, _is_mark(glyph))):
        run = list(group)
        if _is_mark(run[0]) and any(glyph.character in QUOTES for glyph in run):
            yield run[0], run[-1]


def _is_mark(glyph: _Glyph) -> bool:
    return not glyph.is_latin and (glyph.character in QUOTES or (
        is_wide(glyph.character) and unicodedata.category(glyph.character)[0] == "P" and glyph.character != "～"))


def _parts(text: str, spans: dict[int, tuple[int, str]]) -> Parts:
    parts: Parts = []
    at = 0
    for start, (end, name) in sorted(spans.items()):
        parts += [text[at:start], element("span", text[start:end], class_=name)]
        at = end
    parts.append(text[at:])
    return [part for part in parts if not isinstance(part, str) or part]
