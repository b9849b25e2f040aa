from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from oracles import opds
from oracles.small_books import package, write
from PIL import Image

from builder.catalogue.places import ATOM_ACQUISITION, ATOM_NAVIGATION
from builder.errors import Diagnostic

from .conftest import Ask

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
KOREADER = "application/opds+json, application/atom+xml;profile=opds-catalog, */*"


def links(data: bytes) -> list[str]:
    return [link.get("href", "") for link in etree.fromstring(data).iter("{*}link")]


def epub(ask: Ask) -> str:
    return next(href for href in links(ask("/new").content) if href.endswith("sun.epub")).removeprefix("http://localhost")


def test_every_link_of_every_feed_leads_somewhere_and_every_feed_is_good(ask: Ask) -> None:
    left, seen = ["http://localhost/opds"], set[str]()
    kinds = set()
    while left:
        address = left.pop()
        if address in seen or "{" in address:
            continue
        seen.add(address)
        answer = ask(address.removeprefix("http://localhost"))
        assert answer.status_code == 200, address
        kind = answer.headers["content-type"]
        kinds.add(kind)
        if kind in {ATOM_NAVIGATION, ATOM_ACQUISITION}:
            assert opds.faults(answer.content) == []
            left += links(answer.content)
        elif kind == "application/opds+json":
            assert opds.json_faults(answer.content) == []
            told = answer.json()
            left += [link["href"] for link in told["links"] + told.get("navigation", [])]
            left += [link["href"] for book in told.get("publications", []) for link in book["links"] + book.get("images", [])]
    assert kinds == {ATOM_NAVIGATION, ATOM_ACQUISITION, "application/opds+json", "application/opensearchdescription+xml", "application/epub+zip",
                     "application/kepub+zip", "application/pdf", "application/vnd.amazon.ebook", "image/jpeg"}


@pytest.mark.parametrize(("accept", "kind"), [
    (BROWSER, "text/html;charset=utf-8"), (KOREADER, ATOM_NAVIGATION), ("*/*", ATOM_NAVIGATION), ("application/opds+json", "application/opds+json"),
])
def test_the_host_alone_is_enough_to_type(ask: Ask, accept: str, kind: str) -> None:
    answer = ask("/", accept=accept)
    assert (answer.status_code, answer.headers["content-type"], answer.headers["vary"]) == (200, kind, "Accept")


def test_a_slash_at_the_end_is_no_redirect(ask: Ask) -> None:
    for path in ("/opds/", "/new/", "/authors//", "/new.json/"):
        assert ask(path).status_code == 200
    assert ask("/new/").content == ask("/new").content


def test_links_begin_with_the_name_it_was_asked_by_or_the_one_given(server: Callable[..., Ask]) -> None:
    lan = server(host="192.168.1.5:8080", hosts=None)
    assert all(link.startswith("http://192.168.1.5:8080/") for link in links(lan("/opds").content))
    behind = server(base="https://example.org/books/")
    assert all(link.startswith("https://example.org/books/") for link in links(behind("/opds").content))


def test_it_searches_by_both_names_of_the_question(ask: Ask) -> None:
    assert b"The Rust Book" in ask("/search?q=RUST").content
    assert [b["metadata"]["title"] for b in ask("/search.json?query=%EF%BD%92ust").json()["publications"]] == ["The Rust Book"]
    assert etree.fromstring(ask("/search?q=nothing").content).find("{*}entry") is None
    assert "The Rust Book" in ask("/?q=rust", accept=BROWSER).text
    assert "The Rust Book" not in ask("/?q=晴", accept=BROWSER).text


def test_pages(server: Callable[..., Ask]) -> None:
    ask = server(size=2)
    first, second = ask("/new"), ask("/new?page=2")
    assert "http://localhost/new?page=2" in links(first.content)
    assert opds.faults(second.content) == []
    assert ask("/new?page=3").status_code == 404
    assert "page=2" in ask("/", accept=BROWSER).text


