from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography.emphasis import dot_emphasis
from builder.typography.quotes import shape_quotes
from builder.typography.trees import classes, fragment, name_of, plain_text, serialise


def dotted(markup: str) -> str:
    """Return markup with dots, the spans written short: `{ideographs}`, `<marks>`."""
    root = fragment(markup)
    dot_emphasis(root)
    text = serialise(root)
    for name, opening, closing in (("dotted", "{", "}"), ("han-mark", "⟨", "⟩")):
        while f'<span class="{name}">' in text:
            before, _, rest = text.partition(f'<span class="{name}">')
            inner, _, after = rest.partition("</span>")
            text = f"{before}{opening}{inner}{closing}{after}"
    return text


@pytest.mark.parametrize(("markup", "expected"), [
    ("<p>一<em>强调</em>二</p>", "<p>一<em>{强调}</em>二</p>"),
    ("<p><em>强，调。</em></p>", "<p><em>{强}⟨，⟩{调}⟨。⟩</em></p>"),
    ("<p><em>《书名》Latin与かな12％</em></p>", "<p><em>⟨《⟩{书名}⟨》⟩Latin{与かな}12⟨％⟩</em></p>"),
    ("<p><em>强<strong>粗</strong>调</em><strong><em>都</em></strong></p>", "<p><em>{强}<strong>{粗}</strong>{调}</em><strong><em>{都}</em></strong></p>"),
    ("<p><em>等……好——a…b · c</em></p>", "<p><em>{等}⟨……⟩{好}⟨——⟩a…b · c</em></p>"),
    ("<p><em>……等</em><em>… and</em></p>", "<p><em>⟨……⟩{等}</em><em>… and</em></p>"),
    ("<p><em>“引”</em></p>", "<p><em>“{引}”</em></p>"),
    ("<p><em>レオナルド・ダ・ヴィンチー</em></p>", "<p><em>{レオナルド}⟨・⟩{ダ}⟨・⟩{ヴィンチー}</em></p>"),
    ("<p><em>葛󠄀々〇が</em></p>", "<p><em>{葛󠄀々〇が}</em></p>"),
    ("<p><em><ruby>漢<rt>かん</rt></ruby></em></p>", "<p><em><ruby>{漢}<rt>⟨かん⟩</rt></ruby></em></p>"),
    ("<p><em><code>码</code></em><code><em>码</em></code></p>", "<p><em><code>码</code></em><code><em>码</em></code></p>"),
    ("<p>“重”<strong>要</strong>《书》</p>", "<p>“重”<strong>要</strong>《书》</p>"),
    ("<p><em><cite>名</cite></em></p>", "<p><em><cite>{名}</cite></em></p>"),
])
def test_ideographs_get_dots_and_marks_do_not(markup: str, expected: str) -> None:
    assert dotted(markup) == expected


@given(st.lists(st.sampled_from(["字", "文", "，", "“", "”", "…", "a", "1", " ", "葛󠄀", "ー", "<em>", "<b>", "<code>", "<ruby>", "<rt>", "/"]), max_size=30))
def test_the_text_stays_and_twice_is_once(pieces: list[str]) -> None:
    markup = ""
    opened: list[str] = []
    for piece in pieces:
        if piece == "/":
            markup += f"</{opened.pop()}>" if opened else ""
        else:
            markup += piece
            if piece[0] == "<":
                opened.append(piece.strip("<>"))
    root = fragment(f"<p>{markup}{''.join(f'</{name}>' for name in reversed(opened))}</p>")
    before = plain_text(root)
    dot_emphasis(root)
    shape_quotes(root)
    once = serialise(root)
    assert plain_text(root) == before
    for span in root.iter("{*}span"):
        if "dotted" in classes(span):
            assert not set(span.text or "") & set("，“”…a1 ")
            assert "em" in {name_of(around) for around in span.iterancestors()}
    dot_emphasis(root)
    shape_quotes(root)
    assert serialise(root) == once
