"""The command line for one PDF of any maker: `python tests/comparison/measure.py book.pdf --source post.md`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str]) -> int:
    """Print what was measured; return the exit code."""
    from oracles.lines import measured, off_grid

    parser = argparse.ArgumentParser(prog="measure.py", description="Measure how well the lines of a PDF of one column are set.")
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--source", type=Path, help="the Markdown it was made of; without it paragraphs are guessed")
    parser.add_argument("--measure", type=float, default=0.0, metavar="PT", help="width of the column; else as far as lines reach")
    parser.add_argument("--grid", type=float, nargs=2, metavar=("ORIGIN", "LEADING"), help="name the lines off this grid, in pt")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    source = asked.source.read_text(encoding="utf-8") if asked.source else ""
    found = dataclasses.asdict(measured(asked.pdf, source=source, measure=asked.measure))
    if asked.grid:
        found["off_grid"] = off_grid(asked.pdf, origin=asked.grid[0], leading=asked.grid[1], source=source)
    if asked.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        return 0
    for name, value in found.items():
        shown = [*value] if isinstance(value, (list, tuple)) else [value]
        sys.stdout.write(f"{name:12} {len(shown) if isinstance(value, (list, tuple)) else _shown(value)}\n")
        sys.stdout.writelines(f"{'':14}{line}\n" for line in shown if isinstance(value, (list, tuple)))
    return 0


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {_shown(part)}" for name, part in value.items())
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main(sys.argv[1:]))
