"""The page numbers of an index: the pages its places stand on, as a finished layout shows them, merged where they follow on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from builder.typography.trees import classes, named

LEAST_RANGE = 3
"""Pages one behind the other that are printed as a range: 15–17, but 15, 16 (makeindex, "page range formation")."""
DASH = "–"
UNKNOWN = "0"
"""What stands for each page before the first layout."""


@dataclass(frozen=True, slots=True)
class Folios:
    """Where the places of an index stand, known only when the pages are laid out."""

    places: tuple[tuple[str, int, str], ...] = ()
    """(id, index of its page, the number printed on that page)."""


def merged(ids: Sequence[str], folios: Folios) -> tuple[tuple[str, str], ...]:
    """Return the pages of some places: (id that a link leads to, `12` or `15–17`), each page once and in the order of the book.

    Pages whose numbers are in different figures, roman and Arabic, make no range.
    """
    known = {name: (page, printed) for name, page, printed in folios.places}
    if any(name not in known for name in ids):
        return tuple((name, UNKNOWN) for name in ids)
    pages: dict[int, tuple[str, str]] = {}
    for name in ids:
        page, printed = known[name]
        pages.setdefault(page, (name, printed))
    runs: list[list[tuple[str, str]]] = []
    last = -2
    for page in sorted(pages):
        if page == last + 1 and runs[-1][-1][1].isdecimal() == pages[page][1].isdecimal():
            runs[-1].append(pages[page])
        else:
            runs.append([pages[page]])
        last = page
    found: list[tuple[str, str]] = []
    for run in runs:
        found += [(run[0][0], f"{run[0][1]}{DASH}{run[-1][1]}")] if len(run) >= LEAST_RANGE else run
    return tuple(found)


def keep_first_places(root: etree._Element) -> None:
    """Leave each place of the index its id once: a note that is referred to again stands at the foot of two pages."""
    seen: set[str] = set()
    for mark in named(root, "span"):
        name = mark.get("id", "")
        if "indexed" in classes(mark) and name:
            if name in seen:
                del mark.attrib["id"]
            seen.add(name)
