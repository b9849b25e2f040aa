"""Numbered figures and tables of finished books: their numbers are text in both editions, and nothing else has changed."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from oracles.expected import expectation
from oracles.extracted import from_epub, from_pdf
from oracles.finished import Finished
from oracles.text import differences

from builder.errors import Report
from builder.preflight import check_outside

from .tools import require

pytestmark = pytest.mark.integration

CAPTIONS = {
    "引言的图": "图1", "宽的一幅": "图1-1", "各代的": "表1-1", "第二幅图": "图1-2", "下面写的题目": "表1-2", "第一张": "表2-1", "第二张": "表2-2",
    "图9-9 自己": "", "附言的图": "图2", "一张跨页的": "表3-1",
}


def numbered(post: str) -> str:
    """Return the post with the numbers typed into it by hand."""
    for words, number in CAPTIONS.items():
        assert post.count(words) == 1, words
        post = post.replace(words, number + words)
    return post


@pytest.mark.parametrize("edition", ["epub", "pdf"])
def test_the_post_stands_in_the_book_with_the_numbers(numbered_book: Finished, edition: str) -> None:
    require("pandoc")
    book: Path = getattr(numbered_book, edition)
    asked = expectation(numbered(numbered_book.post.read_text(encoding="utf-8")), notes_at_foot=edition == "pdf")
    assert differences(asked, from_epub(book) if edition == "epub" else from_pdf(book)) == []


def test_a_caption_stands_over_its_table_on_the_same_page(numbered_book: Finished) -> None:
    with pymupdf.open(numbered_book.pdf) as book:
        for words, first_cell in (("一张跨页的长表", "行的文字"), ("下面写的题目", "丙")):
            caption = [(n, page.search_for(words)[0]) for n, page in enumerate(book) if page.search_for(words)]
            cell = [(n, page.search_for(first_cell)[0]) for n, page in enumerate(book) if page.search_for(first_cell)]
            assert len(caption) == 1
            assert caption[0][0] == cell[0][0]
            assert caption[0][1].y1 <= cell[0][1].y0


def test_the_epub_is_valid(numbered_book: Finished, indexed_book: Finished) -> None:
    require("epubcheck")
    report = Report()
    for book in (numbered_book, indexed_book):
        check_outside(book.epub.read_bytes(), book.epub.name, report)
    assert [str(d) for d in report] == []
