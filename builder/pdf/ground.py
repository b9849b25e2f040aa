"""Ground: what lies beneath a place on a page - paper, one flat colour, or something that cannot be told in a word."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Matrix = tuple[float, float, float, float, float, float]
"""As the operator `cm` takes it (ISO 32000-1, 8.3.3)."""
Colour = tuple[float, ...]
"""Three parts of light or four of ink, each from 0 to 1."""

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
SLACK = 0.02
"""In pt: what a flat may fall short of what lies on it, and what two neighbours may overlap: numbers in a PDF are rounded."""


class UnknownGroundError(Exception):
    """What lies beneath is no single colour."""


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


def times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does one and then the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def undone(matrix: Matrix) -> Matrix:
    """Return the matrix that takes another one back.

    Raises:
        ZeroDivisionError: when it cannot be taken back, as it puts all on one line.
    """
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    return d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area


def spot(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """Return where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def moved(box: Sequence[float], matrix: Matrix) -> Box:
    """Return the box around a rectangle that a matrix was applied to."""
    corners = [spot(x, y, matrix) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = zip(*corners, strict=True)
    return Box(min(across), min(up), max(across), max(up))


def is_upright(matrix: Matrix) -> bool:
    """Return whether rectangles stay rectangles with upright sides."""
    a, b, c, d, _, _ = matrix
    return (b == c == 0) or (a == d == 0)


def scale(matrix: Matrix) -> float:
    """Return how much longer lines become, at the most."""
    a, b, c, d, _, _ = matrix
    return max(math.hypot(a, b), math.hypot(c, d))


def mixed(under: Colour, over: Colour, alpha: float) -> Colour:
    """Return a colour over another of its kind, part by part (ISO 32000-1, 11.3.3, blend mode Normal).

    Raises:
        UnknownGroundError: when one is light and the other ink.
    """
    if len(under) != len(over):
        raise UnknownGroundError
    return tuple(round((1 - alpha) * below + alpha * above, 5) for below, above in zip(under, over, strict=True))


class Item(NamedTuple):
    """Something painted."""

    box: Box
    colours: tuple[Colour | None, ...] = ()
    """Of a flat that fills its box, as seen in its own group, in the one around that, ... and on the page; None: unknown."""
    sharp: bool = True
    """Whether it has edges: letters and lines do, pictures and blends are as good as their own pixels."""
    photo: bool = False
    """Whether it is a picture or a blend."""


@dataclass(slots=True)
class Level:
    """A page, or a group that is painted as one."""

    alpha: float = 1.0
    """How much of it is seen, of 1."""
    items: list[Item] = field(default_factory=list)

    def under(self, box: Box) -> Colour | None:
        """Return the one colour beneath a box, None where nothing was painted.

        Raises:
            UnknownGroundError: when it is not one colour, or nobody can tell.
        """
        for item in reversed(self.items):
            if item.box.meets(box):
                if item.colours and item.colours[0] is not None and item.box.holds(box):
                    return item.colours[0]
                raise UnknownGroundError
        return None

    def make(self, box: Box) -> tuple[bool, bool]:
        """Return whether edges, and whether pictures or blends, are seen in a box."""
        sharp = photo = False
        for item in self.items:
            if item.colours and item.colours[0] is not None and item.box.holds(box):
                sharp = photo = False
            elif item.box.meets(box):
                sharp, photo = sharp or item.sharp, photo or item.photo
        return sharp, photo


def is_bare(levels: Sequence[Level], box: Box) -> bool:
    """Return whether there is nothing but paper beneath a box, and no group dims what is painted there."""
    try:
        return all(level.alpha == 1 and level.under(box) is None for level in levels)
    except UnknownGroundError:
        return False


def seen(levels: Sequence[Level], colour: Colour, alpha: float, box: Box) -> tuple[Colour | None, ...]:
    """Return what a colour looks like where it is painted: in the innermost group, in the one around that, ... and on the page.

    It is None in a group that it does not cover there. What is seen on the page is known always.

    Args:
        levels: The page and the groups in it, the innermost last.
        colour: What is painted with.
        alpha: How much of it covers, of 1.
        box: Where.

    Raises:
        UnknownGroundError: when it cannot be told.
    """
    found: list[Colour | None] = []
    for level in reversed(levels):
        if alpha < 1 and (under := level.under(box)) is not None:
            colour, alpha = mixed(under, colour, alpha), 1.0
        found.append(colour if alpha == 1 else None)
        alpha *= level.alpha
    if alpha < 1:
        paper = (1.0, 1.0, 1.0) if len(colour) == 3 else (0.0, 0.0, 0.0, 0.0)
        found[-1] = mixed(paper, colour, alpha)
    return tuple(found)
