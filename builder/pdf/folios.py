"""From the index of a page in the file to the number printed on it: the one place that knows how pages are counted."""

from __future__ import annotations

from collections.abc import Sequence

from builder.page_starts import PageStart
from builder.pdf.press import Pressed
from builder.typography import Folios

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def cover_pages(pressed: Pressed) -> int:
    """Return how many pages the cover takes, its blank verso with it."""
    return dict(pressed.places).get("half-title", 0)


def printed_number(page: int, *, cover: int, text_page: int) -> str:
    """Return the number of a page as its folio has it: roman before the text, from 1 on in it.

    Args:
        page: Index of the page in the file, from 0.
        cover: Pages of the cover, which are not counted.
        text_page: The page of the file, from 1, that is numbered 1; 0: all behind the cover are text.
    """
    start = text_page - 1 if text_page else cover
    return str(page - start + 1) if page >= start else _roman(page - cover + 1)


def _roman(number: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        found += letters * count
    return found


def page_starts_of(pressed: Pressed, text_page: int) -> tuple[PageStart, ...]:
    """Return the places where the pages of a finished layout begin, under their folios; those of the cover have none."""
    cover = cover_pages(pressed)
    return tuple(PageStart(printed_number(page, cover=cover, text_page=text_page), place, letters)
                 for page, place, letters in pressed.starts if page >= cover)


def folios_of(pressed: Pressed, ids: Sequence[str], text_page: int) -> Folios:
    """Return the pages that some places stand on in a finished layout; places it does not have are left out."""
    places, cover = dict(pressed.places), cover_pages(pressed)
    return Folios(tuple((name, places[name], printed_number(places[name], cover=cover, text_page=text_page))
                        for name in ids if name in places))
