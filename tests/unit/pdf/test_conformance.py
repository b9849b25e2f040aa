"""What a file says of itself: to a printer by its standard's keys, to a program by XMP, both alike."""

from __future__ import annotations

from datetime import date

import pikepdf
import pytest
from lxml import etree

from builder.model import Contributor, Metadata
from builder.pdf.conformance import declare
from builder.profile import Profile

META = Metadata("书 & <其他>", "zh-Hans", "urn:isbn:9787111128069", date(2024, 12, 30), contributors=(Contributor("甲"), Contributor("乙")),
                updated=date(2025, 1, 2), description="讲 <书>", subjects=("云", "容器"))
ICC = b"an output profile"


def declared(standard: str, **asked: object) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = META.title
    profile = Profile("any", standard=standard, icc_data=ICC, **asked)  # type: ignore[arg-type]  # any key of a profile
    declare(pdf, META, profile, b"bytes")
    return pdf


def packet(pdf: pikepdf.Pdf) -> etree._Element:
    return etree.fromstring(bytes(pdf.Root.Metadata.read_bytes()).split(b"?>", 1)[1].rsplit(b"<?", 1)[0])


@pytest.mark.parametrize(("standard", "keys"), [
    ("PDF/X-1a:2001", {"/GTS_PDFXVersion": "PDF/X-1:2001", "/GTS_PDFXConformance": "PDF/X-1a:2001"}),
    ("PDF/X-1a:2003", {"/GTS_PDFXVersion": "PDF/X-1a:2003"}),
    ("PDF/X-4", {}),
    ("", {}),
])
def test_each_standard_has_its_keys(standard: str, keys: dict[str, str]) -> None:
    pdf = declared(standard)
    assert {k: str(v) for k, v in pdf.docinfo.items() if k.startswith("/GTS")} == keys
    assert pdf.docinfo.get("/Trapped") == (pikepdf.Name("/False") if standard else None)
    said = packet(pdf).findtext(".//{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion")
    assert said == ("PDF/X-4" if standard == "PDF/X-4" else None)
    assert {f"/{etree.QName(e).localname}": e.text for e in packet(pdf).iter("{http://ns.adobe.com/pdfx/1.3/}*")} == keys, \
        "XMP says what the information says"


@pytest.mark.parametrize(("standard", "embeds", "carried"), [
    ("PDF/X-4", True, True), ("PDF/X-4", False, True), ("PDF/X-1a:2003", True, True), ("PDF/X-1a:2001", False, False)])
def test_the_printing_condition_is_named_and_carried_where_it_must_be(standard: str, embeds: bool, carried: bool) -> None:
    pdf = declared(standard, embeds_icc=embeds)
    intent, = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFX"
    assert str(intent.OutputConditionIdentifier) == "FOGRA39"
    assert ("/DestOutputProfile" in intent) is carried
    if carried:
        assert intent.DestOutputProfile.read_bytes() == ICC
        assert intent.DestOutputProfile.N == 4


def test_without_a_standard_no_condition_is_named() -> None:
    assert "/OutputIntents" not in declared("").Root


def test_both_descriptions_say_the_same() -> None:
    pdf = declared("PDF/X-4")
    root = packet(pdf)
    title = root.findtext(".//{http://purl.org/dc/elements/1.1/}title//{*}li")
    assert title == str(pdf.docinfo["/Title"]) == META.title
    assert [li.text for li in root.iterfind(".//{http://purl.org/dc/elements/1.1/}creator//{*}li")] == ["甲", "乙"]
    assert root.findtext(".//{*}CreateDate") == "2024-12-30T00:00:00Z"
    assert str(pdf.docinfo["/CreationDate"]) == "D:20241230000000Z"
    assert root.findtext(".//{*}ModifyDate") == "2025-01-02T00:00:00Z"
    assert str(pdf.docinfo["/ModDate"]) == "D:20250102000000Z"


def test_the_identity_is_of_the_bytes() -> None:
    def identity(data: bytes) -> str | None:
        pdf = pikepdf.new()
        declare(pdf, META, Profile("any"), data)
        return packet(pdf).findtext(".//{*}DocumentID")

    assert identity(b"one") == identity(b"one") != identity(b"other")
