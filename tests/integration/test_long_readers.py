"""The book of some three hundred pages in other people's validators and reading systems, with notes, tables, code, pictures,
formulas and the pages of its printed edition."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from lxml import etree
from PIL import Image

import builder
from builder.errors import Report
from builder.model import Target
from builder.preflight import READERS, check_for_readers, check_outside

from .node_modules import node, package
from .test_epub_readers import SCRIPT
from .test_epub_validators import ace_findings
from .test_long_books import manuscript
from .tools import require, run

pytestmark = pytest.mark.integration

FORMULA = "\n\n<math><mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow></math>\n\n## "
CHAPTERS, PARTS = 24, 4


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[Target, Path]:
    """Return the printed book, the EPUB and the kepub."""
    folder = tmp_path_factory.mktemp("long")
    (folder / "long.md").write_text(manuscript().replace("\n\n## ", FORMULA), encoding="utf-8")
    (folder / "book.toml").write_text(
        'posts = ["long.md"]\nisbn = "978-3-16-148410-0"\n[figures]\nnumbered = true\n[code]\nnumbers = true\n'
        "[epub]\nlink-notes = true\n", encoding="utf-8")
    Image.linear_gradient("L").resize((1600, 1200)).save(folder / "boat.png", dpi=(600, 600))
    to = (Target.PDF, Target.EPUB, Target.KEPUB)
    report = Report()
    made = builder.build(folder, to=to, out=folder, settings=builder.Settings(offline=True, store=folder / "store"), report=report)
    assert {found.code for found in report} <= {"A090"}
    return dict(zip(to, made.editions, strict=True))


@pytest.mark.parametrize("target", [Target.EPUB, Target.KEPUB])
def test_no_reader_has_anything_against_it(books: dict[Target, Path], target: Target) -> None:
    report = Report()
    assert check_for_readers(books[target].read_bytes(), books[target].name, report, READERS) == ()
    assert [str(found) for found in report] == []


@pytest.mark.parametrize("target", [Target.EPUB, Target.KEPUB])
def test_nor_have_epubcheck_and_kobofix(books: dict[Target, Path], target: Target) -> None:
    require("epubcheck")
    require("kobofix")
    report = Report()
    check_outside(books[target].read_bytes(), books[target].name, report)
    assert [str(found) for found in report] == []


def test_nor_has_ace(books: dict[Target, Path], tmp_path: Path) -> None:
    assert ace_findings(books[Target.EPUB], tmp_path) == []


def test_its_page_list_is_that_of_the_printed_book(books: dict[Target, Path]) -> None:
    with zipfile.ZipFile(books[Target.EPUB]) as archive:
        nav = etree.fromstring(archive.read("EPUB/nav.xhtml"))
        ids = {found for name in archive.namelist() if name.endswith(".xhtml")
               for found in re.findall(r'\bid="([^"]+)"', archive.read(name).decode())}
    listed = nav.xpath('//*[@role="doc-pagelist"]//*[local-name()="a"]')
    assert isinstance(listed, list)
    links = [(item.text, item.get("href", "")) for item in listed if isinstance(item, etree._Element)]
    with pikepdf.open(books[Target.PDF]) as pdf:
        printed = len(pdf.pages)
    assert 280 <= printed <= 480
    assert len(links) > printed * 0.8  # blank pages and those of the other edition alone begin nowhere
    numbers = [int(label) for label, _ in links if label and label.isdecimal()]
    assert numbers == sorted(set(numbers))
    assert all(href.partition("#")[2] in ids for _, href in links)


def test_it_opens_in_foliate(books: dict[Target, Path], tmp_path: Path) -> None:
    modules = package("foliate-js").parent
    package("playwright-core")
    done = run([node(), SCRIPT, books[Target.EPUB], modules, require("chromium"), tmp_path])
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert (told["errors"], told["outside"]) == ([], [])
    assert {face["status"] for page in told["sections"] for face in page["fonts"]} == {"loaded"}
    depths = [entry["depth"] for entry in told["toc"]]
    assert depths.count(1) >= CHAPTERS
    assert sum("部" in entry["label"] for entry in told["toc"]) == PARTS


def test_it_opens_in_mupdf_with_all_its_text(books: dict[Target, Path]) -> None:
    with pymupdf.open(books[Target.EPUB]) as book:
        text = re.sub(r"\s", "", "".join(page.get_text() for page in book))
    for number in range(1, CHAPTERS // PARTS + 1):
        assert text.count(f"第{number}章的注，见此处") == PARTS
    assert text.count("E=mc2") >= CHAPTERS - 1
