"""The numbers of a printed book's pages, read three times over: the folio at its foot, the page label, and what its lists say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pymupdf

from .expected import squeeze
from .extracted import lines_of
from .pages import leaves

LEADERS = re.compile(r"[.…·]{3,}([ivxlcdm]+|\d+)$")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A page of the file with its numbers."""

    folio: str
    """As it is printed; empty where none is."""
    label: str
    """What a reader's page box shows."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the contents, or of another list with leaders."""

    text: str
    """Squeezed, without leaders and number."""
    number: str
    """As it is printed behind the leaders."""
    on: int
    """0-based page that the line stands on."""
    to: int
    """0-based page that its link leads to."""


def numbered(path: Path) -> list[Numbered]:
    """Return every page's numbers; those of the cover are its lettering, and no folio."""
    with pymupdf.open(path) as book:
        return [Numbered(leaf.folio if number else "", book[number].get_label()) for number, leaf in enumerate(leaves(path))]


def listed(path: Path) -> list[Listed]:
    """Return the lines of all lists with leaders, each by its link: what stands at the link's place, and where it leads.

    A line has a link for each of its parts: label, title and leaders; the one that begins furthest left is taken.
    """
    found: dict[tuple[int, float, int], Listed] = {}
    with pymupdf.open(path) as book:
        for page in book:
            links = [link for link in page.get_links() if link["kind"] in {pymupdf.LINK_GOTO, pymupdf.LINK_NAMED}]
            characters = [c for line in lines_of(page, page.number) for c in line]
            for link in links:
                place = link["from"]
                row = [c for c in characters if place.y0 < c.y < place.y1 and c.x > place.x0 - 1]
                text = squeeze("".join(c.text for c in sorted(row, key=lambda c: c.x)))
                if match := LEADERS.search(text):
                    line = Listed(text[: match.start()], match[1], page.number, link["page"])
                    key = page.number, max(c.y for c in row), line.to
                    found[key] = max(line, found.get(key, line), key=lambda one: len(one.text))
    return list(found.values())


def roman(number: int) -> str:
    """Return a number from 1 in lower-case roman numerals."""
    parts = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
             (5, "v"), (4, "iv"), (1, "i"))
    said = ""
    for value, numeral in parts:
        said += numeral * (number // value)
        number %= value
    return said
