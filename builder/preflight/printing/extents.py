"""Extents: where on a page something is to be seen, as PDFium lays it out."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from builder.matrices import IDENTITY, Matrix, times
from builder.preflight.printing.layers import HIDDEN
from builder.preflight.printing.observed import Box, Extent
from builder.preflight.printing.state import EVERYWHERE, FILLED, STROKED, moved, overlap

_NESTED_MOST = 12
_OBJECTS_MOST = 100_000
_KEPT_MOST = 500
_MARKS_MOST = 40
POINTS_MOST = 3_000_000
"""Points of clippings in a file that are looked at, some seconds' work: an object near an edge is clipped by four, mostly."""
_WHITE = 253
"""Of 255: what is lighter leaves the paper as it is."""
_KINDS = {raw.FPDF_PAGEOBJ_TEXT: "text", raw.FPDF_PAGEOBJ_PATH: "drawing", raw.FPDF_PAGEOBJ_IMAGE: "picture",
          raw.FPDF_PAGEOBJ_SHADING: "drawing"}


class Patience:
    """What is shared by all pages of a file: how much more of it is looked at."""

    def __init__(self) -> None:
        self._left = POINTS_MOST

    @property
    def is_spent(self) -> bool:
        """Whether something was not looked at."""
        return self._left < 0

    def spend(self, points: int) -> bool:
        """Return whether so many points of clippings may still be looked at."""
        self._left -= points
        return self._left >= 0


def near_edges(
    page: pypdfium2.PdfPage, trim: Box, near: float, matrix: Matrix = IDENTITY, patience: Patience | None = None,
) -> tuple[Extent, ...]:
    """Return what stands nearer than `near` pt to an edge of the trimmed page, or across it; `matrix` brings the page's own
    coordinates onto paper, where `trim` is.

    Letters are measured by their ink, drawings and pictures by what their clipping leaves of them. What cannot be seen, being
    white or invisible, and what stands wholly outside the trimmed page is left out.
    """
    patience = patience or Patience()
    safe = trim.grown(-near)
    found: list[Extent] = []
    texts: set[int] = set()
    for item, placed in _objects(page.raw, matrix):
        kind = _KINDS.get(raw.FPDFPageObj_GetType(item))
        bounds = _bounds(item)
        if kind is None or bounds is None:
            continue
        box = moved(bounds, placed)
        if safe.holds(box) or not box.meets(trim) or _is_unseen(item, kind):
            continue
        if kind == "text":
            texts.add(_address(item))
            continue
        if len(found) >= _KEPT_MOST:
            continue
        shown = overlap(box, _clip(item, placed, patience))
        if shown is not None and shown.meets(trim) and not safe.holds(shown):
            found.append(Extent(kind, shown))
    if texts:
        found += _letters(page, texts, trim, safe, matrix)
    return tuple(found)


def _objects(page: Any, placed: Matrix) -> Iterator[tuple[Any, Matrix]]:
    """Yield the objects of a page that are printed, with the matrix that brings them onto paper."""
    waiting = [(raw.FPDFPage_GetObject(page, index), placed, 0)
               for index in range(min(raw.FPDFPage_CountObjects(page), _OBJECTS_MOST) - 1, -1, -1)]
    left = _OBJECTS_MOST
    while waiting and left:
        item, matrix, depth = waiting.pop()
        left -= 1
        if _is_hidden(item):
            continue
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_FORM:
            yield item, matrix
            continue
        own = raw.FS_MATRIX()
        if depth < _NESTED_MOST and raw.FPDFPageObj_GetMatrix(item, own):
            inner = times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
            count = min(raw.FPDFFormObj_CountObjects(item), left)
            waiting += [(raw.FPDFFormObj_GetObject(item, index), inner, depth + 1) for index in range(count)]


def _is_hidden(item: Any) -> bool:
    """Return whether an object stands in a layer that is not printed, by the entry it was given for this."""
    found = ctypes.c_int()
    return any(
        raw.FPDFPageObjMark_GetParamIntValue(raw.FPDFPageObj_GetMark(item, index), HIDDEN.encode("ascii"), found)
        for index in range(min(max(0, raw.FPDFPageObj_CountMarks(item)), _MARKS_MOST)))


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _bounds(item: Any) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    return Box(left.value, bottom.value, right.value, top.value)


def _is_unseen(item: Any, kind: str) -> bool:
    if kind == "text":
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        return ((mode not in FILLED or _is_white(item, raw.FPDFPageObj_GetFillColor))
                and (mode not in STROKED or _is_white(item, raw.FPDFPageObj_GetStrokeColor)))
    if kind != "drawing" or raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_SHADING:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    return ((not fill.value or _is_white(item, raw.FPDFPageObj_GetFillColor))
            and (not stroke.value or _is_white(item, raw.FPDFPageObj_GetStrokeColor)))


def _is_white(item: Any, asked: Any) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    return bool(asked(item, *parts)) and all(part.value >= _WHITE for part in parts[:3])


def _clip(item: Any, matrix: Matrix, patience: Patience) -> Box | None:
    """Return the bounds of an object's clipping, as large as can be where it has none; None when nothing is left or told."""
    shown: Box | None = EVERYWHERE
    clip = raw.FPDFPageObj_GetClipPath(item)
    for path in range(max(0, raw.FPDFClipPath_CountPaths(clip))) if clip else ():
        count = max(0, raw.FPDFClipPath_CountPathSegments(clip, path))
        if not patience.spend(count + 1):
            return None
        x, y = ctypes.c_float(), ctypes.c_float()
        points = [(x.value, y.value) for index in range(count)
                  if raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, index), x, y)]
        if points:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            shown = overlap(shown, moved((min(xs), min(ys), max(xs), max(ys)), matrix))
        if shown is None:
            break
    return shown


def _letters(page: pypdfium2.PdfPage, texts: set[int], trim: Box, safe: Box, matrix: Matrix) -> list[Extent]:
    """Return the letters near an edge by the bounds of their ink."""
    found: list[Extent] = []
    text = raw.FPDFText_LoadPage(page.raw)
    try:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        for index in range(min(raw.FPDFText_CountChars(text), _OBJECTS_MOST)):
            if not raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
                continue
            x0, y0, x1, y1 = box = moved((left.value, bottom.value, right.value, top.value), matrix)
            if x0 >= safe.left and y0 >= safe.bottom and x1 <= safe.right and y1 <= safe.top:
                continue
            if x1 > x0 and y1 > y0 and box.meets(trim) and _address(raw.FPDFText_GetTextObject(text, index)) in texts:
                found.append(Extent("text", box))
                if len(found) >= _KEPT_MOST:
                    break
    finally:
        raw.FPDFText_ClosePage(text)
    return found
