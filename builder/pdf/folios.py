"""From the index of a page in the file to the number printed on it: the one place that knows how pages are counted."""

from __future__ import annotations

from collections.abc import Sequence

from builder.pdf.press import Pressed
from builder.typography import Folios


def front_pages(pressed: Pressed) -> int:
    """Return how many pages stand before the one numbered 1: the cover and its blank verso."""
    return dict(pressed.places).get("half-title", 0)


def printed_number(page: int, front: int) -> str:
    """Return the number of a page as its folio has it.

    Args:
        page: Index of the page in the file, from 0.
        front: Pages before the one numbered 1.
    """
    return str(page - front + 1)


def folios_of(pressed: Pressed, ids: Sequence[str]) -> Folios:
    """Return the pages that some places stand on in a finished layout; places it does not have are left out."""
    places, front = dict(pressed.places), front_pages(pressed)
    return Folios(tuple((name, places[name], printed_number(places[name], front)) for name in ids if name in places))
