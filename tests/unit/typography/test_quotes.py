from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography.quotes import QUOTES, latin_quotes, shape_quotes
from builder.typography.trees import fragment, plain_text, serialise


@pytest.mark.parametrize(("text", "latin"), [
    ("the dog’s back", "’"), ("dogs’ backs", "’"), ("a “word” here", "“”"), ("“Whole.”", "“”"), ("say ‘this’ now", "‘’"),
    ("“He said ‘no’ twice”", "“‘’”"), ("与“awesome”押韵", ""), ("“重要”", ""), ("说：“Pod”和“标签”", ""), ("“Kubernetes很好”", ""),
    ("看 “open source” 的", "“”"), ("《Dog’s Life》里", "’"), ("“unclosed word", "“"), ("unopened” word", "”"), ("他说“未完", ""),
])
def test_which_marks_are_latin(text: str, latin: str) -> None:
    assert "".join(text[o] for o in sorted(latin_quotes(text))) == latin


@given(st.text(st.sampled_from("a字 “”‘’，.（"), max_size=30))
def test_only_marks_are_chosen_and_the_text_stays(text: str) -> None:
    assert all(text[o] in QUOTES for o in latin_quotes(text))
    root = fragment(f"<p>{text}<em>{text}</em></p>")
    shape_quotes(root)
    assert plain_text(root) == text * 2


def test_an_apostrophe_gets_the_latin_face() -> None:
    root = fragment("<p>the dog’s <b>“back”</b>, “字”</p>")
    shape_quotes(root)
    assert serialise(root) == (
        '<p>the dog<span class="latin-mark">’</span>s <b><span class="latin-mark">“</span>back<span class="latin-mark">”</span></b>, “字”</p>'
    )


def test_slanted_text_is_the_other_way_round() -> None:
    root = fragment("<p><em>“字”的 “word”</em></p>")
    shape_quotes(root)
    assert serialise(root) == '<p><em><span class="han-mark">“</span>字<span class="han-mark">”</span>的 “word”</em></p>'


def test_code_is_left_alone() -> None:
    root = fragment("<p>a <code>dog’s</code></p>")
    shape_quotes(root)
    assert "span" not in serialise(root)
