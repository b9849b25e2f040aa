"""Emphasis by dots: one at each ideograph of slanted text, none at its marks (GB/T 15834-2011, 4.12; JLREQ 3.3.9)."""

from __future__ import annotations

import unicodedata
from itertools import groupby

from lxml import etree

from builder.typography.characters import is_han, is_wide
from builder.typography.code import clusters
from builder.typography.quotes import QUOTES
from builder.typography.trees import element, named, split_text

SLANTED = ("em", "i", "cite", "dfn", "var")
_LEFT = {"code", "pre", "kbd", "samp", ".dotted", ".han-mark", ".latin-mark"}
_READINGS = {"rt", "rp"}
_SHARED = frozenset("…—·―⸺")
"""Marks that belong to the script they stand beside, as quotation marks do, which have a rule of their own."""

_CLASS = {"han": "dotted", "mark": "han-mark"}


def dot_emphasis(root: etree._Element) -> None:
    """Wrap the ideographs of slanted text in `<span class="dotted">` and their marks in `<span class="han-mark">`: both are
    set upright, in the face of the text around, and the first get a dot each. Comes before the quotation marks are shaped.
    """
    for slanted in named(root, *SLANTED):
        split_text(slanted, _stretch)


def _stretch(text: str, inside: frozenset[str]) -> list[str | etree._Element]:
    if inside & _LEFT:
        return [text]
    parts: list[str | etree._Element] = []
    for kind, run in groupby(_kinds(text), key=lambda found: found[1]):
        stretch = "".join(cluster for cluster, _ in run)
        # A reading in kana stands over a dotted base and has no dots of its own.
        name = "han-mark" if kind and inside & _READINGS else _CLASS.get(kind, "")
        parts.append(element("span", stretch, class_=name) if name else stretch)
    return parts


def _kinds(text: str) -> list[tuple[str, str]]:
    """Return the text's clusters, each as `han`, as a `mark` of Han, or as neither."""
    found = clusters(text)
    kinds = [_kind(cluster[0]) for cluster in found]
    for at, kind in enumerate(kinds):
        if kind == "shared":
            beside = kinds[at - 1] if at else next((k for k in kinds if k != "shared"), "")
            kinds[at] = "mark" if beside in _CLASS else ""
    return list(zip(found, kinds, strict=True))


def _kind(character: str) -> str:
    if character in QUOTES or character.isspace():
        return ""
    if character in _SHARED:
        return "shared"
    if unicodedata.category(character)[0] in "LN":
        return "han" if is_han(character) else ""
    return "mark" if is_han(character) or (is_wide(character) and unicodedata.category(character)[0] == "P") else ""
