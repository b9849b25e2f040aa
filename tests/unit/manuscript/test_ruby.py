"""Ruby: no text is lost, every shape that comes out can be drawn, and titles are without readings. `tests/cases/ruby.md` has
what an author may write."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builder.manuscript.cleaning import clean
from builder.manuscript.ruby import ruby_at
from builder.manuscript.ruby_html import order_ruby

from .reading import bare, book_of

PIECES = st.sampled_from([
    "汉", "字", "x", " ", "\n", "(", "<ruby>", "<ruby lang='ja'>", "</ruby>", "<rb>", "</rb>", "<rt>", "</rt>", "<rp>", "</rp>", "<rtc>", "</rtc>", "<b>",
    "</b>", "<em></em>",
])


def shown(root: etree._Element) -> str:
    """Return what of a text is letters."""
    return "".join(c for text in root.itertext() for c in str(text) if c.isalnum())


@given(st.lists(PIECES, max_size=25))
def test_no_letter_is_lost_and_every_reading_has_its_base(pieces: list[str]) -> None:
    body = clean("<p><ruby>" + "".join(pieces))
    before = sorted(shown(body))
    order_ruby(body)
    assert sorted(shown(body)) == before
    assert not list(body.iter("rb", "rtc"))
    for part in body.iter("rt", "rp"):
        above = part.getparent()
        assert above is not None
        assert above.tag == "ruby"
    for ruby in body.iter("ruby"):
        assert ruby[-1].tag in ("rt", "rp")
        assert not (ruby[-1].tail or "").strip()
        assert all(shown(reading) or "(" in "".join(map(str, reading.itertext())) for reading in ruby.findall("rt"))
    once = etree.tostring(body)
    order_ruby(body)
    assert etree.tostring(body) == once


@given(st.lists(st.sampled_from(["汉", "字", "か", "葛󠄀", "が"]), min_size=1, max_size=6), st.data())
def test_a_reading_for_each_or_one_for_all(base: list[str], data: st.DataObject) -> None:
    readings = data.draw(st.lists(st.sampled_from(["hàn", "かん", "a b", ""]), min_size=1, max_size=7))
    written = "{" + "|".join(["".join(base), *readings]) + "}"
    ruby = ruby_at(written, 0, len(written))
    assert ruby is not None
    assert ruby.end == len(written)
    assert ruby.readings == tuple(readings)
    assert ruby.is_even == (any(readings) and len(readings) in (1, len(base)))
    if ruby.is_even:
        assert "".join(b for b, _ in ruby.pairs) == "".join(base)
        assert tuple(r for _, r in ruby.pairs) == tuple(readings)


@given(st.text(st.sampled_from("{}|\\汉字a \n`"), max_size=20))
def test_whatever_is_read_lies_within_the_text(text: str) -> None:
    for place in range(len(text)):
        ruby = ruby_at(text, place, len(text))
        if ruby is not None:
            assert text[place] == "{"
            assert text[ruby.end - 1] == "}"


def test_titles_are_without_readings(tmp_path: Path) -> None:
    text = "# {書|しょ}\n\n## {漢字|かんじ}の{話|はなし}\n\n甲\n\n### {节|jié}一\n\n乙\n"
    book, _ = book_of(tmp_path, text)
    (chapter,) = book.chapters
    assert book.metadata.title == "書"
    assert chapter.title == "漢字の話"
    assert chapter.title_markup == "<ruby>漢字<rt>かんじ</rt></ruby>の<ruby>話<rt>はなし</rt></ruby>"
    assert [section.title for section in chapter.sections] == ["节一"]
    assert '<h2 id="' in bare(chapter.markup)
    assert "<ruby>节<rt>jié</rt></ruby>一</h2>" in bare(chapter.markup)


def test_a_heading_that_repeats_the_title_is_dropped_with_its_readings(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "---\ntitle: 漢字の話\n---\n\n# {漢字|かんじ}の話\n\n甲\n")
    assert [bare(chapter.markup) for chapter in book.chapters] == ["<p>甲</p>"]


def test_a_label_takes_its_readings_with_it(tmp_path: Path) -> None:
    text = "## {第|だい}{一章|いっしょう}　{雨|あめ}\n\n甲\n\n## {第二章|に}　雪\n\n乙\n\n## 第三章　{風|かぜ}の話\n\n丙\n"
    book, _ = book_of(tmp_path, text)
    assert [(c.label, c.title, c.title_markup) for c in book.chapters] == [
        ("第一章", "雨", "<ruby>雨<rt>あめ</rt></ruby>"), ("第二章", "雪", "雪"), ("第三章", "風の話", "<ruby>風<rt>かぜ</rt></ruby>の話"),
    ]


def test_a_label_that_ends_within_a_ruby(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "## {第一章雨|だい|いっ|しょう|あめ}\n\n甲\n")
    assert [(c.label, c.title_markup) for c in book.chapters] == [("第一章", "<ruby>雨<rt>あめ</rt></ruby>")]


def test_readings_say_nothing_of_the_language(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "汉字典籍\n\n{汉字|かんじかんじ}{汉字|かんじかんじ}{汉字|かんじかんじ}\n")
    assert book.metadata.language == "zh-Hans"


def test_links_lead_to_a_heading_by_its_base(tmp_path: Path) -> None:
    book, report = book_of(tmp_path, "## {漢字|かんじ}の話\n\n[甲](#漢字の話)\n")
    assert not [found for found in report if found.code == "M067"]
    assert f'href="#{book.chapters[0].id}"' in book.chapters[0].markup


def test_a_paired_ruby_is_left_as_it_is() -> None:
    body = clean("<p><ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp> 字 <rp>(</rp><rt>zì</rt><rp>)</rp></ruby></p>")
    before = deepcopy(body)
    order_ruby(body)
    assert etree.tostring(body) == etree.tostring(before)
