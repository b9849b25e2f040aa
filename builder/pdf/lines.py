"""Lines of ideographs: the one module that reaches into WeasyPrint.

WeasyPrint 70 breaks a paragraph line by line and justifies by spaces alone. Here a paragraph that holds ideographs or kana is
shaped once, spaced by `typography.space`, broken as a whole by `typography.fit`, and handed back as the line boxes WeasyPrint
would have made, with the place of every glyph fixed. All other paragraphs are WeasyPrint's own.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import weasyprint
import weasyprint.draw
import weasyprint.draw.text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline, preferred
from weasyprint.layout.float import avoid_collisions
from weasyprint.layout.leader import handle_leader
from weasyprint.layout.percent import resolve_one_percentage, resolve_percentages
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from builder.model import Manner
from builder.typography import galley as kinds
from builder.typography.characters import is_han
from builder.typography.fitting import Line, Stop, fit, open_up
from builder.typography.galley import Galley, kind_of, space
from builder.typography.titles import breaks as title_breaks
from builder.typography.words import is_address, places

SUPPORTED = "70."
"""The release line whose private functions are known; another one may name or call them differently."""

PT = 0.75
"""Points in a CSS px."""

_PRIVATE = (
    (block, "iter_line_boxes"),
    (inline, "get_next_linebox"),
    (preferred, "inline_line_widths"),
    (weasyprint.draw, "draw_text"),
    (weasyprint.draw.text, "draw_first_line"),
)


class UnknownWeasyPrintError(RuntimeError):
    """The installed WeasyPrint is not of the release line that this module knows."""


def install() -> None:
    """Put our line setting in WeasyPrint's place, once.

    Raises:
        UnknownWeasyPrintError: when WeasyPrint is not of the release line `SUPPORTED`, or lacks what is replaced.
    """
    missing = [f"{module.__name__}.{name}" for module, name in _PRIVATE if not hasattr(module, name)]
    if not weasyprint.VERSION.startswith(SUPPORTED) or missing:
        raise UnknownWeasyPrintError(
            f"WeasyPrint {weasyprint.VERSION} is installed, and lines are set for {SUPPORTED}*"
            + (f", which has {', '.join(missing)}" if missing else "")
            + ": compare what builder/pdf/lines.py replaces with the new release, then raise SUPPORTED"
        )
    if block.iter_line_boxes is not _lines_of:
        block.iter_line_boxes = _lines_of
        inline.get_next_linebox = _next_line
        preferred.inline_line_widths = _line_widths
        weasyprint.draw.draw_text = _draw_text
        weasyprint.draw.text.draw_first_line = _draw_first_line


_iter_line_boxes = block.iter_line_boxes
_get_next_linebox = inline.get_next_linebox
_inline_line_widths = preferred.inline_line_widths
_weasy_draw_text = weasyprint.draw.draw_text
_weasy_draw_first_line = weasyprint.draw.text.draw_first_line


def set_manner(configuration: Any, manner: Manner | None) -> None:
    """Say on a document's font configuration how its lines are set; None leaves them to WeasyPrint."""
    configuration.manner = manner


def _manner(box: Any) -> Manner | None:
    return getattr(box.style.font_config, "manner", None)


# ---- shaping: one Pango layout for each text, read once


@dataclass(slots=True)
class _Shaped:
    """A text as its face draws it: one entry a cluster, in the order of the text."""

    texts: list[str] = field(default_factory=list)
    glyphs: list[Any] = field(default_factory=list)
    """A glyph's number, or (number, advance, x offset, y offset) of several in Pango units, in the order they are drawn."""
    fonts: list[Any] = field(default_factory=list)
    advances: list[float] = field(default_factory=list)
    """In CSS px."""
    levels: list[int] = field(default_factory=list)
    """Bidi embedding levels; odd ones run to the left."""

    def take(self, text: str, glyph: Any, font: Any) -> None:
        """Put one cluster at the end."""
        self.join(_Shaped([text], [glyph], [font], [0.0], [0]))

    def join(self, other: _Shaped) -> None:
        """Put another text at the end."""
        self.texts += other.texts
        self.glyphs += other.glyphs
        self.fonts += other.fonts
        self.advances += other.advances
        self.levels += other.levels


_GLYPH = ffi.sizeof("PangoGlyphInfo") // 4
"""Length of a glyph's record in C ints: number, width, x offset, y offset, attributes."""


