from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.matrices import IDENTITY, Matrix, bounds, spot, times

NUMBERS = st.integers(-50, 50).map(float)
MATRICES = st.tuples(*[NUMBERS] * 6)


@given(MATRICES, MATRICES, NUMBERS, NUMBERS)
def test_one_matrix_after_the_other_is_their_product(first: Matrix, then: Matrix, x: float, y: float) -> None:
    assert spot(x, y, times(first, then)) == spot(*spot(x, y, first), then)


@given(MATRICES)
def test_nothing_moves_by_the_identity(matrix: Matrix) -> None:
    assert times(matrix, IDENTITY) == times(IDENTITY, matrix) == matrix


@pytest.mark.parametrize(("matrix", "expected"), [
    ((2, 0, 0, -3, 1, 1), (3, -11, 7, -5)), ((0, 1, -1, 0, 0, 0), (-4, 1, -2, 3)), ((1, 1, -1, 1, 0, 0), (-3, 3, 1, 7)),
])
def test_bounds_of_what_was_turned_and_mirrored(matrix: Matrix, expected: tuple[float, ...]) -> None:
    assert bounds((1, 2, 3, 4), matrix) == expected
