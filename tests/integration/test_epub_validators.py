"""Other people's validators on the finished EPUBs: the first book, and one that holds everything a post may hold."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from oracles.finished import Finished
from PIL import Image

import builder
from builder.epub.container import packed
from builder.errors import Report
from builder.preflight import check, check_outside

from .node_modules import node, package
from .tools import artifacts, require, run

pytestmark = pytest.mark.integration

PAGE = "EPUB/chapter-01.xhtml"


def test_our_own_rules_find_nothing(finished: Finished) -> None:
    report = Report()
    for book in (finished.epub, finished.pdf):
        check(book.read_bytes(), book.name, report)
    assert [str(d) for d in report] == []


def test_epubcheck_and_kobofix_find_nothing(finished: Finished) -> None:
    require("epubcheck")
    require("kobofix")
    report = Report()
    check_outside(finished.epub.read_bytes(), finished.epub.name, report)
    assert [str(d) for d in report] == []


def test_nor_in_a_book_with_dots_and_two_levels_of_ruby(tmp_path: Path) -> None:
    require("epubcheck")
    require("kobofix")
    (tmp_path / "book.toml").write_text('posts = ["post.md"]\n[theme-options]\nemphasis = "dots"\n', encoding="utf-8")
    (tmp_path / "post.md").write_text(
        "---\ntitle: 点\nauthor: 某\ndate: 2025-01-01\nlang: zh-Hans\n---\n\n*强{调|diào}，“x”*与***粗***。\n\n"
        "<ruby><rb>汉<rb>字<rt>ㄏㄢˋ<rt>ㄗˋ<rtc><rt>hàn<rt>zì</ruby><ruby>汉字<rt>hànzì</rt><rt>Chinese</rt></ruby>\n", encoding="utf-8")
    outside = builder.Settings(offline=True, store=tmp_path / "store")
    (epub,) = builder.build(tmp_path, to=(builder.Target.EPUB,), out=tmp_path, settings=outside, report=Report()).editions
    report = Report()
    check(epub.read_bytes(), epub.name, report)
    check_outside(epub.read_bytes(), epub.name, report)
    assert [str(d) for d in report] == []


def test_nor_in_a_book_with_every_page_before_its_contents(tmp_path: Path) -> None:
    require("epubcheck")
    (tmp_path / "book.toml").write_text(
        'posts = ["post.md"]\nisbn = "978-3-16-148410-0"\ndedication = "献给甲"\nepigraph = "山中"\nepigraph-source = "乙"\n'
        '[code]\nnumbers = true\n[print]\nlist-of-figures = true\nlist-of-tables = true\n[copyright]\nrights = "版权所有"\ncip = """\n一\n\n二"""\ncharacters = "auto"\nprice = "1元"\n', encoding="utf-8")
    (tmp_path / "post.md").write_text("---\ntitle: 点\nauthor: 某\ndate: 2025-01-01\nlang: zh-Hans\n---\n\n文。\n\n```\na\nb\n```\n\n"
                                      '<table><caption>表一</caption><tr><td>1</td></tr></table>\n\n![图](a.png "图一")\n', encoding="utf-8")
    Image.new("L", (400, 300), 128).save(tmp_path / "a.png")
    outside = builder.Settings(offline=True, store=tmp_path / "store")
    (epub,) = builder.build(tmp_path, to=(builder.Target.EPUB,), out=tmp_path, settings=outside, report=Report()).editions
    with zipfile.ZipFile(epub) as archive:
        assert {'epub:type="loi"', 'epub:type="lot"'} <= set(archive.read("EPUB/nav.xhtml").decode().replace(">", " ").split())
    report = Report()
    check(epub.read_bytes(), epub.name, report)
    check_outside(epub.read_bytes(), epub.name, report)
    assert [str(d) for d in report] == []


def test_nor_in_a_book_whose_links_have_notes(tmp_path: Path) -> None:
    require("epubcheck")
    require("kobofix")
    (tmp_path / "book.toml").write_text('posts = ["post.md"]\n[epub]\nlink-notes = true\n', encoding="utf-8")
    (tmp_path / "post.md").write_text(
        "---\ntitle: 点\nauthor: 某\ndate: 2025-01-01\nlang: zh-Hans\n---\n\n引[甲](https://example.org/a)。\n\n"
        "## [题](https://example.org/t)\n\n[甲](https://example.org/a)，注[^1]，[甲](https://example.org/a)。\n\n"
        "### [节](https://example.org/s)\n\n| [格](https://example.org/c) |\n| --- |\n| 一 |\n\n"
        "[^1]: 见[乙](https://example.org/b)。\n", encoding="utf-8")
    outside = builder.Settings(offline=True, store=tmp_path / "store")
    (epub,) = builder.build(tmp_path, to=(builder.Target.EPUB,), out=tmp_path, settings=outside, report=Report()).editions
    with zipfile.ZipFile(epub) as archive:
        assert archive.read("EPUB/chapter-01.xhtml").decode().count('epub:type="footnote"') == 5
    report = Report()
    check(epub.read_bytes(), epub.name, report)
    check_outside(epub.read_bytes(), epub.name, report)
    assert [str(d) for d in report] == []


def test_nor_in_a_certified_volume_of_a_series_with_all_that_readers_aloud_need(tmp_path: Path) -> None:
    require("epubcheck")
    require("kobofix")
    (tmp_path / "book.toml").write_text(
        'posts = ["post.md"]\nisbn = "978-3-16-148410-0"\nsubtitle = "副题"\n[series]\nname = "云原生丛书"\nposition = 2.5\nkind = "set"\n'
        '[accessibility]\ncertified-by = "某评测中心"\ncertifier-credential = "https://example.org/badge"\n'
        'certifier-report = "https://example.org/report"\n[epub]\ntarget = "kindle"\n', encoding="utf-8")
    (tmp_path / "post.md").write_text(
        "---\ntitle: 点\nauthor: 某\ndate: 2025-01-01\nlang: zh-Hans\n---\n\n## 一\n\n文[^1]，<span lang=\"ja\">雨ニモマケズ</span>，"
        "<span lang=\"en\">Ship it.</span>![](a.png){.decorative}\n\n|  | 甲 |\n| --- | --- |\n| 乙 | 1 |\n\n"
        '<table><tr><th>列</th><th>列</th></tr><tr><th>行</th><td>2</td></tr></table>\n\n![灰](a.png "图")\n\n'
        "<math><mi>x</mi><mo>=</mo><mn>1</mn></math>\n\n[^1]: 注。\n", encoding="utf-8")
    Image.new("L", (2000, 300), 128).save(tmp_path / "a.png")
    outside = builder.Settings(offline=True, store=tmp_path / "store")
    made = Report()
    (epub,) = builder.build(tmp_path, to=(builder.Target.EPUB,), out=tmp_path, settings=outside, report=made).editions
    assert {d.code for d in made} == {"A090"}
    with zipfile.ZipFile(epub) as archive:
        package_document = archive.read("EPUB/content.opf").decode()
    assert "EPUB Accessibility 1.1 - WCAG 2.2 Level AA" in package_document
    assert '<meta name="calibre:series_index" content="2.5"/>' in package_document
    report = Report()
    check(epub.read_bytes(), epub.name, report)
    check_outside(epub.read_bytes(), epub.name, report)
    assert [str(d) for d in report] == []
    assert ace_findings(epub, tmp_path) == []


def test_qpdf_finds_nothing(finished: Finished) -> None:
    require("qpdf")
    report = Report()
    check_outside(finished.pdf.read_bytes(), finished.pdf.name, report)
    assert [str(d) for d in report] == []


def test_all_of_them_would_find_something(first_book: Finished) -> None:
    for tool in ("epubcheck", "kobofix", "qpdf"):
        require(tool)
    with zipfile.ZipFile(first_book.epub) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files[PAGE] = files[PAGE].replace(b"</h1>", b'</h1><p style="width: calc(1px)"><nobody/></p>')
    report = Report()
    check_outside(packed(files), "rain.epub", report)
    assert {d.code for d in report} == {"V070", "V071"}
    assert all((d.path or "").startswith(f"rain.epub/{PAGE}") and d.line for d in report)
    report = Report()
    data = first_book.pdf.read_bytes()
    check_outside(data[: len(data) // 2], "rain.pdf", report)
    assert {d.code for d in report} <= {"V072", "V075"}
    assert len(report)


def ace_findings(epub: Path, tmp_path: Path) -> list[str]:
    """Return what Ace by DAISY has against a book, one line a finding."""
    ace = package("@daisy/ace") / "bin" / "ace-puppeteer.js"
    package("@daisy/ace-axe-runner-puppeteer")
    home = tmp_path / "home"  # Ace keeps its settings and logs there
    home.mkdir()
    folder = artifacts(tmp_path, f"ace-{epub.stem}")
    done = run([node(), ace, "--silent", "--lang", "en", "--force", "--outdir", folder, epub],
               environment={"PUPPETEER_EXECUTABLE_PATH": require("chromium"), "HOME": str(home), "XDG_CONFIG_HOME": str(home)})
    report = folder / "report.json"
    assert report.is_file(), done.stderr + done.stdout
    told = json.loads(report.read_text(encoding="utf-8"))
    found = [f"{page['earl:testSubject']['url']}: {f['earl:test']['dct:title']}: {f['earl:result']['dct:description'][:200]}"
             for page in told["assertions"] for f in page["assertions"] if f["earl:result"]["earl:outcome"] != "pass"]
    assert found or told["earl:result"]["earl:outcome"] == "pass"
    return found


def test_ace_finds_nothing(finished: Finished, tmp_path: Path) -> None:
    assert ace_findings(finished.epub, tmp_path) == []
