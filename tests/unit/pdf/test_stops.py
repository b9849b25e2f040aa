from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.typography.characters import NOT_AT_LINE_END, NOT_AT_LINE_START
from builder.typography.words import places

from .composed import SIZE, PlacedLine, glyphs_in, lines, lines_in, pressed

DASHES = frozenset("—…")

WIDTHS = [4.4 + n * 0.37 for n in range(40)]
"""Measures in em, hardly one of them whole; what may not be parted fits into the least."""


def set_at(text: str, widths: list[float], style: str = "", *, language: str = "zh-Hans") -> list[list[PlacedLine]]:
    """Return the lines of a paragraph at each of several measures."""
    body = "".join(f"<p style='width: {ems:.2f}em; break-before: page'>{text}</p>" for ems in widths)
    found = lines_in(pressed(body, "@page { size: 440pt 2000pt } " + style, language=language))
    return [[line for line in found if line.page == page] for page in range(len(widths))]


def said(text: str, ems: float, style: str = "") -> list[str]:
    """Return what the lines of a paragraph say."""
    return [line.said for line in lines(f"<p style='width: {ems}em'>{text}</p>", style)]


def faults(set_lines: list[PlacedLine]) -> list[str]:
    """Return where lines begin or end with what may not stand there, or part a doubled mark."""
    found = []
    for before, after in pairwise(set_lines):
        last, first = before.glyphs[-1].text[-1], after.glyphs[0].text[0]
        if first in NOT_AT_LINE_START - DASHES or first in "々ーっッ":
            found.append(f"{after.said} begins with {first}")
        if last in NOT_AT_LINE_END | frozenset("(["):
            found.append(f"{before.said} ends with {last}")
        if last == first and first in DASHES:
            found.append(f"{before.said}|{after.said}")
    return found


# ---- kinsoku


