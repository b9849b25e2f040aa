"""Writes a feed as OPDS 1.2: Atom (RFC 4287) with Dublin Core, OpenSearch and the links of opds-spec.org.

No prefix on Atom's elements, double quotes and no comments: KOReader's parser knows names, not namespaces.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from lxml import etree

from builder.catalogue.books import Book
from builder.catalogue.feeds import PAGE, Door, Feed
from builder.catalogue.folding import derived, uri
from builder.catalogue.places import OPEN_SEARCH, Addresses, Place, Served

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/terms/"
SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
THREAD = "http://purl.org/syndication/thread/1.0"
ACQUISITION = "http://opds-spec.org/acquisition/open-access"
IMAGE = "http://opds-spec.org/image"
_NAMES = cast("dict[str, str]", {None: ATOM, "dc": DC, "opensearch": SEARCH, "thr": THREAD})  # lxml's types know no default
_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'


def feed_id(place: Place, title: str, addresses: Addresses) -> str:
    """Return the id of a feed: the same on every page, at every time, and for no other catalogue of another name or base."""
    base = addresses.base if not isinstance(addresses, Served) else ""
    return derived(f"postpress catalogue {base} {title} {place.kind} {place.key} {place.query}")


def write(feed: Feed, catalogue: str, addresses: Addresses, seen_from: str = "", size: int = PAGE) -> bytes:
    """Return a feed as an Atom document.

    Args:
        feed: what it lists.
        catalogue: the title of the whole.
        addresses: where everything stands.
        seen_from: the file it is written to, for relative addresses.
        size: entries on a full page.
    """
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_NAMES)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", feed.words.language)
    _add(root, "id", feed_id(feed.place, catalogue, addresses))
    _add(root, "title", feed.title)
    _add(root, "updated", moment(feed.updated))
    _add(etree.SubElement(root, f"{{{ATOM}}}author"), "name", catalogue)
    for rel, place in around(feed):
        _link(root, rel, addresses.feed(place, "xml", seen_from), place.media_type("xml"))
    if addresses.search:
        _link(root, "search", addresses.search, OPEN_SEARCH)
    _link(root, "alternate", addresses.feed(feed.place, "json", seen_from), feed.place.media_type("json"))
    first = (feed.place.page - 1) * size + 1
    for name, number in (("totalResults", feed.total), ("itemsPerPage", size), ("startIndex", first)):
        etree.SubElement(root, f"{{{SEARCH}}}{name}").text = str(number)
    for door in feed.doors:
        _door(root, door, catalogue, addresses, seen_from)
    for book in feed.books:
        _book(root, book, addresses, seen_from)
    return _DECLARATION + etree.tostring(root, encoding="utf-8", pretty_print=True)


def around(feed: Feed) -> list[tuple[str, Place]]:
    """Return the links of a feed to itself and its like (OPDS 1.2, 2.4.1; RFC 5005, 3)."""
    page, pages = feed.place.page, feed.pages
    links = [("self", feed.place), ("start", Place("opds"))]
    links += [("up", feed.up)] if feed.up else []
    if pages > 1:
        links += [("first", feed.place.turned(1)), ("last", feed.place.turned(pages))]
    links += [("previous", feed.place.turned(page - 1))] if page > 1 else []
    links += [("next", feed.place.turned(page + 1))] if page < pages else []
    return links


def _door(root: etree._Element, door: Door, catalogue: str, addresses: Addresses, seen_from: str) -> None:
    entry = etree.SubElement(root, f"{{{ATOM}}}entry")
    _add(entry, "title", door.title)
    _add(entry, "id", feed_id(door.place, catalogue, addresses))
    _add(entry, "updated", moment(door.updated))
    _add(entry, "content", door.says).set("type", "text")
    link = _link(entry, door.rel, addresses.feed(door.place, "xml", seen_from), door.place.media_type("xml"))
    link.set(f"{{{THREAD}}}count", str(door.count))


def _book(root: etree._Element, book: Book, addresses: Addresses, seen_from: str) -> None:
    said = book.package
    entry = etree.SubElement(root, f"{{{ATOM}}}entry")
    if said.language:
        entry.set("{http://www.w3.org/XML/1998/namespace}lang", said.language)
    _add(entry, "title", f"{said.title}: {said.subtitle}" if said.subtitle else said.title)
    _add(entry, "id", book.id)
    _add(entry, "updated", moment(book.updated))
    for person in said.authors:
        _add(etree.SubElement(entry, f"{{{ATOM}}}author"), "name", person.name)
    # What atom:id says already is not said again (OPDS 1.2, 5.1.1); the two differ where files share an identifier.
    identifier = uri(said.identifier, "") if said.identifier else ""
    identifier = "" if identifier == book.id else identifier
    for name, text in (("identifier", identifier), ("language", said.language), ("publisher", said.publisher),
                       ("issued", said.issued)):
        if text:
            etree.SubElement(entry, f"{{{DC}}}{name}").text = text
    for tag in said.tags:
        etree.SubElement(entry, f"{{{ATOM}}}category", term=tag, label=tag)
    if said.rights:
        _add(entry, "rights", said.rights)
    if said.description:
        _add(entry, "summary", said.description).set("type", "text")
    if book.cover_stamp:
        _link(entry, IMAGE, addresses.cover(book, seen_from), "image/jpeg")
        _link(entry, f"{IMAGE}/thumbnail", addresses.thumbnail(book, seen_from), "image/jpeg")
    for download in book.downloads:
        link = _link(entry, ACQUISITION, addresses.download(book, download, seen_from), download.media_type)
        link.set("title", download.label)
        link.set("length", str(download.size))


def describe_search(title: str, addresses: Served) -> bytes:
    """Return the OpenSearch 1.1 description of the search."""
    root = etree.Element(f"{{{SEARCH}}}OpenSearchDescription", nsmap=cast("dict[str, str]", {None: SEARCH}))
    for name, text in (("ShortName", title[:16]), ("Description", title[:1024]), ("InputEncoding", "UTF-8"),
                       ("OutputEncoding", "UTF-8")):
        etree.SubElement(root, f"{{{SEARCH}}}{name}").text = text
    # The type as short as KOReader looks for it; the longer one for those that compare it whole.
    for media_type in ("application/atom+xml", Place("search").media_type("xml")):
        etree.SubElement(root, f"{{{SEARCH}}}Url", type=media_type, template=addresses.search_template("xml"))
    return _DECLARATION + etree.tostring(root, encoding="utf-8", pretty_print=True)


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = text
    return element


def _link(parent: etree._Element, rel: str, href: str, media_type: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, href=href, type=media_type)


def moment(when: datetime) -> str:
    """Return a moment in UTC as RFC 3339 writes it, to the second."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when.year >= 1000 else f"{when.year:04}-{when:%m-%dT%H:%M:%SZ}"
