"""The values of a catalogue: a file to download, a book with all its files, the shelf they stand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of what names none: no clock is read."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that a book comes as."""

    suffix: str
    media_type: str
    label: str
    """What a button says."""


KINDS = (
    # In the order in which they are offered: KOReader's sync takes the first.
    Kind(".epub", "application/epub+zip", "EPUB"),
    Kind(".kepub.epub", "application/kepub+zip", "Kobo"),
    Kind(".pdf", "application/pdf", "PDF"),
    Kind(".azw3", "application/vnd.amazon.ebook", "Kindle"),
)
SCREEN = Kind("-screen.pdf", "application/pdf", "PDF")
"""The edition for a screen; the plain PDF is then the one for print."""
PRINT_LABEL = "PDF, print"


@dataclass(frozen=True, slots=True)
class Person:
    """An author."""

    name: str
    sort_as: str
    """The name as it is sorted by; the name itself where the book says nothing."""


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document of an EPUB says."""

    title: str
    subtitle: str = ""
    sort_as: str = ""
    """The title as it is sorted by, or empty."""
    identifier: str = ""
    authors: tuple[Person, ...] = ()
    language: str = ""
    """A language tag (BCP 47), or empty."""
    publisher: str = ""
    issued: str = ""
    """YYYY, YYYY-MM or YYYY-MM-DD, or empty."""
    modified: datetime | None = None
    tags: tuple[str, ...] = ()
    description: str = ""
    """Plain text."""
    rights: str = ""
    cover: str = ""
    """Path of the cover picture in the container, or empty."""


@dataclass(frozen=True, slots=True)
class Download:
    """One file of a book."""

    path: Path
    """Where it is."""
    name: str
    """Its name in addresses: that of the file, what is no character replaced."""
    media_type: str
    label: str
    size: int
    """In bytes."""
    mtime_ns: int
    """When it was last written, in nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Book:
    """One book with all the files it comes as."""

    key: str
    """Short, in lower case and digits; the same as long as the file has its name."""
    id: str
    """A URI that no other book of the shelf has."""
    package: Package
    updated: datetime
    downloads: tuple[Download, ...]
    """The first is the one to take when in doubt."""
    cover_file: Path | None = None
    """The EPUB that holds the cover."""
    cover_stamp: str = ""
    """Changes whenever that file does; empty without a cover."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """All books of a folder, the newest first."""

    title: str
    books: tuple[Book, ...] = field(repr=False)

    @property
    def updated(self) -> datetime:
        """When the newest book was made."""
        return max((book.updated for book in self.books), default=EPOCH)
