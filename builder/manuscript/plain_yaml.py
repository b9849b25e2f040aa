"""YAML as far as front matter goes: a mapping of texts, lists of texts, nothing that refers, repeats or runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler
from yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

DEPTH = 20
"""How deep lists and mappings may stand in one another."""


_QUOTE = "take it out, or put the value in quotes when it is meant as text"


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its place in the block, both counted from 1."""

    content: str | tuple[Value, ...] | dict[str, Value]
    line: int
    column: int
    key_line: int = 0
    key_column: int = 0


class PlainYamlError(Exception):
    """What is wrong with a block, and where, counted from 1 within the block."""

    def __init__(self, code: str, message: str, line: int, column: int, hint: str = "", *, other_line: int = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.line, self.column, self.hint = code, message, line, column, hint
        self.other_line = other_line
        """Another line the hint speaks of as `{line}`, counted like the first."""


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with everything taken out that front matter has no use for."""

    # No implicit type: 2024-12-30, 1.10, no and ~ stay the letters the author typed.
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own name and kind of class attribute

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's parser has no types
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, AliasEvent):
            raise PlainYamlError(
                "M004", f"'*{event.anchor}' is a YAML alias, which front matter may not hold", line, column, _QUOTE)
        if isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
            if event.anchor:
                raise PlainYamlError(
                    "M004", f"'&{event.anchor}' is a YAML anchor, which front matter may not hold", line, column, _QUOTE)
            if event.tag and event.tag != "!":
                raise PlainYamlError("M004", "YAML tags ('!') may not stand in front matter", line, column, _QUOTE)
        self._depth += 1
        if self._depth > DEPTH:
            raise PlainYamlError("M005", f"lists and mappings are nested more than {DEPTH} deep", line, column,
                                 "no key that is read needs more than one; put a value that begins with [ in quotes")
        node: Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node


class PlainYamlHandler(YAMLHandler):
    """Reads one block that has been cut out already, and says of every value where it stands."""

    def __init__(self, block: str) -> None:
        super().__init__()
        self._block = block

    def split(self, text: str) -> tuple[str, str]:  # noqa: ARG002 - the library's signature
        """Return the block and no text: where it ends was decided before."""
        return self._block, ""

    def load(self, fm: str, **_: object) -> dict[str, Value]:
        """Return each key of the block with its value.

        Raises:
            PlainYamlError: when the block is no mapping, repeats a key or uses what front matter may not.
            yaml.YAMLError: when it is no YAML.
        """
        loader = _Loader(fm)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        if node is None:
            return {}
        if not isinstance(node, MappingNode):
            kind = "a list" if isinstance(node, SequenceNode) else "a line of text"
            raise PlainYamlError(
                "M003", f"front matter must be 'key: value' lines, not {kind}",
                node.start_mark.line + 1, node.start_mark.column + 1,
                "write for example 'title: My post'; a rule at the start of a post needs an empty line below it",
            )
        return dict(_mapping(node))


def _value(node: Node) -> Value:
    content: str | tuple[Value, ...] | dict[str, Value]
    if isinstance(node, ScalarNode):
        content = node.value
    elif isinstance(node, SequenceNode):
        content = tuple(_value(item) for item in node.value)
    else:
        content = dict(_mapping(node))
    return Value(content, node.start_mark.line + 1, node.start_mark.column + 1)


def _mapping(node: Node) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for key, item in node.value:
        line, column = key.start_mark.line + 1, key.start_mark.column + 1
        if not isinstance(key, ScalarNode):
            raise PlainYamlError("M002", "a key must be a word", line, column, "put the value in quotes")
        if key.value in found:
            raise PlainYamlError(
                "M006", f"the key '{key.value}' stands here a second time", line, column,
                "the first is in line {line}; keep one of them", other_line=found[key.value].key_line,
            )
        value = _value(item)
        found[key.value] = Value(value.content, value.line, value.column, line, column)
    return found
