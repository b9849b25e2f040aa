"""Where in the posts a book's pictures stand, for messages about them; finished pages no longer tell."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from builder.epub.documents import texts
from builder.epub.semantics import is_described
from builder.errors import Report
from builder.model import Book, Chapter


def places(book: Book) -> dict[str, str]:
    """Return where each picture of the text stands first, as `post.md:12`, by its name."""
    found: dict[str, str] = {}
    for chapter in book.chapters:
        for picture in _pictures(chapter):
            found.setdefault(picture.get("src", "").removeprefix("asset:"), f"{chapter.path}:{_line(picture, chapter)}")
    return found


def verify_claim(book: Book, report: Report) -> None:
    """Report E033 for each picture that makes a claim of conformance untrue (WCAG 2.2, 1.1.1)."""
    if not book.metadata.certification.by:
        return
    for chapter in book.chapters:
        for picture in _pictures(chapter):
            if not is_described(picture):
                report_untrue(chapter.path, _line(picture, chapter), report)


def report_untrue(path: str, line: int, report: Report) -> None:
    """Report E033 for the picture at that place."""
    report.error("E033", "the book claims to be accessible, and a picture has no words for those who do not see it",
                 path=path, line=line, hint="describe it, say that it is {.decorative}, or take certified-by out of book.toml")


def _pictures(chapter: Chapter) -> Iterator[etree._Element]:
    for markup in (chapter.title_markup, chapter.markup, *(note.markup for note in chapter.notes)):
        root = etree.fromstring(f"<body>{markup}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))
        yield from root.iter("img")


def _line(picture: etree._Element, chapter: Chapter) -> int:
    lines = texts(picture, "ancestor-or-self::*[@data-line][1]/@data-line")
    return int(lines[0]) if lines else chapter.line
