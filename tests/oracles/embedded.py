"""The fonts inside a PDF as its own tables describe them: widths, characters, and how far the ink of a glyph reaches."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pikepdf
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(<[0-9A-Fa-f\s]*>|\[.*?\])", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")


@dataclass
class EmbeddedFont:
    """A font of a PDF."""

    entry: Any
    """Its dictionary, as pikepdf reads it."""
    _inks: dict[int, tuple[float, float] | None] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        """Its PostScript name without the tag of a subset."""
        full = str(self.entry.get("/BaseFont", "/none"))[1:]
        return re.sub(r"^[A-Z]{6}\+", "", full)

    @cached_property
    def is_composite(self) -> bool:
        """Whether its codes are two bytes long."""
        return bool(self.entry.get("/Subtype") == "/Type0")

    @cached_property
    def _descendant(self) -> Any:
        return self.entry.DescendantFonts[0] if self.is_composite else self.entry

    def codes(self, shown: bytes) -> list[int]:
        """Return the codes of a string that a content stream shows."""
        if not self.is_composite:
            return list(shown)
        return [int.from_bytes(shown[at : at + 2], "big") for at in range(0, len(shown), 2)]

    def width(self, code: int) -> float:
        """Return a glyph's advance in em."""
        if self.entry.get("/Subtype") == "/Type3":
            return self._widths.get(code, 0.0) * float(self.entry.FontMatrix[0])
        return self._widths.get(code, self._other_width) / 1000

    @cached_property
    def _other_width(self) -> float:
        if self.is_composite:
            return float(self._descendant.get("/DW", 1000))
        return float(self.entry.get("/FontDescriptor", pikepdf.Dictionary()).get("/MissingWidth", 0))

    @cached_property
    def _widths(self) -> dict[int, float]:
        if not self.is_composite:
            first = int(self.entry.get("/FirstChar", 0))
            return {first + n: float(width) for n, width in enumerate(list(self.entry.get("/Widths", [])))}
        found: dict[int, float] = {}
        entries = iter(list(self._descendant.get("/W", [])))
        for first in entries:
            second = next(entries)
            if isinstance(second, pikepdf.Array):
                found |= {int(first) + n: float(width) for n, width in enumerate(list(second))}
            else:
                width = float(next(entries))
                found |= dict.fromkeys(range(int(first), int(second) + 1), width)
        return found

    def text(self, code: int) -> str:
        """Return what a code stands for; U+FFFD when the file does not say."""
        return self._texts.get(code) or ("\ufffd" if self.is_composite else bytes([code]).decode("cp1252", errors="replace"))

    @cached_property
    def _texts(self) -> dict[int, str]:
        return dict(_mappings(self.entry.ToUnicode.read_bytes())) if "/ToUnicode" in self.entry else {}

    def ink(self, code: int) -> tuple[float, float] | None:
        """Return where a glyph's outline begins and ends, in em from its origin; None when there is none to be read."""
        if code not in self._inks:
            self._inks[code] = self._outline(code)
        return self._inks[code]

    def _outline(self, code: int) -> tuple[float, float] | None:
        if not self.is_composite or self._face is None:
            return None
        mapping = self._glyph_ids
        glyph = int.from_bytes(mapping[2 * code : 2 * code + 2], "big") if mapping else code
        order = self._face.getGlyphOrder()
        if glyph >= len(order):
            return None
        glyphs = self._face.getGlyphSet()
        pen = BoundsPen(glyphs)
        glyphs[order[glyph]].draw(pen)
        unit = self._face["head"].unitsPerEm
        return (pen.bounds[0] / unit, pen.bounds[2] / unit) if pen.bounds else None

    @cached_property
    def _face(self) -> TTFont | None:
        descriptor = self._descendant.get("/FontDescriptor", pikepdf.Dictionary())
        data = descriptor.get("/FontFile2")
        return TTFont(io.BytesIO(data.read_bytes())) if data is not None else None

    @cached_property
    def _glyph_ids(self) -> bytes:
        mapping = self._descendant.get("/CIDToGIDMap")
        return bytes(mapping.read_bytes()) if isinstance(mapping, pikepdf.Stream) else b""


def _mappings(cmap: bytes) -> Iterator[tuple[int, str]]:
    for kind, section in _SECTION.findall(cmap):
        if kind == b"bfchar":
            yield from ((int(code, 16), _decoded(text)) for code, text in _PAIR.findall(section))
            continue
        for first, last, target in _RANGE.findall(section):
            codes = range(int(first, 16), int(last, 16) + 1)
            if target.startswith(b"["):
                yield from zip(codes, map(_decoded, _HEX.findall(target)), strict=False)
            else:
                start = _decoded(target[1:-1])
                yield from ((code, start[:-1] + chr(ord(start[-1]) + n)) for n, code in enumerate(codes) if start)


def _decoded(text: bytes) -> str:
    return bytes.fromhex(text.decode("ascii")).decode("utf-16-be", errors="replace")
