"""What kind a character is, as a typesetter of Chinese and Japanese sorts them (CLREQ 3.1, JLREQ 3.1, UAX 11)."""

from __future__ import annotations

import unicodedata
from functools import cache

OPENING = frozenset("（〔［｛〈《「『【〖｟“‘")
"""Opening brackets and quotation marks whose ink is in the right half of their square."""

CLOSING = frozenset("）〕］｝〉》」』】〗｠”’")
"""Closing brackets and quotation marks."""

NOT_AT_LINE_START = CLOSING | frozenset("，。、：；！？．·・…—～%％‰")
"""Marks that may not begin a line (CLREQ 3.1.2, JLREQ 3.1.7)."""

NOT_AT_LINE_END = OPENING
"""Marks that may not end a line."""


@cache
def is_han(character: str) -> bool:
    """Return whether a character is an ideograph, a kana or Bopomofo: what is set in squares of one em."""
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x3FFFF
        or 0x3040 <= code <= 0x30FF
        or 0x3100 <= code <= 0x312F
        or 0xF900 <= code <= 0xFAFF
        or code in (0x3005, 0x3006, 0x3007)
    )


@cache
def is_wide(character: str) -> bool:
    """Return whether a character takes two cells where Latin takes one (UAX 11: W and F)."""
    return unicodedata.east_asian_width(character) in "WF"


def is_traditional(language: str) -> bool:
    """Return whether a language tag (BCP 47) is of Chinese in traditional characters."""
    parts = language.lower().split("-")
    return parts[0] in {"zh", "yue", "lzh"} and bool({"hant", "tw", "hk", "mo"} & set(parts[1:]))
