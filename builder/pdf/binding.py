"""Bind: Pages set for print come in, the Edition leaves; notes get their numbers and the index its pages as laid out."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from builder.errors import Report
from builder.model import Edition, Pages, Target
from builder.pdf.finishing import finish
from builder.pdf.folios import folios_of, front_pages
from builder.pdf.press import Pressed, press
from builder.typography import Folios, FootNumbers

ROUNDS = 4
"""Layouts at most. The second is right unless leaving out a note moved another to the page before."""


SetAgain = Callable[[FootNumbers, frozenset[str], Folios], Pages]


def bind(pages: Pages, report: Report, *, set_again: SetAgain) -> Edition:
    """Return the finished PDF.

    `set_again` typesets the book once more with the notes numbered, those left out that repeat an address on their page,
    the families named in the colophon that were really used, and the pages of the index.

    Raises:
        PostpressError: P-codes of the press.
    """
    pressed = _print(pages, report)
    feet = FootNumbers()
    named: frozenset[str] = frozenset()
    folios = Folios()
    for _ in range(ROUNDS - 1):
        feet, right = _number(pages, pressed, feet)
        used, found = frozenset(font.family for font in pressed.fonts), folios_of(pressed, pages.indexed)
        if right and used == named and found == folios:
            break
        named, folios = used, found
        pages = set_again(feet, used, folios)
        pressed = _print(pages, report)
    if (found := folios_of(pressed, pages.indexed)) != folios:
        # The index stands behind all it leads to: whatever the notes did last, its own numbers move none of its places.
        pages = set_again(feet, named, found)
        pressed = _print(pages, report)
    data = finish(pressed.data, pages.metadata, front_pages=front_pages(pressed))
    return Edition(Target.PDF, "book.pdf", "application/pdf", data)


def _print(pages: Pages, report: Report) -> Pressed:
    return press(pages.pages[0].markup, stylesheet=pages.stylesheet, assets=pages.assets, faces=pages.faces, report=report,
                 manner=pages.manner)


def _number(pages: Pages, pressed: Pressed, feet: FootNumbers) -> tuple[FootNumbers, bool]:
    """Return the notes' numbers as this layout has them on its pages, and whether they are printed so already."""
    places = dict(pressed.places)
    root = etree.fromstring(pages.pages[0].markup.encode(), etree.XMLParser(huge_tree=True))
    on_page: dict[int, int] = {}
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
        on_page[page] = numbers[name] = on_page.get(page, 0) + 1
        right = right and note.get("data-number") == str(numbers[name])
    for name, earlier in feet.repeated:
        if places.get(name, places.get(earlier)) == places.get(earlier):
            repeated[name] = repeated.get(earlier, earlier)  # which may have come to the page of one before it
        else:
            right = False  # it moved to another page, where it stands for itself again
    return FootNumbers(tuple(numbers.items()), tuple(sorted(repeated.items()))), right
