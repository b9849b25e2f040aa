"""What every command shares: results to stdout, diagnostics and progress to stderr, an exit code at the end.

Results are one path a line or one JSON object.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from builder.errors import EXIT_BY_OWNER, Diagnostic, Exit, PostpressError, Report, Severity

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.HINT: "bold cyan"}

Strict = Annotated[bool, typer.Option("--strict", help="Let warnings fail: the first one gives the exit code.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object to stdout in place of everything else.")]


def stderr() -> Console:
    """Return the console that diagnostics and progress are written to."""
    return Console(stderr=True, highlight=False, emoji=False, markup=False, soft_wrap=True)


def plain(text: str) -> str:
    """Return text with what could drive a terminal shown as an escape: a post is not ours to trust."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]",
                  lambda m: m[0].encode("unicode_escape").decode(), text)


def show(diagnostics: Report | Sequence[Diagnostic], *, quiet: bool = False) -> None:
    """Print diagnostics to stderr; when quiet, the errors alone."""
    console = stderr()
    for diagnostic in diagnostics:
        if quiet and diagnostic.severity is not Severity.ERROR:
            continue
        text = Text(plain(str(diagnostic)))
        text.highlight_regex(rf"(?<!\S){diagnostic.severity}\[{diagnostic.code}\]", COLOURS[diagnostic.severity])
        text.highlight_regex(r"\n  hint:", "green")
        console.print(text)


def _write(data: bytes) -> None:
    """Print bytes to stdout; a reader that has enough (`| head -1`) is no failure."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def results(lines: Sequence[str | Path]) -> None:
    """Print results, file names as the very bytes the file system has."""
    _write(b"".join(os.fsencode(line) + b"\n" for line in lines))


def results_json(value: dict[str, Any]) -> None:
    """Print one JSON object to stdout."""
    # A file name that is not UTF-8 becomes \udcXX, which JSON reads back as the same name.
    _write(json.dumps(value, ensure_ascii=False, indent=2).encode(errors="backslashreplace") + b"\n")


def exit_code(first: Diagnostic) -> Exit:
    """Return the exit code for a command that failed with this first; findings of 1 are for `check` alone."""
    code = EXIT_BY_OWNER[first.code[0]]
    return Exit.BINDING if code is Exit.FINDINGS else code


def load_pipeline() -> ModuleType:
    """Return the library's stages, loaded when a command needs them: Pango and its kin take most of a second.

    Raises:
        PostpressError: X001 when a system library is missing.
    """
    noise = io.StringIO()
    try:
        with contextlib.redirect_stdout(noise):  # WeasyPrint prints when it misses a library
            from builder import pipeline  # noqa: PLC0415  # see above
    except OSError as error:
        report = Report()
        library = re.search(r"library '([^']+)'", str(error))
        report.error("X001", f"a system library is missing: {library[1] if library else error}",
                     hint="'make setup' in a checkout installs it or prints the command; see 'postpress explain X001'")
        raise PostpressError(report) from error
    return pipeline


@contextlib.contextmanager
def watched(*, silent: bool) -> Iterator[Callable[[str], None] | None]:
    """Give a function that shows the step under way, or None where nobody watches."""
    if silent or not sys.stderr.isatty():
        yield None
        return
    with stderr().status("starting") as status:
        yield lambda step: status.update(Text(plain(step)))


def as_dicts(diagnostics: Report) -> list[dict[str, Any]]:
    """Return the diagnostics as they stand in a JSON result."""
    return [dataclasses.asdict(d) for d in diagnostics]


def fail(code: str, message: str, *, path: str | None = None, hint: str | None = None) -> None:
    """End the command with one error.

    Raises:
        PostpressError: always, with that error.
    """
    report = Report()
    report.error(code, message, path=path, hint=hint)
    report.stop_on_errors()


@dataclasses.dataclass
class Outcome:
    """How the work of a command ended."""
    code: Exit = Exit.BUILT


@contextlib.contextmanager
def as_exit(report: Report, *, strict: bool) -> Iterator[Outcome]:
    """Give the exit code of the work inside, whether it ends well or not; the report has its diagnostics."""
    outcome = Outcome()
    try:
        yield outcome
    except PostpressError as error:
        for diagnostic in error.report:
            report.add(diagnostic)
        outcome.code = exit_code(error.report.errors[0])
    else:
        if strict and report.warnings:
            outcome.code = exit_code(report.warnings[0])


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of a table as lines, their columns below each other."""
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(len(rows[0]))] if rows else []
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
