"""International Standard Book Numbers (ISO 2108)."""

from __future__ import annotations

import re
import unicodedata


def plain_isbn(written: str) -> str:
    """Return an ISBN without its hyphens and its name."""
    plain = unicodedata.normalize("NFKC", written).upper().removeprefix("URN:").removeprefix("ISBN")
    return re.sub(r"[\s:–-]", "", re.sub(r"^-1[03]:?", "", plain))


def isbn_problem(written: str) -> str:
    """Return what is wrong with an ISBN of ten or thirteen digits, or an empty text."""
    digits = plain_isbn(written)
    if re.fullmatch(r"\d{13}", digits):
        if digits[:3] not in ("978", "979"):
            return "it begins with neither 978 nor 979"
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        return "" if total % 10 == 0 else "its check digit is wrong"
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 if digit == "X" else int(digit)) * (10 - place) for place, digit in enumerate(digits))
        return "" if total % 11 == 0 else "its check digit is wrong"
    return "it has neither ten nor thirteen digits"
