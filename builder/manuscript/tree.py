"""What is done to a tree of elements again and again: unwrap, take out, gather; text always stays where it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from lxml import etree

from builder.manuscript.vocabulary import FLOW

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

READINGS = ("rt", "rp")
"""What stands over the text of a ruby, and around it where ruby is not drawn: no part of a title."""


def taken(element: etree._Element, name: str) -> str:
    """Take an attribute off an element and return it, empty where there was none."""
    value = element.get(name)
    if value is None:
        return ""
    del element.attrib[name]
    return value


def unwrap(element: etree._Element) -> None:
    """Put what an element holds in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    add_text(parent, place, element.text or "")
    children = list(element)
    tail = element.tail or ""
    element.tail = None
    parent.remove(element)
    for offset, child in enumerate(children):
        parent.insert(place + offset, child)
    add_text(parent, place + len(children), tail)


def take_out(element: etree._Element) -> None:
    """Remove an element, leaving the text behind it where it is."""
    parent = element.getparent()
    if parent is not None:
        place = parent.index(element)
        add_text(parent, place, element.tail or "")
        element.tail = None
        parent.remove(element)


def add_text(parent: etree._Element, place: int, text: str) -> None:
    """Add text in front of the child at `place`."""
    if not text:
        return
    if place == 0:
        parent.text = (parent.text or "") + text
    else:
        before = parent[place - 1]
        before.tail = (before.tail or "") + text


def holds_blocks(element: etree._Element) -> bool:
    """Return whether a block stands directly in an element."""
    return any(child.tag in FLOW for child in element)


def gather(parent: etree._Element) -> None:
    """Put text and phrases that stand among blocks into paragraphs."""
    wrap_runs(parent, "p", partial(is_other, (*FLOW, "note")))


def wrap_runs(parent: etree._Element, tag: str, belongs: Callable[[etree._Element], bool]) -> None:
    """Wrap each run of text and of children for which `belongs` holds into a new element."""
    run: etree._Element | None = None
    if (parent.text or "").strip():
        run = etree.Element(tag)
        run.text, parent.text = parent.text, None
        parent.insert(0, run)
    for child in list(parent):
        if child is run:
            continue
        if belongs(child):
            if run is None:
                run = etree.Element(tag)
                child.addprevious(run)
            run.append(child)
            continue
        run = None
        tail = child.tail or ""
        if tail.strip():
            run = etree.Element(tag)
            run.text, child.tail = tail, None
            child.addnext(run)


def is_other(tags: Sequence[str], element: etree._Element) -> bool:
    """Return whether an element is none of these."""
    return element.tag not in tags


def plain(elements: Iterable[etree._Element]) -> str:
    """Return the text of elements with white space collapsed, without the readings over it."""
    return re.sub(r"[ \t\n]+", " ", "".join(text for e in elements for text in _base_texts(e))).strip()


def _base_texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in READINGS:
            yield from _base_texts(child)
        yield child.tail or ""
