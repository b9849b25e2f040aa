"""Flattening: a PDF with things that let their ground shine through comes in, one without any leaves (ISO 15930-4, 6.3).

What lies on bare paper gets the colours that paper and it make together, and stays what it is. What lies on anything else, or
has a soft edge, becomes part of a picture of its region, painted by PDFium and laid on top, under which its
text can still be found.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil, floor
from typing import Any

import pikepdf
import pypdfium2

from builder.errors import Report

SHARP, SOFT = 600, 300
"""Pixels an inch of a region with text in it, and of one without: letters show steps where pictures do not."""

_STATE = "/PpOpaque"
_MARKS = {
    b"f": "fill", b"F": "fill", b"f*": "fill", b"S": "stroke", b"s": "stroke", b"B": "both", b"B*": "both", b"b": "both",
    b"b*": "both", b"Tj": "text", b"TJ": "text", b"'": "text", b'"': "text", b"Do": "other", b"sh": "other",
    b"INLINE IMAGE": "other",
}
"""The operators that paint (ISO 32000-1, annex A), each of which PDFium makes one object of."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""


def flatten(pdf: pikepdf.Pdf, report: Report) -> None:
    """Take all transparency out of a PDF but that of pictures' own masks, in place.

    A report gets the warning P007 for every page that a region of became a picture.
    """
    shining = [page for page in pdf.pages if any(_states(page.obj.get("/Resources"), 0))]
    if shining:
        source = io.BytesIO()
        pdf.save(source, deterministic_id=True)
        document = pypdfium2.PdfDocument(source.getvalue())
        try:
            for page in shining:
                _flatten_page(pdf, page, document[page.index], report)
        finally:
            document.close()
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Form" and "/Group" in found:
            del found["/Group"]
    for page in pdf.pages:
        for state in _states(page.obj.get("/Resources"), 0):
            _make_opaque(state)


def shines(state: Any) -> bool:
    """Return whether a graphics state lets what is behind show (ISO 32000-1, 11.6.4)."""
    blend = state.get("/BM", pikepdf.Name.Normal)
    return any(float(state.get(key, 1)) != 1 for key in ("/ca", "/CA")) or blend not in ("/Normal", "/Compatible") \
        or isinstance(state.get("/SMask"), pikepdf.Dictionary)


def _states(resources: Any, depth: int) -> Iterator[Any]:
    """Yield the graphics states that let the ground show, of a page's or form's resources and of the forms in them."""
    if resources is None or depth > 8:
        return
    for state in resources.get("/ExtGState", pikepdf.Dictionary()).values():
        if shines(state):
            yield state
    for kind in ("/XObject", "/Pattern"):
        for found in resources.get(kind, pikepdf.Dictionary()).values():
            if isinstance(found, pikepdf.Stream) and "/Resources" in found:
                yield from _states(found["/Resources"], depth + 1)


def _make_opaque(state: Any) -> None:
    for key in ("/ca", "/CA", "/BM", "/SMask", "/AIS"):
        if key in state:
            del state[key]


# ---- one page


@dataclass(frozen=True, slots=True)
class _Painted:
    """What PDFium says of an object of a page."""

    kind: int
    box: Box
    is_transparent: bool


def _flatten_page(pdf: pikepdf.Pdf, page: pikepdf.Page, leaf: Any, report: Report) -> None:
    hidden = _hidden(page)
    painted = [_seen(found, hidden) for found in leaf.get_objects(max_depth=1)]
    exact = _on_paper(painted)
    mended = _blend(pdf, page, exact, len(painted))
    boxes = [each.box for n, each in enumerate(painted) if each.is_transparent and n not in mended]
    regions = _merged([box for box in (_within(box, leaf.get_mediabox()) for box in boxes) if box is not None])
    texts = [each.box for each in painted if each.kind in (pypdfium2.raw.FPDF_PAGEOBJ_TEXT, pypdfium2.raw.FPDF_PAGEOBJ_FORM)]
    pictures = [(box, _picture(leaf, box, SHARP if any(_meet(box, text) for text in texts) else SOFT)) for box in regions]
    if not pictures:
        return
    operators = []
    for number, (box, (width, height, rows)) in enumerate(pictures):
        stream = pdf.make_stream(
            zlib.compress(rows, 9), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.FlateDecode)
        name = page.add_resource(stream, pikepdf.Name.XObject, pikepdf.Name(f"/PpFlat{number}"))
        left, bottom, right, top = (round(edge, 4) for edge in box)
        operators.append(f"q {right - left:.4f} 0 0 {top - bottom:.4f} {left:.4f} {bottom:.4f} cm {name} Do Q")
    page.contents_add(pdf.make_stream(b"q\n"), prepend=True)
    page.contents_add(pdf.make_stream(("\nQ\n" + "\n".join(operators)).encode()))
    report.warn("P007", f"page {page.index + 1}: something transparent lies on more than paper; its region became a picture",
                hint="use whole colours in the theme's style sheet where the region should stay sharp at any size")


