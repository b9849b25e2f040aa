from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree
from oracles import opds

from builder.catalogue import atom
from builder.catalogue.books import Shelf
from builder.catalogue.feeds import feed
from builder.catalogue.folding import key_of
from builder.catalogue.places import Place, Published, Served

SERVED = Served("http://192.168.1.5:8080/")
PLACES = [Place("opds"), Place("new"), Place("titles"), Place("authors"), Place("tags"), Place("authors", key_of("周明")),
          Place("tags", key_of("tech")), Place("search", query="雨 & <b>"), Place("new", page=2)]


def written(shelf: Shelf, place: Place, addresses: Served | Published = SERVED, size: int = 2) -> bytes:
    found = feed(shelf, place, size)
    assert found is not None
    return atom.write(found, shelf.title, addresses, "index.xml", size)


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("addresses", [SERVED, Published("https://example.org/b/"), Published()], ids=["served", "published", "relative"])
def test_every_feed_keeps_the_rules_of_opds(shelf: Shelf, place: Place, addresses: Served | Published) -> None:
    assert opds.faults(written(shelf, place, addresses), absolute=bool(addresses.base)) == []


def test_the_rules_find_what_is_wrong(shelf: Shelf) -> None:
    good = written(shelf, Place("new")).decode()
    for before, after in (("<id>", "<di>"), ('rel="self"', 'rel="me"'), ("open-access", "x"), ("image/jpeg", "image/webp"),
                          ("urn:uuid:1", "uuid 1"), ("Z</updated>", "</updated>"), ("http://192.168.1.5:8080/b/", "b/")):
        bad = good.replace(before, after).replace("</id>", f"</{'di' if after == '<di>' else 'id'}>")
        bad = bad.replace("opds-spec.org/acquisition/x", "example.org/") if after == "x" else bad
        assert opds.faults(bad.encode()), after


def test_a_book_has_all_its_files_with_their_types_and_its_covers(shelf: Shelf) -> None:
    root = etree.fromstring(written(shelf, Place("new")))
    entry = root.findall("{*}entry")[1]
    links = [(link.get("rel", "").removeprefix("http://opds-spec.org/"), link.get("type"), link.get("href", "").rpartition("/")[2])
             for link in entry.findall("{*}link")]
    key = shelf.books[1].key
    assert links == [
        ("image", "image/jpeg", f"{key}.jpg"), ("image/thumbnail", "image/jpeg", f"{key}.jpg"),
        ("acquisition/open-access", "application/epub+zip", "%E9%9B%A8.epub"),
        ("acquisition/open-access", "application/kepub+zip", "%E9%9B%A8.kepub.epub"),
        ("acquisition/open-access", "application/pdf", "%E9%9B%A8.pdf"),
        ("acquisition/open-access", "application/vnd.amazon.ebook", "%E9%9B%A8.azw3"),
    ]
    assert [e.text for e in entry.findall("{*}author/{*}name")] == ["周明"]
    assert {c.get("term") for c in entry.findall("{*}category")} == {"天气", "Tech"}


def test_pages_are_linked(shelf: Shelf) -> None:
    def linked(page: int) -> dict[str | None, str]:
        root = etree.fromstring(written(shelf, Place("new", page=page)))
        return {link.get("rel"): link.get("href", "") for link in root.findall("{*}link")}

    assert linked(1)["next"] == "http://192.168.1.5:8080/new?page=2" == linked(2)["self"] == linked(1)["last"]
    assert linked(2)["previous"] == "http://192.168.1.5:8080/new" == linked(2)["first"]
    assert "previous" not in linked(1)
    assert "next" not in linked(2)


def test_the_search_goes_on_with_its_words(shelf: Shelf) -> None:
    root = etree.fromstring(written(shelf, Place("search", query="周 &"), size=1).replace(b"\n", b""))
    assert root.findall("{*}link[@rel='self']")[0].get("href") == "http://192.168.1.5:8080/search?q=%E5%91%A8%20%26"


def test_what_a_parser_of_names_alone_needs(shelf: Shelf) -> None:
    text = written(shelf, Place("new")).decode()
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"')
    assert "<!--" not in text
    assert "CDATA" not in text


def test_a_feed_keeps_its_id_on_every_page_and_for_every_name_of_the_server(shelf: Shelf) -> None:
    def id_of(data: bytes) -> str | None:
        return etree.fromstring(data).findtext("{*}id")

    first = id_of(written(shelf, Place("new")))
    assert first == id_of(written(shelf, Place("new", page=2))) == id_of(written(shelf, Place("new"), Served("http://localhost/")))
    assert first != id_of(written(shelf, Place("titles")))
    assert id_of(written(shelf, Place("new"), Published("https://a.example/"))) != id_of(written(shelf, Place("new"), Published("https://b.example/")))


def test_files_have_no_search_and_relative_addresses(shelf: Shelf) -> None:
    root = etree.fromstring(written(shelf, Place("new"), Published()))
    assert root.find("{*}link[@rel='search']") is None
    assert root.findall("{*}link[@rel='start']")[0].get("href") == "index.xml"


def test_the_search_is_described() -> None:
    root = etree.fromstring(atom.describe_search("书架", SERVED))
    assert root.tag == "{http://a9.com/-/spec/opensearch/1.1/}OpenSearchDescription"
    assert root.findtext("{*}ShortName") == "书架"
    assert {url.get("template") for url in root.findall("{*}Url")} == {"http://192.168.1.5:8080/search?q={searchTerms}"}
    assert root.findall("{*}Url")[0].get("type") == "application/atom+xml"


def test_a_year_of_three_digits_is_written_with_four(shelf: Shelf) -> None:
    old = replace(shelf.books[0], updated=shelf.books[0].updated.replace(year=868))
    assert b"<updated>0868-" in written(Shelf("s", (old,)), Place("new"))
