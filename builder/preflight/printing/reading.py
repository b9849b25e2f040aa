"""Reading: the bytes of a PDF come in, what was observed in it leaves."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2

from builder.preflight.printing.content import Drawing
from builder.preflight.printing.extents import near_edges
from builder.preflight.printing.observed import Box, Extent, Observed, OutputIntent, Page
from builder.preflight.printing.state import IDENTITY, State
from builder.preflight.printing.streams import BROKEN, contents, unpacked
from builder.preflight.printing.supply import EndlessError, Shelf
from builder.preflight.printing.tally import Tally

PAGES_MOST = 20_000
_XMP_MOST = 4 << 20
_ICC_MOST = 64 << 20
_PARENTS_MOST = 50
_NOTES_MOST = 2_000
_XREF_STREAM = re.compile(rb"/Type\s*/(?:XRef|ObjStm)\b")
_COMPONENTS = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}

Near = Callable[[int], float]
"""How near to an edge, in pt, something must stand to be noted, for a book of so many pages."""


def observe(data: bytes, near: Near) -> Observed:
    """Return everything the rules look at.

    Raises:
        pikepdf.PdfError, pypdfium2.PdfiumError and what reading a damaged object raises.
    """
    shelf = Shelf()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        leaves = [leaf.obj for leaf, _ in zip(pdf.pages, range(PAGES_MOST), strict=False)]
        whole = len(leaves) == len(pdf.pages)
        looked: list[tuple[Page, Tally]] = []
        for number, leaf in enumerate(leaves, start=1):
            page = _page(number, leaf)
            tally = Tally(page.page_size)
            try:
                whole = _follow(leaf, page, tally, shelf) and whole
            except EndlessError:
                whole = False
            looked.append((page, tally))
        found = _document(pdf) | {"compressed_structure": _XREF_STREAM.search(data) is not None}
    shown = _extents(data, [page for page, _ in looked], near(len(looked)))
    pages = tuple(_seen(page, tally, extents) for (page, tally), extents in zip(looked, shown, strict=True))
    return Observed(pages, whole=whole, **found)


def _inherited(leaf: Any, key: str) -> Any:
    """Return an entry of a page or of what it descends from (ISO 32000-1, 7.7.3.4)."""
    node = leaf
    for _ in range(_PARENTS_MOST):
        if node is None or key in node:
            break
        node = node.get("/Parent")
    return None if node is None else node.get(key)


def _box(written: Any) -> Box | None:
    if written is None:
        return None
    try:
        a, b, c, d = (float(number) for number in written)
    except BROKEN:
        return None
    return Box(min(a, c), min(b, d), max(a, c), max(b, d))


def _page(number: int, leaf: Any) -> Page:
    media = _box(_inherited(leaf, "/MediaBox")) or Box(0, 0, 0, 0)
    notes = leaf.get("/Annots")
    subtypes: list[str] = []
    for note, _ in zip(list(notes) if isinstance(notes, pikepdf.Array) else [], range(_NOTES_MOST), strict=False):
        if isinstance(note, pikepdf.Dictionary):
            subtypes.append(str(note.get("/Subtype", "")).removeprefix("/"))
    return Page(
        number, media, _box(leaf.get("/BleedBox")), _box(leaf.get("/TrimBox")),
        turned=_whole_number(_inherited(leaf, "/Rotate")), unit=float(leaf.get("/UserUnit", 1)), annotations=tuple(subtypes))


def _whole_number(written: Any) -> int:
    try:
        return int(written) if written is not None else 0
    except BROKEN:
        return 0


def _follow(leaf: Any, page: Page, tally: Tally, shelf: Shelf) -> bool:
    """Note what a page and its annotations draw; return whether it could be read whole."""
    group = leaf.get("/Group")
    if isinstance(group, pikepdf.Dictionary) and str(group.get("/S", "")) == "/Transparency":
        tally.transparency.add("group")
    data = contents(leaf)
    if data is not None:
        resources = _inherited(leaf, "/Resources")
        Drawing(shelf, tally, resources, State(IDENTITY, page.media)).follow(data)
    for note, _ in zip(list(leaf.get("/Annots", [])), range(_NOTES_MOST), strict=False):
        with contextlib.suppress(*BROKEN):
            look = note.get("/AP", {}).get("/N")
            if isinstance(look, pikepdf.Stream):
                aside = Tally(page.media)
                state = State(IDENTITY, page.media)
                Drawing(shelf, aside, look.get("/Resources"), state, where="link").follow(shelf.content(look))
                tally.uses |= aside.uses
                tally.transparency |= aside.transparency
                tally.fonts |= aside.fonts
    return data is not None


def _seen(page: Page, tally: Tally, extents: tuple[Extent, ...]) -> Page:
    return Page(
        page.number, page.media, page.bleed, page.trim, page.turned, page.unit, frozenset(tally.uses), tally.ink,
        tally.rich_black, tally.smallest_type, tally.thinnest_line, tuple(tally.pictures), frozenset(tally.fonts),
        frozenset(tally.transparency), frozenset(tally.forbidden), page.annotations, tally.blank, tuple(tally.outside), extents)


def _extents(data: bytes, pages: list[Page], near: float) -> list[tuple[Extent, ...]]:
    """Return for each page what stands near its edges, and what reaches over them on a page of its own."""
    if not pages:
        return []
    document = pypdfium2.PdfDocument(data)
    found: list[tuple[Extent, ...]] = []
    try:
        for index, page in enumerate(pages):
            if index >= len(document):
                found.append(())
                continue
            leaf = document[index]
            try:
                found.append(near_edges(leaf, page.page_size, near))
            finally:
                leaf.close()
    finally:
        document.close()
    return found


def _document(pdf: pikepdf.Pdf) -> dict[str, Any]:
    root: Any = pdf.Root
    version = max(pdf.pdf_version, str(root.get("/Version", "")).removeprefix("/"), key=_version)
    preferences = root.get("/ViewerPreferences")
    outlines = root.get("/Outlines")
    metadata = root.get("/Metadata")
    xmp = unpacked(metadata, _XMP_MOST) if isinstance(metadata, pikepdf.Stream) else None
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
