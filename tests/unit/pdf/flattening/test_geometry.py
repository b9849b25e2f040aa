from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.matrices import Matrix, spot, times
from builder.pdf.flattening.geometry import SLACK, Box, around, gathered, is_upright, moved, scale, undone

SQUARE = Box(10, 10, 20, 20)


def test_neighbours_do_not_meet_where_numbers_are_rounded() -> None:
    assert not SQUARE.meets(Box(20 - SLACK / 2, 10, 30, 20))
    assert SQUARE.meets(Box(19, 19, 30, 30))
    assert SQUARE.holds(Box(10 - SLACK / 2, 10, 20, 20))
    assert not SQUARE.holds(Box(9, 10, 20, 20))
    assert SQUARE.within(Box(15, 0, 99, 12)) == Box(15, 10, 20, 12)
    assert SQUARE.within(Box(20, 0, 99, 12)) is None
    assert around([SQUARE, Box(0, 15, 5, 30)]) == Box(0, 10, 20, 30)
    assert around([]) is None


BOXES = st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(1, 20)] * 2).map(lambda n: Box(n[0], n[1], n[0] + n[2], n[1] + n[3]))


@given(st.lists(BOXES, max_size=12))
def test_what_is_gathered_holds_all_and_stands_apart(boxes: list[Box]) -> None:
    found = gathered(boxes, 5)
    assert all(any(one.holds(box) for one in found) for box in boxes)
    assert not [1 for n, one in enumerate(found) for other in found[n + 1 :] if one.grown(5 - 2 * SLACK).meets(other)]


NUMBERS = st.floats(-4, 4, allow_nan=False).map(lambda n: round(n, 2))


@given(st.tuples(*[NUMBERS] * 6), st.tuples(NUMBERS, NUMBERS))
def test_a_matrix_is_undone(matrix: Matrix, point: tuple[float, float]) -> None:
    if abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) < 0.05:
        return
    assert spot(*spot(*point, matrix), undone(matrix)) == pytest.approx(point, abs=1e-6)
    assert spot(*point, times(matrix, undone(matrix))) == pytest.approx(point, abs=1e-6)


def test_what_cannot_be_undone_says_so() -> None:
    with pytest.raises(ZeroDivisionError):
        undone((1, 1, 1, 1, 0, 0))


def test_turned_rectangles_are_known() -> None:
    assert is_upright((0, 2, -2, 0, 5, 5))
    assert not is_upright((1, 1, -1, 1, 0, 0))
    assert moved((0, 0, 1, 2), (0, 2, -2, 0, 5, 5)) == Box(1, 5, 5, 7)
    assert scale((3, 4, 0, 1, 0, 0)) == 5
