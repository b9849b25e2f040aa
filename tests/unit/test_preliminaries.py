from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from builder.model import Book, Chapter, Contributor, Matter, Metadata, Note, Role
from builder.options import Copyright, Options
from builder.preliminaries import characters, credited, facts, paragraphs

WORDS = {key: key for key in ("author", "translator", "publisher", "printer", "format", "sheets", "characters", "edition",
                              "impression", "price", "published", "date", "updated", "source", "license", "identifier")}
WORDS["isbn"] = "书号"
CHAPTER = Chapter("one", Role.CHAPTER, Matter.BODY, "第一章", "入山", "入<em>山</em>", "<p>山 中<ruby>岁<rt>suì</rt></ruby>月，\n2 AB。</p>",
                  (Note("n", 1, "<p>注。</p>", ()),), (), "a.md", 1)
META = Metadata("书", "zh-Hans", "urn:isbn:9783161484100", date(2024, 12, 30), contributors=(Contributor("甲"), Contributor("乙")),
                publisher="社")
OWN = Copyright(rights="R", printer="厂", format="1/32", sheets="6.5", characters="auto", edition="第1版", impression="第1次",
                isbn="978-3-16-148410-0", price="48元")
BOOK = Book(META, (CHAPTER,), (), None, Options(copyright=OWN))


def test_the_record_stands_in_the_order_of_the_trade() -> None:
    assert facts(BOOK, WORDS, is_han=True) == [
        ("author", "甲、乙"), ("publisher", "社"), ("printer", "厂"), ("format", "1/32"), ("sheets", "6.5"), ("characters", "16字"),
        ("edition", "第1版"), ("impression", "第1次"), ("书号", "ISBN 978-3-16-148410-0"), ("price", "48元"), ("date", "2024-12-30"),
    ]


def test_what_is_not_known_is_not_printed() -> None:
    bare = Book(replace(META, identifier="urn:uuid:1", publisher=""), (), (), None, Options())
    assert facts(bare, WORDS, is_han=False) == [("author", "甲, 乙"), ("date", "2024-12-30"), ("identifier", "urn:uuid:1")]


@pytest.mark.parametrize(("isbn", "word", "said"), [
    ("978-3-16-148410-0", "ISBN", "978-3-16-148410-0"), ("", "ISBN", "9783161484100"), ("", "书号", "ISBN 9783161484100")])
def test_a_number_is_printed_as_given_and_named_once(isbn: str, word: str, said: str) -> None:
    book = replace(BOOK, options=Options(copyright=Copyright(isbn=isbn)))
    assert dict(facts(book, WORDS | {"isbn": word}, is_han=True))[word] == said


@pytest.mark.parametrize(("asked", "language", "said"), [
    (120400, "zh-Hans", "120千字"), (999, "zh-Hant", "999字"), (120400, "en", "120,400"), (120400, "ja", "120,400")])
def test_length_is_told_as_the_language_tells_it(asked: int, language: str, said: str) -> None:
    book = replace(BOOK, metadata=replace(META, language=language), options=Options(copyright=Copyright(characters=asked)))
    assert dict(facts(book, WORDS, is_han=True))["characters"] == said


def test_characters_are_counted_without_space_and_readings_and_with_titles_and_notes() -> None:
    assert characters((CHAPTER,)) == len("第一章入山山中岁月，2AB。注。")


def test_empty_lines_part_paragraphs() -> None:
    assert paragraphs(("", "一", "二", "", " ", "三", "")) == [["一", "二"], ["三"]]
    assert paragraphs(()) == []


@pytest.mark.parametrize(("source", "han", "latin"), [("王维", "——王维", "— 王维"), ("——王维", "——王维", "——王维"), ("", "", "")])
def test_a_source_stands_behind_a_dash(source: str, han: str, latin: str) -> None:
    assert (credited(source, is_han=True), credited(source, is_han=False)) == (han, latin)
