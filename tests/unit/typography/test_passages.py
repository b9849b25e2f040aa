from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography.passages import passages
from builder.typography.trees import element, fragment, plain_text, serialise


def read(markup: str) -> list[str]:
    """Return the passages of a fragment as texts."""
    return ["".join(stretch.text for stretch in passage) for passage in passages(fragment(markup))]


@pytest.mark.parametrize(("markup", "texts"), [
    ("一<b>二<i>三</i></b>四", ["一二三四"]),
    ("<p>一</p><p>二</p>", ["一", "二"]),
    ("<ul><li>一<ul><li>二</li></ul>三</li></ul>", ["一", "二", "三"]),
    ('<p>一<a class="noteref">1</a>二<sup class="call-again">1</sup></p>', ["一二"]),
    ("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>二</p>", ["漢字二"]),
    ('<p>一<span class="footnote"><span class="as-first">甲</span><span class="as-p">乙</span></span>二</p>', ["甲", "乙", "一二"]),
    ('<p>一<span class="footnote">甲<span class="nested-note">乙</span>丙</span>二</p>', ["乙", "甲丙", "一二"]),
    ("<p>一<br/>二<wbr/>三</p>", ["一二三"]),
])
def test_a_passage_is_what_is_read_in_one_go(markup: str, texts: list[str]) -> None:
    assert read(markup) == texts


@given(st.lists(st.sampled_from(["字", "a", "<b>", "<p>", "<li>", '<span class="footnote">', "/"]), max_size=30))
def test_all_of_the_text_is_in_the_passages_and_can_be_put_back(pieces: list[str]) -> None:
    markup, opened = "", list[str]()
    for piece in pieces:
        if piece == "/":
            markup += f"</{opened.pop()}>" if opened else ""
        else:
            markup += piece
            if piece[0] == "<":
                opened.append(piece[1:-1].split()[0])
    root = fragment(markup + "".join(f"</{name}>" for name in reversed(opened)))
    before = plain_text(root)
    found = list(passages(root))
    assert sorted("".join(s.text for passage in found for s in passage)) == sorted(before)
    for stretch in (s for passage in found for s in passage):
        stretch.put([element("i", character) for character in stretch.text])
    assert plain_text(root) == before
    assert serialise(root).count("<i") == len(before)
