"""Shaping: a text and its computed style come in; glyphs with their advances leave, each text shaped once."""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass, field
from typing import Any

from builder.pdf.engine import FROM_UNITS, Layout, ffi, keep_font, line_size, pango, strut, style_key


@dataclass(slots=True)
class Shaped:
    """A text as its face draws it: one entry a cluster, in the order of the text."""

    texts: list[str] = field(default_factory=list)
    glyphs: list[Any] = field(default_factory=list)
    """A glyph's number, or (number, advance, x offset, y offset) of several in Pango units, in the order they are drawn."""
    fonts: list[Any] = field(default_factory=list)
    advances: list[float] = field(default_factory=list)
    """In CSS px."""
    levels: list[int] = field(default_factory=list)
    """Bidi embedding levels; odd ones run to the left."""
    has_unknown: bool = False
    """Whether Pango found no glyph for a cluster."""
    runs_left: bool = False
    """Whether a cluster runs to the left."""

    def take(self, text: str, glyph: Any, font: Any) -> None:
        """Put one cluster at the end."""
        self.join(Shaped([text], [glyph], [font], [0.0], [0]))

    def join(self, other: Shaped) -> None:
        """Put another text at the end."""
        self.texts += other.texts
        self.glyphs += other.glyphs
        self.fonts += other.fonts
        self.advances += other.advances
        self.levels += other.levels
        self.has_unknown |= other.has_unknown
        self.runs_left |= other.runs_left


_GLYPH = ffi.sizeof("PangoGlyphInfo") // 4
"""Length of a glyph's record in C ints: number, width, x offset, y offset, attributes."""


class Shaper:
    """Shapes texts of one style; kept on the document's font configuration, so that a style is set up once."""

    def __init__(self, style: Any) -> None:
        plain = style.copy()
        plain["letter_spacing"], plain["word_spacing"] = "normal", 0
        self.layout = Layout(plain)
        self.letter_spacing = 0.0 if style["letter_spacing"] == "normal" else style["letter_spacing"]
        self.word_spacing = style["word_spacing"] or 0.0
        self.size = style["font_size"]
        self.line_height, self.baseline = strut(plain)
        self._kept: dict[int, Any] = {}
        self._inks: dict[tuple[int, int], tuple[float, float]] = {}
        self._hyphen: Shaped | None = None
        self._hyphen_text = style["hyphenate_character"]
        line, _ = self._first_line(" ")
        _, self.height = line_size(line, plain)

    def _first_line(self, text: str) -> Any:
        self.layout.set_text(text)
        return self.layout.get_first_line()

    def hyphen(self) -> Shaped:
        """Return the hyphen this style sets at a line's end."""
        if self._hyphen is None:
            self._hyphen = self.shape(self._hyphen_text)
        return self._hyphen

    def shape(self, text: str) -> Shaped:
        """Return a text without line breaks as clusters."""
        shaped = Shaped()
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
            self._space_letters(shaped)
        if self.word_spacing:
            shaped.advances = [a + self.word_spacing if t == " " else a
                               for a, t in zip(shaped.advances, shaped.texts, strict=True)]
        return shaped

    def _space_letters(self, shaped: Shaped) -> None:
        """Set letters apart, behind the marks over them; not behind what takes no room."""
        marks = [unicodedata.category(text[0])[0] == "M" for text in shaped.texts]
        for n, (advance, is_mark) in enumerate(zip(shaped.advances, marks, strict=True)):
            if (advance or is_mark) and not any(marks[n + 1 : n + 2]):
                shaped.advances[n] = advance + self.letter_spacing

    def _read(self, data: Any, raw: bytes, shaped: Shaped) -> None:
        item, string = data.item, data.glyphs
        count = string.num_glyphs
        numbers = array("i")
        numbers.frombytes(ffi.buffer(string.glyphs, count * _GLYPH * 4))
        starts = ffi.unpack(string.log_clusters, count)
        text = raw[item.offset : item.offset + item.length]
        ids, widths = numbers[0::_GLYPH], numbers[1::_GLYPH]
        level = item.analysis.level & 0xFF  # a byte, which WeasyPrint declares as wider: gravity and flags lie beside it
        decoded = text.decode()
        shaped.has_unknown |= _has_unknown(ids)
        shaped.runs_left |= bool(level % 2)
        if count == len(decoded) and not level % 2 and not any(numbers[2::_GLYPH]) and not any(numbers[3::_GLYPH]) \
                and len(set(starts)) == count:
            shaped.texts += decoded
            shaped.glyphs += ids
            shaped.advances += [w * FROM_UNITS for w in widths]
        else:
            self._read_clusters(numbers, starts, text, shaped)
        added = len(shaped.texts) - len(shaped.fonts)
        font = item.analysis.font
        if (address := int(ffi.cast("intptr_t", font))) not in self._kept:
            self._kept[address] = keep_font(font)
        shaped.fonts += [font] * added
        shaped.levels += [level] * added

    def _read_clusters(self, numbers: array[int], starts: list[int], text: bytes, shaped: Shaped) -> None:
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

    def ink(self, font: Any, glyph: int) -> tuple[float, float]:
        """Return the left and right edge of a glyph's ink, in px from its origin."""
        key = (int(ffi.cast("intptr_t", font)), glyph)
        if key not in self._inks:
            ink = ffi.new("PangoRectangle *")
            pango.pango_font_get_glyph_extents(font, glyph, ink, ffi.NULL)
            self._inks[key] = (ink.x * FROM_UNITS, (ink.x + ink.width) * FROM_UNITS)
        return self._inks[key]


def shaper_of(style: Any) -> Shaper:
    """Return the shaper of a style, the same for all styles that shape alike; it lives as long as the document's fonts."""
    known: dict[int, tuple[Any, Shaper]] = style.font_config.__dict__.setdefault("shapers_of_styles", {})
    entry = known.get(id(style))
    if entry is None:
        kept: dict[tuple[str, ...], Shaper] = style.font_config.__dict__.setdefault("shapers", {})
        key = style_key(style)
        if key not in kept:
            kept[key] = Shaper(style)
        # The style is kept beside its shaper, so that no other can come to stand at its address.
        entry = known[id(style)] = (style, kept[key])
    return entry[1]


def _has_unknown(glyphs: array[int]) -> bool:
    """Return whether Pango found no glyph for a character: the highest bits of a glyph's number say so."""
    if not glyphs or (min(glyphs) >= 0 and max(glyphs) < pango.PANGO_GLYPH_UNKNOWN_FLAG):
        return False
    return any(glyph != pango.PANGO_GLYPH_EMPTY and glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG for glyph in glyphs)
