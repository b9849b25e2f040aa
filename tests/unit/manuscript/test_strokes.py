from __future__ import annotations

import pytest

from builder.manuscript.strokes import UNKNOWN, strokes, table_of


@pytest.mark.parametrize(("character", "count"), [("一", 1), ("人", 2), ("中", 4), ("容", 10), ("骨", 10), ("範", 15), ("龍", 16), ("鬱", 29), ("㐀", 5), ("𠮷", 6)])
def test_strokes_are_those_of_the_traditional_form(character: str, count: int) -> None:
    assert strokes(character) == count


@pytest.mark.parametrize("character", ["a", "あ", "가", "。", "\U000f0000"])
def test_what_is_no_ideograph_has_none(character: str) -> None:
    assert strokes(character) == UNKNOWN


def test_a_table_is_made_of_unihan() -> None:
    unihan = "# x\nU+3400\tkTotalStrokes\t5\nU+3400\tkIRG_GSource\tGKX\nU+3401\tkTotalStrokes\t8 9\nU+4E00\tkTotalStrokes\t1\n"
    assert table_of(unihan) == "3400 -1\n4E00 )\n"
