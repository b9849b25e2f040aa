from __future__ import annotations

import pytest

from builder.catalogue.books import Shelf
from builder.catalogue.feeds import Feed, feed
from builder.catalogue.folding import key_of
from builder.catalogue.places import Place


def listed(shelf: Shelf, place: Place, size: int = 50) -> Feed:
    found = feed(shelf, place, size)
    assert found is not None
    return found


def titles(found: Feed) -> list[str]:
    return [door.title for door in found.doors] + [book.package.title for book in found.books]


def test_the_root_leads_to_all_there_is(shelf: Shelf) -> None:
    root = listed(shelf, Place("opds"))
    assert [(door.title, door.place.kind, door.count) for door in root.doors] == [
        ("最新", "new", 3), ("按书名", "titles", 3), ("按作者", "authors", 3), ("按标签", "tags", 2)]
    assert root.doors[0].rel == "http://opds-spec.org/sort/new"
    assert root.up is None


def test_an_empty_shelf_has_a_root_and_empty_feeds() -> None:
    empty = Shelf("空", ())
    assert [door.place.kind for door in listed(empty, Place("opds")).doors] == ["new", "titles"]
    assert titles(listed(empty, Place("new"))) == []


def test_titles_and_authors_are_in_the_order_they_say(shelf: Shelf) -> None:
    assert titles(listed(shelf, Place("titles"))) == ["The Rust Book", "晴 & <sun>", "雨"]
    assert titles(listed(shelf, Place("authors"))) == ["Ann Lee", "王芳", "周明"]  # Lee; Wang Fang; Zhou Ming


def test_an_author_has_all_books_and_a_tag_whatever_its_case_and_width(shelf: Shelf) -> None:
    assert titles(listed(shelf, Place("authors", key_of("周明")))) == ["晴 & <sun>", "雨"]
    tags = listed(shelf, Place("tags"))
    assert titles(tags) == ["Tech", "天气"]
    tech = listed(shelf, tags.doors[0].place)
    assert titles(tech) == ["雨", "The Rust Book"]
    assert tech.up == Place("tags")


@pytest.mark.parametrize(("query", "found"), [
    ("RUST", ["The Rust Book"]), ("zhou", ["晴 & <sun>", "雨"]), ("ｔｅｃｈ", ["雨", "The Rust Book"]), ("周明 芳", ["晴 & <sun>"]), ("没有", []), ("", []),
])
def test_search_looks_at_titles_authors_and_tags(shelf: Shelf, query: str, found: list[str]) -> None:
    assert titles(listed(shelf, Place("search", query=query))) == found


def test_pages_hold_everything_once_and_end(shelf: Shelf) -> None:
    pages = [listed(shelf, Place("new", page=n), size=2) for n in (1, 2)]
    assert [title for page in pages for title in titles(page)] == titles(listed(shelf, Place("new")))
    assert [(page.total, page.pages) for page in pages] == [(3, 2), (3, 2)]
    assert feed(shelf, Place("new", page=3), 2) is None
    assert feed(shelf, Place("new", page=0), 2) is None


@pytest.mark.parametrize("place", [Place("authors", "nobody"), Place("tags", "nothing"), Place("new", "x"), Place("opds", "x"), Place("search", "x")])
def test_what_is_not_there_is_none(shelf: Shelf, place: Place) -> None:
    assert feed(shelf, place) is None


def test_a_book_without_an_author_is_found_all_the_same(shelf: Shelf) -> None:
    from dataclasses import replace
    lonely = replace(shelf.books[0], package=replace(shelf.books[0].package, authors=()))
    assert titles(listed(Shelf("s", (*shelf.books[1:], lonely)), Place("authors")))[-1] == "佚名"
