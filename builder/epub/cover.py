"""The cover of an EPUB: a JPEG that the package names, and a first page that shows it and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from builder.epub.documents import Document, elements, local, text_of
from builder.errors import Report
from builder.model import Asset, Role


def verify(spine: Sequence[Document], cover: Asset | None, report: Report) -> None:
    """Report E011 for a cover that some reading system would not show."""
    pages = [d for d in spine if d.page.role is Role.COVER]
    if cover is None:
        if pages:
            report.error("E011", "there is a cover page and no cover picture", path=pages[0].page.name,
                         hint="hand the drawn cover to the binding")
        return
    if cover.media_type != "image/jpeg":
        report.error("E011", f"the cover is {cover.media_type}, not a JPEG", path=f"images/{cover.name}",
                     hint="Kindle and Kobo take covers as JPEG")
    if len(pages) != 1 or spine[0] is not pages[0]:
        report.error("E011", "the first page is not the one cover page", hint="one page of role 'cover', before all others")
    for document in pages:
        shown = [e.get("src", "") for e in elements(document.body) if local(e) == "img"]
        text = text_of(document.body).strip()
        if shown != [f"images/{cover.name}"] or text:
            report.error("E011", "the cover page holds something else than the cover picture", path=document.page.name,
                         hint='write <img src="images/{{ cover.name }}" alt="..."/> alone')
