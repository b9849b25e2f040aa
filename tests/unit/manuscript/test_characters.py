from __future__ import annotations

import sys
import unicodedata

import pytest

from builder.manuscript.characters import (
    is_ambiguous,
    is_cjk,
    is_han,
    is_hangul,
    is_kana,
    is_unprintable,
    is_wide,
)


@pytest.mark.parametrize("character", "汉字々〇あア，。：！「《（％ＡㄅㄱＫ가ｱ𠀀㐀—"[:-1])
def test_cjk_characters_of_the_amendments(character: str) -> None:
    assert is_cjk(character)


@pytest.mark.parametrize("character", "aé1 “”‘’…—·😀✅⭐️\u0300")
def test_characters_of_other_scripts_ambiguous_ones_and_emoji_are_none(character: str) -> None:
    assert not is_cjk(character)


def test_the_table_holds_what_pythons_own_calls_wide() -> None:
    """Python's table is older or newer than ours, never different about a character both know, emoji aside."""
    for code in range(0x1100, 0x1F000):
        character = chr(code)
        if unicodedata.east_asian_width(character) in "WFH" and unicodedata.category(character)[0] in "LN":
            assert is_cjk(character), hex(code)


@pytest.mark.parametrize(("character", "wide"), [("字", True), ("。", True), ("ア", True), ("한", False), ("₩", False), ("“", False)])
def test_wide_leaves_hangul_out(character: str, wide: bool) -> None:
    assert is_wide(character) is wide


def test_kinds_do_not_overlap() -> None:
    for code in range(0x20, 0x10000):
        character = chr(code)
        assert is_han(character) + is_kana(character) + is_hangul(character) <= 1, hex(code)
        assert not (is_ambiguous(character) and is_wide(character)), hex(code)


def test_unprintable_is_what_xml_forbids_and_no_more() -> None:
    for code in range(sys.maxunicode + 1):
        allowed = code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
        if not allowed:
            assert is_unprintable(chr(code)), hex(code)
    for character in "\t\n\u00a0字😀\u200d\ufe0f\ufeff\U000e0100":
        assert not is_unprintable(character), hex(ord(character))
    for character in "\x00\x07\r\x7f\x85\ufffe\U0001ffff\ud800":
        assert is_unprintable(character), hex(ord(character))
