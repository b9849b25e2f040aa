"""Bind: Pages set for print come in, the Edition leaves; notes are numbered page by page as the layout shows where they are."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from builder.errors import Report
from builder.model import Edition, Pages, Target
from builder.pdf.finishing import finish
from builder.pdf.press import Pressed, press
from builder.typography import FootNumbers

ROUNDS = 4
"""Layouts at most. The second is right unless leaving out a note moved another to the page before."""


def bind(pages: Pages, report: Report, *, set_again: Callable[[FootNumbers, frozenset[str], int], Pages]) -> Edition:
    """Return the finished PDF.

    `set_again` typesets the book once more with the notes numbered, those left out that repeat an address on their page,
    the families named in the colophon that were really used, and the page of the file, from 1, that is numbered 1.

    Raises:
        PostpressError: P-codes of the press.
    """
    pressed = _print(pages, report)
    feet = FootNumbers()
    named: frozenset[str] = frozenset()
    text_page = 0
    for _ in range(ROUNDS - 1):
        feet, right = _number(pages, pressed, feet)
        used = frozenset(font.family for font in pressed.fonts)
        starts = _text_page(pages, pressed)
        if right and used == named and starts == text_page:
            break
        named, text_page = used, starts
        pages = set_again(feet, used, text_page)
        pressed = _print(pages, report)
    cover_pages = dict(pressed.places).get("half-title", 0)
    data = finish(pressed.data, pages.metadata, cover_pages=cover_pages, text_page=text_page)
    return Edition(Target.PDF, "book.pdf", "application/pdf", data)


def _print(pages: Pages, report: Report) -> Pressed:
    return press(pages.pages[0].markup, stylesheet=pages.stylesheet, assets=pages.assets, faces=pages.faces, report=report,
                 manner=pages.manner)


def _text_page(pages: Pages, pressed: Pressed) -> int:
    """Return the page that the text begins on, from 1, as it was laid out; 0 when the theme's pages do not name it."""
    return dict(pressed.places).get(pages.text_starts, -1) + 1


def _number(pages: Pages, pressed: Pressed, feet: FootNumbers) -> tuple[FootNumbers, bool]:
    """Return the notes' numbers as this layout has them on its pages, or through the chapter where the notes name one, and
    whether they are printed so already."""
    places = dict(pressed.places)
    root = etree.fromstring(pages.pages[0].markup.encode(), etree.XMLParser(huge_tree=True))
    counts: dict[int | str, int] = {}
    first: dict[tuple[int, str], str] = {}
    numbers: dict[str, int] = {}
    repeated: dict[str, str] = {}
    right = True
    for note in root.iterfind(".//{*}span[@data-number]"):
        name, said = note.get("id", ""), note.get("data-address", "")
        page = places.get(name, -1)
        if said and (page, said) in first:
            repeated[name] = first[page, said]
            right = False
            continue
        first[page, said] = name
        series = note.get("data-series") or page
        counts[series] = numbers[name] = counts.get(series, 0) + 1
        right = right and note.get("data-number") == str(numbers[name])
    for name, earlier in feet.repeated:
        if places.get(name, places.get(earlier)) == places.get(earlier):
            repeated[name] = earlier
        else:
            right = False  # it moved to another page, where it stands for itself again
    return FootNumbers(tuple(numbers.items()), tuple(sorted(repeated.items()))), right