class _Shaper:
    """Shapes texts of one style; kept on the document's font configuration, so that a style is set up once."""

    def __init__(self, style: Any) -> None:
        plain = style.copy()
        plain["letter_spacing"], plain["word_spacing"] = "normal", 0
        self.layout = line_break.Layout(plain)
        self.letter_spacing = 0.0 if style["letter_spacing"] == "normal" else style["letter_spacing"]
        self.word_spacing = style["word_spacing"] or 0.0
        self.size = style["font_size"]
        self.line_height, self.baseline = line_break.strut(plain)
        self.blanks: dict[tuple[int, int], tuple[float, float, float, float]] = {}
        self._hyphen: _Shaped | None = None
        self._hyphen_text = style["hyphenate_character"]
        line, _ = self._first_line(" ")
        _, self.height = line_break.line_size(line, plain)

    def _first_line(self, text: str) -> Any:
        self.layout.set_text(text)
        return self.layout.get_first_line()

    def hyphen(self) -> _Shaped:
        """Return the hyphen this style sets at a line's end."""
        if self._hyphen is None:
            self._hyphen = self.shape(self._hyphen_text)
        return self._hyphen

    def shape(self, text: str) -> _Shaped:
        """Return a text without line breaks as clusters."""
        shaped = _Shaped()
        line, _ = self._first_line(text)
        raw = text.encode()
        run = line.runs
        runs: list[tuple[int, Any]] = []
        while run != ffi.NULL:
            runs.append((run.data.item.offset, run.data))
            run = run.next
        for _, data in sorted(runs, key=lambda r: r[0]):
            self._read(data, raw, shaped)
        if self.letter_spacing:
            shaped.advances = [a + self.letter_spacing for a in shaped.advances]
        if self.word_spacing:
            shaped.advances = [a + self.word_spacing if t == " " else a
                               for a, t in zip(shaped.advances, shaped.texts, strict=True)]
        return shaped

    def _read(self, data: Any, raw: bytes, shaped: _Shaped) -> None:
        item, string = data.item, data.glyphs
        count = string.num_glyphs
        numbers = array("i")
        numbers.frombytes(ffi.buffer(string.glyphs, count * _GLYPH * 4))
        starts = ffi.unpack(string.log_clusters, count)
        text = raw[item.offset : item.offset + item.length]
        ids, widths = numbers[0::_GLYPH], numbers[1::_GLYPH]
        level = item.analysis.level
        decoded = text.decode()
        if count == len(decoded) and not level % 2 and not any(numbers[2::_GLYPH]) and not any(numbers[3::_GLYPH]) \
                and len(set(starts)) == count:
            shaped.texts += decoded
            shaped.glyphs += ids
            shaped.advances += [w * FROM_UNITS for w in widths]
        else:
            self._read_clusters(numbers, starts, text, shaped)
        added = len(shaped.texts) - len(shaped.fonts)
        shaped.fonts += [item.analysis.font] * added
        shaped.levels += [level] * added

    def _read_clusters(self, numbers: array[int], starts: list[int], text: bytes, shaped: _Shaped) -> None:
        """Read a run whose glyphs are not one a character: marks, ligatures, joined emoji, text that runs to the left."""
        parts: dict[int, list[tuple[int, int, int, int]]] = {}
        for n, start in enumerate(starts):
            number, width, x, y = numbers[n * _GLYPH : n * _GLYPH + 4]
            parts.setdefault(start, []).append((number, width, x, y))
        order = sorted(parts)
        for start, end in zip(order, [*order[1:], len(text)], strict=True):
            glyphs = parts[start]
            shaped.texts.append(text[start:end].decode())
            shaped.advances.append(sum(g[1] for g in glyphs) * FROM_UNITS)
            alone = len(glyphs) == 1 and not glyphs[0][2] and not glyphs[0][3]
            shaped.glyphs.append(glyphs[0][0] if alone else tuple(glyphs))

    def blank(self, font: Any, glyph: int) -> tuple[float, float, float, float]:
        """Return the left, right, lower and upper edge of a glyph's ink, in px from its origin."""
        key = (int(ffi.cast("intptr_t", font)), glyph)
        if key not in self.blanks:
            ink = ffi.new("PangoRectangle *")
            pango.pango_font_get_glyph_extents(font, glyph, ink, ffi.NULL)
            self.blanks[key] = (ink.x * FROM_UNITS, (ink.x + ink.width) * FROM_UNITS,
                                -(ink.y + ink.height) * FROM_UNITS, -ink.y * FROM_UNITS)
        return self.blanks[key]


def _shaper(style: Any) -> _Shaper:
    kept = style.font_config.__dict__.setdefault("shapers", {})
    by_style = style.font_config.__dict__.setdefault("shapers_of_styles", {})
    entry = by_style.get(id(style))
    if entry is None:
        key = (line_break._font_style_cache_key(style, include_size=True), str(style["letter_spacing"]),  # noqa: SLF001 - this module's purpose
               str(style["word_spacing"]), style["text_decoration_line"] != "none", style["hyphenate_character"])
        if key not in kept:
            kept[key] = _Shaper(style)
        # The style is kept beside its shaper, so that no other can come to stand at its address.
        entry = by_style[id(style)] = (style, kept[key])
    return entry[1]


# ---- a paragraph read from its boxes


@dataclass(slots=True)
class _Node:
    """A box of the paragraph and the clusters it holds."""

    box: Any
    path: tuple[int, ...]
    start: int
    end: int = 0
    children: list[_Node] = field(default_factory=list)
    shaper: _Shaper | None = None
    shaped: _Shaped | None = None
    spot: tuple[float, float] | None = None
    """Of dots beside emphasised characters: the centre above the baseline and the radius, in px."""
    wraps: bool = True


@dataclass(slots=True)
class _Reading:
    """A ruby reading and the clusters it stands over."""

    start: int
    end: int
    nodes: list[tuple[Any, _Shaper, _Shaped]]
    width: float
    is_square: bool


_FREE = (0.0, 0.0)
"""Price and hyphen of most places where a line may end."""


class _NotOurs(Exception):
    """The paragraph holds what only WeasyPrint sets: floats, positioned boxes, preserved white space."""


