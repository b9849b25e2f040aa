"""Ruby on paper: its elements are made as few as they can be."""

from __future__ import annotations

from lxml import etree

from builder.typography.trees import named


def join_rubies(root: etree._Element) -> None:
    """Let rubies that touch be one with several pairs of base and reading, which are drawn the same.

    In a book with a reading over every character each element costs the layout engine more than the character does. A ruby with
    an id or another attribute stays by itself.
    """
    for ruby in reversed(list(named(root, "ruby"))):
        before, parent = ruby.getprevious(), ruby.getparent()
        if before is None or parent is None or before.tag != ruby.tag or not len(before):
            continue
        if before.tail or before.attrib or ruby.attrib:
            continue
        last = before[-1]
        last.tail = (last.tail or "") + (ruby.text or "")
        before.extend(list(ruby))
        before.tail = ruby.tail
        parent.remove(ruby)
