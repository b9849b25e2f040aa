"""Ruby as authors write it in HTML, put into the one shape that every reading system draws: base, reading, base, reading.

Bases listed before their readings (`rb rb rt rt`) are paired. A second level of readings (`rtc`, or a second `rt` to one
base) becomes ruby around ruby (HTML 4.5.10). No text is lost: what has no reading stands outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from lxml import etree

from builder.manuscript.tree import plain, take_out, unwrap

_Nodes = list[str | etree._Element]  # noqa: SLF001 - the name its stubs give the class

_SHAPE = re.compile(r"(?:c+(?:t|ptp))+")
"""Content and readings in turn, these with brackets around them or without: ruby that is left as it is."""


_PARTS = {"rb": ("ruby",), "rtc": ("ruby",), "rp": ("ruby", "rtc"), "rt": ("ruby", "rtc")}
"""The parts of a ruby, and what they may stand in."""


@dataclass
class _Segment:
    """Some bases and all that is said of them."""

    bases: list[_Nodes] = field(default_factory=list)
    levels: list[list[_Nodes]] = field(default_factory=list)
    """Readings; those nearest to the bases first."""


def order_ruby(body: etree._Element) -> None:
    """Put every ruby into that shape, and take `rb` and `rtc` away."""
    for part in list(body.iter(*_PARTS)):
        above = part.getparent()
        if above is None or above.tag not in _PARTS[str(part.tag)]:
            unwrap(part)
    for ruby in reversed(list(body.iter("ruby"))):
        if not _SHAPE.fullmatch("".join(_kinds(ruby))):
            _replace(ruby, [node for segment in _segments(ruby) for node in _set(segment)])


def _kinds(ruby: etree._Element) -> Iterator[str]:
    """Yield what stands in a ruby, a letter each: `c` content, `t` a reading, `p` a bracket, `-` what has to be mended."""
    if (ruby.text or "").strip():
        yield "c"
    for child in ruby:
        if child.tag in ("rb", "rtc") or (child.tag == "rt" and not _speaks(_content(child))):
            yield "-"
        elif child.tag == "rp":
            yield "-" if _is_text(child) else "p"
        else:
            yield "t" if child.tag == "rt" else "c"
        if (child.tail or "").strip():
            yield "c"


def _segments(ruby: etree._Element) -> Iterator[_Segment]:
    """Yield the parts of a ruby, each some bases and the readings behind them."""
    segment = _Segment()
    last = ""
    for node in _content(ruby):
        tag = "" if isinstance(node, str) else str(node.tag)
        if isinstance(node, str) and not node.strip() and last != "base":
            continue
        if not isinstance(node, str) and tag == "rp" and not _is_text(node):
            last = tag
            continue
        if not isinstance(node, str) and tag in ("rt", "rtc") and segment.bases:
            if tag == "rt" and last in ("rt", "rp") and segment.levels:
                segment.levels[-1].append(_content(node))
            else:
                segment.levels.append(_readings(node) if tag == "rtc" else [_content(node)])
            last = tag
            continue
        if segment.levels:
            yield segment
            segment, last = _Segment(), ""
        is_plain = tag not in ("rb", "rt", "rtc", "rp")
        nodes: _Nodes = [node] if isinstance(node, str) or is_plain else _joined(_readings(node), " ")
        if is_plain and last == "base":
            segment.bases[-1] += nodes
        else:
            segment.bases.append(nodes)
        last = "base" if is_plain else "rb"
    yield segment


def _readings(container: etree._Element) -> list[_Nodes]:
    """Return the readings in an `rtc`; one that holds text beside them is a reading as a whole, as every other element is."""
    for bracket in container.findall("rp"):
        if _is_text(bracket):
            unwrap(bracket)
        else:
            take_out(bracket)
    inner = container.findall("rt")
    beside = [container.text, *(child.tail for child in container)]
    if inner and len(inner) == len(container) and not any((text or "").strip() for text in beside):
        return [_content(reading) for reading in inner]
    for reading in inner:
        unwrap(reading)
    return [_content(container)]


def _set(segment: _Segment) -> Iterator[str | etree._Element]:
    """Yield the rubies of a segment, and between them what has no reading."""
    bases, levels = segment.bases, segment.levels
    if len(bases) == 1 and levels and len(levels[0]) > 1:
        levels = [*([reading] for reading in levels[0]), *levels[1:]]
    if levels and len(levels[0]) == 1:
        bases = [_joined(bases, "")]
    near = _shared(levels[0] if levels else [], len(bases))
    far = [reading for level in levels[1:] for reading in level]
    if far and len(far) != len(bases):
        whole: _Nodes = list(_rubies(bases, near))
        yield from _rubies([whole], [_joined(far, " ")])
    elif far:
        yield from _rubies([list(_rubies([base], [reading])) for base, reading in zip(bases, near, strict=True)], far)
    else:
        yield from _rubies(bases, near)


def _shared(readings: list[_Nodes], count: int) -> list[_Nodes]:
    """Return as many readings as there are bases: empty ones added, or the rest put to the last."""
    kept = [*readings[:count - 1], _joined(readings[count - 1:], " ")] if len(readings) > count else readings
    return [reading or [] for reading, _ in zip_longest(kept, range(count))]


def _rubies(bases: list[_Nodes], readings: list[_Nodes]) -> Iterator[str | etree._Element]:
    ruby: etree._Element | None = None
    for base, reading in zip(bases, readings, strict=True):
        if _speaks(base) and _speaks(reading):
            ruby = etree.Element("ruby") if ruby is None else ruby
            _put(ruby, base)
            _put(etree.SubElement(ruby, "rt"), reading)
            continue
        if ruby is not None:
            yield ruby
            ruby = None
        yield from (*base, *reading)
    if ruby is not None:
        yield ruby


def _replace(ruby: etree._Element, nodes: _Nodes) -> None:
    """Put nodes in the place of a ruby; the first ruby among them takes its attributes over."""
    attributes = [(str(name), str(value)) for name, value in ruby.attrib.items()]
    ruby.attrib.clear()
    for child in list(ruby):
        ruby.remove(child)
    ruby.text = None
    first = next((node for node in nodes if not isinstance(node, str) and node.tag == "ruby"), None)
    if first is not None:
        for name, value in attributes:
            first.set(name, value)
    _put(ruby, nodes)
    unwrap(ruby)


def _content(element: etree._Element) -> _Nodes:
    """Return the texts and elements that stand in an element, their own following text cut off."""
    nodes: _Nodes = [element.text] if element.text else []
    for child in element:
        nodes.append(child)
        if child.tail:
            nodes.append(child.tail)
    return nodes


def _put(parent: etree._Element, nodes: _Nodes) -> None:
    for node in nodes:
        if not isinstance(node, str):
            node.tail = None
            parent.append(node)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + node
        else:
            parent.text = (parent.text or "") + node


def _joined(lists: list[_Nodes], between: str) -> _Nodes:
    joined: _Nodes = []
    for nodes in lists:
        joined += [between, *nodes] if joined and between else nodes
    return joined


def _speaks(nodes: _Nodes) -> bool:
    """Return whether there is anything to be seen."""
    return any(node.strip() if isinstance(node, str) else plain([node]) or next(node.iter("img"), None) is not None
               for node in nodes)


def _is_text(bracket: etree._Element) -> bool:
    """Return whether what should be a bracket is more than that."""
    return any(character.isalnum() for character in plain([bracket]))
