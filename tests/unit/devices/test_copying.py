"""A book stands on the device whole, or nothing of it does; no other book is touched."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from oracles.mounted import epub, mount

from builder.devices import copying
from builder.devices.copying import put
from builder.devices.kinds import FOLDER, KINDLE, KOBO, POCKETBOOK, Device
from builder.errors import Report


def files(top: Path) -> dict[str, bytes]:
    return {str(file.relative_to(top)): file.read_bytes() for file in top.rglob("*") if file.is_file()}


def codes(report: Report) -> list[str]:
    return [found.code for found in report]


@pytest.mark.parametrize(("kind", "place"), [(KOBO, "书.epub"), (KINDLE, "documents/书.epub"), (POCKETBOOK, "Books/书.epub"), (FOLDER, "书.epub")])
def test_a_book_stands_where_the_device_looks(tmp_path: Path, kind: Any, place: str) -> None:
    done = put("书", ".epub", epub("urn:1"), Device(kind, tmp_path), Report())
    assert done is not None
    assert done.action == "copied"
    assert files(tmp_path) == {place: epub("urn:1")}


def test_an_earlier_edition_is_replaced_and_the_same_is_left(tmp_path: Path) -> None:
    device = Device(FOLDER, tmp_path)
    actions = [done.action for text in ("one", "two", "two") if (done := put("书", ".epub", epub("urn:1", text), device, Report()))]
    assert actions == ["copied", "replaced", "unchanged"]
    assert files(tmp_path) == {"书.epub": epub("urn:1", "two")}


def test_another_book_of_that_name_keeps_it(tmp_path: Path) -> None:
    device = Device(FOLDER, tmp_path)
    for identifier in ("urn:1", "urn:2", "urn:3", "urn:2"):
        assert put("Book", ".epub", epub(identifier), device, Report()) is not None
    assert files(tmp_path) == {"Book.epub": epub("urn:1"), "Book (2).epub": epub("urn:2"), "Book (3).epub": epub("urn:3")}


def test_names_are_compared_as_fat_does(tmp_path: Path) -> None:
    (tmp_path / "BOOK.EPUB").write_bytes(epub("urn:other"))
    put("book", ".epub", epub("urn:1"), Device(FOLDER, tmp_path), Report())
    assert set(files(tmp_path)) == {"BOOK.EPUB", "book (2).epub"}


def test_a_file_without_an_identifier_is_never_written_over(tmp_path: Path) -> None:
    device = Device(FOLDER, tmp_path)
    for data in (b"BOOKMOBI one", b"BOOKMOBI two"):
        put("a", ".azw3", data, device, Report())
    assert files(tmp_path) == {"a.azw3": b"BOOKMOBI one", "a (2).azw3": b"BOOKMOBI two"}


def test_a_folder_of_that_name_and_a_link_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "shelf" / "a.epub").mkdir(parents=True)
    (tmp_path / "elsewhere.epub").write_bytes(epub("urn:1"))
    (tmp_path / "shelf" / "a (2).epub").symlink_to(tmp_path / "elsewhere.epub")
    put("a", ".epub", epub("urn:1", "new"), Device(FOLDER, tmp_path / "shelf"), Report())
    assert (tmp_path / "elsewhere.epub").read_bytes() == epub("urn:1")
    assert (tmp_path / "shelf" / "a (3).epub").read_bytes() == epub("urn:1", "new")


def test_a_shelf_that_leads_off_the_device_is_not_followed(tmp_path: Path) -> None:
    top = mount(tmp_path / "pb", "PocketBook")
    (top / "Books").rmdir()
    (tmp_path / "home").mkdir()
    (top / "Books").symlink_to(tmp_path / "home")
    put("a", ".epub", epub("urn:1"), Device(POCKETBOOK, top), Report())
    assert files(tmp_path / "home") == {}
    assert set(files(top)) == {"a.epub"}


def test_a_full_device_is_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10})())
    report = Report()
    assert put("a", ".epub", epub("urn:1"), Device(KOBO, tmp_path), report) is None
    assert codes(report) == ["D004"]
    assert files(tmp_path) == {}


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "D004"), (errno.EROFS, "D005"), (errno.EIO, "D006"), (errno.ENODEV, "D006"),
                                              (errno.EINTR, "D008")])
@pytest.mark.parametrize("halfway", [0, 3])
def test_what_fails_halfway_leaves_the_old_book_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, halfway: int,
) -> None:
    device = Device(FOLDER, tmp_path)
    put("a", ".epub", epub("urn:1", "old"), device, Report())
    chunks = iter(range(100))
    opened = Path.open

    class Failing:
        def __init__(self, file: Any) -> None:
            self.file = file

        def __enter__(self) -> Failing:
            return self

        def __exit__(self, *error: object) -> None:
            self.file.close()

        def write(self, data: bytes) -> int:
            if next(chunks) >= halfway:
                raise OSError(number, os.strerror(number))
            return int(self.file.write(data))

    def open_it(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        file = opened(path, mode, *rest, **named)
        return Failing(file) if "w" in mode else file

    monkeypatch.setattr(Path, "open", open_it)
    monkeypatch.setattr(copying, "_CHUNK", 64)
    report = Report()
    assert put("a", ".epub", epub("urn:1", "new"), device, report) is None
    monkeypatch.undo()
    assert codes(report) == [code]
    assert files(tmp_path) == {"a.epub": epub("urn:1", "old")}


def test_what_is_read_back_must_be_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_digest", lambda _: b"other")
    report = Report()
    assert put("a", ".epub", epub("urn:1"), Device(FOLDER, tmp_path), report) is None
    assert codes(report) == ["D009"]
    assert files(tmp_path) == {}


def test_ctrl_c_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(copying, "_sync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        put("a", ".epub", epub("urn:1"), Device(FOLDER, tmp_path), Report())
    assert files(tmp_path) == {}


def test_what_an_earlier_load_left_is_taken_away(tmp_path: Path) -> None:
    (tmp_path / ".0123456789ab.postpress-part").write_bytes(b"half")
    (tmp_path / ".other").write_bytes(b"theirs")
    put("a", ".epub", epub("urn:1"), Device(FOLDER, tmp_path), Report())
    assert set(files(tmp_path)) == {".other", "a.epub"}
