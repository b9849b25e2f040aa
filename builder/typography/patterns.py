"""Hyphenation patterns (Liang, Word Hy-phen-a-tion by Com-put-er, 1983), from pyphen's files and in pyphen's hands.

Pyphen reads all of a file's patterns before the first word, which takes longer than a page; a book asks for few of them. Here a
file is only cut into lines, and a pattern is read when a word first asks for it.
"""

from __future__ import annotations

import re
from typing import Any

import pyphen

_NO_DIGITS = {ord(digit): None for digit in "0123456789"}
_STEPS = re.compile(r"(\d?)(\D?)")
_NOT_PATTERNS = ("%", "#", "LEFTHYPHENMIN", "RIGHTHYPHENMIN", "COMPOUNDLEFTHYPHENMIN", "COMPOUNDRIGHTHYPHENMIN")


class _Patterns(dict[str, Any]):
    """Letters, and the pattern they stand in: as its line, until it is asked for."""

    def get(self, key: str, default: Any = None) -> Any:
        found = super().get(key, default)
        if isinstance(found, str):
            found = self[key] = _read(found)
        return found


def hyphenator(name: str) -> pyphen.Pyphen:
    """Return pyphen with the patterns of one of its files, by its name there (`en_US`)."""
    path = pyphen.LANGUAGES[name]
    if path not in pyphen.hdcache and (patterns := _lines(path.read_bytes())) is not None:
        dictionary = pyphen.HyphDict.__new__(pyphen.HyphDict)
        dictionary.patterns, dictionary.cache = patterns, {}
        dictionary.maxlen = max(map(len, patterns), default=0)
        pyphen.hdcache[path] = dictionary
    return pyphen.Pyphen(lang=name, left=2, right=3)


def _lines(data: bytes) -> _Patterns | None:
    """Return a file's patterns; None for one that pyphen has to read itself: in another encoding, or with words that change
    their spelling at a hyphen."""
    encoding, _, rest = data.partition(b"\n")
    if encoding.strip() != b"UTF-8" or b"^^" in rest or b"=" in rest:
        return None
    lines = [line for line in map(str.strip, rest.decode().split("\n")) if line and not line.startswith(_NOT_PATTERNS)]
    return _Patterns(zip("\n".join(lines).translate(_NO_DIGITS).split("\n"), lines, strict=True))


def _read(line: str) -> tuple[int, tuple[int, ...]] | None:
    """Return where in a pattern's letters its numbers begin, and the numbers; None when they are all 0."""
    values = [int(digit or "0") for digit, _ in _STEPS.findall(line)]
    while values and not values[-1]:
        values.pop()
    if not values:
        return None
    first = next(n for n, value in enumerate(values) if value)
    return first, tuple(values[first:])
