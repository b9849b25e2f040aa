"""The pages of a printed book, as pikepdf reads them: boxes, type area, sides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pikepdf

POINT = 25.4 / 72
"""A point in millimetres."""

A5 = (148.0, 210.0)
"""Trim size in mm (ISO 216)."""

INNER, HEAD = 20.0, 18.0
"""A5 in `classic`: inner margin and head in mm; the outer margin is what is left, 17 less a little."""

MEASURE, DEPTH = 30 * 10.5, 28 * 17.5
"""30 ems of 10.5 pt by 28 lines of 17.5 pt, in points."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, measured from the top left corner of the media."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page."""

    number: int
    """1-based place in the file: odd ones are rectos."""
    media: tuple[float, ...]
    """As written, in PDF's own order: left, bottom, right, top."""
    trim: tuple[float, ...]
    bleed: tuple[float, ...]
    area: Box
    """The type area."""
    page: Box
    """The trimmed page."""

    @property
    def is_recto(self) -> bool:
        """Whether the page lies on the right of an open book."""
        return self.number % 2 == 1


def sheets(path: Path) -> list[Sheet]:
    """Return every page of a PDF."""
    with pikepdf.open(path) as pdf:
        return [_sheet(page, number) for number, page in enumerate(pdf.pages, 1)]


def _numbers(page: pikepdf.Page, name: str) -> tuple[float, ...]:
    return tuple(float(n) for n in page.obj[name])


def _sheet(page: pikepdf.Page, number: int) -> Sheet:
    media, trim, bleed = (_numbers(page, name) for name in ("/MediaBox", "/TrimBox", "/BleedBox"))
    inner, head = INNER / POINT, HEAD / POINT
    left, top = trim[0] - media[0], media[3] - trim[3]
    page_box = Box(left, top, left + trim[2] - trim[0], top + trim[3] - trim[1])
    start = left + (inner if number % 2 else page_box.right - page_box.left - inner - MEASURE)
    area = Box(start, top + head, start + MEASURE, top + head + DEPTH)
    return Sheet(number, media, trim, bleed, area, page_box)
