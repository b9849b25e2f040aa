"""Findings: what a reader refuses or shows badly, and which readers those are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from builder.errors import Diagnostic, Severity

MOST = 5
"""Findings of one code that are told one by one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that readers refuse, drop or show badly."""

    code: str
    readers: tuple[str, ...]
    """Names of the readers it concerns."""
    message: str
    hint: str
    path: str = ""
    """The file inside the book; empty: the book as a whole."""
    line: int | None = None
    """1-based line in that file."""
    severity: Severity = Severity.ERROR

    def diagnostic(self, name: str) -> Diagnostic:
        """Return it as the command tells it, the readers before the message; `name` is the book as the user typed it."""
        return Diagnostic(self.severity, self.code, f"{', '.join(self.readers)}: {self.message}",
                          f"{name}/{self.path}" if self.path else name, self.line, hint=self.hint)


def concerning(found: Iterable[Finding], readers: Iterable[str]) -> Iterator[Finding]:
    """Yield what concerns the readers asked for, naming no others; of many findings of one code the first ones and a count."""
    asked = frozenset(readers)
    told: dict[str, list[Finding]] = {}
    for finding in dict.fromkeys(found):
        left = tuple(reader for reader in finding.readers if reader in asked)
        if left:
            told.setdefault(finding.code, []).append(replace(finding, readers=left))
    for findings in told.values():
        yield from findings[:MOST]
        if len(findings) > MOST:
            yield replace(findings[0], message=f"{len(findings) - MOST} more of this kind", path="", line=None)
