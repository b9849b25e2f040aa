"""What a finished book says, by MuPDF's reading of it: every character with its size and place, page furniture left out by place."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymupdf
from lxml import etree

from .expected import BULLETS, squeeze
from .sheets import Sheet, sheets

EPUB_SCREEN = (2400.0, 3000.0)
"""Size in points of the screen an EPUB is read on here: so wide that nothing is cut off at its edge."""

FRONT_AND_BACK = {"cover", "titlepage", "copyright-page", "dedication", "epigraph", "toc", "index", "colophon", "landmarks",
                  "halftitlepage"}
"""EPUB Structural Semantics Vocabulary: what of a book is not its text."""

INDEXES = {"索引", "찾아보기", "Index"}
"""What the index is called, in the languages books come in."""

_TYPE = "{http://www.idpf.org/2007/ops}type"
_FLAGS = int(pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP)


@dataclass(frozen=True, slots=True)
class Character:
    """One character as it is drawn."""

    text: str
    font: str
    size: float
    page: int
    """0-based."""
    x: float
    """Left edge, in points from the left of the page."""
    y: float
    """Baseline, in points from the top of the page."""
    right: float
    ends_line: bool


Line = tuple[Character, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """What a book says, parted by place."""

    body: tuple[Character, ...]
    """Between contents and colophon, without page furniture and notes."""
    notes: str
    """At the feet of the pages, in order, squeezed; empty for an EPUB."""
    around: str
    """What stands before and behind the body, squeezed: title page, contents, colophon."""
    readings: str = ""
    """What stands in small type over the lines of the body, in order, squeezed; empty where it is set in the line."""


def lines_of(page: Any, number: int) -> list[Line]:
    """Return a page's lines in the order they were drawn."""
    lines: list[Line] = []
    for block in page.get_text("rawdict", flags=_FLAGS)["blocks"]:
        for line in block.get("lines", ()):
            found = [(c, span) for span in line["spans"] for c in span["chars"]]
            last = max((n for n, (c, _) in enumerate(found) if squeeze(c["c"])), default=-1)
            lines.append(tuple(
                Character(c["c"], span["font"], span["size"], number, c["bbox"][0], c["origin"][1], c["bbox"][2], n == last)
                for n, (c, span) in enumerate(found) if squeeze(c["c"])))
    return [line for line in lines if line]


# ---- EPUB


def from_epub(path: Path, *, screen: tuple[float, float] = EPUB_SCREEN) -> Extract:
    """Return what an EPUB says, each file of its spine laid out by MuPDF on a screen of that size in points."""
    kinds = spine_kinds(path)
    body: list[Character] = []
    around: list[str] = []
    with pymupdf.open(path) as book:
        book.layout(width=screen[0], height=screen[1], fontsize=11)
        if book.chapter_count != len(kinds):
            raise AssertionError(f"MuPDF sees {book.chapter_count} documents, the spine has {len(kinds)}")
        number = 0
        for chapter, kind in enumerate(kinds):
            for place in range(book.chapter_page_count(chapter)):
                for line in lines_of(book[(chapter, place)], number):
                    if kind:
                        around += [c.text for c in line]
                    else:
                        body += line
                number += 1
    return Extract(tuple(body), "", squeeze("".join(around)))


def spine_kinds(path: Path) -> list[str]:
    """Return for each document of the spine what it is when it is no text (`titlepage`, `toc`...), else an empty string."""
    with zipfile.ZipFile(path) as archive:
        container = etree.fromstring(archive.read("META-INF/container.xml"))
        package = str(next(container.iter("{*}rootfile")).get("full-path"))
        opf = etree.fromstring(archive.read(package))
        hrefs = {str(i.get("id")): str(i.get("href")) for i in opf.iterfind("{*}manifest/{*}item")}
        folder = package.rpartition("/")[0]
        kinds = []
        for item in opf.iterfind("{*}spine/{*}itemref"):
            page = etree.fromstring(archive.read("/".join(filter(None, (folder, hrefs[str(item.get("idref"))])))))
            found = [kind for e in page.iter("{*}section", "{*}nav") for kind in (e.get(_TYPE) or "").split()]
            kinds.append(found[0] if found and found[0] in FRONT_AND_BACK else "")
    return kinds


# ---- PDF


def from_pdf(path: Path) -> Extract:
    """Return what a printed book says.

    The body is what stands within the type area of the pages from the second bookmark of the first level (the first is the
    contents) to the last one's (the colophon), or to the index before it. Notes are what stands on the grounds of the note areas.
    """
    body: list[Character] = []
    notes: list[str] = []
    around: list[str] = []
    readings: list[str] = []
    with pymupdf.open(path) as book:
        top = [page - 1 for level, _, page in book.get_toc() if level == 1]
        named = [page - 1 for level, title, page in book.get_toc() if level == 1 and title in INDEXES]
        first, last = (top[1], named[-1] if named and named[-1] == top[-2] else top[-1]) if len(top) > 2 else (0, 0)
        for number, sheet in enumerate(sheets(path)):
            page = book[number]
            lines = lines_of(page, number)
            if not first <= number < last:
                around += [c.text for line in lines for c in line]
                continue
            inside = [line for line in lines if sheet.area.top - 2 <= line[0].y <= sheet.area.bottom + 2]
            foot = note_top(page, sheet)
            notes += [c.text for line in inside if line[0].y > foot for c in line]
            text = [line for line in inside if line[0].y <= foot]
            above = [line for line in text if _is_reading(line, text)]
            readings += [c.text for line in above for c in line]
            body += [c for line in _with_markers([line for line in text if line not in above]) for c in line]
    return Extract(tuple(body), squeeze("".join(notes)), squeeze("".join(around)), squeeze("".join(readings)))


def _is_reading(line: Line, lines: list[Line]) -> bool:
    """Return whether a line is set over another in about half its size, and nearer to it than lines of text stand."""
    return any(
        0.4 * c.size < line[0].size < 0.6 * c.size and 0.6 * c.size < c.y - line[0].y < 1.4 * c.size
        and c.x < line[-1].right and line[0].x < c.right
        for other in lines for c in other)


def note_top(page: Any, sheet: Sheet) -> float:
    """Return how far below the page's top its notes begin: at the rule over the ground that ends with the type area."""
    for drawing in page.get_drawings():
        ground = drawing["rect"]
        is_wide = abs(ground.x0 - sheet.area.left) < 1 and abs(ground.x1 - sheet.area.right) < 1
        if is_wide and drawing["type"] == "f" and abs(ground.y1 - sheet.area.bottom) < 1:
            return float(ground.y0)
    return float("inf")


_MARKER = re.compile(rf"[{''.join(BULLETS)}]|\d+[.)．、]")


def _with_markers(lines: list[Line]) -> list[Line]:
    """Put the markers of lists, which are drawn behind their list, before the lines they stand beside.

    A marker is a line of its own that is no more than a bullet or a number and touches the start of another line.
    """
    placed: list[list[Line]] = [[line] for line in lines]
    for index, line in enumerate(lines):
        if not _MARKER.fullmatch("".join(c.text for c in line)):
            continue
        beside = [n for n, other in enumerate(lines)
                  if n != index and abs(other[0].y - line[0].y) < 2.5 and -0.5 < other[0].x - line[-1].right < 12]
        if beside:
            placed[index] = []
            placed[min(beside, key=lambda n: lines[n][0].x)].insert(0, line)
    return [line for group in placed for line in group]


def body_size(characters: tuple[Character, ...]) -> float:
    """Return the size that most of a text is set in, in points."""
    return Counter(round(c.size, 1) for c in characters).most_common(1)[0][0] if characters else 0.0
