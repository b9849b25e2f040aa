"""The catalogue of a real server, read by OPDS clients that are not ours."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from oracles.small_books import cover, package, write

from .node_modules import node
from .node_modules import package as node_package
from .serving import Served, serving

pytestmark = pytest.mark.integration
SCRIPT = Path(__file__).parent / "node" / "opds.mjs"
OPEN = "http://opds-spec.org/acquisition/open-access"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 53 books: two pages, the newest in four kinds of file."""
    place = tmp_path_factory.mktemp("books")
    for number in range(52):
        write(place / f"{number}.epub", package(f"第{number}本", identifier=f"urn:uuid:{number}", has_cover=False), seconds=1_000_000_000 + number)
    write(place / "雨 & 晴.epub", package("雨 & 晴", authors=(("周明", "Zhou Ming"), ("Ann Lee", "Lee, Ann")), tags=("散文",), identifier="9787115546081",
                                       more="<dc:description>一&lt;二</dc:description><dc:date>2025-06-01</dc:date>"), picture=cover())
    for suffix in ("kepub.epub", "azw3", "pdf"):
        (place / f"雨 & 晴.{suffix}").write_bytes((place / "雨 & 晴.epub").read_bytes())
    return place


@pytest.fixture(scope="module")
def served(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(folder, tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="module")
def read(served: Served) -> dict[str, list[dict[str, Any]]]:
    """Return what each parser understood of: the root, the newest books and their second page, and what was searched for."""
    for name in ("opds-feed-parser", "r2-opds-js"):
        modules = node_package(name).parent
    atom = [httpx.get(served.address + path).text for path in ("/opds", "/new", "/new?page=2", "/search?q=周")]
    told = [httpx.get(served.address + path).text for path in ("/opds.json", "/new.json", "/new.json?page=2", "/search.json?query=周")]
    done = subprocess.run([node(), SCRIPT, modules], input=json.dumps({"atom": atom, "json": told}), text=True, capture_output=True,
                          check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return found


def test_the_parser_of_library_apps_tells_the_two_kinds_of_feeds_apart(read: dict[str, list[dict[str, Any]]]) -> None:
    assert [feed["kind"] for feed in read["library"]] == ["navigation", "acquisition", "acquisition", "acquisition"]
    root, new, last, found = read["library"]
    assert [entry["title"] for entry in root["entries"]] == ["最新", "按书名", "按作者", "按标签"]
    assert [len(feed["entries"]) for feed in (new, last, found)] == [50, 3, 50]
    assert int(new["total"]) == 53
    assert {link["rel"] for link in new["links"]} >= {"self", "start", "up", "next", "search"}


def test_the_parser_of_library_apps_reads_a_book_whole(read: dict[str, list[dict[str, Any]]]) -> None:
    entry = read["library"][1]["entries"][0]
    assert (entry["title"], entry["id"], entry["language"], entry["issued"]) == ("雨 & 晴", "urn:isbn:9787115546081", "zh-Hans", "2025-06-01")
    assert (entry["authors"], entry["tags"]) == (["周明", "Ann Lee"], ["散文"])
    assert [link["type"] for link in entry["links"] if link["rel"] == OPEN] == [
        "application/epub+zip", "application/kepub+zip", "application/pdf", "application/vnd.amazon.ebook"]


@pytest.mark.parametrize("form", ["thorium", "thorium2"], ids=["OPDS 1.2", "OPDS 2.0"])
def test_thoriums_parser_reads_the_same_from_both_forms(read: dict[str, list[dict[str, Any]]], served: Served, form: str) -> None:
    root, new, last, found = read[form]
    assert [door["title"] for door in root["navigation"]] == ["最新", "按书名", "按作者", "按标签"]
    assert root["navigation"][0]["properties"]["numberOfItems"] == 53
    assert [len(feed["publications"]) for feed in (new, last, found)] == [50, 3, 50]
    book = new["publications"][0]
    assert (book["metadata"]["title"], book["metadata"]["identifier"]) == ("雨 & 晴", "urn:isbn:9787115546081")
    assert [a if isinstance(a, str) else a["name"] for a in book["metadata"]["author"]] == ["周明", "Ann Lee"]
    assert len(book["links"]) == 4
    for link in book["links"] + book["images"]:
        answer = httpx.get(link["href"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, link["type"]), link
    assert any(link["rel"] == "next" and link["href"].startswith(served.address) for link in new["links"])
