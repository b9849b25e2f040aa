from __future__ import annotations

import pytest

from builder.preflight.inspection import kind

from .specimen import Leaf, codes, findings, spoilt


@pytest.mark.parametrize(("data", "expected"), [
    (b"PK\3\4", "epub"), (b"PK\5\6", "epub"), (b"%PDF-1.7", "pdf"), (b"\n\n%PDF-1.7", "pdf"), (b"\x89PNG", ""), (b"", ""),
    (b"\0" * 2000 + b"%PDF-1.7", ""),
])
def test_files_are_told_apart_by_content(data: bytes, expected: str) -> None:
    assert kind(data) == expected


@pytest.mark.parametrize(("data", "said"), [(b"", "empty"), (b"# a post\n", "neither")])
def test_other_files_are_told_so(data: bytes, said: str) -> None:
    (found,) = findings(data, "rain.md")
    assert (found.code, found.path) == ("V001", "rain.md")
    assert said in found.message


def test_good_books_pass_without_a_word() -> None:
    assert codes(spoilt()) == set()
    assert codes(Leaf().data()) == set()


@pytest.mark.parametrize("step", [1, 7])
def test_a_file_cut_short_anywhere_is_a_finding_and_no_crash(step: int) -> None:
    for data in (spoilt(), Leaf().data()):
        for parts in range(1, 16, step):
            assert codes(data[: len(data) * parts // 16])


def test_flipped_bytes_never_crash() -> None:
    for data in (spoilt(), Leaf().data()):
        for at in range(40, len(data), max(1, len(data) // 60)):
            findings(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
