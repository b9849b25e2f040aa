"""The book as a whole: how many pages, blanks, language."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from builder.errors import Severity
from builder.preflight.printing.findings import Finding
from builder.preflight.printing.observed import Observed
from builder.profile import Profile


def length(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V106: too few pages, too many, or a number that is no multiple of what a sheet gives."""
    pages = len(seen.pages)
    if pages < profile.fewest:
        yield Finding("V106", f"the book has {pages} pages, {profile.fewest} are the fewest",
                      "add pages, or choose another binding")
    if profile.most and pages > profile.most:
        yield Finding("V106", f"the book has {pages} pages, {profile.most} are the most", "set it closer, or make two volumes")
    if profile.multiple > 1 and pages % profile.multiple:
        odd = "which is odd" if profile.multiple == 2 else f"no multiple of {profile.multiple}"
        yield Finding("V106", f"the book has {pages} pages, {odd}", f"add {-pages % profile.multiple} blank at the end")


def blanks(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V107: too many blank pages in a row, or at the end."""
    runs = [tuple(page.number for page in run)
            for is_blank, run in groupby(seen.pages, key=lambda page: page.blank) if is_blank]
    for run in runs:
        is_end = run[-1] == len(seen.pages)
        most = profile.blank_end if is_end else profile.blank_run
        if most and len(run) > most:
            yield Finding("V107", f"{len(run)} blank pages {'at the end' if is_end else 'in a row'}, {most} are the most",
                          "take some out: they look like a mistake of the file", run)


def last(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V108: something on the last page where the printer puts its own mark."""
    if profile.last_blank and seen.pages and not seen.pages[-1].blank and not seen.pages[-1].unread:
        yield Finding("V108", "the last page is not blank", f"{profile.name} prints its own bar code there; add a blank page",
                      (len(seen.pages),))


def language(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V109: a language that the printer is not known to take."""
    subtag = seen.language.partition("-")[0].lower()
    if profile.languages and subtag and subtag not in profile.languages:
        yield Finding("V109", f"the book is in {seen.language[:20]!r}, which {profile.name} is not known to take",
                      f"ask before you send it; known are {', '.join(profile.languages)}", severity=Severity.WARNING)


def wholeness(seen: Observed, profile: Profile) -> Iterator[Finding]:
    """V050: a page that draws without end, or is damaged, was not read to its end, and no printer's software will."""
    del profile
    unread = {reason: tuple(page.number for page in seen.pages if page.unread == reason) for reason in ("endless", "damaged")}
    if unread["endless"]:
        yield Finding("V050", "the file draws more than any book and was not read from here on",
                      "make it again, or do not trust it", unread["endless"])
    if unread["damaged"]:
        yield Finding("V050", "the content is damaged", "make or fetch the file again", unread["damaged"])
    unmeasured = tuple(page.number for page in seen.pages if not page.is_measured)
    if unmeasured:
        yield Finding("V050", "so much is clipped that what stands near the edges was not all looked at",
                      "look at the edges yourself, or have the drawings made simpler", unmeasured, Severity.WARNING)
    if len(seen.pages) < seen.count:
        yield Finding("V050", f"the file has {seen.count} pages, and {len(seen.pages)} were read", "split it into volumes")


RULES = (length, blanks, last, language, wholeness)
