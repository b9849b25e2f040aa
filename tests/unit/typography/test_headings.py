from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from builder.typography.headings import name_headings
from builder.typography.trees import base_text, fragment, plain_text, serialise


def test_a_heading_is_named_without_readings_and_notes() -> None:
    root = fragment('<h2><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>の\n<em>話</em><a class="noteref" href="#n">1</a>　二 </h2><p>甲</p>')
    name_headings(root)
    assert root[0].get("data-title") == "漢の 話　二"
    assert "data-title" not in serialise(root).partition("</h2>")[2]


def test_base_text_is_without_readings() -> None:
    assert base_text(fragment("<p>一<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>二</p>三")) == "一漢字二三"


@given(st.lists(st.sampled_from(["字", "a", " ", "\n", "<em>强</em>", "<ruby>漢<rt>かん</rt></ruby>", '<a class="noteref">1</a>']), max_size=12))
def test_the_text_stays_and_twice_is_once(pieces: list[str]) -> None:
    root = fragment(f"<h2>{''.join(pieces)}</h2><p>{''.join(pieces)}</p>")
    before = plain_text(root)
    name_headings(root)
    once = serialise(root)
    assert plain_text(root) == before
    assert not set(root[0].get("data-title", "")) & set("か1")
    name_headings(root)
    assert serialise(root) == once
