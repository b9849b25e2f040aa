from __future__ import annotations

import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.assets.lock import Entry, lock_text, read_lock, save_lock
from builder.errors import Report

ONE = Entry("https://pictures.example/one.png", "a" * 64, "image/png", 1234)
TWO = Entry("https://pictures.example/two.jpg", "b" * 64, "image/jpeg", 99)


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    report = Report()
    lock = tmp_path / "postpress.lock"
    save_lock(lock, (TWO, ONE), report)
    assert read_lock(lock, report) == (ONE, TWO)
    assert len(report) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["postpress.lock"]


def test_it_is_sorted_and_the_same_for_the_same_entries() -> None:
    assert lock_text((TWO, ONE)) == lock_text((ONE, TWO))
    assert lock_text((ONE,)).splitlines()[-5:] == [
        "[[picture]]",
        'url = "https://pictures.example/one.png"',
        f'sha256 = "{"a" * 64}"',
        'type = "image/png"',
        "bytes = 1234",
    ]


@given(st.text(st.characters(codec="utf-8"), max_size=50))
def test_any_address_is_written_as_toml(url: str) -> None:
    entry = Entry(url, "a" * 64, "image/png", 1)
    assert tomllib.loads(lock_text((entry,)))["picture"] == [asdict(entry)]


def test_no_file_is_no_entries(tmp_path: Path) -> None:
    report = Report()
    assert read_lock(tmp_path / "postpress.lock", report) == ()
    assert len(report) == 0


def test_it_is_not_touched_when_nothing_changed(tmp_path: Path) -> None:
    lock = tmp_path / "postpress.lock"
    save_lock(lock, (ONE,), Report())
    before = lock.stat()
    save_lock(lock, (ONE,), Report())
    assert (lock.stat().st_mtime_ns, lock.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


@pytest.mark.parametrize(("text", "why"), [
    ("<<<<<<< HEAD\n", "line 1 is not TOML"),
    ('[[picture]]\nurl = "x', "it ends too early"),
    ('picture = "x"', "does not hold"),
    ("picture = [1]", "does not hold"),
    ('[[picture]]\nurl = "x"\n', "does not hold"),
    ('[[picture]]\nurl = "x"\nsha256 = "../../etc/passwd"\ntype = "image/png"\nbytes = 1\n', "does not hold"),
    ('[[picture]]\nurl = "x"\nsha256 = 1\ntype = "image/png"\nbytes = 1\n', "does not hold"),
    ("\udcff", "does not hold"),
])
def test_a_damaged_lock_file_is_an_error(tmp_path: Path, text: str, why: str) -> None:
    lock = tmp_path / "postpress.lock"
    lock.write_bytes(text.encode("utf-8", "surrogateescape"))
    report = Report()
    assert read_lock(lock, report) == ()
    assert [d.code for d in report.errors] == ["A053"]
    assert why in report.errors[0].message
    assert report.errors[0].path == "postpress.lock"


def test_a_folder_that_cannot_be_written_to_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    report = Report()
    save_lock(tmp_path / "file" / "postpress.lock", (ONE,), report)
    assert [d.code for d in report.warnings] == ["A054"]
