from __future__ import annotations

import pytest

from builder.catalogue import covers
from builder.catalogue.books import Shelf
from builder.catalogue.covers import Covers


def test_a_cover_is_made_once_and_the_oldest_are_forgotten(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def shrink(data: bytes, longest: int) -> bytes:
        assert data[:2] == b"\xff\xd8"
        made.append(longest)
        return b"x" * 40

    monkeypatch.setattr(covers, "thumbnail", shrink)
    monkeypatch.setattr(covers, "KEPT_BYTES", 100)
    kept = Covers()
    rain = shelf.books[1]
    for longest in (1, 2, 1, 3, 1, 2):
        assert kept.picture(rain, longest) == b"x" * 40
    assert made == [1, 2, 3, 2], "the third pushed out 2, which was asked for longest ago"


def test_a_book_without_a_cover_has_none(shelf: Shelf) -> None:
    assert Covers().picture(shelf.books[0], 400) == b""


def test_a_file_that_went_has_none(shelf: Shelf) -> None:
    file = shelf.books[1].cover_file
    assert file is not None
    file.unlink()
    assert Covers().picture(shelf.books[1], 400) == b""
