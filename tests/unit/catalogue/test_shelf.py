from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from oracles.small_books import package, write

from builder.catalogue.books import EPOCH, Package, Shelf
from builder.catalogue.packages import read_package
from builder.catalogue.shelf import Library
from builder.errors import PostpressError, Report


def shelf_of(folder: Path, report: Report | None = None) -> Shelf:
    return Library(folder).shelf(report if report is not None else Report())


def names(shelf: Shelf) -> list[list[str]]:
    return [[d.name for d in book.downloads] for book in shelf.books]


def test_files_beside_each_other_are_one_book_and_the_newest_comes_first(shelf: Shelf) -> None:
    assert names(shelf) == [["sun.epub"], ["雨.epub", "雨.kepub.epub", "雨.pdf", "雨.azw3"], ["rust.epub", "rust-screen.pdf", "rust.pdf"]]
    assert [d.media_type for d in shelf.books[1].downloads] == [
        "application/epub+zip", "application/kepub+zip", "application/pdf", "application/vnd.amazon.ebook"]
    assert [d.label for d in shelf.books[2].downloads] == ["EPUB", "PDF", "PDF, print"]
    assert shelf.books[0].updated == datetime.fromtimestamp(1_900_000_000, UTC)


def test_files_can_be_dated_by_what_the_books_say(folder: Path) -> None:
    (folder / "alone.pdf").write_bytes(b"%PDF")
    dated = Library(folder, by_file=False).shelf(Report())
    assert [b.updated for b in dated.books][-2:] == [datetime(2020, 1, 1, tzinfo=UTC), EPOCH]
    assert dated.books[-1].package.title == "alone"


def test_the_title_is_given_or_in_the_language_of_most_books(folder: Path) -> None:
    assert Library(folder).shelf(Report()).title == "书架"
    assert Library(folder / "en").shelf(Report()).title == "Books"
    assert Library(folder, title="檐下").shelf(Report()).title == "檐下"


def test_an_edition_needs_a_book_to_be_one_of(tmp_path: Path) -> None:
    for name in ("big-screen.pdf", "gift-wrap.pdf", "gift-wrap.epub", "a.epub.bak", ".epub", ".hidden.pdf"):
        (tmp_path / name).write_bytes(b"%PDF")
    write(tmp_path / "gift-wrap.epub", package("Gift"))
    assert sorted(names(shelf_of(tmp_path))) == [["big-screen.pdf"], ["gift-wrap.epub", "gift-wrap.pdf"]]


def test_a_broken_epub_is_told_and_left_out(folder: Path) -> None:
    (folder / "bad.epub").write_bytes(b"no")
    report = Report()
    assert len(shelf_of(folder, report).books) == 3
    (said,) = report
    assert (said.code, said.path) == ("K002", str(folder / "bad.epub"))


def test_links_out_of_the_folder_are_left_out(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "secret.epub", package("Secret"))
    (folder / "out.epub").symlink_to(tmp_path / "elsewhere" / "secret.epub")
    (folder / "outside").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (folder / "gone.epub").symlink_to(folder / "nothing.epub")
    (folder / "inside.epub").symlink_to(folder / "sun.epub")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe.epub")
    report = Report()
    library = Library(folder)
    found = library.shelf(report)
    assert [d.code for d in report] == ["K011"]
    assert [n for n in names(found) if n[0] in {"out.epub", "secret.epub", "gone.epub", "pipe.epub"}] == []
    assert ["inside.epub"] in names(found)
    assert library.holds(folder / "inside.epub")
    assert not library.holds(folder / "out.epub")
    assert not library.holds(folder / "gone.epub")
    assert not library.holds(tmp_path / "elsewhere" / "secret.epub")


def test_two_files_of_one_identifier_have_two_ids(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / f"{name}.epub", package(name, identifier="urn:uuid:7"))
    ids = {book.id for book in shelf_of(tmp_path).books}
    assert len(ids) == 2
    assert "urn:uuid:7" in ids


def test_names_that_are_no_text_are_shown(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(str(tmp_path)) + b"/\xff\x01a#?%.pdf")).write_bytes(b"%PDF")
    except OSError:
        pytest.skip("this file system takes no such name")
    (book,) = shelf_of(tmp_path).books
    assert book.package.title == "\ufffd\ufffda#?%"
    assert book.downloads[0].name == "\ufffd\ufffda#?%.pdf"


def test_the_shelf_follows_the_folder_and_reads_only_what_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def reading(path: Path) -> Package:
        read.append(path.name)
        return read_package(path)

    monkeypatch.setattr("builder.catalogue.shelf.read_package", reading)
    library = Library(folder, patience=0)
    first = library.shelf(Report())
    assert sorted(read) == ["rust.epub", "sun.epub", "雨.epub", "雨.kepub.epub"]
    read.clear()
    assert library.shelf(Report()) is first
    assert read == []
    write(folder / "sun.epub", package("阴", identifier="urn:uuid:1"), seconds=2_000_000_000)
    (folder / "en" / "rust.epub").unlink()
    assert [b.package.title for b in library.shelf(Report()).books] == ["阴", "雨", "rust"]
    assert read == ["sun.epub"]


def test_for_a_while_the_folder_is_not_looked_at_again(folder: Path) -> None:
    library = Library(folder, patience=3600)
    first = library.shelf(Report())
    (folder / "sun.epub").unlink()
    assert library.shelf(Report()) is first


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "none", tmp_path / "file"):
        with pytest.raises(PostpressError) as stop:
            shelf_of(place)
        assert [d.code for d in stop.value.report] == ["K001"]
