"""The part of CSS that chooses a face: font-family, font-weight and font-style of every element, by cascade and inheritance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cssselect2
from lxml import etree

from builder.fonts.sheet import Sheet, Value, lay, literal, read_inline

XHTML = "http://www.w3.org/1999/xhtml"

# HTML Living Standard, section 15.3: what a reading system sets before any style sheet.
_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_ITALIC = frozenset({"em", "i", "cite", "dfn", "var", "address"})
_MONOSPACE = frozenset({"code", "pre", "kbd", "samp", "tt"})

@dataclass(frozen=True, slots=True)
class FontStyle:
    """What the style sheet asks of a face at one place."""

    families: tuple[str, ...]
    """In order: names as the catalogue writes them, and CSS generic families."""
    weight: int = 400
    """400 or 700: the catalogue's two weights, the nearer one."""
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Generated:
    """Text that the style sheet sets before or after an element, or in a page's margin."""

    style: FontStyle
    text: str
    selector: str = ""
    """The rule's selector; empty for what no rule asked for."""
    is_extra: bool = False
    """Whether the page holds the text already, or a reading system may draw it: never missing."""


def styles(root: etree._Element, sheet: Sheet, initial: Sequence[str]) -> Iterator[tuple[Any, FontStyle, list[Generated]]]:
    """Yield every element with its style and the text generated at it, in document order, the head left out.

    The first item's wrapper is the root; `initial` is the family list where the style sheet names none.
    """
    wrapper = cssselect2.ElementWrapper.from_xml_root(root)
    stack = [(wrapper, FontStyle(tuple(initial)))]
    while stack:
        element, inherited = stack.pop()
        style, generated = _computed(element, inherited, sheet)
        yield element, style, generated
        stack.extend(reversed([(child, style) for child in element.iter_children() if child.local_name != "head"]))


def margin_styles(sheet: Sheet, root: FontStyle) -> list[Generated]:
    """Return the style and literal text of every page margin box (CSS Paged Media 3, section 4.3)."""
    return [Generated(_apply(_apply(root, page), own), text, "@page") for page, own, text in sheet.pages]


def _computed(element: Any, inherited: FontStyle, sheet: Sheet) -> tuple[FontStyle, list[Generated]]:
    style = _user_agent(element, inherited)
    own: dict[str, Value] = {}
    pseudo: dict[str, tuple[dict[str, Value], str]] = {}
    for _, _, name, (declarations, selector) in sheet.matcher.match(element):
        if name is None:
            lay(own, declarations)
        else:
            collected, _ = pseudo.setdefault(name, ({}, selector))
            lay(collected, declarations)
            pseudo[name] = (collected, selector)
    inline = element.etree_element.get("style")
    if inline:
        lay(own, read_inline(inline, (*sheet.families, *inherited.families)))
    style = _apply(style, own, inherited)
    generated = []
    for name, (declarations, selector) in sorted(pseudo.items()):
        content = declarations.pop("content", None)
        styled = _apply(style, declarations)
        if name in ("before", "after", "marker", "footnote-call", "footnote-marker"):
            generated.append(Generated(styled, literal(content.value, element) if content else "", selector))
        else:  # ::first-letter, ::first-line: text of the page itself
            generated.append(Generated(styled, "".join(element.etree_element.itertext()), selector, is_extra=True))
    if element.local_name == "li":
        generated.append(Generated(style, "0123456789.•◦▪", is_extra=True))
    return style, generated


def _user_agent(element: Any, style: FontStyle) -> FontStyle:
    name = element.local_name if element.namespace_url in (XHTML, "") else ""
    if name in _BOLD:
        return replace(style, weight=700)
    if name in _ITALIC:
        return replace(style, italic=True)
    if name in _MONOSPACE:
        return replace(style, families=("monospace",))
    return style


def _apply(style: FontStyle, declarations: Mapping[str, Value], inherited: FontStyle | None = None) -> FontStyle:
    """Return a style with declarations applied; `inherit` takes the parent's."""
    parent = style if inherited is None else inherited
    for name, attribute in (("font-family", "families"), ("font-weight", "weight"), ("font-style", "italic")):
        if name not in declarations:
            continue
        value = declarations[name].value
        if value in ("inherit", "unset"):
            value = getattr(parent, attribute)
        elif value in ("bolder", "lighter"):
            value = 700 if value == "bolder" else 400
        elif isinstance(value, str):  # initial, revert
            value = {"families": ("serif",), "weight": 400, "italic": False}[attribute]
        style = replace(style, **{attribute: value})
    return style


