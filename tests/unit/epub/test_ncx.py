from __future__ import annotations

from lxml import etree

from builder.epub.documents import texts
from builder.epub.ncx import NCX, ncx
from builder.model import Entry, Pages, Role

from .specimen import METADATA


def entry(title: str, href: str, *entries: Entry) -> Entry:
    return Entry(title, "", href, Role.CHAPTER, entries)


def test_points_are_numbered_in_reading_order(pages: Pages) -> None:
    root = etree.fromstring(ncx(pages.metadata, pages.outline))
    assert [(p.get("playOrder"), texts(p, "*[1]/*/text()")[0]) for p in root.iter(f"{{{NCX}}}navPoint")] == [("1", "引言"), ("2", "时代一 简易"), ("3", "Borg"), ("4", "结语")]
    assert texts(root, "//*[local-name()='content']/@src") == [
        "introduction.xhtml", "chapter-01.xhtml", "chapter-01.xhtml#borg", "conclusion.xhtml"]


def test_the_identifier_is_the_packages(pages: Pages) -> None:
    root = etree.fromstring(ncx(pages.metadata, pages.outline))
    assert texts(root, "//*[@name='dtb:uid']/@content") == [METADATA.identifier]
    assert texts(root, "//*[@name='dtb:depth']/@content") == ["2"]


def test_parts_chapters_and_sections_are_told_and_nothing_below() -> None:
    deep = entry("a", "a", entry("b", "b", entry("c", "c", entry("d", "d"))))
    root = etree.fromstring(ncx(METADATA, [deep]))
    assert texts(root, "//*[local-name()='content']/@src") == ["a", "b", "c"]
    assert texts(root, "//*[@name='dtb:depth']/@content") == ["3"]


def test_points_that_lead_to_one_place_share_a_number_and_ids_do_not() -> None:
    root = etree.fromstring(ncx(METADATA, [entry("a", "a"), entry("b", "a"), entry("c", "c")]))
    assert texts(root, "//@playOrder") == ["1", "1", "2"]
    assert len(set(texts(root, "//@id"))) == 3
