"""Where everything of a catalogue stands: short addresses on a server, files in a folder."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote, urlsplit

from builder.catalogue.books import Book, Download
from builder.errors import Report

Form = Literal["xml", "json", "html"]
Kind = Literal["opds", "new", "titles", "authors", "tags", "search"]

ATOM_NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ATOM_ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
OPDS_JSON = "application/opds+json"
OPEN_SEARCH = "application/opensearchdescription+xml"
HTML = "text/html;charset=utf-8"
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?)(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Place:
    """One feed, or one page of it."""

    kind: Kind
    key: str = ""
    """Of the one author or tag, or empty."""
    page: int = 1
    query: str = ""
    """What is searched for."""

    def turned(self, page: int) -> Place:
        """Return another page of the same feed."""
        return replace(self, page=page)

    @property
    def leads_on(self) -> bool:
        """Whether it lists feeds and no books."""
        return self.kind == "opds" or (self.kind in {"authors", "tags"} and not self.key)

    def media_type(self, form: Form) -> str:
        """Return the media type of the feed in that form."""
        if form != "xml":
            return OPDS_JSON if form == "json" else HTML
        return ATOM_NAVIGATION if self.leads_on else ATOM_ACQUISITION


@dataclass(frozen=True, slots=True)
class Served:
    """Addresses of a server, absolute: KOReader and others do not resolve relative ones in every place."""

    base: str
    """With a slash at its end: http://192.168.1.5:8080/."""

    def feed(self, place: Place, form: Form, seen_from: str = "") -> str:
        """Return the address of a feed."""
        del seen_from
        if form == "html":
            asked = {"q": place.query, "page": str(place.page) if place.page > 1 else ""}
            return self.base + _query(asked)
        path = place.kind + (f"/{place.key}" if place.key else "") + (".json" if form == "json" else "")
        return self.base + path + _query({"q": place.query, "page": str(place.page) if place.page > 1 else ""})

    def download(self, book: Book, download: Download, seen_from: str = "") -> str:
        """Return the address of a file; it ends in the file's name, which e-readers save it under."""
        del seen_from
        return f"{self.base}b/{book.key}/{quote(download.name, safe='')}"

    def cover(self, book: Book, seen_from: str = "") -> str:
        """Return the address of the cover, for a screen."""
        del seen_from
        return f"{self.base}c/{book.key}.jpg"

    def thumbnail(self, book: Book, seen_from: str = "") -> str:
        """Return the address of the small cover."""
        del seen_from
        return f"{self.base}t/{book.key}.jpg"

    @property
    def search(self) -> str:
        """The address of the description of the search."""
        return f"{self.base}search.xml"

    def search_template(self, form: Form) -> str:
        """Return the address of the search with a gap for its words: OpenSearch's for Atom, a URI template for JSON."""
        return f"{self.base}search?q={{searchTerms}}" if form == "xml" else f"{self.base}search.json{{?query}}"


def _query(asked: dict[str, str]) -> str:
    said = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked.items() if value)
    return f"?{said}" if said else ""


@dataclass(frozen=True, slots=True)
class Published:
    """Addresses of files in a folder: relative ones, or absolute ones below a base. Nothing there can search."""

    base: str = ""
    """With a slash at its end, or empty for relative addresses."""

    def file(self, place: Place, form: Form) -> str:
        """Return the path of a feed in the folder: index.xml, new-2.json, authors-KEY.xml; the page is index.html."""
        is_index = form == "html" or (place.kind, form) == ("opds", "xml")
        name = "index" if is_index else place.kind
        page = str(place.page) if place.page > 1 else ""
        return "-".join(filter(None, (name, place.key if form != "html" else "", page))) + f".{form}"

    def feed(self, place: Place, form: Form, seen_from: str = "") -> str:
        """Return the address of a feed as it is written in the file `seen_from`."""
        return self._address(self.file(place, form), seen_from)

    def download(self, book: Book, download: Download, seen_from: str = "") -> str:
        """Return the address of a file as it is written in the file `seen_from`."""
        return self._address(self.download_file(book, download), seen_from)

    def cover(self, book: Book, seen_from: str = "") -> str:
        """Return the address of the cover as it is written in the file `seen_from`."""
        return self._address(f"covers/{book.key}.jpg", seen_from)

    def thumbnail(self, book: Book, seen_from: str = "") -> str:
        """Return the address of the small cover as it is written in the file `seen_from`."""
        return self._address(f"thumbnails/{book.key}.jpg", seen_from)

    @staticmethod
    def download_file(book: Book, download: Download) -> str:
        """Return the path of a file in the folder."""
        return f"books/{book.key}/{download.name}"

    @property
    def search(self) -> str:
        """Empty: files do not search."""
        return ""

    def _address(self, path: str, seen_from: str) -> str:
        if self.base:
            return self.base + quote(path)
        return quote(posixpath.relpath(path, posixpath.dirname(seen_from) or "."))


Addresses = Served | Published


def address(said: str, report: Report) -> str:
    """Return a base address with a slash at its end; empty stays empty.

    Raises:
        PostpressError: K006 when it is not of http or https, or has a user, a query or a fragment.
    """
    if not said:
        return ""
    try:
        parts = urlsplit(said)
        good = (parts.scheme in {"http", "https"} and bool(host_of(parts.netloc)) and not parts.query and not parts.fragment
                and said.isascii() and not re.search(r"[\s\"<>\\^`{|}]", said))
    except ValueError:
        good = False
    if not good:
        report.error("K006", f"not an address that a catalogue can stand at: {said!r}",
                     hint="for example --url https://example.org/books/")
        report.stop_on_errors()
    return said.rstrip("/") + "/"


def host_of(said: str) -> str:
    """Return the host of a Host header or an address's authority in lower case, without its port; empty when it is none."""
    found = _HOST.fullmatch(said)
    return found[1].lower() if found and (not found[2] or int(found[2][1:]) <= 65535) else ""
