"""Following: the operators of a page or a form come in, others leave that paint the same and of which none shines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pikepdf

from builder.matrices import IDENTITY, Matrix, times
from builder.pdf.flattening import ground
from builder.pdf.flattening.geometry import Box, around, gathered, is_upright, moved, scale
from builder.pdf.flattening.ground import Colour, Item, Level, UnknownGroundError
from builder.pdf.flattening.laying import APART, MARGIN, Laying, Place
from builder.pdf.flattening.shapes import Path
from builder.pdf.flattening.shining import PAINTING, PICTURE, TEXT, ghost, instruction, item_shines, own, rewritten, unseen
from builder.pdf.flattening.states import Paint, State

_DEEPEST = 24

@dataclass(slots=True)
class Sheet:
    """What is the same for a page and the forms on it."""

    pdf: pikepdf.Pdf
    boxes: dict[str, tuple[float, float, float, float]]
    """Where text stands, by `mark_of`, in the space of its own page or form."""
    laying: Laying


def mark_of(form: tuple[int, int], index: int) -> str:
    """Return the name that the text of one instruction goes by: of a form by its object number, of the page with 0, 0."""
    return f"Pp{form[0]}x{form[1]}x{index}"


class Walk:
    """Follows one stream of operators."""

    def __init__(
        self, sheet: Sheet, resources: Any, state: State, levels: list[Level], *, form: tuple[int, int] = (0, 0),
        outer: Matrix = IDENTITY,
    ) -> None:
        self.out: list[Any] = []
        self.failed = False
        """Whether something in a form cannot be told."""
        self.changed = False
        self.resources = resources
        self._sheet, self._state, self._levels, self._form = sheet, state, levels, form
        self._outer = outer
        """Takes the space of a form to that of the page."""
        self._saved: list[State] = []
        self._path = Path()
        self._begun = 0
        """Where the path begins in `out`."""
        self._clips = False
        self._waiting: list[Box] | None = None
        """Boxes of text that are laid in when its text object ends; None outside of one."""

    def follow(self, instructions: Iterable[Any], depth: int = 0) -> None:
        """Put what paints the same into `out`.

        Raises:
            ValueError, ArithmeticError, LookupError, TypeError: when the stream is damaged.
        """
        for index, each in enumerate(instructions):
            operator, operands = str(each.operator), each.operands
            if self._form == (0, 0) and self._waiting is None and not self._path.letters:
                self._sheet.laying.pass_by(self._here(), self._state.sure)
            if operator in TEXT:
                self._text(each, index)
            elif operator in PAINTING or operator == "n":
                self._paint_path(each, operator, index)
            elif operator in {"m", "l", "c", "v", "y", "re", "h"}:
                self._extend(each, operator, [float(n) for n in operands])
            elif operator == "Do":
                self._object(each, index, depth)
            elif operator in {"sh", "INLINE IMAGE"}:
                box = self._state.clip if operator == "sh" else moved((0, 0, 1, 1), self._state.ctm)
                self._picture(each, index, box, frozenset())
            else:
                self.out.append(each)
                self._text_object(operator, index)
                self._note(each, operator, operands)

    # ---- state

    def _text_object(self, operator: str, index: int) -> None:
        if operator == "BT":
            self._waiting = []
        elif operator == "ET":
            waiting, self._waiting = self._waiting or [], None
            for box in gathered(waiting, APART):
                self._sheet.laying.add(box, self._here(), index)
            if self._state.mode >= 4:
                self._set(sure=None)

    def _note(self, each: Any, operator: str, operands: Any) -> None:
        self._clips = self._clips or operator in {"W", "W*"}
        match operator:
            case "q":
                self._saved.append(self._state)
            case "Q":
                self._state = self._saved.pop() if self._saved else self._state
            case "cm":
                a, b, c, d, e, f = (float(n) for n in operands)
                self._set(ctm=times((a, b, c, d, e, f), self._state.ctm))
            case "w":
                self._set(width=float(operands[0]))
            case "M":
                self._set(miter=float(operands[0]))
            case "Tr":
                self._set(mode=int(operands[0]))
            case "gs":
                self._state = self._state.after(self.resources["/ExtGState"][str(operands[0])])
            case "g" | "rg" | "k" | "sc" | "scn" | "cs":
                self._set(fill=self._state.fill.after(each, operator, self.resources))
            case "G" | "RG" | "K" | "SC" | "SCN" | "CS":
                self._set(stroke=self._state.stroke.after(each, operator.lower(), self.resources))

    def _set(self, **changed: Any) -> None:
        self._state = replace(self._state, **changed)

    # ---- what is painted

    def _extend(self, each: Any, operator: str, numbers: list[float]) -> None:
        if not self._path.letters:
            self._begun = len(self.out)
        self._path.extend(operator, numbers, self._state.ctm)
        self.out.append(each)

    def _paint_path(self, each: Any, operator: str, index: int) -> None:
        state, path = self._state, self._path
        fill, stroke = operator not in {"S", "s", "n"}, operator not in {"f", "F", "f*", "n"}
        reach = state.width * scale(state.ctm) / 2 * (1 if path.is_square else max(state.miter, 1.5))
        shown = path.box.grown(max(reach, 0.1) if stroke else 0).within(state.clip) if operator != "n" else None
        if shown is None:
            self.out.append(each)
        else:
            photo = fill and state.fill.colour is None
            item = Item(shown, (), not (photo and path.is_rectangle), photo)
            try:
                colours = self._tell(shown, fill=fill, stroke=stroke, at=self._begun)
                self._put(each, shown)
                self._keep(item, colours, operator)
            except UnknownGroundError:
                self._give_up(item, [instruction("n")], index)
        if self._clips:
            flat = path.flat()
            self._set(clip=path.box.within(state.clip) or Box(0, 0, 0, 0),
                      sure=flat.within(state.sure) if flat is not None and state.sure is not None else None)
        self._path, self._clips = Path(), False

    def _keep(self, item: Item, colours: tuple[Colour | None, ...], operator: str) -> None:
        """Note what was painted: where all of it is one colour, that too."""
        items, state = self._levels[-1].items, self._state
        sides = self._path.ring() if operator == "f*" else []
        boxes = [side for side in (side.within(state.clip) for side in sides) if side is not None]
        items += [item._replace(box=box) for box in boxes] or [item]
        flat = self._path.flat() if operator in {"f", "F", "f*"} else None
        if flat is not None and state.sure is not None and (box := flat.within(state.sure)) is not None:
            items.append(Item(box, colours, item.sharp, item.photo))

    def _text(self, each: Any, index: int) -> None:
        state, found = self._state, self._sheet.boxes.get(mark_of(self._form, index))
        shown = moved(found, self._outer).within(state.clip) if found and state.mode not in {3, 7} else None
        if shown is None:
            self.out.append(each)
            return
        try:
            self._tell(shown, fill=state.mode % 4 in {0, 2}, stroke=state.mode % 4 in {1, 2}, at=len(self.out))
            self._put(each, shown)
            self._levels[-1].items.append(Item(shown))
        except UnknownGroundError:
            self._give_up(Item(shown), [instruction("Tr", unseen(state.mode)), each, instruction("Tr", state.mode)], index)

    def _tell(self, box: Box, *, fill: bool, stroke: bool, at: int) -> tuple[Colour | None, ...]:
        """Set the colours in which something looks the same and is opaque, before instruction `at`; return what is seen.

        Raises:
            UnknownGroundError: when that is not one colour.
        """
        state = self._state
        if state.masked or state.mixing:
            raise UnknownGroundError
        told: list[tuple[str, Paint, Colour | None]] = []
        colours: tuple[Colour | None, ...] = ()
        for name, asked, paint, alpha in (("fill", fill, state.fill, state.fill_alpha),
                                          ("stroke", stroke, state.stroke, state.stroke_alpha)):
            if asked and paint.colour is not None:
                colours = ground.seen(self._levels, paint.colour, alpha, box)
                told.append((name, paint, colours[-1] if colours[-1] != paint.colour else None))
            elif asked:
                self._is_left(box, alpha, paint.kinds)
                told.append((name, paint, None))
                colours = ()
        for name, paint, wanted in told:
            if wanted != paint.shown:
                operator = {3: "rg", 4: "k"}.get(len(wanted or ()), "")
                setters = [instruction(operator if name == "fill" else operator.upper(), *wanted)] if wanted else paint.setters
                self.out[at:at] = setters
                self.changed = True
                self._set(**{name: replace(paint, shown=wanted)})
        return colours

    def _is_left(self, box: Box, alpha: float, kinds: frozenset[str]) -> None:
        """Return when a picture, a blend or a pattern may stay as it is: it hides what it lies on, or it lies on paper and is
        laid on white when its colours become inks.

        Raises:
            UnknownGroundError: when not.
        """
        if self._state.masked or self._state.mixing or alpha < 1 or any(level.alpha < 1 for level in self._levels):
            raise UnknownGroundError
        if kinds and not (kinds == {PICTURE} and ground.is_bare(self._levels, box)):
            raise UnknownGroundError

    def _picture(self, each: Any, index: int, box: Box, kinds: frozenset[str]) -> None:
        state = self._state
        shown = box.within(state.clip)
        if shown is None:
            self.out.append(each)
            return
        item = Item(shown, (), sharp=False, photo=True)
        try:
            self._is_left(shown, state.fill_alpha, kinds)
            self._put(each, shown)
            self._levels[-1].items.append(item)
        except UnknownGroundError:
            self._give_up(item, [], index)

    def _object(self, each: Any, index: int, depth: int) -> None:
        found, state = self.resources["/XObject"][str(each.operands[0])], self._state
        if found.get("/Subtype") == "/Form":
            self._enter(each, index, found, depth)
        elif not found.get("/ImageMask"):
            self._picture(each, index, moved((0, 0, 1, 1), state.ctm), item_shines(found))
        elif (shown := moved((0, 0, 1, 1), state.ctm).within(state.clip)) is None:
            self.out.append(each)
        else:
            try:
                self._tell(shown, fill=True, stroke=False, at=len(self.out))
                self._put(each, shown)
                self._levels[-1].items.append(Item(shown))
            except UnknownGroundError:
                self._give_up(Item(shown), [], index)

    # ---- forms

    def _enter(self, each: Any, index: int, form: Any, depth: int) -> None:
        if depth > _DEEPEST:
            raise ValueError("forms without end")
        state, outside = self._state, self._levels[-1]
        a, b, c, d, e, f = (float(n) for n in form.get("/Matrix", IDENTITY))
        inner = times((a, b, c, d, e, f), state.ctm)
        shown = moved([float(n) for n in form["/BBox"]], inner).within(state.clip)
        is_group = "/Group" in form
        dims = state.masked or state.mixing or state.fill_alpha < 1 or state.stroke_alpha < 1
        if shown is None or not (dims or item_shines(form) or any(level.alpha < 1 for level in self._levels)):
            for name, paint in (("fill", state.fill), ("stroke", state.stroke)):
                if paint.shown is not None:  # a form may paint with what was set outside of it
                    self.out += paint.setters
                    self._set(**{name: replace(paint, shown=None)})
            if shown is None:
                self.out.append(each)
            else:
                self._put(each, shown)
                outside.items.append(Item(shown, (), sharp=True, photo=True))
            return
        sure = shown.within(state.sure) if state.sure is not None and is_upright(inner) else None
        begun = replace(state, ctm=inner, clip=shown, sure=sure)
        if is_group:
            begun = replace(begun, fill_alpha=1.0, stroke_alpha=1.0, masked=False, mixing=False)
        level, before = Level(state.fill_alpha), len(outside.items)
        walk = Walk(self._sheet, own(form.get("/Resources", self.resources), "/XObject"), begun,
                    [*self._levels, level] if is_group else self._levels, form=form.objgen, outer=state.ctm)
        walk.follow(pikepdf.parse_content_stream(form), depth + 1)
        painted = level.items if is_group else outside.items[before:]
        del outside.items[before:]
        if not (walk.failed or (is_group and (state.masked or state.mixing))):
            self._put(self._do(rewritten(self._sheet.pdf, form, walk.out, walk.resources)), shown)
            outside.items += [item._replace(colours=item.colours[1:]) for item in painted] if is_group else painted
            return
        unseen_form = [self._do(ghost(self._sheet.pdf, form))]
        if (box := around(item.box for item in painted)) is None:
            self.out += unseen_form
        else:
            outside.items += [item._replace(colours=()) for item in painted]
            self._give_up(Item(box, (), any(i.sharp for i in painted), any(i.photo for i in painted)), unseen_form, index)

    def _do(self, form: pikepdf.Object) -> Any:
        self.changed = True
        name = f"/PpForm{len(self.resources['/XObject'])}"
        self.resources["/XObject"][name] = form
        return instruction("Do", name)

    # ---- what is laid in

    def _put(self, each: Any, box: Box) -> None:
        """Put something live into `out`, above all pictures of what lies beneath it."""
        if self._form == (0, 0):
            self._sheet.laying.paint(box)
        self.out.append(each)

    def _give_up(self, item: Item, instead: list[Any], index: int) -> None:
        """Put something in the place of what cannot be told, and a picture of it above; within a form, say so."""
        self._levels[-1].items.append(item._replace(box=item.box.grown(MARGIN)))
        self.out += instead
        self.failed = self.changed = True
        if self._form != (0, 0):
            return
        if self._waiting is not None:
            self._waiting.append(item.box)
        else:
            self._sheet.laying.add(item.box, self._here(), index)

    def _here(self) -> Place:
        return Place(len(self.out), self._state.ctm)
