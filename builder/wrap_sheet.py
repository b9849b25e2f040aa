"""The wrap's sheet: what a printer asks and the pages of a block come in, measures in millimetres leave.

Back cover, back and front cover lie side by side, seen from outside, with bleed around all three.
"""

from __future__ import annotations

from dataclasses import dataclass

from builder.errors import Report
from builder.profile import Paper, Profile

PAPER = Paper("80 g offset", 0.052)
"""Taken where a printer names no paper: wood-free offset paper of 80 g/m² with a bulk of 1.3, half a leaf."""
SLUG = 7.5
"""Room for marks outside the bleed, in mm: what the crop marks of the block take."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A wrap's measures, all in mm."""

    width: float
    """Of one cover, trimmed."""
    height: float
    """Of the trimmed sheet."""
    back: float
    """Width of the back, between the folds."""
    bleed: float
    """On all four sides."""
    slug: float = 0.0
    """Outside the bleed, for marks; 0: there are none."""
    pages: int = 0
    """Of the block that the back was measured for."""
    paper: Paper = PAPER
    """What the block is printed on."""
    board: float = 0.0
    """What the wrap's own thickness adds to the back."""

    @property
    def edge(self) -> float:
        """From the sheet's edge to the trimmed one."""
        return self.bleed + self.slug

    @property
    def trimmed(self) -> float:
        """The width of the trimmed sheet."""
        return 2 * self.width + self.back

    @property
    def across(self) -> float:
        """The width of the whole sheet."""
        return self.trimmed + 2 * self.edge

    @property
    def down(self) -> float:
        """The height of the whole sheet."""
        return self.height + 2 * self.edge

    @property
    def folds(self) -> tuple[float, float]:
        """Both folds, from the sheet's left edge."""
        return self.edge + self.width, self.edge + self.width + self.back


def measure(
    trim: tuple[float, float], profile: Profile, pages: int, report: Report, *, paper: str = "", thickness: float = 0.0,
) -> Sheet:
    """Return the sheet for a block of so many pages: its back is pages by thickness of a page, and the wrap's board.

    Printers' own guides compute it so (see the `sources` of each profile): KDP pages by 0.0025 in on cream, for one.

    Args:
        trim: Width and height of a cover, trimmed, in mm.
        profile: Papers, board, bleed, and whether there are marks.
        pages: Of the block.
        report: Takes the hint W004 where the printer names no paper.
        paper: Name of one of the printer's papers; empty: its first.
        thickness: Of one page, in mm, over that of the paper; 0: the paper's.
    """
    used = profile.paper(paper)
    if thickness:
        used = Paper(paper, thickness)
    elif used is None:
        used = PAPER
        report.hint("W004", f"the printer {profile.name!r} names no paper: the back is measured for {PAPER.name}, "
                    f"{PAPER.thickness} mm a page", hint="ask for the thickness of a page, and give it as thickness in [wrap]")
    return Sheet(*trim, pages * used.thickness + profile.board, profile.wrap_bleed, SLUG if profile.marks else 0.0,
                 pages, used, profile.board)
