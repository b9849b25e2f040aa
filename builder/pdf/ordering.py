"""Ordering: a tree of tags as it was met on the pages comes in and is put right: levels of headings, pairs of ruby, rows of
tables, links without an area."""

from __future__ import annotations

import re

from builder.pdf.tags import Annotation, Content, Tag


def settle(document: Tag) -> None:
    """Change a tree in place to what readers expect of one (ISO 14289-1, 7.4 and 7.5)."""
    for tag in list(document.walk()):
        if tag.kind == "Link" and not any(isinstance(kid, Annotation) for kid in tag.kids):
            tag.kind, tag.alt, tag.address = "Span", "", ""
        elif tag.kind == "Ruby":
            _pair_readings(tag)
        elif tag.kind == "Table":
            _fill_rows(tag)
    _leave_no_level_out(document)


def _leave_no_level_out(document: Tag) -> None:
    """Let headings begin at the first level and go down one level at a time (ISO 14289-1, 7.4.2)."""
    deepest = 0
    for tag in document.walk():
        if match := re.fullmatch(r"H([1-6])", tag.kind):
            deepest = min(int(match[1]), deepest + 1)
            tag.kind = f"H{deepest}"


def _pair_readings(ruby: Tag) -> None:
    """Part a ruby into pairs of a base and its reading; where they do not pair off, one base takes all the readings.

    Lines set as a whole have their readings behind them, so a base of several parts is met as one.
    """
    bases = [kid for tag in ruby.tags() if tag.kind == "RB" for kid in tag.kids]
    readings = [tag for tag in ruby.tags() if tag.kind == "RT"]
    if ruby.parent is None or not readings or not bases:
        ruby.kind = "Span"
        for tag in ruby.tags():
            tag.kind = "Span"
        return
    if len(bases) != len(readings):
        parts: list[tuple[list[Tag | Content | Annotation], list[Tag | Content | Annotation]]] = [
            (bases, [kid for reading in readings for kid in reading.kids])]
    else:
        parts = [([base], reading.kids) for base, reading in zip(bases, readings, strict=True)]
    holder, place = ruby.parent, ruby.parent.kids.index(ruby)
    made = [Tag("Ruby", parent=holder, language=ruby.language) for _ in parts]
    for pair, (base, reading) in zip(made, parts, strict=True):
        for kind, kids in (("RB", base), ("RT", reading)):
            below = pair.add(Tag(kind, kids=list(kids)))
            for kid in below.tags():
                kid.parent = below
    holder.kids[place : place + 1] = made


def _fill_rows(table: Tag) -> None:
    """Add empty cells to the rows of a table that are shorter than the longest (ISO 14289-1, 7.5)."""
    rows = [row for part in table.tags() for row in ((part,) if part.kind == "TR" else part.tags()) if row.kind == "TR"]
    taken: dict[int, set[int]] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row.tags():
            while column in taken.setdefault(number, set()):
                column += 1
            across, down = cell.span
            down = min(down, len(rows) - number)
            cell.span = (across, down)
            for below in range(number, number + down):
                taken.setdefault(below, set()).update(range(column, column + across))
    width = max((max(columns) + 1 for columns in taken.values() if columns), default=0)
    for number, row in enumerate(rows):
        for column in range(width):
            if column not in taken.get(number, set()):
                row.add(Tag("TD"))
