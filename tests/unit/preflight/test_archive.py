from __future__ import annotations

import io
import zipfile

import pytest

from builder.errors import Report
from builder.preflight.archive import unpack

from .specimen import codes, files, findings, zipped


def test_a_sound_zip_is_unpacked() -> None:
    assert unpack(zipped({"a/b": b"1", "c": b""}), "x", Report()) == {"a/b": b"1", "c": b""}


@pytest.mark.parametrize("name", ["/etc/passwd", "../a", "a/../../b", "C:/a", "C:a", "a\nb"])
def test_names_that_lead_outside_are_unsafe(name: str) -> None:
    report = Report()
    assert unpack(zipped({name: b"1"}), "x.epub", report) is None
    assert [d.code for d in report] == ["V011"]


def test_backslashes_are_unsafe_on_every_system() -> None:
    data = zipped({"a/b": b"1"}).replace(b"a/b", b"a\\b")
    report = Report()
    assert unpack(data, "x.epub", report) is None
    assert [d.code for d in report] == ["V011"]


def test_links_are_unsafe() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert codes(out.getvalue()) == {"V011"}


def test_two_files_of_one_name_are_unsafe() -> None:
    assert codes(zipped({"A.txt": b"1", "a.txt": b"2"})) == {"V011"}


def test_encrypted_files_are_not_opened() -> None:
    data = bytearray(zipped({"mimetype": b"x"}))
    data[6] |= 1  # the flag in the local header
    data[data.index(b"PK\1\2") + 8] |= 1  # and in the directory
    assert codes(bytes(data)) == {"V011"}


def test_a_bomb_is_not_unpacked() -> None:
    (found,) = findings(zipped({"a": b"\0" * (40 << 20)}))
    assert found.code == "V012"


def test_too_many_files_are_not_unpacked() -> None:
    assert codes(zipped({str(n): b"" for n in range(5_001)})) == {"V012"}


def test_a_file_that_is_longer_than_it_says_is_not_believed() -> None:
    data = bytearray(zipped({"a": b"x" * 100}))
    at = data.index(b"PK\1\2") + 24
    data[at : at + 4] = (3).to_bytes(4, "little")
    assert codes(bytes(data)) == {"V010"}


def test_a_zip_that_is_damaged_says_so() -> None:
    assert codes(b"PK\3\4 and nothing more") == {"V010"}


def test_mimetype_comes_first_and_stored_and_bare() -> None:
    good = files()
    assert codes(zipped(good)) == {"V013"}  # deflated
    assert codes(zipped(good, mimetype_first=False)) == {"V013"}
    assert codes(zipped(good | {"mimetype": b"application/epub+zip\n"})) == {"V013"}
    assert codes(zipped({k: v for k, v in good.items() if k != "mimetype"})) == {"V013"}
