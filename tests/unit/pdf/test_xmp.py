from __future__ import annotations

from dataclasses import replace
from datetime import date

from lxml import etree

from builder.model import Contributor, Metadata
from builder.pdf.xmp import packet

META = Metadata("书 & 名", "zh-Hans", "urn:uuid:x", date(2024, 12, 30), contributors=(Contributor("甲"), Contributor("乙", "trl")),
                updated=date(2025, 1, 2), subjects=("雨", "晴"), license="CC0-1.0")
NAMES = {"dc": "http://purl.org/dc/elements/1.1/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
         "xmp": "http://ns.adobe.com/xap/1.0/", "ua": "http://www.aiim.org/pdfua/ns/id/", "a": "http://www.aiim.org/pdfa/ns/id/",
         "property": "http://www.aiim.org/pdfa/ns/property#"}


def said(data: bytes, path: str) -> list[str]:
    found = etree.fromstring(data).xpath(f"{path}/text()", namespaces=NAMES)
    return [str(text) for text in found] if isinstance(found, list) else []


def test_the_book_says_what_it_is() -> None:
    data = packet(META, standard="ua")
    assert said(data, "//dc:title/rdf:Alt/rdf:li") == ["书 & 名"]
    assert said(data, "//dc:creator/rdf:Seq/rdf:li") == ["甲"]
    assert said(data, "//dc:contributor/rdf:Bag/rdf:li") == ["乙"]
    assert said(data, "//dc:subject/rdf:Bag/rdf:li") == ["雨", "晴"]
    assert said(data, "//dc:rights/rdf:Alt/rdf:li") == ["CC0-1.0"]
    assert said(data, "//xmp:CreateDate") == ["2024-12-30T00:00:00Z"]
    assert said(data, "//xmp:ModifyDate") == ["2025-01-02T00:00:00Z"]
    assert b"dc:publisher" not in data


def test_it_claims_the_standards_it_was_made_by() -> None:
    ua, a3u = packet(META, standard="ua"), packet(META, standard="a-3u")
    assert said(ua, "//ua:part") == said(a3u, "//ua:part") == ["1"]
    assert said(ua, "//a:part") == []
    assert said(a3u, "//a:part") + said(a3u, "//a:conformance") == ["3", "U"]
    assert said(a3u, "//property:name") == ["part"]


def test_the_packet_has_its_frame_and_no_other_namespace_than_it_needs() -> None:
    data = packet(META, standard="ua")
    assert data.startswith(b'<?xpacket begin="\xef\xbb\xbf"')
    assert data.endswith(b'<?xpacket end="r"?>')
    assert b"pdfaExtension" not in data


def test_an_edition_names_the_book_it_was_made_of() -> None:
    assert said(packet(replace(META, original="urn:uuid:1"), standard="ua"), "//dc:relation/rdf:Bag/rdf:li") == ["urn:uuid:1"]
    assert b"dc:relation" not in packet(META, standard="ua")
