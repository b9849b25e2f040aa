from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from builder.typography.trees import element, fragment, plain_text, serialise, split_text


def test_a_fragment_comes_back_as_it_was() -> None:
    markup = '文<p class="a">一<b>二</b>三</p>尾<br/>末'
    assert serialise(fragment(markup)) == markup


def test_an_empty_fragment_is_empty() -> None:
    assert serialise(fragment("")) == ""


@given(st.lists(st.text("ab<>&一二", max_size=5), min_size=4, max_size=4))
def test_splitting_text_keeps_its_order(texts: list[str]) -> None:
    root = fragment("<p><b/></p>")
    paragraph = root[0]
    root.text, paragraph.text, paragraph[0].text, paragraph[0].tail = (text or None for text in texts)
    before = plain_text(root)
    split_text(root, lambda text, _: [element("i", c) if c in "a一" else c for c in text])
    assert plain_text(root) == before
    assert len(list(root.iter("{*}i"))) == sum(c in "a一" for c in before)