class _Paragraph:
    """A line box before it is broken, as a galley."""

    def __init__(self, context: Any, box: Any, containing_block: Any, manner: Manner) -> None:
        self.box = box
        self.texts = _texts(box)
        self.galley = Galley()
        self.owners: list[_Node] = []
        self.readings: list[_Reading] = []
        self.has_objects = self.has_leader = False
        self.lines_by_width: dict[tuple[float, float], list[Line]] = {}
        self.starts: dict[tuple[int, ...], int] = {}
        self._context, self._containing_block, self._manner = context, containing_block, manner
        self._centred = _is_traditional(box.style["lang"])
        self._bases: list[int] = []
        self._in_leader = False
        self.language = box.style["lang"] or ""
        self.shaper = _shaper(box.style)
        self.nodes = [self._read(child, (n,)) for n, child in enumerate(box.children) if not _is_skipped(child)]
        space(self.galley, manner)
        self._make_room_for_readings()
        self.stops = self._find_stops()

    # -- reading

    def _read(self, box: Any, path: tuple[int, ...], *, call: bool = False) -> _Node:
        if not box.is_in_normal_flow():
            raise _NotOurs
        resolve_percentages(box, self._containing_block)
        if isinstance(box, boxes.TextBox):
            return self._read_text(box, path, call=call)
        if isinstance(box, boxes.InlineBox):
            return self._read_inline(box, path, call=call)
        if isinstance(box, boxes.ReplacedBox | boxes.InlineBlockBox) and isinstance(box, boxes.AtomicInlineLevelBox):
            return self._read_object(box, path)
        raise _NotOurs

    def _read_inline(self, box: Any, path: tuple[int, ...], *, call: bool) -> _Node:
        node = _Node(box, path, len(self.galley))
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

    def _pad(self, width: float, node: _Node) -> None:
        if width:
            self.galley.add("", kinds.PAD, self.shaper.size, width)
            self.owners.append(node)

    def _read_object(self, box: Any, path: tuple[int, ...]) -> _Node:
        laid = inline.atomic_box(self._context, box, 0, None, self._containing_block, [], [])
        laid.position_x, laid.position_y = getattr(laid, "position_x", 0), getattr(laid, "position_y", 0)
        self.has_objects = True
        node = _Node(laid, path, len(self.galley))
        self.galley.add("\ufffc", kinds.OBJECT, self.shaper.size, laid.margin_width())
        self.owners.append(node)
        node.end = len(self.galley)
        return node

    def _read_text(self, box: Any, path: tuple[int, ...], *, call: bool) -> _Node:
        style = box.style
        preserved, code = style["white_space"], style["font_variant_ligatures"] == "none"
        # WeasyPrint gives a leader, and the page number behind it, preserved white space so that they are not parted.
        is_bare = preserved == "pre" and not code and not {"\n", "\t"} & set(box.text)
        if not (preserved in ("normal", "nowrap", "pre-line") or is_bare) or not style["font_size"]:
            raise _NotOurs
        shaper = _shaper(style)
        node = _Node(box, path, len(self.galley), shaper=shaper, shaped=_Shaped(), wraps=preserved not in ("nowrap", "pre"))
        box.height = shaper.height
        half_leading = (shaper.line_height - shaper.height) / 2
        box.margin_top = box.margin_bottom = half_leading
        box.baseline = shaper.baseline
        node.spot = _spot(box, self.language, shaper.size)
        for n, piece in enumerate(box.text.split("\n")):
            if n:
                self.galley.add("\n", kinds.BREAK, shaper.size, 0.0)
                node.shaped.take("\n", pango.PANGO_GLYPH_EMPTY, ffi.NULL)
                self.owners.append(node)
            if piece:
                self._read_piece(node, shaper.shape(piece), call=call, code=code)
        node.end = len(self.galley)
        return node

    def _read_piece(self, node: _Node, shaped: _Shaped, *, call: bool, code: bool) -> None:
        shaper, galley = node.shaper, self.galley
        assert shaper is not None and node.shaped is not None
        first = galley.extend(shaped.texts, shaped.advances, shaper.size, code=code)
        self.owners += [node] * len(shaped.texts)
        if call or self._in_leader:
            galley.kinds[first:] = [kinds.CALL if call else kinds.OTHER] * len(shaped.texts)
        else:
            for here, kind in enumerate(galley.kinds[first:]):
                if kinds.OPEN <= kind <= kinds.MIDDLE:
                    self._read_mark(shaper, shaped, here, first + here)
        if any(isinstance(g, int) and g & pango.PANGO_GLYPH_UNKNOWN_FLAG and g != pango.PANGO_GLYPH_EMPTY for g in shaped.glyphs):
            raise _NotOurs
        node.shaped.join(shaped)

    def _read_mark(self, shaper: _Shaper, shaped: _Shaped, here: int, at: int) -> None:
        """Tell a full-width mark by its glyph, and which blank of it may go."""
        galley = self.galley
        advance, glyph = galley.advances[at], shaped.glyphs[here]
        if advance < kinds.WIDE * shaper.size:
            if galley.kinds[at] != kinds.MIDDLE:
                galley.kinds[at] = kinds.OTHER
        elif isinstance(glyph, int):
            galley.blanks_before[at], galley.blanks_after[at], shaped.glyphs[here] = self._blanks(
                shaper, shaped.fonts[here], glyph, advance, galley.kinds[at], galley.texts[at])

    def _blanks(
        self, shaper: _Shaper, font: Any, glyph: int, advance: float, kind: int, text: str,
    ) -> tuple[float, float, Any]:
        """Return the blank a mark has before and after its ink that may go, and its glyph, moved to the middle of its square
        where the language wants it there and the face does not draw it so."""
        size = shaper.size
        left, right, low, high = shaper.blank(font, glyph)
        after = advance - right
        if kind == kinds.OPEN:
            return min(0.5 * size, left), 0.0, glyph
        if kind == kinds.CLOSE:
            return 0.0, min(0.5 * size, after), glyph
        if kind == kinds.STOP and after >= 0.5 * size:
            if not self._centred:
                return 0.0, 0.5 * size, glyph
            across = (advance - right - left) / 2
            up = 0.38 * size - (high + low) / 2 if text in kinds.HANGING else 0.0
            quarter = min(0.25 * size, (advance - (right - left)) / 2)
            moved = ((glyph, round(advance / FROM_UNITS), round(across / FROM_UNITS), -round(up / FROM_UNITS)),)
            return quarter, quarter, moved
        return min(0.25 * size, left), min(0.25 * size, after), glyph

    def _read_reading(self, box: Any) -> None:
        """Take a reading out of the row; it goes over what has been read since the last one in its ruby."""
        nodes = []
        for text in _text_boxes(box):
            resolve_percentages(text, self._containing_block)
            shaper = _shaper(text.style)
            nodes.append((text, shaper, shaper.shape(text.text.replace("\n", " ").strip(" ") or "\u200b")))
        start, self._bases[-1] = self._bases[-1], len(self.galley)
        if nodes and start < len(self.galley):
            width = sum(sum(shaped.advances) for _, _, shaped in nodes)
            square = all(is_han(t[0]) for _, _, shaped in nodes for t in shaped.texts)
            self.readings.append(_Reading(start, len(self.galley), nodes, width, square))

    def _make_room_for_readings(self) -> None:
        """Spread what a reading is wider than its base on both sides of it; Latin readings keep a little apart."""
        galley = self.galley
        for reading in self.readings:
            base = sum(galley.advances[reading.start : reading.end]) + sum(galley.gaps[reading.start : reading.end - 1])
            wanted = reading.width + (0.0 if reading.is_square else 0.12 * galley.sizes[reading.start])
            side = (wanted - base) / 2
            if side > 0:
                if reading.start:
                    galley.gaps[reading.start - 1] += side
                galley.gaps[reading.end - 1] += side
                galley.blanks_before[reading.start] -= side
                galley.blanks_after[reading.end - 1] -= side

    # -- where lines may end

    def _find_stops(self) -> list[Stop]:
        galley = self.galley
        count = len(galley)
        first = self._start(0)
        allowed = self._breaks()
        if (prices := self._title_prices()) is not None:
            allowed = {k: (prices[k], 0.0) for k in allowed if k in prices} or allowed
        stops = [Stop(first, first)]
        for here in range(first + 1, count):
            if galley.kinds[here] == kinds.BREAK:
                stops.append(Stop(self._end(here), self._start(here + 1), forced=True))
            elif here in allowed:
                price, hyphen = allowed[here]
                start = self._before_pads(here)
                end = self._end(start)
                if end > stops[-1].start:
                    stops.append(Stop(end, start, price, hyphen))
        stops.append(Stop(self._end(count), count))
        return stops

    def _before_pads(self, here: int) -> int:
        """Return where the padding begins that opens before a cluster: it goes to the next line with it."""
        while here and self.galley.kinds[here - 1] == kinds.PAD and self.owners[here - 1].start == here - 1:
            here -= 1
        return here

    def _start(self, here: int) -> int:
        """Return where a line begins behind a forced break: spaces are dropped there too."""
        while here < len(self.galley) and self.galley.kinds[here] == kinds.SPACE:
            here += 1
        return here

    def _end(self, start: int) -> int:
        """Return the end of the line before a break, spaces dropped."""
        galley = self.galley
        while start and galley.kinds[start - 1] == kinds.SPACE:
            start -= 1
        return start

    def _breaks(self) -> dict[int, tuple[float, float]]:
        """Return the clusters a line may begin with, each with the price and the width of a hyphen."""
        galley = self.galley
        chars: list[str] = []
        at: list[int] = []
        place = 0
        for text, kind in zip(galley.texts, galley.kinds, strict=True):
            if kind in (kinds.CALL, kinds.PAD):
                at.append(-1)
                continue
            at.append(place)
            chars.append(text)
            place += len(text)
        attributes = ffi.buffer(line_break.get_log_attrs("".join(chars), self.language))
        flags = memoryview(attributes).cast("I")
        found: dict[int, tuple[float, float]] = {}
        may_not_wrap = any(not node.wraps for node in {id(n): n for n in self.owners}.values())
        inside = {n for r in self.readings for n in range(r.start + 1, r.end)}
        before = -1
        for here, (kind, place) in enumerate(zip(galley.kinds, at, strict=True)):
            if place < 0:
                continue
            if kind == kinds.HAN and before >= 0 and galley.kinds[before] == kinds.HAN and not inside and not may_not_wrap:
                if flags[place] & 1:
                    found[here] = _FREE
                before = here
                continue
            if before >= 0 and here not in inside and self._may_part(before, here, free=bool(flags[place] & 1)):
                found[here] = self._price(before, here)
            if kind != kinds.JOINER or galley.texts[here] in "\u200b\xad":
                before = here
        self._add_word_breaks(found)
        return found

    def _may_part(self, before: int, here: int, *, free: bool) -> bool:
        kind, other = self.galley.kinds[before], self.galley.kinds[here]
        if not (self.owners[before].wraps or self.owners[here].wraps) or other in (kinds.MIDDLE, kinds.BREAK):
            return False
        if other == kinds.OPEN:
            return kind not in (kinds.OPEN, kinds.JOINER)
        if kind == kinds.CLOSE:
            return other in (kinds.HAN, kinds.LATIN, kinds.OBJECT, kinds.DASH) or (free and other != kinds.OTHER)
        if kind == kinds.OPEN:
            return False
        if kind == kinds.OTHER and self.galley.texts[before] == "-" and here - before == 1:
            return free and _letters(self.galley, before - 1, -1) >= 2 and _letters(self.galley, here, 1) >= 2
        return free

    def _price(self, before: int, here: int) -> tuple[float, float]:
        galley = self.galley
        text = galley.texts[before]
        if text == "\xad":
            shaper = self.owners[before].shaper
            return 0.7, sum(shaper.hyphen().advances) if shaper else 0.0
        if galley.kinds[here] == kinds.DASH:
            return 0.3, 0.0
        return (0.15 if text == "-" else 0.0), 0.0

    def _add_word_breaks(self, found: dict[int, tuple[float, float]]) -> None:
        """Let Latin words be parted, within runs of one style that hold no ideograph and no space."""
        galley = self.galley
        start = 0
        count = len(galley)
        while start < count:
            if galley.kinds[start] != kinds.LATIN:
                start += 1
                continue
            end = start
            while end < count and galley.kinds[end] in (kinds.LATIN, kinds.OTHER, kinds.JOINER) \
                    and not galley.texts[end].isspace():
                end += 1
            if end - start >= 4:
                self._part(start, end, found)
            start = max(end, start + 1)

    def _part(self, start: int, end: int, found: dict[int, tuple[float, float]]) -> None:
        galley = self.galley
        token = "".join(galley.texts[start:end])
        owner = self.owners[start]
        language = (owner.box.style["lang"] or "") if owner.shaper else ""
        hyphenate = not galley.in_code[start] and owner.box.style["hyphens"] != "none" and "\xad" not in token
        where = {}
        place = 0
        for here in range(start, end):
            where[place] = here
            place += len(galley.texts[here])
        if is_address(token.replace("\u200b", "")) and end - start > 12:
            self._loosen(start, end, found)
            return
        for offset, (price, hyphen) in places(token, language, hyphenate=hyphenate):
            here = where.get(offset)
            if here is None or here in found or not self.owners[here].wraps:
                continue
            shaper = self.owners[here - 1].shaper
            width = sum(shaper.hyphen().advances) if hyphen and shaper else 0.0
            found[here] = (price, width)

    def _loosen(self, start: int, end: int, found: dict[int, tuple[float, float]]) -> None:
        """Let a long address be parted behind its separators, at a price within its words, and open a little itself: it has
        nothing else that could."""
        galley = self.galley
        for here in range(start + 1, end):
            galley.stretch[here - 1] = 0.25 * galley.sizes[here]
            galley.limits[here - 1] = 0.05 * galley.sizes[here]
            if here in found:
                found[here] = (0.1, 0.0)
            elif start + 4 < here < end - 3 and galley.texts[here].isalnum() and galley.texts[here - 1].isalnum() \
                    and self.owners[here].wraps:
                found[here] = (2.5, 0.0)

    def _title_prices(self) -> dict[int, float] | None:
        """Return the clusters before which a heading may be parted, at words, each with its price; None for other text."""
        tag = self.box.element.tag if self.box.element is not None else ""
        if tag not in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            return None
        galley = self.galley
        text, at = "", {}
        for here, (piece, kind) in enumerate(zip(galley.texts, galley.kinds, strict=True)):
            if kind not in (kinds.CALL, kinds.PAD, kinds.BREAK):
                at[len(text)] = here
                text += piece
        return {at[place]: 30 * price for place, price in title_breaks(text, self.language).items() if place in at}

    def emergency(self, measure: float) -> None:
        """Let what is wider than a line be parted anywhere, where its style allows that."""
        galley = self.galley
        if self.box.style["overflow_wrap"] not in ("anywhere", "break-word"):
            return
        stops: list[Stop] = []
        for stop in self.stops:
            if stops:
                start, end = stops[-1].start, stop.end
                width = sum(galley.advances[start:end]) + sum(galley.gaps[start : max(end - 1, start)])
                if width > measure:
                    stops += [Stop(n, n, 20.0) for n in range(start + 1, end)
                              if galley.kinds[n] not in (kinds.CALL, kinds.JOINER, kinds.PAD, kinds.SPACE)
                              and galley.kinds[n - 1] != kinds.SPACE and self.owners[n].wraps]
            stops.append(stop)
        self.stops = stops

    # -- lines

    def lines(self, measure: float, indent: float) -> list[Line]:
        """Return the paragraph's lines at a measure, in px."""
        key = (round(measure, 3), round(indent, 3))
        if key not in self.lines_by_width:
            self.emergency(measure - indent)
            self.lines_by_width[key] = fit(
                self.galley, self.stops, measure=measure, indent=indent, em=self.shaper.size,
                ragged=self.box.style["text_align_all"] != "justify", hanging=self._manner.hanging and not self._centred)
        return self.lines_by_width[key]

    def key(self, start: int) -> tuple[int, ...]:
        """Return where a line starts as a path through the boxes, ending with a byte offset in a text."""
        if start >= len(self.owners):
            return ()
        node = self.owners[start]
        if node.shaper is not None:
            assert node.shaped is not None
            return (*node.path, len("".join(node.shaped.texts[: start - node.start]).encode()))
        return node.path

    def natural_widths(self, *, minimum: bool) -> list[float]:
        """Return the widths of the lines between forced breaks, or of the widest that cannot be parted."""
        galley = self.galley
        stops = [s for n, s in enumerate(self.stops) if minimum or s.forced or n in (0, len(self.stops) - 1)]
        widths = []
        for one, other in zip(stops, stops[1:], strict=False):
            start, end = one.start, other.end
            widths.append(sum(galley.advances[start:end]) + sum(galley.gaps[start : max(end - 1, start)]) + other.hyphen)
        return widths or [0.0]


