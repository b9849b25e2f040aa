"""What style sheets of a book may not ask for: CSS that Adobe's reading engine drops, and what dark mode cannot bear.

Kobo (plain EPUB), Tolino and older PocketBook readers use RMSDK, which reads CSS 2.1; at one unknown function it drops the
whole sheet, not the declaration, and some firmware then calls the book damaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from builder.epub.styles import AtRule, Declaration, Mistake, Part, Selector, Value, parts

FUNCTIONS = frozenset({"var", "calc", "min", "max", "clamp", "env"})
"""Functions that make RMSDK drop the sheet."""

UNITS = frozenset({"em", "ex", "px", "pt", "pc", "in", "cm", "mm", "deg", "dpi"})
"""Units of CSS 2.1 (4.3.2), and those of media queries; `rem` is read as `em`, viewport units can blank the screen."""

AT_RULES = frozenset({"charset", "font-face", "media", "page", "namespace"})
"""At-rules every reading system knows; `@import` would be a second sheet."""

_DISPLAYS = frozenset({"grid", "inline-grid", "flex", "inline-flex", "contents", "flow-root"})
_LAYOUT = re.compile(r"(grid|flex)(-.+)?|(align|justify|place)-(content|items|self)|(row-|column-)?gap|aspect-ratio|object-fit"
                     r"|transform|transition(-.+)?|animation(-.+)?|container(-.+)?")
_SELECTORS = re.compile(r":(has|is|where|not)\(", re.IGNORECASE)
_VENDOR = re.compile(r"^-(webkit|moz|o|ms)-")
_COLOURS = frozenset({"color", "background", "background-color"})
_NO_COLOUR = frozenset({"inherit", "transparent", "none", "currentcolor", "initial", "scroll", "fixed", "repeat", "no-repeat",
                        "repeat-x", "repeat-y", "top", "bottom", "left", "right", "center"})
_POSITIONS = frozenset({"fixed", "sticky", "absolute"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a style sheet asks for and should not."""

    what: str
    """The offending declaration, selector or at-rule as it is written."""
    why: str
    """What a reading system makes of it."""
    instead: str
    """What to write."""
    line: int
    column: int
    is_colour: bool = False
    """Whether it is only a colour on text or page."""
    drops_sheet: bool = False
    """Whether Adobe-based readers drop the whole style sheet for it."""


def faults(css: str, *, is_attribute: bool = False) -> tuple[Fault, ...]:
    """Return what a style sheet, or a `style` attribute, asks for beyond what all reading systems bear."""
    return tuple(fault for part in parts(css, is_attribute=is_attribute) for fault in _of(part))


def _of(part: Part) -> Iterator[Fault]:
    if isinstance(part, Mistake):
        yield Fault("a mistake", f"not CSS: {part.message}", "mend it", part.line, part.column)
    elif isinstance(part, AtRule):
        yield from _of_at_rule(part)
    elif isinstance(part, Selector):
        found = _SELECTORS.search(part.text)
        if found:
            yield Fault(part.text, f"':{found[1]}()' is newer than CSS 2.1, and the rule is dropped",
                        "write the selectors out, with commas", part.line, part.column)
    else:
        yield from _of_declaration(part)


def _of_at_rule(rule: AtRule) -> Iterator[Fault]:
    what = f"@{rule.keyword} {rule.prelude}".strip()
    if rule.keyword not in AT_RULES:
        yield Fault(what, f"'@{rule.keyword}' is not read by Adobe-based readers", "leave it out", rule.line, rule.column)
    elif rule.is_empty and rule.keyword == "media":
        yield Fault(what, "an empty '@media' block can crash Adobe-based readers", "leave it out", rule.line, rule.column)


def _of_declaration(declaration: Declaration) -> Iterator[Fault]:
    def fault(why: str, instead: str, *, is_colour: bool = False, drops_sheet: bool = False) -> Fault:
        return Fault(str(declaration), why, instead, declaration.line, declaration.column, is_colour, drops_sheet)

    name, words = declaration.name, {v.text.lower() for v in declaration.values if v.kind == "ident"}
    if name.startswith("--"):
        yield fault("Adobe-based readers drop a style sheet with custom properties", "write the value where it is used",
                    drops_sheet=True)
    for value in declaration.values:
        if value.kind == "function" and _VENDOR.sub("", value.text) in FUNCTIONS:
            yield fault(f"at '{value.text}()' Adobe-based readers drop the whole style sheet", "write a plain value",
                        drops_sheet=True)
        elif value.kind == "dimension" and value.text not in UNITS:
            yield fault(f"the unit '{value.text}' is newer than CSS 2.1", "use em, % or pt")
    if name == "display" and words & _DISPLAYS:
        yield fault("the layout falls apart on Adobe-based readers", "use blocks, floats or a table")
    elif _LAYOUT.fullmatch(_VENDOR.sub("", name)):
        yield fault(f"'{name}' is newer than CSS 2.1", "use blocks, floats or a table")
    elif name == "position" and words & _POSITIONS:
        yield fault("a page that flows has no place to fix it to", "let it stand in the text")
    if name in _COLOURS and any(_is_colour(v) for v in declaration.values):
        yield fault("a colour on text or page is unreadable at night, where readers turn the page dark", "leave it out",
                    is_colour=True)


def _is_colour(value: Value) -> bool:
    if value.kind == "ident":
        return value.text.lower() not in _NO_COLOUR
    return value.kind == "function" or value.text.startswith("#")
