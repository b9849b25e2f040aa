"""What stands where on the pages of a printed book: heads, folios, openings, ink; and how three renderers draw them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymupdf
import pypdfium2
from PIL import Image, ImageChops

from .expected import squeeze
from .extracted import Line, lines_of
from .lines import CLOSING, OPENING
from .sheets import Box, Sheet, sheets

RESOLUTION = 144
"""Dots per inch that pages are drawn at to be compared."""

GRAIN = 6
"""Side in points of the squares whose mean grey is compared between renderers."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page with what stands on it."""

    sheet: Sheet
    heads: tuple[Line, ...]
    """Lines above the type area."""
    body: tuple[Line, ...]
    folios: tuple[Line, ...]
    """Lines below the type area."""
    images: tuple[Box, ...]
    drawings: tuple[Box, ...]
    is_blank: bool
    """Whether the page has neither text nor anything else that leaves ink."""

    @property
    def head(self) -> str:
        """The running head, squeezed."""
        return squeeze("".join(said(line) for line in self.heads))

    @property
    def folio(self) -> str:
        """The page's number as it is printed."""
        return "".join(said(line) for line in self.folios)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline."""

    level: int
    title: str
    page: int
    """1-based place in the file."""


def said(line: Line) -> str:
    """Return what a line says, without white space."""
    return "".join(c.text for c in line)


def leaves(path: Path) -> list[Leaf]:
    """Return every page of a PDF with what stands on it, by MuPDF."""
    with pymupdf.open(path) as book:
        return [_leaf(book[n], n, sheet) for n, sheet in enumerate(sheets(path))]


def _leaf(page: Any, number: int, sheet: Sheet) -> Leaf:
    lines = lines_of(page, number)
    grey = page.get_pixmap(dpi=36, colorspace=pymupdf.csGRAY)
    return Leaf(
        sheet,
        tuple(line for line in lines if line[0].y < sheet.area.top),
        tuple(line for line in lines if sheet.area.top <= line[0].y <= sheet.area.bottom + 2),
        tuple(line for line in lines if line[0].y > sheet.area.bottom + 2),
        tuple(Box(*image["bbox"]) for image in page.get_image_info()),
        tuple(Box(*d["rect"]) for d in page.get_drawings()),
        not lines and set(grey.samples) <= {255},
    )


def bookmarks(path: Path) -> list[Bookmark]:
    """Return the outline in order."""
    with pymupdf.open(path) as book:
        return [Bookmark(level, squeeze(title), page) for level, title, page in book.get_toc()]


HANGING = frozenset("，。、．")
"""Marks that may stand in the margin."""


def spilled(leaf: Leaf, *, slack: float = 0.6) -> list[str]:
    """Return what of a page's text, pictures and rules stands outside its type area.

    A full-width mark at the end of a line may reach over the edge with the empty half of its square, one that hangs with all of
    it; an opening mark at its start with its empty half.
    """
    area, found = leaf.sheet.area, []
    for line in leaf.body:
        last = line[-1]
        hang = last.size * (1.05 if last.text in HANGING else 0.55 if last.text in CLOSING | {"…"} else 0)
        first_hang = line[0].size * 0.55 if line[0].text in OPENING else 0
        if line[0].x < area.left - slack - first_hang or last.right > area.right + slack + hang:
            found.append(f"page {leaf.sheet.number}: {said(line)[:30]!r} from {line[0].x - area.left:.1f} "
                         f"to {last.right - area.right:+.1f} pt of the type area")
    for name, boxes in (("a picture", leaf.images), ("a rule", leaf.drawings)):
        found += [f"page {leaf.sheet.number}: {name} at {box}" for box in boxes
                  if box.left < area.left - slack or box.right > area.right + slack
                  or box.top < area.top - slack or box.bottom > area.bottom + slack]
    return found


# ---- renderers


def rendered(path: Path, folder: Path) -> dict[str, list[Image.Image]]:
    """Return every page drawn by MuPDF, poppler and PDFium, in colour first and then in grey: straight to grey they turn inks
    into light by formulas that disagree."""
    subprocess.run(["mutool", "draw", "-q", "-r", str(RESOLUTION), "-c", "rgb", "-o", str(folder / "mupdf-%04d.png"), str(path)],
                   check=True, capture_output=True, timeout=300)
    subprocess.run(["pdftoppm", "-r", str(RESOLUTION), str(path), str(folder / "poppler")],
                   check=True, capture_output=True, timeout=300)
    document = pypdfium2.PdfDocument(path)
    try:
        pdfium = [page.render(scale=RESOLUTION / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()
    return {
        "MuPDF": [_opened(f) for f in sorted(folder.glob("mupdf-*.png"))],
        "poppler": [_opened(f) for f in sorted(folder.glob("poppler-*.ppm"))],
        "PDFium": pdfium,
    }


def _opened(file: Path) -> Image.Image:
    with Image.open(file) as image:
        return image.convert("L")


def disagreement(one: Image.Image, other: Image.Image) -> tuple[float, int]:
    """Return how two drawings of a page differ: the mean of all squares of `GRAIN` points, and the worst of them, of 255."""
    size = (round(one.width * 72 / RESOLUTION / GRAIN), round(one.height * 72 / RESOLUTION / GRAIN))
    difference = ImageChops.difference(*(i.resize(size, Image.Resampling.BOX) for i in (one, other)))
    histogram = difference.histogram()
    worst = max(n for n, count in enumerate(histogram) if count)
    return sum(n * count for n, count in enumerate(histogram)) / (size[0] * size[1]), worst
