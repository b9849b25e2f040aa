from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builder.epub.accessibility import Accessibility
from builder.epub.documents import texts
from builder.epub.package import DC, LANGUAGE_TAG, OPF, Item, package, verify
from builder.errors import Report
from builder.model import Contributor, Metadata

from .specimen import METADATA

ACCESS = Accessibility(("textual",), ("textual",), ("readingOrder",), ("none",), "S.")
ITEMS = (Item("page-a", "a.xhtml", "application/xhtml+xml", b"", ("nav", "svg"), in_spine=True, guide="toc", title="T"),
         Item("ncx", "toc.ncx", "application/x-dtbncx+xml", b""),
         Item("cover-image", "images/c.jpg", "image/jpeg", b"", ("cover-image",)))
XML_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1)


def opf(metadata: Metadata = METADATA, *, has_fonts: bool = True) -> etree._Element:
    return etree.fromstring(package(metadata, ITEMS, ACCESS, has_fonts=has_fonts))


def dublin(root: etree._Element, name: str) -> list[str]:
    return [e.text or "" for e in root.iter(f"{{{DC}}}{name}")]


def refined(root: etree._Element, name: str) -> dict[str, str]:
    """Return what refines the element with that text: property -> value."""
    target = next(e.get("id", "") for e in root.iter() if e.text == name)
    return {e.get("property", ""): e.text or "" for e in root.iter(f"{{{OPF}}}meta") if e.get("refines") == f"#{target}"}


def test_metadata_stands_in_its_own_elements() -> None:
    root = opf()
    assert [dublin(root, name) for name in ("identifier", "title", "language", "creator", "contributor", "publisher", "date",
                                            "source", "subject", "description", "rights")] == [
        [METADATA.identifier], ["十年 & 一日", "副题"], ["zh-Hans"], ["Matt Butcher"], ["周喆"], ["某社"], ["2024-12-30"],
        ["https://example.com/source"], ["甲", "乙"], ["<一> & “二”"], ["CC-BY-4.0"]]
    assert root.get("unique-identifier") == root.find(f".//{{{DC}}}identifier").get("id")  # type: ignore[union-attr]  # it is there


def test_people_have_roles_and_a_form_to_sort_by() -> None:
    root = opf()
    assert refined(root, "Matt Butcher") == {"role": "aut", "file-as": "Butcher, Matt", "display-seq": "1"}
    assert refined(root, "周喆") == {"role": "trl", "display-seq": "2"}
    assert set(texts(root, "//*[@property='role']/@scheme")) == {"marc:relators"}


def test_titles_say_which_is_which() -> None:
    root = opf()
    assert refined(root, "十年 & 一日") == {"title-type": "main", "display-seq": "1"}
    assert refined(root, "副题") == {"title-type": "subtitle", "display-seq": "2"}


def test_an_english_article_is_sorted_behind() -> None:
    assert refined(opf(replace(METADATA, title="The Rain", language="en")), "The Rain")["file-as"] == "Rain, The"
    assert "file-as" not in refined(opf(replace(METADATA, title="Theory", language="en")), "Theory")


def test_the_only_dates_are_the_metadatas() -> None:
    assert texts(opf(), "//*[@property='dcterms:modified']/text()") == ["2024-12-31T00:00:00Z"]


def test_what_is_unknown_is_left_out() -> None:
    bare = opf(Metadata(title="T", language="en", identifier="urn:uuid:1", date=METADATA.date))
    names = {etree.QName(e).localname for e in bare.iter(f"{{{DC}}}*")}
    assert names == {"identifier", "title", "language", "date"}
    assert not [e for e in bare.iter(f"{{{OPF}}}meta") if e.text is None and "content" not in e.attrib]


def test_the_cover_is_named_in_both_ways() -> None:
    root = opf()
    assert texts(root, "//*[@name='cover']/@content") == ["cover-image"]
    assert texts(root, "//*[@properties='cover-image']/@id") == ["cover-image"]


def test_apple_is_told_of_fonts_only_when_there_are_some() -> None:
    assert texts(opf(), "//*[@property='ibooks:specified-fonts']/text()") == ["true"]
    without = package(METADATA, ITEMS, ACCESS, has_fonts=False)
    assert b"ibooks" not in without


def test_the_spine_names_the_ncx_and_the_guide_the_contents() -> None:
    root = opf()
    assert texts(root, "//*[local-name()='spine']/@toc") == ["ncx"]
    assert texts(root, "//*[local-name()='itemref']/@idref") == ["page-a"]
    assert texts(root, "//*[local-name()='reference']/@href") == ["a.xhtml"]


@pytest.mark.parametrize(("metadata", "said"), [
    (replace(METADATA, title=" "), "no title"), (replace(METADATA, identifier=""), "no identifier"),
    (replace(METADATA, language=""), "no language"), (replace(METADATA, language="Chinese (simplified)"), "not a language tag"),
    (replace(METADATA, description="a\x01b"), "U+0001"), (replace(METADATA, title="a\ud800"), "U+D800"),
    (replace(METADATA, contributors=(Contributor("a\x00"),)), "U+0000"),
])
def test_metadata_that_cannot_be_written_is_refused(metadata: Metadata, said: str) -> None:
    report = Report()
    verify(metadata, report)
    assert [d.code for d in report] == ["E009"]
    assert said in str(next(iter(report)))


@pytest.mark.parametrize(("tag", "right"), [
    ("zh-Hans", True), ("zh-Hans-CN", True), ("zh-CN", True), ("en", True), ("sl-rozaj-biske", True), ("de-1996", True),
    ("zh-yue-HK", True), ("en-a-bbb-x-a-ccc", True), ("x", False), ("zh_CN", False), ("english", False), ("zh-", False), ("", False),
])
def test_language_tags(tag: str, *, right: bool) -> None:
    assert bool(LANGUAGE_TAG.fullmatch(tag)) is right


@given(XML_TEXT.filter(str.strip), XML_TEXT)
def test_any_text_comes_back_as_it_was(title: str, description: str) -> None:
    root = opf(replace(METADATA, title=title, subtitle="", description=description))
    assert dublin(root, "title") == [title]
    assert dublin(root, "description") == [description]


def test_an_edition_names_the_book_it_was_made_of() -> None:
    assert dublin(opf(replace(METADATA, original="urn:uuid:1")), "relation") == ["urn:uuid:1"]
    assert dublin(opf(), "relation") == []
