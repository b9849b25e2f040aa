"""book.toml: which posts make a book, and what the book says of itself."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from pydantic import ValidationError

from builder.errors import Report
from builder.manuscript.addresses import is_post_path
from builder.manuscript.book_toml import KINDS, MESSAGES, BookToml, keys_beside
from builder.manuscript.characters import is_han
from builder.manuscript.decoding import decode
from builder.manuscript.isbn import isbn_problem, plain_isbn
from builder.manuscript.pinyin import given
from builder.model import FrontMatter
from builder.options import (
    ChapterRule,
    Copyright,
    Inscription,
    NoteRule,
    Options,
    Readings,
    Variant,
    WrapOptions,
    variant_named,
)

NAME = "book.toml"
PRINTING = ("bleed", "marks", "cover", "multiple", "standard", "pictures", "condition", "icc")
"""Keys of `[print]` that stand over those of the printer's profile."""
PARENTS = 3
"""How many folders above a post are searched for a book.toml."""


@dataclass(frozen=True, slots=True)
class BookConfig:
    """A book.toml, read and checked."""

    path: Path
    """Where the file is."""
    posts: tuple[str, ...]
    """The posts as written, relative to the file's folder; each exists and lies inside it."""
    settings: FrontMatter
    """Its metadata, in a front matter's shape."""
    publisher: str
    """The imprint, or empty."""
    identifier: str
    """`urn:isbn:...`, `urn:uuid:...` or another URI; or empty."""
    options: Options
    """Theme, trim, chapters and output."""

    @property
    def post_paths(self) -> tuple[Path, ...]:
        """Where the posts are."""
        return tuple(self.path.parent / post for post in self.posts)


def load_config(path: Path, shown: str, report: Report) -> BookConfig:
    """Return a book.toml, checked.

    Args:
        path: Where the file is.
        shown: The same as the user would type it; names the file in diagnostics.
        report: Takes every finding.

    Raises:
        PostpressError: when it cannot be read, is no TOML, holds a key or value that is not known, or names a post that
            is missing or lies outside its folder.
    """
    text = _text_of(path, shown, report)
    report.stop_on_errors()
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _syntax_error(error, text, shown, report)
        report.stop_on_errors()
        raise AssertionError("an error was reported") from error
    except RecursionError:
        report.error("C003", "this is no TOML: lists are nested too deep", path=shown, line=1,
                     hint="no key needs more than one")
        report.stop_on_errors()
        raise
    lines = dict(_key_lines(text))
    try:
        read = BookToml.model_validate(table)
    except ValidationError as error:
        _value_errors(error, lines, shown, report)
        report.stop_on_errors()
        raise AssertionError("an error was reported") from error
    posts = _checked_posts(read.posts, path, shown, lines, report)
    identifier = _identifier(read, lines, shown, report)
    if len(posts) > 1 and not read.title and not report.errors:
        report.error("C008", "a book of several posts needs a title", path=shown, line=1, hint='add title = "..."')
    if read.notes.place != "foot" and read.notes.numbering == "page":
        report.error("C005", "'notes.numbering': notes behind their chapter or the book cannot be numbered by page", path=shown,
                     line=_line(lines, ("notes", "numbering")), hint='write numbering = "chapter", or place = "foot"')
    if read.epigraph_source and not read.epigraph:
        report.error("C005", "'epigraph-source': there is no epigraph", path=shown, line=_line(lines, ("epigraph-source",)),
                     hint='add epigraph = "..."')
    _judge_editions(read, lines, shown, report)
    report.stop_on_errors()
    return BookConfig(path, posts, _settings(read, lines), read.publisher, identifier, _options(read))


def find_config(post: Path) -> Path | None:
    """Return the book.toml that lists a post, from its folder or one of the three above it, or None.

    The search ends at the root of a git checkout. A book.toml that cannot be read counts when it mentions the post's
    file name, so that what is wrong with it is said rather than the post built without it.
    """
    for folder in [post.resolve().parent, *post.resolve().parent.parents][:PARENTS + 1]:
        candidate = folder / NAME
        if candidate.is_file() and _lists(candidate, post):
            return post_side(candidate, post)
        if (folder / ".git").exists():
            return None
    return None


def post_side(candidate: Path, post: Path) -> Path:
    """Return a book.toml's path in the form the post's was given: relative stays relative."""
    if post.is_absolute():
        return candidate
    up = len(post.resolve().parent.parts) - len(candidate.parent.parts)
    folder = post.parent
    for _ in range(up):
        folder = folder.parent if folder.name not in ("", "..") else folder / ".."
    return folder / NAME


def _lists(candidate: Path, post: Path) -> bool:
    try:
        data = candidate.read_bytes()
    except OSError:
        return False
    try:
        posts = tomllib.loads(data.decode("utf-8-sig")).get("posts", ())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return post.name.encode() in data
    listed = (posts,) if isinstance(posts, str) else posts if isinstance(posts, list) else ()
    return any(
        isinstance(name, str) and "\x00" not in name and (candidate.parent / name).resolve() == post.resolve()
        for name in listed
    )


