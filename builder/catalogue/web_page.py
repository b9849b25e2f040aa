"""Writes the page for browsers: covers and buttons, one sheet of style in it, no script and nothing from elsewhere."""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from importlib import resources

from lxml import etree
from lxml.html import builder as html

from builder.catalogue.books import Book
from builder.catalogue.feeds import Feed
from builder.catalogue.places import Addresses, Place, Served


@cache
def _styles() -> str:
    return resources.files("builder.catalogue").joinpath("page.css").read_text(encoding="utf-8")


@cache
def policy() -> str:
    """Return the page's Content-Security-Policy: its own style sheet by its hash, pictures and searches of its own server."""
    digest = base64.b64encode(sha256(_styles().encode()).digest()).decode()
    return f"default-src 'none'; img-src 'self' data:; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'"


def write(feed: Feed, catalogue: str, addresses: Addresses, seen_from: str = "") -> bytes:
    """Return a page of books as HTML.

    Args:
        feed: what it lists; the newest, or what was found.
        catalogue: the title of the whole.
        addresses: where everything stands.
        seen_from: the file it is written to, for relative addresses.
    """
    words, query = feed.words, feed.place.query
    opds = addresses.feed(Place("opds"), "xml", seen_from)
    found = f"{words.results} {query} · " if query else ""
    heading = html.DIV(html.H1(catalogue), html.P(found + words.books.format(feed.total)))
    books = html.UL(html.CLASS("books"), *(_book(book, addresses, seen_from) for book in feed.books))
    body = html.BODY(
        html.A(html.CLASS("skip"), words.books.format(feed.total), href="#books"),
        html.HEADER(heading, *_search(feed, addresses)),
        html.MAIN({"id": "books"}, books if feed.books else html.P(words.empty), *_turning(feed, addresses, seen_from)),
        html.FOOTER(f"{words.for_readers}: ", html.A(opds, href=opds)),
    )
    head = html.HEAD(
        html.META({"http-equiv": "Content-Security-Policy", "content": policy()}),
        html.META(name="viewport", content="width=device-width, initial-scale=1"),
        html.META(name="referrer", content="no-referrer"),
        html.META(name="generator", content="postpress"),
        html.TITLE(f"{query} · {catalogue}" if query else catalogue),
        html.LINK(rel="alternate", type=Place("opds").media_type("xml"), href=opds, title=catalogue),
        html.LINK(rel="icon", href="data:,"),
        html.STYLE(_styles()),
    )
    page = html.HTML({"lang": words.language}, head, body)
    return b"<!DOCTYPE html>\n" + etree.tostring(page, method="html", encoding="utf-8")


def _search(feed: Feed, addresses: Addresses) -> list[etree._Element]:
    if not isinstance(addresses, Served):
        return []
    label = feed.words.search
    box = html.INPUT({"type": "search", "name": "q", "value": feed.place.query, "aria-label": label, "autocomplete": "off"})
    return [html.FORM({"role": "search", "action": addresses.base, "method": "get"}, box, html.BUTTON(label))]


def _book(book: Book, addresses: Addresses, seen_from: str) -> etree._Element:
    said = book.package
    # The title below says what the picture says.
    picture = (html.IMG(src=addresses.thumbnail(book, seen_from), alt="", loading="lazy") if book.cover_stamp
               else html.SPAN({"aria-hidden": "true"}, said.title))
    item = html.LI(html.CLASS("book"), html.DIV(html.CLASS("board"), picture), html.H2(said.title))
    if said.language:
        item.set("lang", said.language)
    item.extend(html.P(text) for text in (said.subtitle, ", ".join(p.name for p in said.authors)) if text)
    item.append(html.UL(html.CLASS("get"), *(
        html.LI(html.A({"href": addresses.download(book, d, seen_from), "type": d.media_type, "lang": "en",
                        "aria-label": f"{d.label}, {_size(d.size)}: {said.title}"}, d.label, " ", html.SMALL(_size(d.size))))
        for d in book.downloads)))
    done: etree._Element = item
    return done


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"


def _turning(feed: Feed, addresses: Addresses, seen_from: str) -> list[etree._Element]:
    if feed.pages == 1:
        return []
    page, words = feed.place.page, feed.words
    parts: list[etree._Element] = []
    if page > 1:
        parts.append(html.A(words.previous, rel="prev", href=addresses.feed(feed.place.turned(page - 1), "html", seen_from)))
    said = words.page.format(page, feed.pages)
    parts.append(html.SPAN(said))
    if page < feed.pages:
        parts.append(html.A(words.next, rel="next", href=addresses.feed(feed.place.turned(page + 1), "html", seen_from)))
    return [html.NAV({"aria-label": said}, *parts)]
