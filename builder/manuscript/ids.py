"""Names for the places of a book: ASCII, unique, and the same when other chapters change."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_VALID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_RESERVED = re.compile(
    r"(note|noteref|indexed|page|asset|id)-.*|cover|nav|toc|ncx|landmarks|page-list|contents|titlepage|title-page|halftitlepage"
    r"|half-title|copyright-page|copyright|colophon|endnotes|notes|body|book-columns|book-inner|book-index|kobostylehacks|kobo\..*",
    re.IGNORECASE,
)
LENGTH = 48
"""The most characters of a heading's own words in its id."""


def is_valid_id(name: str) -> bool:
    """Return whether an author's id can stand as it is: ASCII, an XML name (NCName), none of the book's own."""
    return bool(_VALID.fullmatch(name)) and not _RESERVED.fullmatch(name)


def slug(text: str) -> str:
    """Return an id made of a heading alone.

    The ASCII letters and digits of its words; where it has others, which an id cannot hold on every reader, six digits
    of a hash of the whole take their place.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = "-".join(re.findall(r"[a-z0-9]+", bare))
    short = words[:LENGTH].strip("-")
    if short != words or any(c.isalnum() and c > "\x7f" for c in bare) or not short:
        digest = hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:6]
        short = f"{short}-{digest}" if short else f"h-{digest}"
    return short if is_valid_id(short) else f"h-{short}"


def web_slugs(text: str) -> tuple[str, ...]:
    """Return the ids a site may have given a heading: those of GitHub, and of generators that keep more or less of it."""
    plain = text.strip().lower()
    github = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
    dashed = re.sub(r"[\s\-]+", "-", re.sub(r"[^\w\s\-]", " ", plain)).strip("-")
    spaced = re.sub(r"\s+", "-", text.strip())
    return tuple(dict.fromkeys(name for name in (github, dashed, spaced, spaced.lower()) if name))


class Ids:
    """Hands out the ids of one book, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """Return the wanted id, or the first free one of `wanted-2`, `wanted-3` ..."""
        name = wanted
        while name in self._taken:
            self._next[wanted] = self._next.get(wanted, 1) + 1
            name = f"{wanted}-{self._next[wanted]}"
        self._taken.add(name)
        return name

    def is_free(self, name: str) -> bool:
        """Return whether an id has not been handed out."""
        return name not in self._taken
