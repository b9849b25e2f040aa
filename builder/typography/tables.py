"""Tables: one whose words cannot stand side by side on the page is marked, so that the style sheet lets them break."""

from __future__ import annotations

import re

from lxml import etree

from builder.typography.characters import is_wide
from builder.typography.trees import XHTML, add_class, base_text, name_of, named

_UNBROKEN = re.compile(r"[^\s\u200b]+")
_SCOPES = frozenset({"col", "row", "colgroup", "rowgroup"})
_PADDING = 1.0
"""Ems of a cell's padding, both sides."""

SHORT = 3.6
"""Ems of a cell that is kept on one line even in a tight table: a number, a mark, a word of three ideographs."""

LEAST = 3.0
"""Ems that a column is given at the least where the table has room."""


def mark_tight_tables(root: etree._Element, *, ems: float) -> None:
    """Give the class `tight` to every table whose columns, each as wide as its longest unbreakable word, need more than `ems`
    of the table's own type size; in it, the class `short` to cells that are kept on one line all the same."""
    for table in named(root, "table"):
        if sum(_least_widths(table)) > ems:
            add_class(table, "tight")
            for cell in named(table, "td", "th"):
                if 0 < sum(1.0 if is_wide(c) else 0.6 for c in base_text(cell).strip()) <= SHORT:
                    add_class(cell, "short")


def _least_widths(table: etree._Element) -> list[float]:
    widths: list[float] = []
    for row in named(table, "tr"):
        cells = [cell for cell in row if name_of(cell) in {"td", "th"}]
        for column, cell in enumerate(cells):
            needed = max([LEAST, *(map(_least_width, _UNBROKEN.findall(base_text(cell))))]) + _PADDING
            if column < len(widths):
                widths[column] = max(widths[column], needed)
            else:
                widths.append(needed)
    return widths


def _least_width(word: str) -> float:
    """Return the ems of the longest stretch that no line break may part: an ideograph alone, or a run of Latin."""
    longest = run = 0.0
    for character in word:
        run = 0.0 if is_wide(character) else run + 0.6
        longest = max(longest, run)
    return longest


def scope_headers(root: etree._Element) -> None:
    """Say of every header cell what it is the head of (HTML 4.9.10): its column in a table's head and in its first row, else
    its row. What the author says stays; a header without words, as in the corner of a table, is a plain cell.
    """
    for table in named(root, "table"):
        rows = [row for row in named(table, "tr") if next(row.iterancestors(f"{{{XHTML}}}table"), None) is table]
        for number, row in enumerate(rows):
            group = row.getparent()
            in_head = group is not None and name_of(group) == "thead"
            is_first = number == 0 and all(name_of(cell) == "th" for cell in row)
            for cell in [c for c in row if name_of(c) == "th"]:
                if not base_text(cell).strip() and next(named(cell, "img", "math"), None) is None:
                    cell.tag = f"{{{XHTML}}}td"
                    if "scope" in cell.attrib:
                        del cell.attrib["scope"]
                elif cell.get("scope") not in _SCOPES:
                    cell.set("scope", "col" if in_head or is_first else "row")
