"""Page numbers agree: the folio printed on each page, the label of the page, and the numbers of the contents, all from the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from oracles.finished import Finished
from oracles.folios import listed, numbered, roman
from PIL import Image

import builder
from builder import pipeline
from builder.errors import Report
from builder.model import Matter, Role, Target

pytestmark = pytest.mark.integration

PROSE = "山中不知岁月，唯见草木荣枯。" * 40
CHAPTERS = 45
"""So many that the contents take three pages."""


def text_begins(pdf: Path) -> int:
    """Return the 0-based page of the first chapter: the second bookmark of the first level, behind the contents."""
    with pymupdf.open(pdf) as book:
        return [int(page) - 1 for level, _, page in book.get_toc() if level == 1][1]


def agree(pdf: Path, text: int) -> list[str]:
    """Return what disagrees in a book whose text begins on a page, 0-based; the cover and its back come before page i."""
    pages, wrong = numbered(pdf), []
    for place, page in enumerate(pages):
        due = f"C{place + 1}" if place < 2 else roman(place - 1) if place < text else str(place - text + 1)
        if page.label != due:
            wrong.append(f"page {place + 1} is labelled {page.label!r}, not {due!r}")
        if page.folio and page.folio != due:
            wrong.append(f"page {place + 1} has the folio {page.folio!r}, not {due!r}")
    for line in listed(pdf):
        if line.number != pages[line.to].label:
            wrong.append(f"{line.text!r} is said to be on {line.number!r} and stands on {pages[line.to].label!r}")
        if pages[line.to].folio not in ("", line.number):
            wrong.append(f"{line.text!r} is said to be on {line.number!r} and the folio there is {pages[line.to].folio!r}")
    return wrong


def test_folios_labels_and_contents_agree(finished: Finished, printed: Callable[[Finished, str], Path]) -> None:
    linked = printed(finished, "proof")  # the lists are read by their links, which a printing house gets none of
    assert agree(linked, text_begins(linked)) == []
    assert len(listed(linked)) > 5
    assert sum(bool(page.folio) for page in numbered(finished.pdf)) > 10


def test_the_text_begins_on_a_recto_numbered_one(finished: Finished) -> None:
    pages, text = numbered(finished.pdf), text_begins(finished.pdf)
    assert text % 2 == 0
    assert (pages[text].folio, pages[text].label) == ("1", "1")
    assert pages[text - 1].label == roman(text - 2)


@pytest.fixture(scope="module")
def long_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with an inscription, a preface in its front matter, contents of three pages, and sections."""
    place = tmp_path_factory.mktemp("long")
    (place / "book.toml").write_text('posts = ["post.md"]\ndedication = "献给甲"\nepigraph = "山中"\n'
                                     "[print]\nprinter = 'proof'\nlist-of-figures = true\n", encoding="utf-8")
    chapters = "\n\n".join(f"## 第{n}章：题{n}\n\n{PROSE}\n\n### 节{n}\n\n{PROSE}[^{n}]\n\n[^{n}]: 注{n}。\n\n![图](a.png \"图{n}\")" for n in range(1, CHAPTERS + 1))
    (place / "post.md").write_text(
        f"---\ntitle: 长书\nauthor: 某\ndate: 2025-01-01\nlang: zh-Hans\n---\n\n{PROSE * 4}\n\n{chapters}\n", encoding="utf-8")
    Image.new("L", (400, 300), 128).save(place / "a.png")
    report = Report()
    script = pipeline.read(place, settings=builder.Settings(offline=True, store=place / "store"), report=report)
    book = pipeline.edit(script, report=report)
    assert book.chapters[0].role is Role.INTRODUCTION
    book = replace(book, chapters=(replace(book.chapters[0], matter=Matter.FRONT), *book.chapters[1:]))
    made = pipeline.make(book, Target.PDF, theme=script.theme, catalogue=script.catalogue, report=report, profile=script.profile)
    (place / "book.pdf").write_bytes(made.data)
    return place / "book.pdf"


def test_they_agree_through_long_contents_and_a_preface(long_book: Path) -> None:
    with pymupdf.open(long_book) as book:
        openings = [(title, page - 1) for level, title, page in book.get_toc() if level == 1]
    text = next(page for title, page in openings if "题1" in title)
    lines = listed(long_book)

    assert agree(long_book, text) == []
    assert len(lines) == 3 * CHAPTERS + 2  # chapter, section and figure; the preface and the colophon with them
    assert [line.text for line in lines if line.text.startswith("图")] == [f"图{n}" for n in range(1, CHAPTERS + 1)]
    assert len({line.on for line in lines}) > 1
    preface = next(line for line in lines if line.text == "引言")
    assert preface.number == roman(preface.to - 1)
    pages = numbered(long_book)
    assert [pages[n].folio for n in range(preface.to, preface.to + 3)] == [roman(preface.to - 1 + n) for n in range(3)]


def test_pages_before_the_contents_and_blank_ones_have_no_folio(long_book: Path) -> None:
    pages = numbered(long_book)
    with pymupdf.open(long_book) as book:
        contents = book.get_toc()[0][2] - 1
        blank = [n for n, page in enumerate(book) if not page.get_text().strip()]
    assert contents == 10  # cover, half-title, title page, copyright page, dedication, epigraph: each of two pages but the third
    assert not any(page.folio for page in pages[2:contents])
    assert blank
    assert not any(pages[n].folio for n in blank)