def _is_skipped(box: Any) -> bool:
    return isinstance(box, boxes.TextBox) and not box.text


def _letters(galley: Galley, start: int, step: int) -> int:
    count, n = 0, start
    while 0 <= n < len(galley) and galley.kinds[n] == kinds.LATIN:
        count += 1
        n += step
    return count


def _is_call(box: Any) -> bool:
    """Return whether a box is the mark of a note."""
    return "footnote-call" in box.element_tag or "call-again" in _classes(box)


def _classes(box: Any) -> list[str]:
    element = box.element
    return (element.get("class") or "").split() if element is not None and element.tag == box.element_tag else []


def _spot(box: Any, language: str, size: float) -> tuple[float, float] | None:
    """Return where the dots of an emphasis stand (CLREQ 3.3.2, JLREQ 3.3.9: below in Chinese, above in Japanese) and how
    large they are; None without emphasis."""
    if "dotted" not in _classes(box):
        return None
    return (1.02 * size if language.startswith("ja") else -0.30 * size), 0.065 * size


def _is_traditional(language: str | None) -> bool:
    parts = (language or "").lower().split("-")
    return parts[0] == "zh" and bool({"hant", "tw", "hk", "mo"} & set(parts[1:]))


def _texts(box: Any) -> list[str]:
    return [b.text for b in _text_boxes(box)]


