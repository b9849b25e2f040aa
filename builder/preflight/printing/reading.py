"""Reading: the bytes of a PDF come in, what was observed in it leaves."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2

from builder.matrices import IDENTITY
from builder.preflight.names import name_of
from builder.preflight.printing import leaves
from builder.preflight.printing.content import Drawing
from builder.preflight.printing.extents import Patience, near_edges
from builder.preflight.printing.layers import Layers, marked
from builder.preflight.printing.leaves import Leaf, inherited
from builder.preflight.printing.observed import Box, Extent, Observed, OutputIntent, Page
from builder.preflight.printing.state import EVERYWHERE, State
from builder.preflight.printing.streams import BROKEN, METADATA_MOST, unpacked
from builder.preflight.printing.supply import EndlessError, Shelf
from builder.preflight.printing.tally import Tally

PAGES_MOST = 20_000
_ICC_MOST = 64 << 20
_NOTES_MOST = 2_000
_HIDDEN, _PRINT = 2, 4
"""Flags of annotations (ISO 32000-1, table 165)."""
_XREF_STREAM = re.compile(rb"/Type\s*/(?:XRef|ObjStm)\b")
_COMPONENTS = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}

Near = Callable[[int], float]
"""How near to an edge, in pt, something must stand to be noted, for a book of so many pages."""


def observe(data: bytes, near: Near) -> Observed:
    """Return everything the rules look at.

    Raises:
        pikepdf.PdfError, pypdfium2.PdfiumError and what reading a damaged object raises.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        shelf = Shelf(Layers(pdf.Root))
        found = _document(pdf) | {"compressed_structure": _XREF_STREAM.search(data) is not None, "count": len(pdf.pages)}
        looked = _looked_at([leaf.obj for leaf, _ in zip(pdf.pages, range(PAGES_MOST), strict=False)], shelf)
    shown = _extents(data, [(page, leaf) for page, leaf, _ in looked], near(found["count"]))
    pages = tuple(_seen(page, tally, extents) for (page, _, tally), extents in zip(looked, shown, strict=True))
    return Observed(pages, **found)


def _looked_at(pages: list[Any], shelf: Shelf) -> list[tuple[Page, Leaf, Tally]]:
    """Return each page with what was seen on it; once a file has drawn more than any book, nothing more is followed."""
    found: list[tuple[Page, Leaf, Tally]] = []
    unread = ""
    for number, written in enumerate(pages, start=1):
        page, leaf = _page(number, written)
        tally = Tally(page.page_size)
        if not unread:
            unread = follow(written, leaf, tally, shelf)
        if unread:
            page, tally = replace(page, unread=unread), Tally(page.page_size, blank=False)
        found.append((page, leaf, tally))
        unread = "" if unread == "damaged" else unread
    return found


def follow(written: Any, leaf: Leaf, tally: Tally, shelf: Shelf) -> str:
    """Note what a page and its annotations draw; return why it was not read to its end, `endless` or `damaged`, or nothing."""
    try:
        _follow(written, leaf, tally, shelf)
    except EndlessError:
        return "endless"
    except BROKEN:
        return "damaged"
    return ""


def _page(number: int, written: Any) -> tuple[Page, Leaf]:
    leaf = leaves.read(written)
    nowhere = Box(0, 0, 0, 0)
    notes = written.get("/Annots")
    subtypes: list[str] = []
    for note, _ in zip(list(notes) if isinstance(notes, pikepdf.Array) else [], range(_NOTES_MOST), strict=False):
        if isinstance(note, pikepdf.Dictionary):
            subtypes.append(name_of(note.get("/Subtype", "")))
    return Page(number, leaf.media or nowhere, leaf.crop or nowhere, leaf.bleed, leaf.trim, leaf.turned, leaf.unit,
                annotations=tuple(subtypes)), leaf


def _follow(written: Any, leaf: Leaf, tally: Tally, shelf: Shelf) -> None:
    media = leaf.media or Box(0, 0, 0, 0)
    group = written.get("/Group")
    if isinstance(group, pikepdf.Dictionary) and str(group.get("/S", "")) == "/Transparency":
        tally.transparency.add("group")
    data = shelf.page(written)
    Drawing(shelf, tally, inherited(written, "/Resources"), State(leaf.matrix, media)).follow(data)
    _follow_letters(shelf)
    notes = written.get("/Annots")
    for note, _ in zip(list(notes) if isinstance(notes, pikepdf.Array) else [], range(_NOTES_MOST), strict=False):
        look = None
        with contextlib.suppress(*BROKEN):
            look = _look(note, shelf)
        if look is not None:
            aside = Tally(media)
            Drawing(shelf, aside, look.get("/Resources"), State(leaf.matrix, media), where="link").follow(shelf.content(look))
            tally.uses |= aside.uses
            tally.transparency |= aside.transparency
            tally.fonts |= aside.fonts


