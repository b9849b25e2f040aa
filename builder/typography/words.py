"""Where a Latin word, an identifier, a path or an address may be parted at a line's end, and whether with a hyphen."""

from __future__ import annotations

import re
from functools import lru_cache

import pyphen

from builder.typography.patterns import hyphenator

HYPHEN = 1.0
"""Price of a hyphen, in the unit of `fitting`: that of a line whose gaps are `fitting.FAIR` wide."""
HUMP = 1.5
"""Price of parting an identifier between its words, without a hyphen."""
INSIDE_HUMP = 2.0
"""Price of a hyphen inside one of those words."""
INSIDE_CODE = 1.5
"""Price of parting a word of code, without a hyphen."""
SEPARATOR = 0.25
"""Price of parting a path or address behind a separator."""

DEFAULT_LANGUAGES = ("en_US", "en_GB")
"""What the Latin words of a Chinese or Japanese text are taken for when no element says otherwise."""

LEAST = 6
"""Letters of a word that is hyphenated at all; at least 2 stay before the hyphen and 3 behind it."""

_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"(?<=[A-Za-z0-9][a-z0-9])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z]{2})|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})")
_HUMPED = re.compile(r"(?<=[a-z])[A-Z][a-z]{5,}|[A-Z]?[a-z]{5,}(?=[A-Z])")
_SEPARATED = re.compile(r"(?<=[^\W_]{2}[/._\-?&=%#+~:@\\])(?!(?<=\d[.:-])\d)(?=[^\W_]{2})"
                        r"|(?<=[^\W_]{2}(?:::|//|->))(?=[^\W_]{2})|(?<=[^\W\d_]{3}-)(?=\d)")
_IDENTIFIER = re.compile(r"[/_.:\\@=?&#]|[a-z][A-Z]|-.*-")

Place = tuple[float, bool]
"""(price, whether a hyphen is set)."""


@lru_cache(maxsize=8192)
def places(token: str, language: str, *, code: bool = False) -> tuple[tuple[int, Place], ...]:
    """Return the offsets at which a token without spaces may be parted, in order, each with its price.

    Args:
        token: A word with the marks that touch it.
        language: BCP 47 tag of the element it stands in; Chinese, Japanese and Korean stand for English, and a language
            without a pattern file hyphenates nothing.
        code: Whether it is code, where a hyphen would be read as part of it: words are parted without one, at a price.
    """
    found: dict[int, Place] = {}
    if code:
        for word in _NAME.finditer(token):
            for offset in range(3, len(word[0]) - 2):
                found[word.start() + offset] = (INSIDE_CODE, False)
    elif not is_address(token):
        for word in _WORD.finditer(token):
            for offset in _syllables(word[0], language):
                found[word.start() + offset] = (HYPHEN, True)
        for hump in _HUMPED.finditer(token):
            for offset in _syllables(hump[0].lower(), language):
                found.setdefault(hump.start() + offset, (INSIDE_HUMP, True))
    for hump in _HUMP.finditer(token):
        found[hump.start()] = (HUMP, False)
    if _IDENTIFIER.search(token):
        for place in _SEPARATED.finditer(token):
            found[place.start()] = (SEPARATOR, False)
    return tuple(sorted(found.items()))


def is_address(token: str) -> bool:
    """Return whether a token is an address or a path and no word."""
    return bool(_ADDRESS.match(token))


_ADDRESS = re.compile(r"[\w.+-]*(?:://|@|www\.)|[\w-]+(?:\.[\w-]+)+/|/|~/|\./")


def _syllables(word: str, language: str) -> list[int]:
    """Return where a word is hyphenated; none for short ones, acronyms and words that hold capitals inside."""
    if len(word) < LEAST or word[1:] != word[1:].lower() or not word[0].isalpha():
        return []
    return sorted({place for patterns in _patterns(language) for place in patterns.positions(word)
                   if 2 <= place <= len(word) - 3})


@lru_cache(maxsize=64)
def _patterns(language: str) -> tuple[pyphen.Pyphen, ...]:
    """Return the hyphenation patterns of a language: for English those of both shores, which miss different words."""
    primary = language.replace("-", "_").split("_")[0].lower()
    if primary in {"", "zh", "ja", "ko", "yue", "wuu", "lzh", "und", "en"}:
        return tuple(map(hyphenator, DEFAULT_LANGUAGES))
    known = pyphen.language_fallback(language.replace("-", "_"))
    return (hyphenator(known),) if known else ()
