"""Rules: each is a function from an opened book and its size in bytes to findings; RULES are all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from builder.preflight.opened import Opened
from builder.preflight.reading_systems.findings import Finding
from builder.preflight.reading_systems.rules import book, contents, cover, fonts, markup, notes, pictures, sheets

Rule = Callable[[Opened, int], Iterator[Finding]]

RULES: tuple[Rule, ...] = (*book.RULES, *markup.RULES, *contents.RULES, *cover.RULES, *pictures.RULES, *sheets.RULES,
                           *fonts.RULES, *notes.RULES)
