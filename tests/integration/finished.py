"""The finished books that integration tests look at."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

from epub.specimen import book
from PIL import Image

from builder.model import Asset, Pages


@dataclass(frozen=True, slots=True)
class Books:
    """Both editions of one book."""

    epub: Path
    pdf: Path


def small_book() -> Pages:
    """Return the small book of the unit tests with a cover that can be drawn."""
    out = io.BytesIO()
    Image.new("RGB", (1600, 2560), (38, 56, 92)).save(out, "JPEG")
    return replace(book(), cover=Asset("c0ffee.jpg", "image/jpeg", out.getvalue(), 1600, 2560))
