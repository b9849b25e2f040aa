"""Judging: the bytes of a PDF and a profile come in, findings leave."""

from __future__ import annotations

from builder.preflight.printing.findings import Finding
from builder.preflight.printing.observed import MM
from builder.preflight.printing.reading import observe
from builder.preflight.printing.rules import RULES
from builder.profile import Profile


def judge(data: bytes, profile: Profile) -> tuple[Finding, ...]:
    """Return what that printer would refuse in a PDF, and what it is warned of, in the order of the rules.

    Raises:
        pikepdf.PdfError, pypdfium2.PdfiumError and what reading a damaged object raises.
    """
    seen = observe(data, lambda pages: max(profile.margin, profile.gutter(pages)) * MM)
    return tuple(finding for rule in RULES for finding in rule(seen, profile))
