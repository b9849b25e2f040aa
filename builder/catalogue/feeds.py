"""What each feed lists, before it is written in any form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from builder.catalogue.books import Book, Shelf
from builder.catalogue.folding import fold, key_of, matches
from builder.catalogue.places import Place
from builder.catalogue.words import Words, words_for

PAGE = 50
"""Books or links on a page: what an e-reader of 2010 takes in at once."""


@dataclass(frozen=True, slots=True)
class Door:
    """An entry that leads to another feed."""

    title: str
    says: str
    place: Place
    count: int
    """How many it lists."""
    updated: datetime
    rel: str = "subsection"


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed."""

    place: Place
    title: str
    up: Place | None
    words: Words
    updated: datetime
    doors: tuple[Door, ...] = ()
    books: tuple[Book, ...] = ()
    total: int = 0
    """Of books or links on all pages together."""
    pages: int = 1


def feed(shelf: Shelf, place: Place, size: int = PAGE) -> Feed | None:
    """Return one page of a feed; None when there is no such author, tag or page.

    Args:
        shelf: the books.
        place: which feed, which page.
        size: books or links on a page.
    """
    words = words_for(shelf)
    listed = _listed(shelf, place, words)
    if listed is None:
        return None
    title, doors, books = listed
    total = len(doors) or len(books)
    pages = max(1, -(-total // size))
    if not 1 <= place.page <= pages:
        return None
    there = slice((place.page - 1) * size, place.page * size)
    updated = max((b.updated for b in books), default=shelf.updated)
    up = None if place.kind == "opds" else Place(place.kind) if place.key else Place("opds")
    return Feed(place, title, up, words, updated, doors[there], books[there], total, pages)


def _listed(shelf: Shelf, place: Place, words: Words) -> tuple[str, tuple[Door, ...], tuple[Book, ...]] | None:
    """Return the title of a feed and all it lists on all its pages; None when there is no such feed."""
    if place.kind in {"authors", "tags"}:
        groups = grouped(shelf, place.kind, words)
        if place.key:
            found = groups.get(place.key)
            return (found[0], (), found[1]) if found else None
        doors = tuple(_door(Place(place.kind, key), name, books, words) for key, (name, books) in groups.items())
        return (words.authors if place.kind == "authors" else words.tags), doors, ()
    if place.key:
        return None
    books = tuple(b for b in shelf.books if matches(place.query, _searched(b))) if place.kind == "search" else shelf.books
    if place.kind == "opds":
        return shelf.title, _root(shelf, words), ()
    ordered = tuple(sorted(books, key=_by_title)) if place.kind == "titles" else books
    titles = {"new": words.newest, "titles": words.titles, "search": f"{words.results} {place.query}"}
    return titles[place.kind], (), ordered


def _root(shelf: Shelf, words: Words) -> tuple[Door, ...]:
    count, updated = len(shelf.books), shelf.updated
    doors = [
        Door(words.newest, words.books.format(count), Place("new"), count, updated, "http://opds-spec.org/sort/new"),
        Door(words.titles, words.books.format(count), Place("titles"), count, updated),
    ]
    for kind, title in (("authors", words.authors), ("tags", words.tags)):
        groups = grouped(shelf, kind, words)
        if groups:
            names = ", ".join(name for name, _ in list(groups.values())[:5])
            doors.append(Door(title, names, Place("authors" if kind == "authors" else "tags"), len(groups), updated))
    return tuple(doors)


def _door(place: Place, name: str, books: tuple[Book, ...], words: Words) -> Door:
    return Door(name, words.books.format(len(books)), place, len(books), max(b.updated for b in books))


def grouped(shelf: Shelf, kind: str, words: Words) -> dict[str, tuple[str, tuple[Book, ...]]]:
    """Return authors or tags in order: key -> name and books, names that differ in case or width taken as one."""
    found: dict[str, tuple[str, str, list[Book]]] = {}
    for book in shelf.books:
        if kind == "authors":
            names = [(p.name, p.sort_as) for p in book.package.authors] or [(words.no_author, "\uffff")]
        else:
            names = [(tag, tag) for tag in book.package.tags]
        for folded, (name, sort_as) in {fold(n[0]): n for n in names}.items():
            found.setdefault(folded, (name, fold(sort_as), []))[2].append(book)
    ordered = sorted(found.items(), key=lambda item: (item[1][1], item[0]))
    return {key_of(folded): (name, tuple(books)) for folded, (name, _, books) in ordered}


def _by_title(book: Book) -> tuple[str, str]:
    return fold(book.package.sort_as or book.package.title), book.key


def _searched(book: Book) -> tuple[str, ...]:
    said = book.package
    return said.title, said.subtitle, *(p.name for p in said.authors), *(p.sort_as for p in said.authors), *said.tags
