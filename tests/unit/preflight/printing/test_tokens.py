from __future__ import annotations

import time

import pytest

from builder.preflight.printing.atoms import name, number
from builder.preflight.printing.tokens import OPERANDS_MOST, operators


def read(text: bytes) -> list[tuple[str, list[object]]]:
    return [(word, list(operands)) for word, operands in operators(text)]


@pytest.mark.parametrize(("text", "expected"), [
    (b"1 0 0 -1.5 .5 +3 cm", [("cm", [1, 0, 0, -1.5, 0.5, 3])]),
    (b"q\n%rest of the line Q\nQ", [("q", []), ("Q", [])]),
    (b"/F1 12 Tf", [("Tf", ["F1", 12])]),
    (b"/A#20B gs", [("gs", ["A B"])]),
    (b"(a\\)b(c)) Tj () Tj", [("Tj", [True]), ("Tj", [False])]),
    (b"<41> Tj <> Tj", [("Tj", [True]), ("Tj", [False])]),
    (b"[(a) -20 (b)] TJ [()] TJ [<41> 3 <42>] TJ", [("TJ", [True]), ("TJ", [False]), ("TJ", [True])]),
    (b"[1 2.5] 0 d", [("d", [(1, 2.5), 0])]),
    (b"true /X false null BDC", [("BDC", [True, "X", False, False])]),
    (b"/P <</MCID 3>> BDC", [("BDC", ["P", "MCID", 3])]),
    (b"T* b* ' \"", [("T*", []), ("b*", []), ("'", []), ('"', [])]),
    (b"BI /W 2 /H 1 /CS /RGB ID \x00EIabc EI Q", [("BI", ["W", 2, "H", 1, "CS", "RGB"]), ("Q", [])]),
    (b"BI /DP <</K -1 /Columns 8>> /F /CCF /W 8 /IM true ID \x01 EI Q",
     [("BI", ["DP", True, "F", "CCF", "W", 8, "IM", True]), ("Q", [])]),
    (b"BI /W 1 /H 1 /CS [/I /RGB 1 <FF00>] ID \x01 EI Q", [("BI", ["W", 1, "H", 1, "CS", ("I", "RGB", 1, True)]), ("Q", [])]),
    (b"BI /F /AHx /W 1 ID 00>EI Q", [("BI", ["F", "AHx", "W", 1]), ("Q", [])]),
    (b"BI /W 8 /H 1 /CS /G /BPC 8 ID a EI Q b EI Q", [("BI", ["W", 8, "H", 1, "CS", "G", "BPC", 8]), ("Q", [])]),
    (b"BI /F /Fl /W 8 ID a EI \x01\x02 b EI Q", [("BI", ["F", "Fl", "W", 8]), ("Q", [])]),
    (b"[(a(b)c) 3] TJ Q", [("TJ", [True, 3]), ("Q", [])]),
    (b"(never closed", []), (b"[1 2", []), (b"", []), (b"\xff\xfe>>", []),
])
def test_operators_with_their_operands(text: bytes, expected: list[tuple[str, list[object]]]) -> None:
    assert read(text) == expected


def test_numbers_and_names_as_readers_read_them() -> None:
    assert [number(token) for token in (b"--5", b"+-5", b"4.", b".5")] == [-5, 5, 4, 0.5]
    assert name(b"\xff#4") == "\udcff#4"  # as pikepdf names the resource it stands for


def test_operands_without_end_are_cut() -> None:
    (found,) = read(b"1 " * 10_000 + b"cm")
    assert len(found[1]) <= OPERANDS_MOST


@pytest.mark.parametrize("hostile", [b"(" * 300_000, b"[" * 300_000, b"<" * 300_000, b"[(" * 150_000, b"BI ID " * 50_000, b"%" * 300_000])
def test_hostile_streams_take_no_time(hostile: bytes) -> None:
    before = time.process_time()
    read(hostile)
    assert time.process_time() - before < 5


def test_tokens_are_counted_and_not_operators_alone() -> None:
    spent: list[int] = []
    list(operators(b"1 " * 5_000 + b"BI /W 1 ID x EI", spent.append))
    assert sum(spent) > 5_000
