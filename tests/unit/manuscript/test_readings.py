"""A book with the reading over each of its ideographs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.errors import PostpressError, Report
from builder.manuscript import edit
from builder.model import Book
from builder.options import Options, Readings, Variant
from builder.typography.trees import base_text, fragment

from .reading import bare, book_of, codes, manuscript, read, text_of

FRONT = "---\ntitle: 书\nauthor: 甲\ndate: 2024-05-01\nlang: zh-Hans\n---\n\n"


def read_aloud(folder: Path, text: str, *, variant: Variant | None = None, **asked: Any) -> tuple[Book, Report]:
    return book_of(folder, FRONT + text, options=Options(variant=variant or Variant(), readings=Readings(**{"ruby": "pinyin"} | asked)))


def short(markup: str) -> str:
    """Return markup with rubies written as in Markdown."""
    return re.sub(r"<ruby>([^<]*)<rt>([^<]*)</rt></ruby>", r"{\1|\2}", bare(markup))


def test_each_ideograph_has_its_reading(tmp_path: Path) -> None:
    book, report = read_aloud(tmp_path, "重庆很重要，API也是。\n")
    assert short(book.chapters[0].markup) == "<p>{重|chóng}{庆|qìng}{很|hěn}{重|zhòng}{要|yào}，API{也|yě}{是|shì}。</p>"
    assert codes(report) == []


def test_words_go_through_emphasis_and_links(tmp_path: Path) -> None:
    book, _ = read_aloud(tmp_path, "重*庆*与银[行](https://e.com/)长\n")
    assert short(book.chapters[0].markup) == (
        '<p>{重|chóng}<em>{庆|qìng}</em>{与|yǔ}{银|yín}<a href="https://e.com/">{行|háng}</a>{长|zhǎng}</p>')


def test_code_ruby_of_the_author_and_other_languages_stay(tmp_path: Path) -> None:
    book, _ = read_aloud(tmp_path, '`重庆` {重庆|ちょんちん} <span lang="ja">学校</span>是\n')
    assert short(book.chapters[0].markup) == '<p><code>重庆</code> {重庆|ちょんちん} <span lang="ja">学校</span>{是|shì}</p>'


def test_titles_and_headings_have_them_when_asked(tmp_path: Path) -> None:
    text = "## 第一章 重庆\n\n甲\n\n### 重要\n\n乙\n"
    (chapter,) = read_aloud(tmp_path, text)[0].chapters
    assert (chapter.title_markup, "重要</h2>" in chapter.markup) == ("重庆", True)
    (chapter,) = read_aloud(tmp_path, text, headings=True)[0].chapters
    assert short(chapter.title_markup) == "{重|chóng}{庆|qìng}"
    assert (chapter.title, chapter.label, chapter.sections[0].title) == ("重庆", "第一章", "重要")
    assert "{重|zhòng}{要|yào}</h2>" in short(chapter.markup)


def test_notes_tables_and_captions_have_them(tmp_path: Path) -> None:
    book, _ = read_aloud(tmp_path, "甲[^1]\n\n表：题\n\n| 头 |\n| --- |\n| 格 |\n\n[^1]: 注\n")
    (chapter,) = book.chapters
    said = short(chapter.markup)
    assert all(word in said for word in ("{甲|jiǎ}", "{题|tí}", "{头|tóu}", "{格|gé}"))
    assert short(chapter.notes[0].markup) == "<p>{注|zhù}</p>"


def test_own_words_come_first_the_longest_of_them(tmp_path: Path) -> None:
    words = (("重庆", "zhòng qìng"), ("重庆人a们", "zhong4 qing4 ren5 men"))
    book, _ = read_aloud(tmp_path, "重庆与重庆人a们\n", words=words)
    assert short(book.chapters[0].markup) == "<p>{重|zhòng}{庆|qìng}{与|yǔ}{重|zhòng}{庆|qìng}{人|ren}a{们|men}</p>"


def test_traditional_text_is_read_by_the_words_of_the_simplified(tmp_path: Path) -> None:
    book, _ = read_aloud(tmp_path, "重庆的银行长\n", variant=Variant("zh-Hant"), ruby="bopomofo", words=(("银行长", "ㄅ ㄆ ㄇ"),))
    assert short(book.chapters[0].markup) == "<p>{重|ㄔㄨㄥˊ}{慶|ㄑㄧㄥˋ}{的|˙ㄉㄜ}{銀|ㄅ}{行|ㄆ}{長|ㄇ}</p>"


def test_a_variation_selector_stays_with_its_ideograph(tmp_path: Path) -> None:
    book, _ = read_aloud(tmp_path, "葛\U000e0100城\n")
    assert short(book.chapters[0].markup) == "<p>{葛\U000e0100|gé}{城|chéng}</p>"


def test_what_is_not_known_is_told(tmp_path: Path) -> None:
    book, report = read_aloud(tmp_path, "𫣊和𫣊\n")
    assert short(book.chapters[0].markup) == "<p>𫣊{和|hé}𫣊</p>"
    assert [(found.code, found.message) for found in report] == [("M076", "no reading is known for 𫣊")]


def test_a_book_in_another_language_is_an_error(tmp_path: Path) -> None:
    post, report = read(tmp_path, FRONT.replace("zh-Hans", "ja") + "漢字\n")
    with pytest.raises(PostpressError):
        edit(manuscript(post, options=Options(readings=Readings("pinyin"))), report)
    assert [found.code for found in report.errors] == ["M075"]


def test_a_made_identifier_is_another_one_and_a_given_one_stays(tmp_path: Path) -> None:
    plain, _ = book_of(tmp_path, FRONT + "一\n")
    book, _ = read_aloud(tmp_path, "一\n")
    assert book.metadata.identifier != plain.metadata.identifier
    assert book.metadata.original == plain.metadata.identifier
    post, report = read(tmp_path, FRONT + "一\n")
    given = edit(manuscript(post, identifier="urn:isbn:9783161484100", options=Options(readings=Readings("pinyin"))), report)
    assert (given.metadata.identifier, given.metadata.original) == ("urn:isbn:9783161484100", "")


@given(st.lists(st.sampled_from(["重庆", "的", "，", "*要*", "**长**", "`行`", " a ", "{汉|hàn}", "[了](https://e.com/)", "𫣊"]), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_text_below_is_that_of_the_plain_book(tmp_path: Path, parts: list[str]) -> None:
    text = "".join(parts)
    plain, _ = book_of(tmp_path, FRONT + f"甲{text}乙\n")
    book, _ = read_aloud(tmp_path, f"甲{text}乙\n")
    for before, after in zip(plain.chapters, book.chapters, strict=True):
        assert base_text(fragment(after.markup)) == base_text(fragment(before.markup))
        assert text_of(re.sub(r"<rt>.*?</rt>", "", after.markup)) == text_of(re.sub(r"<rt>.*?</rt>", "", before.markup))
        assert (after.title, after.id) == (before.title, before.id)
