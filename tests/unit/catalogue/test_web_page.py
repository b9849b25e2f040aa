from __future__ import annotations

import base64
import re
from dataclasses import replace
from hashlib import sha256
from typing import Any, cast

import lxml.html
from lxml import etree

from builder.catalogue import web_page
from builder.catalogue.books import Shelf
from builder.catalogue.feeds import feed
from builder.catalogue.places import Addresses, Place, Published, Served

SERVED = Served("http://localhost/")


def page(shelf: Shelf, place: Place | None = None, addresses: Addresses = SERVED, size: int = 50) -> etree._Element:
    listed = feed(shelf, place or Place("new"), size)
    assert listed is not None
    return lxml.html.document_fromstring(web_page.write(listed, shelf.title, addresses, "index.html").decode())


def texts(root: etree._Element, path: str) -> list[str]:
    return [str(e.text_content()) for e in found(root, path)]


def found(root: etree._Element, path: str) -> list[Any]:
    """Return what an XPath finds; its type says it may be a number as well."""
    return list(cast("list[Any]", root.xpath(path)))


def test_every_book_has_its_title_its_authors_and_a_button_for_each_file(shelf: Shelf) -> None:
    root = page(shelf)
    assert texts(root, "//h2") == ["晴 & <sun>", "雨", "The Rust Book"]
    assert [item.get("lang") for item in found(root, "//li[@class='book']")] == ["zh-Hans", "zh-Hans", "en"]
    assert [re.sub(r" [\d.]+ .B", "", t) for t in texts(root, "//ul[@class='get']//a")] == ["EPUB", "EPUB", "Kobo", "PDF", "Kindle", "EPUB", "PDF", "PDF, print"]
    assert root.get("lang") == "zh-Hans"


def test_nothing_runs_and_nothing_comes_from_elsewhere(shelf: Shelf) -> None:
    root = page(shelf)
    assert found(root, "//script | //iframe | //object | //*[@style] | //link[@rel='stylesheet']") == []
    for element in root.iter():
        assert not any(str(name).startswith("on") for name in element.attrib)
        for name in ("src", "href", "action"):
            assert re.match(r"http://localhost/|#|data:,$", str(element.get(name, "#")))
    styles = texts(root, "//style")[0]
    assert "url(" not in styles
    assert "@import" not in styles
    digest = base64.b64encode(sha256(styles.encode()).digest()).decode()
    (policy,) = found(root, "//meta[@http-equiv='Content-Security-Policy']/@content")
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_words_of_books_and_searches_are_words(shelf: Shelf) -> None:
    root = page(shelf, Place("search", query='"><script>周明'))
    assert found(root, "//script") == []
    assert found(root, "//input/@value") == ['"><script>周明']
    hostile = replace(shelf.books[0], package=replace(shelf.books[0].package, title="<img src=x onerror=y>"))
    assert texts(page(Shelf("<b>", (hostile,))), "//h1 | //h2") == ["<b>", "<img src=x onerror=y>"]


def test_files_have_no_search_and_turn_by_name(shelf: Shelf) -> None:
    root = page(shelf, Place("new"), Published(), size=2)
    assert found(root, "//form") == []
    assert found(root, "//nav/a/@href") == ["index-2.html"]
    assert found(root, "//footer/a/@href") == ["index.xml"]


def test_every_control_has_a_name(shelf: Shelf) -> None:
    root = page(shelf)
    assert all(e.get("aria-label") for e in found(root, "//input | //ul[@class='get']//a"))
    assert len(set(found(root, "//ul[@class='get']//a/@aria-label"))) == 8
    assert len(found(root, "//h1")) == len(found(root, "//main")) == 1


def test_an_empty_shelf_says_so() -> None:
    assert "No books here." in texts(page(Shelf("x", ())), "//main")[0]
