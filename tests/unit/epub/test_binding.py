from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from unittest import mock

import pytest
from lxml import etree

from builder.epub import bind, binding
from builder.epub.documents import texts
from builder.epub.styles import addresses, named_families
from builder.errors import PostpressError, Report
from builder.model import Asset, Matter, Page, Pages, Role, Target
from builder.options import Certification

from .specimen import book, face, page, png, with_page


def files_of(pages: Pages, report: Report | None = None) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bind(pages, report or Report()).data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refused(pages: Pages) -> list[str]:
    report = Report()
    with pytest.raises(PostpressError):
        bind(pages, report)
    return [d.code for d in report]


def manifest(files: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    root = etree.fromstring(files["EPUB/content.opf"])
    return {e.get("href", ""): (e.get("media-type", ""), e.get("properties", "")) for e in root.iter("{*}item")}


def test_a_good_book_binds_without_a_word(pages: Pages) -> None:
    report = Report()
    edition = bind(pages, report)
    assert (edition.target, edition.media_type, edition.name) == (Target.EPUB, "application/epub+zip", "book.epub")
    assert not len(report)


def test_every_file_is_in_the_manifest_with_what_it_holds(pages: Pages) -> None:
    files = files_of(pages)
    assert manifest(files) == {
        "cover.xhtml": ("application/xhtml+xml", ""), "nav.xhtml": ("application/xhtml+xml", "nav"),
        "introduction.xhtml": ("application/xhtml+xml", ""), "chapter-01.xhtml": ("application/xhtml+xml", "mathml"),
        "conclusion.xhtml": ("application/xhtml+xml", ""), "toc.ncx": ("application/x-dtbncx+xml", ""),
        "styles/book.css": ("text/css", ""), "fonts/JetBrainsMono-Regular.ttf": ("font/ttf", ""),
        "images/5c0ffee5.png": ("image/png", ""), "images/rule.png": ("image/png", ""),
        "images/c0ffee.jpg": ("image/jpeg", "cover-image")}
    assert {n.removeprefix("EPUB/") for n in files if n.startswith("EPUB/")} == {*manifest(files), "content.opf"}


def test_the_spine_is_the_pages_in_their_order_and_the_guide_knows_where_the_text_begins(pages: Pages) -> None:
    root = etree.fromstring(files_of(pages)["EPUB/content.opf"])
    ids = {e.get("id"): e.get("href") for e in root.iter("{*}item")}
    assert [ids[i] for i in texts(root, "//*[local-name()='itemref']/@idref")] == [p.name for p in pages.pages]
    assert {e.get("type"): e.get("href") for e in root.iter("{*}reference")} == {
        "cover": "cover.xhtml", "toc": "nav.xhtml", "text": "chapter-01.xhtml"}


def test_the_same_book_has_the_same_bytes(pages: Pages) -> None:
    assert bind(pages, Report()).data == bind(book(), Report()).data


def test_the_sheet_finds_its_files_and_names_no_font_that_is_not_there(pages: Pages) -> None:
    css = files_of(pages)["EPUB/styles/book.css"].decode()
    assert [a for a, _ in addresses(css)] == ["../fonts/JetBrainsMono-Regular.ttf", "../images/rule.png"]
    assert {name for name, _ in named_families(css)} == {"JetBrains Mono"}


def test_a_cover_that_is_also_a_picture_of_the_text_is_stored_once(pages: Pages) -> None:
    assert pages.cover
    assert list(manifest(files_of(replace(pages, assets=(*pages.assets, pages.cover))))).count("images/c0ffee.jpg") == 1


def test_a_book_without_faces_or_cover_binds(pages: Pages) -> None:
    bare = replace(pages, pages=pages.pages[1:], cover=None, faces=(), stylesheet="p { margin: 0 }")
    bare = with_page(bare, "nav.xhtml", ('<li><a epub:type="cover" href="cover.xhtml">封面</a></li>\n', ""))
    files = files_of(bare)
    assert not [n for n in files if "apple" in n or "font" in n]
    assert b'name="cover"' not in files["EPUB/content.opf"]


def test_a_theme_without_a_contents_page_gets_a_nav_outside_the_spine(pages: Pages) -> None:
    files = files_of(replace(pages, pages=tuple(p for p in pages.pages if p.role is not Role.CONTENTS)))
    assert manifest(files)["nav.xhtml"] == ("application/xhtml+xml", "nav")
    root = etree.fromstring(files["EPUB/content.opf"])
    assert "nav" not in texts(root, "//*[local-name()='itemref']/@idref")
    nav = etree.fromstring(files["EPUB/nav.xhtml"])
    assert texts(nav, "//*[local-name()='nav'][1]//@href")[:3] == [
        "introduction.xhtml", "chapter-01.xhtml", "chapter-01.xhtml#borg"]


def test_a_drawing_is_told_in_the_manifest(pages: Pages) -> None:
    changed = with_page(pages, "conclusion.xhtml", ("<p>完。</p>", '<p>完。<svg viewBox="0 0 1 1"><path d="M0 0"/></svg></p>'))
    assert manifest(files_of(changed))["conclusion.xhtml"][1] == "svg"


@pytest.mark.parametrize(("css", "code"), [
    ("p { width: calc(1px) }", "E007"), ("@supports (x: y) { p { margin: 0 } }", "E007"),
    ("p { background: url(https://example.com/a.png) }", "E002"), ("p { background: url(images/gone.png) }", "E005"),
    ("@font-face { font-family: X; src: url(fonts/JetBrainsMono-Regular.ttf) }", "E013"),
])
def test_a_sheet_that_some_reader_drops_is_refused(pages: Pages, css: str, code: str) -> None:
    assert code in refused(replace(pages, stylesheet=pages.stylesheet + css))


def test_a_fault_of_the_sheet_names_declaration_and_place(pages: Pages) -> None:
    report = Report()
    with pytest.raises(PostpressError):
        bind(replace(pages, stylesheet=pages.stylesheet + "p {\n  width: calc(1em + 2px);\n}"), report)
    assert str(report.errors[0]).startswith("styles/book.css:8:3: error[E007] 'width: calc(1em + 2px)': at 'calc()' Adobe-based")



@pytest.mark.parametrize("name", ["章.xhtml", "a b.xhtml", "../a.xhtml", "/a.xhtml", "a.html", "NAV.xhtml"])
def test_unsuitable_names_are_refused(pages: Pages, name: str) -> None:
    more = replace(page("x.xhtml", Role.CHAPTER, Matter.BODY, "x", "<p>x</p>"), name=name)
    assert "E010" in refused(replace(pages, pages=(*pages.pages, more)))


def test_all_mistakes_of_all_pages_are_told_at_once(pages: Pages) -> None:
    wrong = with_page(pages, "chapter-01.xhtml", ("<hr/>", "<script>1</script>"))
    wrong = with_page(wrong, "conclusion.xhtml", ("完。", '<a href="#gone">完</a>'))
    assert refused(replace(wrong, stylesheet="p { width: 1rem }", faces=())) == ["E003", "E005", "E007"]


def test_wrong_faces_pictures_and_covers_are_refused(pages: Pages) -> None:
    assert refused(replace(pages, faces=(replace(face(), data=b"wOF2" + b"\0" * 40),))) == ["E013"]
    assert refused(replace(pages, assets=(Asset("5c0ffee5.png", "image/png", b"RIFF", 1, 1), pages.assets[1]))) == ["E012"]
    assert "E011" in refused(replace(pages, cover=Asset("c0ffee.jpg", "image/jpeg", png(), 1600, 2560), pages=pages.pages[1:]))


def test_metadata_is_judged(pages: Pages) -> None:
    assert refused(replace(pages, metadata=replace(pages.metadata, language="Chinese!"))) == ["E009"]




def test_a_container_that_cannot_be_written_is_told(pages: Pages) -> None:
    with mock.patch.object(binding, "container", side_effect=OSError("no space left")):
        assert refused(pages) == ["E014"]


def test_a_page_is_not_changed_by_binding(pages: Pages) -> None:
    before = tuple(Page(p.name, p.role, p.matter, p.title, p.markup) for p in pages.pages)
    bind(pages, Report())
    assert pages.pages == before


def test_a_claim_of_accessibility_needs_words_for_every_picture(pages: Pages) -> None:
    certified = replace(pages, metadata=replace(pages.metadata, certification=Certification("甲")))
    assert b"a11y:certifiedBy" in files_of(certified)["EPUB/content.opf"]
    bare = with_page(certified, "chapter-01.xhtml", ('alt="一只鸟"', 'alt=""'))
    assert refused(bare) == ["E033"]


def test_languages_are_named_for_readers_of_xml_and_of_html(pages: Pages) -> None:
    marked = with_page(pages, "introduction.xhtml", ("<p>开头。</p>", '<p>开<span lang="ja">はじめ</span><i xml:lang="en">x</i></p>'))
    text = files_of(marked)["EPUB/introduction.xhtml"].decode()
    assert '<span lang="ja" xml:lang="ja">はじめ</span>' in text
    assert '<i xml:lang="en" lang="en">x</i>' in text
