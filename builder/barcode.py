"""The barcode of a book: digits come in, bars as modules leave. Owner of python-barcode.

Measures are those of the GS1 General Specifications (5.2, EAN/UPC symbols; the same symbols as ISO/IEC 15420), in modules:
the X-dimension, nominally 0.33 mm, is the width of the narrowest bar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

X = 0.33
"""The nominal X-dimension in mm."""
QUIET_LEFT, QUIET_RIGHT = 11, 7
"""Modules of blank on the left and right of an EAN-13 symbol."""
MODULES = 95
"""The width of an EAN-13 symbol without its quiet zones."""
ADDON_GAP = 9
"""Modules between the symbol and its add-on: 7 to 12 are allowed."""
ADDON_MODULES, ADDON_QUIET = 47, 5
"""The width of a five-digit add-on, and the blank on its right."""
HEIGHT = 22.85
"""The height of the bars in mm at the nominal size."""
GUARD = 5
"""Modules by which guard bars go further down."""
ADDON_HEIGHT = 21.9
"""The height of an add-on's bars in mm at the nominal size; they end where the guard bars do."""

_ADDON_PARITY = ("GGLLL", "GLGLL", "GLLGL", "GLLLG", "LGGLL", "LLGGL", "LLLGG", "LGLGL", "LGLLG", "LLGLG")
"""Number sets of an add-on's digits by its check value: G is set B, L is set A."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A dark bar, in modules from the symbol's first one."""

    start: int
    width: int
    is_guard: bool = False


def ean13(isbn: str) -> str:
    """Return the thirteen digits of the barcode of an ISBN of ten or thirteen digits without hyphens, its check digit made new.

    Of ten digits the first nine stand behind 978 (ISBN Users' Manual).

    Raises:
        ValueError: when it is neither.
    """
    if re.fullmatch(r"\d{9}[\dX]", isbn):
        isbn = f"978{isbn[:9]}0"
    if not re.fullmatch(r"\d{13}", isbn):
        raise ValueError(f"{isbn!r} is no ISBN")
    from barcode.ean import EuropeanArticleNumber13  # noqa: PLC0415  # few books have a barcode

    return str(EuropeanArticleNumber13(isbn[:12]))


def bars(digits: str) -> tuple[Bar, ...]:
    """Return the bars of an EAN-13 symbol, left to right; those of its three guard patterns are marked.

    Args:
        digits: All thirteen.
    """
    from barcode.ean import EuropeanArticleNumber13  # noqa: PLC0415  # few books have a barcode

    return tuple(_bars(EuropeanArticleNumber13(digits, guardbar=True).build()[0]))


def addon(digits: str) -> tuple[Bar, ...]:
    """Return the bars of a five-digit add-on symbol, as publishers print a price (GS1 General Specifications, 5.2).

    Args:
        digits: All five.
    """
    from barcode.charsets.ean import CODES  # noqa: PLC0415  # few books have a barcode

    check = (3 * sum(map(int, digits[0::2])) + 9 * sum(map(int, digits[1::2]))) % 10
    sets = [CODES["B" if kind == "G" else "A"] for kind in _ADDON_PARITY[check]]
    cells = [codes[int(digit)] for codes, digit in zip(sets, digits, strict=True)]
    return tuple(_bars("1011" + "01".join(cells)))


def _bars(pattern: str) -> Iterator[Bar]:
    for run in re.finditer(r"1+|G+", pattern):
        yield Bar(run.start(), len(run[0]), run[0][0] == "G")
