"""Lists that do not begin at one: what HTML says in an attribute, a printed page is told in its style."""

from __future__ import annotations

import re

from lxml import etree

from builder.typography.trees import named

_NUMBER = re.compile(r"-?\d{1,9}\Z")


def count_from_start(root: etree._Element) -> None:
    """Give every ordered list and item that names its number (`start`, `value`) the counter that prints it."""
    for ordered in named(root, "ol"):
        if _NUMBER.match(start := ordered.get("start", "")):
            ordered.set("style", f"counter-reset: list-item {int(start) - 1}")
    for item in named(root, "li"):
        if _NUMBER.match(value := item.get("value", "")):
            item.set("style", f"counter-reset: list-item {int(value) - 1}; counter-increment: list-item")
