"""The first book in the other script and with pinyin: its text by MuPDF and pandoc, its files by EPUBCheck."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pymupdf
import pypdfium2
import pytest
from lxml import etree
from opencc import OpenCC
from oracles.expected import expectation
from oracles.extracted import from_epub, from_pdf
from oracles.text import differences

import builder
from builder.errors import Report
from builder.preflight import check, check_outside

from .tools import require

pytestmark = pytest.mark.integration

POST = Path(__file__).parents[2] / "content" / "ten-years-of-kubernetes.md"
NASTY = """\
---
title: 头发的发展
author: 张发
date: 2025-01-01
lang: zh-Hans
---

## 第一章 干净

头*发*、**发**展，皇[后](#后来)与以后；他说：“干部。”`头发` <span lang="ja">学会</span>，{重庆|chóng|qìng}[^1]

### 后来

- 里面 <https://example.org/发>
- 重庆的银**行**长

[^1]: 松了。
"""
DUBLIN = "{http://purl.org/dc/elements/1.1/}"


@dataclass(frozen=True, slots=True)
class Made:
    epub: Path
    pdf: Path


def make(post: str, folder: Path, *, variant: str = "", ruby: str = "") -> Made:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "post.md").write_text(post, encoding="utf-8")
    settings = builder.Settings(offline=True, store=folder / "store", variant=variant, ruby=ruby)
    return Made(*builder.build(folder / "post.md", out=folder, settings=settings, report=Report()).editions)


def first_post() -> str:
    return re.sub(r"^image:.*\n", "", POST.read_text(encoding="utf-8"), flags=re.M)


@pytest.fixture(scope="module")
def traditional(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(first_post(), tmp_path_factory.mktemp("traditional"), variant="zh-Hant")


@pytest.fixture(scope="module")
def read_aloud(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Its lines 24.5 pt apart, twenty of which are as deep as the area that the oracle knows."""
    folder = tmp_path_factory.mktemp("pinyin")
    (folder / "book.toml").write_text('posts = ["post.md"]\n[theme-options]\nleading = 18.725\n', encoding="utf-8")
    return make(first_post(), folder, ruby="pinyin")


def pages_of(epub: Path) -> list[etree._Element]:
    with zipfile.ZipFile(epub) as archive:
        return [etree.fromstring(archive.read(name)) for name in archive.namelist() if re.search(r"/(chapter|introduction|conclusion)[^/]*xhtml$", name)]


def package_of(epub: Path) -> etree._Element:
    with zipfile.ZipFile(epub) as archive:
        return etree.fromstring(archive.read("EPUB/content.opf"))


@pytest.mark.parametrize("edition", ["epub", "pdf"])
def test_the_traditional_book_says_what_opencc_makes_of_its_post(traditional: Made, edition: str) -> None:
    require("pandoc")
    asked = expectation(OpenCC("s2tw").convert(first_post()), notes_at_foot=edition == "pdf")
    assert len(asked.blocks) > 40
    book: Path = getattr(traditional, edition)
    assert differences(asked, from_epub(book) if edition == "epub" else from_pdf(book)) == []


def without_readings(epub: Path, copy: Path) -> Path:
    """Write an EPUB again, its readings taken out, which MuPDF would set in the line."""
    with zipfile.ZipFile(epub) as archive, zipfile.ZipFile(copy, "w") as written:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith(".xhtml"):
                page = etree.fromstring(data)
                etree.strip_elements(page, "{*}rt", with_tail=False)
                data = etree.tostring(page)
            written.writestr(name, data)
    return copy


def test_the_text_below_the_readings_is_that_of_the_post(read_aloud: Made, tmp_path: Path) -> None:
    require("pandoc")
    epub = from_epub(without_readings(read_aloud.epub, tmp_path / "plain.epub"))
    assert differences(expectation(first_post(), notes_at_foot=False), epub) == []
    pdf = from_pdf(read_aloud.pdf)
    assert len(pdf.readings) > 5000
    assert differences(expectation(first_post(), notes_at_foot=True), replace(pdf, readings="")) == []


def test_every_ideograph_of_the_text_is_read(read_aloud: Made) -> None:
    rubies = 0
    for page in pages_of(read_aloud.epub):
        rubies += len(page.findall(".//{*}ruby"))
        for ruby in list(page.iter("{*}ruby")):
            reading = ruby.findtext("{*}rt") or ""
            assert re.fullmatch(r"[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ]+", reading), reading
        etree.strip_elements(page, "{*}ruby", "{*}h1", "{*}h2", "{*}h3", "{*}head", with_tail=False)
        assert re.findall(r"[\u4e00-\u9fff]", "".join(map(str, page.itertext()))) == []
    assert rubies > 2000


def test_readings_stand_over_their_characters_and_touch_no_line(read_aloud: Made) -> None:
    """By PDFium: the small letters of a page lie in the room between two lines of text."""
    document = pypdfium2.PdfDocument(read_aloud.pdf)
    looked_at = 0
    for page in list(document)[8:16]:
        text = page.get_textpage()
        boxes = [(text.get_text_range(n, 1), text.get_charbox(n)) for n in range(text.count_chars())]
        han = [box for character, box in boxes if "\u4e00" <= character <= "\u9fff" and box[3] - box[1] > 6]
        small = [box for character, box in boxes if character in "āáǎàēéěèīíǐìōóǒòūúǔù" and box[3] - box[1] < 6]
        looked_at += len(small)
        for left, bottom, right, top in small:
            over = [box for box in han if box[0] < right and box[2] > left and box[1] < top and box[3] > bottom]
            assert not over, (page, left, bottom)
    assert looked_at > 500
    document.close()


@pytest.mark.parametrize(("variant", "ruby"), [("zh-Hant", ""), ("zh-TW-phrases", "bopomofo"), ("zh-HK", ""), ("", "pinyin")])
def test_validators_find_nothing(tmp_path: Path, variant: str, ruby: str) -> None:
    require("epubcheck")
    require("kobofix")
    made = make(NASTY, tmp_path, variant=variant, ruby=ruby)
    report = Report()
    for book in (made.epub, made.pdf):
        check(book.read_bytes(), book.name, report)
        check_outside(book.read_bytes(), book.name, report)
    assert [str(found) for found in report] == []


def test_what_a_word_is_parted_by_is_kept(tmp_path: Path) -> None:
    made = make(NASTY, tmp_path, variant="zh-Hant")
    assert (made.epub.name, made.pdf.name) == ("post.zh-Hant.epub", "post.zh-Hant.pdf")
    (page,) = pages_of(made.epub)
    paragraph = page.find(".//{*}p")
    assert paragraph is not None
    words = "".join(map(str, paragraph.itertext()))
    assert words == "頭髮、發展，皇后與以後；他說：“幹部。”头发 学会，重chóng慶qìng1"
    assert ["".join(map(str, e.itertext())) for e in page.iter("{*}code")] == ["头发"]
    assert "https://example.org/发" in "".join(map(str, page.itertext()))


def test_the_package_names_the_original(tmp_path: Path) -> None:
    plain, other = make(NASTY, tmp_path / "a"), make(NASTY, tmp_path / "b", variant="zh-TW")
    first, second = package_of(plain.epub), package_of(other.epub)
    identifier = first.findtext(f".//{DUBLIN}identifier")
    assert second.findtext(f".//{DUBLIN}relation") == identifier != second.findtext(f".//{DUBLIN}identifier")
    assert [second.findtext(f".//{DUBLIN}{name}") for name in ("title", "creator", "language")] == ["頭髮的發展", "張發", "zh-Hant-TW"]
    with pymupdf.open(other.pdf) as book:
        assert book.metadata["title"] == "頭髮的發展"
        assert f"<rdf:li>{identifier}</rdf:li>" in book.get_xml_metadata()
