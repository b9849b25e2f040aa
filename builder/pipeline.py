"""The five stages in order, from the user's files to the finished books. The store of the cover picture hangs here."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

from builder import assets, fonts, manuscript, preflight, printers, themes
from builder.errors import Report
from builder.faces import Catalogue
from builder.model import Book, Edition, FrontMatter, Manuscript, Target, Theme
from builder.options import ALONE, UNCERTIFIED, Copyright, Inscription, Options, variant_named
from builder.profile import USUAL, Profile
from builder.saving import save_together
from builder.typography import TRIMS
from builder.workshop import STEPS, Workshop, make_all, make_edition


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
    target: str = ""
    """Name of the family of devices an EPUB is for, over the book.toml's."""
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
    if settings.target:
        options = replace(options, epub=replace(options.epub, target=settings.target))
    if options.epub.target not in assets.FAMILIES:
        report.error("U020", f"there is no target {options.epub.target!r}", hint=f"choose one of {', '.join(assets.FAMILIES)}")
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
    """Return what a book of several posts says of each of them: not its own title, number, cover, wrap, front matter,
    place in a series and certificate."""
    return replace(
        config,
        settings=replace(config.settings, title="", subtitle="", description=""),
        identifier="",
        options=replace(config.options, output="", front_cover="", copyright=Copyright(), dedication=Inscription(),
                        epigraph=Inscription(), variant=replace(config.options.variant, isbn=""),
                        series=ALONE, certification=UNCERTIFIED,
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
    _tell_of_level_lines(book, (target,), report)
    workshop = Workshop(book, theme, catalogue, store if store is not None else assets.Store(), profile)
    return make_edition(workshop, target, report)


def _tell_of_level_lines(book: Book, to: Sequence[Target], report: Report) -> None:
    """Hint at C034 where a vertical book is asked for as a PDF, which is set in level lines."""
    printed = [STEPS[target] for target in to if target in (Target.PDF, Target.SCREEN, Target.WRAP)]
    if printed and book.options.writing == "vertical":
        report.hint("C034", f"the EPUB alone has vertical lines; set in level ones: {', '.join(printed)}",
                    path="book.toml", hint="build the EPUB alone with --to epub, or take writing out")


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
    _tell_of_level_lines(book, to, report)
    editions = make_all(workshop, to, report, say)
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


def check(
    path: Path, report: Report, profile: Profile | None = None, readers: Sequence[str] = (),
) -> tuple[preflight.Finding | preflight.ReaderFinding, ...]:
    """Inspect a finished EPUB or PDF by our own rules; findings go into the report.

    With a printer's profile a PDF is judged as that printer would, with names of readers an EPUB for those; what concerns them
    is returned.

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
    if readers and preflight.kind(data) == "epub":
        return preflight.check_for_readers(data, str(path), report, readers)
    return preflight.check(data, str(path), report, profile)
