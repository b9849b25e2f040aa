"""Where every glyph of a finished PDF stands, whoever made it: origins and advances to the thousandth of a point, by PDFium."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from .expected import IGNORABLE

HYPHENS = frozenset("\u00ad\u0002\u2010\u2011")
"""How a PDF, or PDFium for it, names the hyphen at a line's end."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph as it is drawn, lengths in points."""

    text: str
    """What it stands for: of a ligature several characters, of any blank one space."""
    x: float
    """Origin, from the left of the page."""
    y: float
    """Baseline, from the top of the page."""
    advance: float
    """Its width by its font, without what the maker added or took behind it."""
    size: float
    """Type size on the page."""
    font: str
    page: int
    """0-based."""

    @property
    def right(self) -> float:
        """Where its square ends."""
        return self.x + self.advance


def glyphs_of(path: Path) -> list[Glyph]:
    """Return every glyph of a PDF in the order they are drawn; what PDFium makes up (blanks, ends of lines) is left out."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [glyph for number in range(len(document)) for glyph in _of_page(document, number)]
    finally:
        document.close()


def _of_page(document: Any, number: int) -> list[Glyph]:
    page = document[number]
    text = page.get_textpage()
    top = page.get_mediabox()[3]
    found: list[Glyph] = []
    try:
        for index in range(pdfium.FPDFText_CountChars(text)):
            glyph = None if pdfium.FPDFText_IsGenerated(text, index) == 1 else _glyph(text, index, number, top)
            if glyph is None:
                continue
            if found and (found[-1].x, found[-1].y) == (glyph.x, glyph.y) and glyph.text != " ":
                found[-1] = replace(found[-1], text=found[-1].text + glyph.text)  # the parts of a ligature share an origin
            else:
                found.append(glyph)
    finally:
        text.close()
        page.close()
    return found


def _glyph(text: Any, index: int, page: int, top: float) -> Glyph | None:
    """Return a glyph, or None for what has neither ink nor width."""
    x, y, matrix, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    pdfium.FPDFText_GetLooseCharBox(text, index, box)
    size = pdfium.FPDFText_GetFontSize(text, index) * float(matrix.c**2 + matrix.d**2) ** 0.5
    advance = float(box.right - box.left)
    said = chr(pdfium.FPDFText_GetUnicode(text, index))
    if said in HYPHENS:
        said = "-" if advance > 0.1 * size else ""
    elif said.isspace():
        said = " "
    elif IGNORABLE.fullmatch(said):
        said = ""
    return Glyph(said, x.value, top - y.value, advance, size, _font(text, index), page) if said else None


def _font(text: Any, index: int) -> str:
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, len(name), flags)
    return name.value.decode(errors="replace").partition("+")[2] or name.value.decode(errors="replace")
