from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.catalogue.books import Shelf
from builder.catalogue.places import Form, Place, Published, Served, address, host_of
from builder.errors import PostpressError, Report


@pytest.mark.parametrize(("said", "made"), [
    ("", ""), ("https://example.org", "https://example.org/"), ("http://example.org:8080/books//", "http://example.org:8080/books/"),
    ("http://[fe80::1]:8080", "http://[fe80::1]:8080/"),
])
def test_an_address_ends_in_a_slash(said: str, made: str) -> None:
    assert address(said, Report()) == made


@pytest.mark.parametrize("said", [
    "example.org", "ftp://example.org/", "https://", "https://me:secret@example.org/", "https://example.org/?a", "https://example.org/#a",
    "https://exa mple.org/", 'https://example.org/"', "https://例.org/", "https://example.org:99999/", "javascript:alert(1)", "https://[::1",
])
def test_what_is_no_address_is_an_error(said: str) -> None:
    with pytest.raises(PostpressError) as stop:
        address(said, Report())
    assert [d.code for d in stop.value.report] == ["K006"]


@pytest.mark.parametrize(("header", "host"), [
    ("localhost", "localhost"), ("LOCALHOST:8080", "localhost"), ("[::1]:80", "[::1]"), ("a-b.local", "a-b.local"), ("192.168.1.5:8080", "192.168.1.5"),
    ("", ""), ("a b", ""), ("a/b", ""), ("a@b", ""), ("a:b", ""), ("a:99999", ""), ('a"', ""), ("a\n", ""), ("-a", ""), ("a..", ""), ("a:1:2", ""),
])
def test_hosts(header: str, host: str) -> None:
    assert host_of(header) == host


@given(st.text(max_size=30))
def test_a_host_never_holds_what_could_end_an_attribute(header: str) -> None:
    assert not set(host_of(header)) & set("<>\"'&/ @\\?#%\r\n")


def test_the_addresses_of_a_server_are_short(shelf: Shelf) -> None:
    served, book = Served("http://a/"), shelf.books[1]
    assert served.feed(Place("new"), "xml") == "http://a/new"
    assert served.feed(Place("tags", "abc", page=3), "json") == "http://a/tags/abc.json?page=3"
    assert served.feed(Place("search", query="a&b", page=2), "html") == "http://a/?q=a%26b&page=2"
    assert served.download(book, book.downloads[0]) == f"http://a/b/{book.key}/%E9%9B%A8.epub"


def test_the_addresses_of_files_are_relative_to_the_file_they_stand_in(shelf: Shelf) -> None:
    files, book = Published(), shelf.books[1]
    wanted: list[tuple[Place, Form]] = [(Place("opds"), "xml"), (Place("opds"), "json"), (Place("new"), "html"), (Place("new", page=2), "html"),
                                        (Place("tags", "k", page=2), "xml")]
    names = [files.file(place, form) for place, form in wanted]
    assert names == ["index.xml", "opds.json", "index.html", "index-2.html", "tags-k-2.xml"]
    assert files.download(book, book.downloads[0], "index.xml") == f"books/{book.key}/%E9%9B%A8.epub"
    assert files.cover(book, "deep/er/index.xml") == f"../../covers/{book.key}.jpg"
    assert Published("https://a/b/").thumbnail(book, "index.xml") == f"https://a/b/thumbnails/{book.key}.jpg"
