"""Measures as rows of a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from oracles.lines import Measures, Spread

from .jobs import TEXTS, TOP, Job

DOCUMENT = TOP / "docs" / "explanation" / "line-comparison.md"
BEGIN, END = "<!-- compared: begin -->", "<!-- compared: end -->"

HEADS = ("text", "pt", "ems", "maker", "lines", "flush", "loose", "p50", "p99", "max", "kinsoku", "squeeze", "gap", "gap p5–p95",
         "gap min–max", "runts", "text kept")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One job done by one maker."""

    job: Job
    maker: str
    measures: Measures


def table(results: Sequence[Result]) -> str:
    """Return results as a Markdown table; lengths are in em, shares of one."""
    return _table([_row(result) for result in results])


def _table(rows: Sequence[Row]) -> str:
    rule = tuple("---" if head in {"text", "maker"} else "--:" for head in HEADS)
    return "".join(f"| {' | '.join(row)} |\n" for row in (HEADS, rule, *rows))


def _row(result: Result) -> Row:
    job, m = result.job, result.measures
    return (job.text, f"{job.size:g}", str(job.ems), result.maker, str(m.continuing), _shown(m.flush), _shown(m.loose),
            *_of(m.gaps, "median", "p99", "most"), str(len(m.kinsoku)), _squeezed(m), *_of(m.autospace, "median"),
            _range(m.autospace, "p5", "p95"), _range(m.autospace, "least", "most"), str(len(m.runts)), "no" if m.difference else "yes")


def _shown(figure: float | None) -> str:
    """Return a figure with three places and no nought before the point."""
    if figure is None:
        return ""
    text = f"{figure:.3f}".replace("-0.000", "0.000")
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def _of(spread: Spread | None, *names: str) -> list[str]:
    return [_shown(getattr(spread, name) if spread else None) for name in names]


def _range(spread: Spread | None, first: str, last: str) -> str:
    return "–".join(_of(spread, first, last)) if spread else ""


def _squeezed(m: Measures) -> str:
    return "" if m.squeezed is None else f"{round(m.squeezed * m.pairs)}/{m.pairs}"


def faults(result: Result) -> list[str]:
    """Return the lines of a result that are worth a look, one a line of text."""
    m = result.measures
    named = (("ragged", m.ragged), ("off the left edge", m.off_left), ("kinsoku", m.kinsoku), ("runt", m.runts),
             ("text", (m.difference,) if m.difference else ()))
    return [f"{result.job.text} {result.job.ems} {result.maker}: {name}: {line}" for name, lines in named for line in lines]


def written(results: Sequence[Result], order: Sequence[str], path: Path = DOCUMENT) -> None:
    """Put results between the marks of the document, in the place of older ones of the same text, size, measure and maker.

    Args:
        results: what was measured.
        order: the makers' names as they follow one another.
        path: the document.

    Raises:
        ValueError: when the document has not both marks.
    """
    text = path.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{path.name} must have {BEGIN} and {END}, once each")
    before, _, rest = text.partition(BEGIN)
    old, _, behind = rest.partition(END)
    rows = {row[:4]: row for row in (*_rows(old), *map(_row, results))}
    texts = list(TEXTS)

    def place(row: Row) -> tuple[int, float, int, int]:
        name, size, ems, maker = row[:4]
        return texts.index(name), float(size), int(ems), order.index(maker)

    kept = [row for row in rows.values() if row[0] in texts and row[3] in order]
    path.write_text(f"{before}{BEGIN}\n\n{_table(sorted(kept, key=place))}\n{END}{behind}", encoding="utf-8")


def _rows(markdown: str) -> list[Row]:
    lines = [line for line in markdown.splitlines() if line.startswith("| ")]
    rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines]
    return [row for row in rows[2:] if len(row) == len(HEADS)]
