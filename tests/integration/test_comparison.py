"""The comparison asks every maker for the same page, and its tables keep what is not measured anew."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from comparison import table, typst_maker, web, xelatex_maker
from comparison.jobs import TEXTS, WIDTH, Job
from comparison.makers import MAKERS
from oracles.lines import Measures, Spread
from oracles.paragraphs import Block, Run, paragraphs
from oracles.setting import folded

from .tools import require

pytestmark = pytest.mark.integration

RUNS = (Run("用"), Run("a_b#c", code=True), Run('的"100%"\n第{二}行'), Run("重", bold=True))

SPREAD = Spread(9, 0.0, -0.0001, 0.1234, 10.25, 0.0, 10.25)
MEASURES = Measures(10.5, 3, 9, 0.9966, (), (), None, SPREAD, (), 4, 0.75, None, ("水",), None)


def job(text: str = "novel", *, ems: int = 30, size: float = 10.5) -> Job:
    return Job(text, TEXTS[text], ems, size)


@pytest.mark.parametrize("ems", [18, 36])
def test_the_column_stands_in_the_middle_of_the_page(ems: int) -> None:
    assert job(ems=ems).margin * 2 + ems * 10.5 == pytest.approx(WIDTH)


@pytest.mark.parametrize("text", list(TEXTS))
def test_every_text_says_its_language_and_has_paragraphs(text: str) -> None:
    require("pandoc")
    blocks = paragraphs(job(text).markdown)

    assert web.language(job(text)) == {"hant": "zh-Hant", "ja": "ja"}.get(text, "zh-Hans")
    assert sum(len(folded(block.text)) for block in blocks) > (600 if text in {"hant", "ja"} else 2800)


def test_a_paragraph_reads_the_same_in_every_maker_s_language() -> None:
    block = Block("paragraph", RUNS)

    assert web._block(block) == ('<p class="paragraph">用<code>a_b#c</code>的&quot;100%&quot;<br>第{二}行<strong>重</strong></p>')
    assert typst_maker._block(block) == '#"用"#raw("a_b#c")#"的\\"100%\\""#linebreak()#"第{二}行"#strong[#"重"]'
    assert xelatex_maker._block(block) == r'用\texttt{a\_b\#c}的"100\%"\newline{}第\{二\}行\textbf{重}'


def test_figures_are_short_and_true() -> None:
    row = dict(zip(table.HEADS, table._row(table.Result(job(), "typst", MEASURES)), strict=True))

    assert (row["flush"], row["loose"], row["p50"], row["p99"], row["squeeze"], row["gap"]) == (".997", "", ".000", "10.250", "3/4", "")
    assert (row["gap p5–p95"], row["runts"], row["text kept"]) == ("", "1", "yes")


def test_new_rows_take_the_place_of_old_ones_and_leave_the_others(tmp_path: Path) -> None:
    document = tmp_path / "table.md"
    document.write_text("one\n\n" + "\n\n".join((*table.SUMMARY_MARKS, *table.MARKS)) + "\n\ntwo\n", encoding="utf-8")
    first = [table.Result(job(), maker, MEASURES) for maker in ("xelatex", "typst")]
    table.written(first, list(MAKERS), document)
    table.written([table.Result(job(), "typst", replace(MEASURES, flush=0.5)), table.Result(job(ems=18), "typst", MEASURES)],
                  list(MAKERS), document)

    text = document.read_text(encoding="utf-8")
    rows = re.findall(r"^\| novel \| 10.5 \| (\d+) \| (\w+) \| 9 \| (\S+)", text, re.MULTILINE)
    assert rows == [("18", "typst", ".997"), ("30", "typst", ".500"), ("30", "xelatex", ".997")]
    assert re.findall(r"^\| (\d+) \| (\w+) \| 1 \| 9 \| (\S+)", text, re.MULTILINE) == rows
    assert (text[:5], text[-5:]) == ("one\n\n", "\ntwo\n")


def test_a_document_without_marks_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "table.md"
    document.write_text("one\n", encoding="utf-8")

    with pytest.raises(ValueError, match="must have"):
        table.written([], list(MAKERS), document)
