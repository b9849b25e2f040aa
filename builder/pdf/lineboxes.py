"""Line boxes: a paragraph and one of its lines come in, WeasyPrint's line box leaves, everything in it in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from operator import add
from typing import Any

from builder.pdf.drawing import Row
from builder.pdf.engine import adjust_line_height, boxes, line_box_verticality, strut
from builder.pdf.grid import grid_of, objects_of
from builder.pdf.paragraph import Node, Paragraph, TextNode
from builder.typography.fitting import Line, open_up
from builder.typography.galley import Galley


class _Setter:
    """Builds one line: the boxes of the paragraph again, with what is on this line."""

    def __init__(self, paragraph: Paragraph, line: Line, left: float, origins: list[float]) -> None:
        self.paragraph, self.line, self.left, self.origins = paragraph, line, left, origins
        self.start, self.end, self.resume = line.start, line.stop.end, line.stop.start

    def boxes(self, nodes: list[Node]) -> list[Any]:
        made = [self._box(node) for node in nodes if self._stands_here(node)]
        return [box for box in made if box is not None]

    def _stands_here(self, node: Node) -> bool:
        if node.start == node.end:
            total = len(self.paragraph.galley)
            return self.start <= node.start < self.resume or (node.start == total == self.resume)
        return node.start < self.resume and node.end > self.start

    def x(self, at: int) -> float:
        """Return the left edge of the place at a cluster, in px on the page."""
        if at - self.start < len(self.origins):
            return self.left + self.origins[at - self.start]
        return self.left + self.origins[-1]

    def _box(self, node: Node) -> Any:
        if isinstance(node, TextNode):
            return self._text(node)
        if isinstance(node.box, boxes.InlineBox):
            return self._inline(node)
        box = node.box.deepcopy()
        box.translate(self.x(node.start) - box.position_x, 0)
        return box

    def _text(self, node: TextNode) -> Any:
        start, end = max(node.start, self.start), min(node.end, self.end)
        if start >= end:
            return None
        galley = self.paragraph.galley
        box = node.box.copy_with_text("".join(galley.texts[start:end]))
        lead = max(galley.blanks_before[start], 0.0) if start == self.start else 0.0
        box.position_x = self.x(start) + lead
        shift = self.left - box.position_x
        origins = [x + shift for x in self.origins[start - self.start : end - self.start]]
        hyphen = self.line.stop.hyphen if end == self.end else 0.0
        right = origins[-1] + galley.advances[end - 1] + hyphen
        if self.paragraph.has_leader and end < self.end:
            right = self.x(end) - box.position_x
        box.width = right
        box.pango_layout = Row(node, start - node.start, end - node.start, _reordered(node, start, end, origins, galley),
                                hyphen=bool(hyphen))
        return box

    def _inline(self, node: Node) -> Any:
        children = self.boxes(node.children)
        box = node.box.copy_with_children(children)
        starts, ends = node.start >= self.start, node.end <= self.resume
        box.remove_decoration(start=not starts, end=not ends)
        left = box.margin_left + box.border_left_width + box.padding_left
        if children:
            flow = children
            box.position_x = flow[0].position_x - left
            box.width = flow[-1].position_x + flow[-1].margin_width() - flow[0].position_x
        else:
            box.position_x = self.x(min(max(node.start, self.start), self.end))
            box.width = 0
        adjust_line_height(box)
        return box


def build_line(paragraph: Paragraph, line: Line, left: float, top: float, measure: float) -> Any:
    """Return a line as WeasyPrint's line box, everything in it in its place."""
    galley = paragraph.galley
    start, end = line.start, line.stop.end
    style = paragraph.box.style
    justified = style["text_align_all"] == "justify" and (not line.last or line.room < 0)
    shares = open_up(galley, start, end, line.room) if justified else []
    steps: Iterable[float] = map(add, galley.advances[start:end], galley.gaps[start:end])
    if shares:
        steps = map(add, steps, shares)
    *origins, x = accumulate(steps, initial=-galley.blanks_before[start] if start < end else 0.0)
    width = x - (galley.gaps[end - 1] + galley.trail(end - 1) if end > start else 0.0) + line.stop.hyphen
    if end > start:
        origins.append(origins[-1] + galley.advances[end - 1])
    else:
        origins.append(0.0)
    offset = 0.0 if justified else _offset(style, measure - width, last=line.last)
    setter = _Setter(paragraph, line, left + offset, origins)
    box = paragraph.box.copy_with_children(setter.boxes(paragraph.nodes))
    box.galley = None
    box.position_x, box.width = left + offset, width
    box.text_indent = 0
    _stack(paragraph, box, top)
    box.children = [*box.children, *_readings(paragraph, line, setter, box)]
    return box


