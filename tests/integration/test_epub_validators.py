"""Other people's validators on the finished EPUBs: the first book, and one that holds everything a post may hold."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from oracles.finished import Finished

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


def test_ace_finds_nothing(finished: Finished, tmp_path: Path) -> None:
    ace = package("@daisy/ace") / "bin" / "ace-puppeteer.js"
    package("@daisy/ace-axe-runner-puppeteer")
    home = tmp_path / "home"  # Ace keeps its settings and logs there
    home.mkdir()
    folder = artifacts(tmp_path, f"ace-{finished.epub.stem}")
    done = run([node(), ace, "--silent", "--lang", "en", "--force", "--outdir", folder, finished.epub],
               environment={"PUPPETEER_EXECUTABLE_PATH": require("chromium"), "HOME": str(home), "XDG_CONFIG_HOME": str(home)})
    report = folder / "report.json"
    assert report.is_file(), done.stderr + done.stdout
    told = json.loads(report.read_text(encoding="utf-8"))
    found = [f"{page['earl:testSubject']['url']}: {f['earl:test']['dct:title']}: {f['earl:result']['dct:description'][:200]}"
             for page in told["assertions"] for f in page["assertions"] if f["earl:result"]["earl:outcome"] != "pass"]
    assert found == []
    assert told["earl:result"]["earl:outcome"] == "pass"
