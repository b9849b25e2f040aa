"""What one layout of a printed book shows and the next one needs: notes by the page, faces used, where the text begins."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.typography import Folios, FootNumbers


@dataclass(frozen=True, slots=True)
class Shown:
    """What a layout has shown."""

    feet: FootNumbers = field(default_factory=FootNumbers)
    """The notes' numbers on their pages."""
    families: frozenset[str] | None = None
    """The families that the colophon names; None: those the style sheet names, as long as it is not known what is used."""
    text_page: int = 0
    """The page of the file, from 1, that the text begins on and that is numbered 1; 0: not known."""
    gutter: float = 0.0
    """The inner margin in mm that the printer asks for at the least, for as many pages as there are."""
    folios: Folios = field(default_factory=Folios)
    """The pages of the index's places."""
