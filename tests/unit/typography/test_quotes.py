from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography.quotes import QUOTES, latin_quotes, shape_quotes
from builder.typography.trees import base_text, fragment, plain_text, serialise

LATIN = {"“": "⌜", "”": "⌝", "‘": "‹", "’": "›"}


def told(text: str) -> str:
    """Return a text with the marks of Latin words shown: `“` as `⌜`, `”` as `⌝`, `‘` as `‹`, `’` as `›`."""
    latin = latin_quotes(text)
    return "".join(LATIN[c] if at in latin else c for at, c in enumerate(text))


def shaped(markup: str) -> str:
    """Return markup with its marks shaped, those of Latin words shown so, those of ideographs in slanted text in brackets."""
    root = fragment(markup)
    shape_quotes(root)
    text = re.sub('<span class="latin-mark">(.)</span>', lambda m: LATIN[m[1]], serialise(root))
    return re.sub('<span class="han-mark">(.)</span>', r"[\1]", text)


@pytest.mark.parametrize("expected", [
    # Latin words by themselves
    "the dog›s back", "dogs› backs", "a ⌜word⌝ here", "⌜Whole.⌝", "say ‹this› now", "⌜He said ‹no› twice⌝", "⌜Hello,⌝ he said.",
    "the ›90s", "›90s", "rock ›n› roll", "rock ‹n› roll", "(›tis)", "l›été", "O›Reilly", "the ‹90s", "⌜›90s⌝", "⌜the ›90s⌝",
    # apostrophes beside ideographs
    "《Dog›s Life》里", "Kubernetes› API很好", "用Kubernetes› API的人", "张三›s dog", "上世纪›90s的歌", "上世纪‹90s的歌", "听rock ›n› roll的人", "这是O›Reilly的书",
    # an English phrase inside Chinese, set off by spaces
    "看 ⌜open source⌝ 的", "这是the ⌜Helm⌝ chart的意思", "见 ⌜Hello,⌝ he said. 他走了", "他写道：⌜Hello,⌝ he said. 他走了。", "他说he said ⌜Hello.⌝。",
    "见 ⌜a ‹b› c⌝ 处", "the ⌜…⌝ operator", "he said, ⌜Hi⌝，然后",
    # full-width: an ideograph inside or against the marks
    "“重要”", "与“awesome”押韵", "“Helm图谱开发者”", "“Kubernetes很好”", "说：“Pod”和“标签”", "他说：“Hello, world.”", "“awesome”，押韵", "：“awesome”", "，“awesome”，",
    "一个“Helm” chart", "Kubernetes“图谱”API", "“北京” is", "‘重要’的", "用Kubernetes “Operator”，然后", "说the “Helm”。",
    # side by side they come out alike
    "“Pod”“Service”等概念", "“Pod”“Service”“图”", "“Pod”、“Service”", "⌜a⌝⌜b⌝ and",
    # one in the other
    "说“‘Helm’”的", "“‘Helm’图谱”", "他说：“He said ‹no› twice”。", "说“the ‹Helm› chart”的", "“他说‘是’”", "说“‘Pod’‘Service’”的",
    # through dashes and dots
    "——“Kubernetes”——是", "他说……“Kubernetes”", "well—⌜Helm⌝—well",
    # an emoji is no ideograph
    "😀⌜Helm⌝😀",
    # without their other half
    "⌜unclosed word", "unopened⌝ word", "unopened.⌝", "他说“未完", "“Kubernetes是下一段还要说的", "Helm也是”", "说“Helm", "好’", "“", "”",
])
def test_which_marks_are_latin(expected: str) -> None:
    text = expected
    for mark, latin in LATIN.items():
        text = text.replace(latin, mark)
    assert told(text) == expected


@pytest.mark.parametrize(("markup", "expected"), [
    ("<p>the dog’s <b>“back”</b>, “字”</p>", "<p>the dog›s <b>⌜back⌝</b>, “字”</p>"),
    ("<p>the “<a>Helm</a>” chart与“<a>Helm</a>”图</p>", "<p>the ⌜<a>Helm</a>⌝ chart与“<a>Helm</a>”图</p>"),
    ("<p>the <strong>“Helm</strong>” x <a>“图谱”</a></p>", "<p>the <strong>⌜Helm</strong>⌝ x <a>“图谱”</a></p>"),
    ("<p><em>“字”的 “word”</em></p>", "<p><em>[“]字[”]的 ⌜word⌝</em></p>"),
    ("<p>“<em>Helm</em>”图 dog<em>’s</em></p>", "<p>“<em>Helm</em>”图 dog<em>›s</em></p>"),
    # of code only its words count
    ("<p>a <code>dog’s</code> “<code>x”</code>”</p>", "<p>a <code>dog’s</code> ⌜<code>x”</code>⌝</p>"),
    # readings stand over the text and not in it, numbers of notes belong to no word
    ("<p><ruby>汉<rt>hàn</rt></ruby>“Helm”</p>", "<p><ruby>汉<rt>hàn</rt></ruby>“Helm”</p>"),
    ("<p>“<ruby>汉<rt>“a”</rt></ruby>”</p>", "<p>“<ruby>汉<rt>“a”</rt></ruby>”</p>"),
    ('<p>“Helm”<a class="noteref">1</a>的</p>', '<p>“Helm”<a class="noteref">1</a>的</p>'),
    ('<p>the “Helm<span class="footnote">字 “Helm” 的”</span>” chart</p>', '<p>the ⌜Helm<span class="footnote">字 ⌜Helm⌝ 的”</span>⌝ chart</p>'),
    # a list in an item, a caption, a title without a block around it
    ("<ul><li>the “a”<ul><li>“b”</li></ul></li></ul>", "<ul><li>the ⌜a⌝<ul><li>⌜b⌝</li></ul></li></ul>"),
    ("<table><caption>dog’s</caption><tbody><tr><td>“字</td><td>Helm”</td></tr></tbody></table>",
     "<table><caption>dog›s</caption><tbody><tr><td>“字</td><td>Helm⌝</td></tr></tbody></table>"),
    ("Kubernetes’ “<em>Helm</em>”", "Kubernetes› ⌜<em>Helm</em>⌝"),
])
def test_marks_are_read_through_inline_elements(markup: str, expected: str) -> None:
    assert shaped(markup) == expected


@given(st.text(st.sampled_from("ab90字 “”‘’，.（—"), max_size=30))
def test_only_marks_are_chosen_and_the_text_stays(text: str) -> None:
    assert all(text[o] in QUOTES for o in latin_quotes(text))
    root = fragment(f"<p>{text}<em>{text}</em><ruby>{text}字<rt>{text}</rt></ruby></p>")
    before = plain_text(root)
    shape_quotes(root)
    once = serialise(root)
    assert plain_text(root) == before
    shape_quotes(root)
    assert serialise(root) == once


@given(st.text(st.sampled_from("ab 字“”’，"), min_size=1, max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_an_inline_element_changes_nothing(text: str, start: int, end: int) -> None:
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    plain = shaped(f"<p>{text}</p>")
    split = shaped(f"<p>{text[:start]}<b>{text[start:end]}</b>{text[end:]}</p>")
    assert re.sub("</?b/?>", "", split) == plain
    assert base_text(fragment(split)) == base_text(fragment(plain))
