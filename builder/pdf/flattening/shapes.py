"""Shapes: the path that is being drawn, where it stands, and what of it is one flat."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.matrices import Matrix, spot
from builder.pdf.flattening.geometry import Box, around, is_upright

_ROUNDED = ("mlclclclc", "mclclclcl")
"""The operators of a rectangle with rounded corners, however they begin."""


@dataclass(slots=True)
class Path:
    """A path as far as it has been drawn, on the page."""

    upright: bool = True
    """Whether its rectangles have upright sides."""
    letters: str = ""
    """Its operators, `r` for a rectangle."""
    points: list[tuple[float, float]] = field(default_factory=list)
    """Its points and those that its curves are pulled by."""

    def extend(self, operator: str, numbers: list[float], matrix: Matrix) -> None:
        """Draw on, by an operator of ISO 32000-1, 8.5.2."""
        if operator == "re":
            x, y, width, height = numbers
            numbers = [x, y, x + width, y, x, y + height, x + width, y + height]
        self.upright = self.upright and is_upright(matrix)
        self.letters += operator[0]
        self.points += [spot(x, y, matrix) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]

    @property
    def box(self) -> Box:
        """What is around it; a curve stays within the points it is pulled by."""
        return around(Box(x, y, x, y) for x, y in self.points) or Box(0, 0, 0, 0)

    @property
    def is_rectangle(self) -> bool:
        """Whether it fills its box."""
        return self.upright and self.letters.strip("h") == "r"

    @property
    def is_square(self) -> bool:
        """Whether all its corners are square, so that a line along it is no wider there."""
        return self.upright and not self.letters.strip("rh")

    def flat(self) -> Box | None:
        """Return a box that is wholly within, None when there is none that is known: itself, or what the round corners of a
        rectangle leave."""
        if self.is_rectangle:
            return self.box
        if not self.upright or self.letters.strip("h") not in _ROUNDED:
            return None
        box = self.box
        corners = [(min(x - box.left, box.right - x), min(y - box.bottom, box.top - y)) for x, y in self.points]
        across, up = (max(distance) for distance in zip(*corners, strict=True))
        ends = self._ends()
        if any(a[0] != b[0] and a[1] != b[1] for a, b in ends):
            return None
        # A corner that is a quarter of an ellipse passes 0.2929 of its radii off the point it cuts.
        inner = Box(box.left + 0.3 * across, box.bottom + 0.3 * up, box.right - 0.3 * across, box.top - 0.3 * up)
        return inner if inner.left < inner.right and inner.bottom < inner.top else None

    def _ends(self) -> list[tuple[tuple[float, float], tuple[float, float]]]:
        """Return the ends of its straight sides."""
        found: list[tuple[tuple[float, float], tuple[float, float]]] = []
        at = 0
        for letter in self.letters.strip("h"):
            step = 3 if letter == "c" else 1
            if letter == "l":
                (x, y), (to_x, to_y) = self.points[at - 1], self.points[at]
                found.append(((round(x, 2), round(y, 2)), (round(to_x, 2), round(to_y, 2))))
            at += step
        return found

    def ring(self) -> list[Box]:
        """Return the four sides of a frame, which is one rectangle in another; nothing for another shape."""
        if self.letters != "rr" or not self.upright:
            return []
        one, other = (Path(points=points).box for points in (self.points[:4], self.points[4:]))
        outer, inner = (one, other) if one.holds(other) else (other, one)
        if not outer.holds(inner):
            return []
        sides = (Box(outer.left, inner.top, outer.right, outer.top), Box(outer.left, outer.bottom, outer.right, inner.bottom),
                 Box(outer.left, inner.bottom, inner.left, inner.top), Box(inner.right, inner.bottom, outer.right, inner.top))
        return [side for side in sides if side.left < side.right and side.bottom < side.top]
