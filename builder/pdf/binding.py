"""Bind: Pages set for print come in, the Edition leaves; notes are numbered page by page as the layout shows where they are."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from builder.errors import Report
from builder.model import Edition, Pages, Target
from builder.pdf.finishing import finish
from builder.pdf.press import Pressed, press
from builder.pdf.screen import finish_for_screen
from builder.typography import FootNumbers

ROUNDS = 4
"""Layouts at most. The second is right unless leaving out a note moved another to the page before."""


def bind(
    pages: Pages, report: Report, *, set_again: Callable[[FootNumbers, frozenset[str]], Pages], standard: str = "ua",
) -> Edition:
    """Return the finished PDF, for print or for a screen; that one is by the `standard` `ua` or `a-3u`.

    `set_again` typesets the book once more with the notes numbered, those left out that repeat an address on their page, and
    the families named in the colophon that were really used.

    Raises:
        PostpressError: P-codes of the press.
    """
    pressed = _print(pages, report)
    feet = FootNumbers()
    named: frozenset[str] = frozenset()
    for _ in range(ROUNDS - 1):
        feet, right = _number(pages, pressed, feet)
        used = frozenset(font.family for font in pressed.fonts)
        if right and used == named:
            break
        named = used
        pages = set_again(feet, used)
        pressed = _print(pages, report)
    if pressed.structure is not None:
        data = finish_for_screen(pressed.data, pages.metadata, pressed.structure, standard=standard)
        return Edition(Target.SCREEN, "book-screen.pdf", "application/pdf", data)
    front = dict(pressed.places).get("half-title", 0)
    data = finish(pressed.data, pages.metadata, front_pages=front)
    return Edition(Target.PDF, "book.pdf", "application/pdf", data)


def _print(pages: Pages, report: Report) -> Pressed:
    return press(pages.pages[0].markup, stylesheet=pages.stylesheet, assets=pages.assets, faces=pages.faces, report=report,
                 manner=pages.manner, tagged=pages.target is Target.SCREEN)


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
            repeated[name] = earlier
        else:
            right = False  # it moved to another page, where it stands for itself again
    return FootNumbers(tuple(numbers.items()), tuple(sorted(repeated.items()))), right
