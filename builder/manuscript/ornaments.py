"""Pictures for those who listen: which of them say nothing, and what a link is left with that holds nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from lxml import etree

from builder.errors import Report
from builder.manuscript.tree import plain

DECORATIVE = "decorative"


def picture_tag(number: int, alt: str, title: str, *, decorative: bool) -> str:
    """Return the tag of a picture for the cleaner; one that says nothing carries a class that becomes its role."""
    kind = f' class="{DECORATIVE}"' if decorative else ""
    return f'<img data-image="{number}"{kind} alt="{escape(alt)}" title="{escape(title)}">'


def is_ornament(given: Mapping[str, str]) -> bool:
    """Return whether the attributes of an `<img>` say that it shows nothing: an `alt` that is there and empty (HTML 4.8.4.4),
    or a role or state that hides it from those who listen."""
    return ("alt" in given and not given["alt"].strip()) or given.get("role", "").lower() in {"presentation", "none"} or (
        given.get("aria-hidden", "").lower() == "true")


def report_mute_links(body: etree._Element, path: str, report: Report) -> None:
    """Report M081 for links that hold decorative pictures and nothing that could be read aloud."""
    for link in body.iter("a"):
        pictures = list(link.iter("img"))
        if link.get("href") and pictures and not plain([link]) and all(p.get("role") == "presentation" for p in pictures):
            report.warn("M081", "a link has no words, for all it holds is a decorative picture", path=path, line=_line(link),
                        hint="say where it leads: [![words](picture.png)](address)")


def _line(element: etree._Element) -> int | None:
    at: etree._Element | None = element
    while at is not None and not at.get("data-line"):
        at = at.getparent()
    return int(at.get("data-line", "1")) if at is not None else None
