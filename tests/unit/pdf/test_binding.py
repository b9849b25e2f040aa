"""How notes are numbered from one layout to the next, on layouts made up for it."""

from __future__ import annotations

from datetime import date

from builder.model import Matter, Metadata, Page, Pages, Role, Target
from builder.pdf.binding import _number
from builder.pdf.press import Pressed
from builder.typography import FootNumbers


def laid_out(*notes: tuple[str, str, int]) -> tuple[Pages, Pressed]:
    """Return a document with notes (id, what they say, page) and a layout of it."""
    spans = "".join(f'<span id="{name}" data-number="1" data-address="{said}"/>' for name, said, _ in notes)
    page = Page("book.xhtml", Role.CHAPTER, Matter.BODY, "书", f'<p xmlns="http://www.w3.org/1999/xhtml">{spans}</p>')
    pages = Pages(Target.PDF, Metadata("书", "zh-Hans", "urn:uuid:x", date(2024, 1, 1)), (page,), (), "", (), (), None)
    return pages, Pressed(b"", (), 9, tuple((name, place) for name, _, place in notes))


def test_a_note_said_again_on_its_page_has_the_number_of_the_first() -> None:
    feet, right = _number(*laid_out(("foot-1", "#a", 3), ("foot-2", "#b", 3), ("foot-3", "#a", 3)), FootNumbers())
    assert feet == FootNumbers((("foot-1", 1), ("foot-2", 2)), (("foot-3", "foot-1"),))
    assert not right


def test_one_that_moved_to_the_page_of_an_earlier_one_takes_its_repeats_along() -> None:
    """In the first layout 2 stood on a page of its own with 3 behind it; in the second both are on the page of 1."""
    feet = FootNumbers((("foot-1", 1), ("foot-2", 1)), (("foot-3", "foot-2"),))
    pages, pressed = laid_out(("foot-1", "#a", 3), ("foot-2", "#a", 3))
    pressed = Pressed(b"", (), 9, (*pressed.places, ("foot-3", 3)))
    found, _ = _number(pages, pressed, feet)
    assert dict(found.repeated) == {"foot-2": "foot-1", "foot-3": "foot-1"}
    assert set(dict(found.repeated).values()) <= set(dict(found.numbers))
