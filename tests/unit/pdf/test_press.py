from __future__ import annotations

from dataclasses import replace

import pytest

from builder.errors import PostpressError, Report
from builder.faces import Face
from builder.model import Asset
from builder.pdf.press import Pressed, as_html, press
from builder.shipped import shipped
from builder.templates import font_faces

FACE = Face("Noto Serif SC", 400, False, "a.ttf", "OFL-1.1", "", (shipped("fonts") / "NotoSerifSC-Regular.ttf").read_bytes(),
            frozenset())
PAGE = '<html xmlns="http://www.w3.org/1999/xhtml" lang="zh-Hans"><head><title>书</title></head><body>{}</body></html>'
STYLE = font_faces([FACE]) + "html { font-family: 'Noto Serif SC' } @page { size: 100mm 100mm }"


def pressed(body: str, style: str = "", *, assets: tuple[Asset, ...] = ()) -> Pressed:
    return press(PAGE.format(body), stylesheet=STYLE + style, assets=assets, faces=[FACE], report=Report())


def refused(body: str, style: str = "") -> str:
    with pytest.raises(PostpressError) as error:
        pressed(body, style)
    return error.value.report.errors[0].code


def test_a_page_is_set_in_the_books_own_face() -> None:
    result = pressed("<p>十年 abc</p>")
    assert result.data.startswith(b"%PDF-")
    assert [(f.family, f.weight, f.italic) for f in result.fonts] == [("Noto Serif SC", 400, False)]
    assert result.pages == 1


@pytest.mark.parametrize("body", [
    '<img src="file:///etc/hostname" alt=""/>', '<img src="http://127.0.0.1/a.png" alt=""/>', '<img src="images/no.png" alt=""/>',
    '<link rel="stylesheet" href="https://example.org/a.css"/>', '<object data="file:///etc/passwd"></object>',
    '<link rel="attachment" href="file:///etc/passwd"/>',
])
def test_nothing_but_the_books_own_is_fetched(body: str) -> None:
    assert refused(body) == "P001"


@pytest.mark.parametrize("style", [
    "body { background: url(file:///etc/hostname) }", "@import url(https://example.org/a.css);",
    "@font-face { font-family: x; src: url(file:///etc/passwd) }",
])
def test_no_style_sheet_fetches_either(style: str) -> None:
    with pytest.raises(PostpressError) as error:
        press(PAGE.format("<p>文</p>"), stylesheet=style + STYLE, faces=[FACE], report=Report())
    assert error.value.report.errors[0].code == "P001"


def test_a_character_without_a_glyph_is_named() -> None:
    report = Report()
    with pytest.raises(PostpressError):
        press(PAGE.format("<p>\U0001f600</p>"), stylesheet=STYLE, faces=[FACE], report=report)
    assert [d.code for d in report.errors] == ["P003"]
    assert "U+1F600" in report.errors[0].message


def test_a_font_that_is_no_face_of_the_book_is_refused() -> None:
    report = Report()
    with pytest.raises(PostpressError):
        press(PAGE.format("<p>文</p>"), stylesheet=STYLE, faces=[replace(FACE, family="Another")], report=report)
    assert [d.code for d in report.errors] == ["P002"]
    assert "文" in report.errors[0].message


def test_no_room_for_temporary_files_is_said_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: str) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("weasyprint.text.fonts.mkdtemp", full)
    report = Report()
    with pytest.raises(PostpressError):
        press(PAGE.format("<p>文</p>"), stylesheet=STYLE, faces=[FACE], report=report)
    assert [d.code for d in report.errors] == ["P005"]


def test_nothing_is_made_bold_or_slanted_by_machine() -> None:
    plain, faked = pressed("<p>文 text</p>"), pressed("<p><b>文</b> <i>text</i></p>")
    assert [(f.weight, f.italic) for f in faked.fonts] == [(f.weight, f.italic) for f in plain.fonts]


def test_the_same_page_gives_the_same_bytes() -> None:
    assert pressed("<p>文 text</p>").data == pressed("<p>文 text</p>").data


def test_what_the_press_notices_is_passed_on() -> None:
    report = Report()
    press(PAGE.format("<p>文</p>"), stylesheet=STYLE + "p { no-such-property: 1 }", faces=[FACE], report=report)
    assert [d.code for d in report.warnings] == ["P004"]


def test_places_name_the_page_of_an_id() -> None:
    result = pressed('<p id="a">一</p><p id="b" style="break-before: page">二</p>')
    assert dict(result.places) == {"a": 0, "b": 1}


def test_as_html_closes_empty_elements() -> None:
    html = as_html(PAGE.format('<p><span id="a"/>文<br/></p>'))
    assert '<span id="a"></span>文<br>' in html
    assert "xmlns" not in html
