"""The order of an index in each language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.manuscript.collation import needs_reading, order_of

LANGUAGES = ["zh-Hans", "zh", "zh-Hant", "ja", "ko", "en", "fr-CA"]


def arranged(language: str, *terms: str) -> list[tuple[str, str]]:
    """Return (group, term) in the order of the index; a reading stands behind a stroke."""
    rows = sorted((order_of(*_parted(term), language)[::-1] for term in terms), key=lambda row: row[0])
    return [(initial.letter or initial.word, order.text) for order, initial in rows]


def _parted(term: str) -> tuple[str, str]:
    text, _, reading = term.partition("|")
    return text, reading


def test_simplified_chinese_goes_by_pinyin_and_phrases_decide() -> None:
    terms = ["重要", "重庆", "行长", "银行", "安全", "API", "kubectl", "Kubernetes", "路由", "绿色", "努力", "女儿", "《红楼梦》", "12factor", "α粒子"]
    assert arranged("zh-Hans", *terms) == [
        ("index-symbols", "12factor"), ("A", "API"), ("A", "安全"), ("C", "重庆"), ("H", "行长"), ("H", "《红楼梦》"), ("K", "kubectl"),
        ("K", "Kubernetes"), ("L", "路由"), ("L", "绿色"), ("N", "努力"), ("N", "女儿"), ("Y", "银行"), ("Z", "重要"), ("index-others", "α粒子"),
    ]


def test_terms_with_the_same_first_character_stand_together() -> None:
    assert [term for _, term in arranged("zh-Hans", "容器编排", "荣誉", "容量", "容器")] == ["荣誉", "容量", "容器", "容器编排"]


def test_the_same_sound_goes_by_strokes() -> None:
    assert [term for _, term in arranged("zh-Hans", "簸", "播", "波", "拨")] == ["拨", "波", "播", "簸"]


def test_a_reading_decides_against_the_dictionary() -> None:
    assert arranged("zh-Hans", "重庆|zhòng qìng", "重庆|zhong4 qing4", "重庆|zhòng") == [("C", "重庆"), ("Z", "重庆"), ("Z", "重庆")]


def test_traditional_chinese_goes_by_strokes_and_latin_stands_behind() -> None:
    assert arranged("zh-Hant", "龍", "範本", "容器", "人工智慧", "丁", "一二", "API", "3D") == [
        ("index-symbols", "3D"), ("1畫", "一二"), ("2畫", "丁"), ("2畫", "人工智慧"), ("10畫", "容器"), ("15畫", "範本"), ("16畫", "龍"), ("A", "API"),
    ]


def test_japanese_goes_by_the_rows_of_kana() -> None:
    assert arranged("ja", "漢字", "索引|さくいん", "カード", "かど", "API", "ガイド", "コード", "わん", "ゐど", "パン", "はん", "ばん", "1章") == [
        ("index-symbols", "1章"), ("A", "API"), ("か", "カード"), ("か", "ガイド"), ("か", "かど"), ("か", "コード"), ("さ", "索引"), ("は", "はん"), ("は", "ばん"),
        ("は", "パン"), ("わ", "わん"), ("わ", "ゐど"), ("index-others", "漢字"),
    ]


@pytest.mark.parametrize(("text", "reading", "wanted"), [
    ("漢字", "", True), ("漢字", "かん字", True), ("漢字", "かんじ", False), ("カード", "", False), ("API設計", "", True), ("API", "", False),
])
def test_a_japanese_term_with_ideographs_needs_a_reading(text: str, reading: str, wanted: bool) -> None:
    assert needs_reading(text, reading, "ja") == wanted
    assert not needs_reading(text, reading, "zh-Hant")


def test_korean_goes_by_first_consonants_and_latin_stands_behind() -> None:
    assert arranged("ko", "컨테이너", "값", "가방", "까치", "나무", "API", "3차원") == [
        ("index-symbols", "3차원"), ("ㄱ", "가방"), ("ㄱ", "값"), ("ㄱ", "까치"), ("ㄴ", "나무"), ("ㅋ", "컨테이너"), ("A", "API"),
    ]


def test_latin_goes_letter_by_letter_without_case_and_accents() -> None:
    assert arranged("en", "zebra", "Éclair", "e-mail", "new york", "Newark", "汉字", "1984", ".NET") == [
        ("index-symbols", "1984"), ("E", "Éclair"), ("E", "e-mail"), ("N", ".NET"), ("N", "Newark"), ("N", "new york"), ("Z", "zebra"), ("index-others", "汉字"),
    ]


@given(st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(max_size=3)), max_size=8), st.sampled_from(LANGUAGES))
def test_any_text_has_its_place(terms: list[tuple[str, str]], language: str) -> None:
    rows = [order_of(text, reading, language) for text, reading in terms]
    assert len(sorted(order for _, order in rows)) == len(rows)
    assert all(bool(initial.letter) != bool(initial.word) for initial, _ in rows)
    groups = [initial for initial, _ in sorted(rows, key=lambda row: row[1])]
    assert len(set(groups)) == sum(a != b for a, b in zip([None, *groups], groups, strict=False)), "a group stands in two places"