def _text_boxes(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _text_boxes(child)


def _is_ours(box: Any) -> bool:
    """Return whether a line box is for us to set: it holds an ideograph or kana, and is in no language of other rules."""
    style = box.style
    language = (style["lang"] or "").split("-")[0]
    if _asks(style, "__composition", "plain"):
        return False
    if language == "ko" or style["direction"] != "ltr" or box.text_overflow != "clip" or box.block_ellipsis != "none":
        return False
    return any(is_han(c) for text in _text_boxes(box) for c in text.text)


def _paragraph(context: Any, box: Any, containing_block: Any) -> _Paragraph | None:
    """Return a line box as a paragraph, kept on the box until its text changes; None when it is WeasyPrint's to set."""
    manner = _manner(box)
    if manner is None:
        return None
    kept = getattr(box, "galley", None)
    if kept is not None and kept[0] == (now := _texts(box)):
        return kept[1]  # type: ignore[no-any-return]  # an attribute of an untyped box
    paragraph = None
    if _is_ours(box):
        try:
            paragraph = _Paragraph(context, box, containing_block, manner)
        except _NotOurs:
            paragraph = None
    now = _texts(box)
    box.galley = (now, paragraph)
    return paragraph


# ---- what WeasyPrint asks


def _lines_of(
    context: Any, box: Any, position_y: float, bottom_space: float, skip_stack: Any, containing_block: Any,
    absolute_boxes: Any, fixed_boxes: Any, first_letter_style: Any, first_line_style: Any,
) -> Iterator[tuple[Any, Any]]:
    """Yield (line box, where the next one starts), as `weasyprint.layout.inline.iter_line_boxes` does; the first one on the
    page's grid."""
    position_y = _on_grid(box, position_y)
    rest = (context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,
            first_letter_style, first_line_style)
    if context.excluded_shapes or first_letter_style or first_line_style:
        yield from _iter_line_boxes(*rest)
        return
    resolve_percentages(box, containing_block)
    paragraph = _paragraph(context, box, containing_block)
    if paragraph is None:
        yield from _iter_line_boxes(*rest)
        return
    resolve_one_percentage(box, "text_indent", containing_block.width)
    indent = box.text_indent
    lines = paragraph.lines(containing_block.width, indent)
    number = 0
    if skip_stack is not None:
        wanted = _key_of(skip_stack)
        number = next((n for n, line in enumerate(lines) if paragraph.key(line.start) == wanted), -1)
        if number < 0:
            yield from _iter_line_boxes(*rest)
            return
    box.position_y, box.width, box.height = position_y, 0, 0
    left, _, _ = avoid_collisions(context, box, containing_block, outer=False)
    for n in range(number, len(lines)):
        line = lines[n]
        set_line = _build(paragraph, line, left + (0 if n else indent), position_y,
                          containing_block.width - (0 if n else indent))
        resume = None if n == len(lines) - 1 else _stack_of(paragraph.key(lines[n + 1].start))
        if paragraph.has_leader:
            handle_leader(context, set_line, containing_block)
        position_y += set_line.height
        yield set_line, resume


def _on_grid(box: Any, position_y: float) -> float:
    """Return where a paragraph begins: on the next line of the page's grid, for text that is set on its lines."""
    grid = _grid_of(box)
    if grid is None:
        return position_y
    top, leading = grid
    lines = (position_y - top) / leading
    return position_y if lines < 0 else top + math.ceil(lines - 0.01) * leading


def _grid_of(box: Any) -> tuple[float, float] | None:
    """Return the grid that a line box stands on, in px: the style sheet asks for it with `--grid: lines`, and its lines are
    as high as the grid's."""
    manner = _manner(box)
    if manner is None or manner.grid is None or not _asks(box.style, "__grid", "lines"):
        return None
    top, leading = (length / PT for length in manner.grid)
    height, _ = line_break.strut(box.style)
    return (top, leading) if abs(height - leading) < 0.05 else None


def _asks(style: Any, name: str, value: str) -> bool:
    """Return whether a custom property of the style sheet has that value."""
    return any(token.type == "ident" and token.lower_value == value for token in style[name] or ())


def _next_line(context: Any, linebox: Any, *rest: Any) -> Any:
    """Return WeasyPrint's own next line; on the grid, text of other faces and sizes does not make it higher."""
    line, resume = _get_next_linebox(context, linebox, *rest)
    if line is not None and line.height and not context.excluded_shapes and _grid_of(linebox) is not None \
            and not any(_objects(line)):
        height, baseline = line_break.strut(line.style.root_style)
        top = line.position_y
        line.translate(0, baseline - line.baseline)
        line.position_y, line.height, line.baseline = top, height, baseline
    return line, resume


def _line_widths(
    context: Any, box: Any, outer: Any, is_line_start: Any, minimum: bool, skip_stack: Any = None, first_line: bool = False,
) -> Iterator[float]:
    """Yield the width of each line, as `weasyprint.layout.preferred.inline_line_widths` does."""
    if isinstance(box, boxes.LineBox) and skip_stack is None and not first_line and _manner(box) is not None:
        # Percentages of a width that is not known yet count for nothing; a picture's size hangs on them.
        paragraph = _paragraph(context, box, (0, 0)) if not any(_objects(box)) else None
        if paragraph is not None:
            yield from paragraph.natural_widths(minimum=minimum)
            return
    yield from _inline_line_widths(context, box, outer, is_line_start, minimum, skip_stack, first_line)


def _key_of(stack: Any) -> tuple[int, ...]:
    path: list[int] = []
    while stack:
        (index, stack), = stack.items()
        path.append(index or 0)
    return tuple(path)


def _stack_of(path: tuple[int, ...]) -> Any:
    stack = None
    for index in reversed(path):
        stack = {index: stack}
    return stack


# ---- line boxes


class _Setter:
    """Builds one line: the boxes of the paragraph again, with what is on this line."""

    def __init__(self, paragraph: _Paragraph, line: Line, left: float, origins: list[float]) -> None:
        self.paragraph, self.line, self.left, self.origins = paragraph, line, left, origins
        self.start, self.end, self.resume = line.start, line.stop.end, line.stop.start

    def boxes(self, nodes: list[_Node]) -> list[Any]:
        made = [self._box(node) for node in nodes if self._stands_here(node)]
        return [box for box in made if box is not None]

    def _stands_here(self, node: _Node) -> bool:
        if node.start == node.end:
            total = len(self.paragraph.galley)
            return self.start <= node.start < self.resume or (node.start == total == self.resume)
        return node.start < self.resume and node.end > self.start

    def x(self, at: int) -> float:
        """Return the left edge of the place at a cluster, in px on the page."""
        if at - self.start < len(self.origins):
            return self.left + self.origins[at - self.start]
        return self.left + self.origins[-1]

    def _box(self, node: _Node) -> Any:
        if node.shaper is not None:
            return self._text(node)
        if isinstance(node.box, boxes.InlineBox):
            return self._inline(node)
        box = node.box.deepcopy()
        box.translate(self.x(node.start) - box.position_x, 0)
        return box

    def _text(self, node: _Node) -> Any:
        start, end = max(node.start, self.start), min(node.end, self.end)
        if start >= end:
            return None
        galley = self.paragraph.galley
        box = node.box.copy_with_text("".join(galley.texts[start:end]))
        lead = max(galley.blanks_before[start], 0.0) if start == self.start else 0.0
        box.position_x = self.x(start) + lead
        origins = [self.left + self.origins[n - self.start] - box.position_x for n in range(start, end)]
        hyphen = self.line.stop.hyphen if end == self.end else 0.0
        right = origins[-1] + galley.advances[end - 1] + hyphen
        if self.paragraph.has_leader and end < self.end:
            right = self.x(end) - box.position_x
        box.width = right
        box.pango_layout = _Row(node, start - node.start, end - node.start, _reordered(node, start, end, origins, galley),
                                hyphen=bool(hyphen))
        return box

    def _inline(self, node: _Node) -> Any:
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
        inline._adjust_line_height(box)  # noqa: SLF001 - this module's purpose
        return box


def _build(paragraph: _Paragraph, line: Line, left: float, top: float, measure: float) -> Any:
    """Return a line as WeasyPrint's line box, everything in it in its place."""
    galley = paragraph.galley
    start, end = line.start, line.stop.end
    style = paragraph.box.style
    justified = style["text_align_all"] == "justify" and (not line.last or line.room < 0)
    shares = open_up(galley, start, end, line.room) if justified else []
    origins: list[float] = []
    x = -galley.blanks_before[start] if start < end else 0.0
    for n in range(start, end):
        origins.append(x)
        x += galley.advances[n] + galley.gaps[n] + (shares[n - start] if shares else 0.0)
    width = x - (galley.gaps[end - 1] + galley.blanks_after[end - 1] if end > start else 0.0) + line.stop.hyphen
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


def _stack(paragraph: _Paragraph, box: Any, top: float) -> None:
    """Place a line's boxes on its baseline. Text never makes a line higher than its own line height, whatever faces and
    sizes meet in it, so that all lines of a page stand on one grid; a picture or box in the line may."""
    inline._adjust_line_height(box)  # noqa: SLF001 - this module's purpose
    inline.line_box_verticality(box)
    height = box.margin_height()
    above = box.baseline
    if _grid_of(box) is not None:
        _, above = line_break.strut(box.style.root_style)
    below = height - above
    if paragraph.has_objects:
        for child in _objects(box):
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


def _objects(box: Any) -> Iterator[Any]:
    for child in box.children:
        if isinstance(child, boxes.InlineBox):
            yield from _objects(child)
        elif not isinstance(child, boxes.TextBox):
            yield child


def _readings(paragraph: _Paragraph, line: Line, setter: _Setter, box: Any) -> Iterator[Any]:
    """Yield the readings over a line's characters, behind them in the order of drawing, so that they are read behind them."""
    galley = paragraph.galley
    for reading in paragraph.readings:
        if not line.start <= reading.start < line.stop.end:
            continue
        left = setter.x(reading.start)
        right = setter.x(reading.end - 1) + galley.advances[reading.end - 1]
        size = galley.sizes[reading.start]
        spare = right - left - reading.width
        spread = spare / sum(len(s.texts) for _, _, s in reading.nodes) if reading.is_square and spare > 0 else 0.0
        x = left + (spread / 2 if spread else spare / 2)
        for text, shaper, shaped in reading.nodes:
            made = text.copy_with_text("".join(shaped.texts))
            made.position_x, made.width = x, sum(shaped.advances) + spread * len(shaped.texts)
            made.height, made.baseline = shaper.height, shaper.baseline
            made.margin_top = made.margin_bottom = 0
            made.position_y = box.position_y + box.baseline - 0.88 * size - 0.2 * shaper.size - shaper.baseline
            node = _Node(made, (), 0, len(shaped.texts), shaper=shaper, shaped=shaped)
            origins, at = [], 0.0
            for advance in shaped.advances:
                origins.append(at)
                at += advance + spread
            made.pango_layout = _Row(node, 0, len(shaped.texts), origins)
            x += made.width
            yield made


def _reordered(node: _Node, start: int, end: int, origins: list[float], galley: Galley) -> list[float]:
    """Return the origins with runs to the left turned round (UAX 9, rule L2), within one text box."""
    assert node.shaped is not None
    levels = node.shaped.levels[start - node.start : end - node.start]
    if not any(level % 2 for level in levels):
        return origins
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
    steps = [b - a for a, b in zip(origins, origins[1:], strict=False)] + [galley.advances[end - 1]]
    placed = [0.0] * len(origins)
    x = origins[0]
    for n in order:
        placed[n] = x
        x += steps[n]
    return placed


# ---- drawing


class _Row:
    """What stands in a text box in place of Pango's layout: glyphs and their origins."""

    def __init__(self, node: _Node, start: int, end: int, origins: list[float], *, hyphen: bool = False) -> None:
        self.node, self.start, self.end, self.origins, self.hyphen = node, start, end, origins, hyphen
        self.first_line_direction = 0
        self.text = ""

    def __getattr__(self, name: str) -> Any:
        """Return what a decorated text is drawn with (`underline_position` and the like) from its style's layout."""
        shaper = object.__getattribute__(self, "node").shaper
        return getattr(shaper.layout, name)

    def reactivate(self, style: Any) -> None:
        """Do nothing: the glyphs are at hand."""

    def deactivate(self) -> None:
        """Do nothing, as above."""


def _draw_text(stream: Any, textbox: Any, offset_x: float, text_overflow: Any, block_ellipsis: Any) -> None:
    """Draw a text box, as `weasyprint.draw.text.draw_text` does, and the dots of an emphasis."""
    _weasy_draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
    row = textbox.pango_layout
    if isinstance(row, _Row) and row.node.spot and textbox.style["visibility"] == "visible":
        _draw_dots(stream, textbox, row)


def _draw_dots(stream: Any, textbox: Any, row: _Row) -> None:
    assert row.node.shaped is not None and row.node.spot is not None and row.node.shaper is not None
    up, radius = row.node.spot
    size = row.node.shaper.size
    y = textbox.position_y + textbox.baseline - up
    stream.set_color(textbox.style["color"])
    bend = 0.5523 * radius
    for text, origin in zip(row.node.shaped.texts[row.start : row.end], row.origins, strict=True):
        if kind_of(text) != kinds.HAN:
            continue
        x = textbox.position_x + origin + size / 2
        stream.move_to(x + radius, y)
        stream.curve_to(x + radius, y + bend, x + bend, y + radius, x, y + radius)
        stream.curve_to(x - bend, y + radius, x - radius, y + bend, x - radius, y)
        stream.curve_to(x - radius, y - bend, x - bend, y - radius, x, y - radius)
        stream.curve_to(x + bend, y - radius, x + radius, y - bend, x + radius, y)
        stream.fill()


def _draw_first_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> list[Any]:
    """Draw a row glyph by glyph, or any other text as WeasyPrint does."""
    row = textbox.pango_layout
    if not isinstance(row, _Row):
        return _weasy_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)  # type: ignore[no-any-return]
    if not textbox.text.strip() or textbox.style["font_size"] < 1e-6:
        return []
    stream.set_text_matrix(*matrix.values)
    pen = _Pen(stream)
    node = row.node
    assert node.shaped is not None and node.shaper is not None
    texts, glyphs, fonts = node.shaped.texts, node.shaped.glyphs, node.shaped.fonts
    for n, origin in zip(range(row.start, row.end), row.origins, strict=True):
        pen.draw(texts[n], glyphs[n], fonts[n], origin)
    pen.flush()
    if row.hyphen:
        _draw_hyphen(stream, pen, node.shaper.hyphen(), textbox.width)
    return []


