from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.pdf.ground import (
    SLACK,
    Box,
    Item,
    Level,
    Matrix,
    UnknownGroundError,
    around,
    gathered,
    is_bare,
    is_upright,
    mixed,
    moved,
    scale,
    seen,
    spot,
    times,
    undone,
)

RED, GREEN, WHITE = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0, 1.0)
SQUARE = Box(10, 10, 20, 20)


def flat(box: Box, colour: tuple[float, ...]) -> Item:
    return Item(box, (colour,))


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


def test_on_paper_a_colour_becomes_paler() -> None:
    assert seen([Level()], RED, 0.25, SQUARE) == ((1.0, 0.75, 0.75),)
    assert seen([Level()], (0.0, 0.4, 0.0, 1.0), 0.5, SQUARE) == ((0.0, 0.2, 0.0, 0.5),)
    assert seen([Level()], RED, 1.0, SQUARE) == (RED,)


def test_on_a_flat_it_mixes_with_that_alone() -> None:
    page = Level(items=[flat(Box(0, 0, 99, 99), RED), flat(Box(0, 0, 50, 50), WHITE), flat(Box(60, 60, 70, 70), RED)])
    assert seen([page], GREEN, 0.5, SQUARE) == ((0.5, 1.0, 0.5),)


@pytest.mark.parametrize("above", [flat(Box(15, 15, 30, 30), RED), Item(Box(0, 0, 99, 99)), Item(SQUARE, (None,))])
def test_on_more_than_a_flat_nobody_can_tell(above: Item) -> None:
    page = Level(items=[flat(Box(0, 0, 99, 99), WHITE), above])
    with pytest.raises(UnknownGroundError):
        seen([page], GREEN, 0.5, SQUARE)
    assert seen([page], GREEN, 1.0, SQUARE) == (GREEN,), "what covers needs no ground"


def test_light_is_not_mixed_with_ink() -> None:
    with pytest.raises(UnknownGroundError):
        mixed(RED, (0.0, 0.0, 0.0, 1.0), 0.5)


def test_a_group_is_mixed_as_one() -> None:
    page, group = Level(items=[flat(Box(0, 0, 99, 99), GREEN)]), Level(alpha=0.5)
    assert seen([page, group], RED, 1.0, SQUARE) == (RED, (0.5, 0.5, 0.0))
    group.items.append(flat(SQUARE, RED))
    assert seen([page, group], WHITE, 0.5, SQUARE) == ((1.0, 0.5, 0.5), (0.5, 0.75, 0.25)), "first with its own ground"
    assert seen([page, group], WHITE, 0.5, Box(50, 50, 60, 60)) == (None, (0.25, 1.0, 0.25)), "in the group it covers nothing"


def test_bare_paper_is_bare_in_every_group() -> None:
    assert is_bare([Level(), Level()], SQUARE)
    assert not is_bare([Level(), Level(0.5)], SQUARE)
    assert not is_bare([Level(items=[flat(Box(0, 0, 99, 99), RED)])], SQUARE)
    assert not is_bare([Level(items=[Item(Box(15, 15, 30, 30))])], SQUARE)


def test_edges_that_are_covered_are_not_seen() -> None:
    page = Level(items=[Item(Box(12, 12, 14, 14), photo=True), flat(Box(0, 0, 99, 99), RED)])
    assert page.make(SQUARE) == (False, False)
    page.items.append(Item(Box(12, 12, 14, 14), sharp=False, photo=True))
    assert page.make(SQUARE) == (False, True)
    page.items.append(Item(Box(12, 12, 14, 14)))
    assert page.make(SQUARE) == (True, True)
    assert page.make(Box(30, 30, 40, 40)) == (False, False)
