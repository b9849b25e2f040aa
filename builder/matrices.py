"""Matrices of a PDF page: from one space of coordinates into another (ISO 32000-1, 8.3)."""

from __future__ import annotations

from collections.abc import Sequence

Matrix = tuple[float, float, float, float, float, float]
"""As the operator `cm` takes it (ISO 32000-1, 8.3.3)."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def times(first: Sequence[float], then: Matrix) -> Matrix:
    """Return the matrix that does one and then the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def spot(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """Return where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bounds(box: Sequence[float], matrix: Matrix) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a rectangle that a matrix was applied to."""
    x0, y0, x1, y1 = box
    a, b, c, d, e, f = matrix
    if not b and not c:  # most are, and a book has many
        xs, ys = sorted((a * x0 + e, a * x1 + e)), sorted((d * y0 + f, d * y1 + f))
        return xs[0], ys[0], xs[1], ys[1]
    corners = [spot(x, y, matrix) for x in (x0, x1) for y in (y0, y1)]
    return min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners)
