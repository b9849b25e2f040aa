"""The workshop: a book with all it takes comes in, its finished editions leave, each inspected.

The store hangs here: it keeps the drawn cover, and where the pages of a printed book began.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from hashlib import sha256

from builder import __version__, assets, epub, kindle, pdf, preflight
from builder.cover import FRONT, PIXELS, Cover, compose, picture
from builder.errors import Report, Severity
from builder.faces import Catalogue
from builder.layouts import Shown
from builder.model import Asset, Book, Edition, Pages, Target, Theme
from builder.options import EpubOptions
from builder.page_starts import PageStart
from builder.profile import SCREEN, Profile
from builder.render import typeset
from builder.typography import TRIMS
from builder.wrap import typeset_wrap

ENDINGS = {Target.EPUB: ".epub", Target.KEPUB: ".kepub.epub", Target.AZW3: ".azw3", Target.PDF: ".pdf",
           Target.SCREEN: "-screen.pdf", Target.WRAP: "-wrap.pdf"}
"""What the name of a finished file ends with."""


STEPS = {Target.EPUB: "EPUB", Target.KEPUB: "kepub", Target.AZW3: "AZW3", Target.PDF: "PDF", Target.SCREEN: "PDF for a screen",
         Target.WRAP: "wrap"}
"""What is said to be made."""

DERIVED = (Target.WRAP, Target.KEPUB, Target.AZW3)
"""Editions that are made from another one, and so after it."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """A book with all it takes to make its editions, so that two editions share one reading."""

    book: Book
    theme: Theme
    catalogue: Catalogue
    store: assets.Store
    profile: Profile


def make_edition(workshop: Workshop, target: Target, report: Report, made: dict[Target, Edition] | None = None) -> Edition:
    """Return one edition; `made` are those at hand already that it may be made from, and takes one that is made for it: a wrap
    goes around the printed book, and an EPUB says where its pages begin."""
    book, made = workshop.book, {} if made is None else made
    block = made.get(Target.PDF)
    if target is Target.EPUB:
        epub.verify_claim(book, report)
        printed = block.page_starts if block else _known_starts(workshop)
        pages = typeset(book, workshop.theme, workshop.catalogue, target, _cover_picture(workshop, report), report,
                        printed=printed)
        edition = epub.bind(_fitted(pages, workshop, report), report)
    elif target in (Target.KEPUB, Target.AZW3):
        if Target.EPUB not in made:
            made[Target.EPUB] = make_edition(workshop, Target.EPUB, report, made)
        edition = epub.kepub(made[Target.EPUB], report) if target is Target.KEPUB else kindle.azw3(made[Target.EPUB], report)
    elif target is Target.WRAP:
        edition = _wrapped(workshop, made.get(Target.PDF), report)
    else:
        edition = _printed(workshop, report, target)
    report.stop_on_errors()
    name = (book.options.output or "book") + ENDINGS[target]
    if target is not Target.AZW3:
        # A wrap with guides drawn on it is to be looked at, not printed (W005).
        goes_to_press = target is Target.PDF or (target is Target.WRAP and not book.options.wrap.guides)
        _judge(edition.data, name, workshop.profile if goes_to_press else None, report)
        report.stop_on_errors()
    if target is Target.PDF:
        workshop.store.keep(_layout_key(workshop), json.dumps([astuple(start) for start in edition.page_starts]).encode())
    return replace(edition, name=name)


def _fitted(pages: Pages, workshop: Workshop, report: Report) -> Pages:
    """Return an EPUB's pages with their pictures fitted to its devices and to the bytes the book may have."""
    if not pages.assets:
        return pages
    asked = workshop.book.options.epub
    most = int(asked.max_size * 1_000_000)
    others = assets.fit(
        pages.assets, target=asked.target, room=most - epub.weight_without(pages), most=most, store=workshop.store,
        places=epub.places(workshop.book), report=report)
    return epub.exchanged(pages, others)


def _judge(data: bytes, name: str, judge: Profile | None, report: Report) -> None:
    """Inspect a finished edition. What a printer would refuse of the author's own, such as a picture too small for its place,
    is a warning: no other build would mend it, and it may be wanted."""
    found = Report()
    preflight.check(data, name, found, judge)
    for each in found:
        is_content = each.severity is Severity.ERROR and each.code in preflight.OF_THE_TEXT
        report.add(replace(each, severity=Severity.WARNING) if is_content else each)


