"""Wrapping: the sheet of a wrap comes in, set; one page with its boxes leaves. And the pages of a block, counted."""

from __future__ import annotations

import io
from decimal import Decimal

import pikepdf

from builder.errors import Report
from builder.model import Edition, Pages, Target
from builder.pdf.colour import recolour
from builder.pdf.finishing import seal, take_out
from builder.pdf.flattening import flatten
from builder.pdf.marks import crease, mark
from builder.pdf.press import press
from builder.profile import Profile
from builder.wrap_sheet import Sheet

_POINT = Decimal(72) / Decimal("25.4")


def bind_wrap(pages: Pages, sheet: Sheet, profile: Profile, report: Report) -> Edition:
    """Return the wrap as its printer wants it, a PDF of one page.

    TrimBox is the trimmed sheet, BleedBox that with its bleed, MediaBox the same or, with marks, the room for them too
    (ISO 32000-1, 14.11.2). They begin at 0, 0 and are true to a ten-thousandth of a point.

    Raises:
        PostpressError: P-codes of the press and of the printer's standard; W003 when the theme's style sheet makes more or less
            than one page.
    """
    pressed = press(pages.pages[0].markup, stylesheet=pages.stylesheet, assets=pages.assets, faces=pages.faces, report=report,
                    manner=pages.manner)
    if pressed.pages != 1:
        report.error("W003", f"the wrap has {pressed.pages} pages, and must have one",
                     hint="in the theme's wrap.css.j2, let nothing flow out of the sheet")
        report.stop_on_errors()
    with pikepdf.open(io.BytesIO(pressed.data)) as pdf:
        page = pdf.pages[0].obj
        media, bleed = _box(0, sheet), _box(sheet.slug, sheet)
        page.MediaBox, page.BleedBox, page.TrimBox = media, bleed, _box(sheet.edge, sheet)
        for name in ("/ArtBox", "/CropBox"):
            if name in page:
                del page[name]
        take_out(pdf, profile)
        flatten(pdf, profile, report)
        recolour(pdf, profile)
        if sheet.slug:
            mark(pdf)
            crease(pdf, sheet.folds)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = pikepdf.Name.UseNone
        data = seal(pdf, pages.metadata, profile, pressed.data, report)
    return Edition(Target.WRAP, "wrap.pdf", "application/pdf", data)


def _box(inset: float, sheet: Sheet) -> pikepdf.Array:
    """Return the sheet's rectangle so many mm inside its edge, in points."""
    sides = (inset, inset, sheet.across - inset, sheet.down - inset)
    points = [Decimal(repr(round(side, 6))) * _POINT for side in sides]
    return pikepdf.Array([point.quantize(Decimal("0.0001")).normalize() + 0 for point in points])


def block_pages(data: bytes) -> int:
    """Return the pages of a printed book that stand between its covers: those of its front cover are labelled `C`."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        labels = list(pdf.Root.get("/PageLabels", pikepdf.Dictionary()).get("/Nums", []))
        starts = [int(start) for start, style in zip(labels[::2], labels[1::2], strict=True) if str(style.get("/P", "")) != "C"]
        return len(pdf.pages) - min(starts, default=0)
