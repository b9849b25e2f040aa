from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography.code import break_places, cells, space_wide, wrap_lines
from builder.typography.trees import fragment, plain_text, serialise

CODE = st.text(st.sampled_from("ab ()=/.,节点，é\n"), max_size=200)


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("节点", 4), ("a节b", 4), ("é", 1), ("e\u0301", 1), ("ｆｕ", 4), ("", 0)])
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


def test_wide_runs_are_wrapped_across_elements() -> None:
    root = fragment("<p>见 <code>变量<b>x值</b></code>尾</p>")
    space_wide(root)
    assert serialise(root) == (
        '<p>见 <code><span class="wide">变量</span><b>x<span class="wide">值</span></b></code>尾</p>'
    )


def test_code_inside_pre_is_wrapped_once() -> None:
    root = fragment("<pre><code>值</code></pre>")
    space_wide(root)
    assert serialise(root).count('class="wide"') == 1


@given(CODE, st.integers(20, 60))
def test_no_line_is_wider_than_the_room(code: str, room: int) -> None:
    places = [0, *break_places(code, room), len(code)]
    pieces = [piece for start, end in pairwise(places) for piece in code[start:end].split("\n")]
    assert all(cells(piece) <= room for piece in pieces)


@given(CODE, st.integers(20, 60))
def test_wrapping_keeps_every_character(code: str, room: int) -> None:
    escaped = code.replace("&", "&amp;").replace("<", "&lt;")
    root = fragment(f"<pre><code>{escaped}</code></pre>")
    wrap_lines(root, width=room)
    for added in list(root.iter("{*}span")):
        if added.get("class") in {"wrap", "hang"}:
            added.text = None
    assert plain_text(root).replace("\n", "").replace(" ", "") == code.replace("\n", "").replace(" ", "")


def test_a_long_line_is_broken_after_a_space_with_a_drawn_mark() -> None:
    root = fragment("<pre><code>  kubectl get pods --all-namespaces --output wide</code></pre>")
    wrap_lines(root, width=30)
    text = plain_text(root)
    assert text == "  kubectl get pods \n    --all-namespaces \n    --output wide"
    assert serialise(root).count('class="wrap"') == 2


def test_a_nested_block_has_less_room() -> None:
    line = "x" * 38
    flat, nested = fragment(f"<pre>{line}</pre>"), fragment(f"<ul><li><pre>{line}</pre></li></ul>")
    wrap_lines(flat, width=40)
    wrap_lines(nested, width=40)
    assert 'class="wrap"' not in serialise(flat)
    assert 'class="wrap"' in serialise(nested)
