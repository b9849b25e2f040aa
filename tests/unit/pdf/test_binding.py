"""How notes are numbered from one layout to the next, on layouts made up for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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


def swinging(
    report: Report, monkeypatch: pytest.MonkeyPatch, page_of: Callable[[FootNumbers], int], second: str = "#a",
) -> list[FootNumbers]:
    """Bind a book of two notes, the second on the page that the numbers of the last layout lead to; return the numbers each
    layout was set with."""
    set_with: list[FootNumbers] = []

    def set_again(shown: Shown) -> Pages:
        set_with.append(shown.feet)
        numbers, repeated = dict(shown.feet.numbers), dict(shown.feet.repeated)
        notes = [("foot-1", "#a", 3)] if "foot-2" in repeated else [("foot-1", "#a", 3), ("foot-2", second, page_of(shown.feet))]
        pages, _ = laid_out(*notes)
        markup = pages.pages[0].markup
        for name, _, _ in notes:
            markup = markup.replace(f'id="{name}" data-number="1"', f'id="{name}" data-number="{numbers.get(name, 1)}"')
        return replace(pages, pages=(replace(pages.pages[0], markup=markup),))

    def print_(pages: Pages, report: Report) -> Pressed:
        del pages, report
        feet = set_with[-1]
        return Pressed(b"", (), 9, (("half-title", 2), ("foot-1", 3), ("foot-2", page_of(feet))))

    monkeypatch.setattr(binding, "_print", print_)
    monkeypatch.setattr(binding, "finish", lambda data, metadata, **asked: data)  # noqa: ARG005 - its arguments are named
    binding.bind(set_again(Shown()), report, set_again=set_again, profile=Profile("any"))
    return set_with


def test_a_note_that_swings_between_two_pages_is_printed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Left out it would stand on the next page, and printed it stands beside the first."""
    report = Report()
    set_with = swinging(report, monkeypatch, lambda feet: 4 if dict(feet.repeated) else 3)
    assert not list(report)
    assert set_with[-1] == FootNumbers((("foot-1", 1), ("foot-2", 2)), ())
    assert len(set_with) <= ROUNDS + 2


def test_notes_that_never_settle_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report()
    swinging(report, monkeypatch, lambda feet: 3 if dict(feet.numbers).get("foot-2", 1) == 1 else 4, second="#b")
    assert [found.code for found in report] == ["P008"]
