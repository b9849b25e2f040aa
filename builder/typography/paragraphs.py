"""Paragraphs that want a class of their own before a style sheet can set them well."""

from __future__ import annotations

import re

from lxml import etree

from builder.typography.characters import OPENING
from builder.typography.trees import add_class, named, plain_text


def mark_opening_brackets(root: etree._Element) -> None:
    """Give the class `bracket` to every paragraph that opens with a full-width bracket or quotation mark: its indent is
    half an em less, so that the mark's ink stands two ems in, as if the mark were half-width (CLREQ 3.1.6).
    """
    for paragraph in named(root, "p"):
        text = plain_text(paragraph).lstrip()
        if text and text[0] in OPENING:
            add_class(paragraph, "bracket")


_LONG_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{24,}")


def mark_addresses(root: etree._Element) -> None:
    """Give the class `addressed` to every paragraph with a long address in its text: justified on a narrow screen, the few
    characters before it would be torn apart."""
    for paragraph in named(root, "p"):
        if _LONG_ADDRESS.search(plain_text(paragraph)):
            add_class(paragraph, "addressed")
