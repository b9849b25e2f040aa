from __future__ import annotations

from datetime import date

import pytest

from builder.epub.origins import places, verify_claim
from builder.errors import Report
from builder.model import Book, Chapter, Matter, Metadata, Note, Role
from builder.options import Certification, Options

MARKUP = ('<p data-line="5">文<img src="asset:a.png" alt=""/></p><blockquote data-line="7"><figure data-line="8">'
          '<img src="asset:b.png" alt="花"/></figure></blockquote><figure data-line="9"><img src="asset:a.png" alt="再"/></figure>')


def book(by: str = "") -> Book:
    note = Note("n", 1, '<p data-line="20"><img src="asset:c.png" alt=""/></p>', ())
    chapter = Chapter("c", Role.CHAPTER, Matter.BODY, "", "题", '题<img src="asset:d.png" alt="" role="presentation"/>', MARKUP, (note,), (), "rain.md", 3)
    return Book(Metadata("t", "zh-Hans", "urn:x:1", date(2025, 1, 1), certification=Certification(by)), (chapter,), (), None, Options())


def test_a_picture_stands_where_its_post_has_it_first() -> None:
    assert places(book()) == {"a.png": "rain.md:5", "b.png": "rain.md:8", "c.png": "rain.md:20", "d.png": "rain.md:3"}


@pytest.mark.parametrize(("by", "lines"), [("", []), ("甲", [5, 20])])
def test_a_claim_is_judged_by_the_posts_pictures(by: str, lines: list[int]) -> None:
    report = Report()
    verify_claim(book(by), report)
    assert [(d.code, d.path, d.line) for d in report] == [("E033", "rain.md", line) for line in lines]
