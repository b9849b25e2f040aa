"""The part of CSS that chooses a face: font-family, font-weight and font-style of every element, by cascade and inheritance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import cssselect2
import tinycss2
from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"

GENERICS = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif",
                      "ui-sans-serif", "ui-monospace", "ui-rounded", "math", "emoji", "fangsong"})
"""CSS Fonts 4, section 2.1.3."""

# HTML Living Standard, section 15.3: what a reading system sets before any style sheet.
_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_ITALIC = frozenset({"em", "i", "cite", "dfn", "var", "address"})
_MONOSPACE = frozenset({"code", "pre", "kbd", "samp", "tt"})

_FONT_PROPERTIES = frozenset({"font-family", "font-weight", "font-style"})
_KEYWORDS = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})

# Signs that properties draw without any text in the page (CSS Text Decoration 4, text-emphasis-style).
_EMPHASIS = "•◦●○◎▲△﹅﹆"
_HAN_COUNTERS = "〇零一二三四五六七八九十百千万萬壹贰貳叁參肆伍陆陸柒捌玖拾佰仟、"


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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet, as far as faces go."""

    matcher: Any
    pages: tuple[tuple[dict[str, _Value], dict[str, _Value], str], ...]
    """For each margin box: declarations of its page, its own, and its literal text."""
    drawn: frozenset[str]
    """Characters that properties draw: counters, emphasis marks, hyphens."""
    families: frozenset[str]
    """The families it names that the catalogue has."""
    unknown: tuple[str, ...]
    """The families it names that the catalogue lacks, in order."""
    shorthand: bool
    """Whether it uses the shorthand `font`, which this cascade does not follow."""
    changes_case: bool
    """Whether letters may be set in another case than they are written."""
    shows_attributes: bool
    """Whether text is taken from attributes."""


@dataclass(frozen=True, slots=True)
class _Value:
    """One declaration's value: a tuple of families, a number, a bool or a keyword; or literal content tokens."""

    value: Any
    important: bool


@dataclass(slots=True)
class _Reading:
    """What gathers while a style sheet is read."""

    names: Mapping[str, str]
    medium: str
    matcher: Any = field(default_factory=cssselect2.Matcher)
    namespaces: dict[str | None, str] = field(default_factory=dict)
    pages: list[tuple[dict[str, _Value], dict[str, _Value], str]] = field(default_factory=list)
    drawn: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    unknown: dict[str, None] = field(default_factory=dict)
    shorthand: bool = False
    changes_case: bool = False
    shows_attributes: bool = False


def read_sheet(stylesheet: str, names: Sequence[str], *, medium: str) -> Sheet:
    """Return a style sheet's rules that bear on faces.

    `names` are the catalogue's families, matched without regard to case (CSS Fonts 4, section 5.1). `medium` is
    `print` or `screen`: rules for another medium, and rules under a condition on the device, take no part.
    """
    reading = _Reading({name.casefold(): name for name in names}, medium)
    _read_rules(tinycss2.parse_stylesheet(stylesheet, skip_comments=True, skip_whitespace=True), reading)
    return Sheet(reading.matcher, tuple(reading.pages), frozenset(reading.drawn), frozenset(reading.families),
                 tuple(reading.unknown), reading.shorthand, reading.changes_case, reading.shows_attributes)


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
    own: dict[str, _Value] = {}
    pseudo: dict[str, tuple[dict[str, _Value], str]] = {}
    for _, _, name, (declarations, selector) in sheet.matcher.match(element):
        if name is None:
            _lay(own, declarations)
        else:
            collected, _ = pseudo.setdefault(name, ({}, selector))
            _lay(collected, declarations)
            pseudo[name] = (collected, selector)
    inline = element.etree_element.get("style")
    if inline:
        reading = _Reading({f.casefold(): f for f in (*sheet.families, *inherited.families)}, "all")
        _lay(own, _declarations(tinycss2.parse_blocks_contents(inline, skip_comments=True, skip_whitespace=True), reading))
    style = _apply(style, own, inherited)
    generated = []
    for name, (declarations, selector) in sorted(pseudo.items()):
        content = declarations.pop("content", None)
        styled = _apply(style, declarations)
        if name in ("before", "after", "marker", "footnote-call", "footnote-marker"):
            generated.append(Generated(styled, _content(content.value, element) if content else "", selector))
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


def _lay(under: dict[str, _Value], over: Mapping[str, _Value]) -> None:
    """Lay declarations over weaker ones; an important one is only replaced by another (CSS Cascade 5, section 6.1)."""
    for name, value in over.items():
        if value.important or name not in under or not under[name].important:
            under[name] = value


def _apply(style: FontStyle, declarations: Mapping[str, _Value], inherited: FontStyle | None = None) -> FontStyle:
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


def _content(tokens: Sequence[Any], element: Any) -> str:
    """Return the literal text of a `content` property at an element: its strings, attributes, and digits for counters."""
    text = ""
    for token in tokens:
        if token.type == "string":
            text += token.value
        elif token.type == "function" and token.lower_name == "attr":
            name = next((t.value for t in token.arguments if t.type == "ident"), "")
            text += element.etree_element.get(name, "") if element is not None else ""
        elif token.type == "function":
            text += "".join(t.value for t in token.arguments if t.type == "string")
            if token.lower_name in ("counter", "counters", "target-counter", "target-counters"):
                text += "0123456789"
    return text