def _offset(style: Any, room: float, *, last: bool) -> float:
    """Return how far a line that is not justified stands from the left."""
    align = style["text_align_all"]
    if last and style["text_align_last"] != "auto":
        align = style["text_align_last"]
    if room <= 0 or align in ("start", "left", "justify"):
        return 0.0
    return room / 2 if align == "center" else room


def _stack(paragraph: Paragraph, box: Any, top: float) -> None:
    """Place a line's boxes on its baseline. Text never makes a line higher than its own line height, whatever faces and
    sizes meet in it, so that all lines of a page stand on one grid; a picture or box in the line may."""
    adjust_line_height(box)
    if all(isinstance(child, boxes.TextBox) for child in box.children):  # most lines: all stand on the line's own baseline
        for child in box.children:
            child.position_y = -child.baseline
    else:
        line_box_verticality(box)
    height = box.margin_height()
    above = box.baseline
    if grid_of(box) is not None:
        _, above = strut(box.style.root_style)
    below = height - above
    if paragraph.has_objects:
        for child in objects_of(box):
            if child.margin_height() <= height * 1.05:
                continue
            above = max(above, -child.position_y)
            below = max(below, child.position_y + child.margin_height())
        if above + below > height:
            taller = -(-(above + below) // height) * height
            above += taller - above - below
            height = taller
    box.position_y, box.height, box.baseline = -above, height, above
    box.margin_top = box.margin_bottom = 0
    box.translate(0, top + above)
    box.position_y = top


def _readings(paragraph: Paragraph, line: Line, setter: _Setter, box: Any) -> Iterator[Any]:
    """Yield the readings over a line's characters, behind them in the order of drawing, so that they are read behind them."""
    galley = paragraph.galley
    for reading in paragraph.readings:
        if not line.start <= reading.start < line.stop.end:
            continue
        left = setter.x(reading.start)
        right = setter.x(reading.end - 1) + galley.advances[reading.end - 1]
        spare = right - left - reading.width
        letters = sum(len(node.shaped.texts) for node in reading.nodes)
        spread = spare / letters if reading.is_square and spare > 0 else 0.0
        x = left + (spread if spread else spare) / 2
        for node in reading.nodes:
            size = node.shaper.size
            up = 0.88 * galley.sizes[reading.start] + (0.2 + 1.1 * reading.level) * size
            made = _reading_box(node, x, box.position_y + box.baseline - up, spread)
            x += made.width
            yield made


def _reading_box(node: TextNode, x: float, baseline: float, spread: float) -> Any:
    """Return a reading's text box with its baseline at a height of the page, its characters spread by so much each."""
    made = node.box.copy_with_text("".join(node.shaped.texts))
    made.position_x, made.width = x, sum(node.shaped.advances) + spread * len(node.shaped.texts)
    made.height, made.baseline = node.shaper.height, node.shaper.baseline
    made.margin_top = made.margin_bottom = 0
    made.position_y = baseline - node.shaper.baseline
    origins = [0.0, *accumulate(advance + spread for advance in node.shaped.advances)][:-1]
    made.pango_layout = Row(node, 0, len(node.shaped.texts), origins)
    return made


def _reordered(node: TextNode, start: int, end: int, origins: list[float], galley: Galley) -> list[float]:
    """Return the origins with runs to the left turned round (UAX 9, rule L2), within one text box."""
    if not node.shaped.runs_left:
        return origins
    levels = node.shaped.levels[start - node.start : end - node.start]
    order = list(range(len(levels)))
    for level in range(max(levels), 0, -1):
        n = 0
        while n < len(order):
            if levels[order[n]] < level:
                n += 1
                continue
            m = n
            while m < len(order) and levels[order[m]] >= level:
                m += 1
            order[n:m] = reversed(order[n:m])
            n = m
    steps = [b - a for a, b in pairwise(origins)] + [galley.advances[end - 1]]
    placed = [0.0] * len(origins)
    x = origins[0]
    for n in order:
        placed[n] = x
        x += steps[n]
    return placed


