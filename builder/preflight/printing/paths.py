"""Paths: the points of a path come in, the bounds of its parts on the page leave (ISO 32000-1, 8.5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from builder.matrices import Matrix
from builder.preflight.printing.observed import Box
from builder.preflight.printing.state import around, moved

_PARTS_MOST = 5_000


class Part(NamedTuple):
    """A subpath."""

    box: Box
    is_rectangle: bool


class Path:
    """A path in the making."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._open: list[float] | None = None

    def extend(self, points: Sequence[float], ctm: Matrix) -> None:
        """Let the subpath reach the points given; a curve stays within its control points."""
        a, b, c, d, e, f = ctm
        bounds = self._open
        for x, y in zip(points[::2], points[1::2], strict=False):
            h, v = a * x + c * y + e, b * x + d * y + f
            if bounds is None:
                bounds = self._open = [h, v, h, v]
            else:
                bounds[:] = min(bounds[0], h), min(bounds[1], v), max(bounds[2], h), max(bounds[3], v)

    def rectangle(self, x: float, y: float, width: float, height: float, ctm: Matrix) -> None:
        """Add a rectangle."""
        self.close()
        self._add(Part(moved((x, y, x + width, y + height), ctm), True))

    def close(self) -> None:
        """End the subpath."""
        if self._open is not None:
            self._add(Part(Box(*self._open), False))
            self._open = None

    def _add(self, part: Part) -> None:
        """Add a subpath; beyond some thousand they are told together."""
        if len(self._parts) < _PARTS_MOST:
            self._parts.append(part)
        else:
            self._parts[-1] = Part(around([self._parts[-1].box, part.box]) or part.box, False)

    def taken(self) -> list[Part]:
        """Return the subpaths, and begin anew."""
        self.close()
        parts, self._parts = self._parts, []
        return parts
