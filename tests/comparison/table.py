"""Measures as rows of a Markdown table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from oracles.lines import Measures, Spread

from .jobs import TOP, Job

DOCUMENT = TOP / "docs" / "explanation" / "line-comparison.md"
BEGIN, END = "<!-- compared: begin -->", "<!-- compared: end -->"

HEADS = ("text", "pt", "ems", "maker", "lines", "flush", "loose", "p50", "p99", "max", "kinsoku", "squeeze", "gap", "gap p5–p95",
         "gap min–max", "runts", "text kept")


@dataclass(frozen=True, slots=True)
class Result:
    """One job done by one maker."""

    job: Job
    maker: str
    measures: Measures


def table(results: Sequence[Result]) -> str:
    """Return results as a Markdown table; lengths are in em, shares of one."""
    rows = [HEADS, tuple("---" if n in {0, 3} else "--:" for n, _ in enumerate(HEADS)), *map(_row, results)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(result: Result) -> tuple[str, ...]:
    job, m = result.job, result.measures
    return (job.text, f"{job.size:g}", str(job.ems), result.maker, str(m.continuing), _share(m.flush), _share(m.loose, 3),
            *_lengths(m.gaps, "median", "p99", "most"), str(len(m.kinsoku)), _of_pairs(m), *_lengths(m.autospace, "median"),
            "–".join(_lengths(m.autospace, "p5", "p95")), "–".join(_lengths(m.autospace, "least", "most")), str(len(m.runts)),
            "no" if m.difference else "yes")


def _share(share: float | None, places: int = 2) -> str:
    return "" if share is None else f"{share:.{places}f}".replace("0.", ".", 1)


def _lengths(spread: Spread | None, *names: str) -> list[str]:
    return ["" if spread is None else f"{getattr(spread, name) + 0:.3f}".replace("0.", ".", 1).replace("-.000", ".000") for name in names]


def _of_pairs(m: Measures) -> str:
    return "" if m.squeezed is None else f"{round(m.squeezed * m.pairs)}/{m.pairs}"


def faults(result: Result) -> list[str]:
    """Return the lines of a result that are worth a look, one a line of text."""
    m = result.measures
    named = (("ragged", m.ragged), ("off the left edge", m.off_left), ("kinsoku", m.kinsoku), ("runt", m.runts),
             ("text", (m.difference,) if m.difference else ()))
    return [f"{result.job.text} {result.job.ems} {result.maker}: {name}: {line}" for name, lines in named for line in lines]


def written(rows: str, path: Path = DOCUMENT) -> None:
    """Put a table between the marks of the document.

    Raises:
        ValueError: when the document has not both marks.
    """
    text = path.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{path.name} must have {BEGIN} and {END}, once each")
    path.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n\n{rows}\n{END}", text, flags=re.DOTALL), encoding="utf-8")
