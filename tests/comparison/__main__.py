"""The command line of the comparison."""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from oracles.lines import measured

from .jobs import MEASURES, OTHER_SIZES, OTHER_SIZES_EMS, SIZE, TEXTS, USUAL, Job
from .makers import MAKERS
from .speed import measured as timed
from .table import DOCUMENT, Result, faults, table, written


def main(arguments: Sequence[str]) -> int:
    """Set and measure what the arguments ask for; return the exit code."""
    asked = _parser().parse_args(arguments)
    if asked.speed:
        return _speed()
    makers = [name for name in asked.only or _usual() if _is_there(name)]
    jobs = _jobs(asked)
    results = list(_results(jobs, makers, asked.keep))
    if asked.json:
        _say(json.dumps([_plain(result) for result in results], ensure_ascii=False, indent=1))
    else:
        _say(table(results))
    if asked.faults:
        _say("\n".join(fault for result in results for fault in faults(result)))
    if asked.write:
        written(results, list(MAKERS))
        _warn(f"the table is in {DOCUMENT.name}")
    return 0 if len(results) == len(jobs) * len(makers) else 1


def _speed() -> int:
    with tempfile.TemporaryDirectory() as folder:
        speeds = timed(Path(folder))
    alone = speeds[0]
    for speed in speeds:
        _say(f"{speed.way}: {speed.pages} pages, layout {speed.layout:.2f} s (x {speed.layout / alone.layout:.2f}), "
             f"with writing {speed.whole:.2f} s (x {speed.whole / alone.whole:.2f})")
    return 0


def _usual() -> list[str]:
    return [name for name, maker in MAKERS.items() if maker.is_usual]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make compare-lines", description="Set texts with several makers and measure the lines.")
    parser.add_argument("--only", action="append", choices=list(MAKERS), help="a maker; may be given again (all that are installed)")
    parser.add_argument("--text", action="append", choices=list(TEXTS), help=f"a text; may be given again ({', '.join(USUAL)})")
    parser.add_argument("--ems", action="append", type=int, help=f"a measure in ems; may be given again ({MEASURES})")
    parser.add_argument("--size", action="append", type=float, help=f"a body size in pt ({SIZE}, and {OTHER_SIZES} at {OTHER_SIZES_EMS} ems)")
    parser.add_argument("--speed", action="store_true", help="time the layout of a long book with and without our lines instead")
    parser.add_argument("--json", action="store_true", help="everything measured, instead of the table")
    parser.add_argument("--faults", action="store_true", help="name the lines that are at fault, below the table")
    parser.add_argument("--write", action="store_true", help=f"put the rows into {DOCUMENT.name} too")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the PDFs there")
    return parser


def _jobs(asked: argparse.Namespace) -> list[Job]:
    """Return the jobs asked for; without a size, the other sizes are set too when no measure is named."""
    jobs = []
    for text in asked.text or USUAL:
        for size in asked.size or (SIZE, *(OTHER_SIZES if not asked.ems else ())):
            usual = MEASURES if size == SIZE or asked.size else (OTHER_SIZES_EMS,)
            jobs += [Job(text, TEXTS[text], ems, size) for ems in asked.ems or usual]
    return jobs


def _is_there(maker: str) -> bool:
    missing = MAKERS[maker].missing()
    if missing:
        _warn(f"SKIPPED {maker}: {missing}")
    return not missing


def _results(jobs: Sequence[Job], makers: Sequence[str], keep: Path | None) -> Iterator[Result]:
    for job in jobs:
        for maker in makers:
            with tempfile.TemporaryDirectory() as folder:
                start = time.monotonic()
                try:
                    pdf = MAKERS[maker].make(job, Path(folder))
                except Exception as error:  # one maker's failure must not cost the others' results
                    _warn(f"FAILED {job.text} {job.size:g} pt {job.ems} ems {maker}: {type(error).__name__}: {error}")
                    continue
                _warn(f"{job.text} {job.size:g} pt {job.ems} ems {maker}: {time.monotonic() - start:.1f} s")
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(pdf, keep / f"{job.text}-{job.size:g}-{job.ems}-{maker}.pdf")
                yield Result(job, maker, measured(pdf, source=job.markdown, measure=job.measure))


def _plain(result: Result) -> dict[str, object]:
    job = result.job
    return {"text": job.text, "size": job.size, "ems": job.ems, "maker": result.maker, **dataclasses.asdict(result.measures)}


def _say(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")


def _warn(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
