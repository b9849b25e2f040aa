"""The five stages in order, from the user's files to the finished books. The store of the cover picture hangs here."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

from builder import __version__, assets, epub, fonts, manuscript, pdf, preflight, printers, themes
from builder.cover import FRONT, PIXELS, Cover, compose, picture
from builder.errors import Report, Severity
from builder.layouts import Shown
from builder.model import Asset, Book, Catalogue, Edition, FrontMatter, Manuscript, Pages, Target, Theme
from builder.options import Copyright, Inscription, Options, variant_named
from builder.page_starts import PageStart
from builder.profile import SCREEN, USUAL, Profile
from builder.render import typeset
from builder.saving import save_together
from builder.typography import TRIMS
from builder.wrap import typeset_wrap

ENDINGS = {Target.EPUB: ".epub", Target.PDF: ".pdf", Target.SCREEN: "-screen.pdf", Target.WRAP: "-wrap.pdf"}
"""What the name of a finished file ends with."""


STEPS = {Target.EPUB: "EPUB", Target.PDF: "PDF", Target.SCREEN: "PDF for a screen", Target.WRAP: "wrap"}
"""What is said to be made."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asks for at the command, beside the post and the book.toml."""

    offline: bool = False
    """Never ask the network."""
    theme: str = ""
    """A theme's name, over the book.toml's."""
    printer: str = ""
    """Name of a printer's profile, over the book.toml's."""
    variant: str = ""
    """The Chinese script the book is set in, over the book.toml's: `zh-Hant`, `zh-TW-phrases`; `none`: that of its posts."""
    ruby: str = ""
    """What is read over the ideographs, over the book.toml's: `pinyin`, `bopomofo` or `none`."""
    store: Path | None = None
    """Folder of the picture store; None: the user's own cache folder."""
    allow_private: bool = False
    """Let pictures come from private addresses. For tests with a server of their own; no option of the command sets it."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    editions: tuple[Path, ...]
    """The finished files, in the order asked for."""
    report: Report
    """Warnings and hints on the way."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """A book with all it takes to make its editions, so that two editions share one reading."""

    book: Book
    theme: Theme
    catalogue: Catalogue
    store: assets.Store
    profile: Profile


Progress = Callable[[str], None]


def _silent(step: str) -> None:
    del step


def read(source: Path | str, *, settings: Settings | None = None, report: Report | None = None) -> Manuscript:
    """Read a post, a book.toml or a folder with one, and everything they name: the only way in.

    Raises:
        PostpressError: M-codes for posts, C for book.toml, A for pictures, T for the theme, F for fonts.
    """
    settings = settings or Settings()
    report = report if report is not None else Report()
    path = Path(source)
    if path.is_dir():
        path = _book_of(path, report)
    config = _config_for(path, report)
    report.stop_on_errors()
    root = config.path.parent if config else path.parent
    files = [root / name for name in config.posts] if config and path.suffix == ".toml" else [path]
    posts = tuple(manuscript.read_post(file, _shown(file), report) for file in files)
    report.stop_on_errors()
    if config and path.suffix != ".toml" and len(config.posts) > 1:
        config = _for_one_post(config)
    options = config.options if config else Options()
    if settings.theme:
        options = replace(options, theme=settings.theme)
    if settings.printer:
        options = replace(options, printer=settings.printer)
    options = _edition_options(options, settings, report)
    if options.trim and options.trim not in TRIMS:
        report.error("C030", f"there is no trim size {options.trim!r}", path=_shown(config.path) if config else None,
                     hint=f"choose one of {', '.join(TRIMS)}")
    profile = _profile(options, root, _shown(config.path) if config else None, report)
    options = replace(options, trim=options.trim or profile.trim)
    theme = themes.load(options.theme, options=options.theme_options, places=themes.folders(root), report=report)
    catalogue = fonts.load_catalogue(report)
    first = posts[0]
    where = (options.front_cover, _shown(config.path) if config else first.path, None) if options.front_cover else (
        first.front_matter.image, first.path, dict(first.front_matter.lines).get("image"))
    collected = assets.collect(
        posts, cover=where if where[0] else None, root=root, store=_store(settings, report),
        fetcher=assets.Fetcher(offline=settings.offline, allow_private=settings.allow_private), report=report,
        faces=catalogue.faces,
    )
    source_date = _source_date(report)
    report.stop_on_errors()
    if not collected.cover_art and not where[0]:
        report.hint("A090", "no picture for the cover, so it is set in type alone", path=first.path,
                    hint="give the post an image: line, or the book.toml a cover")
    return Manuscript(
        posts=posts,
        settings=config.settings if config else FrontMatter(),
        publisher=config.publisher if config else "",
        identifier=config.identifier if config else "",
        options=options,
        images=collected.images,
        cover_art=collected.cover_art,
        theme=theme,
        catalogue=catalogue,
        profile=profile,
        source_date=source_date,
    )


def _edition_options(options: Options, settings: Settings, report: Report) -> Options:
    """Return what the book asks for with the script and the readings of the command over it."""
    if settings.variant:
        named = ("", False) if settings.variant == "none" else variant_named(settings.variant)
        if named is None:
            report.error("U006", f"there is no variant {settings.variant!r}",
                         hint="--variant takes zh-Hant, zh-TW, zh-HK, zh-Hans or none; zh-TW-phrases exchanges words too")
        else:
            options = replace(options, variant=replace(options.variant, language=named[0], phrases=named[1]))
    if settings.ruby:
        if settings.ruby not in ("pinyin", "bopomofo", "none"):
            report.error("U007", f"there are no readings {settings.ruby!r}", hint="--ruby takes pinyin, bopomofo or none")
        else:
            ruby = "" if settings.ruby == "none" else settings.ruby
            options = replace(options, readings=replace(options.readings, ruby=ruby))
    return options


def _profile(options: Options, root: Path, config: str | None, report: Report) -> Profile:
    """Return the printer's profile with the book's wishes over it."""
    profile = printers.load(options.printer, places=printers.folders(root), trims=list(TRIMS), report=report,
                            wishes=options.printing)
    if options.trim and profile.trims and options.trim not in profile.trims:
        report.error("C031", f"{profile.name} prints no {options.trim}", path=config,
                     hint=f"choose one of {', '.join(profile.trims)}, or another printer")
    if profile.paper(options.paper) is None and options.paper:
        report.error("C032", f"{profile.name} has no paper {options.paper!r}", path=config,
                     hint=f"choose one of {', '.join(p.name for p in profile.papers)}" if profile.papers else "leave it out")
    return profile


def _book_of(folder: Path, report: Report) -> Path:
    """Return a folder's book.toml, or its only post."""
    if (folder / "book.toml").is_file():
        return folder / "book.toml"
    posts = sorted(folder.glob("*.md"))
    if len(posts) != 1:
        report.error("U010", f"there is no book.toml and {'more than one' if posts else 'no'} post in the folder",
                     path=str(folder), hint="name one post, or write a book.toml that lists them: postpress new")
        report.stop_on_errors()
    return posts[0]


