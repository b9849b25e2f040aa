"""Bind: Pages set for print come in, the Edition leaves; notes get their numbers and the index its pages as laid out."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from lxml import etree

from builder.errors import Report
from builder.layouts import Shown
from builder.model import Edition, Pages, Target
from builder.pdf.finishing import finish
from builder.pdf.folios import cover_pages, folios_of, page_starts_of
from builder.pdf.press import Pressed, press
from builder.pdf.screen import finish_for_screen
from builder.profile import Profile
from builder.typography import Folios, FootNumbers

ROUNDS = 4
"""Layouts at most in which notes that say the same on one page are found. The second is right unless leaving out a note moved
another to the page before."""
SETTLING = 16
"""Layouts at most after these, in which such notes are only given back: each has fewer of them to move, so that they end."""


class SetAgain(Protocol):
    """Typesets the book once more, as its last layout has shown that it should be."""

    def __call__(self, shown: Shown) -> Pages:
        """Return the book set for what was shown."""


def bind(pages: Pages, report: Report, *, set_again: SetAgain, profile: Profile, standard: str = "ua") -> Edition:
    """Return the finished PDF, laid out until what it shows is what it was set for: for the printer of a profile, or for a
    screen by the `standard` `ua` or `a-3u`.

    Raises:
        PostpressError: P-codes of the press.
    """
    pressed = _print(pages, report)
    shown = Shown()
    for count in range(1, ROUNDS + SETTLING):
        is_settling = count >= ROUNDS
        feet, right = _number(pages, pressed, shown.feet, finds_repeats=not is_settling)
        text_page = _text_page(pages, pressed)
        # The gutter is never made narrower again: a wider one makes more pages, not fewer.
        found = Shown(feet, frozenset(font.family for font in pressed.fonts), text_page,
                      max(shown.gutter, profile.gutter(profile.whole(pressed.pages))), _folios(pages, pressed, text_page))
        if right and (replace(found, feet=shown.feet) == shown or (is_settling and text_page == shown.text_page)):
            break
        shown = found
        pages = set_again(shown)
        pressed = _print(pages, report)
    else:
        report.error("P008", f"the notes have not found their pages in {ROUNDS + SETTLING} layouts",
                     hint="set them at the end of chapters: place = \"chapter\" under [notes] in book.toml")
    if (folios := _folios(pages, pressed, shown.text_page)) != shown.folios:
        # The index stands behind all it leads to: whatever the notes did last, its own numbers move none of its places.
        shown = replace(shown, folios=folios)
        pages = set_again(shown)
        pressed = _print(pages, report)
    if pressed.structure is not None:
        data = finish_for_screen(pressed.data, pages.metadata, pressed.structure, standard=standard)
        return Edition(Target.SCREEN, "book-screen.pdf", "application/pdf", data)
    data = finish(pressed.data, pages.metadata, cover_pages=cover_pages(pressed), text_page=shown.text_page, profile=profile,
                  report=report)
    return Edition(Target.PDF, "book.pdf", "application/pdf", data, page_starts_of(pressed, shown.text_page))


def _folios(pages: Pages, pressed: Pressed, text_page: int) -> Folios:
    return folios_of(pressed, pages.indexed, text_page)


def _print(pages: Pages, report: Report) -> Pressed:
    return press(pages.pages[0].markup, stylesheet=pages.stylesheet, assets=pages.assets, faces=pages.faces, report=report,
                 manner=pages.manner, tagged=pages.target is Target.SCREEN)


def _text_page(pages: Pages, pressed: Pressed) -> int:
    """Return the page that the text begins on, from 1, as it was laid out; 0 when the theme's pages do not name it."""
    return dict(pressed.places).get(pages.text_starts, -1) + 1


def _number(
    pages: Pages, pressed: Pressed, feet: FootNumbers, *, finds_repeats: bool = True,
) -> tuple[FootNumbers, bool]:
    """Return the notes' numbers as this layout has them on its pages, or through the chapter where the notes name one, and
    whether they are printed so already. Notes that say the same on one page are left for one unless they may not be found."""
    places = dict(pressed.places)
    root = etree.fromstring(pages.pages[0].markup.encode(), etree.XMLParser(huge_tree=True))
    counts: dict[int | str, int] = {}
    first: dict[tuple[int, str], str] = {}
    numbers: dict[str, int] = {}
    repeated: dict[str, str] = {}
    right = True
    for note in root.iterfind(".//{*}span[@data-number]"):
        name, said = note.get("id", ""), note.get("data-address", "")
        page = places.get(name, -1)
        if finds_repeats and said and (page, said) in first:
            repeated[name] = first[page, said]
            right = False
            continue
        first[page, said] = name
        series = note.get("data-series") or page
        counts[series] = numbers[name] = counts.get(series, 0) + 1
        right = right and note.get("data-number") == str(numbers[name])
    for name, earlier in feet.repeated:
        if places.get(name, places.get(earlier)) == places.get(earlier):
            repeated[name] = repeated.get(earlier, earlier)  # which may have come to the page of one before it
        else:
            right = False  # it moved to another page, where it stands for itself again
    return FootNumbers(tuple(numbers.items()), tuple(sorted(repeated.items()))), right
