from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from builder.epub import nav
from builder.epub.documents import parse, text_of, texts
from builder.errors import Report
from builder.model import Entry, Pages, Role

from .specimen import with_page

ONLY_HEADING = ('<nav epub:type="toc" role="doc-toc" id="contents"><h1>目录</h1>\n<ol>', "<div><h1>目录</h1>\n<ol>")


def found(pages: Pages) -> list[str]:
    report = Report()
    documents = parse(pages.pages, report)
    nav.verify(documents[1], pages.outline, documents, report)
    return [f"{d.code} {d.message}" for d in report]


def test_a_true_contents_page_passes(pages: Pages) -> None:
    assert found(pages) == []


@pytest.mark.parametrize(("old", "new", "said"), [
    ('<li><a href="conclusion.xhtml">结语</a></li>', "", "does not list '结语'"),
    ('href="chapter-01.xhtml#borg"', 'href="chapter-01.xhtml#gone"', "leads to a place that is not in the book"),
    ('href="chapter-01.xhtml#borg"', 'href="conclusion.xhtml#end"', "out of reading order at 'conclusion.xhtml'"),
    (">Borg<", "> <", "has no text"),
])
def test_a_contents_page_that_disagrees_is_refused(pages: Pages, old: str, new: str, said: str) -> None:
    assert any(line.startswith("E008") and said in line for line in found(with_page(pages, "nav.xhtml", (old, new))))


def test_an_outline_out_of_order_is_refused(pages: Pages) -> None:
    first, second, third = pages.outline
    assert "E008 the outline is out of reading order at 'introduction.xhtml'" in found(
        replace(pages, outline=(second, first, third)))


def test_sections_out_of_order_within_a_page_are_refused(pages: Pages) -> None:
    first, second, third = pages.outline
    wrong = replace(second, entries=(*second.entries, Entry("简易", "", "chapter-01.xhtml#simple", Role.CHAPTER)))
    assert "E008 the outline is out of reading order at 'chapter-01.xhtml#simple'" in found(
        replace(pages, outline=(first, wrong, third)))



def test_lists_that_a_theme_leaves_out_are_made(pages: Pages) -> None:
    bare = replace(pages.pages[1], markup=pages.pages[2].markup)
    documents = parse((pages.pages[0], bare, *pages.pages[2:]), Report())
    nav.complete(documents[1], pages.outline, documents, {})
    report = Report()
    nav.verify(documents[1], pages.outline, documents, report)
    assert not len(report)
    made = nav.nav_of(documents[1], "toc")
    assert made is not None
    assert texts(made, ".//@href") == [e.href for e in nav.flat(pages.outline)]
    assert [text_of(a) for a in made.iter("{*}a")] == ["引言", "时代一 简易", "Borg", "结语"]
    marks = nav.nav_of(documents[1], "landmarks")
    assert marks is not None
    assert texts(marks, ".//@href") == ["cover.xhtml", "nav.xhtml", "chapter-01.xhtml"]
    assert marks.get("hidden") == "hidden"


def test_lists_that_a_theme_has_are_left_alone(pages: Pages) -> None:
    documents = parse(pages.pages, Report())
    before = etree.tostring(documents[1].root)
    nav.complete(documents[1], pages.outline, documents, {})
    assert etree.tostring(documents[1].root) == before
