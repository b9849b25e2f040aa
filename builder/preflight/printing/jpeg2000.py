"""JPEG 2000: the bytes of a picture come in, the colour space it brings leaves (ISO 15444-1, annex I)."""

from __future__ import annotations

from collections.abc import Iterator

from builder.preflight.printing.observed import Space

_ENUMERATED = {12: Space("DeviceCMYK", 4), 14: Space("Lab", 3, tagged=True), 16: Space("sRGB", 3, tagged=True),
               17: Space("DeviceGray", 1), 18: Space("sYCC", 3, tagged=True)}
"""Colour spaces by their numbers (I.5.3.3 and ISO 15444-2, M.11.7.3.1)."""
_PARTS = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4, b"Lab ": 3}
_BOXES_MOST = 100
_CODESTREAM = b"\xff\x4f\xff\x51"


def space_of(data: bytes) -> Space:
    """Return the colour space of a picture; for one that does not say, the one of as many parts as it has."""
    if data.startswith(_CODESTREAM):
        return _by_parts(int.from_bytes(data[40:42], "big"))
    parts = 0
    for kind, body in _boxes(data):
        if kind != b"jp2h":
            continue
        for inner, told in _boxes(body):
            if inner == b"ihdr":
                parts = int.from_bytes(told[8:10], "big")
            elif inner == b"colr" and told[:1] == b"\x01" and (known := _ENUMERATED.get(int.from_bytes(told[3:7], "big"))):
                return known
            elif inner == b"colr" and told[:1] in {b"\x02", b"\x03"} and told[19:23] in _PARTS:
                return Space("ICCBased", _PARTS[told[19:23]], tagged=True)
    return _by_parts(parts)


def _by_parts(parts: int) -> Space:
    """Return a space by its parts; one of an even number has an alpha beside gray or RGB but for four, which may be inks."""
    return {1: Space("DeviceGray", 1), 2: Space("DeviceGray", 1), 3: Space("DeviceRGB", 3), 4: Space("DeviceCMYK", 4)}.get(
        parts, Space("DeviceN", 0))


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of the boxes that follow each other (I.4)."""
    at = 0
    for _ in range(_BOXES_MOST):
        if at + 8 > len(data):
            return
        length, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        end = at + length if length >= head else len(data)
        yield kind, data[at + head : end]
        at = end
