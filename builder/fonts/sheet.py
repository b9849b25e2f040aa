"""A style sheet, read as far as faces go: the three properties, what it draws by itself, and the page margins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import cssselect2
import tinycss2

GENERICS = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif",
                      "ui-sans-serif", "ui-monospace", "ui-rounded", "math", "emoji", "fangsong"})
"""CSS Fonts 4, section 2.1.3."""

_FONT_PROPERTIES = frozenset({"font-family", "font-weight", "font-style"})
_KEYWORDS = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})

# Signs that properties draw without any text in the page (CSS Text Decoration 4, text-emphasis-style).
_EMPHASIS = "•◦●○◎▲△﹅﹆"
_HAN_COUNTERS = "〇零一二三四五六七八九十百千万萬壹贰貳叁參肆伍陆陸柒捌玖拾佰仟、"


@dataclass(frozen=True, slots=True)
class Value:
    """One declaration's value: a tuple of families, a number, a bool or a keyword; or literal content tokens."""

    value: Any
    important: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet, as far as faces go."""

    matcher: Any
    pages: tuple[tuple[dict[str, Value], dict[str, Value], str], ...]
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


@dataclass(slots=True)
class _Reading:
    """What gathers while a style sheet is read."""

    names: Mapping[str, str]
    medium: str
    matcher: Any = field(default_factory=cssselect2.Matcher)
    namespaces: dict[str | None, str] = field(default_factory=dict)
    pages: list[tuple[dict[str, Value], dict[str, Value], str]] = field(default_factory=list)
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


def read_inline(style: str, names: Sequence[str]) -> dict[str, Value]:
    """Return the declarations of a `style` attribute."""
    reading = _Reading({name.casefold(): name for name in names}, "all")
    return _declarations(tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True), reading)


def lay(under: dict[str, Value], over: Mapping[str, Value]) -> None:
    """Lay declarations over weaker ones; an important one is only replaced by another (CSS Cascade 5, section 6.1)."""
    for name, value in over.items():
        if value.important or name not in under or not under[name].important:
            under[name] = value


def literal(tokens: Sequence[Any], element: Any) -> str:
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
            reading.matcher.add_selector(selector, (used, text))


def _read_page(tokens: Sequence[Any], outer: Mapping[str, Value], reading: _Reading) -> None:
    contents = tinycss2.parse_blocks_contents(tokens, skip_comments=True, skip_whitespace=True)
    page = dict(outer)
    lay(page, {k: v for k, v in _declarations(contents, reading).items() if k != "content"})
    for rule in contents:
        if rule.type == "at-rule" and rule.content is not None:
            inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            own = _declarations(inner, reading)
            content = own.pop("content", None)
            reading.pages.append((page, own, literal(content.value, None) if content is not None else ""))


def _declarations(contents: Sequence[Any], reading: _Reading) -> dict[str, Value]:
    """Return the declarations that bear on faces; of what properties draw by themselves, take note."""
    found: dict[str, Value] = {}
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
            lay(found, {name: Value(value, declaration.important)})
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
