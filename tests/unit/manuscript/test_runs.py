from __future__ import annotations

import pytest

from builder.manuscript.cleaning import parse_fragment
from builder.manuscript.runs import line_of, passages, script_of


def read(markup: str, script: str = "Hans") -> list[list[tuple[str, bool]]]:
    return [[(run.text, run.is_open) for run in passage] for passage in passages(parse_fragment(markup), script)]


@pytest.mark.parametrize(("language", "script"), [
    ("zh-Hans", "Hans"), ("zh-CN", "Hans"), ("zh_TW", "Hant"), ("zh-Hant-HK", "Hant"), ("zh", ""), ("lzh", ""), ("yue-HK", "Hant"), ("ja", "-"), ("en-GB", "-"), ("", "-"),
])
def test_scripts(language: str, script: str) -> None:
    assert script_of(language) == script


def test_a_passage_goes_through_inline_elements_and_ends_with_its_block() -> None:
    assert read("<p>头<em>发</em>长</p><ul><li>一</li><li>二<p>三</p></li></ul>") == [
        [("头", True), ("发", True), ("长", True)], [("一", True)], [("二", True)], [("三", True)]]


def test_readings_and_the_numbers_of_notes_are_in_none() -> None:
    assert read('<p><ruby>头<rt>tóu</rt>发<rt>fà</rt></ruby>长<a class="noteref" href="#n">1</a>了</p>') == [
        [("头", True), ("发", True), ("长", True), ("了", True)]]


def test_code_formulas_and_bare_addresses_are_closed() -> None:
    assert read("<p>发<code>头发</code>现</p><pre><code>头</code></pre><p><math><mtext>发</mtext></math></p>") == [
        [("发", True), ("头发", False), ("现", True)], [("头", False)], [("发", False)]]
    assert read('<p><a href="https://e.com/%E5%8F%91">https://e.com/发</a>、<a href="https://e.com/发">发现</a></p>') == [
        [("https://e.com/发", False), ("、", True), ("发现", True)]]


def test_other_languages_are_closed_and_chinese_of_no_script_is_open() -> None:
    assert read('<p>发<span lang="ja">発見</span><span lang="zh-Hant">發現</span><span lang="lzh">发</span><span lang="zh-CN">现</span></p>') == [
        [("发", True), ("発見", False), ("發現", False), ("发", True), ("现", True)]]
    assert read('<blockquote lang="en"><p>发 <span lang="zh">发</span></p></blockquote>') == [[("发 ", False), ("发", True)]]


def test_a_line_break_parts_words_and_no_passage() -> None:
    assert read("<p>头<br/>发</p>") == [[("头", True), ("\n", False), ("发", True)]]


def test_the_line_is_that_of_the_nearest_block() -> None:
    (first, second) = passages(parse_fragment('<p data-line="3">一</p><ul data-line="5"><li><em>二</em></li></ul>'), "Hans")
    assert (line_of(first), line_of(second)) == (3, 5)
