from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.manuscript.pinyin import Syllable, read, spoken, syllables
from builder.manuscript.pinyin import given as syllables_given


@pytest.mark.parametrize(("text", "said"), [
    ("重庆", ["chong2", "qing4"]), ("重要", ["zhong4", "yao4"]), ("绿", ["lv4"]), ("了", ["le5"]), ("a字", [None, "zi4"]), ("龘㐀", ["da2", "qiu1"]),
])
def test_phrases_are_read(text: str, said: list[str | None]) -> None:
    assert syllables(text) == tuple(Syllable(word[:-1], int(word[-1])) if word else None for word in said)


@pytest.mark.parametrize(("written", "said"), [
    ("chóng qìng", ["chong2", "qing4"]), ("Chong2 qing4", ["chong2", "qing4"]), ("xī'ān", ["xi1", "an1"]), ("lǜ", ["lv4"]), ("de", ["de5"]), ("x1y", []), ("", []),
])
def test_readings_as_authors_write_them(written: str, said: list[str]) -> None:
    assert read(written) == tuple(Syllable(word[:-1], int(word[-1])) for word in said)


@given(st.text(max_size=12))
def test_each_character_has_its_place(text: str) -> None:
    assert len(syllables(text)) == len(text)


def test_the_library_is_imported_for_a_chinese_index_alone() -> None:
    code = "import sys, builder, builder.manuscript; from builder.manuscript.collation import order_of; order_of('a', '', 'zh-Hans'); print('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


@pytest.mark.parametrize(("text", "kind", "said"), [
    ("重庆a重要", "pinyin", ("chóng", "qìng", "", "zhòng", "yào")), ("女儿绿", "pinyin", ("nǚ", "ér", "lǜ")), ("了", "bopomofo", ("˙ㄌㄜ",)), ("重庆", "bopomofo", ("ㄔㄨㄥˊ", "ㄑㄧㄥˋ")),
    ("银𫣊行长", "pinyin", ("yín", "", "háng", "zhǎng")), ("，", "pinyin", ("",)),
])
def test_the_reading_of_each_character_as_it_is_printed(text: str, kind: str, said: tuple[str, ...]) -> None:
    assert spoken(text, kind) == said


@given(st.text(max_size=12), st.sampled_from(["pinyin", "bopomofo"]))
def test_each_character_has_its_reading_or_none(text: str, kind: str) -> None:
    assert len(spoken(text, kind)) == len(text)


@pytest.mark.parametrize(("written", "kind", "said"), [
    ("chóng qìng", "pinyin", ("chóng", "qìng")), ("chong2 qing4", "pinyin", ("chóng", "qìng")), ("lv4 nu:3", "pinyin", ("lǜ", "nǚ")), ("gui4 jiu3 dou1 xue2", "pinyin", ("guì", "jiǔ", "dōu", "xué")),
    ("xī'ān", "pinyin", ("xī", "ān")), ("de5", "pinyin", ("de",)), ("ㄔㄨㄥˊ ㄑㄧㄥˋ", "bopomofo", ("ㄔㄨㄥˊ", "ㄑㄧㄥˋ")), ("", "pinyin", ()),
])
def test_readings_as_they_are_given_in_book_toml(written: str, kind: str, said: tuple[str, ...]) -> None:
    assert syllables_given(written, kind) == said
