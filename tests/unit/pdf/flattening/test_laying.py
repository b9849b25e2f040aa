"""Where pictures are laid among the operators of a page, and when several become one."""

from __future__ import annotations

import pytest

from builder.matrices import IDENTITY, Matrix
from builder.pdf.flattening.geometry import Box
from builder.pdf.flattening.ground import Item, Level
from builder.pdf.flattening.laying import Laying, Place

PAGE = Box(0, 0, 200, 100)
OPERATORS = ["first", "second", "third", "fourth"]


class Drawn:
    """Notes which pictures were asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[Box, int]] = []

    def __call__(self, item: Item, index: int) -> tuple[str, Box]:
        self.asked.append((item.box, index))
        return f"/Picture{len(self.asked)}", item.box


@pytest.fixture
def drawn() -> Drawn:
    return Drawn()


@pytest.fixture
def laying(drawn: Drawn) -> Laying:
    return Laying(Level(), drawn)


def at(position: int, matrix: Matrix = IDENTITY) -> Place:
    return Place(position, matrix)


def order(laying: Laying) -> list[str]:
    """Return the page's operators, with the names of pictures."""
    return [each if isinstance(each, str) else str(each.operands[0]) for each in laying.woven(OPERATORS)
            if isinstance(each, str) or str(each.operator) == "Do"]


def test_what_is_seen_together_becomes_one_picture_of_all_up_to_the_last(laying: Laying, drawn: Drawn) -> None:
    laying.add(Box(10, 10, 50, 50), at(1), 3)
    laying.add(Box(10, 40, 50, 60), at(2), 7)
    laying.pass_by(at(3), PAGE)
    assert order(laying) == ["first", "second", "third", "/Picture1", "fourth"]
    assert drawn.asked == [(Box(10, 10, 50, 60), 7)]


def test_what_is_far_apart_becomes_two(laying: Laying, drawn: Drawn) -> None:
    laying.add(Box(10, 10, 20, 20), at(1), 3)
    laying.add(Box(150, 10, 160, 20), at(2), 7)
    assert order(laying) == ["first", "/Picture1", "second", "/Picture2", "third", "fourth"]
    assert drawn.asked == [(Box(10, 10, 20, 20), 3), (Box(150, 10, 160, 20), 7)]


def test_a_frame_is_no_picture_of_all_that_it_goes_around(laying: Laying, drawn: Drawn) -> None:
    laying.add(Box(10, 10, 190, 12), at(1), 3)
    laying.add(Box(10, 10, 12, 90), at(2), 4)
    laying.pass_by(at(2), PAGE)
    assert len(drawn.asked) == 1, "the first is laid when the second cannot be one with it"
    assert order(laying).count("/Picture2") == 1


def test_it_is_laid_before_what_is_painted_live_above_it(laying: Laying, drawn: Drawn) -> None:
    laying.add(Box(10, 10, 50, 50), at(1), 3)
    laying.pass_by(at(2), PAGE)
    laying.paint(Box(40, 40, 60, 60))
    laying.pass_by(at(3), PAGE)
    laying.add(Box(10, 10, 50, 50), at(3), 8)
    assert order(laying) == ["first", "second", "/Picture1", "third", "/Picture2", "fourth"]
    assert [index for _, index in drawn.asked] == [3, 8]


def test_what_is_live_between_two_is_not_hidden_by_one_picture_of_both(laying: Laying, drawn: Drawn) -> None:
    laying.paint(Box(10, 22, 50, 28))
    laying.add(Box(10, 10, 50, 20), at(1), 3)
    laying.add(Box(10, 30, 50, 40), at(2), 4)
    laying.pass_by(at(3), PAGE)
    order(laying)
    assert [box for box, _ in drawn.asked] == [Box(10, 10, 50, 20), Box(10, 30, 50, 40)]


def test_where_clipping_would_cut_one_picture_each_has_its_own_at_its_place(laying: Laying, drawn: Drawn) -> None:
    laying.add(Box(10, 10, 50, 50), at(1), 3)
    laying.add(Box(10, 40, 50, 60), at(2), 7)
    laying.pass_by(at(3), Box(10, 40, 50, 60))
    assert order(laying) == ["first", "/Picture1", "second", "/Picture2", "third", "fourth"]
    assert [index for _, index in drawn.asked] == [3, 7]


def test_a_picture_stands_where_it_belongs_whatever_matrix_is_in_force(laying: Laying) -> None:
    laying.add(Box(10, 20, 50, 60), at(0, (2, 0, 0, 4, 6, 8)), 0)
    _, back, there, *_ = laying.woven(OPERATORS)
    assert [float(n) for n in back.operands] == pytest.approx([0.5, 0, 0, 0.25, -3, -2])
    assert [float(n) for n in there.operands] == pytest.approx([40, 0, 0, 40, 10, 20])
