from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from builder import barcode

ISBNS = ["9787302511052", "9780306406157", "9784003101070", "9791186734001", "9780000000002", "9789999999991"]
ADDS = ["03100", "13762", "17316", "10208", "04877", "38640", "11985", "15539", "29755", "06654"]


def drawn(digits: str, add: str = "", pixels: int = 4) -> Image.Image:
    """Return a symbol as a picture, so many pixels a module."""
    modules = barcode.QUIET_LEFT + barcode.MODULES + barcode.ADDON_GAP + barcode.ADDON_MODULES + barcode.ADDON_QUIET
    picture = Image.new("RGB", (modules * pixels, 60 * pixels), "white")
    draw = ImageDraw.Draw(picture)
    ahead = barcode.QUIET_LEFT + barcode.MODULES + barcode.ADDON_GAP
    for bar, left in [(b, barcode.QUIET_LEFT) for b in barcode.bars(digits)] + [(b, ahead) for b in (barcode.addon(add) if add else ())]:
        start = (left + bar.start) * pixels
        draw.rectangle((start, 0, start + bar.width * pixels - 1, 59 * pixels), fill="black")
    return picture


@pytest.mark.parametrize("isbn", ISBNS)
def test_another_program_reads_the_bars(isbn: str) -> None:
    digits = barcode.ean13(isbn)
    found = zxingcpp.read_barcodes(drawn(digits))
    assert [(f.text, f.format) for f in found] == [(digits, zxingcpp.BarcodeFormat.EAN13)]


@pytest.mark.parametrize("add", ADDS)
def test_another_program_reads_the_add_on(add: str) -> None:
    picture = drawn("9780306406157", add)
    found = zxingcpp.read_barcodes(picture, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Require)
    assert [f.text for f in found] == [f"9780306406157{add}"]


def test_every_parity_of_an_add_on_is_tried_above() -> None:
    assert {(3 * sum(map(int, a[::2])) + 9 * sum(map(int, a[1::2]))) % 10 for a in ADDS} == set(range(10))


def test_an_isbn_of_ten_digits_gets_its_prefix_and_a_new_check_digit() -> None:
    assert barcode.ean13("0306406152") == "9780306406157"
    assert barcode.ean13("080442957X") == "9780804429573"


@pytest.mark.parametrize("wrong", ["", "978", "97803064061570", "978030640615X", "978-0-306-40615-7"])
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no ISBN"):
        barcode.ean13(wrong)


def test_a_symbol_has_thirty_bars_of_one_to_four_modules_and_six_of_them_guard_it() -> None:
    bars = barcode.bars("9787302511052")
    assert len(bars) == 30
    assert {bar.width for bar in bars} <= {1, 2, 3, 4}
    assert [bar.start for bar in bars if bar.is_guard] == [0, 2, 46, 48, 92, 94]
    assert bars[-1].start + bars[-1].width == barcode.MODULES


def test_an_add_on_is_as_wide_as_its_standard_says() -> None:
    bars = barcode.addon("51995")
    assert bars[0].start == 0
    assert bars[-1].start + bars[-1].width == barcode.ADDON_MODULES
