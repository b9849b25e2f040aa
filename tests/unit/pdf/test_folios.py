from __future__ import annotations

from builder.pdf.folios import folios_of, front_pages, printed_number
from builder.pdf.press import Pressed

PRESSED = Pressed(b"", (), 9, (("cover", 0), ("half-title", 2), ("a", 2), ("b", 8)))


def test_the_half_title_is_page_one() -> None:
    assert front_pages(PRESSED) == 2
    assert [printed_number(page, 2) for page in (2, 8)] == ["1", "7"]


def test_places_that_a_layout_lacks_are_left_out() -> None:
    assert folios_of(PRESSED, ["b", "c", "a"]).places == (("b", 8, "7"), ("a", 2, "1"))
