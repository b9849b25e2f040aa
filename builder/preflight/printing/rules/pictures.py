"""Pictures: enough pixels for their size on paper, of a kind the standard knows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from builder.errors import Severity
from builder.preflight.printing.findings import Finding
from builder.preflight.printing.observed import Observed, Picture
from builder.profile import Profile

_SLACK = 0.99
"""A picture of 298 pixels per inch is one of 300 that was placed on whole points."""


def resolution(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V094, V095: too few pixels for the printed size; for line art in one ink a warning."""
    poorest: dict[tuple[str, str], Picture] = {}
    pages_of: dict[tuple[str, str], list[int]] = defaultdict(list)
    for page in seen.pages:
        for picture in page.pictures:
            code = _too_coarse(picture, profile)
            if code:
                key = code, picture.key
                pages_of[key].append(page.number)
                if key not in poorest or picture.resolution < poorest[key].resolution:
                    poorest[key] = picture
    for (code, name), picture in poorest.items():
        least = profile.line_resolution if code == "V095" else profile.resolution
        width, height = (math.ceil(round(length / 72 * least, 3)) for length in picture.printed)
        yield Finding(
            code, f"a picture of {picture.width} x {picture.height} pixels is printed at {_shown(picture.resolution)} per "
            f"inch, {least} are asked for", f"give one of {width} x {height} pixels, or print it smaller",
            tuple(sorted(set(pages_of[code, name]))), Severity.WARNING if code == "V095" else Severity.ERROR)


def _shown(resolution: float) -> str:
    return f"{resolution:.0f} pixels" if resolution >= 1 else "less than a pixel"


def _too_coarse(picture: Picture, profile: Profile) -> str:
    """Return the code for a picture's resolution, or empty. A row or column of single pixels is a blend, no picture."""
    if min(picture.width, picture.height) <= 1 or not min(picture.printed):
        return ""
    if picture.resolution < profile.resolution * _SLACK:
        return "V094"
    return "V095" if picture.bits == 1 and picture.resolution < profile.line_resolution * _SLACK else ""


def kinds(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V096: pictures of a kind the standard does not have: PDF/X-1a is of the time before JPEG 2000 and 16 bits."""
    if not profile.standard:
        return
    is_old = profile.standard.startswith("PDF/X-1a")
    pages_of: dict[str, list[int]] = defaultdict(list)
    for page in seen.pages:
        for picture in page.pictures:
            reasons = {
                "in JPEG 2000": is_old and "JPXDecode" in picture.filters,
                "packed by JBIG2": profile.standard == "PDF/X-1a:2001" and "JBIG2Decode" in picture.filters,
                "of 16 bits": is_old and picture.bits == 16,
                "with alternates": "alternates" in picture.traits,
                "that stands for another (OPI)": "OPI" in picture.traits,
            }
            for reason in (reason for reason, holds in reasons.items() if holds):
                pages_of[reason].append(page.number)
    for reason, pages in pages_of.items():
        yield Finding("V096", f"a picture {reason}, which {profile.standard} does not take",
                      "save it as JPEG or Flate with 8 bits", tuple(sorted(set(pages))))


RULES = (resolution, kinds)