def _hidden(page: pikepdf.Page) -> frozenset[int]:
    """Return the kinds of objects that may be transparent without PDFium's saying so: forms, and paths in patterns, that hold a
    transparency of their own."""
    kinds = {"/XObject": pypdfium2.raw.FPDF_PAGEOBJ_FORM, "/Pattern": pypdfium2.raw.FPDF_PAGEOBJ_PATH}
    return frozenset(
        kind for name, kind in kinds.items() for found in page.obj.Resources.get(name, pikepdf.Dictionary()).values()
        if isinstance(found, pikepdf.Stream) and any(_states(found.get("/Resources"), 0)))


def _seen(found: Any, hidden: frozenset[int]) -> _Painted:
    is_transparent = found.type in hidden or bool(pypdfium2.raw.FPDFPageObj_HasTransparency(found.raw))
    return _Painted(found.type, tuple(found.get_bounds()), is_transparent)


def _on_paper(painted: Sequence[_Painted]) -> set[int]:
    """Return the transparent texts, paths and forms that nothing lies under, by their places in the order of painting."""
    plain = (pypdfium2.raw.FPDF_PAGEOBJ_TEXT, pypdfium2.raw.FPDF_PAGEOBJ_PATH, pypdfium2.raw.FPDF_PAGEOBJ_FORM)
    return {n for n, each in enumerate(painted) if each.is_transparent and each.kind in plain
            and not any(_meet(each.box, below.box) for below in painted[:n])}


def _blend(pdf: pikepdf.Pdf, page: pikepdf.Page, exact: set[int], count: int) -> set[int]:
    """Give what lies on paper the colour that both make together; return the places of what was mended.

    Each operator that paints is one of PDFium's objects; where the two do not count alike, nothing is touched.
    """
    instructions = list(pikepdf.parse_content_stream(page))
    if not exact or sum(bytes(i.operator) in _MARKS for i in instructions) != count:
        return set()
    states = page.obj.Resources.get("/ExtGState", pikepdf.Dictionary())
    done: set[int] = set()
    made: list[Any] = []
    now = _Colours()
    kept: list[_Colours] = []
    place = 0
    for instruction in instructions:
        operator, operands = bytes(instruction.operator), list(instruction.operands)
        kind = _MARKS.get(operator)
        if kind is None:
            if operator == b"q":
                kept.append(now)
            elif operator == b"Q":
                now = kept.pop() if kept else _Colours()
            else:
                now = now.after(operator, operands, states)
            made.append(instruction)
            continue
        settings = now.whole(kind) if place in exact else None
        form = _faded_form(pdf, page, operands, now, place) if place in exact and operator == b"Do" else None
        if form is not None:
            done.add(place)
            made += [_instruction([pikepdf.Name(_STATE)], "gs"), _instruction([form], "Do"),
                     _instruction([pikepdf.Name(now.state)], "gs")]
        elif settings is None:
            made.append(instruction)
        else:
            done.add(place)
            made += [_instruction([pikepdf.Name(_STATE)], "gs"), *settings[0], instruction,
                     _instruction([pikepdf.Name(now.state)], "gs"), *settings[1]]
        place += 1
    if done:
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(made))
        states[_STATE] = pikepdf.Dictionary(ca=1, CA=1)
    return done


def _faded_form(
    pdf: pikepdf.Pdf, page: pikepdf.Page, operands: list[Any], now: _Colours, place: int,
) -> pikepdf.Object | None:
    """Return the name of an opaque copy of a form that lies on paper, its colours those that paper and it make together; None
    for one that holds a picture, a pattern or a transparency of its own.

    Within such a form what is on top covers the rest before the whole is laid on the paper (ISO 32000-1, 11.4.5), so that each
    colour can be mixed with the paper by itself.
    """
    form = page.obj.Resources.get("/XObject", pikepdf.Dictionary()).get(str(operands[0]))
    if form is None or form.get("/Subtype") != "/Form" or now.is_soft or not now.state:
        return None
    if any(_states(form.get("/Resources"), 0)):
        return None
    made: list[Any] = []
    paint = _Colours(_Paint(alpha=now.fill.alpha), _Paint(alpha=now.fill.alpha))
    for used, operator in ((paint.fill, "g"), (paint.stroke, "G")):
        made.append(_instruction(list(used.on_paper()), operator))
    for instruction in pikepdf.parse_content_stream(form):
        operator = bytes(instruction.operator).decode("latin-1")
        if operator in ("Do", "sh", "INLINE IMAGE", "BI"):
            return None
        paint = paint.after(operator.encode("latin-1"), list(instruction.operands), pikepdf.Dictionary())
        if operator.lower() in (*_SPACES.values(), "sc", "scn"):
            used = paint.fill if operator.islower() else paint.stroke
            if not used.operator:
                return None
            made.append(_instruction(list(used.on_paper()), used.operator if operator.islower() else used.operator.upper()))
        elif operator.lower() != "cs":
            made.append(instruction)
    whole = {key: form[key] for key in ("/BBox", "/Matrix", "/Resources") if key in form}
    copy = pdf.make_stream(pikepdf.unparse_content_stream(made), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    for key, value in whole.items():
        copy[key] = value
    return page.add_resource(copy, pikepdf.Name.XObject, pikepdf.Name(f"/PpForm{place}"))


def _instruction(operands: list[Any], operator: str) -> pikepdf.ContentStreamInstruction:
    return pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(operator))


