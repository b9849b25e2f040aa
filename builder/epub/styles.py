"""Style sheets read with tinycss2: what they declare, which fonts they name; and one settled for its place in a book."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2

GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "inherit", "initial"})
"""Names in `font-family` that ask the reading system for a face of its own (CSS 2.1, 15.3.1)."""


@dataclass(frozen=True, slots=True)
class Value:
    """One part of a declaration's value, nested parts laid flat after the function that holds them."""

    kind: str
    """`ident`, `string`, `url`, `function`, `dimension` or `other`."""
    text: str
    """The name, the string's or address's content, or the dimension's unit in lower case."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """`name: value` with the place it stands on."""

    name: str
    value: str
    values: tuple[Value, ...]
    selector: str
    """What it is for: `p.indent`, `@font-face`, or empty in a style attribute."""
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


@dataclass(frozen=True, slots=True)
class AtRule:
    """An at-rule, whose content follows as declarations of their own."""

    keyword: str
    prelude: str
    values: tuple[Value, ...]
    line: int
    column: int
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is not CSS at all."""

    message: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Selector:
    """The selector of a rule."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class FontRule:
    """An `@font-face` rule."""

    family: str
    weight: str
    style: str
    sources: tuple[str, ...]
    line: int


Part = Declaration | AtRule | Selector | Mistake

_NESTED = frozenset({"media", "supports", "document", "layer", "container"})


def parts(css: str, *, is_attribute: bool = False) -> Iterator[Part]:
    """Yield what a style sheet, or the content of a `style` attribute, is made of, in its order."""
    if is_attribute:
        yield from _declarations(tinycss2.parse_declaration_list(css, skip_comments=True, skip_whitespace=True), "")
    else:
        yield from _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def _rules(nodes: Any) -> Iterator[Part]:
    for node in nodes:
        if node.type == "error":
            yield Mistake(node.message, node.source_line, node.source_column)
        elif node.type == "at-rule":
            yield from _at_rule(node)
        elif node.type == "qualified-rule":
            selector = tinycss2.serialize(node.prelude).strip()
            yield Selector(selector, node.source_line, node.source_column)
            yield from _block(node.content, selector)


def _at_rule(node: Any) -> Iterator[Part]:
    content = node.content or ()
    is_empty = node.content is not None and all(n.type in {"whitespace", "comment"} for n in content)
    yield AtRule(node.lower_at_keyword, tinycss2.serialize(node.prelude).strip(), tuple(_values(node.prelude)),
                 node.source_line, node.source_column, is_empty)
    if node.lower_at_keyword in _NESTED:
        yield from _rules(tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True))
    elif content:
        yield from _block(content, f"@{node.lower_at_keyword}")


def _block(content: Any, selector: str) -> Iterator[Part]:
    yield from _declarations(tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True), selector)


def _declarations(nodes: Any, selector: str) -> Iterator[Part]:
    for node in nodes:
        if node.type == "error":
            yield Mistake(node.message, node.source_line, node.source_column)
        elif node.type == "at-rule":
            yield from _at_rule(node)
        elif node.type == "declaration":
            yield Declaration(node.lower_name if not node.name.startswith("--") else node.name,
                              tinycss2.serialize(node.value).strip(), tuple(_values(node.value)), selector,
                              node.source_line, node.source_column)


def _values(nodes: Any) -> Iterator[Value]:
    for node in nodes:
        if node.type in {"ident", "string", "url"}:
            yield Value(node.type, node.value)
        elif node.type == "dimension":
            yield Value("dimension", node.lower_unit)
        elif node.type == "function":
            is_address = node.lower_name == "url"
            strings = [n.value for n in node.arguments if n.type == "string"]
            if is_address and strings:
                yield Value("url", strings[0])
            else:
                yield Value("function", node.lower_name)
                yield from _values(node.arguments)
        elif node.type in {"() block", "[] block", "{} block"}:
            yield from _values(node.content)
        elif node.type not in {"whitespace", "comment"}:
            yield Value("other", tinycss2.serialize([node]))


def addresses(css: str, *, is_attribute: bool = False) -> Iterator[tuple[str, int]]:
    """Yield every address a style sheet asks for, `url()` and `@import` alike, with its line."""
    for part in parts(css, is_attribute=is_attribute):
        if isinstance(part, Declaration):
            yield from ((value.text, part.line) for value in part.values if value.kind == "url")
        elif isinstance(part, AtRule) and part.keyword == "import":
            yield from ((value.text, part.line) for value in part.values if value.kind in {"url", "string"})


def families(declaration: Declaration) -> tuple[str, ...]:
    """Return the families that a `font-family` or `font` declaration names, generic ones left out."""
    names: list[str] = []
    words: list[str] = []
    values = declaration.values
    if declaration.name == "font":  # the families follow the size (CSS 2.1, 15.8)
        sizes = [i for i, v in enumerate(values) if v.kind == "dimension" or v.text.endswith("%")]
        values = values[sizes[-1] + 1 :] if sizes else ()
    for value in (*values, Value("other", ",")):
        if value.kind == "string":
            names.append(value.text)
        elif value.kind == "ident":
            words.append(value.text)
        elif value.text == ",":
            names.extend([" ".join(words)] if words else [])
            words = []
    return tuple(name for name in names if name.lower() not in GENERIC)


def named_families(css: str, *, is_attribute: bool = False) -> Iterator[tuple[str, Declaration]]:
    """Yield each family that the text is asked to be set in, with the declaration that asks."""
    for part in parts(css, is_attribute=is_attribute):
        if isinstance(part, Declaration) and part.name in {"font-family", "font"} and part.selector != "@font-face":
            yield from ((family, part) for family in families(part))


def font_rules(css: str) -> tuple[FontRule, ...]:
    """Return the `@font-face` rules of a style sheet."""
    found: list[FontRule] = []
    line = 0
    own: dict[str, Declaration] = {}

    def close() -> None:
        if line:
            sources = own["src"].values if "src" in own else ()
            family = families(own["font-family"]) if "font-family" in own else ()
            found.append(FontRule(family[0] if family else "", own["font-weight"].value if "font-weight" in own else "400",
                                  own["font-style"].value if "font-style" in own else "normal",
                                  tuple(v.text for v in sources if v.kind == "url"), line))

    for part in parts(css):
        if isinstance(part, Declaration) and part.selector == "@font-face":
            own[part.name] = part
            continue
        close()
        line, own = (part.line, {}) if isinstance(part, AtRule) and part.keyword == "font-face" else (0, {})
    close()
    return tuple(found)


def settle(css: str, *, folder: str, files: Collection[str], carried: Collection[str]) -> str:
    """Return a style sheet for its place in a book: addresses that name one of `files` count from `folder`, and names of
    families that no face carries are left out, because a name without a font locks the font menu of some reading systems.
    """
    nodes = tinycss2.parse_component_value_list(css)
    _move(nodes, lambda address: posixpath.relpath(address, folder) if address in files else address)
    # An escape says what a character is that looks like a space, and editors leave it alone.
    text: str = tinycss2.serialize(nodes).replace("\u00a0", r"\a0 ")
    return _without_names(text, frozenset(carried))


def _move(nodes: Any, place: Callable[[str], str]) -> None:
    for node in nodes:
        if node.type == "url":
            node.value = place(node.value)
            node.representation = f"url({tinycss2.serializer.serialize_url(node.value)})"
        elif node.type == "function":
            for string in (n for n in node.arguments if n.type == "string" and node.lower_name == "url"):
                string.value = place(string.value)
                string.representation = f'"{tinycss2.serializer.serialize_string_value(string.value)}"'
            _move(node.arguments, place)
        elif node.type in {"() block", "[] block", "{} block"}:
            _move(node.content, place)


def _without_names(css: str, carried: frozenset[str]) -> str:
    missing = [d for family, d in named_families(css) if d.name == "font-family" and family not in carried]
    starts = [0, *(i + 1 for i, c in enumerate(css) if c == "\n")]
    for declaration in sorted(set(missing), key=lambda d: (d.line, d.column), reverse=True):
        at = starts[declaration.line - 1] + declaration.column - 1
        end = at + css[at:].index(declaration.value) + len(declaration.value)
        kept = [f'"{name}"' for name in families(declaration) if name in carried]
        kept += [v.text for v in declaration.values if v.kind == "ident" and v.text.lower() in GENERIC]
        if kept:
            css = f"{css[:at]}font-family: {', '.join(kept)}{css[end:]}"
        else:
            css = css[:at] + css[end:].lstrip().removeprefix(";").lstrip(" ")
    return css
