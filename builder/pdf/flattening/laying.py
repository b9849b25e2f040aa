"""Laying: what cannot be told comes in, box by box; pictures of it leave, as few as can be, each at its place in the order
of painting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from builder.matrices import Matrix
from builder.pdf.flattening.geometry import Box, around, undone
from builder.pdf.flattening.ground import Item, Level
from builder.pdf.flattening.shining import instruction

APART = 12.0
"""In pt: what lies nearer is laid in as one picture, as the lines of a paragraph."""
MARGIN = 0.5
"""In pt: how far a picture may reach beyond what it was made of."""
_WASTE = 2.0
"""How many times larger one picture may be than the boxes it is made of."""


class Place(NamedTuple):
    """A place among the operators of a page."""

    position: int
    """In front of the operator of that number."""
    matrix: Matrix
    """What is in force there."""


@dataclass(frozen=True, slots=True)
class _Part:
    box: Box
    place: Place
    index: int
    """The last instruction of the page as it was that is seen in the picture."""


@dataclass(slots=True)
class _Region:
    """What will be one picture, if it can be."""

    parts: list[_Part]
    begun: int
    """How much had been painted live when it began."""
    place: Place | None = None
    """Where one picture of all parts can be laid, behind the last of them; None: each must be laid by itself."""

    @property
    def box(self) -> Box:
        return around(part.box for part in self.parts) or self.parts[0].box


class Laying:
    """Gathers what cannot be told on one page, and lays pictures of it among the page's operators.

    A picture waits until something live is painted over it, or the page ends: a soft shadow is made of a dozen blends, and
    becomes one picture.
    """

    def __init__(self, page: Level, draw: Callable[[Item, int], tuple[str, Box]]) -> None:
        self._page, self._draw = page, draw
        self._live: list[Box] = []
        self._waiting: list[_Region] = []
        self._laid: dict[int, list[Any]] = {}

    def add(self, box: Box, place: Place, index: int) -> None:
        """Take note that a picture must stand at a place, of all that a box shows up to an instruction."""
        region = _Region([_Part(box, place, index)], len(self._live))
        for other in [each for each in self._waiting if each.box.grown(APART).meets(box)]:
            self._waiting.remove(other)
            if self._belong(other, region):
                region = _Region([*other.parts, *region.parts], min(other.begun, region.begun))
            else:
                self._settle(other)
        self._waiting.append(region)

    def paint(self, box: Box) -> None:
        """Take note that something live is painted now: what lies beneath it must be laid in before."""
        for region in [each for each in self._waiting if each.box.grown(MARGIN).meets(box)]:
            self._waiting.remove(region)
            self._settle(region)
        self._live.append(box)

    def pass_by(self, place: Place, sure: Box | None) -> None:
        """Take note of a place where pictures may be laid, and of the box in which nothing is clipped there."""
        for region in self._waiting:
            if sure is not None and sure.holds(region.box):
                region.place = place

    def woven(self, operators: Sequence[Any]) -> list[Any]:
        """Return a page's operators with all pictures among them."""
        for region in self._waiting:
            self._settle(region)
        self._waiting = []
        found: list[Any] = []
        for position, operator in enumerate(operators):
            found += [*self._laid.get(position, []), operator]
        return found + self._laid.get(len(operators), [])

    def _belong(self, one: _Region, other: _Region) -> bool:
        """Return whether two may become one picture that hides nothing live that they do not hide themselves."""
        both = around([one.box, other.box]) or one.box
        if both.area > _WASTE * (one.box.area + other.box.area):
            return False
        around_each = one.box.grown(MARGIN), other.box.grown(MARGIN)
        return not any(
            live.meets(both.grown(MARGIN)) and (number >= one.begun or not any(live.meets(box) for box in around_each))
            for number, live in enumerate(self._live))

    def _settle(self, region: _Region) -> None:
        if region.place is not None:
            self._lay(region.box, region.place, region.parts[-1].index)
        else:
            for part in region.parts:
                self._lay(part.box, part.place, part.index)

    def _lay(self, box: Box, place: Place, index: int) -> None:
        sharp, photo = self._page.make(box)
        name, laid = self._draw(Item(box, (), sharp, photo), index)
        self._laid.setdefault(place.position, []).extend([
            instruction("q"), instruction("cm", *undone(place.matrix)),
            instruction("cm", laid.right - laid.left, 0, 0, laid.top - laid.bottom, laid.left, laid.bottom),
            instruction("Do", name), instruction("Q")])
