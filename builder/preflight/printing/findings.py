"""Findings: what a printer would refuse, with the pages it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from builder.errors import Diagnostic, Severity

OF_THE_TEXT = frozenset({"V092", "V093", "V094", "V095"})
"""Codes that speak of what an author brings or may want: small signs and thin lines, pictures too small for their place."""
RANGES_MOST = 12
"""Ranges of pages that a message names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a printer would refuse or is warned of."""

    code: str
    message: str
    hint: str
    pages: tuple[int, ...] = ()
    """Counted from 1, in order; empty: the file as a whole."""
    severity: Severity = Severity.ERROR

    def diagnostic(self, path: str) -> Diagnostic:
        """Return it as the command tells it, the pages before the message."""
        place = f"{named(self.pages)}: " if self.pages else ""
        return Diagnostic(self.severity, self.code, place + self.message, path, hint=self.hint or None)


def named(pages: Iterable[int]) -> str:
    """Return pages in words, neighbours merged: `page 3`, `pages 3, 5-7`."""
    runs = []
    for _, group in groupby(enumerate(sorted(set(pages))), key=lambda pair: pair[1] - pair[0]):
        run = [page for _, page in group]
        runs.append(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]))
    more = f" and {len(runs) - RANGES_MOST} more places" if len(runs) > RANGES_MOST else ""
    word = "page" if len(runs) == 1 and "-" not in runs[0] else "pages"
    return f"{word} {', '.join(runs[:RANGES_MOST])}{more}"
