from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.manuscript.labels import part_label, part_labels


@pytest.mark.parametrize(("heading", "label", "title"), [
    ("时代一：Kubernetes的简易时代", "时代一", "Kubernetes的简易时代"), ("第三章 风雨", "第三章", "风雨"), ("第三章：风雨", "第三章", "风雨"),
    ("第3回　甄士隐", "第3回", "甄士隐"), ("第一回甄士隐梦幻识通灵", "第一回", "甄士隐梦幻识通灵"), ("第十二章 ", "", "第十二章"), ("第１２章 Ａ", "第１２章", "Ａ"),
    ("第一部分 开端", "第一部分", "开端"), ("第一部分：开端", "第一部分", "开端"), ("第二卷、江湖", "第二卷", "江湖"), ("卷一 江湖", "卷一", "江湖"),
    ("附录A：表", "附录A", "表"), ("附录一 表", "附录一", "表"), ("第五节——细说", "第五节", "细说"), ("제1장 시작", "제1장", "시작"), ("第一章 はじめに", "第一章", "はじめに"),
    ("第 3 章 风", "第 3 章", "风"), ("第三章: x", "第三章", "x"),
    ("Part II: The Return", "Part II", "The Return"), ("Part 2 — The Return", "Part 2", "The Return"), ("Chapter 4 Home", "Chapter 4", "Home"),
    ("Chapter 4: Home", "Chapter 4", "Home"), ("CHAPTER IV. Home", "CHAPTER IV", "Home"), ("chapter four: home", "chapter four", "home"),
    ("Appendix A: Tables", "Appendix A", "Tables"), ("Era 1: Simple", "Era 1", "Simple"), ("Part One", "", "Part One"), ("Chapter 1 - Home", "Chapter 1", "Home"),
    ("Part I The Beginning", "Part I", "The Beginning"),
])
def test_labels(heading: str, label: str, title: str) -> None:
    assert part_label(heading) == (label, title)


@pytest.mark.parametrize("heading", [
    "超越原本的目的", "第一部分工作", "第一", "一个人", "唯一：真理", "Part of the story", "Chapters of my life", "Booking 2 rooms", "Act now", "2024年", "Part: x",
    "Chapter 4-5 of it", "章一", "统一：过程", "Step by step: a guide", "Section Eight", "第三方资源：概览", "Book I read", "部分: x", "第一天", "一、甲",
])
def test_no_labels(heading: str) -> None:
    assert part_label(heading) == ("", heading)


@pytest.mark.parametrize("headings", [["一、甲", "二、乙", "三、丙"], ["1. 甲", "2. 乙"], ["（一）甲", "（二）乙"], ["1 A", "2 B"], ["一．甲", "二．乙"]])
def test_numbered_headings_when_all_have_numbers(headings: list[str]) -> None:
    parted = part_labels(headings)
    assert all(label and title and heading.startswith(label) and heading.endswith(title)
               for heading, (label, title) in zip(headings, parted, strict=True))


@pytest.mark.parametrize("headings", [["一、甲", "乙"], ["一、甲", "二、乙", "结语"], ["一、甲"], ["1. 甲", "1. 乙"], ["2024 回顾", "展望"]])
def test_numbered_headings_when_not_all_have(headings: list[str]) -> None:
    assert part_labels(headings) == [("", heading) for heading in headings]


def test_a_word_that_counts_twice_is_a_label() -> None:
    assert part_labels(["问题一：为何", "问题二：如何", "结语"]) == [("问题一", "为何"), ("问题二", "如何"), ("", "结语")]
    assert part_labels(["问题一：为何", "统一：如何"]) == [("", "问题一：为何"), ("", "统一：如何")]


def test_first_book() -> None:
    headings = ["时代一：Kubernetes的简易时代", "时代二：成长的痛苦和收获", "时代三：稳定性与创新", "时代四：未来是Wasm", "超越原本的目的"]
    assert [label for label, _ in part_labels(headings)] == ["时代一", "时代二", "时代三", "时代四", ""]


@given(st.lists(st.text(st.sampled_from("第一二三章回时代：、 .:PartChapterI12风雨"), min_size=1, max_size=12), min_size=1, max_size=5))
def test_nothing_of_a_heading_is_lost_but_what_parts_it(headings: list[str]) -> None:
    for heading, (label, title) in zip(headings, part_labels(headings), strict=True):
        assert heading.strip().startswith(label)
        assert heading.strip().endswith(title)
        assert title or not heading.strip()
        between = heading.strip()[len(label):len(heading.strip()) - len(title)] if label else ""
        assert not any(c.isalnum() for c in between)
