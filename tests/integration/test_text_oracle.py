"""Every character of a post stands in its books, once and in order, by two parsers that are not ours: pandoc and MuPDF."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from oracles.expected import Expectation, expectation
from oracles.extracted import Extract, from_epub, from_pdf, spine_kinds
from oracles.finished import Finished
from oracles.text import differences

from .tools import require

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _pandoc() -> None:
    require("pandoc")


@cache
def said_by(book: Path) -> Extract:
    return from_pdf(book) if book.suffix == ".pdf" else from_epub(book)


def asked_by(post: str, book: Path) -> Expectation:
    return expectation(post, notes_at_foot=book.suffix == ".pdf")


@pytest.mark.parametrize("edition", ["epub", "pdf"])
def test_the_whole_post_stands_in_the_book(finished: Finished, edition: str) -> None:
    book: Path = getattr(finished, edition)
    asked = asked_by(finished.post.read_text(encoding="utf-8"), book)

    assert len(asked.blocks) > 40, "the oracle itself lost the text"
    assert differences(asked, said_by(book)) == []


def test_nothing_is_cut_off_at_the_edge_of_a_reader(first_book: Finished) -> None:
    asked = asked_by(first_book.post.read_text(encoding="utf-8"), first_book.epub)
    for screen in ((450.0, 700.0), (260.0, 400.0)):
        assert differences(asked, from_epub(first_book.epub, screen=screen)) == []


# ---- defects put in on purpose

SENTENCE = "简洁，这是当时我用来形容Kubernetes的词。"
LAST = "他拥有哲学博士学位，居住在科罗拉多州。"


def without_a_paragraph(text: str) -> str:
    return _once(text, f"\n{SENTENCE}\n", "\n")


def with_a_paragraph_twice(text: str) -> str:
    return _once(text, f"\n{SENTENCE}\n", f"\n{SENTENCE}\n\n{SENTENCE}\n")


def without_a_last_character(text: str) -> str:
    return _once(text, LAST, LAST[:-1])


def with_another_character(text: str) -> str:
    return _once(text, "震惊之余", "震掠之余")


def with_a_compatible_character(text: str) -> str:
    """NFKC would make the same of both."""
    return _once(text, "（CRDs）", "(CRDs)")


def with_chapters_swapped(text: str) -> str:
    parts = re.split(r"(?m)^(?=## )", text)
    parts[2], parts[3] = parts[3], parts[2]
    return "".join(parts)


def without_the_end(text: str) -> str:
    return text[: text.rindex("## 超越原本的目的")]


def _once(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


DEFECTS = [without_a_paragraph, with_a_paragraph_twice, without_a_last_character, with_another_character,
           with_a_compatible_character, with_chapters_swapped, without_the_end]


@pytest.mark.parametrize("edition", ["epub", "pdf"])
@pytest.mark.parametrize("defect", DEFECTS, ids=lambda d: d.__name__)
def test_a_book_of_another_text_is_found_out(first_book: Finished, edition: str, defect: Callable[[str], str]) -> None:
    """The book is right; the post is changed: whatever is more, less or elsewhere in it must be told."""
    book: Path = getattr(first_book, edition)
    post = defect(first_book.post.read_text(encoding="utf-8"))

    assert differences(asked_by(post, book), said_by(book)) != []


def paragraph_lost(pages: dict[str, str]) -> None:
    _in_chapter(pages, 1, lambda page: re.sub(r"<p>简洁，这是.*?</p>", "", page, count=1))


def paragraph_doubled(pages: dict[str, str]) -> None:
    _in_chapter(pages, 1, lambda page: re.sub(r"(<p>简洁，这是.*?</p>)", r"\1\1", page, count=1))


def last_character_lost(pages: dict[str, str]) -> None:
    _in_chapter(pages, 3, lambda page: re.sub(r"。</p>(?!.*。</p>)", "</p>", page, count=1, flags=re.DOTALL))


def character_changed(pages: dict[str, str]) -> None:
    _in_chapter(pages, 2, lambda page: page.replace("垄断", "拢断", 1))


def chapters_swapped(pages: dict[str, str]) -> None:
    one, two = sorted(pages)[1:3]
    pages[one], pages[two] = pages[two], pages[one]


def paragraphs_swapped(pages: dict[str, str]) -> None:
    _in_chapter(pages, 2, lambda page: re.sub(r"(<p>曾经.*?</p>)(\s*)(<p>.*?</p>)", r"\3\2\1", page, count=1))


def _in_chapter(pages: dict[str, str], number: int, change: Callable[[str], str]) -> None:
    name = sorted(pages)[number - 1]
    changed = change(pages[name])
    assert changed != pages[name], "the defect was not put in"
    pages[name] = changed


FAULTS = [paragraph_lost, paragraph_doubled, last_character_lost, character_changed, chapters_swapped, paragraphs_swapped]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_a_damaged_epub_is_found_out(first_book: Finished, tmp_path: Path, fault: Callable[[dict[str, str]], None]) -> None:
    """The other way round: the post is right, and the finished EPUB is changed."""
    damaged = tmp_path / "damaged.epub"
    with zipfile.ZipFile(first_book.epub) as whole, zipfile.ZipFile(damaged, "w") as written:
        chapters = {n: whole.read(n).decode() for n in whole.namelist() if re.search(r"chapter-\d+\.xhtml$", n)}
        fault(chapters)
        for name in whole.namelist():
            written.writestr(name, chapters.get(name) or whole.read(name))

    found = differences(asked_by(first_book.post.read_text(encoding="utf-8"), damaged), from_epub(damaged))

    assert found != []
    assert spine_kinds(damaged) == spine_kinds(first_book.epub)


def test_a_lost_note_is_found_out(first_book: Finished) -> None:
    post = _once(first_book.post.read_text(encoding="utf-8"), "https://www.spinkube.dev/", "https://www.spinkube.dev/quickstart/")

    found = differences(asked_by(post, first_book.pdf), said_by(first_book.pdf))

    assert found == ["no note at the foot of a page says 'https://www.spinkube.dev/quickstart/'"]
