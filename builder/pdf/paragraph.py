"""A paragraph read from its boxes: WeasyPrint's line box before it is broken comes in, a galley leaves, and what of the boxes
each of its clusters came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Any

from builder.manner import Manner
from builder.pdf.engine import atomic_box, boxes, ffi, pango, resolve_percentages
from builder.pdf.shaping import Shaped, Shaper, shaper_of
from builder.typography import galley as kinds
from builder.typography.characters import is_han, is_traditional
from builder.typography.fitting import Line, Stop
from builder.typography.galley import Galley, space


@dataclass(slots=True)
class Node:
    """A box of the paragraph and the clusters it holds."""

    box: Any
    path: tuple[int, ...]
    """Which child of which it is, from the line box down."""
    start: int
    end: int = 0
    children: list[Node] = field(default_factory=list)
    wraps: bool = True
    """Whether lines may end between two of its clusters."""


@dataclass(slots=True, kw_only=True)
class TextNode(Node):
    """A text box, with its text as it is drawn."""

    shaper: Shaper
    shaped: Shaped
    spot: tuple[float, float] | None = None
    """Of dots beside emphasised characters: the centre above the baseline and the radius, in px."""


@dataclass(slots=True)
class Reading:
    """A ruby reading and the clusters it stands over."""

    start: int
    end: int
    nodes: list[TextNode]
    width: float
    """In px."""
    is_square: bool
    """Whether it is kana, Bopomofo or ideographs, which are spread over a wider base."""
    level: int = 0
    """How many readings stand between it and its base."""


_BARE: dict[str, Any] = dict.fromkeys(
    [f"{part}_{side}" for part in ("margin", "padding") for side in ("left", "right", "top", "bottom")]
    + [f"border_{side}_width" for side in ("left", "right", "top", "bottom")] + ["min_width", "min_height"], 0,
) | dict.fromkeys(("width", "height"), "auto") | dict.fromkeys(("max_width", "max_height"), inf)
"""What `resolve_percentages` finds for a text box, of which no style sheet can speak, so that nothing need be looked up."""


class NotOurs(Exception):  # noqa: N818 - it is no error: WeasyPrint sets the paragraph
    """The paragraph holds what only WeasyPrint sets: floats, positioned boxes, preserved white space."""


class Paragraph:
    """A line box before it is broken, as a galley."""

    def __init__(self, context: Any, box: Any, containing_block: Any, manner: Manner) -> None:
        self.box = box
        self.texts = texts_of(box)
        self.galley = Galley()
        self.owners: list[Node] = []
        self.readings: list[Reading] = []
        self.has_objects = self.has_leader = False
        self.stops: list[Stop] = []
        self.fitted: dict[tuple[float, float], list[Line]] = {}
        self._context, self._containing_block = context, containing_block
        self.manner = manner
        self.is_centred = is_traditional(box.style["lang"] or "")
        self._bases: list[int] = []
        self._in_leader = False
        self.language = box.style["lang"] or ""
        self.shaper = shaper_of(box.style)
        self.nodes = [self._read(child, (n,)) for n, child in enumerate(box.children) if not _is_skipped(child)]
        space(self.galley, manner)
        self._make_room_for_readings()

    # -- reading

    def _read(self, box: Any, path: tuple[int, ...], *, call: bool = False) -> Node:
        if isinstance(box, boxes.TextBox):
            box.__dict__.update(_BARE)
            return self._read_text(box, path, call=call)
        if not box.is_in_normal_flow():
            raise NotOurs
        resolve_percentages(box, self._containing_block)
        if isinstance(box, boxes.InlineBox):
            return self._read_inline(box, path, call=call)
        if isinstance(box, boxes.ReplacedBox | boxes.InlineBlockBox) and isinstance(box, boxes.AtomicInlineLevelBox):
            return self._read_object(box, path)
        raise NotOurs

    def _read_inline(self, box: Any, path: tuple[int, ...], *, call: bool) -> Node:
        node = Node(box, path, len(self.galley))
        for side in ("left", "right"):
            if getattr(box, f"margin_{side}") == "auto":
                setattr(box, f"margin_{side}", 0)
        call = call or _is_call(box)
        ruby = box.element_tag == "ruby"
        if ruby:
            self._bases.append(len(self.galley))
        self.has_leader |= box.is_leader
        self._in_leader = box.is_leader
        self._pad(box.margin_left + box.border_left_width + box.padding_left, node)
        for n, child in enumerate(box.children):
            if _is_skipped(child):
                continue
            if self._bases and child.element_tag == "rt":
                self._read_reading(child)
            else:
                node.children.append(self._read(child, (*path, n), call=call))
        self._pad(box.margin_right + box.border_right_width + box.padding_right, node)
        if ruby:
            self._bases.pop()
        self._in_leader = False
        node.end = len(self.galley)
        return node

    def _pad(self, width: float, node: Node) -> None:
        if width:
            self.galley.add("", kinds.PAD, self.shaper.size, width)
            self.owners.append(node)

    def _read_object(self, box: Any, path: tuple[int, ...]) -> Node:
        laid = atomic_box(self._context, box, 0, None, self._containing_block, [], [])
        laid.position_x, laid.position_y = getattr(laid, "position_x", 0), getattr(laid, "position_y", 0)
        self.has_objects = True
        node = Node(laid, path, len(self.galley))
        self.galley.add("\ufffc", kinds.OBJECT, self.shaper.size, laid.margin_width())
        self.owners.append(node)
        node.end = len(self.galley)
        return node

    def _read_text(self, box: Any, path: tuple[int, ...], *, call: bool) -> TextNode:
        style = box.style
        preserved, code = style["white_space"], style["font_variant_ligatures"] == "none"
        # WeasyPrint gives a leader, and the page number behind it, preserved white space so that they are not parted.
        is_bare = preserved == "pre" and not code and not {"\n", "\t"} & set(box.text)
        if not (preserved in ("normal", "nowrap", "pre-line") or is_bare) or not style["font_size"]:
            raise NotOurs
        shaper = shaper_of(style)
        node = TextNode(box, path, len(self.galley), shaper=shaper, shaped=Shaped(),
                        spot=_spot(box, self.language, shaper.size), wraps=preserved not in ("nowrap", "pre"))
        box.height = shaper.height
        half_leading = (shaper.line_height - shaper.height) / 2
        box.margin_top = box.margin_bottom = half_leading
        box.baseline = shaper.baseline
        for n, piece in enumerate(box.text.split("\n")):
            if n:
                self.galley.add("\n", kinds.BREAK, shaper.size, 0.0)
                node.shaped.take("\n", pango.PANGO_GLYPH_EMPTY, ffi.NULL)
                self.owners.append(node)
            if piece:
                self._read_piece(node, shaper.shape(piece), call=call, code=code)
        node.end = len(self.galley)
        return node

    def _read_piece(self, node: TextNode, shaped: Shaped, *, call: bool, code: bool) -> None:
        shaper, galley = node.shaper, self.galley
        first = galley.extend(shaped.texts, shaped.advances, shaper.size, code=code)
        self.owners += [node] * len(shaped.texts)
        if call or self._in_leader:
            galley.kinds[first:] = [kinds.CALL if call else kinds.OTHER] * len(shaped.texts)
        else:
            for here, kind in enumerate(galley.kinds[first:]):
                if kinds.OPEN <= kind <= kinds.MIDDLE:
                    self._read_mark(shaper, shaped, here, first + here)
        if shaped.has_unknown:
            raise NotOurs  # WeasyPrint says which character has no glyph
        if node.shaped.texts:
            node.shaped.join(shaped)
        else:
            node.shaped = shaped

    def _read_mark(self, shaper: Shaper, shaped: Shaped, here: int, at: int) -> None:
        """Tell a full-width mark by its glyph, and which blank of it may go."""
        galley = self.galley
        advance, glyph = galley.advances[at], shaped.glyphs[here]
        if advance < kinds.WIDE * shaper.size:
            if galley.kinds[at] != kinds.MIDDLE:
                galley.kinds[at] = kinds.OTHER
        elif isinstance(glyph, int):
            galley.blanks_before[at], galley.blanks_after[at] = self._blanks(
                shaper, shaped.fonts[here], glyph, advance, galley.kinds[at])

    def _blanks(self, shaper: Shaper, font: Any, glyph: int, advance: float, kind: int) -> tuple[float, float]:
        """Return the blank a mark has before and after its ink that may go: half an em on one side, or a quarter on both of
        one in the middle of its square."""
        size = shaper.size
        left, right = shaper.ink(font, glyph)
        after = advance - right
        if kind == kinds.OPEN:
            return min(0.5 * size, left), 0.0
        if kind == kinds.CLOSE or (kind == kinds.STOP and after >= 0.5 * size):
            return 0.0, min(0.5 * size, after)
        return min(0.25 * size, left), min(0.25 * size, after)

    def _read_reading(self, box: Any) -> None:
        """Take a reading out of the row; it goes over what has been read since the last one in its ruby."""
        nodes = []
        for text in text_boxes(box):
            text.__dict__.update(_BARE)
            shaper = shaper_of(text.style)
            shaped = shaper.shape(" ".join(text.text.split()) or "\u200b")
            nodes.append(TextNode(text, (), 0, len(shaped.texts), shaper=shaper, shaped=shaped))
        start, self._bases[-1] = self._bases[-1], len(self.galley)
        if nodes and start < len(self.galley):
            width = sum(sum(node.shaped.advances) for node in nodes)
            square = all(is_han(text[0]) for node in nodes for text in node.shaped.texts)
            level = sum(start <= other.start < len(self.galley) for other in self.readings)
            self.readings.append(Reading(start, len(self.galley), nodes, width, square, min(level, 1)))

    def _make_room_for_readings(self) -> None:
        """Spread what a reading is wider than its base on both sides of it; Latin readings keep a little apart."""
        galley = self.galley
        for reading in self.readings:
            base = galley.width(reading.start, reading.end)
            wanted = reading.width + (0.0 if reading.is_square else 0.12 * galley.sizes[reading.start])
            side = (wanted - base) / 2
            if side > 0:
                if reading.start:
                    galley.gaps[reading.start - 1] += side
                galley.gaps[reading.end - 1] += side
                galley.blanks_before[reading.start] -= side
                galley.blanks_after[reading.end - 1] -= side



def _is_skipped(box: Any) -> bool:
    return isinstance(box, boxes.TextBox) and not box.text


def _is_call(box: Any) -> bool:
    """Return whether a box is the mark of a note."""
    return "footnote-call" in box.element_tag or "call-again" in classes_of(box)


def classes_of(box: Any) -> list[str]:
    """Return the classes of the element that a box was made of; none for a box that no element stands for."""
    element = box.element
    return (element.get("class") or "").split() if element is not None and element.tag == box.element_tag else []


def _spot(box: Any, language: str, size: float) -> tuple[float, float] | None:
    """Return where the dots of an emphasis stand (CLREQ 3.3.2, JLREQ 3.3.9: below in Chinese, above in Japanese) and how
    large they are; None without emphasis."""
    if "dotted" not in classes_of(box):
        return None
    return (1.02 * size if language.startswith("ja") else -0.30 * size), 0.065 * size


def texts_of(box: Any) -> list[str]:
    """Return the texts of a line box, in order."""
    return [b.text for b in text_boxes(box)]


def text_boxes(box: Any) -> Iterator[Any]:
    """Yield the text boxes of a line or inline box, in order."""
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from text_boxes(child)
