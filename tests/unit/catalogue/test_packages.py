from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from oracles import small_books
from oracles.small_books import package, write

from builder.catalogue.books import Person
from builder.catalogue.packages import PACKAGE_BYTES_MOST, UnreadableError, read_cover, read_package


def test_it_reads_what_a_catalogue_shows(tmp_path: Path) -> None:
    more = ('<dc:title id="s">随笔</dc:title><meta refines="#s" property="title-type">subtitle</meta><dc:publisher>檐下社</dc:publisher>'
            "<dc:date>2025-06-01</dc:date><dc:rights>CC BY</dc:rights><dc:description>&lt;p&gt;一&lt;/p&gt;&lt;p&gt;二 &amp;amp; 三&lt;/p&gt;</dc:description>")
    said = read_package(write(tmp_path / "a.epub", package("雨\n 天", tags=("a", "b", "a"), more=more), picture=b"x"))
    assert (said.title, said.subtitle, said.identifier, said.language) == ("雨 天", "随笔", "urn:uuid:0", "zh-Hans")
    assert said.authors == (Person("周明", "Zhou Ming"),)
    assert (said.publisher, said.issued, said.rights, said.tags) == ("檐下社", "2025-06-01", "CC BY", ("a", "b"))
    assert said.description == "一 二 & 三"
    assert said.modified == datetime(2026, 1, 2, tzinfo=UTC)
    assert read_cover(tmp_path / "a.epub", said.cover) == b"x"


def test_epub_2_says_authors_and_covers_its_own_way(tmp_path: Path) -> None:
    opf = """<package xmlns="http://www.idpf.org/2007/opf" version="2.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:opf="http://www.idpf.org/2007/opf"><dc:title>T</dc:title><dc:creator opf:file-as="Lee, Ann">Ann Lee</dc:creator>
    <dc:date>1999</dc:date><meta name="cover" content="c"/></metadata>
    <manifest><item id="c" href="images/the%20cover.jpg" media-type="image/jpeg"/></manifest></package>"""
    said = read_package(write(tmp_path / "a.epub", opf, picture=b"x"))
    assert said.authors == (Person("Ann Lee", "Lee, Ann"),)
    assert (said.issued, said.modified, said.cover) == ("1999", None, "EPUB/images/the cover.jpg")


@pytest.mark.parametrize(("data", "why"), [
    (b"", "not a zip"), (b"PK\x03\x04 nothing", "not a zip"), (b"<html>", "not a zip"),
])
def test_what_is_no_zip_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "a.epub").write_bytes(data)
    with pytest.raises(UnreadableError, match=why):
        read_package(tmp_path / "a.epub")


@pytest.mark.parametrize(("opf", "why"), [
    ("<package", "not well-formed"),
    ("<package xmlns='http://www.idpf.org/2007/opf'/>", "no metadata"),
    (package("  "), "no title"),
    (package(head='<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>', more="<dc:rights>&b;</dc:rights>"), "entities"),
    (package(head='<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>', more="<dc:rights>&x;</dc:rights>"), "entities"),
    ("<package>" + " " * PACKAGE_BYTES_MOST + "</package>", "larger than"),
], ids=["cut", "bare", "untitled", "laughs", "outside", "large"])
def test_a_bad_package_document_is_refused(tmp_path: Path, opf: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read_package(write(tmp_path / "a.epub", opf))


def test_a_container_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no package document"):
        read_package(write(tmp_path / "a.epub", package(), container="<container/>"))
    with pytest.raises(UnreadableError, match="no item named"):
        read_package(write(tmp_path / "a.epub", package(), container=small_books.CONTAINER.replace("EPUB/", "../../")))


def test_a_size_that_its_header_hides_is_cut(tmp_path: Path) -> None:
    place = write(tmp_path / "a.epub", package())
    with zipfile.ZipFile(tmp_path / "b.epub", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", b" " * 50_000_000)
    assert (tmp_path / "b.epub").stat().st_size < 100_000
    with pytest.raises(UnreadableError, match="larger than 64 kB"):
        read_package(tmp_path / "b.epub")
    assert read_package(place).title == "雨"


def test_an_encrypted_and_a_damaged_one_are_refused(tmp_path: Path) -> None:
    data = bytearray(write(tmp_path / "a.epub", package()).read_bytes())
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)  # the container's entry in the directory
    data[at + 8] |= 1
    (tmp_path / "a.epub").write_bytes(data)
    with pytest.raises(UnreadableError, match="encrypted"):
        read_package(tmp_path / "a.epub")
    data = bytearray(write(tmp_path / "b.epub", package()).read_bytes())
    data[data.index(b"<dc:title>") + 12] ^= 0xFF
    (tmp_path / "b.epub").write_bytes(data)
    with pytest.raises(UnreadableError, match="CRC"):
        read_package(tmp_path / "b.epub")


def test_texts_are_bounded_and_turn_no_lines_round(tmp_path: Path) -> None:
    people = tuple((f"名{n}", f"n{n}") for n in range(300))
    said = read_package(write(tmp_path / "a.epub", package("长" * 5000 + "\u202e", authors=people, language="en us; x", tags=[f"t{n}" for n in range(300)])))
    assert (len(said.title), len(said.authors), len(said.tags), said.language) == (300, 50, 50, "")
    assert read_package(write(tmp_path / "b.epub", package("a\u202eb"))).title == "a\ufffdb"


@pytest.mark.parametrize("modified", ["yesterday", "2026-13-40", "", "0001-01-01T00:00:00+23:00"])
def test_a_date_that_is_none_counts_for_nothing(tmp_path: Path, modified: str) -> None:
    assert read_package(write(tmp_path / "a.epub", package(modified=modified))).modified is None


def test_a_cover_outside_the_book_is_none(tmp_path: Path) -> None:
    opf = package().replace("images/the%20cover.jpg", "../../../etc/passwd")
    assert not read_package(write(tmp_path / "a.epub", opf, picture=b"x")).cover
    with pytest.raises(UnreadableError):
        read_cover(tmp_path / "a.epub", "EPUB/none.jpg")
