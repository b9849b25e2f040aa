"""Content: a page's drawing is followed operator by operator, and what it shows is noted."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import pikepdf

from builder.preflight.printing import colours
from builder.preflight.printing.colours import Paint
from builder.preflight.printing.observed import Box, Matrix, Picture, Use
from builder.preflight.printing.state import IDENTITY, INVISIBLE, State, around, moved, overlap, scale, times
from builder.preflight.printing.streams import BROKEN
from builder.preflight.printing.supply import Resources, Shelf
from builder.preflight.printing.tally import RICH_BLACK_BELOW, Tally
from builder.preflight.printing.tokens import Operand, operators

_NESTED_MOST = 20
_COUNTED = 64
"""Operators that are counted together."""
_SAVED_MOST = 200
_SUBPATHS_MOST = 5_000
_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}
"""Names of inline pictures (ISO 32000-1, table 94)."""
_NORMAL_MODES = frozenset({"/Normal", "/Compatible"})


class Drawing:
    """Follows one content stream and the forms and patterns it calls."""

    def __init__(self, shelf: Shelf, tally: Tally, resources: Any, state: State, *, where: str = "") -> None:
        self._shelf = shelf
        self._tally = tally
        self._resources = Resources(resources, shelf)
        self._state = state
        self._base = state.ctm
        self._saved: list[State] = []
        self._where = where
        """Stands for `text`, `drawing` and so on when the whole stream is an annotation's."""
        self._text: Matrix = IDENTITY
        self._line: Matrix = IDENTITY
        self._paths: list[tuple[Box, bool]] = []
        self._open: list[float] | None = None
        self._clips = False
        self._seen: set[tuple[Paint, str]] = set()
        self._active: frozenset[Any] = frozenset()

    def follow(self, data: bytes, active: frozenset[Any] = frozenset()) -> None:
        """Read a stream; operators with operands that make no sense are passed over, as readers do.

        Raises:
            EndlessError: when the file draws without end.
        """
        self._active = active
        known = _ACTS.get
        for count, (word, operands) in enumerate(operators(data), start=1):
            if not count % _COUNTED:
                self._shelf.spend(_COUNTED)
            act = known(word)
            if act is not None:
                try:
                    act(self, operands)
                except BROKEN:
                    continue

    # ---- state

    def _save(self, _: list[Operand]) -> None:
        if len(self._saved) < _SAVED_MOST:
            self._saved.append(self._state.copy())

    def _restore(self, _: list[Operand]) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, operands: list[Operand]) -> None:
        self._state.ctm = times(_numbers(operands, 6), self._state.ctm)

    def _line_width(self, operands: list[Operand]) -> None:
        self._state.line_width = abs(_numbers(operands, 1)[0])

    def _graphics_state(self, operands: list[Operand]) -> None:
        found = self._resources.named("/ExtGState", str(operands[-1]))
        if not isinstance(found, pikepdf.Dictionary):
            return
        noted = self._tally.transparency
        if any(float(found.get(key, 1)) != 1 for key in ("/ca", "/CA")):
            noted.add("opacity")
        if "/SMask" in found and found["/SMask"] != pikepdf.Name("/None"):
            noted.add("soft mask")
        mode = found.get("/BM")
        modes = [mode] if isinstance(mode, pikepdf.Name) else list(mode or [])
        if any(str(named) not in _NORMAL_MODES for named in modes[:1]):
            noted.add("blend mode")
        if any(key in found and str(found[key]) not in {"/Identity", "/Default"} for key in ("/TR", "/TR2")):
            self._tally.forbidden.add("transfer curve")
        if "/LW" in found:
            self._state.line_width = abs(float(found["/LW"]))
        if "/Font" in found:
            self._state.font, self._state.size = self._shelf.font(found["/Font"][0]), float(found["/Font"][1])

    # ---- colour

    def _device(self, operands: list[Operand], *, family: str, stroke: bool) -> None:
        space = self._resources.space(family)
        self._set_paint(Paint(space, _numbers(operands, len(operands))), stroke=stroke)

    def _set_paint(self, paint: Paint, *, stroke: bool) -> None:
        if stroke:
            self._state.stroke = paint
        else:
            self._state.fill = paint

    def _set_space(self, operands: list[Operand], *, stroke: bool) -> None:
        name = str(operands[-1])
        space = colours.uncoloured(self._resources.named("/ColorSpace", name), self._resources.found)
        space = space or self._resources.space(name)
        self._set_paint(colours.initial(space), stroke=stroke)

    def _set_colour(self, operands: list[Operand], *, stroke: bool) -> None:
        space = (self._state.stroke if stroke else self._state.fill).space
        values = tuple(value for value in operands if isinstance(value, float))
        if operands and isinstance(operands[-1], str):
            self._note_pattern(operands[-1])
            space = space if values else colours.PATTERN
        self._set_paint(Paint(space, values), stroke=stroke)

    def _note_pattern(self, name: str) -> None:
        pattern = self._resources.named("/Pattern", name)
        if isinstance(pattern, pikepdf.Stream):
            state = State(times(_matrix(pattern), self._base), self._tally.trim)
            self._inside(pattern, state)
        elif isinstance(pattern, pikepdf.Dictionary) and "/Shading" in pattern:
            self._note_shading(pattern["/Shading"])

    def _note_shading(self, shading: Any) -> None:
        space = colours.resolve(shading["/ColorSpace"], self._resources.found)
        self._tally.uses.add(Use(space, self._where or "shading"))

    def _use(self, paint: Paint, where: str) -> None:
        """Note a colour that something is painted with."""
        if (paint, where) in self._seen:
            return
        self._seen.add((paint, where))
        self._tally.uses.add(Use(paint.space, self._where or where))
        self._tally.ink = max(self._tally.ink, paint.ink)

    # ---- paths

    def _move(self, operands: list[Operand]) -> None:
        self._close()
        self._extend(operands)

    def _extend(self, operands: list[Operand]) -> None:
        """Let the subpath reach the points given; a curve stays within its control points."""
        a, b, c, d, e, f = self._state.ctm
        points = _numbers(operands, len(operands))
        bounds = self._open
        for x, y in zip(points[::2], points[1::2], strict=False):
            h, v = a * x + c * y + e, b * x + d * y + f
            if bounds is None:
                bounds = self._open = [h, v, h, v]
            else:
                bounds[:] = min(bounds[0], h), min(bounds[1], v), max(bounds[2], h), max(bounds[3], v)

    def _rectangle(self, operands: list[Operand]) -> None:
        self._close()
        x, y, width, height = _numbers(operands, 4)
        if len(self._paths) < _SUBPATHS_MOST:
            self._paths.append((moved((x, y, x + width, y + height), self._state.ctm), True))

    def _close(self) -> None:
        if self._open is not None:
            if len(self._paths) < _SUBPATHS_MOST:
                self._paths.append((Box(*self._open), False))
            self._open = None

    def _clip_next(self, _: list[Operand]) -> None:
        self._clips = True

    def _paint(self, _: list[Operand], *, fill: bool, stroke: bool) -> None:
        self._close()
        state = self._state
        paths, self._paths = self._paths, []
        if fill:
            self._fill(paths)
        if stroke:
            self._stroke(paths)
        if self._clips:
            state.clip_to(around([box for box, _ in paths]))
            self._clips = False

    def _fill(self, paths: list[tuple[Box, bool]]) -> None:
        shown = False
        for box, is_rectangle in paths:
            seen = overlap(box, self._state.clip)
            if seen is None:
                continue
            shown = True
            if self._state.fill.is_white:
                continue
            is_on_page = self._tally.mark(seen)
            width, height = box.right - box.left, box.top - box.bottom
            if is_on_page and is_rectangle and max(width, height) > 4 * min(width, height):
                self._note_line(min(width, height))
        if shown:
            self._use(self._state.fill, "drawing")

    def _stroke(self, paths: list[tuple[Box, bool]]) -> None:
        shown = False
        width = self._state.line_width * scale(self._state.ctm)
        for box, _ in paths:
            seen = overlap(box, self._state.clip)
            if seen is not None:
                shown = True
                if not self._state.stroke.is_white and self._tally.mark(seen):
                    self._note_line(width)
        if shown:
            self._use(self._state.stroke, "drawing")

    def _note_line(self, width: float) -> None:
        known = self._tally.thinnest_line
        self._tally.thinnest_line = width if known is None else min(known, width)

    def _shade(self, operands: list[Operand]) -> None:
        shading = self._resources.named("/Shading", str(operands[-1]))
        if shading is not None:
            self._note_shading(shading)
            if self._state.clip is not None:
                self._tally.mark(self._state.clip)

    # ---- text

    def _begin_text(self, _: list[Operand]) -> None:
        self._text = self._line = IDENTITY

    def _font(self, operands: list[Operand]) -> None:
        self._state.font = self._resources.font(str(operands[-2]))
        self._state.size = _numbers(operands, 1)[0]

    def _mode(self, operands: list[Operand]) -> None:
        self._state.mode = int(_numbers(operands, 1)[0])

    def _leading(self, operands: list[Operand]) -> None:
        self._state.leading = _numbers(operands, 1)[0]

    def _text_matrix(self, operands: list[Operand]) -> None:
        self._text = self._line = times(_numbers(operands, 6), IDENTITY)

    def _next_line(self, operands: list[Operand]) -> None:
        x, y = _numbers(operands, 2)
        self._text = self._line = times((1, 0, 0, 1, x, y), self._line)

    def _next_line_leading(self, operands: list[Operand]) -> None:
        self._state.leading = -_numbers(operands, 2)[1]
        self._next_line(operands)

    def _line_end(self, _: list[Operand]) -> None:
        self._next_line([0.0, -self._state.leading])

    def _show(self, operands: list[Operand]) -> None:
        state, tally = self._state, self._tally
        if (operands and operands[-1] is False) or state.clip is None:
            return
        if state.font is not None:
            tally.fonts.add(state.font)
        if state.mode in INVISIBLE:
            return
        _, _, c, d, e, f = times(self._text, state.ctm)
        size = abs(state.size) * math.hypot(c, d)
        paint = state.text_paint
        self._use(paint, "text")
        if paint.is_white or not size or not tally.mark(Box(e, f, e, f)):
            return
        if (state.font is None or state.font.kind != "Type3") and (not tally.smallest_type or size < tally.smallest_type):
            tally.smallest_type = size
        if size < RICH_BLACK_BELOW and paint.is_rich_black and (not tally.rich_black or size < tally.rich_black):
            tally.rich_black = size

    def _show_next(self, operands: list[Operand]) -> None:
        self._line_end([])
        self._show(operands)

    # ---- pictures and forms

    def _do(self, operands: list[Operand]) -> None:
        found = self._resources.named("/XObject", str(operands[-1]))
        if not isinstance(found, pikepdf.Stream):
            return
        match str(found.get("/Subtype", "")):
            case "/Image":
                self._picture(self._shelf.picture(found, self._resources.found, self._state.ctm))
            case "/Form":
                if "/OPI" in found:
                    self._tally.forbidden.add("OPI")
                state = self._state.copy()
                state.ctm = times(_matrix(found), state.ctm)
                self._inside(found, state)
            case "/PS":
                self._tally.forbidden.add("PostScript")

    def _picture(self, picture: Picture) -> None:
        seen = overlap(moved((0, 0, 1, 1), self._state.ctm), self._state.clip)
        if picture.space is None:
            if self._state.fill.is_white:
                return
            self._use(self._state.fill, "drawing")
        else:
            self._tally.uses.add(Use(picture.space, self._where or "picture"))
        if "soft mask" in picture.traits:
            self._tally.transparency.add("soft mask")
        if seen is not None:
            self._tally.mark(seen)
            self._tally.pictures.append(picture)

    def _inline_picture(self, operands: list[Operand]) -> None:
        entries = dict(zip(operands[::2], operands[1::2], strict=False))
        width, height = (_whole(entries.get(short, entries.get(long))) for short, long in (("W", "Width"), ("H", "Height")))
        is_mask = bool(entries.get("IM", entries.get("ImageMask", False)))
        name = str(entries.get("CS", entries.get("ColorSpace", "G")))
        space = None if is_mask else self._resources.space(_SHORT.get(name, name))
        bits = 1 if is_mask else _whole(entries.get("BPC", entries.get("BitsPerComponent")))
        printed = math.hypot(*self._state.ctm[:2]), math.hypot(*self._state.ctm[2:4])
        self._picture(Picture(f"inline {width}x{height}", width, height, printed, space, bits))

    def _inside(self, stream: Any, state: State) -> None:
        """Follow a form or a pattern, once at a time and not too deep."""
        key = stream.objgen
        if key in self._active or len(self._active) >= _NESTED_MOST:
            return
        group = stream.get("/Group")
        if group is not None and str(group.get("/S", "")) == "/Transparency":
            self._tally.transparency.add("group")
        if "/BBox" in stream:
            state.clip_to(moved([float(n) for n in stream["/BBox"]], state.ctm))
        self._shelf.spend(_COUNTED)
        resources = stream.get("/Resources", self._resources.found)
        inner = Drawing(self._shelf, self._tally, resources, state, where=self._where)
        inner.follow(self._shelf.content(stream), self._active | {key})


