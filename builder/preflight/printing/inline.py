"""Inline pictures: the place behind `BI` comes in, their entries and the place behind `EI` leave (ISO 32000-1, 8.9.7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from builder.preflight.printing.atoms import Operand, name, number, past_string

_PART = re.compile(
    rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+(?:"
    rb"(?P<number>[+-]*+(?:\d++\.?+\d*+|\.\d++))"
    rb"|/(?P<name>[^\0\t\n\f\r \[\]()<>{}/%]*+)"
    rb"|(?P<word>[A-Za-z]++)"
    rb"|(?P<open>\()"
    rb"|(?P<hex><(?!<)[^<>]*+>)"
    rb"|(?P<mark><<|>>|[\s\S]))")
_AFTER_ID = re.compile(rb"(?:\r\n|[\0\t\n\f\r ])?")
_END = re.compile(rb"(?<=[\0\t\n\f\r >])EI(?=[\0\t\n\f\r /\[(<]|$)")
_END_HERE = re.compile(rb"[\0\t\n\f\r ]*EI(?![A-Za-z0-9])")
_NEXT = re.compile(
    rb"[\0\t\n\f\r ]*(?:(?:[+-]?[\d.]+|/[^\0\t\n\f\r \[\]()<>{}/%]*)[\0\t\n\f\r ]+){0,12}"
    rb"(?:([A-Za-z'\"][A-Za-z0-9*]*)|[\[(<%]|$)")
_WORDS = frozenset(
    b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EMC ET EX f F f* G g gs h i J j K k l m M MP n q Q re RG rg ri s S SC"
    b" sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split())
"""All operators that may follow (ISO 32000-1, annex A)."""
_DOUBTED_MOST = 200
"""Places that are looked at for one picture: chance makes one in sixteen million bytes."""
_ENTRIES_MOST = 64
_NESTED_MOST = 8
_PARTS = {"G": 1, "DeviceGray": 1, "I": 1, "Indexed": 1, "RGB": 3, "DeviceRGB": 3, "CMYK": 4, "DeviceCMYK": 4}
_ENDS = {"AHx": b">", "ASCIIHexDecode": b">", "A85": b"~>", "ASCII85Decode": b"~>"}


def entries(data: bytes, at: int, spend: Callable[[int], None]) -> tuple[int, list[Operand]]:
    """Return the place behind `ID`, and keys and values in turn; an array is one tuple, a dictionary `True`."""
    levels: list[list[Operand]] = [[]]
    count = 0
    value: Operand
    while at < len(data) and (token := _PART.match(data, at)):
        count += 1
        at, kind, found = token.end(), token.lastgroup, levels[-1]
        text = token[kind] if kind else b""
        if text == b"ID" and kind == "word":
            break
        if kind == "open":
            at, value = past_string(data, at)
        elif kind == "mark":
            if text in {b"[", b"<<"} and len(levels) < _NESTED_MOST:
                levels.append([])
                continue
            if text not in {b"]", b">>"} or len(levels) == 1:
                continue
            inner, found = levels.pop(), levels[-1]
            value = True if text == b">>" else tuple(part for part in inner if not isinstance(part, tuple))
        else:
            value = _value(kind, text)
        if len(found) < _ENTRIES_MOST:
            found.append(value)
    spend(count)
    return at, levels[0]


def _value(kind: str | None, text: bytes) -> Operand:
    match kind:
        case "number":
            return number(text)
        case "name":
            return name(text)
        case "word":
            return text == b"true"
        case _:
            return len(text) > len(b"<>")


def past_data(data: bytes, at: int, found: Sequence[Any], spend: Callable[[int], None]) -> int:
    """Return the place behind the `EI` of a picture whose `ID` ends at `at`.

    What says itself where it ends is believed when an `EI` stands there: bytes without a filter by their number, letters by
    their last one. Of all others the end is the first `EI` behind which an operator follows.
    """
    start = _AFTER_ID.match(data, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    told = dict(zip(found[::2], found[1::2], strict=False))
    packing = told.get("F", told.get("Filter"))
    first = packing[0] if isinstance(packing, tuple) and packing else packing
    if first in {None, (), ""}:
        length = _length(told)
        if length is not None and (end := _END_HERE.match(data, start + length)):
            return end.end()
    elif isinstance(first, str) and first in _ENDS:
        last = data.find(_ENDS[first], at)
        if last >= 0 and (end := _END_HERE.match(data, last + len(_ENDS[first]))):
            return end.end()
    doubted = None
    for end in islice(_END.finditer(data, at), _DOUBTED_MOST):
        spend(1)
        follows = _NEXT.match(data, end.end())
        if follows and (follows[1] is None or follows[1] in _WORDS):
            return end.end()
        doubted = doubted or end.end()
    return doubted or len(data)


def _length(entries: dict[Any, Any]) -> int | None:
    """Return how many bytes a picture without filters has, or None."""
    def told(short: str, long: str, otherwise: float) -> float:
        value = entries.get(short, entries.get(long, otherwise))
        return value if isinstance(value, float) else otherwise

    is_mask = entries.get("IM", entries.get("ImageMask")) is True
    space = entries.get("CS", entries.get("ColorSpace", "G"))
    parts = 1 if is_mask else _PARTS.get(str(space[0] if isinstance(space, tuple) and space else space))
    if parts is None:
        return None
    bits = 1.0 if is_mask else told("BPC", "BitsPerComponent", 8)
    row = (int(told("W", "Width", 0)) * int(bits) * parts + 7) // 8
    return row * int(told("H", "Height", 0))
