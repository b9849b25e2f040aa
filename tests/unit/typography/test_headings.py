from __future__ import annotations

from builder.typography.headings import name_headings
from builder.typography.trees import base_text, fragment, serialise


def test_a_heading_is_named_without_readings_and_notes() -> None:
    root = fragment('<h2><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>の\n<em>話</em><a class="noteref" href="#n">1</a>　二 </h2><p>甲</p>')
    name_headings(root)
    assert root[0].get("data-title") == "漢の 話　二"
    assert "data-title" not in serialise(root).partition("</h2>")[2]


def test_base_text_is_without_readings() -> None:
    assert base_text(fragment("<p>一<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>二</p>三")) == "一漢字二三"
