from __future__ import annotations

import pytest

from builder.typography.lists import count_from_start
from builder.typography.trees import fragment, serialise


@pytest.mark.parametrize(("markup", "style"), [
    ('<ol start="3"><li>三</li></ol>', "counter-reset: list-item 2"),
    ('<ol start="0"><li>零</li></ol>', "counter-reset: list-item -1"),
    ('<ol><li value="7">七</li></ol>', "counter-reset: list-item 6; counter-increment: list-item"),
])
def test_a_number_an_author_gave_is_printed(markup: str, style: str) -> None:
    root = fragment(markup)
    count_from_start(root)
    assert f'style="{style}"' in serialise(root)


@pytest.mark.parametrize("start", ["", "three", "1;x", "99999999999"])
def test_what_is_no_number_is_left_alone(start: str) -> None:
    root = fragment(f'<ol start="{start}"><li>文</li></ol>')
    count_from_start(root)
    assert "style" not in serialise(root)
