"""One made EPUB a code: the small book with one thing in it spoilt. The book itself yields nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from epub.specimen import jpeg, png
from oracles.finished import Finished

from builder import cli
from builder.epub.container import packed
from builder.errors import Report, Severity, explanations
from builder.preflight import READERS, check_for_readers
from builder.preflight.opened import open_package
from builder.preflight.reading_systems import Finding, judge
from builder.preflight.reading_systems import rules as all_rules

from ..specimen import CHAPTER, NAV, NCX, OPF, SHEET, files, spoilt

LANGUAGE = "<dc:language>zh-Hans</dc:language>"
COVER = "EPUB/cover.xhtml"
COVER_IMG = '<img src="images/c0ffee.jpg" alt="封面"/>'
ASIDE = '<aside id="note-1" epub:type="footnote" role="doc-footnote">'
NOTEREF = ' epub:type="noteref" role="doc-noteref"'
MODEST = '<meta property="ibooks:specified-fonts">true</meta>'
OPTIONS = "META-INF/com.apple.ibooks.display-options.xml"


def found(data: bytes, readers: tuple[str, ...] = READERS) -> dict[str, Finding]:
    """Return the first finding of each code."""
    return {f.code: f for f in reversed(judge(data, "rain.epub", readers))}


def with_files(change: Callable[[dict[str, bytes]], Mapping[str, bytes]]) -> bytes:
    return packed(change(files()))


def test_the_book_itself_yields_nothing() -> None:
    assert judge(spoilt(), "rain.epub", READERS) == ()


BORG = '<a href="chapter-01.xhtml#borg">x</a>'

SPOILT: list[tuple[str, str, tuple[tuple[str, str, str], ...]]] = [
    ("V120", "", ((OPF, LANGUAGE, ""),)),
    ("V120", "", ((OPF, LANGUAGE, "<dc:language></dc:language>"),)),
    ("V120", "", ((OPF, LANGUAGE, "<dc:language>zh_CN</dc:language>"),)),
    ("V121", "kindle", ((OPF, LANGUAGE, "<dc:language>tlh</dc:language>"),)),
    ("V122", "", ((CHAPTER, "</body>", ""),)),
    ("V122", "", ((NCX, "</ncx>", ""),)),
    ("V123", "", ((CHAPTER, "链接", "链&nbsp;接"),)),
    ("V124", "kindle", ((NCX, '<content src="introduction.xhtml"/>', '<content src="conclusion.xhtml"/>'),)),
    ("V124", "kindle", ((NAV, "introduction.xhtml", "conclusion.xhtml#end"),)),
    ("V125", "kindle", ((OPF, "application/x-dtbncx+xml", "application/xml"),)),
    ("V126", "kindle", ((NAV, '#borg">Borg</a>', f'#borg">Borg</a><ol><li>{BORG}<ol><li>{BORG}</li></ol></li></ol>'),)),
    ("V127", "kindle, kobo, apple", ((OPF, ' properties="cover-image"', ""), (OPF, 'name="cover"', 'name="other"'))),
    ("V130", "", ((CHAPTER, "images/5c0ffee5.png", "https://example.com/a.png"),)),
    ("V130", "", ((SHEET, "../images/rule.png", "//example.com/a.png"),)),
    ("V130", "", ((CHAPTER, "<hr/>", '<p style="background: url(http://x.y/z)">x</p>'),)),
    ("V130", "", ((CHAPTER, "<hr/>", '<audio src="http://x.y/z.mp3"></audio>'),)),
    ("V131", "kindle, kobo, koreader", ((CHAPTER, "<hr/>", "<script>1</script>"),)),
    ("V131", "kindle, kobo, koreader", ((CHAPTER, "<hr/>", '<p onclick="1">x</p>'),)),
    ("V131", "kindle, kobo, koreader", ((CHAPTER, "https://example.com/a", "javascript:a"),)),
    ("V132", "", ((CHAPTER, "<hr/>", "<!-- a -- b -->"),)),
    ("V132", "", ((CHAPTER, "<hr/>", "<!---------->"),)),
    ("V137", "kindle", ((CHAPTER, "<body", '<body id="top"'), (CHAPTER, "conclusion.xhtml#end", "#top"))),
    ("V138", "kindle", ((CHAPTER, ' src="images/5c0ffee5.png"', ""),)),
    ("V139", "kobo", ((SHEET, "margin: 0", "margin: calc(1em + 1px)"),)),
    ("V139", "kobo", ((SHEET, "margin: 0", "--x: 1"),)),
    ("V139", "kobo", ((CHAPTER, "<hr/>", '<p style="margin: var(--x)">x</p>'),)),
    ("V140", "kobo", ((SHEET, "p {", "@supports (display: grid) { p { margin: 0 } } p {"),)),
    ("V140", "kobo", ((SHEET, "margin: 0", "display: grid"),)),
    ("V142", "kobo", ((COVER, COVER_IMG, COVER_IMG + "<p>封面</p>"),)),
    ("V142", "kobo", ((COVER, COVER_IMG, ""),)),
    ("V143", "kobo", ((NAV, "<li><a epub:type=\"toc\"", '<li><a href="cover.xhtml">x</a></li>' * 3 + "<li><a epub:type=\"toc\""),)),
    ("V144", "kobo", ((SHEET, "p {", "body { padding: 1em } p {"),)),
    ("V144", "kobo", ((SHEET, "p {", "html, body { background: url(../images/rule.png) } p {"),)),
    ("V145", "kobo", ((SHEET, "p {", "div { font-size: 1em } p {"),)),
    ("V147", "", ((CHAPTER, "<code>", "<code><b>x</b>"),)),
    ("V147", "", ((SHEET, "code {", "code { font-weight: 700;"),)),
    ("V151", "", ((CHAPTER, ASIDE, '<div id="note-1">'), (CHAPTER, "</aside>", "</div>"))),
    ("V152", "kindle, apple, koreader", ((CHAPTER, '<a href="#noteref-1"', "<i"), (CHAPTER, '>1</a> 注', ">1</i> 注"))),
    ("V153", "kobo, apple, koreader", ((CHAPTER, NOTEREF, ""), (CHAPTER, ">1</a>与", "><sup>1</sup></a>与"))),
    ("V153", "kobo, apple, koreader", ((CHAPTER, NOTEREF, ""), (CHAPTER, ">1</a>与", ">[1]</a>与"))),
    ("V154", "kobo", ((CHAPTER, "注。", "注" * 5001),)),
    ("V157", "kindle", ((SHEET, "p {", 'body { font-family: "Gone" } p {'),)),
    ("V158", "", ((SHEET, "margin: 0", "color: black"),)),
    ("V159", "kobo", ((CHAPTER, "注。", "x" * 310_000),)),
]


@pytest.mark.parametrize(("code", "readers", "changes"), SPOILT)
def test_one_spoilt_thing_is_one_finding_for_the_readers_it_concerns(
    code: str, readers: str, changes: tuple[tuple[str, str, str], ...],
) -> None:
    by_code = found(spoilt(*changes))
    assert code in by_code, by_code
    concerned = by_code[code].readers
    assert set(concerned) == set(readers.split(", ") if readers else READERS)
    assert by_code[code].path


def test_a_note_in_front_of_its_reference() -> None:
    data = spoilt((CHAPTER, "<h2", ASIDE.replace("note-1", "note-0") + "注<a href='#late'>1</a></aside><h2"),
                  (CHAPTER, "<hr/>", f'<p><a href="#note-0" id="late"{NOTEREF}>2</a></p>'))
    assert set(found(data)) == {"V154"}
    assert "before its reference" in found(data)["V154"].message


def test_the_way_back_from_a_note_looks_like_no_reference() -> None:
    back = (CHAPTER, '<a href="#noteref-1" role="doc-backlink">1</a>', '<a href="#noteref-1"><sup>1</sup></a>')
    assert found(spoilt(back)) == {}


@pytest.mark.parametrize(("cover", "code"), [
    (png(1600, 2560), "V128"), (jpeg(components=4), "V128"),
    (jpeg().replace(b"\xff\xc0", b"\xff\xe2\0\x20ICC_PROFILE\0 Adobe RGB 98765\0\xff\xc0", 1), "V128"),
    (jpeg(400, 600), "V129"), (jpeg(1600, 20_000), "V129"), (jpeg() + b"\0" * 1_000_000, "V129"),
])
def test_covers_that_kindle_does_not_want(cover: bytes, code: str) -> None:
    assert code in found(spoilt(more={"images/c0ffee.jpg": cover}))


def test_a_cover_in_srgb_is_wanted() -> None:
    cover = jpeg().replace(b"\xff\xc0", b"\xff\xe2\0\x20ICC_PROFILE\0 sRGB 1234567890\0\xff\xc0", 1)
    assert found(spoilt(more={"images/c0ffee.jpg": cover})) == {}


@pytest.mark.parametrize(("mebibytes", "code"), [(26, "V135"), (51, "V134"), (201, "V133")])
def test_books_too_large_to_send(mebibytes: int, code: str) -> None:
    opened = open_package("rain.epub", files(), Report())
    assert opened is not None
    assert [finding.code for finding in all_rules.book.weight(opened, mebibytes << 20)] == [code]


def test_names_with_spaces() -> None:
    assert "V141" in found(spoilt(more={"a b.txt": b""}))
    assert "V141" in found(spoilt(more={"雨.txt": b""}))


@pytest.mark.parametrize("algorithm", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
def test_obfuscated_fonts_concern_some_readers_and_locked_files_all(algorithm: str) -> None:
    def locked(method: str) -> Finding:
        xml = f'<encryption><EncryptedData><EncryptionMethod Algorithm="{method}"/></EncryptedData></encryption>'
        return found(packed(files() | {"META-INF/encryption.xml": xml.encode()}))["V149"]

    assert locked(algorithm).readers == ("kindle", "koreader")
    assert locked("http://www.w3.org/2001/04/xmlenc#aes128-cbc").readers == READERS


def test_fonts_that_nothing_tells_apple_to_use() -> None:
    quiet = spoilt((OPF, MODEST, ""))
    assert found(quiet) == {}, "the file of options tells it too"
    with_neither = with_files(lambda all_: {name: data.replace(MODEST.encode(), b"") for name, data in all_.items() if name != OPTIONS})
    assert set(found(with_neither)) == {"V146"}
    assert found(with_neither)["V146"].readers == ("apple",)


@pytest.mark.parametrize("data", [b"wOFF" + b"\0" * 60, b"wOF2" + b"\0" * 60])
def test_fonts_that_come_as_woff_alone(data: bytes) -> None:
    woff = spoilt(more={"fonts/JetBrainsMono-Regular.ttf": data})
    assert set(found(woff)) == {"V148"}


def test_sheets_and_fonts_that_the_manifest_does_not_name() -> None:
    assert "V150" in found(spoilt((OPF, 'media-type="text/css"', 'media-type="text/plain"')))
    face = spoilt((SHEET, "JetBrainsMono-Regular.ttf", "Other.ttf"), more={"fonts/Other.ttf": files()["EPUB/fonts/JetBrainsMono-Regular.ttf"]})
    assert found(face)["V150"].readers == ("koreader",)


def test_pictures_that_stay_blank() -> None:
    assert "V155" in found(spoilt(more={"images/5c0ffee5.png": b"RIFF\0\0\0\0WEBPVP8 "}))
    assert "V155" in found(spoilt(more={"images/5c0ffee5.png": jpeg(2, 2)}))
    cmyk = spoilt((OPF, "images/5c0ffee5.png\" media-type=\"image/png", "images/5c0ffee5.jpg\" media-type=\"image/jpeg"),
                  more={"images/5c0ffee5.jpg": jpeg(2, 2, components=4)})
    assert "CMYK" in found(cmyk)["V155"].message


def test_pictures_too_large() -> None:
    assert "V156" in found(spoilt(more={"images/5c0ffee5.png": png(2500, 2500)}))
    assert "V156" in found(spoilt(more={"images/5c0ffee5.png": png() + b"\0" * (6 << 20)}))


def test_a_book_of_pictures_alone() -> None:
    def stripped(all_: dict[str, bytes]) -> dict[str, bytes]:
        picture = b'<body><img src="images/5c0ffee5.png" alt="x"/></body>'
        return {name: re.sub(rb"<body.*</body>", picture, data, flags=re.DOTALL)
                if name.endswith(".xhtml") and name not in {NAV, COVER} else data for name, data in all_.items()}

    assert "V136" in found(with_files(stripped))


def test_entities_of_a_page_of_epub_2_are_declared() -> None:
    doctype = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
    assert "V123" not in found(spoilt((CHAPTER, "<!DOCTYPE html>", doctype), (CHAPTER, "链接", "链&nbsp;接")))


def test_what_is_wrong_behind_a_broken_place_is_found_too() -> None:
    assert {"V123", "V131"} <= set(found(spoilt((CHAPTER, "链接", "链&nbsp;接"), (CHAPTER, "<hr/>", "<script>1</script>"))))


def test_bold_is_looked_for_where_it_is_and_not_elsewhere() -> None:
    rule = '@font-face { font-family: "JetBrains Mono"; font-weight: bold; src: url(../fonts/JetBrainsMono-Regular.ttf) } code {'
    bold = (CHAPTER, "<code>", "<code><b>x</b>")
    assert "V147" not in found(spoilt(bold, (SHEET, "code {", rule)))
    assert "V147" not in found(spoilt(bold, (SHEET, "code {", "b { font-weight: normal } code {")))
    assert "V147" not in found(spoilt((CHAPTER, "<hr/>", "<p><b>x</b></p>")))
    assert "V147" in found(spoilt((CHAPTER, "<hr/>", "<p style=\"font: bold 1em 'JetBrains Mono'\">x</p>")))


def test_readers_are_asked_alone_and_named_alone() -> None:
    data = spoilt((CHAPTER, "<hr/>", "<script>1</script>"), (SHEET, "margin: 0", "margin: calc(1em)"))
    assert set(found(data, ("apple",))) == set()
    assert set(found(data, ("kindle",))) == {"V131"}
    assert found(data, ("kindle",))["V131"].readers == ("kindle",)


def test_many_of_a_kind_are_counted() -> None:
    told = [f.message for f in judge(spoilt((CHAPTER, "<hr/>", "<script>1</script>\n" * 9)), "rain.epub", READERS) if f.code == "V131"]
    assert len(told) == 6
    assert told[-1] == "4 more of this kind"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04junk", b"%PDF-1.7"])
def test_what_is_no_epub_yields_nothing_here(data: bytes) -> None:
    assert judge(data, "a.epub", READERS) == ()


def test_every_code_is_tested_and_weighs_what_its_explanation_says() -> None:
    codes = {code for code in explanations() if "V120" <= code <= "V159"}
    here = set(re.findall(r"V1[2-5]\d", Path(__file__).read_text(encoding="utf-8")))
    assert codes <= here
    for code, _, changes in SPOILT:
        if code in (by_code := found(spoilt(*changes))):
            assert by_code[code].severity is explanations()[code].severity, code
    sources = "".join(p.read_text(encoding="utf-8") for p in Path(all_rules.__file__).parent.glob("*.py"))
    assert set(re.findall(r'Finding\("(V\d+)"', sources)) == codes


def test_check_tells_readers_and_general_faults_that_matter_to_all() -> None:
    report = Report()
    data = spoilt((CHAPTER, "conclusion.xhtml#end", "gone.xhtml"), (SHEET, "margin: 0", "margin: calc(1em)"))
    judged = check_for_readers(data, "rain.epub", report, ("kobo",))
    assert [d.code for d in report] == ["V018", "V139"]
    assert [f.code for f in judged] == ["V139"]
    told = report.errors[1]
    assert (told.path, told.line, told.severity) == ("rain.epub/EPUB/styles/book.css", 4, Severity.ERROR)
    assert told.message.startswith("kobo: 'margin: calc(1em)'")


def test_of_a_pdf_nothing_is_found() -> None:
    assert check_for_readers(b"%PDF-1.7", "a.pdf", Report(), READERS) == ()


# ---- the command

def test_the_command_lists_findings_by_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "rain.epub"
    book.write_bytes(spoilt((SHEET, "margin: 0", "margin: calc(1em)")))
    assert cli.main(["check", str(book), "--own", "--reader", "kobo,kindle", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["readers"] == ["kindle", "kobo"]
    (finding,) = told["findings"]
    assert (finding["code"], finding["readers"], finding["path"], finding["line"]) == ("V139", ["kobo"], "EPUB/styles/book.css", 4)
    assert cli.main(["check", str(book), "--own", "--reader", "apple"]) == 0
    assert cli.main(["check", str(book), "--own", "--reader", "ALL"]) == 1


# ---- our own books

def test_our_own_books_yield_nothing(finished: Finished) -> None:
    assert judge(finished.epub.read_bytes(), "book.epub", READERS) == ()


@pytest.mark.parametrize("page", [
    b"", b"\0\1\2", b"<", b"<html/>", b"<p>a<!-- b --><b>c</b></p>", "<html><body><a href='http://[x#y'>1</a></body></html>".encode("utf-16"),
    b"<html><head><style>} { @media { x </style></head><body><b style='font:'>x</b><img src='http://[x'/></body></html>",
])
def test_pages_of_any_kind_are_borne(page: bytes) -> None:
    judge(packed(files() | {CHAPTER: page}), "rain.epub", READERS)
    rule = '@font-face { font-family: "X"; src: url(../fonts/JetBrainsMono-Regular.ttf) } b::before, b:foo(, b { font-family: X }'
    judge(packed(files() | {CHAPTER: page, SHEET: rule.encode()}), "rain.epub", READERS)
