"""Check: the bytes of a finished file of either kind, told apart by their content."""

from __future__ import annotations

from collections.abc import Sequence

from builder.errors import Report
from builder.preflight import epub, pdf, reading_systems
from builder.preflight.printing import Finding
from builder.profile import Profile


def check(data: bytes, name: str, report: Report, profile: Profile | None = None) -> tuple[Finding, ...]:
    """Report what is wrong with a finished EPUB or PDF, as V-codes; inner files are named `NAME/INNER:LINE`.

    `name` is the file as the user would type it. With a `profile` a PDF is judged as that printer would, whose rules win over
    those of any printer. Returned is what concerns that printer, with page numbers; it is in the report as well. Nothing is
    raised for a bad file.
    """
    match kind(data):
        case "epub":
            epub.check(data, name, report)
        case "pdf":
            own = Report()
            found = pdf.check(data, name, own, profile)
            told = {finding.diagnostic(name) for finding in found}
            for diagnostic in own:
                report.add(diagnostic)
            others = tuple(Finding(d.code, d.message, d.hint or "", severity=d.severity) for d in own if d not in told)
            return (*others, *found) if profile is not None else ()
        case _:
            report.error("V001", "the file is empty" if not data else "the file is neither an EPUB nor a PDF", path=name,
                         hint="name a finished .epub or .pdf")
    return ()


def check_for_readers(
    data: bytes, name: str, report: Report, readers: Sequence[str],
) -> tuple[reading_systems.Finding, ...]:
    """Report what those readers refuse, drop or show badly in a finished EPUB, and of the general rules what matters to any.

    Returned is what concerns those readers; it is in the report as well. Nothing is raised for a bad file; of a PDF nothing
    is found.
    """
    if kind(data) != "epub":
        return ()
    general = Report()
    epub.check(data, name, general)
    for diagnostic in general:
        if diagnostic.code in reading_systems.GENERAL:
            report.add(diagnostic)
    found = reading_systems.judge(data, name, readers)
    for finding in found:
        report.add(finding.diagnostic(name))
    return found


def kind(data: bytes) -> str:
    """Return `epub` or `pdf` by a file's first bytes, or empty."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "epub"
    return "pdf" if b"%PDF-" in data[:1024] else ""  # PDF readers look for the header that far (ISO 32000-1, H.3)