def _numbers(operands: list[Operand], count: int) -> tuple[float, ...]:
    """Return the last operands.

    Raises:
        ValueError: when there are fewer, or one is no number.
    """
    found = operands[len(operands) - count :] if len(operands) >= count else []
    numbers = tuple(value for value in found if isinstance(value, float) and math.isfinite(value))
    if len(numbers) != count:
        raise ValueError(operands)
    return numbers


def _whole(operand: Operand | None) -> int:
    return int(operand) if isinstance(operand, float) else 0


def _matrix(stream: Any) -> Matrix:
    written = [float(number) for number in stream.get("/Matrix", IDENTITY)]
    return times(written, IDENTITY)


Act = Callable[[Drawing, list[Operand]], None]


def _acts() -> dict[str, Act]:
    """Return what each operator does (ISO 32000-1, annex A); those that are not here change nothing a rule asks about."""
    lines: list[tuple[str, str, dict[str, Any]]] = [
        ("q", "_save", {}), ("Q", "_restore", {}), ("cm", "_transform", {}), ("w", "_line_width", {}),
        ("gs", "_graphics_state", {}), ("m", "_move", {}), ("l c v y", "_extend", {}), ("re", "_rectangle", {}),
        ("W W*", "_clip_next", {}), ("sh", "_shade", {}), ("BT", "_begin_text", {}), ("Tf", "_font", {}), ("Tr", "_mode", {}),
        ("TL", "_leading", {}), ("Tm", "_text_matrix", {}), ("Td", "_next_line", {}), ("TD", "_next_line_leading", {}),
        ("T*", "_line_end", {}), ("Tj TJ", "_show", {}), ("' \"", "_show_next", {}), ("Do", "_do", {}),
        ("BI", "_inline_picture", {}),
        ("f F f*", "_paint", {"fill": True, "stroke": False}), ("S s", "_paint", {"fill": False, "stroke": True}),
        ("B B* b b*", "_paint", {"fill": True, "stroke": True}), ("n", "_paint", {"fill": False, "stroke": False}),
    ]
    for small, method, options in (
            ("g", "_device", {"family": "DeviceGray"}), ("rg", "_device", {"family": "DeviceRGB"}),
            ("k", "_device", {"family": "DeviceCMYK"}), ("cs", "_set_space", {}), ("sc scn", "_set_colour", {})):
        lines += [(small, method, {**options, "stroke": False}), (small.upper(), method, {**options, "stroke": True})]
    return {name: partial(getattr(Drawing, method), **options) if options else getattr(Drawing, method)
            for names, method, options in lines for name in names.split()}


_ACTS = _acts()
