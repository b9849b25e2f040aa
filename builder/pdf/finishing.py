"""Finishing: what the press cannot say of a PDF itself - boxes from 0,0, page labels, whole leaves, a reproducible identity."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pikepdf

from builder.errors import Report
from builder.model import Metadata
from builder.pdf.colour import recolour
from builder.pdf.conformance import VERSIONS, declare
from builder.pdf.flattening import flatten
from builder.pdf.marks import BORDER, mark
from builder.profile import Profile

_DEEPEST = 8
"""Dictionaries inside dictionaries that are looked into."""
_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")


def finish(
    data: bytes, metadata: Metadata, *, cover_pages: int, text_page: int, profile: Profile, report: Report,
) -> bytes:
    """Return the PDF as its printer wants it, the same bytes for the same input.

    Every page's boxes begin at 0, 0: some prepress tools misplace a bled page otherwise. The number of pages is the printer's
    multiple, filled with blank ones. Pages are labelled as their folios are (ISO 32000-1, 12.4.2), so that a reader's page box
    agrees with them: `cover_pages` (the cover and its blank verso) `C1`, `C2`; the front matter from i on; the text from 1 on.
    `text_page` is the page it begins on, from 1; 0 counts all pages behind the cover as text.

    A report gets P006 for what the standard forbids and nothing here can mend.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _set_boxes(pdf, profile)
        _move_to_origin(pdf)
        _fill_the_sheet(pdf, profile)
        take_out(pdf, profile)
        flatten(pdf, profile, report)
        recolour(pdf, profile)
        if profile.marks:
            mark(pdf)
        pdf.Root.PageLabels = pdf.make_indirect(pikepdf.Dictionary(Nums=_labels(cover_pages, text_page)))
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True, Direction=pikepdf.Name.L2R)
        pdf.Root.PageLayout = pikepdf.Name.TwoPageRight
        pdf.Root.PageMode = pikepdf.Name.UseOutlines if profile.outline else pikepdf.Name.UseNone
        return seal(pdf, metadata, profile, data, report)


def seal(pdf: pikepdf.Pdf, metadata: Metadata, profile: Profile, data: bytes, report: Report) -> bytes:
    """Return a finished PDF as bytes of its standard, with an identity made of `data`, the file it began as.

    A report gets P006 for what the standard forbids and nothing here can mend.
    """
    declare(pdf, metadata, profile, data)
    _judge(pdf, profile, report)
    identity = sha256(data).digest()[:16]
    pdf.trailer.ID = pikepdf.Array([pikepdf.String(identity), pikepdf.String(identity)])
    out = io.BytesIO()
    version = VERSIONS[profile.standard]
    packed = pikepdf.ObjectStreamMode.generate if version >= "1.5" else pikepdf.ObjectStreamMode.disable
    pdf.remove_unreferenced_resources()
    pdf.save(out, deterministic_id=True, object_stream_mode=packed, compress_streams=True,
             recompress_flate=False, normalize_content=False, force_version=version)
    return out.getvalue()


def _labels(cover_pages: int, text_page: int) -> pikepdf.Array:
    """Return the number tree of the page labels: 0-based page, style of those from there on (ISO 32000-1, 12.4.2)."""
    ranges: dict[int, pikepdf.Dictionary] = {0: pikepdf.Dictionary(S=pikepdf.Name.D, P=pikepdf.String("C"))}
    ranges[cover_pages] = pikepdf.Dictionary(S=pikepdf.Name.r if text_page else pikepdf.Name.D)
    if text_page:
        ranges[text_page - 1] = pikepdf.Dictionary(S=pikepdf.Name.D)
    return pikepdf.Array([part for start in sorted(ranges) for part in (start, ranges[start])])


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


def _set_boxes(pdf: pikepdf.Pdf, profile: Profile) -> None:
    """Make the sheet as large as bleed and marks ask, around the trimmed page; PDF/X has either TrimBox or ArtBox."""
    for page in pdf.pages:
        trim = [Decimal(str(n)) for n in page.obj["/TrimBox"]]
        bleed = _grown(trim, profile.bleed)
        page.obj["/BleedBox"] = bleed
        page.obj["/MediaBox"] = _grown(trim, profile.bleed + (BORDER if profile.marks else 0))
        for name in ("/ArtBox", "/CropBox"):
            if name in page.obj:
                del page.obj[name]


def _grown(box: list[Decimal], by: float) -> pikepdf.Array:
    points = Decimal(str(by)) * 72 / Decimal("25.4")
    return pikepdf.Array([box[0] - points, box[1] - points, box[2] + points, box[3] + points])


def _fill_the_sheet(pdf: pikepdf.Pdf, profile: Profile) -> None:
    """Add blank pages at the end until the number of pages is the printer's multiple and no fewer than it binds, one at the
    least where the last is to be blank."""
    count = len(pdf.pages)
    last = pdf.pages[-1].obj
    for _ in range(count, profile.whole(count)):
        boxes = {name: pikepdf.Array(list(last[name])) for name in _BOXES if name in last}
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(pikepdf.Dictionary(
            {"/Type": pikepdf.Name.Page, "/Resources": pikepdf.Dictionary(), **boxes}))))


def take_out(pdf: pikepdf.Pdf, profile: Profile) -> None:
    """Take out what the printer does not want in the file, and what its standard forbids."""
    if not profile.outline and "/Outlines" in pdf.Root:
        del pdf.Root["/Outlines"]
    for page in pdf.pages:
        if not profile.annotations and "/Annots" in page.obj:
            del page.obj["/Annots"]
        if profile.standard.startswith("PDF/X-1a") and "/Group" in page.obj:
            del page.obj["/Group"]  # WeasyPrint calls every page a group, whether anything on it shines through or not


def _judge(pdf: pikepdf.Pdf, profile: Profile, report: Report) -> None:
    """Report what would make a printer refuse the file and cannot be mended here: it is the theme's to mend."""
    if profile.standard.startswith("PDF/X-1a") and any(_shines(found) for item in pdf.objects for found in _within(item, 0)):
        report.error("P006", f"something on the pages is transparent, which {profile.standard} does not know",
                     hint="use whole colours in the theme's style sheet in place of opacity and shadows")


def _within(item: Any, depth: int) -> Iterator[Any]:
    """Yield a dictionary or stream and the dictionaries written directly inside it."""
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream) or depth > _DEEPEST:
        return
    yield item
    for value in item.values():
        if isinstance(value, pikepdf.Dictionary) and not value.is_indirect:
            yield from _within(value, depth + 1)


def _shines(found: Any) -> bool:
    """Return whether a graphics state, a form or a picture lets what is behind it show (ISO 32000-1, 11.6)."""
    return any(float(found.get(key, 1)) != 1 for key in ("/ca", "/CA")) or found.get("/S") == "/Transparency" \
        or isinstance(found.get("/SMask"), pikepdf.Dictionary | pikepdf.Stream)
