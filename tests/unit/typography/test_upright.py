from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builder.typography.quotes import shape_quotes
from builder.typography.trees import classes, fragment, name_of, plain_text, serialise
from builder.typography.upright import set_upright


def told(markup: str, *, digits: int = 2) -> str:
    """Return markup with its spans written short: `[combined]`, `{upright}`."""
    root = fragment(markup)
    shape_quotes(root)
    set_upright(root, digits=digits)
    text = re.sub('<span class="tcy">([^<]*)</span>', r"[\1]", serialise(root))
    text = re.sub('<span class="upright">([^<]*)</span>', r"{\1}", text)
    return re.sub('<span class="latin-mark">(.)</span>', r"\1", text)


@pytest.mark.parametrize("expected", [
    # a number between ideographs, their marks and the ends of the passage
    "第[3]章", "[12]月[31]日", "共[3]个", "[7]", "第 [3] 章", "[9]～[12]月", "[3]·[15]晚会", "“[12]”岁", "（[5]）", "[8]—[10]年", "[25]℃", "第Ⅳ部[2]",
    # a longer one, and one that belongs to more than itself
    "2024年", "100个", "50%的", "3.14，", "10:30分", "1990–95年", "2024-12-31，", "1,000个", "-5度", "$20的", "12/31，",
    # words, and what belongs to them, turn
    "A4纸", "v2版", "3D打印", "Windows 10 系统", "16 GB 内存", "12 people来", "rock ’n’ roll 10 年", "the “12” of", "第3rd章",
    # a capital alone
    "[T]恤", "维生素[C]。", "[J]·[K]·罗琳", "一个a组", "AB组", "[A]",
    # exclamations
    "好[!!]真的[!?]", "行[!]", "啊[!!!]", "啊!!!!", "Hello!", "真的[??]",
])
def test_what_stands_upright(expected: str) -> None:
    written = re.sub(r"[\[\]]", "", expected)
    assert re.sub(r"[{}]", "", told(f"<p>{written}</p>")) == f"<p>{expected}</p>"


def test_as_many_digits_as_are_asked_for() -> None:
    assert told("<p>2024年100个12月7日</p>", digits=4) == "<p>[2024]年[100]个[12]月[7]日</p>"
    assert told("<p>2024年100个12月7日</p>", digits=3) == "<p>2024年[100]个[12]月[7]日</p>"
    assert told("<p>2024年100个12月7日</p>", digits=1) == "<p>2024年100个12月[7]日</p>"


@pytest.mark.parametrize(("markup", "expected"), [
    ("<p>“引号”与‘单’。</p>", "<p>{“}引号{”}与{‘}单{’。}</p>"),
    ("<p>他说：“好！”《书》。</p>", "<p>他说{：“}好{！”《}书》。</p>"),
    ("<p>the “open source” word，dog’s</p>", "<p>the “open source” word，dog’s</p>"),
    ("<p>，。「」！</p>", "<p>，。「」！</p>"),
    ("<p>“<em>字</em>”——“</p>", "<p>{“}<em>字</em>{”}——{“}</p>"),
])
def test_quotation_marks_of_ideographs_are_told_to_stand_upright(markup: str, expected: str) -> None:
    assert told(markup) == expected


@pytest.mark.parametrize(("markup", "expected"), [
    ("<p>第<em>3</em>章<b>12</b></p>", "<p>第<em>[3]</em>章<b>[12]</b></p>"),
    ("<p>第1<em>2</em>章</p>", "<p>第1<em>2</em>章</p>"),
    ("<p>Java<em>8</em>与Windows<a href=\"#12\">10</a></p>", "<p>Java<em>8</em>与Windows<a href=\"#12\">10</a></p>"),
    ("<p>Windows<br/>10年</p>", "<p>Windows<br/>[10]年</p>"),
    ("<p>用<code>3</code>与<code>x</code>3</p>", "<p>用<code>3</code>与<code>x</code>3</p>"),
    ("<pre><code>“第3章”</code></pre>", "<pre><code>“第3章”</code></pre>"),
    ("<p><ruby>第<rt>12</rt></ruby>3</p>", "<p><ruby>第<rt>12</rt></ruby>[3]</p>"),
    ('<p>文<a class="noteref">12</a>字</p>', '<p>文<a class="noteref">12</a>字</p>'),
    ("<p>看https://example.com/<wbr/>12</p>", "<p>看https://example.com/<wbr/>12</p>"),
    ("<p>式<math><mn>3</mn></math>5个</p>", "<p>式<math><mn>3</mn></math>[5]个</p>"),
    ("<ul><li>3</li><li>A4</li></ul><table><tr><td>12</td><td>128</td></tr></table>",
     "<ul><li>[3]</li><li>A4</li></ul><table><tr><td>[12]</td><td>128</td></tr></table>"),
])
def test_what_is_around_counts_and_some_places_are_left_alone(markup: str, expected: str) -> None:
    assert told(markup) == expected


PIECES = ["字", "，", "：", "“", "”", "‘", "’", "…", "～", "a", "T", "1", "12", "2024", "!", "?", "%", ".", " ", "３",
          "<em>", '<a href="/12">', "<code>", "<ruby>", "<rt>", "<math>", "<br/>", "/"]


def built(pieces: list[str]) -> etree._Element:
    markup = ""
    opened: list[str] = []
    for piece in pieces:
        if piece == "/":
            markup += f"</{opened.pop()}>" if opened else ""
        else:
            markup += piece
            if piece[0] == "<" and not piece.endswith("/>"):
                opened.append(piece.strip("<>").split(maxsplit=1)[0])
    return fragment(f"<p>{markup}{''.join(f'</{name}>' for name in reversed(opened))}</p>")


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.integers(1, 4))
def test_nothing_but_spans_is_added_and_twice_is_once(pieces: list[str], digits: int) -> None:
    root = built(pieces)
    shape_quotes(root)
    text, elements = plain_text(root), [(name_of(e), dict(e.attrib)) for e in root.iter()]
    set_upright(root, digits=digits)
    once = serialise(root)
    assert plain_text(root) == text
    assert [(name_of(e), dict(e.attrib)) for e in root.iter() if not classes(e) & {"tcy", "upright"}] == elements
    set_upright(root, digits=digits)
    assert serialise(root) == once


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.integers(1, 4))
def test_spans_hold_what_they_may_and_stand_where_they_may(pieces: list[str], digits: int) -> None:
    root = built(pieces)
    shape_quotes(root)
    set_upright(root, digits=digits)
    for span in root.iter("{*}span"):
        if "tcy" in classes(span):
            assert re.fullmatch(rf"[0-9]{{1,{digits}}}|[A-Z]|[!?]{{1,3}}", span.text or "")
        if "upright" in classes(span):
            assert set("“”‘’") & set(span.text or "")
        if classes(span) & {"tcy", "upright"}:
            assert len(span) == 0
            assert not {name_of(above) for above in span.iterancestors()} & {"code", "pre", "rt", "rp", "math", "kbd", "samp"}