_SPACES = {"/DeviceGray": "g", "/DeviceRGB": "rg", "/DeviceCMYK": "k"}


@dataclass(frozen=True, slots=True)
class _Paint:
    """A colour and how much of it covers."""

    operator: str = "g"
    """What sets it: `g`, `rg` or `k`; empty for one that is not looked into, such as a pattern."""
    parts: tuple[float, ...] = (0.0,)
    alpha: float = 1.0

    def on_paper(self) -> tuple[float, ...]:
        """Return the colour's parts as paper and it make them: of light with white, of inks with none."""
        ground = 0.0 if self.operator == "k" else 1.0
        return tuple(round(self.alpha * part + (1 - self.alpha) * ground, 5) for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Colours:
    """What of the graphics state matters here."""

    fill: _Paint = _Paint()
    stroke: _Paint = _Paint()
    state: str = ""
    """Name of the graphics state that set how much covers."""
    is_soft: bool = False
    """Whether there is a soft mask or a way of blending."""
    mode: int = 0
    """How text is painted (ISO 32000-1, table 106)."""

    def after(self, operator: bytes, operands: list[Any], states: Any) -> _Colours:
        """Return what they are after an operator."""
        name = operator.decode("latin-1")
        if name == "gs" and (state := states.get(str(operands[0]))) is not None:
            return self._with_state(str(operands[0]), state)
        if name == "Tr":
            return replace(self, mode=int(operands[0]))
        paint = "fill" if name.islower() else "stroke"
        now: _Paint = getattr(self, paint)
        if name.lower() in _SPACES.values():
            now = replace(now, operator=name.lower(), parts=tuple(map(float, operands)))
        elif name.lower() == "cs":
            now = replace(now, operator=_SPACES.get(str(operands[0]), ""))
        elif name.lower() in ("sc", "scn"):
            is_plain = all(isinstance(part, int | float | Decimal) for part in operands)
            now = replace(now, parts=tuple(map(float, operands))) if is_plain else replace(now, operator="")
        else:
            return self
        return replace(self, fill=now) if paint == "fill" else replace(self, stroke=now)

    def _with_state(self, name: str, state: Any) -> _Colours:
        fill = replace(self.fill, alpha=float(state["/ca"])) if "/ca" in state else self.fill
        stroke = replace(self.stroke, alpha=float(state["/CA"])) if "/CA" in state else self.stroke
        soft = "/SMask" in state and state["/SMask"] != "/None"
        blends = state.get("/BM", pikepdf.Name.Normal) not in ("/Normal", "/Compatible")
        matters = {"/ca", "/CA", "/BM", "/SMask"} & set(state.keys())
        return replace(self, fill=fill, stroke=stroke, state=name if matters else self.state, is_soft=soft or blends)

    def whole(self, kind: str) -> tuple[list[Any], list[Any]] | None:
        """Return what sets the opaque colours before something is painted, and what sets these again behind it; None where that
        cannot be told."""
        used = [(self.fill, self.fill.operator)] if kind != "stroke" else []
        used += [(self.stroke, self.stroke.operator.upper())] if kind in ("stroke", "both") else []
        if kind == "other" or self.is_soft or not self.state or (kind == "text" and self.mode) or not all(o for _, o in used):
            return None
        return ([_instruction(list(paint.on_paper()), operator) for paint, operator in used],
                [_instruction(list(paint.parts), operator) for paint, operator in used])


# ---- regions


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _within(box: Box, page: Box) -> Box | None:
    """Return the part of a box that is on the page, grown to whole points, or None."""
    left, bottom = max(floor(box[0]), page[0]), max(floor(box[1]), page[1])
    right, top = min(ceil(box[2]), page[2]), min(ceil(box[3]), page[3])
    return (left, bottom, right, top) if left < right and bottom < top else None


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes that do not meet and hold all those given."""
    found: list[Box] = []
    for box in boxes:
        grown = box
        while meeting := [other for other in found if _meet(grown, other)]:
            found = [other for other in found if other not in meeting]
            for other in meeting:
                grown = (min(grown[0], other[0]), min(grown[1], other[1]), max(grown[2], other[2]), max(grown[3], other[3]))
        found.append(grown)
    return sorted(found)


def _picture(leaf: Any, box: Box, resolution: int) -> tuple[int, int, bytes]:
    """Return a region of a page as PDFium paints it: width, height and rows of RGB, 8 bits each."""
    left, bottom, right, top = leaf.get_mediabox()
    bitmap = leaf.render(scale=resolution / 72, crop=(box[0] - left, box[1] - bottom, right - box[2], top - box[3]),
                         draw_annots=False, rev_byteorder=True, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGR)
    try:
        width, height, stride, rows = bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)
        return width, height, b"".join(rows[y * stride : y * stride + 3 * width] for y in range(height))
    finally:
        bitmap.close()