def _config_for(path: Path, report: Report) -> manuscript.BookConfig | None:
    if path.suffix == ".toml":
        return manuscript.load_config(path, _shown(path), report)
    found = manuscript.find_config(path)
    return manuscript.load_config(found, _shown(found), report) if found else None


def _for_one_post(config: manuscript.BookConfig) -> manuscript.BookConfig:
    """Return what a book of several posts says of each of them: not its own title, number, cover, wrap and front matter."""
    return replace(
        config,
        settings=replace(config.settings, title="", subtitle="", description=""),
        identifier="",
        options=replace(config.options, output="", front_cover="", copyright=Copyright(), dedication=Inscription(),
                        epigraph=Inscription(), variant=replace(config.options.variant, isbn=""),
                        wrap=replace(config.options.wrap, blurb=(), about="", price="", price_code="", pages=0)),
    )


def _shown(path: Path) -> str:
    """Return a path as the user would type it: relative to where they stand when it is below."""
    try:
        return str(PurePosixPath(path.resolve().relative_to(Path.cwd())))
    except (ValueError, OSError):
        return str(path)


def _store(settings: Settings, report: Report) -> assets.Store:
    return assets.Store(settings.store, report=report)


def _source_date(report: Report) -> date | None:
    """Return the day of SOURCE_DATE_EPOCH (reproducible-builds.org), when it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        report.error("U012", f"SOURCE_DATE_EPOCH is {epoch[:40]!r}, which is no number of seconds",
                     hint="unset it, or give seconds since 1970-01-01, as 'date +%s' prints them")
        return None


def edit(script: Manuscript, *, report: Report | None = None) -> Book:
    """Return the manuscript as a book: chapters with roles, labels and numbers, notes, one set of metadata.

    Raises:
        PostpressError: M-codes.
    """
    return manuscript.edit(script, report if report is not None else Report())


def make(
    book: Book, target: Target, *, theme: Theme, catalogue: Catalogue, store: assets.Store | None = None,
    report: Report | None = None, profile: Profile = USUAL,
) -> Edition:
    """Typeset, bind and inspect one edition of a book, a printed one for the printer of the profile.

    Raises:
        PostpressError: T, F, E and P codes, and V codes for what inspection refuses.
    """
    report = report if report is not None else Report()
    workshop = Workshop(book, theme, catalogue, store if store is not None else assets.Store(), profile)
    return _make(workshop, target, report)


def _make(workshop: Workshop, target: Target, report: Report, *, block: Edition | None = None) -> Edition:
    """Return one edition; `block` is the printed book, where it is made already: a wrap goes around it, and an EPUB says where
    its pages begin."""
    book = workshop.book
    if target is Target.EPUB:
        printed = block.page_starts if block else _known_starts(workshop)
        pages = typeset(book, workshop.theme, workshop.catalogue, target, _cover_picture(workshop, report), report,
                        printed=printed)
        edition = epub.bind(pages, report)
    elif target is Target.WRAP:
        edition = _wrapped(workshop, block, report)
    else:
        edition = _printed(workshop, report, target)
        if target is Target.PDF:
            workshop.store.keep(_layout_key(workshop), json.dumps([astuple(start) for start in edition.page_starts]).encode())
    report.stop_on_errors()
    name = (book.options.output or "book") + ENDINGS[target]
    # A wrap with guides drawn on it is to be looked at, not printed (W005).
    goes_to_press = target is Target.PDF or (target is Target.WRAP and not book.options.wrap.guides)
    _judge(edition.data, name, workshop.profile if goes_to_press else None, report)
    report.stop_on_errors()
    return replace(edition, name=name)


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


def _make_all(workshop: Workshop, to: Sequence[Target], report: Report, say: Progress) -> list[Edition]:
    """Return the editions in the order asked for; the block is made first, for the others look at its pages."""
    made: dict[Target, Edition] = {}
    for target in sorted(to, key=lambda target: target is not Target.PDF):
        say(f"making the {STEPS[target]}")
        made[target] = _make(workshop, target, report, block=made.get(Target.PDF))
    return [made[target] for target in to]


def _layout_key(workshop: Workshop) -> str:
    """Return the key that the printed book's pages are kept under: everything its layout depends on."""
    book = replace(workshop.book, options=replace(workshop.book.options, output=""))
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


