from __future__ import annotations

import pytest

from builder.typography.paragraphs import mark_addresses, mark_opening_brackets
from builder.typography.trees import fragment, serialise


@pytest.mark.parametrize("opening", list("（「《“『【"))
def test_a_paragraph_that_opens_with_a_mark_is_marked(opening: str) -> None:
    root = fragment(f"<p>{opening}文</p><p><b>{opening}</b>文</p>")
    mark_opening_brackets(root)
    assert serialise(root).count('class="bracket"') == 2


def test_other_paragraphs_are_left_alone() -> None:
    root = fragment('<p>文（注）</p><p class="x">，</p><p>(Latin)</p>')
    mark_opening_brackets(root)
    assert "bracket" not in serialise(root)


def test_a_paragraph_with_a_long_address_is_marked() -> None:
    root = fragment('<p>翻译自<a href="#">https://example.org/a-long/address/indeed</a></p><p>见 https://example.org 。</p>')
    mark_addresses(root)
    assert serialise(root).count('class="addressed"') == 1
