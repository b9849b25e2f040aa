"""Writes a feed as OPDS 2.0: the same in JSON."""

from __future__ import annotations

import json
from typing import Any

from builder.catalogue.atom import ACQUISITION, around, moment
from builder.catalogue.books import Book
from builder.catalogue.feeds import PAGE, Door, Feed
from builder.catalogue.places import OPDS_JSON, Addresses, Served


def write(feed: Feed, addresses: Addresses, seen_from: str = "", size: int = PAGE) -> bytes:
    """Return a feed as a JSON document.

    Args:
        feed: what it lists.
        addresses: where everything stands.
        seen_from: the file it is written to, for relative addresses.
        size: entries on a full page.
    """
    links: list[dict[str, Any]] = [
        {"rel": rel, "href": addresses.feed(place, "json", seen_from), "type": OPDS_JSON} for rel, place in around(feed)
    ]
    atom = {"href": addresses.feed(feed.place, "xml", seen_from), "type": feed.place.media_type("xml")}
    links.append({"rel": "alternate", **atom})
    if isinstance(addresses, Served):
        links.append({"rel": "search", "href": addresses.search_template("json"), "type": OPDS_JSON, "templated": True})
    told: dict[str, Any] = {
        "metadata": {"title": feed.title, "modified": moment(feed.updated), "numberOfItems": feed.total, "itemsPerPage": size,
                     "currentPage": feed.place.page},
        "links": links,
    }
    if feed.place.leads_on:
        told["navigation"] = [_door(door, addresses, seen_from) for door in feed.doors]
    else:
        told["publications"] = [_book(book, addresses, seen_from) for book in feed.books]
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _door(door: Door, addresses: Addresses, seen_from: str) -> dict[str, Any]:
    return {"title": door.title, "href": addresses.feed(door.place, "json", seen_from), "type": OPDS_JSON, "rel": door.rel,
            "properties": {"numberOfItems": door.count}}


def _book(book: Book, addresses: Addresses, seen_from: str) -> dict[str, Any]:
    said = book.package
    metadata: dict[str, Any] = {
        "@type": "http://schema.org/Book", "title": said.title, "subtitle": said.subtitle, "sortAs": said.sort_as,
        "identifier": book.id, "author": [{"name": p.name, "sortAs": p.sort_as} for p in said.authors],
        "language": said.language, "publisher": said.publisher,
        "published": said.issued if len(said.issued) == 10 else "",  # whole dates alone are allowed
        "modified": moment(book.updated), "description": said.description, "subject": [{"name": tag} for tag in said.tags],
    }
    links = [{"rel": ACQUISITION, "href": addresses.download(book, d, seen_from), "type": d.media_type, "title": d.label,
              "size": d.size} for d in book.downloads]
    told: dict[str, Any] = {"metadata": {name: value for name, value in metadata.items() if value}, "links": links}
    if book.cover_stamp:
        told["images"] = [
            {"href": addresses.cover(book, seen_from), "type": "image/jpeg", "rel": "cover"},
            {"href": addresses.thumbnail(book, seen_from), "type": "image/jpeg", "rel": "http://opds-spec.org/image/thumbnail"},
        ]
    return told
