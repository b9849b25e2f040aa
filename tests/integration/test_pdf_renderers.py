"""Three programs that share no code draw the printed book alike: MuPDF, poppler and PDFium."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from oracles.finished import Finished
from oracles.pages import RESOLUTION, disagreement, rendered
from PIL import Image, ImageDraw

from .tools import require

pytestmark = pytest.mark.integration

MEAN, WORST = 4.0, 60
"""Grey levels of 255. Measured on both books: pages differ by 2.4 in the mean, squares of 6 points by 44 at most; a character of
the text that one program leaves out differs by 90 and more in its square."""


def test_renderers_agree(finished: Finished, printed: Callable[[Finished, str], Path], tmp_path: Path) -> None:
    require("mutool")
    require("pdftoppm")
    # In the colours of screens: MuPDF without an output profile turns inks into other colours than the two others do.
    drawings = rendered(printed(finished, "proof"), tmp_path)

    assert len({len(pages) for pages in drawings.values()}) == 1
    for number, pages in enumerate(zip(*drawings.values(), strict=True), 1):
        assert len({page.size for page in pages}) == 1
        for (one, a), (other, b) in combinations(zip(drawings, pages, strict=True), 2):
            mean, worst = disagreement(a, b)
            assert mean < MEAN, f"page {number}: {one} and {other} differ"
            assert worst < WORST, f"page {number}: {one} and {other} differ in one place"


def test_renderers_agree_on_inks(finished: Finished, tmp_path: Path) -> None:
    require("mutool")
    require("pdftoppm")
    drawings = rendered(finished.pdf, tmp_path)
    # Not of the cover: its ground in four inks is one shade to poppler and another to PDFium.
    for number, (one, other) in enumerate(zip(drawings["poppler"][1:], drawings["PDFium"][1:], strict=True), 2):
        mean, worst = disagreement(one, other)
        assert mean < MEAN, f"page {number}"
        assert worst < WORST, f"page {number}, in one place"


def test_one_character_left_out_would_be_noticed(first_book: Finished, tmp_path: Path) -> None:
    require("mutool")
    require("pdftoppm")
    page = rendered(first_book.pdf, tmp_path)["MuPDF"][11]
    spoilt: Image.Image = page.copy()
    scale = RESOLUTION / 72
    x, y = 98 * scale, 168 * scale  # 简, the first of the bold characters in the twelfth page's seventh line
    ImageDraw.Draw(spoilt).rectangle((x, y, x + 10.5 * scale, y + 12 * scale), fill=255)

    assert disagreement(page, spoilt)[1] > WORST
