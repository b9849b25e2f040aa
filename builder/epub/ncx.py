"""The NCX of EPUB 2 (OPF 2.0.1, 2.4.1), which Kindle, old Adobe readers and many others still read first."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from builder.epub.documents import namespaces
from builder.epub.nav import said
from builder.model import Entry, Metadata

NCX = "http://www.daisy.org/z3986/2005/ncx/"

LEVELS = 3
"""Parts, chapters, sections; Kindle shows the first two of what there is."""


def ncx(metadata: Metadata, outline: Sequence[Entry], page_list: Sequence[Entry] = ()) -> bytes:
    """Return toc.ncx, its points numbered in reading order; points that lead to the same place share a number."""
    root = etree.Element(f"{{{NCX}}}ncx", {"version": "2005-1"}, nsmap=namespaces(NCX))
    root.set("{http://www.w3.org/XML/1998/namespace}lang", metadata.language)
    head = etree.SubElement(root, f"{{{NCX}}}head")
    depth = min(LEVELS, _depth(outline)) or 1
    last = max((int(page.title) for page in page_list if page.title.isdecimal()), default=0)
    for name, content in (("dtb:uid", metadata.identifier), ("dtb:depth", str(depth)),
                          ("dtb:totalPageCount", str(len(page_list))), ("dtb:maxPageNumber", str(last))):
        etree.SubElement(head, f"{{{NCX}}}meta", name=name, content=content)
    _label(root, "docTitle", metadata.title)
    for author in metadata.names("aut"):
        _label(root, "docAuthor", author)
    order: dict[str, int] = {}
    _points(etree.SubElement(root, f"{{{NCX}}}navMap"), outline, LEVELS, order, "point")
    if page_list:
        _pages(etree.SubElement(root, f"{{{NCX}}}pageList"), page_list, order)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _pages(parent: etree._Element, page_list: Sequence[Entry], order: dict[str, int]) -> None:
    _label(parent, "navLabel", "Pages")
    for number, entry in enumerate(page_list, start=1):
        kind = {"value": entry.title, "type": "normal"} if entry.title.isdecimal() else {"type": "front"}
        rank = order.setdefault(entry.href, len(order) + 1)
        target = etree.SubElement(parent, f"{{{NCX}}}pageTarget", {"id": f"page-{number}", **kind, "playOrder": str(rank)})
        _label(target, "navLabel", entry.title)
        etree.SubElement(target, f"{{{NCX}}}content", src=entry.href)


def _depth(entries: Sequence[Entry]) -> int:
    return 1 + max(_depth(entry.entries) for entry in entries) if entries else 0


def _label(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(etree.SubElement(parent, f"{{{NCX}}}{name}"), f"{{{NCX}}}text").text = text


def _points(parent: etree._Element, entries: Sequence[Entry], levels: int, order: dict[str, int], prefix: str) -> None:
    for number, entry in enumerate(entries, start=1):
        rank = order.setdefault(entry.href, len(order) + 1)
        point = etree.SubElement(parent, f"{{{NCX}}}navPoint", id=f"{prefix}-{number}", playOrder=str(rank))
        _label(point, "navLabel", said(entry))
        etree.SubElement(point, f"{{{NCX}}}content", src=entry.href)
        if levels > 1:
            _points(point, entry.entries, levels - 1, order, f"{prefix}-{number}")
