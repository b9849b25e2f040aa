"""The printed book as a printer and a reader of paper see it: boxes, sides, heads, folios, openings, contents, bookmarks."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from oracles.expected import Expectation, expectation, squeeze
from oracles.extracted import body_size, note_top
from oracles.finished import Finished
from oracles.folios import roman
from oracles.lines import OPENING
from oracles.pages import Bookmark, bookmarks, leaves, said, spilled
from oracles.sheets import A5, POINT

from .tools import require

pytestmark = pytest.mark.integration

BLEED = 3.0
"""Bleed in mm."""

LARGE = 1.4
"""A chapter's title is larger than this share of the body's size."""

CALL = 7.5
"""Calls of notes are smaller than this, in points; no other digits are."""

read = cache(leaves)


def openings(book: Path) -> list[Bookmark]:
    return [b for b in bookmarks(book) if b.level == 1]


def chapters(book: Path) -> list[Bookmark]:
    """Without the contents before them and the colophon behind."""
    return openings(book)[1:-1]


def post_of(finished: Finished) -> Expectation:
    require("pandoc")
    return expectation(finished.post.read_text(encoding="utf-8"), notes_at_foot=True)


# ---- boxes


def test_boxes(finished: Finished) -> None:
    for leaf in read(finished.pdf):
        trim, bleed, media = leaf.sheet.trim, leaf.sheet.bleed, leaf.sheet.media
        assert (trim[2] - trim[0]) * POINT == pytest.approx(A5[0], abs=0.01)
        assert (trim[3] - trim[1]) * POINT == pytest.approx(A5[1], abs=0.01)
        for edge, sign in enumerate((-1, -1, 1, 1)):
            assert (bleed[edge] - trim[edge]) * sign * POINT == pytest.approx(BLEED, abs=0.01)
            assert (media[edge] - bleed[edge]) * sign >= -0.01
        assert media[:2] == (0, 0)  # some prepress programs misplace pages that begin elsewhere


def test_text_hangs_on_mirrored_margins(finished: Finished) -> None:
    """20 mm from the back on both sides: x = 8.50 + 56.69 on a recto, 8.50 + 419.53 - 56.69 - 315 on a verso."""
    left = {True: [1000.0], False: [1000.0]}
    right = {True: [0.0], False: [0.0]}
    for leaf in read(finished.pdf)[chapters(finished.pdf)[0].page - 1 : openings(finished.pdf)[-1].page - 1]:
        lines = [line for line in leaf.body if 10.4 < line[0].size < 10.6]
        left[leaf.sheet.is_recto] += [line[0].x for line in lines if line[0].text not in OPENING]
        right[leaf.sheet.is_recto] += [line[-1].right for line in lines if line[-1].text not in "，。、；：？！）》”"]

    assert min(left[True]) == pytest.approx(65.20, abs=0.6)
    assert max(right[True]) == pytest.approx(380.20, abs=0.6)
    assert min(left[False]) == pytest.approx(56.34, abs=0.6)
    assert max(right[False]) == pytest.approx(371.34, abs=0.6)


def test_nothing_leaves_the_type_area(finished: Finished) -> None:
    assert [found for leaf in read(finished.pdf)[1:] for found in spilled(leaf)] == []


def test_the_record_stands_low_on_the_verso_of_the_title_page(finished: Finished) -> None:
    leaf = read(finished.pdf)[5]
    assert leaf.body[-1][0].y == pytest.approx(leaf.sheet.area.bottom, abs=8)
    assert leaf.body[0][0].y > (leaf.sheet.area.top + leaf.sheet.area.bottom) / 2


# ---- openings


def test_chapters_open_recto(finished: Finished) -> None:
    pages = [b.page for b in (openings(finished.pdf)[0], *chapters(finished.pdf))]

    assert pages == sorted(set(pages))
    assert all(page % 2 for page in pages)


def test_a_verso_left_over_before_an_opening_is_truly_blank(finished: Finished) -> None:
    book = read(finished.pdf)
    blank = {leaf.sheet.number for leaf in book if leaf.is_blank}
    for leaf in book:
        if not leaf.body and not leaf.images and leaf.sheet.number > 1:
            assert leaf.is_blank, f"page {leaf.sheet.number} has no text, but ink"
    last = openings(finished.pdf)[-1].page
    assert all(number % 2 == 0 for number in blank if number < last)
    assert len(book) % 2 == 0


def test_every_opening_begins_with_its_title_on_the_same_lines(finished: Finished) -> None:
    tops = set()
    for chapter in chapters(finished.pdf):
        leaf = read(finished.pdf)[chapter.page - 1]
        body = body_size(tuple(c for line in leaf.body for c in line))
        title = "".join(said(line) for line in leaf.body if line[0].size > LARGE * body)
        assert title
        assert chapter.title.endswith(title)
        label = "".join(said(line) for line in leaf.body if line[0].y < min(x[0].y for x in leaf.body if said(x) in title))
        assert chapter.title == label + title
        tops.add(round(min(line[0].y for line in leaf.body if line[0].size > LARGE * body), 1))
    assert len(tops) == 1, "titles stand at different heights"


# ---- heads and folios


def test_running_heads_name_the_book_on_the_verso_and_the_chapter_on_the_recto(finished: Finished) -> None:
    title = post_of(finished).title
    starts = {b.page for b in openings(finished.pdf)[:-1]}
    first, last = chapters(finished.pdf)[0].page, openings(finished.pdf)[-1].page
    heads = set()
    for leaf in read(finished.pdf):
        number = leaf.sheet.number
        if leaf.is_blank or number < first or number in starts:
            assert not leaf.heads or number == 1, f"page {number} has a head"
        elif not leaf.sheet.is_recto:
            assert leaf.head == title
            assert leaf.heads[0][0].x == pytest.approx(leaf.sheet.area.left, abs=0.6)
        elif number < last:
            chapter = max((c for c in chapters(finished.pdf) if c.page <= number), key=lambda c: c.page)
            assert leaf.head == chapter.title
            assert leaf.heads[0][-1].right == pytest.approx(leaf.sheet.area.right, abs=1)
        heads.add(leaf.head)
    assert title in heads


def test_folios_count_the_pages_at_the_outer_edge(finished: Finished) -> None:
    """The cover and its back are not counted: page 3 of the file is page i of the book, and its text begins on page 1."""
    start, text = openings(finished.pdf)[0].page, chapters(finished.pdf)[0].page
    for leaf in read(finished.pdf)[2:]:
        number = leaf.sheet.number
        if leaf.is_blank or number < start:
            assert not leaf.folios
            continue
        assert leaf.folio == (str(number - text + 1) if number >= text else roman(number - 2))
        (line,) = leaf.folios
        if leaf.sheet.is_recto:
            assert line[-1].right == pytest.approx(leaf.sheet.area.right, abs=1)
        else:
            assert line[0].x == pytest.approx(leaf.sheet.area.left, abs=1)


def test_page_labels_are_the_folios(finished: Finished) -> None:
    with pymupdf.open(finished.pdf) as book:
        for leaf in read(finished.pdf):
            if leaf.folio and leaf.sheet.number > 2:
                assert book[leaf.sheet.number - 1].get_label() == leaf.folio


# ---- contents, bookmarks, links


def test_contents_lead_to_where_the_chapters_really_stand(finished: Finished) -> None:
    contents, first = openings(finished.pdf)[0].page, chapters(finished.pdf)[0].page
    lines = [line for leaf in read(finished.pdf)[contents - 1 : first - 1] for line in leaf.body]
    text = "".join(said(line) for line in lines)
    entries = dict(re.findall(r"(?:^|(?<=\d))(.+?)[.…·]{3,}(\d+)", text.removeprefix(openings(finished.pdf)[0].title)))

    for chapter in openings(finished.pdf)[1:]:
        assert entries[chapter.title] == read(finished.pdf)[chapter.page - 1].folio


def outline_of(post: Expectation) -> list[tuple[int, str]]:
    """Return the headings that stand in an outline: three deep, none deeper than one below the heading it stands under.

    The mark between a chapter's label and its title is taken out.
    """
    found: list[tuple[int, str]] = []
    above: list[str] = []
    for block in post.blocks:
        if block.name in {"h2", "h3", "h4", "h5", "h6"}:
            above = [*(name for name in above if name < block.name), block.name]
            title = re.sub(r"^(.{1,12}?)[：:](?=.)", r"\1", block.plain, count=1) if len(above) == 1 else block.plain
            found += [(len(above), title)] if len(above) <= 3 else []
    return found


def test_bookmarks_name_the_chapters_and_sections_of_the_post_where_they_stand(finished: Finished) -> None:
    marks = bookmarks(finished.pdf)[2:-1]  # contents and introduction before them, the colophon behind

    assert [(m.level, m.title) for m in marks] == outline_of(post_of(finished))
    for mark in marks:
        text = "".join(said(line) for line in read(finished.pdf)[mark.page - 1].body)
        assert mark.title in text, f"bookmark {mark.title!r} leads to page {mark.page}, which does not say it"


def test_the_head_of_a_long_table_stands_on_each_of_its_pages(illustrated_book: Finished) -> None:
    texts = ["".join(said(line) for line in leaf.body) for leaf in read(illustrated_book.pdf)]
    with_rows = [text for text in texts if re.search(r"第\d+行的说明", text)]

    assert len(with_rows) > 1
    assert all("序号说明数" in text for text in with_rows)


def test_links_of_the_text_stand_at_the_foot_of_their_page(first_book: Finished) -> None:
    noted = {form for forms in post_of(first_book).notes for form in forms}
    with pymupdf.open(first_book.pdf) as book:
        for page, leaf in zip(book, read(first_book.pdf), strict=True):
            text = "".join(said(line) for line in leaf.body)
            addresses = {squeeze(link["uri"]) for link in page.get_links() if link["kind"] == pymupdf.LINK_URI}
            assert all(address in text for address in addresses & noted), f"page {leaf.sheet.number}"
    assert len(noted) > 10


def test_notes_stand_on_the_page_that_calls_them_numbered_from_one(finished: Finished) -> None:
    noted = 0
    with pymupdf.open(finished.pdf) as book:
        for page, leaf in zip(book, read(finished.pdf), strict=True):
            foot = note_top(page, leaf.sheet)
            above = [line for line in leaf.body if line[0].y <= foot]
            below = [said(line) for line in leaf.body if line[0].y > foot]
            calls = [int(call) for line in above for call in re.findall(r"\d+", "".join(
                c.text if c.text.isdigit() and c.size < CALL else " " for c in line))]
            starts = iter(below)
            calls = list(dict.fromkeys(calls))  # a note cited twice on a page is set once
            assert calls == list(range(1, len(calls) + 1)), f"page {leaf.sheet.number}"
            assert all(any(line.startswith(str(call)) for line in starts) for call in calls), f"page {leaf.sheet.number}"
            assert bool(calls) == bool(below)
            noted += len(calls)
    assert noted > 5


def test_links_within_the_book_lead_to_its_pages(finished: Finished, printed: Callable[[Finished, str], Path]) -> None:
    with pymupdf.open(printed(finished, "proof")) as book:
        contents = book[openings(finished.pdf)[0].page - 1]
        targets = {link["page"] + 1 for link in contents.get_links() if link["kind"] in {pymupdf.LINK_GOTO, pymupdf.LINK_NAMED}}
        assert targets >= {chapter.page for chapter in chapters(finished.pdf)}
        assert all(0 < target <= book.page_count for target in targets)


# ---- what the file says of itself


def test_title_language_and_dates(finished: Finished) -> None:
    with pikepdf.open(finished.pdf) as pdf:
        assert squeeze(str(pdf.docinfo["/Title"])) == post_of(finished).title
        assert str(pdf.Root["/Lang"]) == "zh-Hans"
        assert str(pdf.Root["/PageMode"]) == "/UseOutlines"
        day = re.search(r"^date: (\d{4})-(\d{2})-(\d{2})", finished.post.read_text(encoding="utf-8"), re.MULTILINE)
        assert day is not None
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:" + "".join(day.groups()))


def test_nothing_in_the_file_acts_or_tells_of_the_machine(finished: Finished) -> None:
    with pikepdf.open(finished.pdf) as pdf:
        text = "\n".join(repr(o) for o in pdf.objects)
    for word in ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/OpenAction", "/AA", "/RichMedia", "/SubmitForm",
                 str(Path.home()), str(Path.cwd()), "/tmp/"):
        assert f'"{word}"' not in text, word
        assert word in {"/JS", "/AA"} or word not in text
