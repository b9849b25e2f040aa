from __future__ import annotations

import pytest

from builder.pdf.flattening.geometry import Box
from builder.pdf.flattening.ground import Item, Level, UnknownGroundError, is_bare, mixed, seen

RED, GREEN, WHITE = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0, 1.0)
SQUARE = Box(10, 10, 20, 20)


def flat(box: Box, colour: tuple[float, ...]) -> Item:
    return Item(box, (colour,))


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
