"""Pages set glyph by glyph, so that a defect stands exactly where a test puts it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[2] / "fonts"

SIZE, LEADING, LEFT, TOP = 10.0, 20.0, 50.0, 60.0
"""Body size, leading, left edge and first baseline of a seeded page, in points."""

WIDTH, HEIGHT = 300, 400
"""Of a seeded page, in points."""

FACES = {"serif": "NotoSerifSC-Regular.ttf", "mono": "JetBrainsMono-Regular.ttf"}

CHARACTERS = (Path(__file__).parent / "test_lines_oracle.py").read_text(encoding="utf-8")
"""Faces are cut to what the tests themselves are written with."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face cut to what tests set."""

    data: bytes
    glyphs: Mapping[str, int]
    advances: Mapping[str, float]
    """In em."""


@cache
def face(name: str) -> Face:
    """Return one of `FACES`."""
    font = TTFont(FONTS / FACES[name])
    cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True, hinting=False))
    cutter.populate(text=CHARACTERS)
    cutter.subset(font)
    names, unit = font.getBestCmap(), font["head"].unitsPerEm
    written = io.BytesIO()
    font.save(written)
    return Face(written.getvalue(), {chr(c): font.getGlyphID(n) for c, n in names.items()},
                {chr(c): font["hmtx"][n][0] / unit for c, n in names.items()})


@dataclass
class Seeded:
    """A PDF in the making; lines go onto its last page, one below the other."""

    streams: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = TOP

    def page(self) -> None:
        """Begin the next page."""
        self.streams.append([])
        self.y = TOP

    def line(
        self, text: str, *, x: float = 0.0, room: Mapping[int, float] | None = None, left: float = LEFT, size: float = SIZE,
        font: str = "serif", down: float = LEADING, rise: float = 0.0,
    ) -> float:
        """Set a line and return where its last glyph's advance ends, in points from the left of the page.

        Args:
            text: what it says.
            x: indent in em of the body.
            room: em to add behind the character of an index; less than 0 takes away.
            left: left edge in points.
            size: in points.
            font: one of `FACES`.
            down: points to the next line.
            rise: points above the baseline.
        """
        at = left + x * SIZE
        for n, character in enumerate(text):
            self.glyph(character, at, size=size, font=font, rise=rise)
            at += (face(font).advances[character] + (room or {}).get(n, 0.0)) * size
        self.y += down
        return at

    def glyph(self, character: str, x: float, *, size: float = SIZE, font: str = "serif", rise: float = 0.0) -> None:
        """Set one glyph on the current baseline with its origin at `x` points."""
        self.write(f"BT /{font} {size} Tf 1 0 0 1 {x:.4f} {HEIGHT - self.y + rise:.4f} Tm <{face(font).glyphs[character]:04x}> Tj ET")

    def write(self, *operators: str) -> None:
        """Put operators of a content stream onto the page."""
        self.streams[-1] += operators

    def save(self, path: Path) -> Path:
        """Write the PDF and return its path."""
        pdf = pikepdf.new()
        fonts = pikepdf.Dictionary({f"/{name}": _embedded(pdf, name) for name in FACES})
        for operators in self.streams:
            page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, WIDTH, HEIGHT],
                                      Resources=pikepdf.Dictionary(Font=fonts), Contents=pdf.make_stream("\n".join(operators).encode()))
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(path)
        return path


def codes(text: str, font: str = "serif") -> str:
    """Return a text as the hexadecimal string of a content stream."""
    return "<" + "".join(f"{face(font).glyphs[character]:04x}" for character in text) + ">"


def _embedded(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    made = face(name)
    base = pikepdf.Name("/AAAAAA+" + FACES[name].removesuffix(".ttf"))
    descriptor = pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=base, Flags=4, FontBBox=[0, -300, 1000, 900], ItalicAngle=0, Ascent=900,
        Descent=-300, CapHeight=700, StemV=80, FontFile2=pdf.make_stream(made.data)))
    widths: list[object] = [item for character, glyph in made.glyphs.items() for item in (glyph, [made.advances[character] * 1000])]
    if name == "mono":
        widths = [0, max(made.glyphs.values()), 600]  # the other way to write widths, for a face that has but one
    descendant = pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=base, FontDescriptor=descriptor, DW=1000 if name == "serif" else 0,
        CIDSystemInfo=pikepdf.Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        W=widths, CIDToGIDMap=pikepdf.Name.Identity))
    return pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=base, Encoding=pikepdf.Name("/Identity-H"),
        DescendantFonts=[descendant], ToUnicode=pdf.make_stream(_to_unicode(made.glyphs.items()))))


def _to_unicode(glyphs: Iterable[tuple[str, int]]) -> bytes:
    rows = [f"<{glyph:04x}> <{character.encode('utf-16-be').hex()}>" for character, glyph in glyphs]
    parts = [rows[n : n + 100] for n in range(0, len(rows), 100)]
    body = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
    return ("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n" + body + "\nendcmap end end").encode()
