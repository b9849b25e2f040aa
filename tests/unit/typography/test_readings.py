from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography.readings import join_rubies
from builder.typography.trees import base_text, fragment, plain_text, serialise


def joined(markup: str) -> str:
    root = fragment(markup)
    join_rubies(root)
    return serialise(root)


def test_rubies_that_touch_become_one() -> None:
    assert joined("<p>一<ruby>重<rt>chóng</rt></ruby><ruby>庆<rt>qìng</rt></ruby><ruby>市<rt>shì</rt></ruby>，二</p>") == (
        "<p>一<ruby>重<rt>chóng</rt>庆<rt>qìng</rt>市<rt>shì</rt></ruby>，二</p>")


@pytest.mark.parametrize("markup", [
    "<p><ruby>重<rt>a</rt></ruby>，<ruby>庆<rt>b</rt></ruby></p>", '<p><ruby>重<rt>a</rt></ruby><ruby id="x">庆<rt>b</rt></ruby></p>',
    '<p><ruby lang="ja">重<rt>a</rt></ruby><ruby>庆<rt>b</rt></ruby></p>', "<p><em><ruby>重<rt>a</rt></ruby></em><ruby>庆<rt>b</rt></ruby></p>",
])
def test_others_stay_apart(markup: str) -> None:
    assert joined(markup) == markup


@given(st.lists(st.sampled_from(["<ruby>重<rt>a</rt></ruby>", "<ruby>庆<rt>b</rt></ruby>", "，", "<b>c</b>", "<ruby><ruby>d<rt>e</rt></ruby><rt>f</rt></ruby>"]), max_size=10))
def test_no_text_is_moved(parts: list[str]) -> None:
    before = fragment(f"<p>{''.join(parts)}</p>")
    after = fragment(joined(f"<p>{''.join(parts)}</p>"))
    assert (plain_text(after), base_text(after)) == (plain_text(before), base_text(before))
