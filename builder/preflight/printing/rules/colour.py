"""The inks: colours of light, spot inks, black of several inks, more ink than the paper bears."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from builder.preflight.printing.colours import spots
from builder.preflight.printing.findings import Finding
from builder.preflight.printing.observed import Observed, Space, Use
from builder.preflight.printing.tally import RICH_BLACK_BELOW
from builder.profile import Profile

INK_SLACK, PICTURE_SLACK = 1.0, 5.0
"""Percent of ink that rounding adds to a colour, and JPEG to a picture."""
_NAMES = {"text": "text", "drawing": "a drawing", "picture": "a picture", "shading": "a shading", "link": "an annotation"}


def light(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V087, V088: colours that are not in the inks of the press, in drawings and text, and in pictures."""
    pages_of: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for page in seen.pages:
        for use in sorted(page.uses):
            code = "V088" if use.where == "picture" else "V087"
            reason = _refused(use, profile)
            if reason:
                message = f"{_NAMES[use.where]} in {use.space.family} ({_kind(use.space)})"
                pages_of[code, message, reason].append(page.number)
    for (code, message, hint), pages in pages_of.items():
        yield Finding(code, message, hint, tuple(pages))


def _refused(use: Use, profile: Profile) -> str:
    """Return how to mend a colour, or empty when the printer takes it.

    PDF/X-1a knows DeviceGray, DeviceCMYK, Separation and DeviceN alone (ISO 15930-1 and 15930-4, 6.2.3).
    """
    space = use.space
    takes_light = profile.pictures == "srgb" if use.where == "picture" else profile.ink == "any"
    if space.kind == "rgb":
        if not takes_light:
            return "convert it to CMYK, with the printer's output profile"
        if profile.standard and not space.tagged:
            return f"{profile.standard} takes RGB with the profile of its colours only; embed sRGB, or convert it to CMYK"
    if space.tagged and profile.standard.startswith("PDF/X-1a"):
        return f"{profile.standard} takes no colours with a profile of their own; convert it to gray or CMYK without one"
    return ""


def _kind(space: Space) -> str:
    return {"rgb": "colours of light", "gray": "gray", "cmyk": "CMYK"}.get(space.kind, space.kind)


def spot_inks(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V091: inks beyond the four of the press. The colorants All and Black are marks and the press's own black."""
    if profile.ink != "cmyk":
        return
    pages_of: dict[str, list[int]] = defaultdict(list)
    for page in seen.pages:
        for name in {name for use in page.uses for name in spots(use.space)}:
            pages_of[name].append(page.number)
    for name, pages in sorted(pages_of.items()):
        yield Finding("V091", f"the spot ink {name[:60]!r}", "convert it to the four inks of the press, or ask for a fifth",
                      tuple(pages))


def rich_black(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V089: small letters in black of several inks, which never lie quite on each other."""
    found = [page for page in seen.pages if page.rich_black]
    if profile.ink == "cmyk" and found:
        size = min(page.rich_black for page in found)
        yield Finding("V089", f"black text of {size:.3g} pt in several inks",
                      f"set text below {RICH_BLACK_BELOW:g} pt in black ink alone: 0 0 0 1 k",
                      tuple(page.number for page in found))


def ink(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V090: more ink in one place than the printer allows, in flat colours and in CMYK pictures."""
    limit = profile.ink_limit
    if profile.ink != "cmyk" or not limit:
        return
    flat = [page for page in seen.pages if page.ink > limit + INK_SLACK]
    if flat:
        yield Finding("V090", f"{max(page.ink for page in flat):.0f} % of ink in a colour, {limit} % is the most",
                      "choose a colour with less ink", tuple(page.number for page in flat))
    heavy = [(picture.ink, page.number) for page in seen.pages for picture in page.pictures
             if picture.ink > limit + PICTURE_SLACK]
    if heavy:
        yield Finding("V090", f"{max(heavy)[0]:.0f} % of ink in a picture, {limit} % is the most",
                      "convert the picture with an output profile made for that limit",
                      tuple(sorted({page for _, page in heavy})))


RULES = (light, rich_black, ink, spot_inks)
