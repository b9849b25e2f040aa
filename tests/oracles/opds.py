"""What OPDS 1.2, Atom (RFC 4287) and OPDS 2.0 ask of a feed, written from the specifications alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
OPDS = "http://opds-spec.org/"
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
PICTURES = {"image/jpeg", "image/png", "image/gif"}


def _once(element: etree._Element, name: str) -> Iterator[str]:
    found = element.findall(ATOM + name)
    if len(found) != 1 or not (found[0].text or "").strip():
        yield f"{element.tag} has {len(found)} {name}, or an empty one"


def _dated(element: etree._Element) -> Iterator[str]:
    said = element.findtext(ATOM + "updated") or ""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        yield f"{said!r} is no date (RFC 3339)"
        return
    if moment.tzinfo is None or "T" not in said:
        yield f"{said!r} has no time zone"


def _linked(element: etree._Element, *, absolute: bool) -> Iterator[str]:
    seen = set()
    for link in element.findall(ATOM + "link"):
        href, rel, kind = link.get("href", ""), link.get("rel", "alternate"), link.get("type", "")
        if not href or not href.isascii() or re.search(r"[\s<>\"{}|\\^`]", href):
            yield f"{href!r} is no IRI"
        if absolute and not href.startswith("http"):
            yield f"{href!r} is relative"
        if not re.fullmatch(r"[a-z]+/[A-Za-z0-9.+-]+(;[a-z-]+=[A-Za-z0-9-]+)*", kind):
            yield f"{rel}: {kind!r} is no media type"
        if rel in {"self", "next", "previous", "start", "up"} and rel in seen:
            yield f"two links {rel}"
        seen.add(rel)


def faults(data: bytes, *, absolute: bool = True) -> list[str]:
    """Return what is wrong with a feed by OPDS 1.2: empty for a good one."""
    feed = etree.fromstring(data)
    found: list[str] = [] if feed.tag == ATOM + "feed" else [f"the root is {feed.tag}"]
    for name in ("id", "title", "updated"):
        found += _once(feed, name)
    found += [*_dated(feed), *_linked(feed, absolute=absolute)]
    links = {link.get("rel"): link for link in feed.findall(ATOM + "link")}
    if not {"self", "start"} <= links.keys():
        return [*found, "a link self or start is missing (2)"]
    kind = links["self"].get("type")
    if kind not in {NAVIGATION, ACQUISITION}:
        found.append(f"the feed says it is {kind} (2.1)")
    if feed.find(ATOM + "author") is None and any(e.find(ATOM + "author") is None for e in feed.findall(ATOM + "entry")):
        found.append("no author (RFC 4287, 4.1.1)")
    ids = [entry.findtext(ATOM + "id") for entry in feed.findall(ATOM + "entry")]
    if len(ids) != len(set(ids)):
        found.append("two entries of one id")
    for entry in feed.findall(ATOM + "entry"):
        found += _entry_faults(entry, is_acquisition=kind == ACQUISITION, absolute=absolute)
    return found


def _entry_faults(entry: etree._Element, *, is_acquisition: bool, absolute: bool) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        yield from _once(entry, name)
    yield from _dated(entry)
    yield from _linked(entry, absolute=absolute)
    if not re.match(r"[a-z][a-z0-9+.-]*:[^\s]+$", entry.findtext(ATOM + "id") or ""):
        yield "an id that is no absolute IRI"
    links = entry.findall(ATOM + "link")
    acquired = [link for link in links if link.get("rel", "").startswith(OPDS + "acquisition")]
    if not is_acquisition:
        if acquired:
            yield "a navigation feed has a book (2.2)"
        if not any((link.get("type") or "") in {NAVIGATION, ACQUISITION} for link in links):
            yield "an entry that leads to no feed (2.2)"
        if entry.find(ATOM + "content") is None:
            yield "an entry without a description (2.2)"
        return
    if not acquired:
        yield "an entry without an acquisition link (5.2)"
    for link in links:
        if link.get("rel", "").startswith(OPDS + "image") and link.get("type") not in PICTURES:
            yield f"a picture of type {link.get('type')} (5.3)"
    if any(content.get("src") for content in entry.findall(ATOM + "content")):
        yield "content elsewhere"
    if any(c.get("term") in {None, ""} for c in entry.findall(ATOM + "category")):
        yield "a category without a term"


def json_faults(data: bytes, *, absolute: bool = True) -> list[str]:
    """Return what is wrong with a feed by OPDS 2.0: empty for a good one."""
    told: dict[str, Any] = json.loads(data)
    found = [] if told.get("metadata", {}).get("title") else ["a feed without a title (1.3)"]
    links = told.get("links", [])
    if not any(link.get("rel") == "self" for link in links):
        found.append("a feed without a link to itself (1.2)")
    if not {"navigation", "publications", "groups"} & told.keys():
        found.append("a feed that lists nothing (1.1)")
    everywhere = [*links, *told.get("navigation", [])]
    found += [f"an entry without a title: {door}" for door in told.get("navigation", []) if not door.get("title")]
    for book in told.get("publications", []):
        if not book["metadata"].get("title"):
            found.append("a book without a title")
        if not any(link["rel"].startswith(OPDS + "acquisition") for link in book["links"]):
            found.append("a book that cannot be had (3.1)")
        if "images" in book and not any(image["type"] in PICTURES for image in book["images"]):
            found.append("no picture that all can show (3.2)")
        everywhere += [*book["links"], *book.get("images", [])]
    for link in everywhere:
        if not link.get("href") or not link.get("type"):
            found.append(f"a link without an address or a type: {link}")
        if "{" in link["href"] and not link.get("templated"):
            found.append(f"a template that does not say so: {link}")
        if absolute and not link["href"].startswith("http"):
            found.append(f"a relative link: {link}")
    return found
