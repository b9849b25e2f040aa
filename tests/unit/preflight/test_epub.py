from __future__ import annotations

from unittest import mock

import pytest

from builder.epub.container import packed
from builder.preflight import epub

from .specimen import CHAPTER, NAV, NCX, OPF, SHEET, codes, files, findings, spoilt

MODIFIED = '<meta property="dcterms:modified">2024-12-31T00:00:00Z</meta>'
POINT = '<content src="introduction.xhtml"/>'
COVER_IMAGE = 'media-type="image/jpeg" properties="cover-image"'
TOC_ITEM = '<li><a href="introduction.xhtml">引言</a></li>'


@pytest.mark.parametrize(("inner", "old", "new", "code"), [
    ("META-INF/container.xml", "EPUB/content.opf", "EPUB/gone.opf", "V014"),
    ("META-INF/container.xml", "</container>", "", "V014"),
    (OPF, "</package>", "", "V015"),
    (OPF, 'idref="', 'idref="no-', "V015"),
    (OPF, 'href="images/rule.png"', 'href="images/gone.png"', "V016"),
    (CHAPTER, "</body>", "", "V017"),
    (CHAPTER, "conclusion.xhtml#end", "conclusion.xhtml#gone", "V018"),
    (CHAPTER, "conclusion.xhtml#end", "gone.xhtml", "V018"),
    (CHAPTER, "https://example.com/a", "ftp://example.com/a", "V018"),
    (CHAPTER, "images/5c0ffee5.png", "images/gone.png", "V018"),
    (SHEET, "../images/rule.png", "../images/gone.png", "V018"),
    (NAV, "chapter-01.xhtml#borg", "chapter-01.xhtml#gone", "V018"),
    (CHAPTER, "images/5c0ffee5.png", "https://example.com/a.png", "V019"),
    (SHEET, "../images/rule.png", "https://example.com/a.png", "V019"),
    (CHAPTER, "<hr/>", '<p style="background: url(http://x.y/z)">x</p>', "V019"),
    (CHAPTER, "<hr/>", "<script>1</script>", "V020"),
    (CHAPTER, "<hr/>", "<form></form>", "V020"),
    (CHAPTER, "<hr/>", '<hr onclick="1"/>', "V020"),
    (CHAPTER, "https://example.com/a", "javascript:a", "V020"),
    (SHEET, "margin: 0", "margin: calc(1px)", "V021"),
    (SHEET, "margin: 0", "--x: 1", "V021"),
    (CHAPTER, "<hr/>", '<p style="margin: var(--x)">x</p>', "V021"),
    (SHEET, "margin: 0", "color: red", "V022"),
    (SHEET, "margin: 0", 'font-family: "Gone"', "V024"),
    (SHEET, "p {", 'body { font-family: "Gone" } p {', "V025"),
    (SHEET, "p {", 'html, body { font-family: "Gone" } p {', "V025"),
    (OPF, COVER_IMAGE, 'media-type="image/jpeg"', "V026"),
    (OPF, 'name="cover" content="cover-image"', 'name="cover" content="face-1"', "V026"),
    ("EPUB/cover.xhtml", '<img src="images/c0ffee.jpg" alt="封面"/>', "封面", "V026"),
    (OPF, 'href="images/5c0ffee5.png" media-type="image/png"', 'href="images/5c0ffee5.png" media-type="image/jpeg"', "V027"),
    ("EPUB/images/5c0ffee5.png", "PNG", "PNX", "V027"),
    (OPF, "<dc:language>zh-Hans</dc:language>", "<dc:language>Chinese!</dc:language>", "V028"),
    (OPF, "<dc:language>zh-Hans</dc:language>", "", "V028"),
    (OPF, "<dc:language>zh-Hans</dc:language>", "<dc:language>en</dc:language>", "V028"),
    (OPF, MODIFIED, "", "V029"),
    (OPF, '<dc:identifier id="book-id">', '<dc:relation id="book-id">', "V015"),
    (OPF, ' properties="nav"', "", "V030"),
    (NAV, 'epub:type="toc"', 'epub:type="list"', "V030"),
    (OPF, "application/x-dtbncx+xml", "application/xml", "V031"),
    (NCX, POINT, '<content src="conclusion.xhtml"/>', "V031"),
    (NCX, "urn:uuid:1336", "urn:uuid:0000", "V031"),
    (NCX, "</ncx>", "", "V031"),
    (CHAPTER, "https://example.com/a", "file:///etc/hostname", "V032"),
    (OPF, "https://example.com/source", "/home/" + "ann/books/rain.md", "V032"),
    (CHAPTER, 'alt="一只鸟"', 'alt=""', "V033"),
    (CHAPTER, "<rt>hàn</rt>", "", "V000"),
    (OPF, "rubyAnnotations", "pageBreakMarkers", "V033"),
    (OPF, "</metadata>", '<meta property="dcterms:conformsTo">EPUB Accessibility 1.1</meta></metadata>', "V033"),
    (CHAPTER, "<hr/>", '<p id="borg">x</p>', "V036"),
    (SHEET, "margin: 0", "margin: 1rem", "V038"),
    (CHAPTER, 'lang="zh-Hans" xml:lang="zh-Hans"', "", "V040"),
    (CHAPTER, 'lang="zh-Hans" xml:lang="zh-Hans"', 'xml:lang="en"', "V040"),
    (CHAPTER, "<title>时代一 简易</title>", "<title> </title>", "V041"),
    (NAV, "<li><a epub:type", '<li><a href="cover.xhtml">x</a></li>\n<li><a epub:type', "V042"),
    (NAV, TOC_ITEM, "", "V043"),
    (OPF, '<meta property="schema:accessibilityHazard">none</meta>', "", "V044"),
])
def test_one_spoilt_line_is_one_finding(inner: str, old: str, new: str, code: str) -> None:
    found = codes(spoilt((inner, old, new)))
    assert (code in found) if code != "V000" else not found, found