def _printed(workshop: Workshop, report: Report, target: Target = Target.PDF) -> Edition:
    """Return the printed book, or the one for a screen: set, and set again for what its layout shows."""
    book, theme, catalogue = workshop.book, workshop.theme, workshop.catalogue
    profile = SCREEN if target is Target.SCREEN else workshop.profile
    width, height = TRIMS[book.options.trim or profile.trim]
    cover = compose(book, theme, width=width, height=height, bleed=profile.bleed, report=report)

    def set_again(shown: Shown) -> Pages:
        return typeset(book, theme, catalogue, target, cover, report, shown=shown, profile=profile)

    pages = typeset(book, theme, catalogue, target, cover, report, profile=profile)
    return pdf.bind(pages, report, set_again=set_again, profile=profile, standard=book.options.screen_standard)


def _wrapped(workshop: Workshop, block: Edition | None, report: Report) -> Edition:
    """Return the wrap for a block of as many pages as book.toml says or, where it says nothing, as are counted."""
    pages = workshop.book.options.wrap.pages
    if block is not None or not pages:
        block = block or _printed(workshop, report)
        report.stop_on_errors()
        counted = pdf.block_pages(block.data)
        if pages and pages != counted:
            report.warn("W007", f"[wrap] pages is {pages}, but the block has {counted}; the back is measured for {pages}",
                        hint="take pages out of [wrap], and they are counted")
        pages = pages or counted
    set_pages, sheet = typeset_wrap(workshop.book, workshop.theme, workshop.catalogue, workshop.profile, pages, report)
    return pdf.bind_wrap(set_pages, sheet, workshop.profile, report)


def make_all(workshop: Workshop, to: Sequence[Target], report: Report, say: Callable[[str], None]) -> list[Edition]:
    """Return the editions in the order asked for; one that others are made from, or look at, comes before them."""
    made: dict[Target, Edition] = {}
    for target in sorted(to, key=lambda target: (target is not Target.PDF, target in DERIVED)):
        say(f"making the {STEPS[target]}")
        made[target] = make_edition(workshop, target, report, made)
    return [made[target] for target in to]


def _layout_key(workshop: Workshop) -> str:
    """Return the key that the printed book's pages are kept under: everything its layout depends on."""
    book = replace(workshop.book, options=replace(workshop.book.options, output="", epub=EpubOptions()))
    parts = (__version__, repr(book), repr(workshop.theme), repr(workshop.profile),
             *(f"{f.file} {sha256(f.data).hexdigest()}" for f in workshop.catalogue.faces))
    return sha256("\0".join(("pages 1", *parts)).encode(errors="surrogatepass")).hexdigest()


def _known_starts(workshop: Workshop) -> tuple[PageStart, ...]:
    """Return where the pages of the printed book begin, when this very book was printed before."""
    kept = workshop.store.recall(_layout_key(workshop))
    return tuple(PageStart(*start) for start in json.loads(kept)) if kept else ()


def _cover_picture(workshop: Workshop, report: Report) -> Asset:
    """Return the EPUB's cover, drawn once for the same design and kept in the store."""
    width, height = FRONT
    design = compose(workshop.book, workshop.theme, width=width, height=height, bleed=0, report=report)
    key = _key(design, workshop.catalogue)
    kept = workshop.store.recall(key)
    if kept is None:
        drawn = picture(design, workshop.catalogue, report)
        workshop.store.keep(key, drawn.data)
        return drawn
    return Asset(f"{sha256(kept).hexdigest()[:16]}.jpg", "image/jpeg", kept, *PIXELS)


def _key(design: Cover, catalogue: Catalogue) -> str:
    """Return the key a drawn cover is kept under: everything its picture depends on."""
    digest = sha256(b"cover 1\0")
    for part in (design.markup, design.stylesheet, design.language, design.missing_glyph, *(a.name for a in design.assets),
                 *(f"{f.file} {len(f.data)}" for f in catalogue.faces)):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()
