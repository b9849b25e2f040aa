"""What went wrong, where it stands and what to do about it: diagnostics, the report that gathers them, and exit codes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from importlib import resources


class Severity(StrEnum):
    """How much a diagnostic weighs."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Exit(IntEnum):
    """The exit codes of the command; see `docs/reference/exit-codes.md`."""

    BUILT = 0
    FINDINGS = 1
    USAGE = 2
    CONFIG = 3
    CONTENT = 4
    THEME = 5
    ASSET = 6
    BINDING = 7
    DEVICE = 8
    TOOL_MISSING = 9
    OUR_BUG = 70
    INTERRUPTED = 130


EXIT_BY_OWNER = {
    "U": Exit.USAGE,
    "C": Exit.CONFIG,
    "D": Exit.DEVICE,
    "L": Exit.DEVICE,
    "M": Exit.CONTENT,
    "T": Exit.THEME,
    "A": Exit.ASSET,
    "F": Exit.ASSET,
    "E": Exit.BINDING,
    "P": Exit.BINDING,
    "R": Exit.CONFIG,
    "S": Exit.BINDING,
    "V": Exit.FINDINGS,
    "W": Exit.BINDING,
    "X": Exit.TOOL_MISSING,
}
"""A code's first letter names its owner: U usage, C config, D devices, L mail, M manuscript, T theme, A assets, F fonts, E
EPUB, P PDF, R printers, S save, V preflight, W wrap, X outside tools."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding, in one line: where it stands, what it is, and how to mend it."""

    severity: Severity
    """error stops the build at the end of its stage; warning and hint do not."""
    code: str
    """One letter and three digits, never reused: `M004`."""
    message: str
    """One sentence, lower case, without a full stop."""
    path: str | None = None
    """The file as the user would type it, relative to where they stand."""
    line: int | None = None
    """1-based line in that file."""
    column: int | None = None
    """1-based column, counted in characters."""
    hint: str | None = None
    """What to do about it, as an instruction."""

    def __str__(self) -> str:
        place = self.path or ""
        if place and self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        head = f"{place}: " if place else ""
        tail = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{head}{self.severity}[{self.code}] {self.message}{tail}"


class Report:
    """Gathers diagnostics in the order they are found. The only thing a stage changes besides what it returns."""

    def __init__(self) -> None:
        self._diagnostics: dict[Diagnostic, None] = {}

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._diagnostics)

    def __len__(self) -> int:
        return len(self._diagnostics)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic, unless the very same one was found before."""
        self._diagnostics.setdefault(diagnostic)

    def error(
        self, code: str, message: str, *, path: str | None = None, line: int | None = None,
        column: int | None = None, hint: str | None = None,
    ) -> None:
        """Keep an error; the stage goes on and gathers more until `stop_on_errors`."""
        self.add(Diagnostic(Severity.ERROR, code, message, path, line, column, hint))

    def warn(
        self, code: str, message: str, *, path: str | None = None, line: int | None = None,
        column: int | None = None, hint: str | None = None,
    ) -> None:
        """Keep a warning; `--strict` makes warnings fail."""
        self.add(Diagnostic(Severity.WARNING, code, message, path, line, column, hint))

    def hint(
        self, code: str, message: str, *, path: str | None = None, line: int | None = None,
        column: int | None = None, hint: str | None = None,
    ) -> None:
        """Keep a hint: something that would make the book better; never fails a build."""
        self.add(Diagnostic(Severity.HINT, code, message, path, line, column, hint))

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The errors, in the order found."""
        return tuple(d for d in self._diagnostics if d.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The warnings, in the order found."""
        return tuple(d for d in self._diagnostics if d.severity is Severity.WARNING)

    def stop_on_errors(self) -> None:
        """Called once at the end of a stage.

        Raises:
            PostpressError: when the report holds an error.
        """
        if self.errors:
            raise PostpressError(self)


class PostpressError(Exception):
    """A stage found errors and stopped; `report` holds all of them."""

    def __init__(self, report: Report) -> None:
        super().__init__("\n".join(str(d) for d in report.errors))
        self.report = report

    @property
    def exit_code(self) -> Exit:
        """The exit code of the first error's owner."""
        return EXIT_BY_OWNER[self.report.errors[0].code[0]]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `postpress explain CODE` prints."""

    code: str
    """The code explained."""
    severity: Severity
    """The severity it is reported with."""
    title: str
    """What it means, in one line."""
    text: str
    """Why it is so and how to mend it, as short paragraphs of Markdown."""


@cache
def explanations() -> dict[str, Explanation]:
    """Return every known code with its explanation, in the order of the codes; one TOML file an owner."""
    found: dict[str, Explanation] = {}
    for file in sorted(resources.files("builder").joinpath("explanations").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
                found[code] = Explanation(code, Severity(entry["severity"]), entry["title"], entry["text"].strip())
    return dict(sorted(found.items()))
