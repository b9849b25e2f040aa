"""State: what a content stream has set when it draws (ISO 32000-1, 8.4), and the little geometry it takes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from builder.matrices import Matrix, bounds
from builder.preflight.printing.colours import GRAY, Paint
from builder.preflight.printing.observed import Box, Font

BLACK = Paint(GRAY, (0.0,))
FILLED, STROKED = frozenset({0, 2, 4, 6}), frozenset({1, 2, 5, 6})
"""Those that fill letters, and those that draw their outlines, with the colour of lines."""
EVERYWHERE = Box(-1e9, -1e9, 1e9, 1e9)


class State:
    """The graphics state, copied by `q` and brought back by `Q`."""

    __slots__ = ("clip", "ctm", "fill", "font", "leading", "line_width", "mode", "size", "stroke")

    def __init__(self, ctm: Matrix, clip: Box) -> None:
        self.ctm = ctm
        self.clip: Box | None = clip
        self.fill = self.stroke = BLACK
        self.line_width = 1.0
        self.font: Font | None = None
        self.size = 0.0
        self.leading = 0.0
        self.mode = 0

    def copy(self) -> State:
        """Return one that can change without this one."""
        other = State.__new__(State)
        for name in State.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    def clip_to(self, box: Box | None) -> None:
        """Let nothing outside the box be seen any more."""
        self.clip = overlap(self.clip, box)

    @property
    def text_paints(self) -> tuple[Paint, ...]:
        """The colours letters have: inside, and of their outlines; none when they cannot be seen."""
        return (*((self.fill,) if self.mode in FILLED else ()), *((self.stroke,) if self.mode in STROKED else ()))


def scale(matrix: Matrix) -> float:
    """Return by how much a matrix lengthens, in the direction in which it does so least."""
    a, b, c, d, _, _ = matrix
    return min(math.hypot(a, b), math.hypot(c, d))


def moved(box: Sequence[float], matrix: Matrix) -> Box:
    """Return the bounds of a rectangle under a matrix."""
    return Box(*bounds(box, matrix))


def overlap(one: Box | None, other: Box | None) -> Box | None:
    """Return what two boxes have in common, or None."""
    if one is None or other is None:
        return None
    found = Box(max(one.left, other.left), max(one.bottom, other.bottom), min(one.right, other.right), min(one.top, other.top))
    return found if found.left <= found.right and found.bottom <= found.top else None


def around(boxes: Sequence[Box]) -> Box | None:
    """Return the bounds of several boxes, or None for none."""
    if not boxes:
        return None
    return Box(min(b.left for b in boxes), min(b.bottom for b in boxes), max(b.right for b in boxes), max(b.top for b in boxes))
