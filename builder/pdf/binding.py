"""Bind: Pages set for print come in, the Edition leaves; a link repeated on one page is noted there once."""

from __future__ import annotations

import re
from collections.abc import Callable

from builder.errors import Report
from builder.model import Edition, Pages, Target
from builder.pdf.finishing import finish
from builder.pdf.press import Pressed, press

_LINK_NOTE = re.compile(r'id="link-note-(\d+)"[^>]*data-address="([^"]*)"')

ROUNDS = 3
"""Layouts at most: leaving out a note can move others to another page, and a fourth would seldom change anything."""


def bind(pages: Pages, report: Report, *, set_again: Callable[[frozenset[int]], Pages]) -> Edition:
    """Return the finished PDF.

    `set_again` typesets the book once more without the link notes whose numbers it is given: those that a layout showed
    to repeat an address on their page.

    Raises:
        PostpressError: P-codes of the press.
    """
    repeated: frozenset[int] = frozenset()
    pressed = _print(pages, report)
    for _ in range(ROUNDS - 1):
        more = _repeated(pages, pressed)
        if not more:
            break
        repeated |= more
        pages = set_again(repeated)
        pressed = _print(pages, report)
    front = dict(pressed.places).get("half-title", 0)
    data = finish(pressed.data, pages.metadata, front_pages=front)
    return Edition(Target.PDF, "book.pdf", "application/pdf", data)


def _print(pages: Pages, report: Report) -> Pressed:
    return press(pages.pages[0].markup, stylesheet=pages.stylesheet, assets=pages.assets, faces=pages.faces, report=report)


def _repeated(pages: Pages, pressed: Pressed) -> frozenset[int]:
    """Return the numbers of the link notes whose address an earlier note on the same page has."""
    places = dict(pressed.places)
    seen: set[tuple[int, str]] = set()
    repeated: set[int] = set()
    for number, address in _LINK_NOTE.findall(pages.pages[0].markup):
        here = (places.get(f"link-note-{number}", -int(number)), address)
        if here in seen:
            repeated.add(int(number))
        seen.add(here)
    return frozenset(repeated)
