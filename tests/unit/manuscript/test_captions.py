"""Captions of tables, and the numbers of figures and tables. `tests/cases/figures.md` has what an author may write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.manuscript.captions import Numbering, caption_tables, number_in
from builder.manuscript.cleaning import clean
from builder.options import Options

from .reading import book_of, letters, tree

TABLE = "<table><tr><td>甲</td></tr></table>"


@pytest.mark.parametrize(("label", "number"), [
    ("时代一", "1"), ("第三章", "3"), ("第十二回", "12"), ("第二十三章", "23"), ("第一百零五章", "105"), ("第一〇五章", "105"), ("卷廿一", "21"), ("第１２章", "12"),
    ("Chapter 4", "4"), ("Part IV", "4"), ("Part Twelve", "12"), ("BOOK XC", "90"), ("附录A", "A"), ("附錄 B", "B"), ("Appendix C", "C"), ("Appendix D", "D"), ("付録甲", "甲"),
    ("제2장", "2"), ("(三)", "3"), ("", ""), ("番外", ""),
])
def test_the_number_of_a_label(label: str, number: str) -> None:
    assert number_in(label) == number


@given(st.integers(1, 9999))
def test_chinese_numerals(number: int) -> None:
    written = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        written += "零一二三四五六七八九"[digit] + unit if digit else "零" if written and not written.endswith("零") else ""
    assert number_in(f"第{written.rstrip('零')}章") == str(number)


def counts(tmp_path: Path, text: str, *, numbered: bool = True) -> list[str]:
    book, _ = book_of(tmp_path, text, options=Options(numbered_figures=numbered))
    return [str(e.get("data-count")) for c in book.chapters for e in tree(c.markup).iter("figure", "table") if e.get("data-count")]


FIGURE = '\n\n![x](a.png "题")\n\n'


def test_figures_and_tables_are_counted_apart_by_the_chapter(tmp_path: Path) -> None:
    table = "表：题\n\n| a |\n| - |\n\n"
    text = f"开篇{FIGURE}## 第一章 甲{FIGURE}{table}{FIGURE}## 第二章 乙{FIGURE}## 后记\n\n完{FIGURE}"
    assert counts(tmp_path, text) == ["1", "1-1", "1-1", "1-2", "2-1", "2"]
    assert counts(tmp_path, text, numbered=False) == []


def test_without_labels_they_are_counted_through_the_book(tmp_path: Path) -> None:
    assert counts(tmp_path, f"## 甲{FIGURE}## 乙{FIGURE}## 丙{FIGURE}") == ["1", "2", "3"]


def test_an_ornament_and_what_its_author_numbered_take_none(tmp_path: Path) -> None:
    text = f'## 第三章 甲\n\n![x](a.png)\n\n![x](b.png "图3-7 题"){FIGURE}| a |\n| - |\n'
    assert counts(tmp_path, text) == ["3-1"]


def test_numbers_said_twice_give_way_to_the_order() -> None:
    numbering = Numbering(["第一章", "", "第一章", "番外"])
    found = []
    for place in range(4):
        body = clean("<figure><img/><figcaption>题</figcaption></figure>")
        numbering.number(body, place)
        found.append(body[0].get("data-count"))
    assert found == ["1-1", "1", "2-1", "3-1"]


PIECES = st.sampled_from([TABLE, "<p>表：题</p>", "<p>Table: words</p>", "<p>表：</p>", "<p>文</p>", "<p>表：<b>粗</b></p>", "<table><caption>旧</caption><tr><td>乙</td></tr></table>", "尾"])


@given(st.lists(PIECES, max_size=10))
def test_no_letter_is_lost_but_the_sign(pieces: list[str]) -> None:
    body = clean("".join(pieces))
    before = sorted(letters("".join(map(str, body.itertext()))))
    caption_tables(body)
    after = sorted(letters("".join(map(str, body.itertext()))))
    taken = len(before) - len(after)
    assert taken == before.count("表") - after.count("表") + len("Table") * (before.count("T") - after.count("T"))
    assert all(len(table.findall("caption")) <= 1 and table.find("caption") in (None, table[0]) for table in body.iter("table"))