@pytest.mark.parametrize("path", [
    "/new?page=0", "/new?page=-1", "/new?page=x", "/new?page=1e9", "/new?page=9999999999", "/search?q=a%00b", "/search?q=%ED%A0%80", "/nothing", "/opds/x",
    "/b", "/b/", "/b/x", "/b/../x", "/b/%2e%2e/%2e%2e/etc/passwd", "/b/x/..%2f..%2fetc%2fpasswd", "/c/x.jpg", "/t/..%2f.jpg", "/static/", "/new.jso",
    "/authors/nobody", "/authors/a/b", "/search.json.json", "/%7f", "/%00", "//etc/passwd",
])
def test_what_is_not_there_is_404(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status_code == 404 or (path.startswith("/search?q=%ED") and answer.status_code == 200)
    assert "root:" not in answer.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text("./%\\abcehopst:?#\u2026雨~", max_size=30))
def test_no_address_fails_or_leads_out(ask: Ask, path: str) -> None:
    from urllib.parse import quote
    for said in (quote(path, safe="/?%"), quote(path)):
        if "%" in said and not all(len(part) >= 2 and set(part[:2]) <= set("0123456789abcdefABCDEF") for part in said.split("%")[1:]):
            continue
        assert ask("/" + said.lstrip("/")).status_code in {200, 404}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
def test_nothing_but_reading(ask: Ask, method: str) -> None:
    assert ask("/new", method).status_code == 405


def test_a_name_that_was_made_to_lead_here_gets_nothing(server: Callable[..., Ask]) -> None:
    for host in ("evil.example", "localhost.evil.example", "evil.example:8080"):
        answer = server(host=host)("/new")
        assert answer.status_code == 421
        assert "entry" not in answer.text


def test_with_a_password_nothing_is_said_without_it(server: Callable[..., Ask]) -> None:
    ask = server(host="192.168.1.5", password="geheim-geheim", hosts=None)
    for path in ("/", "/opds", "/nothing", "/search.xml"):
        answer = ask(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Basic realm="postpress", charset="UTF-8"'
    right = "Basic " + base64.b64encode(b"reader:geheim-geheim").decode()
    assert ask("/opds", authorization=right).status_code == 200
    assert ask("/opds", authorization=right[:-4] + "AAAA").status_code == 401


def test_every_answer_forbids_what_is_not_needed(server: Callable[..., Ask], ask: Ask) -> None:
    for answer in (ask("/opds"), ask("/", accept=BROWSER), ask("/nothing"), ask(epub(ask)), server(host="evil.example")("/")):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers


def test_a_download_is_the_file_with_a_name_that_koreader_reads(ask: Ask, folder: Path, told: list[str | Diagnostic]) -> None:
    answer = ask(epub(ask))
    assert answer.content == (folder / "sun.epub").read_bytes()
    assert answer.headers["content-type"] == "application/epub+zip"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["accept-ranges"] == "bytes"
    assert "content-encoding" not in answer.headers
    assert told == ["sun.epub"]


@pytest.mark.parametrize(("asked", "part"), [("bytes=0-9", slice(0, 10)), ("bytes=5-", slice(5, None)), ("bytes=-7", slice(-7, None)),
                                             ("bytes=10-10", slice(10, 11)), ("bytes=20-99999999", slice(20, None))])
def test_a_part_of_a_download(ask: Ask, folder: Path, asked: str, part: slice) -> None:
    whole = (folder / "sun.epub").read_bytes()
    answer = ask(epub(ask), range=asked)
    assert (answer.status_code, answer.content) == (206, whole[part])
    start, stop, _ = part.indices(len(whole))
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(whole)}"


def test_two_parts_of_a_download(ask: Ask, folder: Path) -> None:
    answer = ask(epub(ask), range="bytes=0-3,8-11")
    whole = (folder / "sun.epub").read_bytes()
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges")
    assert whole[:4] in answer.content
    assert whole[8:12] in answer.content


