from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder.errors import PostpressError, Report
from builder.model import Edition, Target
from builder.saving import save, save_text, save_together

BOOK = Edition(Target.EPUB, "a.epub", "application/epub+zip", b"book")


def test_a_book_is_saved_where_it_belongs(tmp_path: Path) -> None:
    place = save(BOOK, tmp_path / "new" / "dist", Report())
    assert place.read_bytes() == b"book"
    assert list(place.parent.iterdir()) == [place]


def test_an_old_book_is_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "a.epub").write_bytes(b"an older and longer book")
    assert save(BOOK, tmp_path, Report()).read_bytes() == b"book"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("")
    with pytest.raises(PostpressError) as error:
        save(BOOK, tmp_path / "dist", Report())
    assert error.value.report.errors[0].code == "S001"


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException) -> None:
    (tmp_path / "a.epub").write_bytes(b"older")

    def fail(_: int) -> None:
        raise fault

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((PostpressError, KeyboardInterrupt)):
        save(BOOK, tmp_path, Report())
    assert [p.name for p in tmp_path.iterdir()] == ["a.epub"]
    assert (tmp_path / "a.epub").read_bytes() == b"older"


def test_two_books_are_saved_together_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Edition(Target.PDF, "a.pdf", "application/pdf", b"pages")
    calls = iter([None, OSError(28, "No space left on device")])

    def second_fails(_: int) -> None:
        if (fault := next(calls)) is not None:
            raise fault

    monkeypatch.setattr(os, "fsync", second_fails)
    with pytest.raises(PostpressError) as error:
        save_together([BOOK, other], tmp_path, Report())
    assert error.value.report.errors[0].path == str(tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_text_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    save_text("雨\udcff", tmp_path / "a.html", Report())
    assert (tmp_path / "a.html").read_bytes() == "雨\\udcff".encode()
    with pytest.raises(PostpressError) as error:
        save_text("雨", tmp_path / "none" / "a.html", Report())
    assert error.value.report.errors[0].code == "S002"
    assert [file.name for file in tmp_path.iterdir()] == ["a.html"]
