"""What those who listen to a book find their way by: headings, roles, words for pictures, heads of tables.

The manuscript and the theme that comes along make pages that pass; a theme of one's own may not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from builder.epub.documents import OPS, XHTML, Document, elements, local, tokens
from builder.errors import Report
from builder.model import Role

ROLES = {
    **{name: f"doc-{name}" for name in (
        "abstract", "acknowledgments", "afterword", "appendix", "backlink", "bibliography", "biblioref", "chapter", "colophon",
        "conclusion", "credit", "credits", "dedication", "endnotes", "epigraph", "epilogue", "errata", "footnote", "foreword",
        "glossary", "glossref", "index", "introduction", "noteref", "notice", "pagebreak", "part", "preface", "prologue",
        "pullquote", "qna", "subtitle", "tip", "toc",
    )},
    "page-list": "doc-pagelist",
}
"""Terms of `epub:type` with the role that says the same to a screen reader (EPUB Type to ARIA Role Authoring Guide 1.1)."""

_TYPE = f"{{{OPS}}}type"
_HEADING = re.compile(r"h[1-6]")


def inspect(documents: Sequence[Document], report: Report) -> None:
    """Report E030 for headings out of order, E031 for a type without its role, E032 for a picture or head that is mute."""
    for document in documents:
        _inspect_headings(document, report)
        for element in elements(document.body):
            _inspect_element(document, element, report)


def _inspect_headings(document: Document, report: Report) -> None:
    last = 0
    for element in elements(document.body):
        if not element.tag.startswith(f"{{{XHTML}}}") or not _HEADING.fullmatch(local(element)):
            continue
        level = int(local(element)[1])
        if level == 1 and last:
            _report(document, element, report, "E030", "the page has a second <h1>",
                    "write the page's title as <h1>, all below as <h2>")
        elif level > last + 1:
            said = f"an <h{level}> follows an <h{last}>" if last else f"the page's first heading is an <h{level}>"
            _report(document, element, report, "E030", said,
                    f"write it as <h{last + 1}>: those who listen jump from level to level")
        last = level


def _inspect_element(document: Document, element: etree._Element, report: Report) -> None:
    in_landmarks = any("landmarks" in tokens(above, _TYPE) for above in element.iterancestors())
    for name in sorted(tokens(element, _TYPE) & ROLES.keys()) if not in_landmarks else ():
        if ROLES[name] not in tokens(element, "role"):
            _report(document, element, report, "E031", f'epub:type="{name}" without its role', f'add role="{ROLES[name]}"')
    if local(element) == "img" and "alt" not in element.attrib:
        _report(document, element, report, "E032", "<img> without an alt", 'write alt="words", or alt="" role="presentation"')
    if local(element) == "th" and element.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
        _report(document, element, report, "E032", "<th> without a scope", 'write scope="col" or scope="row"')


def _report(document: Document, element: etree._Element, report: Report, code: str, message: str, hint: str) -> None:
    path, line = document.place(element)
    report.error(code, message, path=path, line=line, hint=hint)


def undescribed(documents: Sequence[Document]) -> tuple[tuple[str, int], ...]:
    """Return file and line of each picture of the text that has no words and is not said to be decorative."""
    return tuple(
        document.place(element) for document in documents if document.page.role is not Role.COVER
        for element in elements(document.body) if local(element) in {"img", "svg"} and not is_described(element)
    )


def is_described(element: etree._Element) -> bool:
    """Return whether a picture has a text of its own, or says that it is ornament."""
    words = element.get("alt") or element.get("aria-label") or ""
    return bool(words.strip() or element.get("role") in {"presentation", "none"} or element.get("aria-hidden") == "true")
