"""Which families a page's bold text is set in: as much of the cascade as that takes (CSS 2.1, 6 and 15)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import cssselect2
import tinycss2
from lxml import etree

from builder.epub.documents import local
from builder.epub.styles import Declaration, families, parts

_BOLD_BY_ITSELF = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_REGULAR = frozenset({"normal", "lighter", "initial"})

Wish = tuple[bool | None, tuple[str, ...]]
"""(whether bold, families); None and empty where a declaration does not say."""


def is_bold(weight: str) -> bool:
    """Return whether a value of `font-weight` asks for a bold face, or one of a range has it."""
    words = weight.lower().removesuffix("!important").split()
    return any(word in {"bold", "bolder"} or (word.isdecimal() and int(word) >= 600) for word in words)


def bold_families(
    root: etree._Element, sheets: Sequence[str], carried: Collection[str],
) -> Iterator[tuple[str, etree._Element]]:
    """Yield each element with bold text of its own, with the first of its families that the book carries; none: nothing."""
    matcher = _matcher(sheets)
    wrapped: Any = cssselect2.ElementWrapper.from_xml_root(root)
    yield from _below(wrapped, matcher, (False, ()), frozenset(carried))


def _below(
    node: Any, matcher: Any, inherited: tuple[bool, tuple[str, ...]], carried: frozenset[str],
) -> Iterator[tuple[str, etree._Element]]:
    element = node.etree_element
    name = local(element)
    if name in {"head", "script", "style", "math", "svg"}:
        return
    bold, names = inherited
    bold = bold or name in _BOLD_BY_ITSELF
    wishes = [payload for _, _, pseudo, payload in matcher.match(node) if not pseudo]
    if element.get("style"):
        wishes += [wish for part in parts(element.get("style"), is_attribute=True) if (wish := _wish(part))]
    for weight, asked in wishes:
        bold = bold if weight is None else weight
        names = asked or names
    own = [element.text, *(child.tail for child in element)]
    family = next((each for each in names if each in carried), "")
    if bold and family and any(text and text.strip() for text in own):
        yield family, element
    for child in node.iter_children():
        yield from _below(child, matcher, (bold, names), carried)


def _matcher(sheets: Sequence[str]) -> Any:
    matcher: Any = cssselect2.Matcher()
    for css in sheets:
        for part in parts(css):
            wish = _wish(part)
            if wish is None or not isinstance(part, Declaration) or part.selector.startswith("@"):
                continue
            try:
                selectors = cssselect2.compile_selector_list(tinycss2.parse_component_value_list(part.selector))
            except cssselect2.SelectorError:
                continue
            for selector in selectors:
                matcher.add_selector(selector, wish)
    return matcher


def _wish(part: object) -> Wish | None:
    if not isinstance(part, Declaration):
        return None
    if part.name == "font-family":
        return None, families(part)
    if part.name == "font-weight":
        return (True if is_bold(part.value) else None if part.value.lower() in {"inherit", "unset"} else False), ()
    if part.name == "font":
        return is_bold(part.value), families(part)
    return None
