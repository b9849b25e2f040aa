"""How many strokes an ideograph has, as an index in traditional Chinese is arranged by them.

The numbers are those of Unihan's kTotalStrokes (UAX 38), kept in `strokes.txt` beside this module; for a newer Unicode:

    python -c "from builder.manuscript.strokes import table_of; print(table_of(open('Unihan_IRGSources.txt').read()), end='')"

with the lines that begin with `#` put back above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

UNKNOWN = 0
"""The strokes of what is no ideograph, or one that Unihan does not count."""

_FILE = Path(__file__).with_name("strokes.txt")
_ZERO = 0x28
"""The code of the character that stands for no strokes at all; each stroke is one character more."""
_ROW = 64
"""Ideographs in a line of the file."""
_COUNT = re.compile(r"^U\+([0-9A-F]+)\tkTotalStrokes\t(?:\d+ )?(\d+)$", re.M)


def strokes(character: str) -> int:
    """Return how many strokes an ideograph has in its traditional form; `UNKNOWN` for all else."""
    code = ord(character)
    for first, counts in _table():
        if first <= code < first + len(counts):
            return ord(counts[code - first]) - _ZERO
    return UNKNOWN


@cache
def _table() -> tuple[tuple[int, str], ...]:
    """Return the stretches of ideographs that follow each other: the first one's code, and a character for each."""
    lines = [line.split(" ", 1) for line in _FILE.read_text(encoding="ascii").splitlines() if line[:1] not in ("#", "")]
    return tuple(_joined((int(code, 16), counts) for code, counts in lines))


def _joined(rows: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    first, gathered = 0, ""
    for code, counts in rows:
        if gathered and code == first + len(gathered):
            gathered += counts
            continue
        if gathered:
            yield first, gathered
        first, gathered = code, counts
    if gathered:
        yield first, gathered


def table_of(unihan: str) -> str:
    """Return the lines of `strokes.txt` from the text of Unihan_IRGSources.txt.

    Of two numbers the second is taken: it is the one for zh-Hant (UAX 38, kTotalStrokes).
    """
    counted = sorted((int(code, 16), chr(_ZERO + int(count))) for code, count in _COUNT.findall(unihan))
    lines = []
    for first, counts in _joined(iter(counted)):
        lines += [f"{first + place:04X} {counts[place:place + _ROW]}\n" for place in range(0, len(counts), _ROW)]
    return "".join(lines)
