"""Pages as pixels: the bytes of a PDF come in, rows of RGB leave. PDFium paints; its types do not leave this module."""

from __future__ import annotations

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
    document = pypdfium2.PdfDocument(pdf)
    try:
        if not 0 <= page < len(document):
            raise IndexError(f"page {page} of {len(document)}")
        leaf = document[page]
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, pypdfium2.raw.FPDFBitmap_BGR)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        flags = pypdfium2.raw.FPDF_REVERSE_BYTE_ORDER | pypdfium2.raw.FPDF_ANNOT
        pypdfium2.raw.FPDF_RenderPageBitmap(bitmap, leaf, 0, 0, width, height, 0, flags)
        rows, row, stride = bytes(bitmap.buffer), 3 * width, bitmap.stride
        leaf.close()
        bitmap.close()
        return rows if stride == row else b"".join(rows[y * stride : y * stride + row] for y in range(height))
    finally:
        document.close()