def _follow_letters(shelf: Shelf) -> None:
    """Count what the letters of fonts made of drawings draw: PDFium will draw it, and it may be without end."""
    while shelf.drawn:
        font = shelf.drawn.pop()
        with contextlib.suppress(*BROKEN):
            for letter in list(font["/CharProcs"].values()):
                shelf.enter()
                drawing = Drawing(shelf, Tally(EVERYWHERE), font.get("/Resources"), State(IDENTITY, EVERYWHERE))
                drawing.follow(shelf.content(letter))


def _look(note: Any, shelf: Shelf) -> Any:
    """Return what is printed of an annotation, or None: it must say that it is, and not be hidden (ISO 32000-1, 12.5.3)."""
    flags = int(note.get("/F", 0))
    if not flags & _PRINT or flags & _HIDDEN or shelf.layers.hides(note.get("/OC")):
        return None
    look = note.get("/AP", {}).get("/N")
    if isinstance(look, pikepdf.Dictionary):  # one look for each of its states
        look = look.get(str(note.get("/AS", "/Off")))
    return look if isinstance(look, pikepdf.Stream) else None


def _seen(page: Page, tally: Tally, extents: tuple[Extent, ...] | None) -> Page:
    return replace(
        page, uses=frozenset(tally.uses), ink=tally.ink, rich_black=tally.rich_black, smallest_type=tally.smallest_type,
        thinnest_line=tally.thinnest_line, pictures=tuple(tally.pictures), fonts=frozenset(tally.fonts),
        transparency=frozenset(tally.transparency), forbidden=frozenset(tally.forbidden), blank=tally.blank,
        outside=tuple(tally.outside), extents=extents or (), is_measured=extents is not None)


def _extents(data: bytes, pages: list[tuple[Page, Leaf]], near: float) -> list[tuple[Extent, ...] | None]:
    """Return for each page what stands near its edges, and what reaches over them on a page of its own.

    Of a page that was not read to its end nothing: PDFium would not come to its end either. None for a page that has more to
    look at than there is patience for.
    """
    if all(page.unread for page, _ in pages):
        return [()] * len(pages)
    document = pypdfium2.PdfDocument(marked(data))
    patience = Patience()
    found: list[tuple[Extent, ...] | None] = []
    try:
        for index, (page, leaf) in enumerate(pages):
            if index >= len(document) or page.unread:
                found.append(())
                continue
            shown = document[index]
            try:
                extents = () if patience.is_spent else near_edges(shown, page.page_size, near, leaf.matrix, patience)
                found.append(None if patience.is_spent else extents)
            finally:
                shown.close()
    finally:
        document.close()
    return found


def _document(pdf: pikepdf.Pdf) -> dict[str, Any]:
    root: Any = pdf.Root
    version = max(pdf.pdf_version, str(root.get("/Version", "")).removeprefix("/"), key=_version)
    preferences = root.get("/ViewerPreferences")
    outlines = root.get("/Outlines")
    metadata = root.get("/Metadata")
    xmp = unpacked(metadata, METADATA_MOST) if isinstance(metadata, pikepdf.Stream) else None
    return {
        "version": version,
        "info": _info(pdf),
        "xmp": (xmp or b"").decode("utf-8", "replace"),
        "intents": tuple(_intents(root)),
        "has_identity": "/ID" in pdf.trailer,
        "language": str(root.get("/Lang", "")).strip(),
        "from_right": isinstance(preferences, pikepdf.Dictionary) and str(preferences.get("/Direction", "")) == "/R2L",
        "outline": isinstance(outlines, pikepdf.Dictionary) and "/First" in outlines,
        "layers": "/OCProperties" in root,
    }


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())


def _info(pdf: pikepdf.Pdf) -> tuple[tuple[str, str], ...]:
    found = pdf.trailer.get("/Info")
    if not isinstance(found, pikepdf.Dictionary):
        return ()
    return tuple((key.removeprefix("/"), str(value).removeprefix("/" if isinstance(value, pikepdf.Name) else ""))
                 for key, value in found.items())


def _intents(root: Any) -> list[OutputIntent]:
    found: list[OutputIntent] = []
    written = root.get("/OutputIntents")
    for intent in list(written)[:20] if isinstance(written, pikepdf.Array) else []:
        with contextlib.suppress(*BROKEN):
            profile = intent.get("/DestOutputProfile")
            icc = unpacked(profile, _ICC_MOST) if isinstance(profile, pikepdf.Stream) else None
            found.append(OutputIntent(
                str(intent.get("/S", "")).removeprefix("/"), str(intent.get("/OutputConditionIdentifier", "")),
                str(intent.get("/RegistryName", "")), _COMPONENTS.get((icc or b"")[16:20], 0)))
    return found
