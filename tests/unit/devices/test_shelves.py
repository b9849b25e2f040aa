"""Files become books, and each device gets the file it opens best."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from oracles.mounted import epub

from builder.devices.kinds import FOLDER, KINDLE, KINDLE_KOREADER, KOBO, POCKETBOOK, Device, Kind
from builder.devices.shelves import choose_file, identifier_of, volumes
from builder.errors import PostpressError, Report


def books(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(epub("urn:x", name))
    return [folder / name for name in names]


def test_files_of_one_name_are_one_book(tmp_path: Path) -> None:
    books(tmp_path, "a.epub", "a.kepub.epub", "a.azw3", "a.pdf", "b.epub", "notes.txt", "a-wrap.pdf")
    found = volumes([tmp_path], Report())
    assert [(volume.stem, sorted(ending for ending, _ in volume.files)) for volume in found] == [
        ("a", [".azw3", ".epub", ".kepub.epub"]), ("b", [".epub"])]


@pytest.mark.parametrize(("kind", "ending"), [(KOBO, ".kepub.epub"), (KINDLE, ".azw3"), (POCKETBOOK, ".epub"), (KINDLE_KOREADER, ".epub"),
                                              (FOLDER, ".epub")])
def test_a_device_gets_what_it_opens_best(tmp_path: Path, kind: Kind, ending: str) -> None:
    volume, = volumes(books(tmp_path, "a.epub", "a.kepub.epub", "a.azw3"), Report())
    chosen = choose_file(volume, Device(kind, tmp_path), Report())
    assert chosen == (ending, epub("urn:x", f"a{ending}"))


def test_what_is_missing_is_made_where_it_can_be(tmp_path: Path) -> None:
    volume, = volumes(books(tmp_path, "a.epub"), Report())
    assert choose_file(volume, Device(KINDLE, tmp_path), Report(), lambda file, ending: f"{file.name}{ending}".encode()) == (".azw3", b"a.epub.azw3")
    assert choose_file(volume, Device(KOBO, tmp_path), Report(), lambda _file, _ending: None) == (".epub", epub("urn:x", "a.epub"))


def test_a_kindle_without_its_own_form_is_told_what_to_do(tmp_path: Path) -> None:
    report = Report()
    volume, = volumes(books(tmp_path, "a.epub"), report)
    assert choose_file(volume, Device(KINDLE, tmp_path), report) is None
    error, = report.errors
    assert error.code == "D007"
    assert "azw3" in str(error.hint)
    assert "mail" in str(error.hint)


def test_a_pdf_goes_where_it_is_all_that_was_named(tmp_path: Path) -> None:
    volume, = volumes(books(tmp_path, "a.pdf"), Report())
    assert choose_file(volume, Device(KOBO, tmp_path), Report()) == (".pdf", epub("urn:x", "a.pdf"))


@pytest.mark.parametrize("name", ["missing.epub", "notes.txt", "empty"])
def test_what_is_no_book_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "empty").mkdir()
    report = Report()
    with pytest.raises(PostpressError):
        volumes([tmp_path / name], report)
    assert [error.code for error in report.errors] == ["U011"]


def test_the_identifier_is_the_one_the_package_names() -> None:
    assert identifier_of(epub("urn:uuid:7")) == "urn:uuid:7"
    assert identifier_of(b"BOOKMOBI") == ""
    assert identifier_of(epub("x")[:200]) == ""


def test_an_identifier_is_not_read_through_entities(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with zipfile.ZipFile(tmp_path / "x.epub", "w") as book:
        book.writestr("META-INF/container.xml", '<c><rootfile full-path="o"/></c>')
        book.writestr("o", f'<!DOCTYPE p [<!ENTITY s SYSTEM "{secret.as_uri()}">]><p unique-identifier="i"><identifier id="i">&s;</identifier></p>')
    assert "secret" not in identifier_of((tmp_path / "x.epub").read_bytes())