TEXTS = [
    "十年前，我们把水引到田里去；如今没有人说不好！（这是真的。）他说：“好，那就这样吧？”——然后走了……再也没有回来、也没有来信。",
    "《红楼梦》、《西游记》和〈秋声赋〉——都是好书……“‘真的？’他问。”“真的！”我说：「是『真』的。」（《论语》）【注】〔一〕",
    "卡尔·马克思·恩格斯与列夫·托尔斯泰，ジャン・ジャック・ルソー、カール・マルクス・エンゲルスと書いた人々のノート。",
    "三月～五月，百分之五十％左右～，人々の「々」とーっと、カッター…等（括弧）。时间：八点～九点；温度～。",
    "见文献(《史记》)与[「书」]，又（见“甲”“乙”）和(“丙”)；价$（五元）、¥「六」。",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("align", ["justify", "left"])
def test_no_line_begins_or_ends_with_what_may_not(text: str, align: str) -> None:
    for ems, found in zip(WIDTHS, set_at(text, WIDTHS, f"p {{ text-align: {align} }}"), strict=True):
        assert len(found) > 1
        assert faults(found) == [], f"at {ems:.2f} em"


def test_the_sweep_sees_a_fault_where_there_is_one() -> None:
    lines_of_one = set_at("汉，汉。「汉」——汉", [1], "p { text-align: left }")[0]
    assert faults(lines_of_one)


@pytest.mark.parametrize(("text", "ems", "first"), [
    ("汉字汉字·汉字", 4, "汉字汉"), ("汉字汉字“汉字”字", 4, "汉字汉字"), ("汉字汉字‘汉字’字", 4, "汉字汉字"), ("汉字「汉字」汉字", 6, "汉字「汉字」"),
    ("汉字“汉字”汉字", 6, "汉字“汉字”"), ("汉字汉“字”。汉字字字", 6, "汉字汉“字”。"), ("汉字a“汉字字汉字”", 2.8, "汉字a"),
    ("汉字（汉字）Kubernetes", 6, "汉字（汉字）"), ("汉字汉字\u200b「汉字」", 4, "汉字汉字"),
    ("汉字汉 ，汉字汉", 3.2, "汉字"), ("汉字汉字\u2060「汉字汉字」", 4, "汉字汉"), ("汉字汉字～汉字汉字汉", 4, "汉字汉"), ("汉字「汉字」々汉字", 6, "汉字「汉"),
])
def test_where_a_line_ends(text: str, ems: float, first: str) -> None:
    assert said(text, ems, "p { text-align: left }")[0] == first


@pytest.mark.parametrize("mark", ["——", "……"])
def test_a_doubled_mark_is_one(mark: str) -> None:
    for ems in (3, 4, 5, 6, 7):
        assert all(line.count(mark[0]) in (0, 2) for line in said(f"汉字汉字{mark}汉字汉字{mark}汉", ems))


@pytest.mark.parametrize("text", ["。。。。。。。。", "……………………", "（（（（（（（（", "·········"])
def test_a_row_of_marks_wider_than_the_line_does_not_leave_the_page(text: str) -> None:
    found = lines(f"<p style='width: 4em'>汉{text}</p>")
    assert "".join(line.said for line in found) == "汉" + text
    assert all(line.right <= 5 * SIZE for line in found)


# ---- what the author says


def test_text_that_may_not_wrap_does_not() -> None:
    for ems in (4, 5, 6, 7):
        found = said("汉字汉字<span style='white-space: nowrap'>汉字 Kubernetes 字</span>汉字汉字", ems)
        assert any("汉字Kubernetes字" in line for line in found)


def test_text_may_wrap_beside_what_may_not() -> None:
    assert said("汉字汉字<span style='white-space: nowrap'>汉字</span>汉字", 4)[:2] == ["汉字汉字", "汉字汉字"]


def test_a_space_that_does_not_break_does_not() -> None:
    assert said("汉字汉字 5\u00a0km字", 5)[0] == "汉字汉字"


def test_a_soft_hyphen_is_a_place_and_is_seen_there_alone() -> None:
    assert said("汉字汉qwrtp\xadbvcx汉字", 6.4)[0] == "汉字汉qwrtp-"
    assert said("汉字汉qwrtp\xadbvcx汉字", 20) == ["汉字汉qwrtpbvcx汉字"]


def test_an_authors_soft_hyphens_stand_for_all_of_a_word() -> None:
    """Where the author says how a word is parted, the patterns do not add to it."""
    for ems in (5.0, 6.0, 7.0, 8.0):
        assert not any(line.endswith("ex-") for line in said("汉字汉字extraor\xaddinary汉字汉字", ems))


def test_words_are_parted_by_the_language_of_their_element() -> None:
    def parts(language: str) -> set[str]:
        return {line[2:-1] for ems in (4.0, 5.0, 6.0, 7.0, 8.0, 9.0)
                for line in said(f"汉字<i lang='{language}'>Donaudampfschifffahrt</i>汉字", ems) if line.endswith("-") and line[:2] == "汉字"}

    def syllables(language: str) -> set[str]:
        return {"Donaudampfschifffahrt"[:offset] for offset, _ in places("Donaudampfschifffahrt", language)}

    assert parts("de")
    assert parts("de") <= syllables("de")
    assert parts("de") - syllables("en") or syllables("de") == syllables("en")


def test_a_style_without_hyphens_has_none() -> None:
    for ems in (4.0, 5.0, 6.0):
        assert not any("-" in line for line in said("汉字汉extraordinary汉字", ems, "p { hyphens: none }"))


def test_code_is_parted_without_a_hyphen() -> None:
    found = said("汉字汉<code>kubernetes_controller</code>汉字", 8)
    assert "".join(found) == "汉字汉kubernetes_controller汉字"


def test_a_long_address_is_parted_and_has_no_hyphen() -> None:
    address = "https://example.com/documentation/concepts/architecture?version=12"
    for ems in (8, 10, 13, 17):
        found = lines(f"<p style='width: {ems}em'>汉字见{address}汉字</p>")
        assert "".join(line.said for line in found) == f"汉字见{address}汉字"
        assert all(line.right <= ems * SIZE + 0.5 for line in found)


@pytest.mark.parametrize("wrap", ["break-word", "anywhere"])
def test_what_is_wider_than_a_line_is_parted_anywhere_where_the_style_allows(wrap: str) -> None:
    found = lines(f"<p style='width: 5em; overflow-wrap: {wrap}'>汉<span class='latin'>xqzxqzxqzxqzxqzxqzxqz</span>汉</p>")
    assert len(found) > 2
    assert all(line.right <= 5.1 * SIZE for line in found)


@pytest.mark.parametrize("marks", ["）", "。", "——", "”，"])
def test_even_there_marks_stay_with_what_they_belong_to(marks: str) -> None:
    """Ten letters fill the line; the mark behind them takes one along, though the line it leaves is not full."""
    letters = "<span style='font-family: JetBrains Mono'>nnnnnnnnnn</span>"
    assert faults(lines(f"<p style='width: 6em'>{letters}{marks}汉汉汉</p>", "p { text-align: left }")) == []
    assert faults(lines(f"<p style='width: 6em'>{letters}{marks}汉汉汉</p>")) == []


def test_it_stands_out_where_the_style_forbids_it() -> None:
    assert "xqzxqzxqzxqzxqzxqzxqz" in said("汉xqzxqzxqzxqzxqzxqzxqz汉", 5, "p { overflow-wrap: normal }")


@pytest.mark.parametrize(("markup", "ends"), [
    ("汉字<br/>汉字", ["汉字", "汉字"]), ("汉字<br/><br/>汉字", ["汉字", "汉字"]), ("<br/>汉字", ["汉字"]), ("汉字<br/>", ["汉字"]),
    ("汉字 <br/> 汉字", ["汉字", "汉字"]), ("汉<b>字<br/></b>汉字", ["汉字", "汉字"]),
])
def test_a_forced_break_makes_the_lines_it_makes_elsewhere(markup: str, ends: list[str]) -> None:
    body = f"<p>{markup}</p><p>后</p>"
    ours, theirs = lines(body), lines(body, manner=None)
    assert [line.said for line in ours] == [line.said for line in theirs] == [*ends, "后"]
    assert [line.y for line in ours] == pytest.approx([line.y for line in theirs], abs=0.05)


# ---- calls of notes


CALLED = "十年前<sup class='call-again'>1</sup>，我们把水<sup class='call-again'>12</sup>引到。<sup class='call-again'>3</sup>田里”<sup class='call-again'>4</sup>去word<sup class='call-again'>5</sup>了"


def test_the_call_of_a_note_never_begins_a_line() -> None:
    body = "".join(f"<p style='width: {ems:.2f}em; break-before: page'>{CALLED}</p>" for ems in WIDTHS)
    glyphs = [g for g in glyphs_in(pressed(body, "@page { size: 440pt 2000pt }")) if g.text != " "]
    for page in range(len(WIDTHS)):
        calls = [(n, g) for n, g in enumerate(glyphs) if g.page == page and g.text.isdigit()]
        assert "".join(g.text for _, g in calls) == "112345"
        for n, call in calls:
            assert 0 < glyphs[n - 1].y - call.y + (3 if glyphs[n - 1].text == "1" else 0) < 8, "the call stands on the line of what it hangs on"
            assert call.x > glyphs[n - 1].x


# ---- headings


def test_a_heading_is_parted_between_words() -> None:
    style = "h2 { font-size: 10pt; line-height: 18pt; margin: 0; text-align: left }"
    found = lines("<h2 style='width: 8em'>如何在生产环境中运行数据库</h2>", style)
    assert "".join(line.said for line in found) == "如何在生产环境中运行数据库"
    assert not any(line.said.endswith(("生", "环", "运", "数", "数据")) for line in found[:-1])


# ---- anything


ANY = st.lists(st.tuples(
    st.sampled_from(["汉", "年", "か", "𠮷", "word", "API", "7", "🚲", "e\u0301", "汉<b>字</b>", "<code>x</code>"]),
    st.sampled_from(["", "", "", "，", "。」", "”，", "：“", "（「", "」（", "(《", "》)", "——", "……", "……”", "·", "・", "ー", "々", "～", "%", "\u200b", "\u2060「",
                     "<sup class='call-again'>1</sup>。", "！？", " "])), min_size=3, max_size=25)


@given(pieces=ANY, widths=st.lists(st.sampled_from([5, 6.3, 8.2, 9.7, 11, 14.5, 20]), min_size=1, max_size=3))
@settings(deadline=None, max_examples=25)
def test_no_mixture_makes_a_line_begin_or_end_with_what_may_not(pieces: list[tuple[str, str]], widths: list[float]) -> None:
    for found in set_at("汉" + "".join(base + marks for base, marks in pieces), widths):
        assert faults(found) == []
