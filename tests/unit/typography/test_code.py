from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography import code as code_rules
from builder.typography.code import (
    NUMBERS,
    TAB,
    break_places,
    cells,
    clusters,
    most_lines,
    number_lines,
    space_wide,
    wrap_lines,
)
from builder.typography.trees import fragment, plain_text, serialise

CODE = st.text(st.sampled_from("ab ()=/.,节点，é\n"), max_size=200)
FAMILY = "👩\u200d👩\u200d👧"
WHOLE = ["e\u0301", "x\u0323\u0302", "葛\U000e0100", "❤\ufe0f", "👍🏽", FAMILY, "🏳\ufe0f\u200d🌈", "🇨🇳", "1\ufe0f\u20e3", "का",
         "\u1100\u1161\u11a8", "🏴\U000e0067\U000e0062\U000e007f"]
RICH = st.lists(st.sampled_from([*WHOLE, *"ab (,节\t\n"]), max_size=150).map("".join)


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("节点", 4), ("a节b", 4), ("é", 1), ("e\u0301", 1), ("ｆｕ", 4), ("", 0),
                                             ("\t", 4), ("ab\tc", 5), ("abcd\t", 8), ("节点\t", 8), ("e\u0301\t", 4),
                                             (FAMILY, 2), ("❤\ufe0f", 2), ("❤", 1), ("👍🏽", 2), ("🇨🇳🇯🇵", 4), ("🇨", 1),
                                             ("1\ufe0f\u20e3", 2), ("🏳\ufe0f\u200d🌈x", 3), ("葛\U000e0100", 2), ("ｶﾞ", 2)])
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


@pytest.mark.parametrize("whole", WHOLE)
def test_a_cluster_is_one_piece(whole: str) -> None:
    assert clusters(f"a{whole}b") == ["a", whole, "b"]


@pytest.mark.parametrize(("text", "parts"), [
    ("🇨🇳🇯🇵🇫", ["🇨🇳", "🇯🇵", "🇫"]),
    ("a\u200db", ["a\u200d", "b"]),
    ("\t\u0301", ["\t", "\u0301"]),
    ("\u0301a", ["\u0301", "a"]),
    ("", []),
])
def test_clusters_end_where_they_should(text: str, parts: list[str]) -> None:
    assert clusters(text) == parts


@pytest.mark.parametrize("whole", WHOLE)
@pytest.mark.parametrize("shift", [0, 1, 2])
def test_no_break_inside_a_cluster(whole: str, shift: int) -> None:
    line = "x" * shift + whole * 40
    inner = {shift + n for n in range(len(whole) * 40) if n % len(whole)}
    places = break_places(line, 21)
    assert places
    assert not inner & set(places)


def test_a_cluster_is_not_parted_by_the_spacing_of_wide_runs() -> None:
    root = fragment(f"<p><code>a{FAMILY}b❤\ufe0f</code> <code>🇨🇳 ｶﾞ</code> <code>❤\ufe0f</code></p>")
    space_wide(root)
    assert serialise(root) == (
        f'<p><code>a<span class="wide">{FAMILY}</span>b<span class="wide">❤\ufe0f</span></code>'
        ' <code><span class="wide">🇨🇳</span> ｶﾞ</code> <code><span class="wide">❤\ufe0f</span></code></p>'
    )


@given(RICH, st.integers(20, 60), st.sampled_from(["", "\t", "\t\t\t\t", " " * 30]))
def test_no_line_as_laid_is_wider_than_the_room(code: str, room: int, lead: str) -> None:
    root = fragment(f"<pre><code>{lead[: room // 2]}{code}</code></pre>")
    wrap_lines(root, width=room)
    for mark in root.iter("{*}span"):
        if mark.get("class") == "wrap":
            mark.text = "<-"
    drawn = plain_text(root)
    assert all(cells(line) <= room for line in drawn.split("\n"))


def test_tabs_are_measured_to_the_next_stop() -> None:
    assert TAB == 4
    assert break_places("a\t" * 5, 20) == []
    assert break_places("a\t" * 6, 20) == [8]
    assert break_places("\t" * 5 + "x", 20) != []