def _draw_hyphen(stream: Any, pen: _Pen, shaped: _Shaped, right: float) -> None:
    """Draw a hyphen that the text does not hold, and say so: it is read as a soft hyphen (ISO 32000-1, 14.8.2.2.3)."""
    stream.stream.append(b"/Span <</ActualText <FEFF00AD>>> BDC")
    x = right - sum(shaped.advances)
    for text, glyph, font, advance in zip(shaped.texts, shaped.glyphs, shaped.fonts, shaped.advances, strict=True):
        pen.draw(text, glyph, font, x)
        x += advance
    pen.flush()
    stream.stream.append(b"EMC")


class _Pen:
    """Writes glyphs at exact places: what rounding takes from one gap it gives to the next."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.at = 0.0
        self.parts: list[str] = []
        self.font: Any = None
        self.size = 0.0
        self.pango_font: Any = None

    def draw(self, text: str, glyphs: Any, pango_font: Any, x: float) -> None:
        """Draw one cluster with its origin at `x`, in px from where the text begins."""
        if glyphs == pango.PANGO_GLYPH_EMPTY:
            return
        if pango_font != self.pango_font:
            self.flush()
            self.pango_font = pango_font
            self.font, self.size = self.stream.add_font(pango_font)
            self.stream.set_font_size(self.font.hash, self.size)
        if isinstance(glyphs, int):
            self._glyph(glyphs, text, x)
            return
        for n, (glyph, width, dx, dy) in enumerate(glyphs):
            if glyph != pango.PANGO_GLYPH_EMPTY:
                self._glyph(glyph, text if n == len(glyphs) - 1 else "", x + dx * FROM_UNITS, dy * FROM_UNITS)
            x += width * FROM_UNITS

    def _glyph(self, glyph: int, text: str, x: float, down: float = 0.0) -> None:
        font = self.font
        if glyph not in font.to_unicode:
            font.to_unicode[glyph] = text
        if glyph not in font.widths:
            pango.pango_font_get_glyph_extents(self.pango_font, glyph, self.stream.ink_rect, self.stream.logical_rect)
            font.widths[glyph] = round(self.stream.logical_rect.width * 1000 * FROM_UNITS / self.size)
        back = round((self.at - x) / self.size * 1000)
        if back:
            self.parts.append(f"{back}")
            self.at -= back * self.size / 1000
        if down:
            self.flush()
            self.stream.set_text_rise(-down)
        if self.parts and self.parts[-1][0] == "<":
            self.parts[-1] += f"{glyph:04x}"
        else:
            self.parts.append(f"<{glyph:04x}")
        self.at += font.widths[glyph] * self.size / 1000
        if down:
            self.flush()
            self.stream.set_text_rise(0)

    def flush(self) -> None:
        """Write what has been drawn so far."""
        if self.parts:
            self.stream.show_text("".join(part + ">" if part[0] == "<" else part for part in self.parts))
            self.parts = []
