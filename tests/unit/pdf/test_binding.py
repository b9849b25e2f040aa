"""How notes are numbered from one layout to the next, on layouts made up for it."""

from __future__ import annotations

from datetime import date

import pytest

from builder.errors import Report
from builder.layouts import Shown
from builder.model import Matter, Metadata, Page, Pages, Role, Target
from builder.pdf import binding
from builder.pdf.binding import ROUNDS, _number
from builder.pdf.press import Pressed
from builder.profile import Profile
from builder.typography import Folios, FootNumbers


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


@pytest.mark.parametrize("settles_after", [1, 2, ROUNDS - 1, ROUNDS, ROUNDS + 3])
def test_the_index_has_the_pages_of_the_last_layout(monkeypatch: pytest.MonkeyPatch, settles_after: int) -> None:
    """The place `a` moves on with each layout until the notes have settled, or the rounds for them are over."""
    page = Page("book.xhtml", Role.CHAPTER, Matter.BODY, "书", '<p xmlns="http://www.w3.org/1999/xhtml"/>')
    printed_with: list[Folios] = []
    moves: list[int] = []

    def pages_with(folios: Folios) -> Pages:
        printed_with.append(folios)
        moves.append(min(len(moves), settles_after, ROUNDS - 1))
        return Pages(Target.PDF, Metadata("书", "zh-Hans", "urn:uuid:x", date(2024, 1, 1)), (page,), (), "", (), (), None, indexed=("a",))

    def print_(pages: Pages, report: Report) -> Pressed:
        del pages, report
        return Pressed(b"", (), 9, (("half-title", 2), ("a", 4 + moves[-1])))

    def finish(data: bytes, metadata: Metadata, **asked: object) -> bytes:
        del metadata, asked
        return data + b"done"

    def set_again(shown: Shown) -> Pages:
        return pages_with(shown.folios)

    monkeypatch.setattr(binding, "_print", print_)
    monkeypatch.setattr(binding, "finish", finish)
    edition = binding.bind(pages_with(Folios()), Report(), set_again=set_again, profile=Profile("any"))
    assert edition.data == b"done"
    assert printed_with[-1].places == (("a", 4 + moves[-1], str(3 + moves[-1])),)
    assert len(printed_with) == min(settles_after + 2, ROUNDS + 1)
