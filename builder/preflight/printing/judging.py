"""Judging: the bytes of a PDF and a profile come in, findings leave."""

from __future__ import annotations

from dataclasses import replace

from builder.preflight.printing.findings import Finding
from builder.preflight.printing.observed import MM
from builder.preflight.printing.reading import observe
from builder.preflight.printing.rules import RULES
from builder.profile import Profile


def for_the_wrap(profile: Profile) -> Profile:
    """Return what that printer asks of the sheet around a book: bleed and inks, no trim size, margins or number of pages."""
    return replace(profile, bleed=profile.wrap_bleed, trims=(), margin=0.0, gutters=(), fewest=1, most=0, multiple=1,
                   last_blank=False)


def judge(data: bytes, profile: Profile) -> tuple[Finding, ...]:
    """Return what that printer would refuse in a PDF, and what it is warned of, in the order of the rules.

    Raises:
        pikepdf.PdfError, pypdfium2.PdfiumError and what reading a damaged object raises.
    """
    seen = observe(data, lambda pages: max(profile.margin, profile.gutter(pages)) * MM)
    return tuple(finding for rule in RULES for finding in rule(seen, profile))
