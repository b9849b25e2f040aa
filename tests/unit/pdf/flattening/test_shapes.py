from __future__ import annotations

import math

import pytest

from builder.matrices import IDENTITY, Matrix
from builder.pdf.flattening.geometry import Box
from builder.pdf.flattening.shapes import Path


def drawn(*parts: tuple[str, tuple[float, ...]], matrix: Matrix = IDENTITY) -> Path:
    path = Path()
    for operator, numbers in parts:
        path.extend(operator, list(numbers), matrix)
    return path


BEND = 0.4477
"""How far from a corner of radius 1 a quarter of a circle is pulled to."""


def rounded(radius: float) -> Path:
    """A rectangle of 40 by 20 with round corners."""
    r, k = radius, BEND * radius
    return drawn(("m", (r, 0)), ("l", (40 - r, 0)), ("c", (40 - k, 0, 40, k, 40, r)), ("l", (40, 20 - r)),
                 ("c", (40, 20 - k, 40 - k, 20, 40 - r, 20)), ("l", (r, 20)), ("c", (k, 20, 0, 20 - k, 0, 20 - r)),
                 ("l", (0, r)), ("c", (0, k, k, 0, r, 0)), ("h", ()))


def test_a_rectangle_is_all_flat() -> None:
    path = drawn(("re", (10, 20, 30, -5)))
    assert path.is_rectangle
    assert path.is_square
    assert path.flat() == path.box == Box(10, 15, 40, 20)


def test_a_turned_rectangle_is_none() -> None:
    path = drawn(("re", (0, 0, 10, 10)), matrix=(1, 1, -1, 1, 0, 0))
    assert path.box == Box(-10, 0, 10, 20)
    assert path.flat() is None
    assert not path.is_rectangle


@pytest.mark.parametrize("radius", [1.0, 4.0, 10.0])
def test_round_corners_leave_a_flat_that_touches_no_curve(radius: float) -> None:
    flat = rounded(radius).flat()
    assert flat is not None
    assert flat.left == flat.bottom
    corner = math.hypot(radius - flat.left, radius - flat.bottom)
    assert corner < radius, "its corner lies within the circle"
    assert corner > 0.95 * radius
    assert not rounded(radius).is_rectangle


def test_what_has_as_many_sides_and_is_no_rounded_rectangle_is_not_known() -> None:
    path = drawn(("m", (5, 0)), ("l", (40, 9)), *[part for _ in range(3) for part in (("c", (40, 0, 40, 5, 40, 9)), ("l", (20, 3)))],
                 ("c", (1, 1, 2, 2, 5, 0)))
    assert path.letters == "mlclclclc"
    assert path.flat() is None
    assert drawn(("m", (0, 0)), ("l", (10, 0)), ("l", (0, 10))).flat() is None
    assert Path().box == Box(0, 0, 0, 0)


def test_a_frame_has_four_sides() -> None:
    for frame in (drawn(("re", (0, 0, 40, 20)), ("re", (2, 1, 36, 18))), drawn(("re", (2, 1, 36, 18)), ("re", (0, 0, 40, 20)))):
        assert frame.ring() == [Box(0, 19, 40, 20), Box(0, 0, 40, 1), Box(0, 1, 2, 19), Box(38, 1, 40, 19)]
    assert drawn(("re", (0, 0, 40, 20)), ("re", (30, 1, 36, 18))).ring() == []
    assert drawn(("re", (0, 0, 40, 20))).ring() == []
