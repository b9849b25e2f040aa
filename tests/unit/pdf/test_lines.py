from __future__ import annotations

from itertools import pairwise

import pytest

from builder.pdf import engine

from .composed import LEADING, MANNER, SIZE, boxes_of, laid, pressed
from .composed import lines as set_lines

MIXED = ("十年前，Kubernetes 还是一个名字难念的项目；如今<b>每一家公司</b>都在用它，从<a href='#x'>Borg 论文</a>到今天的"
         "ReplicationControllers，没有人说得清它改变了多少东西，也没有人想回到从前去。")
MEASURE = 18


def _paragraph(text: str, style: str = "") -> str:
    return f"<p id='x' style='width: {MEASURE}em; {style}'>{text}</p>"


# ---- margins


def test_lines_that_go_on_end_at_the_margin() -> None:
    *going, last = set_lines(_paragraph(MIXED))

    assert len(going) > 3
    for line in going:
        over = line.right - MEASURE * SIZE
        # a mark at the end: its square may end half an em beyond, or stand out whole
        ends = (0, SIZE / 2, SIZE) if line.glyphs[-1].text in "，。、；：？！）》”" else (0,)
        assert min(abs(over - end) for end in ends) < 0.5, line.said
    assert last.right < MEASURE * SIZE - 1


PLAIN = "没有空格的一段中文要排成几行，每一行都不会被拉开，因为它没有可以拉开的空格；a"


def test_without_a_manner_no_room_opens_between_ideographs() -> None:
    found = set_lines(_paragraph(PLAIN), manner=None)

    assert len(found) > 1
    for line in found:
        assert all(abs(gap) < 0.01 for gap in line.gaps[:-1])


def test_without_a_manner_a_page_is_weasyprints_own_to_the_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    body = _paragraph(MIXED) + _paragraph(PLAIN) + "<table><tr><td>表格</td></tr></table><h2>标题</h2><p>他说<ruby>汉<rt>hàn</rt></ruby>字</p>"
    ours = pressed(body, manner=None)
    for name, (module, replaced) in engine.REPLACED.items():
        monkeypatch.setattr(module, replaced, getattr(engine, f"weasyprint_{name}"))
    assert pressed(body, manner=None) == ours
    assert pressed(body) == ours  # nobody is left who asks for a manner


@pytest.mark.parametrize(("language", "text"), [
    ("en", "Words of a language that is written with spaces are left to the rules of its own lines, whatever they are."),
    ("ko", "漢字 漢字 漢字 漢字, 漢字."),  # of Hangul the faces have no glyph, which would leave the text to WeasyPrint too
])
def test_latin_and_korean_are_left_to_their_own_rules(language: str, text: str) -> None:
    body = f"<p style='width: {MEASURE}em'>{text}</p>"
    found = [box.pango_layout for box in boxes_of(laid(body, language=language)) if hasattr(box, "pango_layout")]

    assert found
    assert {type(layout).__module__ for layout in found} == {"weasyprint.text.line_break"}


def test_a_style_sheet_may_leave_a_part_to_weasyprint() -> None:
    body = f"<div style='--composition: plain'>{_paragraph('汉字Latin汉字')}</div>"
    assert set_lines(body)[0].gaps == pytest.approx([0] * 8, abs=0.01)


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_lines_that_are_not_justified_keep_their_room_outside(align: str) -> None:
    found = set_lines(_paragraph("不必对齐的文字也要排得好，", f"text-align: {align}"))
    left = {"left": 0.0, "center": None, "right": None}[align]

    assert all(abs(gap) < 0.01 for line in found for gap in line.gaps)
    assert left is None or found[0].left == pytest.approx(left, abs=0.1)
    assert align != "right" or found[0].right >= MEASURE * SIZE - 0.1


# ---- room beside Latin


@pytest.mark.parametrize("text", [
    "用Docker来做", "用 Docker 来做", "用<b>Docker</b>来做", "用<a href='#x'> Docker </a>来做", "用<b>Do</b>cker来做",
])
def test_one_gap_stands_between_han_and_latin_however_it_was_typed(text: str) -> None:
    (line,) = set_lines(_paragraph(text))

    assert line.said == "用Docker来做"
    assert line.gaps[0] == pytest.approx(MANNER.gap, abs=0.005)
    assert line.gaps[6] == pytest.approx(MANNER.gap, abs=0.005)


def test_beside_a_mark_and_inside_code_there_is_no_gap() -> None:
    (line,) = set_lines(_paragraph("说，Docker。<code>值x值</code>"))
    said = line.said

    assert line.gaps[said.index("D") - 1] == pytest.approx(0, abs=0.005)
    assert line.gaps[said.index("x") - 1] == pytest.approx(0, abs=0.005)


def test_lines_of_one_paragraph_stand_one_leading_apart_whatever_meets_in_them() -> None:
    found = set_lines(_paragraph(MIXED.replace("项目", "<code>code</code><sup>1</sup>")))
    steps = {round(b.y - a.y, 2) for a, b in pairwise(found)}

    assert steps == {LEADING}


def test_the_same_page_makes_the_same_bytes() -> None:
    assert pressed(_paragraph(MIXED)) == pressed(_paragraph(MIXED))
