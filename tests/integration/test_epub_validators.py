"""Other people's validators on the finished EPUBs: the first book, and a small one that holds everything."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from builder.epub import bind
from builder.epub.container import packed
from builder.errors import Report
from builder.model import Asset
from builder.preflight import check, check_outside

from .finished import Books, small_book
from .tools import artifacts, node, require, run

pytestmark = pytest.mark.integration

SPOILT = "EPUB/chapter-01.xhtml"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "small.epub"
    path.write_bytes(bind(small_book(), Report()).data)
    return path


@pytest.fixture(params=["first", "small"])
def epub(request: pytest.FixtureRequest, first_books: Books, small: Path) -> Path:
    return first_books.epub if request.param == "first" else small


def test_our_own_rules_find_nothing(epub: Path) -> None:
    report = Report()
    check(epub.read_bytes(), epub.name, report)
    assert [str(d) for d in report] == []


def test_epubcheck_and_kobofix_find_nothing(epub: Path) -> None:
    require("epubcheck")
    require("kobofix")
    report = Report()
    check_outside(epub.read_bytes(), epub.name, report)
    assert [str(d) for d in report] == []


def test_epubcheck_and_kobofix_would_find_something(small: Path) -> None:
    require("epubcheck")
    require("kobofix")
    with zipfile.ZipFile(small) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files[SPOILT] = files[SPOILT].replace(b"<hr/>", b'<p style="width: calc(1px)"><nobody/></p>')
    report = Report()
    check_outside(packed(files), "small.epub", report)
    assert {d.code for d in report} == {"V070", "V071"}
    assert {d.path for d in report} <= {f"small.epub/{SPOILT}", f'small.epub/{SPOILT} style=""'}


def test_ace_finds_nothing(epub: Path, tmp_path: Path) -> None:
    ace = Path(require("@daisy/ace"))
    require("@daisy/ace-axe-runner-puppeteer")
    home = tmp_path / "home"  # Ace keeps its settings and logs there
    home.mkdir()
    folder = artifacts(tmp_path, f"ace-{epub.stem}")
    done = run([node(), ace / "bin" / "ace-puppeteer.js", "--silent", "--lang", "en", "--force", "--outdir", folder, epub],
               environment={"PUPPETEER_EXECUTABLE_PATH": require("chromium"), "HOME": str(home), "XDG_CONFIG_HOME": str(home)})
    report = folder / "report.json"
    assert report.is_file(), done.stderr + done.stdout
    told = json.loads(report.read_text(encoding="utf-8"))
    found = [f"{page['earl:testSubject']['url']}: {f['earl:test']['dct:title']}: {f['earl:result']['dct:description'][:200]}"
             for page in told["assertions"] for f in page["assertions"] if f["earl:result"]["earl:outcome"] != "pass"]
    assert found == []
    assert told["earl:result"]["earl:outcome"] == "pass"


def test_no_page_of_the_small_book_is_left_out_of_it(small: Path) -> None:
    """The small book holds what the first does not: notes, code, ruby, formulas, figures."""
    with zipfile.ZipFile(io.BytesIO(small.read_bytes())) as archive:
        page = archive.read(SPOILT).decode()
    assert all(f"<{name}" in page for name in ("aside", "code", "ruby", "math", "figure"))


def test_a_picture_judged_good_is_one_that_validators_can_read() -> None:
    require("epubcheck")
    spoilt = small_book()
    broken = replace(spoilt, assets=(Asset("5c0ffee5.png", "image/png", spoilt.assets[0].data[:20], 2, 2), spoilt.assets[1]))
    report = Report()
    check_outside(bind(broken, Report()).data, "small.epub", report)
    assert {d.code for d in report} & {"V070", "V073"}
