"""Code: one ideograph takes exactly two Latin cells, and a line too long for the page is broken where we say, with a mark."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil

from lxml import etree

from builder.typography.characters import is_wide
from builder.typography.trees import add_class, classes, element, name_of, named, plain_text, split_text

CELL = 0.6
"""Advance of a cell of JetBrains Mono, in em; an ideograph of 1 em is set with 0.2 em after it to fill two."""

TAB = 4
"""Columns between tab stops; the style sheet says the same with `tab-size: 4`."""

MARK = 2
"""Cells the mark at the end of a broken line takes."""

CODE_SIZE = 8.5
"""Type size of printed code, in pt."""

NUMBERS = 4
"""Cells that numbers take from the width of a line, beyond the indent that code has anyway."""

_CELLS_PER_EM = 10.5 / (CODE_SIZE * CELL)
"""Cells of code in one em of the text (10.5 pt)."""

_INDENTS = {"blockquote": 4, "li": 2, "dd": 2}
"""What a block around code takes from the measure, in em of the text, as the style sheet indents it."""

_SEPARATORS = frozenset(" \t,;/|&=.:)")
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"

_SVG = "http://www.w3.org/2000/svg"
_HOOK = "M 9 1 V 5 H 2 M 4.5 2.5 L 2 5 L 4.5 7.5"
"""A hook back to the left, drawn and not set, so that code copied from the page holds no mark of ours."""


def _wrap_mark() -> etree._Element:
    mark = element("span", class_="wrap")
    drawing = etree.SubElement(mark, f"{{{_SVG}}}svg", {"viewBox": "0 0 10 8", "width": "7", "height": "5.6"},
                               nsmap={None: _SVG})  # type: ignore[dict-item]  # lxml takes None for the default namespace
    etree.SubElement(drawing, f"{{{_SVG}}}path", {"d": _HOOK, "fill": "none", "stroke": "#777", "stroke-width": "1.45"})
    return mark


def cells(text: str) -> int:
    """Return the width of a line of text in Latin cells, from its start: a cluster takes two when it is wide or an emoji,
    none when it is only a mark; a tab goes to the next multiple of `TAB`.
    """
    column = 0
    for cluster in clusters(text):
        column = column_after(column, cluster)
    return column


def column_after(column: int, cluster: str) -> int:
    """Return the column behind a cluster that begins at `column`, both in cells."""
    return (column // TAB + 1) * TAB if cluster == "\t" else column + _width(cluster)


def clusters(text: str) -> list[str]:
    """Return the text in grapheme clusters (UAX 29, GB4 to GB12), which no break and no markup of ours may part.

    Of Hangul only the joining vowels and finals are looked at, and conjuncts of Indic consonants (GB9c) are not.
    """
    if text.isascii():
        return list(text)
    starts: list[int] = []
    for at in range(len(text)):
        if not starts or not _continues(text, starts[-1], at):
            starts.append(at)
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _continues(text: str, start: int, at: int) -> bool:
    """Return whether the character at `at` belongs to the cluster that begins at `start`."""
    first, character = text[start], text[at]
    if _extends(character):
        return unicodedata.category(first) != "Cc"
    if text[at - 1] == _JOINER:
        return _is_pictograph(first) and _is_pictograph(character)
    return at == start + 1 and _is_flag_letter(first) and _is_flag_letter(character)


@cache
def _extends(character: str) -> bool:
    """Return whether a character belongs to the one before it (UAX 29: Extend, SpacingMark, ZWJ; Hangul V and T)."""
    code = ord(character)
    return (
        unicodedata.category(character) in {"Mn", "Me", "Mc"}
        or code in (0x200C, 0x200D, 0xFF9E, 0xFF9F)
        or 0x1160 <= code <= 0x11FF
        or 0xD7B0 <= code <= 0xD7FB
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _is_pictograph(character: str) -> bool:
    """Return whether a character may stand in an emoji sequence (UTS 51: Extended_Pictographic, by its blocks)."""
    code = ord(character)
    return (
        0x2190 <= code <= 0x2BFF
        or (0x1F000 <= code <= 0x1FAFF and not _is_flag_letter(character))
        or character in "©®‼⁉™ℹ〰〽㊗㊙"
    )


def _is_flag_letter(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


@lru_cache(maxsize=4096)
def _width(cluster: str) -> int:
    return 2 if _fills_two(cluster) else min(2, sum(map(_own_width, cluster)))


def _fills_two(cluster: str) -> bool:
    """Return whether a cluster is set as one square: an ideograph, an emoji, a flag."""
    first = cluster[0]
    if _EMOJI_STYLE in cluster and (_is_pictograph(first) or first in "0123456789#*"):
        return True
    return any(_own_width(c) == 2 for c in cluster) or (len(cluster) > 1 and all(map(_is_flag_letter, cluster[:2])))


def _own_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if is_wide(character) else 1


def space_wide(root: etree._Element) -> None:
    """Wrap every run of wide clusters inside code in `<span class="wide">`, which the style sheet spaces to two cells."""
    for item in named(root, "code", "pre", "kbd", "samp"):
        if any(name_of(a) in {"code", "pre", "kbd", "samp"} for a in item.iterancestors()):
            continue
        if any(map(_fills_two, clusters(plain_text(item)))):
            split_text(item, _wide_runs)


def _wide_runs(text: str, inside: frozenset[str]) -> list[str | etree._Element]:
    del inside
    parts: list[str | etree._Element] = []
    run = ""
    wide = False
    for cluster in clusters(text):
        if _fills_two(cluster) != wide:
            if run:
                parts.append(element("span", run, class_="wide") if wide else run)
            run, wide = "", not wide
        run += cluster
    if run:
        parts.append(element("span", run, class_="wide") if wide else run)
    return parts


def number_lines(root: etree._Element) -> None:
    """Mark the start of every line of code with an empty `<span class="line-number line-12">`, before which the style sheet
    draws its number, so that none is copied with the code. It does so by class, because readers made with MuPDF print the
    words `counter` and `attr` where a sheet asks for either. A `pre` of one line has none; the others get the class
    `numbered`. Comes before `wrap_lines`, which breaks lines but begins no new ones.
    """
    for pre in named(root, "pre"):
        if _lines(pre) > 1:
            add_class(pre, "numbered")
            _mark_starts(pre)


def most_lines(root: etree._Element) -> int:
    """Return the number of lines of the longest `pre`, 0 where there is none."""
    return max(map(_lines, named(root, "pre")), default=0)


def _lines(pre: etree._Element) -> int:
    return plain_text(pre).removesuffix("\n").count("\n") + 1


def _mark_starts(pre: etree._Element) -> None:
    at_start, number = True, 0

    def lay(stretch: str, inside: frozenset[str]) -> list[str | etree._Element]:
        nonlocal at_start, number
        del inside
        parts: list[str | etree._Element] = []
        for line in re.findall(r"[^\n]*\n|[^\n]+", stretch):
            if at_start:
                number += 1
                parts.append(element("span", class_=f"line-number line-{number}"))
            parts.append(line)
            at_start = line.endswith("\n")
        return parts

    split_text(pre, lay)


def wrap_lines(root: etree._Element, *, width: int) -> None:
    """Break the lines of every `pre` at `width` cells, after a space or a separator where one is near, and end each
    broken line with `<span class="wrap">`; what goes on is indented two cells beyond its line. Comes before `space_wide`.

    Blocks around a `pre` take their indents from the width. In a table the column's width is not known here: the page
    breaks that code.
    """
    for pre in named(root, "pre"):
        around = [name_of(a) for a in pre.iterancestors()]
        if "td" in around or "th" in around:
            continue
        taken = ceil(sum(_INDENTS.get(name, 0) for name in around) * _CELLS_PER_EM)
        _wrap(pre, max(20, width - taken - (NUMBERS if "numbered" in classes(pre) else 0)))


def _wrap(pre: etree._Element, room: int) -> None:
    """Walk the text of one block with the column kept across inline elements (coloured tokens, links)."""
    breaks = _breaks(plain_text(pre), room)
    if not breaks:
        return
    at = 0

    def lay(stretch: str, inside: frozenset[str]) -> list[str | etree._Element]:
        nonlocal at
        del inside
        parts: list[str | etree._Element] = []
        run = ""
        for character in stretch:
            if at in breaks:
                parts += [run, _wrap_mark(), "\n", element("span", " " * breaks[at], class_="hang")]
                run = ""
            run += character
            at += 1
        parts.append(run)
        return [p for p in parts if not isinstance(p, str) or p]

    split_text(pre, lay)


def break_places(text: str, room: int) -> list[int]:
    """Return the offsets before which a line of code is broken so that none is wider than `room` cells, mark included."""
    return list(_breaks(text, room))


def _breaks(text: str, room: int) -> dict[int, int]:
    """Return the places to break before, each with the cells of indent that what goes on there begins with."""
    found: dict[int, int] = {}
    at = 0
    for line in text.split("\n"):
        parts, hang = clusters(line), _hang(line, room)
        start, column = 0, 0
        while (end := _fit(parts, start, column, room)) < len(parts):
            at += sum(map(len, parts[start:end]))
            found[at] = hang
            start, column = end, hang
        at += sum(map(len, parts[start:])) + 1
    return found


def _hang(line: str, room: int) -> int:
    """Return a line's own indent and two cells more, but no more than leaves half the room to write in."""
    lead = line[: len(line) - len(line.lstrip(" \t"))]
    return min(cells(lead) + 2, 22, room // 2)


def _fit(parts: list[str], start: int, column: int, room: int) -> int:
    """Return the cluster to break before when those from `start` on begin at `column`; the number of them all if they fit.

    A broken line leaves room for the mark, the last piece of a line needs none. At least one cluster is taken.
    """
    fits = start + 1
    for at in range(start, len(parts)):
        column = column_after(column, parts[at])
        if column > room:
            return _back_to_separator(parts, start, fits)
        if column <= room - MARK:
            fits = at + 1
    return len(parts)


def _back_to_separator(parts: list[str], start: int, end: int) -> int:
    """Return where to break: back to the last space or separator within the last third, or at `end` when none is there."""
    for back in range(end, start + max(1, (end - start) * 2 // 3), -1):
        if parts[back - 1] in _SEPARATORS:
            return back
    return end