def build(
    source: Path | str, *, to: Sequence[Target] = (Target.EPUB, Target.PDF), out: Path = Path("dist"),
    settings: Settings | None = None, report: Report | None = None, progress: Progress | None = None,
) -> Built:
    """Make the books of a post or book.toml and save them into a folder, all of them or none.

    The files are named after book.toml's `output`, else the post's file.

    Raises:
        PostpressError: when any stage found errors; nothing was saved then.
    """
    settings = settings or Settings()
    report = report if report is not None else Report()
    say = progress or _silent
    say("reading")
    script = read(source, settings=settings, report=report)
    say("editing")
    book = edit(script, report=report)
    name = script.options.output or _stem(source, script) + _marks(script.options)
    book = replace(book, options=replace(book.options, output=name))
    workshop = Workshop(book, script.theme, script.catalogue, _store(settings, report), script.profile)
    editions = _make_all(workshop, to, report, say)
    say("saving")
    return Built(save_together(editions, out, report), report)


def _marks(options: Options) -> str:
    """Return what an edition's file name says beside the book's: its script and its readings."""
    return "".join(f".{mark}" for mark in (options.variant.language, options.readings.ruby) if mark)


def _stem(source: Path | str, script: Manuscript) -> str:
    path = Path(source)
    if path.suffix == ".md" or len(script.posts) == 1:
        return Path(script.posts[0].path).stem
    return (path if path.is_dir() else path.parent).resolve().name or "book"


def check(path: Path, report: Report, profile: Profile | None = None) -> tuple[preflight.Finding, ...]:
    """Inspect a finished EPUB or PDF by our own rules; findings go into the report.

    With a printer's profile a PDF is judged as that printer would; what concerns it is returned with the pages.

    Raises:
        PostpressError: U011 when the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        report.error("U011", f"the file cannot be read: {(error.strerror or str(error)).lower()}", path=str(path),
                     hint="name a finished .epub or .pdf")
        report.stop_on_errors()
        return ()
    return preflight.check(data, str(path), report, profile)
