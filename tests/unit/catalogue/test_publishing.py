from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest
from lxml import etree
from oracles import opds
from oracles.small_books import package, write

from builder.catalogue import publishing
from builder.catalogue.places import Published
from builder.catalogue.publishing import publish
from builder.catalogue.shelf import Library
from builder.errors import PostpressError, Report


def published(folder: Path, out: Path, base: str = "", report: Report | None = None, *, link: bool = False) -> tuple[Path, ...]:
    told = Report() if report is None else report
    shelf = Library(folder, title="书架", by_file=False).shelf(told)
    return publish(shelf, folder, out, Published(base), told, link=link)


def files(out: Path) -> dict[str, bytes]:
    return {str(f.relative_to(out)): f.read_bytes() for f in sorted(out.rglob("*")) if f.is_file()}


def test_every_feed_is_good_and_every_link_leads_to_a_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    written = published(folder, out)
    assert written[0] == out / "index.xml"
    assert {str(w.relative_to(out)) for w in written} == files(out).keys() - {publishing.RECORD}
    for name, data in files(out).items():
        hrefs: list[str] = []
        if name.endswith(".xml"):
            assert opds.faults(data, absolute=False) == [], name
            hrefs = [link.get("href", "") for link in etree.fromstring(data).iter("{*}link")]
        elif name.endswith(".html"):
            page = lxml.html.document_fromstring(data.decode())
            said = [str(e.get("href") or e.get("src") or "") for e in page.iter("a", "link", "img")]
            hrefs = [href for href in said if not href.startswith(("#", "data:"))]
        elif name.endswith(".json") and name != publishing.RECORD:
            assert opds.json_faults(data, absolute=False) == [], name
        for href in hrefs:
            assert (out / Path(name).parent / unquote(href)).is_file(), f"{name}: {href}"


def test_the_same_books_make_the_same_bytes_whenever_they_were_written(folder: Path, tmp_path: Path) -> None:
    published(folder, tmp_path / "a")
    for file in folder.rglob("*.*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    published(folder, tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert published(folder, tmp_path / "b") == ()


def test_absolute_addresses_begin_with_the_base(folder: Path, tmp_path: Path) -> None:
    published(folder, tmp_path / "site", "https://example.org/b/")
    for name, data in files(tmp_path / "site").items():
        if name.endswith(".xml"):
            assert opds.faults(data) == []
            assert all(link.get("href", "").startswith("https://example.org/b/") for link in etree.fromstring(data).iter("{*}link"))


def test_a_book_taken_away_takes_its_files_along_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    published(folder, out)
    (out / "mine.txt").write_text("mine")
    (out / "books" / "mine.epub").write_text("mine")
    for rust in (folder / "en").iterdir():
        rust.unlink()
    changed = published(folder, out)
    assert out / "new.xml" in changed
    left = files(out)
    assert not [name for name in left if "rust" in name]
    assert {"mine.txt", "books/mine.epub"} <= left.keys()
    assert len(list((out / "books").iterdir())) == 3, "an empty folder is left"


def test_a_file_of_ours_that_was_changed_is_not_removed(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    published(folder, out)
    kept = next(out.glob("books/*/rust.pdf"))
    kept.write_text("changed by hand")
    for rust in (folder / "en").iterdir():
        rust.unlink()
    published(folder, out)
    assert kept.read_text() == "changed by hand"


@pytest.mark.parametrize("name", ["index.html", "index.xml"])
def test_a_file_that_is_not_ours_stops_it_before_anything_is_written(folder: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / name).write_text("mine")
    with pytest.raises(PostpressError, match="K009"):
        published(folder, out)
    assert files(out) == {name: b"mine"}


def test_a_record_that_lies_removes_nothing_outside(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    published(folder, out)
    (tmp_path / "precious").write_bytes(b"x")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    for lie in ({"../precious": digest, str(tmp_path / "precious"): digest, "a/../../precious": digest, "": digest, ".": 3}, [1], "x"):
        (out / publishing.RECORD).write_text(json.dumps(lie))
        published(folder, out)
        assert (tmp_path / "precious").read_bytes() == b"x"


def test_neither_folder_may_be_in_the_other(folder: Path) -> None:
    for out in (folder, folder / "site", folder.parent, folder / ".." / folder.name):
        with pytest.raises(PostpressError, match="K008"):
            published(folder, out)


def test_books_can_be_linked(folder: Path, tmp_path: Path) -> None:
    published(folder, tmp_path / "site", link=True)
    assert next((tmp_path / "site").glob("books/*/sun.epub")).samefile(folder / "sun.epub")
    assert published(folder, tmp_path / "site") == ()


def test_where_nothing_can_be_linked_books_are_copied(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    published(folder, tmp_path / "site", link=True)
    copied = next((tmp_path / "site").glob("books/*/sun.epub"))
    assert copied.read_bytes() == (folder / "sun.epub").read_bytes()
    assert not copied.samefile(folder / "sun.epub")


def test_a_cover_that_is_none_is_told_and_left_out(folder: Path, tmp_path: Path) -> None:
    write(folder / "odd.epub", package("Odd", identifier="urn:uuid:8"), picture=b"no picture")
    report = Report()
    published(folder, tmp_path / "site", report=report)
    assert [d.code for d in report] == ["K007"]
    assert len(list((tmp_path / "site" / "covers").iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_an_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with pytest.raises(PostpressError, match="K010"):
        published(folder, tmp_path / "site")
    assert (tmp_path / "site").read_text() == "a file"


def test_nothing_half_written_stays(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(PostpressError, match="no space left"):
        published(folder, tmp_path / "site")
    assert not list((tmp_path / "site").rglob(".catalogue-*"))


def test_many_books_make_pages(tmp_path: Path) -> None:
    for number in range(60):
        write(tmp_path / "dist" / f"{number}.epub", package(f"Book {number}", identifier=f"urn:uuid:{number}", has_cover=False))
    published(tmp_path / "dist", tmp_path / "site")
    assert {"new.xml", "new-2.xml", "titles-2.json", "index-2.html"} <= files(tmp_path / "site").keys()
    assert "new-3.xml" not in files(tmp_path / "site")