def test_a_file_the_manifest_does_not_know() -> None:
    (found,) = findings(spoilt(more={"notes.txt": b"x"}))
    assert str(found).startswith("rain.epub/EPUB/content.opf: error[V016] a file is not in the manifest: 'EPUB/notes.txt'")


def test_a_name_that_is_not_ascii() -> None:
    assert "V037" in codes(spoilt(more={"雨.txt": b"x"}))


def test_a_missing_page_is_told_wherever_it_is_named() -> None:
    assert {"V016", "V018"} <= codes(spoilt(without="EPUB/conclusion.xhtml"))


def test_a_finding_names_the_inner_file_and_its_line() -> None:
    (found,) = findings(spoilt((CHAPTER, "conclusion.xhtml#end", "gone.xhtml")))
    assert str(found) == ("rain.epub/EPUB/chapter-01.xhtml:13: error[V018] a link to a place that is not there: 'gone.xhtml'\n"
                          "  hint: mend the link or the id it names")


@pytest.mark.parametrize("data", [b"wOF2" + b"\0" * 60, b"wOFF" + b"\0" * 60, b"\x8f\x01garbage", b""])
def test_fonts_that_not_everybody_reads(data: bytes) -> None:
    assert "V023" in codes(spoilt(more={"fonts/JetBrainsMono-Regular.ttf": data}))


def test_obfuscated_fonts() -> None:
    assert codes(packed(files() | {"META-INF/encryption.xml": b"<encryption/>"})) == {"V023"}


def test_a_font_called_by_another_name() -> None:
    found = findings(spoilt((SHEET, '"JetBrains Mono"', '"My Mono"')))
    assert [d.code for d in found] == ["V024"]
    assert "its own name is 'JetBrains Mono'" in found[0].message


def test_paths_in_the_text_are_the_authors_own_business() -> None:
    assert codes(spoilt((CHAPTER, "<hr/>", "<p><code>cd /" + "home/pi/books; file:///x</code></p>"))) == set()


def test_large_pictures_and_cmyk() -> None:
    from epub.specimen import jpeg, png

    assert codes(spoilt(more={"images/5c0ffee5.png": png(2001, 2000)})) == {"V039"}
    assert "V027" in codes(spoilt(more={"images/c0ffee.jpg": jpeg(components=4)}))
    assert codes(spoilt(more={"images/c0ffee.jpg": jpeg() + b"\0" * 1_000_000})) == {"V026"}
    assert codes(spoilt(more={"images/c0ffee.jpg": jpeg(600, 800)})) == {"V026"}


def test_many_files_and_weight() -> None:
    assert "V034" in codes(spoilt(more={f"{n}.txt": b"" for n in range(300)}))
    data = spoilt()
    for size, code in ((len(data) / 26, "V035"), (len(data) / 51, "V045"), (len(data) / 201, "V046")):
        with mock.patch.object(epub, "MEBIBYTE", size):
            assert codes(data) == {code}


def test_a_book_in_kana_may_say_it_is_japanese() -> None:
    japanese = [(inner, "zh-Hans", "ja") for inner in (OPF, CHAPTER, NAV, "EPUB/cover.xhtml", "EPUB/introduction.xhtml",
                                                       "EPUB/conclusion.xhtml")]
    assert codes(spoilt(*japanese)) == set()
