"""A book in parts: what the finished files show of them, read by software that is not ours."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from oracles.expected import expectation
from oracles.extracted import from_epub, from_pdf
from oracles.finished import Finished
from oracles.folios import numbered
from oracles.text import differences

import builder
from builder.errors import Report
from builder.model import Target
from builder.preflight import check_outside

from .test_folios import agree
from .tools import require

pytestmark = pytest.mark.integration

PROSE = "山中不知岁月，唯见草木荣枯。" * 30
POST = f"""---
title: 山水
author: 某人
date: 2024-01-01
lang: zh-Hans
---
开头的话。

# 第一部：山

这一部讲山[^1]。

[^1]: 部里的注。

## 第一章 起

{PROSE}

### 石

{PROSE}

## 第二章 承

{PROSE}

# 第二部：水

## 第一章 转

{PROSE}

## 尾声

{PROSE}
"""


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    folder = tmp_path_factory.mktemp("parts")
    post = folder / "parts.md"
    post.write_text(POST, encoding="utf-8")
    settings = builder.Settings(offline=True, store=folder / "store", printer="proof")
    epub, pdf = builder.build(post, to=(Target.EPUB, Target.PDF), out=folder / "dist", settings=settings).editions
    return Finished(post, epub, pdf, ())


def bookmarks(pdf: Path) -> list[tuple[int, str, int]]:
    with pymupdf.open(pdf) as book:
        return [(level, title, page - 1) for level, title, page in book.get_toc()]


def test_bookmarks_have_the_chapters_below_their_part(parted: Finished) -> None:
    assert [(level, title) for level, title, _ in bookmarks(parted.pdf)][2:-1] == [
        (1, "第一部　山"), (2, "第一章　起"), (3, "石"), (2, "第二章　承"), (1, "第二部　水"), (2, "第一章　转"), (1, "尾声")]


def test_a_part_opens_a_recto_that_shows_no_folio_unless_it_has_a_text(parted: Finished) -> None:
    pages = numbered(parted.pdf)
    with pymupdf.open(parted.pdf) as book:
        for level, title, page in bookmarks(parted.pdf):
            if level <= 2:
                assert page % 2 == 0 or title == "书籍说明", title
            if title == "第二部　水":
                assert pages[page].folio == ""
                assert "".join(book[page].get_text().split()) == "第二部水"
                assert book[page + 1].get_text().strip() == ""
            if title == "第一部　山":
                assert pages[page].folio == pages[page].label


def test_folios_labels_and_contents_agree(parted: Finished) -> None:
    assert agree(parted.pdf, next(page for _, title, page in bookmarks(parted.pdf) if title == "引言")) == []


def test_short_contents_stand_on_one_page(parted: Finished) -> None:
    contents, text = (next(page for _, title, page in bookmarks(parted.pdf) if title == name) for name in ("目录", "引言"))
    with pymupdf.open(parted.pdf) as book:
        assert [bool(book[page].get_text().strip()) for page in range(contents, text)] == [True, False]


@pytest.mark.parametrize("edition", ["epub", "pdf"])
def test_the_whole_post_stands_in_the_book(parted: Finished, edition: str) -> None:
    require("pandoc")
    book: Path = getattr(parted, edition)
    found = from_pdf(book) if edition == "pdf" else from_epub(book)
    assert differences(expectation(POST, notes_at_foot=edition == "pdf"), found) == []


def test_validators_find_nothing(parted: Finished) -> None:
    require("epubcheck")
    report = Report()
    check_outside(parted.epub.read_bytes(), parted.epub.name, report)
    assert [str(found) for found in report] == []
