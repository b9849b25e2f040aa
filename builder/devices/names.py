"""File names that every device takes: FAT and exFAT are what e-readers are formatted with."""

from __future__ import annotations

import re
import unicodedata

_WIDE = str.maketrans({character: chr(ord(character) + 0xFEE0) for character in '<>:"/\\|?*'})
"""What a FAT name may not hold, and its full-width form, which may stand there and reads the same."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Also what turns the direction of a name, so that it would not read as it is."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])", re.IGNORECASE)
"""Names of devices in DOS, which Windows still refuses for files."""

LONGEST = 200
"""Bytes of a name in UTF-8, its ending included: FAT takes 255 units of UTF-16, other systems 255 bytes, and a number may be
added."""


def device_name(stem: str, ending: str) -> str:
    """Return a file name that FAT, exFAT and all others take, as near to the wish as can be; an empty one becomes `book`."""
    kept = _CONTROLS.sub("", unicodedata.normalize("NFC", stem)).translate(_WIDE).strip(" .")
    if _RESERVED.fullmatch(kept.partition(".")[0]):
        kept += "_"
    room = LONGEST - len(ending.encode())
    while len(kept.encode()) > room:
        kept = kept[:-1]
    return (kept.rstrip(" .") or "book") + ending


def numbered(name: str, ending: str, number: int) -> str:
    """Return the name with a number before its ending: `book (2).epub`."""
    return f"{name.removesuffix(ending)} ({number}){ending}"
