"""What a PDF's metadata promises: a file that calls itself PDF/UA is judged by what a screen reader needs of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from builder.errors import Report
from builder.preflight.printing.streams import METADATA_MOST, unpacked

_CLAIM = re.compile(rb"pdfuaid:part(?:>|=[\"'])\s*\d")
"""The identification of ISO 14289-1, 5, as element or attribute, in a packet of UTF-8."""


def is_for_screen(pdf: pikepdf.Pdf) -> bool:
    """Return whether a PDF is made for a screen and not for a printing house: its contents are tagged (ISO 32000-1, 14.7.1) and
    nothing of its pages lies outside the trim."""
    return _is_tagged(pdf) and not any(_is_bled(page.obj) for page in pdf.pages)


def _is_tagged(pdf: pikepdf.Pdf) -> bool:
    return "/StructTreeRoot" in pdf.Root and _says(pdf, "/MarkInfo", "/Marked")


def _says(pdf: pikepdf.Pdf, holder: str, key: str) -> bool:
    """Return whether a dictionary of the catalogue holds a true value."""
    return holder in pdf.Root and bool(pdf.Root[holder].get(key, False))


def _is_bled(page: Any) -> bool:
    if "/TrimBox" not in page or "/BleedBox" not in page:
        return False
    return any(abs(float(a) - float(b)) > 0.01 for a, b in zip(page["/TrimBox"], page["/BleedBox"], strict=True))


def check_claim(pdf: pikepdf.Pdf, name: str, report: Report) -> None:
    """Report V069 for each kind of thing that a file which calls itself PDF/UA lacks, with the first page that does."""
    metadata = pdf.Root.get("/Metadata")
    if not isinstance(metadata, pikepdf.Stream) or not _CLAIM.search(unpacked(metadata, METADATA_MOST) or b""):
        return
    for lack in {re.sub(r"\d+", "", lack): lack for lack in reversed(list(_lacks(pdf)))}.values():
        report.error("V069", f"the file calls itself PDF/UA, and {lack}", path=name,
                     hint="make it with tags (--to screen), or take the claim out of its metadata")


def _lacks(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what is missing (ISO 14289-1, 7.1, 7.3 and 7.18)."""
    if not _is_tagged(pdf):
        yield "its contents are not tagged"
        return
    if not _says(pdf, "/ViewerPreferences", "/DisplayDocTitle"):
        yield "readers show the file's name, not the book's title"
    for number, page in enumerate(pdf.pages, start=1):
        areas = [a for a in page.obj.get("/Annots", []) if a.get("/Subtype") == "/Link"]
        if areas and page.obj.get("/Tabs") != "/S":
            yield f"the links of page {number} are not in the order of the text"
        for area in areas:
            if "/StructParent" not in area:
                yield f"a link of page {number} has no tag"
            elif not str(area.get("/Contents", "")).strip():
                yield f"a link of page {number} does not say where it leads"
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure" and "/P" in item \
                and not (str(item.get("/Alt", "")).strip() or "/ActualText" in item):
            yield "a picture has no words that stand for it"
