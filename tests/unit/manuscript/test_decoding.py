from __future__ import annotations

import pytest

from builder.errors import Report
from builder.manuscript.decoding import decode, position, probable_encoding

CHINESE = "---\ntitle: 十年\n---\n\n# 标题\n\n我们在这里看到的是一个简单的系统，它有很多的特性。\n"
TRADITIONAL = "# 標題\n\n我們在這裡看到的是一個簡單的系統，它有很多的特性。\n"
JAPANESE = "# 題\n\nこれは日本語の文章です。とても簡単なものです。\n"
KOREAN = "# 제목\n\n이것은 한국어로 쓴 글입니다. 아주 간단한 것이다.\n"
FRENCH = "# Été\n\nVoilà une phrase française où les accents sont déjà présents.\n"


def decoded(data: bytes) -> tuple[str, Report]:
    report = Report()
    return decode(data, "my post.md", report), report


@pytest.mark.parametrize(("text", "encoding", "name"), [
    (CHINESE, "gb18030", "GB18030"), (CHINESE, "gbk", "GB18030"), (TRADITIONAL, "big5", "Big5"),
    (JAPANESE, "shift_jis", "Shift_JIS"), (JAPANESE, "euc_jp", "EUC-JP"), (KOREAN, "euc_kr", "EUC-KR"),
    (FRENCH, "cp1252", "WINDOWS-1252"), ("café\n", "latin-1", "WINDOWS-1252"), ("十年\n", "gb18030", "GB18030"),
])
def test_the_probable_encoding_is_named(text: str, encoding: str, name: str) -> None:
    assert probable_encoding(text.encode(encoding)) == name


def test_the_error_holds_the_place_and_the_command() -> None:
    text, report = decoded(CHINESE.encode("gb18030"))
    (error,) = report.errors
    assert text == ""
    # Its first two bytes happen to be UTF-8; the third is not.
    assert str(error).startswith("my post.md:2:9: error[M010] this is not UTF-8 text, it is probably GB18030")
    assert error.hint == "convert it: iconv -f GB18030 -t UTF-8 'my post.md' > utf8.tmp && mv utf8.tmp 'my post.md'"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_with_or_without_its_mark(encoding: str) -> None:
    _, report = decoded("# A title\n\nSome text in English, mostly.\n".encode(encoding))
    assert "probably UTF-16" in report.errors[0].message


def test_byte_order_mark_and_line_ends_go() -> None:
    text, report = decoded(b"\xef\xbb\xbf# A\r\n\r\nb\rc\n")
    assert text == "# A\n\nb\nc\n"
    assert not len(report)


@pytest.mark.parametrize(("character", "name"), [
    ("\x00", "the NUL character"), ("\x07", "control character U+0007"), ("\x1b", "U+001B"), ("\x7f", "U+007F"), ("\x85", "U+0085"),
    ("\ufffe", "noncharacter U+FFFE"), ("\U0001ffff", "noncharacter U+1FFFF"), ("\x0c", "U+000C"),
])
def test_characters_no_book_can_hold_are_named_with_their_place(character: str, name: str) -> None:
    _, report = decoded(f"# A\n\n汉字{character}x\n".encode())
    (error,) = report.errors
    assert (error.code, error.line, error.column) == ("M011", 3, 3)
    assert name in error.message


def test_many_of_them_are_counted() -> None:
    _, report = decoded(b"\x01" * 1000 + b"\n")
    assert len(report.errors) == 6
    assert "995 more" in report.errors[-1].message


def test_position() -> None:
    assert position("ab\ncd", 0) == (1, 1)
    assert position("ab\ncd", 4) == (2, 2)
