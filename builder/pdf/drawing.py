"""Drawing: rows of glyphs are written into a PDF's page, each glyph at its exact place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from builder.pdf.engine import FROM_UNITS, is_tagged, pango, weasyprint_draw_first_line, weasyprint_draw_text
from builder.pdf.paragraph import TextNode
from builder.pdf.shaping import Shaped
from builder.typography import galley as kinds
from builder.typography.galley import kind_of


class Row:
    """What stands in a text box in place of Pango's layout: glyphs and their origins."""

    def __init__(self, node: TextNode, start: int, end: int, origins: list[float], *, hyphen: bool = False) -> None:
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


def draw_text(stream: Any, textbox: Any, offset_x: float, text_overflow: Any, block_ellipsis: Any) -> None:
    """Draw a text box, as `weasyprint.draw.text.draw_text` does, and the dots of an emphasis."""
    weasyprint_draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
    row = textbox.pango_layout
    if isinstance(row, Row) and row.node.spot and textbox.style["visibility"] == "visible":
        _draw_dots(stream, textbox, row)


def _draw_dots(stream: Any, textbox: Any, row: Row) -> None:
    up, radius = row.node.spot or (0.0, 0.0)
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


def draw_first_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> list[Any]:
    """Draw a row glyph by glyph, or any other text as WeasyPrint does."""
    row = textbox.pango_layout
    if not isinstance(row, Row):
        return weasyprint_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)  # type: ignore[no-any-return]  # untyped
    if not textbox.text.strip() or textbox.style["font_size"] < 1e-6:
        return []
    stream.set_text_matrix(*matrix.values)
    pen = Pen(stream)
    node = row.node
    texts, glyphs, fonts = node.shaped.texts, node.shaped.glyphs, node.shaped.fonts
    for n, origin in zip(range(row.start, row.end), row.origins, strict=True):
        pen.draw(texts[n], glyphs[n], fonts[n], origin)
    if is_tagged(stream) and row.end < len(texts) and texts[row.end] == " ":
        # Without the space at the line's end a reader joins the words on both sides of it.
        pen.draw(" ", glyphs[row.end], fonts[row.end], row.origins[-1] + node.shaped.advances[row.end - 1])
    pen.flush()
    if row.hyphen:
        _draw_hyphen(stream, pen, node.shaper.hyphen(), textbox.width)
    return []


def _draw_hyphen(stream: Any, pen: Pen, shaped: Shaped, right: float) -> None:
    """Draw a hyphen that the text does not hold, and say so: it is read as a soft hyphen (ISO 32000-1, 14.8.2.2.3)."""
    stream.stream.append(b"/Span <</ActualText <FEFF00AD>>> BDC")
    x = right - sum(shaped.advances)
    for text, glyph, font, advance in zip(shaped.texts, shaped.glyphs, shaped.fonts, shaped.advances, strict=True):
        pen.draw(text, glyph, font, x)
        x += advance
    pen.flush()
    stream.stream.append(b"EMC")


_NOTHING = "\u200b"
"""What a glyph is called that its neighbour speaks for, until it is met alone: readers make something up for an empty name."""

_UNSEEN = dict.fromkeys(map(ord, "\xad\u200b\u2060"))
"""What may stand inside a ligature (ef\xadfi\xadcient) and is no part of its name."""


def _names(text: str, count: int) -> Iterator[str]:
    """Yield what each of a cluster's glyphs stands for, in the order they are drawn: a character each where the numbers agree,
    marks in canonical order, as they are shaped in; otherwise the first one speaks for all."""
    plain = text.translate(_UNSEEN) or text
    parts = unicodedata.normalize("NFD", plain)
    if count == len(parts) > 1:
        yield from reversed(parts) if unicodedata.bidirectional(parts[0]) in ("R", "AL") else parts
        return
    yield plain
    for _ in range(1, count):
        yield _NOTHING


class Pen:
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
        names = _names(text, sum(glyph != pango.PANGO_GLYPH_EMPTY for glyph, *_ in glyphs))
        for glyph, width, dx, dy in glyphs:
            if glyph != pango.PANGO_GLYPH_EMPTY:
                self._glyph(glyph, next(names), x + dx * FROM_UNITS, dy * FROM_UNITS)
            x += width * FROM_UNITS

    def _glyph(self, glyph: int, text: str, x: float, down: float = 0.0) -> None:
        font = self.font
        if font.to_unicode.get(glyph, _NOTHING) == _NOTHING:
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
