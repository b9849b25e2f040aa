"""A whole manuscript in the other script."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builder.errors import PostpressError, Report
from builder.manuscript import edit
from builder.manuscript.variants import chain, edition_identifier
from builder.model import Book, FrontMatter
from builder.options import ChapterRule, Copyright, Inscription, Options, Variant, WrapOptions

from .reading import bare, book_of, codes, manuscript, read, text_of

FRONT = "---\ntitle: 头发的发展\nsubtitle: 后来\nauthor: 张发\ntranslator: 云里\ndate: 2024-05-01\nlang: zh-Hans\ntags: [理发]\ndescription: 干净的书\nsource: https://e.com/发\n---\n\n"
HANT = Options(variant=Variant("zh-Hant"))


def converted(folder: Path, text: str, *, variant: Variant | None = None, **options: Any) -> tuple[Book, Report]:
    return book_of(folder, FRONT + text, options=Options(variant=variant or Variant("zh-Hant"), **options))


@pytest.mark.parametrize(("source", "variant", "names"), [
    ("zh-Hans", Variant("zh-Hant"), ("s2tw",)), ("zh-CN", Variant("zh-Hant-TW"), ("s2tw",)), ("zh-Hans", Variant("zh-Hant-TW", phrases=True), ("s2twp",)),
    ("zh-Hans", Variant("zh-Hant-HK"), ("s2hk",)), ("zh-Hans", Variant("zh-Hant-HK", phrases=True), ("s2hkp",)), ("zh-Hant", Variant("zh-Hans"), ("tw2s",)),
    ("zh-HK", Variant("zh-Hans", phrases=True), ("hk2sp",)), ("zh-TW", Variant("zh-Hant-HK"), ("tw2t", "t2hk")), ("zh-HK", Variant("zh-Hant"), ("hk2t", "t2tw")),
    ("zh-Hant", Variant("zh-Hant-TW"), ("t2tw",)), ("zh-Hans", Variant("zh-Hans"), ()), ("zh-TW", Variant("zh-Hant"), ()), ("zh-Hant", Variant("zh-Hant"), ()),
    ("zh-Hant", Variant("zh-Hant-HK", phrases=True), ()),
])
def test_the_way_from_one_to_the_other(source: str, variant: Variant, names: tuple[str, ...]) -> None:
    assert chain(source, variant) == names


def test_everything_the_book_says_is_converted(tmp_path: Path) -> None:
    book, report = converted(tmp_path, "## 时代一：发现\n\n头<em>发</em>**发展**[^1]\n\n![图里](a.png \"干净\")\n\n[^1]: 后来\n",
                             copyright=Copyright(rights="版权所有", cip=("一、干",), printer="发厂", edition="第1版", price="48元"),
                             dedication=Inscription(("献给头发",)), epigraph=Inscription(("松了",), "云里"), wrap=WrapOptions(blurb=("发现",), about="张发", price="定价"))
    meta = book.metadata
    assert (meta.title, meta.subtitle, meta.language, meta.description) == ("頭髮的發展", "後來", "zh-Hant", "乾淨的書")
    assert (meta.names("aut"), meta.names("trl"), meta.subjects, meta.source) == (("張發",), ("雲裡",), ("理髮",), "https://e.com/发")
    (chapter,) = book.chapters
    assert (chapter.label, chapter.title) == ("時代一", "發現")
    assert bare(chapter.markup).startswith('<p>頭<em>髮</em><strong>發展</strong><a')
    assert "圖裡" in chapter.markup
    assert "乾淨" in chapter.markup
    assert text_of(chapter.notes[0].markup).strip() == "後來"
    options = book.options
    assert (options.copyright.rights, options.copyright.cip, options.copyright.printer) == ("版權所有", ("一、幹",), "發廠")
    assert (options.dedication.lines, options.epigraph.source, options.wrap.blurb, options.wrap.price) == (("獻給頭髮",), "雲裡", ("發現",), "定價")
    assert "M071" in codes(report)


def test_code_addresses_readings_and_other_languages_stay(tmp_path: Path) -> None:
    text = '`头发` {头发|tóu|fà} <span lang="ja">学会</span> <span lang="zh-CN">学会</span> <https://e.com/发>\n\n```\n头发\n```\n'
    book, _ = converted(tmp_path, text)
    markup = bare(book.chapters[0].markup)
    assert "<code>头发</code>" in markup
    assert "<pre><code>头发" in markup
    assert "<ruby>頭<rt>tóu</rt>髮<rt>fà</rt></ruby>" in markup
    assert '<span lang="ja">学会</span> <span lang="zh-Hant">學會</span>' in markup
    assert ">https://e.com/发</a>" in markup


def test_the_index_is_arranged_by_the_other_script(tmp_path: Path) -> None:
    text = "## 章\n\n{^头发}、{^一干|干净!理发|读音=gān jìng!lǐ fà}、{^云}。\n"
    book, _ = converted(tmp_path, text)
    assert [(group.label, [entry.text for entry in group.entries]) for group in book.index] == [
        ("11畫", ["乾淨"]), ("12畫", ["雲"]), ("16畫", ["頭髮"])]
    assert [entry.text for entry in book.index[0].entries[0].entries] == ["理髮"]


def test_links_to_headings_lead_where_they_did(tmp_path: Path) -> None:
    text = "## 发现\n\n[甲](#后来的事)、[乙](#后来的事-1)、[丙](#里)、[丁](#发现)\n\n### 后来的事\n\n一\n\n### 后来的事\n\n二\n\n### 别的 {#里}\n\n三\n"
    book, report = converted(tmp_path, text)
    (chapter,) = book.chapters
    for target in (*(section.id for section in chapter.sections), chapter.id):
        assert f'href="#{target}"' in chapter.markup
    assert "M067" not in codes(report)
    assert "data-original" not in chapter.markup + chapter.title_markup


def test_a_pattern_for_chapters_is_that_of_the_post(tmp_path: Path) -> None:
    book, _ = converted(tmp_path, "### 时代一 头\n\n甲\n\n### 小节\n\n乙\n\n### 时代二 发\n\n丙\n", chapters=ChapterRule(2, "^时代"))
    assert [chapter.title for chapter in book.chapters] == ["頭", "發"]


def test_the_number_is_derived_and_the_original_is_named(tmp_path: Path) -> None:
    plain, _ = book_of(tmp_path, FRONT + "头发\n")
    book, _ = converted(tmp_path, "头发\n")
    assert book.metadata.original == plain.metadata.identifier
    assert book.metadata.identifier == edition_identifier(plain.metadata.identifier, "zh-Hant") != plain.metadata.identifier
    other, _ = converted(tmp_path, "头发\n", variant=Variant("zh-Hant-HK"))
    assert other.metadata.identifier not in (book.metadata.identifier, plain.metadata.identifier)
    assert other.metadata.language == "zh-Hant-HK"


def test_an_isbn_is_of_the_original_alone(tmp_path: Path) -> None:
    post, report = read(tmp_path, FRONT + "头发\n")
    given = manuscript(post, identifier="urn:isbn:9783161484100", options=replace(HANT, copyright=Copyright(isbn="978-3-16-148410-0")))
    book = edit(given, report)
    assert book.metadata.identifier.startswith("urn:uuid:")
    assert (book.metadata.original, book.options.copyright.isbn) == ("urn:isbn:9783161484100", "")
    assert "M074" in codes(report)
    own = edit(replace(given, options=replace(given.options, variant=Variant("zh-Hant", isbn="978-0-306-40615-7"))), Report())
    assert (own.metadata.identifier, own.options.copyright.isbn) == ("urn:isbn:9780306406157", "978-0-306-40615-7")


def test_traditional_becomes_simplified(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "---\ntitle: 頭髮\nauthor: 甲\ndate: 2024-05-01\nlang: zh-TW\n---\n\n## 第一章 寫著\n\n著名的「髮廊」\n",
                      options=Options(variant=Variant("zh-Hans", quotes="curly")))
    assert (book.metadata.title, book.metadata.language, book.chapters[0].title) == ("头发", "zh-Hans", "写着")
    assert text_of(book.chapters[0].markup).strip() == "著名的“发廊”"


def test_what_words_decided_is_listed_on_request(tmp_path: Path) -> None:
    text = "以后\n\n皇后\n"
    assert "M072" not in codes(converted(tmp_path, text)[1])
    _, report = converted(tmp_path, text, variant=Variant("zh-Hant", list_doubtful=True))
    told = [found for found in report if found.code == "M072" and found.message.startswith("后")]
    assert [(found.message, found.line) for found in told] == [("后 became 後 2 times (以后), stayed 1 time (皇后)", 15)]


@pytest.mark.parametrize(("language", "variant", "told"), [
    ("en", "zh-Hant", "a book in 'en' cannot be converted to zh-Hant"), ("zh-Hans", "zh-Hans", "a book in 'zh-Hans' cannot be converted to zh-Hans"),
    ("ja", "zh-Hant-TW", "a book in 'ja' cannot be converted to zh-Hant-TW"),
])
def test_what_cannot_be_converted_is_an_error(tmp_path: Path, language: str, variant: str, told: str) -> None:
    post, report = read(tmp_path, f"---\ntitle: T\nauthor: A\ndate: 2024-05-01\nlang: {language}\n---\n\ntext 文\n")
    with pytest.raises(PostpressError):
        edit(manuscript(post, options=Options(variant=Variant(variant))), report)
    assert [found.message for found in report.errors] == [told]


def test_the_language_that_nobody_names_is_told_once(tmp_path: Path) -> None:
    post, report = read(tmp_path, "---\ntitle: 书\ndate: 2024-05-01\n---\n\n这是头发和发展的书\n")
    book = edit(manuscript(post, options=HANT, settings=FrontMatter()), report)
    assert book.metadata.language == "zh-Hant"
    assert sorted(codes(report)) == ["M060", "M061", "M071"]


def test_several_posts_are_converted_each(tmp_path: Path) -> None:
    first, report = read(tmp_path, "---\ntitle: 发现\nauthor: 甲\ndate: 2024-05-01\nlang: zh-Hans\n---\n\n头发，见[后](b.md#里面)\n", "a.md")
    second, _ = read(tmp_path, "---\ntitle: 后来\nauthor: 甲\ndate: 2024-05-01\nlang: zh-Hans\n---\n\n## 里面\n\n后来\n", "b.md")
    book = edit(manuscript(first, second, settings=FrontMatter(title="干净的书"), options=HANT), report)
    assert (book.metadata.title, [chapter.title for chapter in book.chapters]) == ("乾淨的書", ["發現", "後來"])
    assert f'href="#{book.chapters[1].sections[0].id}"' in book.chapters[0].markup
