"""What a font file says of itself, read from its tables (OpenType 1.9)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_KINDS = {b"\x00\x01\x00\x00": "TrueType", b"true": "TrueType", b"OTTO": "OpenType", b"wOFF": "WOFF", b"wOF2": "WOFF2",
          b"ttcf": "a collection"}
_FAMILY_NAMES = {1, 16}  # family, and typographic family where the first had to be split


@dataclass(frozen=True, slots=True)
class Font:
    """A font file."""

    kind: str
    """`TrueType`, `OpenType`, `WOFF`, `WOFF2`, `a collection`, or empty for what is no font."""
    families: frozenset[str]
    """Every family name in its name table."""
    has_outlines: bool
    """Whether it has the outlines of its kind, `glyf` or `CFF`."""


def read(data: bytes) -> Font:
    """Return what a font file says; an obfuscated or damaged one is of no kind."""
    kind = _KINDS.get(data[:4], "")
    if kind not in {"TrueType", "OpenType"}:
        return Font(kind, frozenset(), has_outlines=False)
    try:
        tables = _tables(data)
        return Font(kind, _families(data, tables), has_outlines=bool(tables.keys() & {b"glyf", b"CFF ", b"CFF2"}))
    except (struct.error, IndexError, UnicodeDecodeError):
        return Font("", frozenset(), has_outlines=False)


def _tables(data: bytes) -> dict[bytes, int]:
    """Return where each table begins."""
    (count,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(count))
    return {tag: offset for tag, _, offset, _ in records}


def _families(data: bytes, tables: dict[bytes, int]) -> frozenset[str]:
    if b"name" not in tables:
        return frozenset()
    start = tables[b"name"]
    _, count, storage = struct.unpack_from(">HHH", data, start)
    found: set[str] = set()
    for i in range(count):
        platform, _, _, name, length, offset = struct.unpack_from(">HHHHHH", data, start + 6 + 12 * i)
        if name in _FAMILY_NAMES:
            text = data[start + storage + offset : start + storage + offset + length]
            found.add(text.decode("latin-1" if platform == 1 else "utf-16-be"))
    return frozenset(found)
