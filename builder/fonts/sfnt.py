"""What a font file says of itself, read from its tables; refuses what neither a reading system nor the press can set."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import uharfbuzz as hb


class UnfitFont(Exception):  # noqa: N818 - a judgement on a file, turned into a diagnostic by the catalogue
    """A file that cannot be used as a face; `code` is its diagnostic, the text says why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class FontFacts:
    """What the tables of one font say."""

    family: str
    """Name ID 16, else 1."""
    weight: int
    """OS/2 usWeightClass."""
    italic: bool
    """OS/2 fsSelection, bit 0."""
    characters: frozenset[int]
    """Code points of its cmap."""


_PACKED = {b"wOFF": "WOFF", b"wOF2": "WOFF2"}


def facts(data: bytes) -> FontFacts:
    """Return what a TrueType font says of itself (OpenType 1.9: table directory, OS/2, name, cmap).

    Raises:
        UnfitFont: F004 not TrueType outlines, F005 a variable font, F006 packed for the web, F007 not a font,
            F008 its maker forbids embedding.
    """
    tables = _directory(data)
    if "glyf" not in tables:
        kind = next((t.strip() for t in ("CFF2", "CFF ", "SVG ", "CBDT", "sbix") if t in tables), "no")
        raise UnfitFont("F004", f"its outlines are {kind}, not TrueType")
    if "fvar" in tables:
        raise UnfitFont("F005", "it is a variable font")
    missing = sorted({"head", "hhea", "hmtx", "loca", "maxp", "cmap", "name", "OS/2"} - tables.keys())
    if missing:
        raise UnfitFont("F007", f"it has no table {', '.join(missing)}")
    os2 = tables["OS/2"]
    if len(os2) < 64:
        raise UnfitFont("F007", "its table OS/2 is cut short")
    weight, = struct.unpack_from(">H", os2, 4)
    rights, = struct.unpack_from(">H", os2, 8)
    selection, = struct.unpack_from(">H", os2, 62)
    # OS/2 fsType: 2 restricted licence; 0x100 no subsetting; 0x200 bitmaps only. 0, 4 and 8 allow embedding.
    if rights & 0xF == 2 or rights & 0x300:
        raise UnfitFont("F008", f"its fsType {rights:#06x} forbids embedding a subset of it")
    # HarfBuzz copies what it opens; of ten megabytes only these are asked.
    characters = frozenset(hb.Face(_packed({tag: tables[tag] for tag in ("cmap", "head", "maxp")})).unicodes)
    if not characters:
        raise UnfitFont("F007", "its cmap names no character")
    return FontFacts(_family(tables["name"]), weight, bool(selection & 1), characters)


def _directory(data: bytes) -> dict[str, memoryview]:
    """Return the tables by tag, each inside the file."""
    head = data[:4]
    if head in _PACKED:
        raise UnfitFont("F006", f"it is packed as {_PACKED[head]}")
    if head == b"ttcf":
        raise UnfitFont("F007", "it is a collection of several fonts")
    if head not in (b"\0\1\0\0", b"true", b"OTTO") or len(data) < 12:
        raise UnfitFont("F007", "it is not a font file")
    count, = struct.unpack_from(">H", data, 4)
    if len(data) < 12 + 16 * count:
        raise UnfitFont("F007", "it is cut short")
    view = memoryview(data)
    tables: dict[str, memoryview] = {}
    for i in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * i)
        if offset + length > len(data):
            raise UnfitFont("F007", "it is cut short")
        tables[tag.decode("latin-1")] = view[offset:offset + length]
    return tables


def _packed(tables: dict[str, memoryview]) -> bytes:
    """Return a font file of just those tables."""
    head = struct.pack(">4sHHHH", b"\0\1\0\0", len(tables), 0, 0, 0)
    offset = len(head) + 16 * len(tables)
    records, body = b"", b""
    for tag, table in sorted(tables.items()):
        records += struct.pack(">4sLLL", tag.encode("latin-1"), 0, offset + len(body), len(table))
        body += bytes(table) + b"\0" * (-len(table) % 4)
    return head + records + body


def _family(table: memoryview) -> str:
    """Return the typographic family (name ID 16), else the family (1), of the Windows Unicode records."""
    found: dict[int, str] = {}
    try:
        count, start = struct.unpack_from(">HH", table, 2)
        for i in range(count):
            platform, _, language, name_id, length, offset = struct.unpack_from(">6H", table, 6 + 12 * i)
            if platform == 3 and name_id in (1, 16) and (language == 0x409 or name_id not in found):
                found[name_id] = bytes(table[start + offset:start + offset + length]).decode("utf-16-be")
    except (struct.error, UnicodeDecodeError) as error:
        raise UnfitFont("F007", "its name table is damaged") from error
    return found.get(16, found.get(1, ""))
