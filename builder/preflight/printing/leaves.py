"""Leaves: a page's dictionary comes in, its boxes leave as they lie on paper: turned by /Rotate, enlarged by /UserUnit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pikepdf

from builder.matrices import IDENTITY, Matrix
from builder.preflight.printing.observed import Box
from builder.preflight.printing.state import moved, overlap
from builder.preflight.printing.streams import BROKEN

_PARENTS_MOST = 50
_TURNS: dict[int, tuple[int, int, int, int]] = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
_UNIT_MOST = 75_000.0
"""PDF readers go no further."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a page's boxes lie on paper, in pt."""

    media: Box | None
    """None when there is none, or one without extent."""
    crop: Box | None
    """What the page shows: the CropBox within the MediaBox, or all of that (ISO 32000-1, 14.11.2)."""
    bleed: Box | None
    """BleedBox as written."""
    trim: Box | None
    """TrimBox as written."""
    turned: int = 0
    """Clockwise, in degrees: 0, 90, 180 or 270."""
    unit: float = 1.0
    """Points in a unit of the page."""
    matrix: Matrix = IDENTITY
    """From the page's own coordinates to those on paper."""


def read(page: Any) -> Leaf:
    """Return the boxes of a page; an entry that makes no sense counts as not there."""
    media = _box(inherited(page, "/MediaBox"))
    turned = _number(inherited(page, "/Rotate"), 0.0)
    turned = turned % 360 if turned % 90 == 0 else 0.0
    unit = _number(page.get("/UserUnit"), 1.0)
    unit = unit if 0 < unit <= _UNIT_MOST else 1.0
    matrix = _matrix(media, int(turned), unit)

    def placed(box: Box | None) -> Box | None:
        return None if box is None else box if matrix == IDENTITY else moved(box, matrix)

    crop = _box(inherited(page, "/CropBox"))
    shown = overlap(media, crop) if crop is not None else media
    if shown is None or not has_extent(shown):
        shown = media
    return Leaf(placed(media), placed(shown), placed(_box(page.get("/BleedBox"))), placed(_box(page.get("/TrimBox"))),
                int(turned), unit, matrix)


def inherited(page: Any, key: str) -> Any:
    """Return an entry of a page or of what it descends from (ISO 32000-1, 7.7.3.4)."""
    node = page
    for _ in range(_PARENTS_MOST):
        if not isinstance(node, pikepdf.Dictionary) or key in node:
            break
        node = node.get("/Parent")
    return node.get(key) if isinstance(node, pikepdf.Dictionary) else None


def has_extent(box: Box) -> bool:
    """Return whether a box has any area."""
    return box.right > box.left and box.top > box.bottom


def _box(written: Any) -> Box | None:
    if not isinstance(written, pikepdf.Array):
        return None
    try:
        a, b, c, d = (float(number) for number in list(written))
    except BROKEN:
        return None
    box = Box(min(a, c), min(b, d), max(a, c), max(b, d))
    return box if has_extent(box) and all(map(math.isfinite, box)) else None


def _number(written: Any, otherwise: float) -> float:
    try:
        found = float(written) if written is not None else otherwise
    except BROKEN:
        return otherwise
    return found if math.isfinite(found) else otherwise


def _matrix(media: Box | None, turned: int, unit: float) -> Matrix:
    """Return the matrix that turns and enlarges a page; its lower left corner keeps its place, as measured in points."""
    if media is None or (not turned and unit == 1):
        return IDENTITY
    a, b, c, d = (unit * part for part in _TURNS[turned])
    there = moved(media, (a, b, c, d, 0.0, 0.0))
    return a, b, c, d, media.left * unit - there.left, media.bottom * unit - there.bottom
