"""What the pages before the contents say: a book's own record and inscriptions come in; rows and paragraphs leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from builder.model import UNDATED, Book, Chapter
from builder.typography.trees import base_text, fragment

ISBN = "urn:isbn:"


def facts(book: Book, words: Mapping[str, str], *, is_han: bool) -> list[tuple[str, str]]:
    """Return the rows of the copyright page's record, (word, value), only those that are known.

    They stand in the order of a Chinese book's record (GB/T 12450, 4.2.3): who answers for it, who published and printed it;
    its sheet, printed sheets and characters; edition, impression, number and price. What a post says of itself follows.
    """
    meta, own = book.metadata, book.options.copyright
    comma = "、" if is_han else ", "
    number = own.isbn or (meta.identifier.removeprefix(ISBN) if meta.identifier.startswith(ISBN) else "")
    rows = [
        ("author", comma.join(meta.names("aut"))),
        ("translator", comma.join(meta.names("trl"))),
        ("publisher", meta.publisher),
        ("printer", own.printer),
        ("format", own.format),
        ("sheets", own.sheets),
        ("characters", _length(book)),
        ("edition", own.edition),
        ("impression", own.impression),
        ("isbn", f"ISBN {number}" if number and words["isbn"] != "ISBN" else number),
        ("price", own.price),
        ("published", meta.published.isoformat() if meta.published else ""),
        ("date", meta.date.isoformat() if not meta.published and meta.date != UNDATED else ""),
        ("updated", meta.updated.isoformat() if meta.updated else ""),
        ("source", meta.source),
        ("license", meta.license),
        ("identifier", "" if number else meta.identifier),
    ]
    return [(words[key], value) for key, value in rows if value]


def _length(book: Book) -> str:
    """Return the number of characters as the book's trade writes it: in Chinese by the thousand."""
    asked = book.options.copyright.characters
    if asked is None:
        return ""
    count = characters(book.chapters) if asked == "auto" else int(asked)
    if book.metadata.language.startswith("zh"):
        return f"{count / 1000:.0f}千字" if count >= 1000 else f"{count}字"
    return f"{count:,}"


def characters(chapters: Sequence[Chapter]) -> int:
    """Return how many characters a text has: titles and notes with it, white space and the readings over it without."""
    texts = [text for chapter in chapters for text in (chapter.label, *(
        base_text(fragment(markup)) for markup in (chapter.title_markup, chapter.markup, *(n.markup for n in chapter.notes))))]
    return sum(not c.isspace() for text in texts for c in text)


def paragraphs(lines: Sequence[str]) -> list[list[str]]:
    """Return lines in their paragraphs, which empty ones part."""
    return [list(group) for is_text, group in groupby(lines, key=lambda line: bool(line.strip())) if is_text]


def credited(source: str, *, is_han: bool) -> str:
    """Return whom an epigraph is taken from behind a dash, as it is printed below it; nothing stays nothing."""
    if not source or source.startswith(("—", "–", "―")):
        return source
    return f"——{source}" if is_han else f"— {source}"
