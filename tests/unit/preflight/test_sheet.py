from __future__ import annotations

import base64
import io
import re

from lxml import html
from PIL import Image

from builder.preflight.printing import Finding
from builder.preflight.sheet import PICTURES_MOST, png, sheet

from .printing.proofs import Proof, judged, profile


def made(findings: list[Finding], name: str = "book.pdf") -> html.HtmlElement:
    return html.document_fromstring(sheet(Proof("kdp").data(), name, profile("kdp"), findings))


def test_an_empty_sheet_says_that_there_is_nothing_to_refuse() -> None:
    text = sheet(Proof("kdp").data(), "book.pdf", profile("kdp"), judged(Proof("kdp").data(), "kdp"))
    assert "kdp has nothing to refuse." in text
    assert "<table" not in text
    assert "Paperback submission guidelines" in text


def test_findings_stand_in_a_table_with_pictures_of_their_pages() -> None:
    page = made([Finding("V092", "text of 5 pt", "set it larger", (2, 3, 4)), Finding("V104", "bookmarks", "none", ())])
    rows = page.xpath("//tbody/tr")
    assert [[cell.text_content() for cell in row][:3] for row in rows] == [["V092", "error", "2-4"], ["V104", "error", "all"]]
    pictures = page.xpath("//img")
    assert [picture.get("alt") for picture in pictures] == [f"Page {n} as it would be printed" for n in (2, 3, 4)]
    opened = Image.open(io.BytesIO(base64.b64decode(pictures[0].get("src").partition(",")[2])))
    assert opened.format == "PNG"
    assert opened.size[0] < opened.size[1]


def test_a_sheet_is_one_page_without_script_and_knows_its_language() -> None:
    page = made([Finding("V092", "<script>alert(1)</script>", "", (1,))], "<b>.pdf")
    text = html.tostring(page, encoding="unicode")
    assert not page.xpath("//script | //link | //b")
    assert not re.search(r'(?:src|href)="(?!data:|https://)', text)
    assert page.get("lang") == "en"
    assert page.xpath("//h1")
    assert all(header.get("scope") == "col" for header in page.xpath("//th"))
    assert "prefers-color-scheme: dark" in text


def test_pictures_are_a_dozen_at_most_and_each_finding_has_one() -> None:
    page = made([Finding("V092", "small", "", tuple(range(1, 20))), Finding("V093", "thin", "", (24,)), Finding("V094", "poor", "", (99,))])
    pictures = page.xpath("//img")
    assert 0 < len(pictures) <= PICTURES_MOST
    assert pictures[-1].get("alt") == "Page 24 as it would be printed"


def test_pixels_become_a_png() -> None:
    rows = bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9])
    with Image.open(io.BytesIO(png(rows, 2, 2))) as picture:
        assert picture.convert("RGB").tobytes() == rows


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is() -> None:
    page = made([], "b\udcff<i>.pdf")
    assert page.xpath("string(//h1)") == "b\ufffd<i>.pdf for kdp"
    html.tostring(page, encoding="utf-8")


def test_a_page_that_was_given_up_is_not_drawn() -> None:
    page = made([Finding("V050", "it draws more than any book", "", (2, 3)), Finding("V092", "small", "", (1, 2))])
    assert [picture.get("alt") for picture in page.xpath("//img")] == ["Page 1 as it would be printed"]