def test_what_goes_on_after_leading_tabs_is_indented_beyond_them() -> None:
    root = fragment("<pre>\t\tkubectl get pods --all-namespaces</pre>")
    wrap_lines(root, width=30)
    assert plain_text(root) == "\t\tkubectl get pods \n" + " " * 10 + "--all-namespaces"


def test_a_deep_indent_leaves_half_the_room() -> None:
    root = fragment(f"<pre>{' ' * 18}{'x' * 30}</pre>")
    wrap_lines(root, width=20)
    assert plain_text(root).split("\n")[1:] == [" " * 10 + "x" * 8] * 3 + [" " * 10 + "x" * 6]


def test_a_very_long_line_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = 0
    column_after = code_rules.column_after

    def counted(column: int, cluster: str) -> int:
        nonlocal measured
        measured += 1
        return column_after(column, cluster)

    monkeypatch.setattr(code_rules, "column_after", counted)
    line = "ab节, x" * 4_000
    assert len(break_places(line, 60)) > 400
    assert measured < 2 * len(line)


@pytest.mark.parametrize(("around", "taken"), [
    ("<blockquote>{}</blockquote>", 9),
    ("<ul><li>{}</li></ul>", 5),
    ("<dl><dd>{}</dd></dl>", 5),
    ("<ol><li><ul><li>{}</li></ul></li></ol>", 9),
    ("<blockquote><ul><li>{}</li></ul></blockquote>", 13),
    ("<blockquote><blockquote>{}</blockquote></blockquote>", 17),
])
def test_nesting_takes_its_indent_from_the_room(around: str, taken: int) -> None:
    fits, over = (fragment(around.format(f"<pre>{'x' * n}</pre>")) for n in (60 - taken, 61 - taken))
    wrap_lines(fits, width=60)
    wrap_lines(over, width=60)
    assert 'class="wrap"' not in serialise(fits)
    assert 'class="wrap"' in serialise(over)


@pytest.mark.parametrize("cell", ["td", "th"])
def test_code_in_a_table_is_left_to_the_page(cell: str) -> None:
    markup = f"<table><tr><{cell}><pre>{'x' * 200}</pre></{cell}></tr></table>"
    root = fragment(markup)
    wrap_lines(root, width=40)
    assert serialise(root) == markup


def starts(markup: str) -> tuple[str, list[str]]:
    """Return code with its lines marked: its text with a bar where a number goes, and the classes of the marks."""
    root = fragment(markup)
    number_lines(root)
    marks = [item for item in root.iter("{*}span") if "line-number" in (item.get("class") or "")]
    for mark in marks:
        assert not mark.text
        mark.text = "|"
    return plain_text(root), [str(mark.get("class")) for mark in marks]


def test_every_line_of_code_has_its_number_across_elements_and_blank_lines() -> None:
    text, marks = starts("<pre><code><b>def f:\n\n  a</b>\n<i>b</i> c\n</code></pre>")
    assert text == "|def f:\n|\n|  a\n|b c\n"
    assert marks == [f"line-number line-{n}" for n in range(1, 5)]


@pytest.mark.parametrize("markup", ["<pre><code>one</code></pre>", "<pre><code>one\n</code></pre>", "<p>a\nb</p>"])
def test_a_single_line_has_no_number(markup: str) -> None:
    assert starts(markup)[1] == []


@given(CODE)
def test_numbers_are_no_part_of_the_code(code: str) -> None:
    root = fragment(f"<pre><code>{code}</code></pre>")
    number_lines(root)
    assert plain_text(root) == code


def test_numbered_lines_are_broken_earlier_and_what_goes_on_has_no_number() -> None:
    long = "x" * 50
    root = fragment(f"<pre><code>{long}\n{long}</code></pre>")
    number_lines(root)
    wrap_lines(root, width=50 + NUMBERS)
    assert serialise(root).count('class="wrap"') == 0
    wrap_lines(root, width=50 + NUMBERS - 1)
    assert serialise(root).count('class="wrap"') == 2
    assert serialise(root).count("line-number") == 2


def test_the_lines_of_the_longest_code_are_counted() -> None:
    assert most_lines(fragment("<pre>a\nb\nc\n</pre><pre>a\nb</pre>")) == 3
    assert most_lines(fragment("<p>a</p>")) == 0
