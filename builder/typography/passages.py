"""The passages of a tree: what is read in one go, through links, emphasis and the like, with notes by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from builder.typography.trees import READINGS, Parts, classes, lay, name_of

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "img", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
"""Elements that begin and end a passage; a picture parts one as well."""

_APART = frozenset({"footnote", "note", "nested-note", "link-note"})
"""Classes of what stands in a passage and is read elsewhere."""

_SILENT = frozenset({"noteref", "backlink", "call-again"})
"""Classes of numbers that belong to no sentence."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text between two tags."""

    item: etree._Element
    place: str
    """`text` or `tail` of the item."""
    text: str
    inside: frozenset[str]
    """Names of the elements around it, and their classes as `.class`."""

    def put(self, parts: Parts) -> None:
        """Let text and elements take its place."""
        lay(self.item, self.place, parts)


@dataclass(slots=True)
class _Walk:
    found: list[list[Stretch]] = field(default_factory=list)
    current: list[Stretch] = field(default_factory=list)

    def close(self) -> None:
        if self.current:
            self.found.append(self.current)
        self.current = []


def passages(root: etree._Element) -> Iterator[list[Stretch]]:
    """Yield the passages below an element, each as its stretches in reading order. Readings of ruby and the numbers of notes
    are in none.
    """
    walk = _Walk()
    _visit(root, frozenset(), walk)
    walk.close()
    yield from walk.found


def _visit(item: etree._Element, around: frozenset[str], walk: _Walk) -> None:
    own = classes(item)
    inside = around | {name_of(item)} | {f".{name}" for name in own}
    is_block = name_of(item) in _BLOCKS or any(name.startswith("as-") for name in own)
    outer: list[Stretch] | None = None
    if own & _APART:
        outer, walk.current = walk.current, []
    elif is_block:
        walk.close()
    if item.text:
        walk.current.append(Stretch(item, "text", item.text, inside))
    for child in item:
        if isinstance(child.tag, str) and name_of(child) not in READINGS and not classes(child) & _SILENT:
            _visit(child, inside, walk)
        if child.tail:
            walk.current.append(Stretch(child, "tail", child.tail, inside))
    if is_block or outer is not None:
        walk.close()
    if outer is not None:
        walk.current = outer
