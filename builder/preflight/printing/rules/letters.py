"""Letters and lines: fonts in the file, sizes a press can hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from builder.errors import Severity
from builder.preflight.printing.findings import Finding
from builder.preflight.printing.observed import Observed
from builder.profile import Profile

_SLACK = 0.02
"""Rounding, in pt."""


def fonts(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V052, V053, V054: fonts that are not embedded, embedded whole, or made of drawings (Type 3)."""
    del profile
    pages_of: dict[tuple[str, str], list[int]] = defaultdict(list)
    for page in seen.pages:
        for font in sorted(page.fonts):
            code = "V054" if font.kind == "Type3" else "V052" if not font.embedded else "V053" if not font.subset else ""
            if code:
                pages_of[code, font.name].append(page.number)
    said = {
        "V052": ("the font {} is not embedded", "the printer has another of that name, or none: embed it", Severity.ERROR),
        "V053": ("the font {} is embedded whole", "embed only the glyphs the book uses", Severity.WARNING),
        "V054": ("a Type 3 font", "printing houses refuse fonts made of drawings; embed TrueType or OpenType", Severity.ERROR),
    }
    for (code, name), pages in sorted(pages_of.items()):
        message, hint, severity = said[code]
        yield Finding(code, message.format(name[:80]), hint, tuple(pages), severity)


def small_type(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V092: letters smaller than the printer's least."""
    found = [page for page in seen.pages if 0 < page.smallest_type < profile.smallest_type - _SLACK]
    if found:
        smallest = min(page.smallest_type for page in found)
        yield Finding("V092", f"text of {smallest:.3g} pt, {profile.smallest_type:g} pt is the least", "set it larger",
                      tuple(page.number for page in found))


def thin_lines(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V093: lines thinner than the printer's least; a width of 0 is as thin as each machine can draw."""
    found = [(page.thinnest_line, page.number) for page in seen.pages
             if page.thinnest_line is not None and page.thinnest_line < profile.thinnest_line - _SLACK]
    if found:
        yield Finding("V093", f"a line of {min(found)[0]:.2g} pt, {profile.thinnest_line:g} pt is the least",
                      "draw it thicker, or it breaks up in print", tuple(number for _, number in found))


RULES = (fonts, small_type, thin_lines)
