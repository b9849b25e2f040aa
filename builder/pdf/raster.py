"""Pages as pixels, and where things stand on them: the bytes of a PDF come in. PDFium's types do not leave this module."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2


def rasterise(pdf: bytes, *, page: int = 0, width: int, height: int) -> bytes:
    """Return one page of a PDF as `height` rows of `width` RGB pixels, three bytes each, on white.

    The page's crop box is stretched to exactly that many pixels: give numbers of its own shape.

    Args:
        pdf: The file.
        page: 0-based number of the page.
        width: In pixels.
        height: In pixels.

    Raises:
        IndexError: when there is no such page.
    """
    with _leaf(pdf, page) as leaf:
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, pypdfium2.raw.FPDFBitmap_BGR)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        flags = pypdfium2.raw.FPDF_REVERSE_BYTE_ORDER | pypdfium2.raw.FPDF_ANNOT
        pypdfium2.raw.FPDF_RenderPageBitmap(bitmap, leaf, 0, 0, width, height, 0, flags)
        rows, row, stride = bytes(bitmap.buffer), 3 * width, bitmap.stride
        bitmap.close()
    return rows if stride == row else b"".join(rows[y * stride : y * stride + row] for y in range(height))


@contextlib.contextmanager
def _leaf(pdf: bytes, page: int) -> Iterator[pypdfium2.PdfPage]:
    """Hold one page of a PDF open.

    Raises:
        IndexError: when there is no such page.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 0 <= page < len(document):
            raise IndexError(f"page {page} of {len(document)}")
        leaf = document[page]
        yield leaf
        leaf.close()
    finally:
        document.close()


def marked_boxes(pdf: bytes, *, page: int = 0) -> dict[str, tuple[float, float, float, float]]:
    """Return where what stands in marked content is painted: the mark's tag and left, bottom, right and top, in pt.

    They are those of the page's own space, and inside a form those of the form's. What paints nothing is left out. PDFium
    knows every glyph's outline, so that the boxes of text are as tight as its letters.

    Raises:
        IndexError: when there is no such page.
    """
    found: dict[str, tuple[float, float, float, float]] = {}
    raw = pypdfium2.raw
    with _leaf(pdf, page) as leaf:
        waiting = [raw.FPDFPage_GetObject(leaf, n) for n in range(raw.FPDFPage_CountObjects(leaf))]
        while waiting:
            item = waiting.pop()
            if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM:
                waiting += [raw.FPDFFormObj_GetObject(item, n) for n in range(raw.FPDFFormObj_CountObjects(item))]
            elif (box := _bounds(item)) is not None:
                for n in range(raw.FPDFPageObj_CountMarks(item)):
                    tag = _tag(raw.FPDFPageObj_GetMark(item, n))
                    known = found.get(tag, box)
                    found[tag] = (min(box[0], known[0]), min(box[1], known[1]), max(box[2], known[2]), max(box[3], known[3]))
    return found


def _bounds(item: Any) -> tuple[float, float, float, float] | None:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pypdfium2.raw.FPDFPageObj_GetBounds(item, *sides):
        return None
    left, bottom, right, top = (side.value for side in sides)
    return (left, bottom, right, top) if left < right and bottom < top else None


def _tag(mark: Any) -> str:
    length = ctypes.c_ulong()
    pypdfium2.raw.FPDFPageObjMark_GetName(mark, None, 0, length)
    letters = ctypes.create_string_buffer(length.value)
    pypdfium2.raw.FPDFPageObjMark_GetName(mark, ctypes.cast(letters, ctypes.POINTER(ctypes.c_ushort)), length.value, length)
    return letters.raw.decode("utf-16-le").rstrip("\0")
