from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.manuscript.characters import is_wide
from builder.manuscript.markdown import parser
from builder.manuscript.soft_breaks import joins

MD = parser(extensions=True)
TEXT = st.text(st.sampled_from("汉字，。“”‘’…—《》ab1., 한あ😀\n"), max_size=60).map(lambda text: re.sub(" +", " ", text))


@pytest.mark.parametrize(("before", "after"), [
    ("汉", "字"), ("汉", "，"), ("。", "汉"), ("あ", "カ"), ("」", "「"), ("汉", "Ａ"), ("汉字”", "的"), ("说：", "“走"), ("。”", "“好"),
    ("……", "汉"), ("汉", "——"), ("——", "——汉"), ("“", "汉"), ("汉", "”"), ("“hello”", "然后"), ("𠀀", "汉"),
])
def test_joined(before: str, after: str) -> None:
    assert joins(before, after)


@pytest.mark.parametrize(("before", "after"), [
    ("汉", "a"), ("a", "汉"), ("a", "b"), ("汉", "1"), ("한", "국"), ("한", "汉"), ("汉", "한"), ("word —", "汉"), ("汉", "— word"),
    ("said “", "hello"), ("hello”", "“world"), ("", "汉"), ("汉", ""), ("😀", "汉"), ("汉", "."), ("—", "—"), ("a…", "b"), ("“", ""), ("hello”", "“hello"), ("汉…", "b"),
])
def test_kept(before: str, after: str) -> None:
    assert not joins(before, after)


@pytest.mark.parametrize(("source", "html"), [
    ("汉字\n汉字", "汉字汉字"), ("**汉字**\n汉字", "<strong>汉字</strong>汉字"), ("汉字\n**汉字**", "汉字<strong>汉字</strong>"),
    ("[汉](http://a.b)\n字", '<a href="http://a.b">汉</a>字'), ("汉  \n字", "汉<br />\n字"), ("汉\\\n字", "汉<br />\n字"), ("汉 \n 字", "汉字"), ("汉  \n“\n”word", "汉<br />\n“\n”word"),
    ("汉\nword", "汉\nword"), ("`代码`\n字", "<code>代码</code>字"), ("`code`\n字", "<code>code</code>\n字"), ("汉&#23383;\n字", "汉字字"),
    ("한국\n어", "한국\n어"), ("汉<b>字</b>\n字", "汉<b>字</b>字"), ("汉<br>\n字", "汉<br>\n字"),
])
def test_in_a_paragraph(source: str, html: str) -> None:
    assert MD.renderInline(source) == html


@given(TEXT)
def test_joining_twice_changes_nothing_more(text: str) -> None:
    once = MD.renderInline(text)
    assert MD.renderInline(once) == once


@given(TEXT)
def test_only_line_breaks_and_the_spaces_beside_them_go(text: str) -> None:
    joined = MD.renderInline(text)
    assert "".join(joined.split()) == "".join(text.split())
    assert joined.count("\n") <= text.count("\n")


@given(st.text(st.sampled_from("汉字，。a1한"), min_size=1, max_size=20), st.text(st.sampled_from("汉字，。a1한"), min_size=1, max_size=20))
def test_the_two_characters_at_the_break_decide(before: str, after: str) -> None:
    wide = "汉字，。"
    assert joins(before, after) == (before[-1] in wide and after[0] in wide)


@given(TEXT)
def test_a_text_without_wide_characters_keeps_every_break(text: str) -> None:
    english = "\n".join(line.strip() for line in text.split("\n")).strip()
    english = "".join(c for c in english if not is_wide(c))
    assert MD.renderInline(english).count("\n") == english.count("\n")
