"""Code: one ideograph takes exactly two Latin cells, and a line too long for the page is broken where we say, with a mark."""

from __future__ import annotations

import unicodedata

from lxml import etree

from builder.typography.characters import is_wide
from builder.typography.trees import element, name_of, named, plain_text, split_text

CELL = 0.6
"""Advance of a cell of JetBrains Mono, in em; an ideograph of 1 em is set with 0.2 em after it to fill two."""

_SVG = "http://www.w3.org/2000/svg"
_HOOK = "M 9 1 V 5 H 2 M 4.5 2.5 L 2 5 L 4.5 7.5"
"""A hook back to the left, drawn and not set, so that code copied from the page holds no mark of ours."""


def _wrap_mark() -> etree._Element:
    mark = element("span", class_="wrap")
    drawing = etree.SubElement(mark, f"{{{_SVG}}}svg", {"viewBox": "0 0 10 8", "width": "7", "height": "5.6"},
                               nsmap={None: _SVG})  # type: ignore[dict-item]  # lxml takes None for the default namespace
    etree.SubElement(drawing, f"{{{_SVG}}}path", {"d": _HOOK, "fill": "none", "stroke": "#777", "stroke-width": "0.9"})
    return mark



def cells(text: str) -> int:
    """Return the width of text in Latin cells: two for a wide character, none for a mark that combines."""
    return sum(0 if unicodedata.combining(c) or unicodedata.category(c) in {"Cf", "Mn", "Me"} else 2 if is_wide(c) else 1
               for c in text)


def space_wide(root: etree._Element) -> None:
    """Wrap every run of wide characters inside code in `<span class="wide">`, which the style sheet spaces to two cells."""
    for item in named(root, "code", "pre", "kbd", "samp"):
        if any(name_of(a) in {"code", "pre", "kbd", "samp"} for a in item.iterancestors()):
            continue
        if any(is_wide(c) for c in plain_text(item)):
            split_text(item, _wide_runs)


def _wide_runs(text: str, inside: frozenset[str]) -> list[str | etree._Element]:
    del inside
    parts: list[str | etree._Element] = []
    run = ""
    wide = False
    for character in text:
        if is_wide(character) != wide:
            if run:
                parts.append(element("span", run, class_="wide") if wide else run)
            run, wide = "", not wide
        run += character
    if run:
        parts.append(element("span", run, class_="wide") if wide else run)
    return parts


def wrap_lines(root: etree._Element, *, width: int) -> None:
    """Break the lines of every `pre` at `width` cells, after a space or a separator where one is near, and end each
    broken line with `<span class="wrap">`; what goes on is indented two cells beyond its line. Comes before `space_wide`.
    """
    for pre in named(root, "pre"):
        depth = sum(name_of(a) in {"li", "blockquote", "dd"} for a in pre.iterancestors())
        room = max(20, width - depth * 5)
        _wrap(pre, room)


def _wrap(pre: etree._Element, room: int) -> None:
    """Walk the text of one block with the column kept across inline elements (coloured tokens, links)."""
    text = plain_text(pre)
    breaks = set(break_places(text, room))
    if not breaks:
        return
    indents = _indents(text)
    at = 0

    def lay(stretch: str, inside: frozenset[str]) -> list[str | etree._Element]:
        nonlocal at
        del inside
        parts: list[str | etree._Element] = []
        run = ""
        for character in stretch:
            if at in breaks:
                parts += [run, _wrap_mark(), "\n", element("span", " " * indents[at], class_="hang")]
                run = ""
            run += character
            at += 1
        parts.append(run)
        return [p for p in parts if not isinstance(p, str) or p]

    split_text(pre, lay)


def _indents(text: str) -> list[int]:
    """Return, for each character, the cells its line's continuation is indented by: its own indent and two more."""
    found: list[int] = []
    for line in text.split("\n"):
        indent = min(len(line) - len(line.lstrip(" ")), 20) + 2
        found += [indent] * (len(line) + 1)
    return found


def break_places(text: str, room: int) -> list[int]:
    """Return the offsets before which a line of code is broken so that none is wider than `room` cells, mark included."""
    places: list[int] = []
    offset = 0
    for line in text.split("\n"):
        indent = min(len(line) - len(line.lstrip(" ")), 20) + 2
        start, limit = 0, room
        while cells(line[start:]) > limit:
            end = _fit(line, start, limit - 2)
            places.append(offset + end)
            start, limit = end, room - indent
        offset += len(line) + 1
    return places


def _fit(line: str, start: int, room: int) -> int:
    """Return where to break: as far right as fits, back to the last space or separator within the last third."""
    end, taken = start, 0
    while end < len(line) and taken + cells(line[end]) <= room:
        taken += cells(line[end])
        end += 1
    end = max(end, start + 1)
    for back in range(end, start + max(1, (end - start) * 2 // 3), -1):
        if line[back - 1] in " ,;/|&=.:)":
            return back
    return end
