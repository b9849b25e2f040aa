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
    words, root = words_for(shelf), Place("opds")
    match place.kind, place.key:
        case "opds", "":
            return _paged(place, shelf.title, None, words, shelf, _root(shelf, words), (), size)
        case "new", "":
            return _paged(place, words.newest, root, words, shelf, (), shelf.books, size)
        case "titles", "":
            return _paged(place, words.titles, root, words, shelf, (), tuple(sorted(shelf.books, key=_by_title)), size)
        case ("authors" | "tags") as kind, "":
            doors = tuple(_door(Place(kind, key), name, books, words) for key, (name, books) in grouped(shelf, kind, words).items())
            return _paged(place, words.authors if kind == "authors" else words.tags, root, words, shelf, doors, (), size)
        case ("authors" | "tags") as kind, key:
            group = grouped(shelf, kind, words).get(key)
            return group and _paged(place, group[0], Place(kind), words, shelf, (), group[1], size)
        case "search", "":
            found = tuple(book for book in shelf.books if matches(place.query, _searched(book)))
            return _paged(place, f"{words.results} {place.query}", root, words, shelf, (), found, size)
    return None


def _paged(
    place: Place, title: str, up: Place | None, words: Words, shelf: Shelf, doors: tuple[Door, ...], books: tuple[Book, ...], size: int,
) -> Feed | None:
    total = len(doors) or len(books)
    pages = max(1, -(-total // size))
    if not 1 <= place.page <= pages:
        return None
    there = slice((place.page - 1) * size, place.page * size)
    updated = max((b.updated for b in books), default=shelf.updated)
    return Feed(place, title, up, words, updated, doors[there], books[there], total, pages)


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
    return {key_of(folded): (name, tuple(books)) for folded, (name, _, books) in sorted(found.items(), key=lambda item: (item[1][1], item[0]))}


def _by_title(book: Book) -> tuple[str, str]:
    return fold(book.package.sort_as or book.package.title), book.key


def _searched(book: Book) -> tuple[str, ...]:
    said = book.package
    return said.title, said.subtitle, *(p.name for p in said.authors), *(p.sort_as for p in said.authors), *said.tags
