"""Finishing: what the press cannot say of a PDF itself - page labels, reading direction, reproducible identity."""

from __future__ import annotations

import io
from datetime import date
from hashlib import sha256

import pikepdf

from builder.model import Metadata


def finish(data: bytes, metadata: Metadata, *, front_pages: int) -> bytes:
    """Return the PDF with its labels and metadata, the same bytes for the same input.

    `front_pages` leaves (the cover and its blank verso) come before the page numbered 1; they are labelled `C1`, `C2`
    (ISO 32000-1, 12.4.2), so that a reader's page box agrees with the folios.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        labels = [0, pikepdf.Dictionary(S=pikepdf.Name.D, P=pikepdf.String("C"))] if front_pages else []
        labels += [front_pages, pikepdf.Dictionary(S=pikepdf.Name.D)]
        pdf.Root.PageLabels = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(labels)))
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True, Direction=pikepdf.Name.L2R)
        pdf.Root.PageLayout = pikepdf.Name.TwoPageRight
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.docinfo["/CreationDate"] = _moment(metadata.date)
        pdf.docinfo["/ModDate"] = _moment(metadata.updated or metadata.date)
        pdf.docinfo["/Producer"] = "postpress"
        identity = sha256(data).digest()[:16]
        pdf.trailer.ID = pikepdf.Array([pikepdf.String(identity), pikepdf.String(identity)])
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True,
                 recompress_flate=False, normalize_content=False)
    return out.getvalue()


def _moment(day: date) -> str:
    """Return midnight UTC of a day as a PDF date (ISO 32000-1, 7.9.4)."""
    return f"D:{day:%Y%m%d}000000Z"
