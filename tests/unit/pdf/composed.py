"""Pages made for the tests of line setting: pressed and read back glyph by glyph, or laid out as far as their boxes."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pymupdf
import pypdfium2
import weasyprint
from fontTools.ttLib import TTFont
from oracles.origins import Glyph, glyphs_of
from weasyprint.text.fonts import FontConfiguration

from builder.errors import Report
from builder.faces import Face
from builder.manner import Manner
from builder.model import Asset
from builder.pdf import grid, press
from builder.shipped import shipped
from builder.templates import font_faces

SIZE, LEADING = 10.0, 18.0
"""Of the body, in points."""

TOP, LEFT = 40.0, 40.0
"""Margins of the page, in points."""

MANNER = Manner(grid=(TOP, LEADING))

_FILES = {
    ("Noto Serif SC", 400): "NotoSerifSC-Regular.ttf", ("Noto Serif SC", 700): "NotoSerifSC-Bold.ttf",
    ("Noto Serif", 400): "NotoSerif-Regular.ttf", ("Noto Sans", 400): "NotoSans-Regular.ttf",
    ("JetBrains Mono", 400): "JetBrainsMono-Regular.ttf", ("Noto Emoji", 400): "NotoEmoji-Regular.ttf",
    ("Postpress Kai", 400): "PostpressKai-Regular.ttf",
}

PAGE = """<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}"><head><title>书</title></head><body>{body}</body></html>"""

STYLE = f"""
@page {{ size: 440pt 400pt; margin: {TOP}pt 40pt 40pt {LEFT}pt }}
html {{ font: {SIZE}pt/{LEADING}pt "Noto Serif SC", "Noto Serif", "Noto Sans", "Noto Emoji", "Postpress Kai",
  "Letters To The Left";
  hyphens: manual; hyphenate-character: "-" }}
body {{ margin: 0; --grid: lines; overflow-wrap: break-word; widows: 1; orphans: 1 }}
p {{ margin: 0; text-align: justify }}
code {{ font-family: "JetBrains Mono"; font-variant-ligatures: none }}
sup {{ font-size: 6pt; vertical-align: super; line-height: 0 }}
.latin {{ font-family: "Noto Serif" }}
"""


@cache
def faces() -> tuple[Face, ...]:
    """Return the faces these pages are set in."""
    shipped_faces = [Face(family, weight, False, file, "OFL-1.1", "", (shipped("fonts") / file).read_bytes(), frozenset())
                     for (family, weight), file in _FILES.items()]
    return (*shipped_faces, _letters_to_the_left())


def _letters_to_the_left() -> Face:
    """Return a face that draws Hebrew letters with the shapes of Latin ones: no face of the book has any, and for the order of
    a line their shapes do not matter."""
    font = TTFont(shipped("fonts") / "NotoSans-Regular.ttf")
    for table in font["cmap"].tables:
        letters = {0x5D0 + n: table.cmap[ord("a") + n] for n in range(26)} if table.isUnicode() else {}
        table.cmap = {ord(" "): table.cmap[ord(" ")], **letters}
    for table in ("GSUB", "GPOS", "GDEF"):
        if table in font:
            del font[table]
    data = io.BytesIO()
    font.save(data)
    return Face("Letters To The Left", 400, False, "Left.ttf", "OFL-1.1", "", data.getvalue(), frozenset())


def pressed(
    body: str, style: str = "", *, manner: Manner | None = MANNER, language: str = "zh-Hans", assets: Sequence[Asset] = (),
) -> bytes:
    """Return the PDF of a page's body."""
    return press.press(PAGE.format(body=body, language=language), stylesheet=font_faces(faces()) + STYLE + style, faces=faces(),
                       assets=assets, report=Report(), manner=manner).data


def laid(body: str, style: str = "", *, manner: Manner | None = MANNER, language: str = "zh-Hans") -> Any:
    """Return a page's body as WeasyPrint's document, laid out and not painted."""
    shelf = press._Shelf({f"{press.ORIGIN}fonts/{face.file}": ("font/ttf", face.data) for face in faces()})
    with press._own_fonts_only():
        fonts = FontConfiguration()
    grid.set_manner(fonts, manner)
    html = weasyprint.HTML(string=press.as_html(PAGE.format(body=body, language=language)), base_url=press.ORIGIN,
                           url_fetcher=shelf)
    css = weasyprint.CSS(string=font_faces(faces()) + STYLE + style, base_url=press.ORIGIN, url_fetcher=shelf, font_config=fonts)
    return html.render(font_config=fonts, stylesheets=[css])


def boxes_of(document: Any) -> Iterator[Any]:
    """Yield every box of a document that was laid out, in order."""
    for page in document.pages:
        yield from _within(page._page_box)


def _within(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _within(child)


# ---- pages read back


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line as it stands on its page."""

    page: int
    y: float
    """Baseline, in points from the top of the page."""
    glyphs: tuple[Glyph, ...]
    """From left to right, without blanks; raised and small ones apart."""
    small: tuple[Glyph, ...]

    @property
    def said(self) -> str:
        """What the line says, without blanks."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def left(self) -> float:
        """Where its first square begins, in points from the left margin."""
        return self.glyphs[0].x - LEFT

    @property
    def right(self) -> float:
        """Where its last square ends."""
        return self.glyphs[-1].right - LEFT

    @property
    def gaps(self) -> list[float]:
        """The room between each two neighbours: from the end of a square to the next one's start, in em."""
        return [(b.x - a.right) / SIZE for a, b in zip(self.glyphs, self.glyphs[1:], strict=False)]


def glyphs_in(data: bytes) -> list[Glyph]:
    """Return every glyph of a PDF."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(data)
        return glyphs_of(path)


def lines_in(data: bytes) -> list[PlacedLine]:
    """Return the lines of a PDF of one column, from the top of the first page."""
    found = [g for g in glyphs_in(data) if g.text != " "]
    rows: dict[tuple[int, float], list[Glyph]] = {}
    for glyph in (g for g in found if g.size > 0.7 * SIZE):
        row = next((row for row in rows if row[0] == glyph.page and abs(row[1] - glyph.y) < 1.0), (glyph.page, glyph.y))
        rows.setdefault(row, []).append(glyph)
    return [
        PlacedLine(page, y, tuple(sorted(row, key=lambda g: g.x)), tuple(sorted(
            (g for g in found if g.size <= 0.7 * SIZE and g.page == page and -3 < y - g.y < LEADING - 4), key=lambda g: g.x)))
        for (page, y), row in sorted(rows.items())
    ]


def lines(body: str, style: str = "", *, manner: Manner | None = MANNER, language: str = "zh-Hans") -> list[PlacedLine]:
    """Press a body and return its lines."""
    return lines_in(pressed(body, style, manner=manner, language=language))


def by_pdfium(data: bytes) -> str:
    """Return what PDFium reads in a PDF, its own sign for a hyphen that parts a word as the soft hyphen it stands for."""
    document = pypdfium2.PdfDocument(data)
    said = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return said.replace("\x02", "\xad")


def by_mupdf(data: bytes) -> str:
    """Return what MuPDF reads in a PDF."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        return "\n".join(page.get_text() for page in document)