def _text_of(path: Path, shown: str, report: Report) -> str:
    gathered = Report()
    try:
        data = path.read_bytes()
    except OSError as error:
        report.error("C001", f"the file cannot be read: {error.strerror or error}", path=shown,
                     hint="name a post or a book.toml that exists")
        return ""
    text = decode(data, shown, gathered)
    for found in gathered:
        report.error("C002", found.message, path=shown, line=found.line, column=found.column, hint=found.hint)
    return text


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, shown: str, report: Report) -> None:
    match = re.search(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
    message = (match[1] if match else str(error)).strip()
    line = int(match[2]) if match and match[2] else text.rstrip("\n").count("\n") + 1
    column = int(match[3]) if match and match[3] else 1
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    hint = "see that every line is 'key = value', with texts in \"quotes\""
    if bare := re.match(r"\s*([\w-]+)\s*=\s*([^\"'\[{\s\d+-].*)", written):
        hint = f'put the text in quotes: {bare[1]} = "{bare[2].strip()}"'
    elif pair := re.match(r"\s*([\w-]+)\s*[:：]\s*(.+)", written):
        hint = f"write '=' between key and value: {pair[1]} = {pair[2]}"
    report.error("C003", f"this is no TOML: {message[:1].lower() + message[1:]}", path=shown, line=line, column=column,
                 hint=hint)


def _key_lines(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield each key of a TOML file, as its path, with the line it stands on."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if head := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
            table = tuple(part.strip().strip("\"'") for part in head[1].split("."))
            yield table, number
        elif key := re.match(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*[\w-]+)*)\s*=", line):
            path = (*table, *(part.strip().strip("\"'") for part in key[1].split(".")))
            for depth in range(len(table) + 1, len(path) + 1):
                yield path[:depth], number


def _line(lines: Mapping[tuple[str, ...], int], place: tuple[int | str, ...]) -> int | None:
    names = tuple(str(part) for part in place if not isinstance(part, int))
    while names and names not in lines:
        names = names[:-1]
    return lines.get(names)


def _value_errors(error: ValidationError, lines: Mapping[tuple[str, ...], int], shown: str, report: Report) -> None:
    seen: set[tuple[str, ...]] = set()
    problems = error.errors(include_url=False, include_context=False)
    for found in sorted(problems, key=lambda problem: _line(lines, problem["loc"]) or 0):
        place = found["loc"]
        names = tuple(str(part) for part in place if not isinstance(part, int) and part not in ("str", "bool", "int", "float"))
        if names in seen:
            continue
        seen.add(names)
        line = _line(lines, names)
        key = ".".join(names)
        if found["type"] == "extra_forbidden":
            near = difflib.get_close_matches(names[-1].replace("_", "-"), keys_beside(names), n=1, cutoff=0.6)
            report.error("C004", f"there is no key '{key}'", path=shown, line=line,
                         hint=f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(keys_beside(names))}")
        else:
            message = MESSAGES.get(found["type"], found["msg"].removeprefix("Value error, "))
            report.error("C005", f"'{key}': {message[:1].lower() + message[1:]}", path=shown, line=line,
                         hint=KINDS.get(names[0] if len(names) == 1 else key, "see the reference of book.toml"))


def _checked_posts(
    posts: tuple[str, ...], path: Path, shown: str, lines: Mapping[tuple[str, ...], int], report: Report,
) -> tuple[str, ...]:
    line = _line(lines, ("posts",)) or 1
    if not posts:
        report.error("C006", "no posts are listed", path=shown, line=line, hint='add posts = ["my-post.md"]')
    folder = path.parent.resolve()
    seen: set[Path] = set()
    for post in posts:
        try:
            there = (path.parent / post).resolve()
            exists = there.is_file()
        except (OSError, ValueError, RuntimeError):
            report.error("C007", f"'{post[:60]!s}' is no file name", path=shown, line=line)
            continue
        if not there.is_relative_to(folder):
            report.error("C009", f"'{post}' lies outside the folder of {NAME}", path=shown, line=line,
                         hint="move the post beside it, or book.toml above the post; links out of the folder count")
        elif not exists:
            names = [str(p.relative_to(folder)) for p in sorted(folder.rglob("*.md"))[:500]] if is_post_path(post) else []
            near = difflib.get_close_matches(post, names, n=1)
            report.error("C007", f"the post '{post}' does not exist", path=shown, line=line,
                         hint=f"did you mean '{near[0]}'?" if near else "its path is counted from the folder of book.toml")
        elif there in seen:
            report.error("C010", f"the post '{post}' is listed twice", path=shown, line=line, hint="list it once")
        seen.add(there)
    return posts


def _identifier(read: BookToml, lines: Mapping[tuple[str, ...], int], shown: str, report: Report) -> str:
    if read.isbn:
        problem = isbn_problem(read.isbn)
        if problem:
            report.error("C011", f"'{read.isbn}' is no ISBN: {problem}", path=shown, line=_line(lines, ("isbn",)),
                         hint="copy all ten or thirteen digits")
        return f"urn:isbn:{plain_isbn(read.isbn)}"
    if read.identifier and not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", read.identifier):
        report.error("C011", f"'{read.identifier}' is no identifier", path=shown, line=_line(lines, ("identifier",)),
                     hint="write a URI, such as urn:uuid:..., or leave it out and one is made from title and author")
    if read.identifier.lower().startswith("urn:isbn:"):
        number = read.identifier[len("urn:isbn:"):]
        if problem := isbn_problem(number):
            report.error("C011", f"'{number}' is no ISBN: {problem}", path=shown, line=_line(lines, ("identifier",)),
                         hint="copy all ten or thirteen digits")
    return read.identifier


def _judge_editions(read: BookToml, lines: Mapping[tuple[str, ...], int], shown: str, report: Report) -> None:
    """Report words of `[variant]` and `[readings]` that say nothing, or too much."""
    for table, words in (("variant", read.variant.words), ("readings", read.readings.words)):
        for word, said in words.items():
            if not word or not said:
                report.error("C005", f"'{table}.words': a word or what becomes of it is empty", path=shown,
                             line=_line(lines, (table, "words", word)), hint='write "word" = "what becomes of it"')
    if "" in read.variant.keep:
        report.error("C005", "'variant.keep': a word is empty", path=shown, line=_line(lines, ("variant", "keep")),
                     hint="take it out")
    if read.variant.isbn and (problem := isbn_problem(read.variant.isbn)):
        report.error("C011", f"'{read.variant.isbn}' is no ISBN: {problem}", path=shown,
                     line=_line(lines, ("variant", "isbn")), hint="copy all ten or thirteen digits")
    for word, reading in read.readings.words.items():
        ideographs, syllables = sum(map(is_han, word)), len(given(reading, read.readings.ruby))
        if word and reading and ideographs != syllables:
            report.error("C012", f"'{reading}' has {syllables} syllable{'s' if syllables > 1 else ''}, and '{word}' "
                         f"{ideographs} ideograph{'s' if ideographs > 1 else ''}", path=shown,
                         line=_line(lines, ("readings", "words", word)),
                         hint='write a syllable for each, with spaces between: "重庆" = "chóng qìng"')


def _settings(read: BookToml, lines: Mapping[tuple[str, ...], int]) -> FrontMatter:
    names = {field.name for field in fields(FrontMatter)} | {"author", "translator", "lang", "cover"}
    return FrontMatter(
        title=read.title, subtitle=read.subtitle, authors=read.author + read.authors,
        translators=read.translator + read.translators, date=read.date, published=read.published, updated=read.updated,
        language=read.lang or read.language, tags=read.tags, category=read.category, description=read.description,
        image=read.cover, license=read.license, source=read.source,
        lines=tuple((path[0], line) for path, line in lines.items() if len(path) == 1 and path[0] in names),
    )


def _options(read: BookToml) -> Options:
    return Options(
        theme=read.theme, theme_options=tuple(sorted(read.theme_options.items())), trim=read.print.trim,
        composition=read.print.composition, printer=read.print.printer, paper=read.print.paper,
        screen_standard=read.screen.standard,
        printing=tuple((key, value) for key in PRINTING if (value := getattr(read.print, key)) is not None),
        list_of_figures=read.print.list_of_figures,
        list_of_tables=read.print.list_of_tables,
        chapters=ChapterRule(read.chapters.level, read.chapters.pattern, read.chapters.part_pattern),
        missing_glyph=read.missing_glyph, output=read.output, front_cover=read.cover, numbered_figures=read.figures.numbered,
        code_numbers=read.code.numbers, notes=NoteRule(read.notes.place, read.notes.numbering),
        copyright=Copyright(isbn=_shown_isbn(read.isbn), **dict(read.copyright)),
        dedication=Inscription(read.dedication), epigraph=Inscription(read.epigraph, read.epigraph_source), wrap=_wrap(read),
        variant=_variant(read),
        readings=Readings(read.readings.ruby, read.readings.headings, tuple(read.readings.words.items())),
    )


def _variant(read: BookToml) -> Variant:
    asked = read.variant
    language, phrases = variant_named(asked.to) or ("", False)
    return Variant(language, phrases, asked.keep, tuple(asked.words.items()), asked.quotes, _shown_isbn(asked.isbn),
                   asked.list_doubtful)


def _wrap(read: BookToml) -> WrapOptions:
    asked = read.wrap
    return WrapOptions(
        blurb=asked.blurb, about=asked.about, price=asked.price, price_code=asked.price_code,
        barcode_size=asked.barcode_size, thickness=asked.thickness, pages=asked.pages, guides=asked.guides,
    )


def _shown_isbn(written: str) -> str:
    """Return an ISBN with its hyphens as given and without its name, as it stands behind a word of our own."""
    return re.sub(r"^(?:urn:)?isbn(?:-1[03])?[\s:：]*", "", unicodedata.normalize("NFKC", written), flags=re.IGNORECASE)
