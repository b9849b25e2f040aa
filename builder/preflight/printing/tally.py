"""Tally: what was seen on a page so far, while its content is followed."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.preflight.printing.colours import Paint
from builder.preflight.printing.observed import Box, Font, Picture, Use

RICH_BLACK_BELOW = 18.0
"""Size in pt from which on letters bear a black of several inks, which never lie quite on each other."""
_OUTSIDE_MOST = 400
_PICTURES_MOST = 20_000


@dataclass(slots=True)
class Tally:
    """What was seen on a page so far."""

    trim: Box
    uses: set[Use] = field(default_factory=set)
    ink: float = 0.0
    rich_black: float = 0.0
    smallest_type: float = 0.0
    thinnest_line: float | None = None
    pictures: dict[Picture, None] = field(default_factory=dict)
    """In their order."""
    fonts: set[Font] = field(default_factory=set)
    transparency: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)
    blank: bool = True
    outside: list[Box] = field(default_factory=list)
    seen: set[tuple[Paint, str]] = field(default_factory=set)
    """Colours that were noted already."""

    def mark(self, box: Box) -> bool:
        """Note that something can be seen there; return whether it is on the trimmed page."""
        if box.meets(self.trim):
            self.blank = False
            return True
        if len(self.outside) < _OUTSIDE_MOST:
            self.outside.append(box)
        return False

    def aside(self) -> Tally:
        """Return an empty one for the same page."""
        return Tally(self.trim)

    def take(self, tile: Tally) -> None:
        """Note what was seen in the tile of a pattern, but for its places, which are not those on the page."""
        self.uses |= tile.uses
        self.ink = max(self.ink, tile.ink)
        self.rich_black = _least(self.rich_black, tile.rich_black)
        self.smallest_type = _least(self.smallest_type, tile.smallest_type)
        self.pictures |= tile.pictures
        self.fonts |= tile.fonts
        self.transparency |= tile.transparency
        self.forbidden |= tile.forbidden
        if tile.thinnest_line is not None:
            self.note_line(tile.thinnest_line)

    def note_line(self, width: float) -> None:
        """Note a line's width."""
        self.thinnest_line = width if self.thinnest_line is None else min(self.thinnest_line, width)

    def note_type(self, size: float) -> None:
        """Note the size of letters."""
        self.smallest_type = _least(self.smallest_type, size)

    def note_rich_black(self, size: float) -> None:
        """Note the size of letters in black of several inks."""
        self.rich_black = _least(self.rich_black, size)

    def note_picture(self, picture: Picture) -> None:
        """Note a picture, once for each size it is printed in."""
        if len(self.pictures) < _PICTURES_MOST:
            self.pictures[picture] = None


def _least(one: float, other: float) -> float:
    """Return the smaller of two sizes of which 0 is none."""
    return min(one, other) if one and other else one or other
