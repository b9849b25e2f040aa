"""The margins: what is printed keeps its distance from the cut and from the back, or goes over the cut into the bleed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from builder.preflight.printing.findings import Finding
from builder.preflight.printing.observed import MM, Box, Extent, Observed, Page
from builder.preflight.printing.rules.boxes import SLACK, trim_of
from builder.profile import Profile

NAMES = {"text": "text", "drawing": "a drawing", "picture": "a picture"}
SIDES = ("left", "bottom", "right", "top")


class _Breach(NamedTuple):
    side: str
    kind: str
    distance: float
    """In mm from the edge; negative beyond it."""
    wanted: float
    page: int


def margins(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V083, V084: printed matter too near to the cut, or to the back of the book."""
    worst: dict[str, list[_Breach]] = defaultdict(list)
    gutter = max(profile.gutter(len(seen.pages)), profile.margin)
    for page in seen.pages:
        inner = "left" if page.number % 2 != seen.from_right else "right"
        for breach in _breaches(page, profile, inner, gutter):
            worst["inner" if breach.side == inner else "outer"].append(breach)
    for edge, breaches in worst.items():
        nearest = min(breaches, key=lambda breach: breach.distance)
        code, named = ("V084", "the inner edge") if edge == "inner" else ("V083", "the trimmed edge")
        hint = f"keep {nearest.wanted:g} mm free" + (
            f": a book of {len(seen.pages)} pages needs them to be opened" if edge == "inner" and profile.gutters else
            f", or let it go {profile.bleed:g} mm over the edge" if profile.bleed else "")
        yield Finding(code, f"{NAMES[nearest.kind]} stands {max(nearest.distance, 0):.3g} mm from {named}, "
                      f"{nearest.wanted:g} mm are asked for", hint, tuple(sorted({breach.page for breach in breaches})))


def _breaches(page: Page, profile: Profile, inner: str, gutter: float) -> Iterator[_Breach]:
    trim = trim_of(page, profile)
    for extent in page.extents:
        for side, distance in zip(SIDES, _distances(extent.box, trim), strict=True):
            wanted = gutter if side == inner else profile.margin
            if wanted and distance < wanted - SLACK and not _bleeds(extent, distance, profile.bleed):
                yield _Breach(side, extent.kind, distance, wanted, page.number)


def _distances(box: Box, trim: Box) -> tuple[float, float, float, float]:
    return ((box.left - trim.left) / MM, (box.bottom - trim.bottom) / MM,
            (trim.right - box.right) / MM, (trim.top - box.top) / MM)


def _bleeds(extent: Extent, distance: float, bleed: float) -> bool:
    """Return whether something goes over the edge as far as the bleed: a ground or a picture that is meant to be cut."""
    return extent.kind != "text" and bleed > 0 and distance <= SLACK - bleed


RULES = (margins,)