def _read_rules(rules: Sequence[Any], reading: _Reading) -> None:
    for rule in rules:
        if rule.type == "qualified-rule":
            _read_style_rule(rule, reading)
        elif rule.type != "at-rule":
            continue
        elif rule.lower_at_keyword == "namespace":
            prefix = next((t.value for t in rule.prelude if t.type == "ident"), None)
            reading.namespaces[prefix] = next((t.value for t in rule.prelude if t.type in ("string", "url")), "")
        elif rule.content is None:
            continue
        elif rule.lower_at_keyword in ("media", "supports", "layer"):
            if _applies(rule, reading.medium):
                _read_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), reading)
        elif rule.lower_at_keyword == "page":
            _read_page(rule.content, {}, reading)
        elif rule.lower_at_keyword == "counter-style":
            reading.drawn.update(*(t.value for t in rule.content if t.type == "string"))


def _applies(rule: Any, medium: str) -> bool:
    """Whether a conditional group takes part: its medium alone is judged, and a condition on the device never holds."""
    prelude = tinycss2.serialize(rule.prelude).strip().lower()
    if rule.lower_at_keyword == "supports":
        return not prelude.startswith("not")
    if rule.lower_at_keyword == "layer":
        return True
    return any(query.strip().removeprefix("only ").strip() in (medium, "all", "") for query in prelude.split(","))


def _read_style_rule(rule: Any, reading: _Reading) -> None:
    contents = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    declarations = _declarations(contents, reading)
    if not declarations:
        return
    try:
        selectors = cssselect2.compile_selector_list(rule.prelude, reading.namespaces)
    except cssselect2.SelectorError:
        return  # a selector of one reading system; the others skip the rule as this cascade does
    text = tinycss2.serialize(rule.prelude).strip()
    for selector in selectors:
        used = declarations if selector.pseudo_element else {k: v for k, v in declarations.items() if k != "content"}
        if used:
            # Two entries, because an important declaration outranks every selector: match() returns them in rank.
            reading.matcher.add_selector(selector, (used, text))


def _read_page(tokens: Sequence[Any], outer: Mapping[str, _Value], reading: _Reading) -> None:
    contents = tinycss2.parse_blocks_contents(tokens, skip_comments=True, skip_whitespace=True)
    page = dict(outer)
    _lay(page, {k: v for k, v in _declarations(contents, reading).items() if k != "content"})
    for rule in contents:
        if rule.type == "at-rule" and rule.content is not None:
            inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            own = _declarations(inner, reading)
            content = own.pop("content", None)
            reading.pages.append((page, own, _content(content.value, None) if content is not None else ""))


def _declarations(contents: Sequence[Any], reading: _Reading) -> dict[str, _Value]:
    """Return the declarations that bear on faces; of what properties draw by themselves, take note."""
    found: dict[str, _Value] = {}
    for declaration in contents:
        if declaration.type != "declaration":
            continue
        name = declaration.lower_name
        tokens = [t for t in declaration.value if t.type not in ("whitespace", "comment")]
        value: Any = None
        if name in _FONT_PROPERTIES:
            value = _font_value(name, tokens, reading)
        elif name == "content":
            value = tokens
            reading.shows_attributes |= any(t.type == "function" and t.lower_name == "attr" for t in tokens)
        else:
            _note_drawn(name, tokens, reading)
        if value is not None:
            _lay(found, {name: _Value(value, declaration.important)})
    return found


def _note_drawn(name: str, tokens: Sequence[Any], reading: _Reading) -> None:
    words = {t.lower_value for t in tokens if t.type == "ident"}
    if name in ("quotes", "string-set", "list-style", "list-style-type", "hyphenate-character", "text-overflow",
                "block-ellipsis", "text-emphasis", "text-emphasis-style", "-webkit-text-emphasis-style",
                "-epub-text-emphasis-style"):
        reading.drawn.update(*(t.value for t in tokens if t.type == "string"))
    if "text-emphasis" in name and words - {"none"}:
        reading.drawn.update(_EMPHASIS)
    if name.endswith("hyphens") and "auto" in words:
        reading.drawn.update("-‐")
    if any("cjk" in w or "chinese" in w or "japanese" in w for w in words):
        reading.drawn.update(_HAN_COUNTERS)
    if name in ("text-transform", "font-variant", "font-variant-caps") and words - {"none", "normal"}:
        reading.changes_case = True
    if name == "font" and not words & _KEYWORDS:
        reading.shorthand = True


def _font_value(name: str, tokens: Sequence[Any], reading: _Reading) -> Any:
    """Return the value of a font property, or None when it is not one."""
    words = [t.lower_value for t in tokens if t.type == "ident"]
    if len(tokens) == 1 and words and words[0] in _KEYWORDS:
        return words[0]
    if name == "font-family":
        return _families(tokens, reading)
    if name == "font-style":
        return words[0] in ("italic", "oblique") if words else None
    if words:
        return {"normal": 400, "bold": 700, "bolder": "bolder", "lighter": "lighter"}.get(words[0])
    return (700 if tokens[0].value >= 600 else 400) if tokens and tokens[0].type == "number" else None


def _families(tokens: Sequence[Any], reading: _Reading) -> tuple[str, ...]:
    found: list[str] = []
    for part in _split(tokens):
        quoted = len(part) == 1 and part[0].type == "string"
        name = part[0].value if quoted else " ".join(t.value for t in part if t.type == "ident")
        if not quoted and name.lower() in GENERICS:
            found.append(name.lower())
        elif name.casefold() in reading.names:
            found.append(reading.names[name.casefold()])
            reading.families.add(found[-1])
        elif name:
            reading.unknown[name] = None
    return tuple(found)


def _split(tokens: Sequence[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part
