"""What the book says of itself: book.toml first, where it speaks, then the post's own front matter."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import PurePosixPath

from builder.errors import Report
from builder.manuscript.languages import detected_language, normal_language
from builder.model import UNDATED, Contributor, FrontMatter, Manuscript, Metadata, Post

_BOOKS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:postpress:book")
_BODY = re.compile(
    r"\b(authors|group|team|foundation|inc|ltd|llc|corp|company|project|community|university|institute|press|society"
    r"|association|lab|labs|contributors|committee|department|organi[sz]ation|the|and|of)\b|&", re.IGNORECASE,
)
_PARTICLES = frozenset({"de", "da", "di", "du", "van", "von", "der", "den", "ter", "la", "le", "bin", "al"})


def merged(manuscript: Manuscript) -> FrontMatter:
    """Return the front matter of the book.

    With one post, its own title stands, and every other key that book.toml sets wins over the post. With several, a
    post's title and author are its own; only what they share can speak for the book: authors and translators of all,
    tags of all, the latest date.
    """
    own = manuscript.posts[0].front_matter if len(manuscript.posts) == 1 else _common(manuscript.posts)
    settings = manuscript.settings
    given = {f.name: getattr(settings, f.name) for f in fields(FrontMatter) if f.name != "lines" and getattr(settings, f.name)}
    if len(manuscript.posts) == 1 and own.title:
        given.pop("title", None)
    return replace(own, **given)


def _common(posts: Sequence[Post]) -> FrontMatter:
    matters = [post.front_matter for post in posts]

    def shared(name: str) -> str:
        values = {getattr(matter, name) for matter in matters}
        return values.pop() if len(values) == 1 else ""

    days = [matter.date or matter.published or matter.updated for matter in matters]
    return FrontMatter(
        authors=tuple(dict.fromkeys(name for matter in matters for name in matter.authors)),
        translators=tuple(dict.fromkeys(name for matter in matters for name in matter.translators)),
        date=max((day for day in days if day), default=None),
        language=shared("language"), license=shared("license"), source=shared("source"), category=shared("category"),
        tags=tuple(dict.fromkeys(tag for matter in matters for tag in matter.tags)),
    )


def metadata_of(manuscript: Manuscript, title: str, text: str, report: Report) -> Metadata:
    """Return the metadata of the book.

    Args:
        manuscript: Everything the build may look at.
        title: The title already chosen.
        text: The book's text, from which its language is read when nobody names it.
        report: Takes what is missing and what is not understood.
    """
    own = merged(manuscript)
    path = manuscript.posts[0].path
    if not own.authors:
        report.hint("M060", "the book names no author", path=path, hint="add 'author: Name' to the front matter or book.toml")
    language = _language(own.language, text, path, report)
    contributors = tuple(
        Contributor(name, role, file_as(name)) for role, names in (("aut", own.authors), ("trl", own.translators))
        for name in dict.fromkeys(names)
    )
    return Metadata(
        title=title, language=language,
        identifier=manuscript.identifier or _identifier(title, own.authors, language, own.source),
        date=_date(own, manuscript.source_date, path, report),
        subtitle=own.subtitle, contributors=contributors, published=own.published, updated=own.updated,
        description=own.description,
        subjects=tuple(dict.fromkeys(subject for subject in (*own.tags, own.category) if subject)),
        publisher=manuscript.publisher, license=own.license, source=own.source,
        series=manuscript.options.series, certification=manuscript.options.certification,
    )


def _language(written: str, text: str, path: str, report: Report) -> str:
    detected = detected_language(text)
    if not written:
        report.hint("M061", f"the book names no language; its text speaks for '{detected}'", path=path,
                    hint=f"add 'lang: {detected}' to the front matter or book.toml")
        return detected
    language = normal_language(written, text)
    if not language:
        report.warn("M062", f"'{written}' is no language tag; '{detected}' is taken from the text", path=path,
                    hint="write a BCP 47 tag: zh-Hans, zh-Hant, ja, ko, en")
        return detected
    return language


def _date(own: FrontMatter, source_date: date | None, path: str, report: Report) -> date:
    day = own.date or own.published or own.updated or source_date
    if day is None:
        report.warn("M063", f"the book has no date and is dated {UNDATED}", path=path,
                    hint="add 'date: 2024-12-30' to the front matter, or set SOURCE_DATE_EPOCH")
        return UNDATED
    return day


def _identifier(title: str, authors: Sequence[str], language: str, source: str) -> str:
    """Return the name of a book that was given none, made of what makes it this book and no other (RFC 9562, UUIDv5)."""
    facts = (unicodedata.normalize("NFC", fact) for fact in (title, *authors, language, source))
    return f"urn:uuid:{uuid.uuid5(_BOOKS, chr(31).join(facts))}"


def file_as(name: str) -> str | None:
    """Return the form a Western name is filed by, `Butcher, Matt`; None where it stays as it is, or could be a body's."""
    words = name.split()
    if not 2 <= len(words) <= 4 or "," in name or _BODY.search(name):
        return None
    if not all("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha()):
        return None
    if not all(word[0].isupper() or word.lower() in _PARTICLES for word in words):
        return None
    return f"{words[-1]}, {' '.join(words[:-1])}"


def file_title(path: str) -> str:
    """Return a title made of a file's name, for a post that has none."""
    stem = PurePosixPath(path.replace("\\", "/")).stem
    return re.sub(r"[-_\s]+", " ", stem).strip() or stem or path


def same_title(one: str, other: str) -> bool:
    """Return whether two titles differ in nothing but width, case, punctuation and spaces."""
    return bool(_letters(one)) and _letters(one) == _letters(other)


def _letters(title: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if unicodedata.category(c)[0] in "LNM")
