"""Tally: what was seen on a page so far, while its content is followed."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.preflight.printing.observed import Box, Font, Picture, Use

RICH_BLACK_BELOW = 18.0
"""Size in pt from which on letters bear a black of several inks, which never lie quite on each other."""
_OUTSIDE_MOST = 400


@dataclass(slots=True)
class Tally:
    """What was seen on a page so far."""

    trim: Box
    uses: set[Use] = field(default_factory=set)
    ink: float = 0.0
    rich_black: float = 0.0
    smallest_type: float = 0.0
    thinnest_line: float | None = None
    pictures: list[Picture] = field(default_factory=list)
    fonts: set[Font] = field(default_factory=set)
    transparency: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)
    blank: bool = True
    outside: list[Box] = field(default_factory=list)

    def mark(self, box: Box) -> bool:
        """Note that something can be seen there; return whether it is on the trimmed page."""
        if box.meets(self.trim):
            self.blank = False
            return True
        if len(self.outside) < _OUTSIDE_MOST:
            self.outside.append(box)
        return False
