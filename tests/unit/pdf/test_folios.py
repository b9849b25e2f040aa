from __future__ import annotations

import pytest

from builder.pdf.folios import cover_pages, folios_of, printed_number
from builder.pdf.press import Pressed
from builder.typography import Folios


@pytest.mark.parametrize(("page", "cover", "text_page", "number"), [
    (0, 0, 0, "1"), (9, 0, 0, "10"), (2, 2, 0, "1"), (2, 2, 9, "i"), (5, 2, 9, "iv"), (7, 2, 9, "vi"), (8, 2, 9, "1"), (10, 2, 9, "3"),
    (50, 2, 60, "xlix"), (95, 2, 200, "xciv")])
def test_a_page_is_numbered_as_its_folio_is(page: int, cover: int, text_page: int, number: str) -> None:
    assert printed_number(page, cover=cover, text_page=text_page) == number


def test_places_that_the_layout_does_not_have_are_left_out() -> None:
    pressed = Pressed(b"", (), 20, (("half-title", 2), ("a", 3), ("b", 12)))
    assert cover_pages(pressed) == 2
    assert folios_of(pressed, ["a", "b", "c"], 9) == Folios((("a", 3, "ii"), ("b", 12, "5")))
