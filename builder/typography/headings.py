"""Headings on paper: what the bookmarks of the PDF call them."""

from __future__ import annotations

import re

from lxml import etree

from builder.typography.trees import READINGS, classes, name_of, named


def name_headings(root: etree._Element) -> None:
    """Give every heading its words in `data-title`, without the readings of ruby and the marks of notes; comes before the
    notes are set."""
    for heading in named(root, "h2", "h3", "h4", "h5", "h6"):
        heading.set("data-title", words_of(heading))


def words_of(item: etree._Element) -> str:
    """Return the words of a heading or a caption in one line, without the readings of ruby and the marks of notes."""
    return re.sub(r"[ \t\n]+", " ", _said(item)).strip()


def _said(item: etree._Element) -> str:
    words = item.text or ""
    for child in item:
        if name_of(child) not in READINGS and "noteref" not in classes(child):
            words += _said(child)
        words += child.tail or ""
    return words
