"""Content: a page's drawing is followed operator by operator, and what it shows is noted."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import pikepdf

from builder.matrices import IDENTITY, Matrix, times
from builder.preflight.printing import colours, pictures
from builder.preflight.printing.atoms import Operand
from builder.preflight.printing.colours import Ground, Paint
from builder.preflight.printing.observed import Box, Picture, Use
from builder.preflight.printing.paths import Part, Path
from builder.preflight.printing.state import EVERYWHERE, State, around, moved, overlap, scale
from builder.preflight.printing.streams import BROKEN
from builder.preflight.printing.supply import Resources, Shelf
from builder.preflight.printing.tally import RICH_BLACK_BELOW, Tally
from builder.preflight.printing.tokens import operators

_NESTED_MOST = 40
"""Forms in forms; PDFium goes no deeper."""
_COLOURS_MOST = 10_000
_SAVED_MOST = 200
_UNCOLOURED = 2
"""PaintType of a pattern that has no colours of its own."""
_NORMAL_MODES = frozenset({"/Normal", "/Compatible"})


class Drawing:
    """Follows one content stream and the forms and patterns it calls."""

    def __init__(
        self, shelf: Shelf, tally: Tally, resources: Any, state: State, *, where: str = "", coloured: bool = True,
    ) -> None:
        self._shelf, self._tally = shelf, tally
        self._resources = Resources(resources, shelf)
        self._state = state
        self._base = state.ctm
        self._saved: list[State] = []
        self._unsaved = 0
        self._where = where
        """Stands for `text`, `drawing` and so on when the whole stream is an annotation's."""
        self._text = self._line = IDENTITY
        self._path = Path()
        self._clips = False
        self._grounds: dict[str, Ground | None] = {}
        self._depth = self._hidden_from = 0
        """Marked parts that are open, and which of them began what is not printed."""
        self._printed = tally
        self._coloured = coloured
        self._active: frozenset[Any] = frozenset()

    def follow(self, data: bytes, active: frozenset[Any] = frozenset()) -> None:
        """Read a stream; operators with operands that make no sense are passed over, as readers do.

        Raises:
            EndlessError: when the file draws without end.
        """
        self._active = active
        known = _ACTS.get
        for word, operands in operators(data, self._shelf.spend):
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
        else:
            self._unsaved += 1

    def _restore(self, _: list[Operand]) -> None:
        if self._unsaved:
            self._unsaved -= 1
        elif self._saved:
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
        if not self._coloured:
            return
        if stroke:
            self._state.stroke = paint
        else:
            self._state.fill = paint

    def _set_space(self, operands: list[Operand], *, stroke: bool) -> None:
        name = str(operands[-1])
        space = colours.uncoloured(self._resources.named("/ColorSpace", name), self._resources.found)
        space = space or self._resources.space(name)
        self._set_paint(colours.initial(space, self._resources.palette(name)), stroke=stroke)

    def _set_colour(self, operands: list[Operand], *, stroke: bool) -> None:
        known = self._state.stroke if stroke else self._state.fill
        values = tuple(value for value in operands if isinstance(value, float))
        if operands and isinstance(operands[-1], str):
            space = known.space if values else colours.PATTERN
            self._set_paint(Paint(space, values, ground=self._ground(operands[-1])), stroke=stroke)
        else:
            self._set_paint(known.of(values), stroke=stroke)

    def _ground(self, name: str) -> Ground | None:
        if name not in self._grounds:
            pattern = self._resources.named("/Pattern", name)
            self._grounds[name] = Ground(pattern, self._base) if pattern is not None else None
        return self._grounds[name]

    def _note_ground(self, ground: Ground, paint: Paint) -> None:
        """Look at the pattern that something is painted with; one without colours of its own takes those given with it."""
        pattern = ground.pattern
        if isinstance(pattern, pikepdf.Stream):
            state = State(times(_matrix(pattern), ground.within), EVERYWHERE)
            is_coloured = int(pattern.get("/PaintType", 1)) != _UNCOLOURED
            if not is_coloured:
                state.fill = state.stroke = Paint(paint.space, paint.values)
            tile = Tally(EVERYWHERE)
            self._inside(pattern, state, tile, coloured=is_coloured)
            self._tally.take(tile)
        elif isinstance(pattern, pikepdf.Dictionary) and "/Shading" in pattern:
            self._note_shading(pattern["/Shading"])

    def _note_shading(self, shading: Any) -> None:
        space = colours.resolve(shading["/ColorSpace"], self._resources.found)
        self._tally.uses.add(Use(space, self._where or "shading"))

    def _use(self, paint: Paint, where: str) -> None:
        """Note a colour that something is painted with."""
        seen, where = self._tally.seen, self._where or where
        if (paint, where) in seen:
            return
        if len(seen) < _COLOURS_MOST:
            seen.add((paint, where))
        self._tally.uses.add(Use(paint.space, where))
        self._tally.ink = max(self._tally.ink, paint.ink)
        if paint.ground is not None:
            self._note_ground(paint.ground, paint)

    # ---- layers

    def _begin_marked(self, operands: list[Operand]) -> None:
        """Open a marked part; of what is in a layer that is not printed nothing is noted (ISO 32000-1, 8.11.3.2)."""
        self._depth += 1
        if not self._hidden_from and len(operands) > 1 and operands[0] == "OC" and isinstance(operands[1], str) \
                and self._shelf.layers.hides(self._resources.named("/Properties", operands[1])):
            self._hidden_from = self._depth
            self._tally = self._printed.aside()

    def _end_marked(self, _: list[Operand]) -> None:
        if self._depth and self._depth == self._hidden_from:
            self._hidden_from = 0
            self._tally = self._printed
        self._depth = max(0, self._depth - 1)

    # ---- paths

    def _move(self, operands: list[Operand]) -> None:
        self._path.close()
        self._extend(operands)

    def _extend(self, operands: list[Operand]) -> None:
        self._path.extend(_numbers(operands, len(operands)), self._state.ctm)

    def _rectangle(self, operands: list[Operand]) -> None:
        x, y, width, height = _numbers(operands, 4)
        self._path.rectangle(x, y, width, height, self._state.ctm)

    def _clip_next(self, _: list[Operand]) -> None:
        self._clips = True

    def _paint(self, _: list[Operand], *, fill: bool, stroke: bool) -> None:
        parts = self._path.taken()
        if fill:
            self._fill(parts)
        if stroke:
            self._stroke(parts)
        if self._clips and parts:  # readers let a clipping without a path change nothing
            self._state.clip_to(around([part.box for part in parts]))
        self._clips = False

    def _fill(self, parts: list[Part]) -> None:
        shown = False
        for box, is_rectangle in parts:
            seen = overlap(box, self._state.clip)
            if seen is None:
                continue
            shown = True
            if self._state.fill.is_white:
                continue
            is_on_page = self._tally.mark(seen)
            width, height = box.right - box.left, box.top - box.bottom
            if is_on_page and is_rectangle and max(width, height) > 4 * min(width, height):
                self._tally.note_line(min(width, height))
        if shown:
            self._use(self._state.fill, "drawing")

    def _stroke(self, parts: list[Part]) -> None:
        shown = False
        width = self._state.line_width * scale(self._state.ctm)
        for box, _ in parts:
            seen = overlap(box, self._state.clip)
            if seen is not None:
                shown = True
                if not self._state.stroke.is_white and self._tally.mark(seen):
                    self._tally.note_line(width)
        if shown:
            self._use(self._state.stroke, "drawing")

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
        _, _, c, d, e, f = times(self._text, state.ctm)
        size = abs(state.size) * math.hypot(c, d)
        for paint in state.text_paints:
            self._use(paint, "text")
        paints = [paint for paint in state.text_paints if not paint.is_white]
        if not paints or not size or not tally.mark(Box(e, f, e, f)):
            return
        if state.font is None or state.font.kind != "Type3":
            tally.note_type(size)
        if size < RICH_BLACK_BELOW and any(paint.is_rich_black for paint in paints):
            tally.note_rich_black(size)

    def _show_next(self, operands: list[Operand]) -> None:
        self._line_end([])
        self._show(operands)

    # ---- pictures and forms

    def _do(self, operands: list[Operand]) -> None:
        found = self._resources.named("/XObject", str(operands[-1]))
        if not isinstance(found, pikepdf.Stream):
            return
        is_printed = not self._shelf.layers.hides(found.get("/OC"))
        match str(found.get("/Subtype", "")):
            case "/Image" if is_printed:
                self._picture(self._shelf.picture(found, self._resources.found, self._state.ctm))
            case "/Form":
                tally = self._tally if is_printed else self._tally.aside()
                if "/OPI" in found:
                    tally.forbidden.add("OPI")
                state = self._state.copy()
                state.ctm = times(_matrix(found), state.ctm)
                self._inside(found, state, tally, coloured=self._coloured)
            case "/PS" if is_printed:
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
            self._tally.note_picture(picture)

    def _inline_picture(self, operands: list[Operand]) -> None:
        self._picture(pictures.describe_inline(operands, self._resources.space, self._state.ctm))

    def _inside(self, stream: Any, state: State, tally: Tally, *, coloured: bool) -> None:
        """Follow a form or a pattern, once at a time and not too deep."""
        key = stream.objgen
        if key in self._active or len(self._active) >= _NESTED_MOST:
            return
        group = stream.get("/Group")
        if group is not None and str(group.get("/S", "")) == "/Transparency":
            tally.transparency.add("group")
        if "/BBox" in stream:
            state.clip_to(moved([float(n) for n in stream["/BBox"]], state.ctm))
        self._shelf.enter()
        resources = stream.get("/Resources", self._resources.found)
        inner = Drawing(self._shelf, tally, resources, state, where=self._where, coloured=coloured)
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
        ("BI", "_inline_picture", {}), ("BDC BMC", "_begin_marked", {}), ("EMC", "_end_marked", {}),
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
