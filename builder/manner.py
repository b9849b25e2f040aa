"""How the lines of a printed book are set: what its theme and its page ask of typography and press."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manner:
    """How the lines of a printed book are set. Lengths in em of the characters beside them."""

    gap: float = 0.2
    """Room between Han and Latin."""
    least_gap: float = 0.125
    """What is left of it in a line that is pressed (CLREQ 3.2.2: an eighth of an em)."""
    most_gap: float = 0.48
    """What it opens to at the most, and a space between words too."""
    squeeze: float = 0.35
    """How much of a mark's blank half a pressed line may take."""
    ease: float = 0.12
    """How much a mark's blank half opens before ideographs do."""
    closest: float = 0.025
    """By how much ideographs may move together when all that does not suffice: too little to be seen."""
    tracking: float = 0.016
    """By how much the letters of a word may move apart; half as much together."""
    hanging: bool = True
    """Whether ， 。 、 may hang in the margin where that saves a loose or a pressed line."""
    grid: tuple[float, float] | None = None
    """The lines that facing pages share: (from the page's top to the type area, from line to line), in pt."""
