"""Where the pages of the printed book begin: the value that goes from a finished layout to the EPUB of the same text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageStart:
    """A printed page that holds text or a picture of the book."""

    label: str
    """Its folio: `iv`, `12`."""
    place: str
    """The block its first text stands in, as `data-place` names it in both editions."""
    letters: int
    """How many letters of that block stand on earlier pages; see `builder.typography.places`."""
