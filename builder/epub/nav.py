"""The navigation document (EPUB 3.3, 7): the theme's own is checked against the outline; where it lacks a list, it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from builder.epub.documents import OPS, XHTML, Document, elements, local, text_of, tokens
from builder.errors import Report
from builder.model import Entry, Matter, Role

NAME = "nav.xhtml"
"""Name of a navigation document made for a theme without a contents page; it stands outside the spine."""

_TYPE = f"{{{OPS}}}type"


def nav_of(document: Document, kind: str) -> etree._Element | None:
    """Return the page's `<nav epub:type="kind">`."""
    return next((e for e in elements(document.root) if local(e) == "nav" and kind in tokens(e, _TYPE)), None)


def flat(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries with those below them, in the order they are read."""
    for entry in entries:
        yield entry
        yield from flat(entry.entries)


def said(entry: Entry) -> str:
    """Return what a reading system lists for an entry."""
    return f"{entry.label} {entry.title}".strip()


def complete(
    contents: Document, outline: Sequence[Entry], documents: Sequence[Document], labels: dict[Role, str],
    page_list: Sequence[Entry] = (), printed: str = "",
) -> None:
    """Add the lists a contents page lacks: the contents themselves, the landmarks, and the pages of the printed book."""
    if nav_of(contents, "toc") is None:
        nav = etree.SubElement(contents.body, f"{{{XHTML}}}nav", {_TYPE: "toc", "role": "doc-toc"})
        etree.SubElement(nav, f"{{{XHTML}}}h1").text = contents.page.title
        _list(nav, outline)
    if page_list:
        _page_list(contents, page_list, printed)
    if nav_of(contents, "landmarks") is None:
        _landmarks(contents, documents, labels)


def _list(parent: etree._Element, entries: Sequence[Entry]) -> None:
    ordered = etree.SubElement(parent, f"{{{XHTML}}}ol")
    for entry in entries:
        item = etree.SubElement(ordered, f"{{{XHTML}}}li")
        etree.SubElement(item, f"{{{XHTML}}}a", href=entry.href).text = said(entry)
        if entry.entries:
            _list(item, entry.entries)


def _page_list(contents: Document, page_list: Sequence[Entry], printed: str) -> None:
    nav = etree.SubElement(contents.body, f"{{{XHTML}}}nav", {_TYPE: "page-list", "role": "doc-pagelist", "hidden": "hidden",
                                                              "aria-label": printed})
    _list(nav, page_list)


def _landmarks(contents: Document, documents: Sequence[Document], labels: dict[Role, str]) -> None:
    """Few of them, because Kobo lists them among the contents."""
    nav = etree.SubElement(contents.body, f"{{{XHTML}}}nav", {_TYPE: "landmarks", "hidden": "hidden"})
    ordered = etree.SubElement(nav, f"{{{XHTML}}}ol")
    for kind, document in landmarks(documents):
        item = etree.SubElement(ordered, f"{{{XHTML}}}li")
        link = etree.SubElement(item, f"{{{XHTML}}}a", {_TYPE: kind, "href": document.page.name})
        link.text = labels.get(document.page.role, document.page.title)


def landmarks(documents: Sequence[Document]) -> list[tuple[str, Document]]:
    """Return the three places a reading system jumps to: cover, contents, and where the text begins."""
    found: dict[str, Document] = {}
    for document in documents:
        page = document.page
        kind = {Role.COVER: "cover", Role.CONTENTS: "toc"}.get(page.role, "bodymatter" if page.matter is Matter.BODY else "")
        if kind:
            found.setdefault(kind, document)
    return list(found.items())


def verify(contents: Document, outline: Sequence[Entry], documents: Sequence[Document], report: Report) -> None:
    """Report E008 where contents and book disagree: an entry missing, one leading nowhere, or one out of reading order.

    Amazon refuses books whose contents are out of spine order.
    """
    places = {d.page.name: {"": -1} | d.ids() for d in documents}
    spine = {d.page.name: rank for rank, d in enumerate(documents)}
    toc = nav_of(contents, "toc")
    anchors = [e for e in elements(toc) if local(e) == "a"] if toc is not None else []
    links = [e.get("href", "") for e in anchors]
    for where, hrefs in (("the outline", [e.href for e in flat(outline)]), ("the contents page", links)):
        last = (-1, -1)
        for href in hrefs:
            file, _, fragment = href.partition("#")
            if file not in spine or fragment not in places[file]:
                report.error("E008", f"{where} leads to a place that is not in the book: {href!r}", path=contents.page.name,
                             hint="the theme's contents template must use the entries' own addresses")
                continue
            here = (spine[file], places[file][fragment])
            if here < last:
                report.error("E008", f"{where} is out of reading order at {href!r}", path=contents.page.name,
                             hint="list the entries as the book has them")
            last = max(last, here)
    for entry in outline:
        if entry.href not in links:
            report.error("E008", f"the contents page does not list {said(entry)!r}", path=contents.page.name,
                         hint="the theme's contents template must list every entry")
    for anchor in anchors:
        if not text_of(anchor).strip():
            report.error("E008", f"an entry of the contents page has no text: {anchor.get('href')!r}", path=contents.page.name,
                         hint="give the section a title")
