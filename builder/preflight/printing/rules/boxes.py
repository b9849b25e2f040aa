"""The sheet: trim size, bleed, the boxes in each other, marks outside the trimmed page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from builder.preflight.printing.findings import Finding
from builder.preflight.printing.observed import MM, Box, Observed, Page
from builder.profile import Profile
from builder.typography import TRIMS

SLACK = 0.1
"""What rounding takes from a length, in mm: a cutter is less exact by far."""
_MARK_LONGEST, _MARK_THICKEST, _MARK_REACH = 15 * MM, 1.0, 20 * MM
_CORNERS = 4
_TOLD = 5
"""Sizes that are told one by one; the rest together."""


def trim_of(page: Page, profile: Profile) -> Box:
    """Return the trimmed page: the TrimBox, or what is left of the page inside the bleed that is asked for."""
    return page.within(page.trim) or page.crop.grown(-profile.bleed * MM)


def wanted_trims(profile: Profile) -> tuple[tuple[float, float], ...]:
    """Return the sizes a printer takes, width and height in mm; empty when it takes any."""
    return tuple(TRIMS[name] for name in profile.trims if name in TRIMS)


def trim_sizes(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V080: a size the printer does not cut, or pages of different sizes."""
    pages_of = _pages_by_size(seen, profile)
    if profile.standard and (missing := tuple(page.number for page in seen.pages if page.trim is None)):
        yield Finding("V080", "no TrimBox",
                      f"{profile.standard} asks for one on every page: it says where the paper is cut", missing)
    taken = wanted_trims(profile)
    for size, pages in list(pages_of.items())[:_TOLD]:
        if taken and not any(_alike(size, known) for known in taken):
            yield Finding("V080", f"trimmed to {_named(size)}, which {profile.name} does not take",
                          f"it takes {', '.join(profile.trims)}", tuple(pages))
    if len(pages_of) > 1:
        first, *others = sorted(pages_of.items(), key=lambda item: -len(item[1]))
        for size, pages in others[:_TOLD]:
            yield Finding("V080", f"trimmed to {_named(size)}, the other pages to {_named(first[0])}",
                          "all pages of a book are cut alike", tuple(pages))
        if rest := [page for _, pages in others[_TOLD:] for page in pages]:
            yield Finding("V080", f"trimmed to {len(others) - _TOLD} other sizes", "all pages of a book are cut alike",
                          tuple(sorted(rest)))


def _pages_by_size(seen: Observed, profile: Profile) -> dict[tuple[float, float], list[int]]:
    """Return the pages of each size; sizes that differ by no more than the slack are one."""
    pages_of: dict[tuple[float, float], list[int]] = {}
    near: dict[tuple[int, int], tuple[float, float]] = {}
    for page in seen.pages:
        width, height = trim_of(page, profile).size
        cell = (int(width / SLACK), int(height / SLACK))
        around = [near[cell[0] + x, cell[1] + y] for x in (0, -1, 1) for y in (0, -1, 1) if (cell[0] + x, cell[1] + y) in near]
        size = next((known for known in around if _alike(known, (width, height))), (width, height))
        near.setdefault(cell, size)
        pages_of.setdefault(size, []).append(page.number)
    return pages_of


def _alike(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= SLACK for a, b in zip(one, other, strict=True))


def _named(size: tuple[float, float]) -> str:
    return f"{size[0]:.4g} x {size[1]:.4g} mm"


def bleed(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V081: a bleed that is not the one asked for; without marks the page ends where the bleed does."""
    wrong: dict[str, list[int]] = defaultdict(list)
    for page in seen.pages:
        trim, outer = trim_of(page, profile), page.outer
        if page.bleed is None and page.trim is not None and profile.marks:
            outer = trim
        sides = [(a - b) / MM for a, b in zip(
            (trim.left, trim.bottom, outer.right, outer.top), (outer.left, outer.bottom, trim.right, trim.top), strict=True)]
        worst = max(sides, key=lambda side: abs(side - profile.bleed))
        if abs(worst - profile.bleed) > SLACK:
            wrong[f"{worst:.3g} mm of bleed, {profile.bleed:g} mm are asked for"].append(page.number)
        elif not profile.marks and not _same(outer, page.crop):
            wrong["the page is larger than the trimmed page with its bleed"].append(page.number)
    hint = (f"set the BleedBox {profile.bleed:g} mm outside the TrimBox on all sides" if profile.bleed
            else "let the page be the trimmed page")
    for message, pages in wrong.items():
        yield Finding("V081", message, hint, tuple(pages))


def _same(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= SLACK * MM for a, b in zip(one, other, strict=True))


def nesting(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V082: boxes that are not in each other, do not begin at 0, 0, or a page that is turned or scaled."""
    del profile
    wrong: dict[tuple[str, str], list[int]] = defaultdict(list)
    for page in seen.pages:
        if page.bleed is not None and not page.media.holds(page.bleed, SLACK):
            wrong["the BleedBox reaches out of the MediaBox", "the sheet must hold the bleed"].append(page.number)
        if page.trim is not None and not (page.bleed or page.media).holds(page.trim, SLACK):
            wrong["the TrimBox reaches out of the BleedBox", "the bleed lies around the trimmed page"].append(page.number)
        if (page.media.left, page.media.bottom) != (0, 0):
            wrong["the MediaBox does not begin at 0, 0", "some prepress tools then misplace the page"].append(page.number)
        if page.turned % 360 or page.unit != 1:
            wrong["the page is turned or scaled", "give the page the size it has on paper"].append(page.number)
    for (message, hint), pages in wrong.items():
        yield Finding("V082", message, hint, tuple(pages))


def marks(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V085, V086: marks outside the trimmed page where none may be, or none where they are asked for."""
    if profile.marks:
        without = tuple(page.number for page in seen.pages
                        if not page.unread and _corners(page, trim_of(page, profile)) < _CORNERS)
        if without:
            yield Finding("V086", "no crop marks at the four corners", f"{profile.name} cuts by marks outside the bleed",
                          without)
        return
    marked = tuple(page.number for page in seen.pages if page.outside and _corners(page, trim_of(page, profile)))
    if marked:
        yield Finding("V085", "marks outside the trimmed page",
                      f"{profile.name} wants the page alone: save it without printer's marks", marked)


def _corners(page: Page, trim: Box) -> int:
    """Return at how many corners of the trimmed page a short thin line stands outside it."""
    found: set[tuple[bool, bool]] = set()
    middle_x, middle_y = (trim.left + trim.right) / 2, (trim.bottom + trim.top) / 2
    for box in page.outside:
        width, height = box.right - box.left, box.top - box.bottom
        if min(width, height) > _MARK_THICKEST or not 2 < max(width, height) < _MARK_LONGEST:
            continue
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        corner = trim.left if x < middle_x else trim.right, trim.bottom if y < middle_y else trim.top
        if abs(x - corner[0]) < _MARK_REACH and abs(y - corner[1]) < _MARK_REACH:
            found.add((x < middle_x, y < middle_y))
    return len(found)


RULES = (trim_sizes, bleed, nesting, marks)