def test_parts_that_are_not_there(ask: Ask) -> None:
    assert ask(epub(ask), range="bytes=99999999-").status_code == 416
    assert ask(epub(ask), range="bytes=9-2").status_code in {400, 416}
    assert ask(epub(ask), range="lines=1-2").status_code in {200, 400}


def test_a_part_of_a_file_that_changed_since_is_the_whole_new_one(ask: Ask, folder: Path) -> None:
    path = epub(ask)
    tag = ask(path).headers["etag"]
    assert ask(path, range="bytes=0-1", if_range=tag).status_code == 206
    write(folder / "sun.epub", package("new", identifier="urn:uuid:1"), seconds=1_950_000_000)
    assert ask(path, range="bytes=0-1", if_range=tag).status_code == 200


def test_what_is_known_already_is_not_sent_again(ask: Ask) -> None:
    for path in (epub(ask), "/opds", "/new.json", "/"):
        first = ask(path)
        again = ask(path, if_none_match=f'"other", W/{first.headers["etag"]}')
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert ask(path, if_none_match='"other"').status_code == 200
    path = epub(ask)
    assert ask(path, if_modified_since=ask(path).headers["last-modified"]).status_code == 304
    assert ask(path, if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT").status_code == 200
    assert ask(path, if_modified_since="yesterday").status_code == 200


def test_feeds_have_no_date_of_change_for_a_book_taken_away_has_none(ask: Ask, folder: Path) -> None:
    before = ask("/new", "HEAD")
    assert before.status_code == 200
    assert "last-modified" not in before.headers
    (folder / "en" / "rust.epub").unlink()
    assert ask("/new", "HEAD").headers["etag"] != before.headers["etag"]


def test_a_book_put_there_is_the_first_and_a_broken_one_is_told_once(ask: Ask, folder: Path, told: list[str | Diagnostic]) -> None:
    ask("/new")
    write(folder / "fresh.epub", package("新书", identifier="urn:uuid:9"), seconds=2_000_000_000)
    (folder / "broken.epub").write_bytes(b"no")
    for _ in range(3):
        feed = etree.fromstring(ask("/new").content)
    assert feed.findtext("{*}entry/{*}title") == "新书"
    assert [d.code for d in told if isinstance(d, Diagnostic)] == ["K002"]


def test_a_file_that_became_a_link_out_is_not_given(ask: Ask, folder: Path, tmp_path: Path) -> None:
    path = epub(ask)
    (tmp_path / "secret.epub").write_bytes(b"secret")
    (folder / "sun.epub").unlink()
    (folder / "sun.epub").symlink_to(tmp_path / "secret.epub")
    assert ask(path).status_code == 404


def test_when_the_folder_goes_there_is_nothing_and_no_failure(ask: Ask, folder: Path) -> None:
    folder.rename(folder.with_name("gone"))
    assert ask("/new").status_code == 404
    assert ask("/search.xml").status_code == 200
    folder.with_name("gone").rename(folder)
    assert ask("/new").status_code == 200


@pytest.mark.parametrize(("kind", "height"), [("c", 1280), ("t", 400)])
def test_covers_are_jpegs_of_two_sizes(ask: Ask, kind: str, height: int) -> None:
    path = next(href for href in links(ask("/new").content) if f"/{kind}/" in href).removeprefix("http://localhost")
    answer = ask(path)
    assert answer.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (height * 5 // 8, height))
    assert ask(path, if_none_match=answer.headers["etag"]).status_code == 304


def test_a_cover_that_is_none_is_404(ask: Ask, folder: Path) -> None:
    write(folder / "odd.epub", package("Odd", identifier="urn:uuid:8"), picture=b"<svg onload='x'/>", seconds=2_100_000_000)
    path = next(href for href in links(ask("/new").content) if "/t/" in href).removeprefix("http://localhost")
    assert ask(path).status_code == 404
