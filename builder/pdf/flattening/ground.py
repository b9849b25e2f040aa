"""Ground: what lies beneath a place on a page - paper, one flat colour, or something that cannot be told in a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from builder.pdf.flattening.geometry import Box

Colour = tuple[float, ...]
"""Three parts of light or four of ink, each from 0 to 1."""


class UnknownGroundError(Exception):
    """What lies beneath is no single colour."""


def mixed(under: Colour, over: Colour, alpha: float) -> Colour:
    """Return a colour over another of its kind, part by part (ISO 32000-1, 11.3.3, blend mode Normal).

    Raises:
        UnknownGroundError: when one is light and the other ink.
    """
    if len(under) != len(over):
        raise UnknownGroundError
    return tuple(round((1 - alpha) * below + alpha * above, 5) for below, above in zip(under, over, strict=True))


class Item(NamedTuple):
    """Something painted."""

    box: Box
    colours: tuple[Colour | None, ...] = ()
    """Of a flat that fills its box, as seen in its own group, in the one around that, ... and on the page; None: unknown."""
    sharp: bool = True
    """Whether it has edges: letters and lines do, pictures and blends are as good as their own pixels."""
    photo: bool = False
    """Whether it is a picture or a blend."""


@dataclass(slots=True)
class Level:
    """A page, or a group that is painted as one."""

    alpha: float = 1.0
    """How much of it is seen, of 1."""
    items: list[Item] = field(default_factory=list)

    def under(self, box: Box) -> Colour | None:
        """Return the one colour beneath a box, None where nothing was painted.

        Raises:
            UnknownGroundError: when it is not one colour, or nobody can tell.
        """
        for item in reversed(self.items):
            if item.box.meets(box):
                if item.colours and item.colours[0] is not None and item.box.holds(box):
                    return item.colours[0]
                raise UnknownGroundError
        return None

    def make(self, box: Box) -> tuple[bool, bool]:
        """Return whether edges, and whether pictures or blends, are seen in a box."""
        sharp = photo = False
        for item in self.items:
            if item.colours and item.colours[0] is not None and item.box.holds(box):
                sharp = photo = False
            elif item.box.meets(box):
                sharp, photo = sharp or item.sharp, photo or item.photo
        return sharp, photo


def is_bare(levels: Sequence[Level], box: Box) -> bool:
    """Return whether there is nothing but paper beneath a box, and no group dims what is painted there."""
    try:
        return all(level.alpha == 1 and level.under(box) is None for level in levels)
    except UnknownGroundError:
        return False


def seen(levels: Sequence[Level], colour: Colour, alpha: float, box: Box) -> tuple[Colour | None, ...]:
    """Return what a colour looks like where it is painted: in the innermost group, in the one around that, ... and on the page.

    It is None in a group that it does not cover there. What is seen on the page is known always.

    Args:
        levels: The page and the groups in it, the innermost last.
        colour: What is painted with.
        alpha: How much of it covers, of 1.
        box: Where.

    Raises:
        UnknownGroundError: when it cannot be told.
    """
    found: list[Colour | None] = []
    for level in reversed(levels):
        if alpha < 1 and (under := level.under(box)) is not None:
            colour, alpha = mixed(under, colour, alpha), 1.0
        found.append(colour if alpha == 1 else None)
        alpha *= level.alpha
    if alpha < 1:
        paper = (1.0, 1.0, 1.0) if len(colour) == 3 else (0.0, 0.0, 0.0, 0.0)
        found[-1] = mixed(paper, colour, alpha)
    return tuple(found)
