from __future__ import annotations

import json
from typing import Any

import pytest
from oracles import opds

from builder.catalogue import opds_json
from builder.catalogue.books import Shelf
from builder.catalogue.feeds import feed
from builder.catalogue.places import Place, Published, Served

from .test_atom import PLACES, SERVED


def written(shelf: Shelf, place: Place, addresses: Served | Published = SERVED) -> bytes:
    found = feed(shelf, place, 2)
    assert found is not None
    return opds_json.write(found, addresses, "opds.json", 2)


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("addresses", [SERVED, Published("https://example.org/b/"), Published()], ids=["served", "published", "relative"])
def test_every_feed_keeps_the_rules_of_opds_2(shelf: Shelf, place: Place, addresses: Served | Published) -> None:
    assert opds.json_faults(written(shelf, place, addresses), absolute=bool(addresses.base)) == []


def test_a_book_says_the_same_as_in_atom(shelf: Shelf) -> None:
    told: dict[str, Any] = json.loads(written(shelf, Place("new")))
    assert told["metadata"] == {"title": "最新", "modified": "2030-03-17T17:46:40Z", "numberOfItems": 3, "itemsPerPage": 2, "currentPage": 1}
    sun, rain = told["publications"]
    assert sun["metadata"]["author"] == [{"name": "周明", "sortAs": "Zhou Ming"}, {"name": "王芳", "sortAs": "Wang Fang"}]
    assert "images" not in sun
    assert [link["type"] for link in rain["links"]][:2] == ["application/epub+zip", "application/kepub+zip"]
    assert {link["rel"] for link in told["links"]} == {"self", "start", "up", "first", "last", "next", "alternate", "search"}


def test_the_search_is_a_template_and_files_have_none(shelf: Shelf) -> None:
    def search(addresses: Served | Published) -> list[str]:
        return [link["href"] for link in json.loads(written(shelf, Place("opds"), addresses))["links"] if link["rel"] == "search"]

    assert search(SERVED) == ["http://192.168.1.5:8080/search.json{?query}"]
    assert search(Published()) == []
