"""The standard: what PDF/X asks of a file beyond its pages (ISO 15930-1, -4 and -7)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from builder.errors import Severity
from builder.preflight.printing.findings import Finding
from builder.preflight.printing.observed import Observed, OutputIntent
from builder.profile import Profile

X1A_2001, X1A_2003, X4 = "PDF/X-1a:2001", "PDF/X-1a:2003", "PDF/X-4"
NEWEST = {X1A_2001: (1, 3), X1A_2003: (1, 4), X4: (1, 6)}
"""Versions of PDF that a standard is built on."""
_INKS = 4


def transparency(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V097, V098: live transparency, forbidden by PDF/X-1a (ISO 15930-4, 6.4) and flattened by houses without a standard."""
    is_old = profile.standard.startswith("PDF/X-1a")
    pages_of: dict[str, list[int]] = defaultdict(list)
    for page in seen.pages:
        for effect in sorted(page.transparency - (set() if is_old else {"group"})):
            pages_of[effect].append(page.number)
    for effect, pages in pages_of.items():
        if is_old:
            yield Finding("V097", f"live transparency ({effect})", f"{profile.standard} has none: flatten it", tuple(pages))
        elif not profile.standard:
            yield Finding("V098", f"live transparency ({effect})", f"{profile.name} flattens it in its own way",
                          tuple(pages), Severity.WARNING)


def identification(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V099: the file does not say that it is of the standard asked for."""
    if not profile.standard:
        return
    said = _said(seen)
    wanted = {X1A_2001: {X1A_2001, "PDF/X-1:2001"}, X4: {X4, "PDF/X-4p"}}.get(profile.standard, {profile.standard})
    if profile.standard == X1A_2001 and seen.entries.get("GTS_PDFXConformance") != X1A_2001:
        wanted = set()
    if said not in wanted:
        yield Finding("V099", f"the file does not say that it is {profile.standard}" + (f" but {said[:40]!r}" if said else ""),
                      f"save it as {profile.standard}")


def _said(seen: Observed) -> str:
    """Return the version of PDF/X a file names: in its XMP for PDF/X-4 (ISO 15930-7, 6.17), in its Info before."""
    return _in_xmp(seen.xmp, "GTS_PDFXVersion") or seen.entries.get("GTS_PDFXVersion", "")


def _in_xmp(xmp: str, key: str) -> str:
    """Return a simple value of a metadata stream, written as an element or as an attribute, whatever its prefix."""
    found = re.search(rf"<[\w.-]+:{key}>\s*([^<]{{1,200}}?)\s*</|[\w.-]+:{key}\s*=\s*[\"']([^\"']{{1,200}})[\"']", xmp)
    return (found[1] or found[2] or "") if found else ""


def output_intent(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V100: no output intent, or not the one the printer prints by (ISO 15930-4, 6.11; 15930-7, 6.4)."""
    if not profile.standard:
        return
    hint = f"name the printing condition {profile.condition}" + (" and embed its output profile" if profile.embeds_icc else "")
    intents = [intent for intent in seen.intents if intent.kind == "GTS_PDFX"]
    if len(intents) != 1:
        yield Finding("V100", f"{len(intents) or 'no'} output intent{'s' if intents else ''} for print", hint)
        return
    for message in _mistaken(intents[0], profile):
        yield Finding("V100", message, hint)


def _mistaken(intent: OutputIntent, profile: Profile) -> Iterator[str]:
    if not intent.condition:
        yield "the output intent names no printing condition"
    elif profile.condition and _plain(profile.condition) not in _plain(intent.condition):
        yield f"the output intent is {intent.condition[:60]!r}, not {profile.condition!r}"
    if intent.profile and intent.profile != _INKS:
        yield "the output profile is not one of four inks"
    if profile.embeds_icc and not intent.profile:
        yield "the output intent has no output profile"
    elif not profile.embeds_icc and intent.profile:
        yield f"the output intent carries an output profile, which {profile.name} does not want"
    if not intent.profile and not intent.registry:
        yield "the output intent has neither an output profile nor a registry that knows its condition"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def version(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V101: a version of PDF newer than the standard."""
    newest = NEWEST.get(profile.standard)
    if newest is None:
        return
    parts = tuple(int(part) for part in seen.version.split(".") if part.isdecimal())
    if parts > newest:
        yield Finding("V101", f"the file is PDF {seen.version}, {profile.standard} ends at {newest[0]}.{newest[1]}",
                      f"save it as {profile.standard}")
    elif seen.compressed_structure and newest < (1, 5):
        yield Finding("V101", f"the file has a compressed structure, which came after PDF {newest[0]}.{newest[1]}",
                      "save it without object streams")


def information(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V102: Title, dates, Trapped or ID are missing (ISO 15930-4, 6.14 and 6.15; 15930-7, 6.5 and 6.17)."""
    if not profile.standard:
        return
    missing = [key for key, tag in (("Title", "dc:title"), ("CreationDate", "xmp:CreateDate"), ("ModDate", "xmp:ModifyDate"))
               if not seen.entries.get(key) and not (profile.standard == X4 and tag in seen.xmp)]
    trapped = seen.entries.get("Trapped", "") or _in_xmp(seen.xmp, "Trapped")
    if trapped not in {"True", "False"}:
        missing.append("Trapped")
    if not seen.has_identity:
        missing.append("ID")
    if missing:
        yield Finding("V102", f"the file does not give {', '.join(missing)}",
                      f"{profile.standard} asks for {'it' if len(missing) == 1 else 'them'}")


def forbidden(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V103: layers, transfer curves and PostScript, which PDF/X-1a does not have (X-4 has layers)."""
    if not profile.standard:
        return
    if seen.layers and profile.standard != X4:
        yield Finding("V103", "the file has layers", f"{profile.standard} has none: save it flat")
    pages_of: dict[str, list[int]] = defaultdict(list)
    for page in seen.pages:
        for thing in sorted(page.forbidden):
            pages_of[thing].append(page.number)
    for thing, pages in pages_of.items():
        yield Finding("V103", f"the page uses {thing}", f"{profile.standard} has none", tuple(pages))


def outline(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V104: bookmarks where the printer wants none."""
    if seen.outline and not profile.outline:
        yield Finding("V104", "the file has bookmarks", f"{profile.name} wants none; save the book for print without them")


def links(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V105: links and comments where the printer wants none. Printer's marks and trap networks are part of printing."""
    if profile.annotations:
        return
    found = [(page.number, {kind for kind in page.annotations if kind not in {"PrinterMark", "TrapNet"}})
             for page in seen.pages]
    kinds = sorted({kind for _, on_page in found for kind in on_page})
    if kinds:
        named = ", ".join("links" if kind == "Link" else kind or "unnamed" for kind in kinds[:6])
        yield Finding("V105", f"annotations: {named}", "on paper they lead nowhere; save the book for print without them",
                      tuple(number for number, on_page in found if on_page))


RULES = (transparency, identification, output_intent, version, information, forbidden, outline, links)
