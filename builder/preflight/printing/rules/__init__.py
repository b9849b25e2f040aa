"""Rules: each is a function from what was observed and a profile to findings; RULES is their order in a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from builder.preflight.printing.findings import Finding
from builder.preflight.printing.observed import Observed
from builder.preflight.printing.rules import book, boxes, colour, letters, margins, pictures, standard
from builder.profile import Profile

Rule = Callable[[Observed, Profile], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *boxes.RULES, *margins.RULES, *colour.RULES, *letters.RULES, *pictures.RULES, *standard.RULES, *book.RULES)
