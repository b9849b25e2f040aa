"""Geometry: boxes of a page, in pt, and what matrices make of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from builder.matrices import Matrix, bounds

SLACK = 0.02
"""In pt: what a flat may fall short of what lies on it, and what two neighbours may overlap: numbers in a PDF are rounded."""


class Box(NamedTuple):
    """A rectangle of the page, in pt."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Return whether the two share more than an edge, which is rounded to within `SLACK`."""
        return (self.left < other.right - SLACK and other.left < self.right - SLACK
                and self.bottom < other.top - SLACK and other.bottom < self.top - SLACK)

    def holds(self, other: Box) -> bool:
        """Return whether the other lies inside, to within `SLACK`."""
        return (self.left <= other.left + SLACK and self.bottom <= other.bottom + SLACK
                and self.right >= other.right - SLACK and self.top >= other.top - SLACK)

    def within(self, other: Box) -> Box | None:
        """Return what the two share; None when that has no area."""
        box = Box(max(self.left, other.left), max(self.bottom, other.bottom),
                  min(self.right, other.right), min(self.top, other.top))
        return box if box.left < box.right and box.bottom < box.top else None

    @property
    def area(self) -> float:
        """Square points it covers."""
        return (self.right - self.left) * (self.top - self.bottom)

    def grown(self, by: float) -> Box:
        """Return it with every side moved outwards by so many pt."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)


def around(boxes: Iterable[Box]) -> Box | None:
    """Return the smallest box around some; None for none."""
    sides = list(zip(*boxes, strict=True))
    return Box(min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])) if sides else None


def gathered(boxes: Sequence[Box], apart: float) -> list[Box]:
    """Return boxes that stand no nearer to each other than `apart` pt: those that did have become one around them."""
    found: list[Box] = []
    for box in boxes:
        whole = box
        while near := [other for other in found if other.grown(apart).meets(whole)]:
            found = [other for other in found if other not in near]
            whole = around([whole, *near]) or whole
        found.append(whole)
    return found


def undone(matrix: Matrix) -> Matrix:
    """Return the matrix that takes another one back.

    Raises:
        ZeroDivisionError: when it cannot be taken back, as it puts all on one line.
    """
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    return d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area


def moved(box: Sequence[float], matrix: Matrix) -> Box:
    """Return the box around a rectangle that a matrix was applied to."""
    return Box(*bounds(box, matrix))


def is_upright(matrix: Matrix) -> bool:
    """Return whether rectangles stay rectangles with upright sides."""
    a, b, c, d, _, _ = matrix
    return (b == c == 0) or (a == d == 0)


def scale(matrix: Matrix) -> float:
    """Return how much longer lines become, at the most."""
    a, b, c, d, _, _ = matrix
    return max(math.hypot(a, b), math.hypot(c, d))
