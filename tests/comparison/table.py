"""Measures as rows of a Markdown table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from oracles.lines import Measures, Spread

from .jobs import SIZE, TEXTS, TOP, USUAL, Job

DOCUMENT = TOP / "docs" / "explanation" / "line-comparison.md"
MARKS = ("<!-- compared: begin -->", "<!-- compared: end -->")
SUMMARY_MARKS = ("<!-- together: begin -->", "<!-- together: end -->")

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


def summary(rows: Sequence[Row]) -> str:
    """Return a table of all texts together at the usual size, a row for each measure and maker; shares are weighed by lines."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row[1] == f"{SIZE:g}" and row[0] in USUAL:
            groups[row[2], row[3]].append(row)
    heads = ("ems", "maker", "texts", "lines", "flush", "loose", "worst p99", "kinsoku", "squeeze", "runts")
    lines = [heads, tuple("---" if head == "maker" else "--:" for head in heads)]
    for (ems, maker), found in groups.items():
        cells = [dict(zip(HEADS, row, strict=True)) for row in found]
        counts = [int(cell["lines"]) for cell in cells]
        shares = [_shown(sum(float(c[name] or 0) * n for c, n in zip(cells, counts, strict=True)) / sum(counts))
                  for name in ("flush", "loose")]
        parts = [cell["squeeze"].split("/") for cell in cells if cell["squeeze"]]
        lines.append((ems, maker, str(len(cells)), str(sum(counts)), *shares, _shown(max(float(c["p99"] or 0) for c in cells)),
                      str(sum(int(c["kinsoku"]) for c in cells)), "/".join(str(sum(map(int, column))) for column in zip(*parts, strict=True)),
                      str(sum(int(c["runts"]) for c in cells))))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def written(results: Sequence[Result], order: Sequence[str], path: Path = DOCUMENT) -> None:
    """Put results between the marks of the document, in the place of older ones of the same text, size, measure and maker.

    Args:
        results: what was measured.
        order: the makers' names as they follow one another.
        path: the document.

    Raises:
        ValueError: when the document has not all marks.
    """
    texts = list(TEXTS)
    text = path.read_text(encoding="utf-8")
    rows = {row[:4]: row for row in (*_rows(_between(text, *MARKS)), *map(_row, results))}

    def place(row: Row) -> tuple[int, float, int, int]:
        name, size, ems, maker = row[:4]
        return texts.index(name), float(size), int(ems), order.index(maker)

    kept = sorted((row for row in rows.values() if row[0] in texts and row[3] in order), key=place)
    text = _put(text, *MARKS, _table(kept))
    text = _put(text, *SUMMARY_MARKS, summary(sorted(kept, key=lambda row: place(row)[2:])))
    path.write_text(text, encoding="utf-8")


def _between(text: str, begin: str, end: str) -> str:
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"the document must have {begin} and {end}, once each")
    return text.partition(begin)[2].partition(end)[0]


def _put(text: str, begin: str, end: str, content: str) -> str:
    return f"{text.partition(begin)[0]}{begin}\n\n{content}\n{end}{text.partition(end)[2]}"


def _rows(markdown: str) -> list[Row]:
    lines = [line for line in markdown.splitlines() if line.startswith("| ")]
    rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines]
    return [row for row in rows[2:] if len(row) == len(HEADS)]
