"""Check: the bytes of a finished file of either kind, told apart by their content."""

from __future__ import annotations

from builder.errors import Report
from builder.preflight import epub, pdf


def check(data: bytes, name: str, report: Report) -> None:
    """Report what is wrong with a finished EPUB or PDF, as V-codes; inner files are named `NAME/INNER:LINE`.

    `name` is the file as the user would type it. Nothing is raised for a bad file.
    """
    match kind(data):
        case "epub":
            epub.check(data, name, report)
        case "pdf":
            pdf.check(data, name, report)
        case _:
            report.error("V001", "the file is empty" if not data else "the file is neither an EPUB nor a PDF", path=name,
                         hint="name a finished .epub or .pdf")


def kind(data: bytes) -> str:
    """Return `epub` or `pdf` by a file's first bytes, or empty."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "epub"
    return "pdf" if b"%PDF-" in data[:1024] else ""  # PDF readers look for the header that far (ISO 32000-1, H.3)
