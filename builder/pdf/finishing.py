"""Finishing: what the press cannot say of a PDF itself - boxes from 0,0, page labels, whole leaves, a reproducible identity."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pikepdf

from builder.model import Metadata

_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")


def finish(data: bytes, metadata: Metadata, *, front_pages: int) -> bytes:
    """Return the PDF with its boxes, labels and metadata, the same bytes for the same input.

    Every page's boxes begin at 0, 0: some prepress tools misplace a bled page otherwise. The number of pages is even, for a
    leaf has two sides. `front_pages` pages (the cover and its blank verso) come before the page numbered 1; they are labelled
    `C1`, `C2` (ISO 32000-1, 12.4.2), so that a reader's page box agrees with the folios.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _move_to_origin(pdf)
        _fill_the_leaf(pdf)
        labels = [0, pikepdf.Dictionary(S=pikepdf.Name.D, P=pikepdf.String("C"))] if front_pages else []
        labels += [front_pages, pikepdf.Dictionary(S=pikepdf.Name.D)]
        pdf.Root.PageLabels = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(labels)))
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True, Direction=pikepdf.Name.L2R)
        pdf.Root.PageLayout = pikepdf.Name.TwoPageRight
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.docinfo["/CreationDate"] = moment(metadata.date)
        pdf.docinfo["/ModDate"] = moment(metadata.updated or metadata.date)
        pdf.docinfo["/Producer"] = "postpress"
        identity = sha256(data).digest()[:16]
        pdf.trailer.ID = pikepdf.Array([pikepdf.String(identity), pikepdf.String(identity)])
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True,
                 recompress_flate=False, normalize_content=False)
    return out.getvalue()


def _move_to_origin(pdf: pikepdf.Pdf) -> None:
    """Shift what is on every page, and every place that links and bookmarks name, so that the boxes begin at 0, 0."""
    shifts: dict[tuple[int, int], tuple[Decimal, Decimal]] = {}
    for page in pdf.pages:
        left, bottom = (Decimal(str(page.obj["/MediaBox"][n])) for n in (0, 1))
        if not left and not bottom:
            continue
        shifts[page.obj.objgen] = (-left, -bottom)
        page.contents_add(pdf.make_stream(f"q 1 0 0 1 {-left} {-bottom} cm\n".encode()), prepend=True)
        page.contents_add(pdf.make_stream(b"\nQ"))
        for name in _BOXES:
            if name in page.obj:
                page.obj[name] = _shifted(page.obj[name], -left, -bottom)
        for annotation in page.obj.get("/Annots", []):
            annotation["/Rect"] = _shifted(annotation["/Rect"], -left, -bottom)
    for place in _places(pdf):
        dx, dy = shifts.get(place[0].objgen, (Decimal(0), Decimal(0)))
        if len(place) > 3 and place[1] == pikepdf.Name.XYZ:
            place[2] = Decimal(str(place[2])) + dx
            place[3] = Decimal(str(place[3])) + dy


def _shifted(box: pikepdf.Object, dx: Decimal, dy: Decimal) -> pikepdf.Array:
    """Return a rectangle moved, rounded to a ten-thousandth of a point."""
    return pikepdf.Array([
        (Decimal(str(value)) + (dy if index % 2 else dx)).quantize(Decimal("0.0001")).normalize() + 0
        for index, value in enumerate(list(box))
    ])


def _places(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every explicit destination: of named destinations, bookmarks and links (ISO 32000-1, 12.3.2)."""
    tree = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests", pikepdf.Dictionary())
    names: pikepdf.Object | list[pikepdf.Object] = tree.get("/Names", [])
    found = [named for index, named in enumerate(names) if index % 2]
    item = pdf.Root.get("/Outlines", pikepdf.Dictionary()).get("/First")
    waiting = [item] if item is not None else []
    while waiting:
        item = waiting.pop()
        found += [item[key] for key in ("/Dest",) if key in item]
        found += [item["/A"]["/D"]] if "/A" in item and "/D" in item["/A"] else []
        waiting += [item[key] for key in ("/Next", "/First") if key in item]
    for page in pdf.pages:
        found += [a["/Dest"] for a in page.obj.get("/Annots", []) if "/Dest" in a]
    yield from (f for f in found if isinstance(f, pikepdf.Array))


def _fill_the_leaf(pdf: pikepdf.Pdf) -> None:
    """Add the blank verso of the last leaf when the pages end on a recto."""
    if len(pdf.pages) % 2:
        last = pdf.pages[-1].obj
        boxes = {name: pikepdf.Array(list(last[name])) for name in _BOXES if name in last}
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(pikepdf.Dictionary(
            {"/Type": pikepdf.Name.Page, "/Resources": pikepdf.Dictionary(), **boxes}))))


def moment(day: date) -> str:
    """Return midnight UTC of a day as a PDF date (ISO 32000-1, 7.9.4)."""
    return f"D:{day:%Y%m%d}000000Z"
