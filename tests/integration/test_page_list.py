"""The pages of the printed book in its EPUB: what stands between two marks is what stands on that page, letter by letter."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

import pymupdf
import pytest
from lxml import etree
from oracles.expected import squeeze
from oracles.extracted import Character, body_size, from_pdf, spine_kinds
from oracles.finished import Finished
from oracles.text import SMALL

import builder
from builder.errors import Report
from builder.model import Target

from .test_long_books import manuscript

pytestmark = pytest.mark.integration

_TYPE = "{http://www.idpf.org/2007/ops}type"
_APART = {"noteref", "backlink"}
_DRAWN = frozenset("•◦▪-\u2010\u00ad0123456789.")
"""What a printed page has beyond the text: bullets and numbers of lists, hyphens at the ends of lines."""


def package(epub: Path) -> tuple[dict[str, etree._Element], etree._Element]:
    """Return the documents of the spine by their names, in order, and the package document."""
    with zipfile.ZipFile(epub) as book:
        opf = etree.fromstring(book.read("EPUB/content.opf"))
        hrefs = {item.get("id"): str(item.get("href")) for item in opf.iterfind("{*}manifest/{*}item")}
        names = [hrefs[item.get("idref")] for item in opf.iterfind("{*}spine/{*}itemref")]
        return {name: etree.fromstring(book.read(f"EPUB/{name}")) for name in names}, opf


def walk(item: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield (`page`, label) and (`text`, words) of a document in reading order, without notes, their calls, and readings."""
    kind = item.get(_TYPE) or ""
    if "pagebreak" in kind:
        yield "page", item.get("aria-label", "")
    is_apart = kind in ("footnotes", "pagebreak") or set((item.get("class") or "").split()) & _APART
    if not is_apart and etree.QName(item).localname not in ("rt", "rp", "title", "math"):
        yield "text", item.text or ""
        for child in item:
            if isinstance(child.tag, str):
                yield from walk(child)
            yield "text", child.tail or ""


def between_marks(epub: Path) -> dict[str, str]:
    """Return the text of each page as the marks in the EPUB's text part it, squeezed."""
    found: dict[str, str] = {}
    label = ""
    documents, _ = package(epub)
    for (_, root), kind in zip(documents.items(), spine_kinds(epub), strict=True):
        if kind:
            continue
        for what, said in walk(root):
            if what == "page":
                label = said
            found[label] = found.get(label, "") + ("" if what == "page" else squeeze(said))
    return found


def on_pages(pdf: Path) -> dict[str, str]:
    """Return the text of each page of the body as MuPDF finds it, without calls of notes."""
    extract = from_pdf(pdf)
    body = body_size(extract.body)
    with pymupdf.open(pdf) as book:
        labels = [page.get_label() for page in book]

    def said(characters: Iterator[Character]) -> str:
        return "".join(c.text for c in characters if not (c.text.isdigit() and c.size < SMALL * body))

    return {labels[page]: said(of_page) for page, of_page in groupby(extract.body, lambda c: c.page)}


def heads(epub: Path) -> tuple[str, ...]:
    """Return the heads of the book's tables, which are printed again on every page that a table goes on to."""
    return tuple(squeeze("".join(map(str, head.itertext()))) for root in package(epub)[0].values() for head in root.iter("{*}thead"))


def unlike(marked: str, printed: str, repeated: tuple[str, ...] = ()) -> str:
    """Return where the text between two marks parts from that of the page, or nothing. The page may show more signs that are
    drawn and not said, and begin with a table's head."""
    at = max((len(head) for head in repeated if printed.startswith(head) and not marked.startswith(head)), default=0)
    for n, letter in enumerate(marked):
        while at < len(printed) and printed[at] != letter and printed[at] in _DRAWN:
            at += 1
        if at == len(printed) or printed[at] != letter:
            return f"{marked[max(0, n - 6):n + 8]!r} is {printed[max(0, at - 6):at + 8]!r}"
        at += 1
    return "" if set(printed[at:]) <= _DRAWN else f"the page goes on with {printed[at:at + 12]!r}"


def linked(book: Finished, tmp_path: Path) -> Path:
    """Return the book as an office printer gets it, with bookmarks, by which the text is found."""
    settings = builder.Settings(offline=True, store=tmp_path / "store", printer="proof")
    (epub, pdf) = builder.build(book.post, to=(Target.EPUB, Target.PDF), out=tmp_path, settings=settings, report=Report()).editions
    assert pdf.exists()
    return epub


@pytest.mark.parametrize("name", ["first_book", "illustrated_book", "indexed_book", "numbered_book"])
def test_the_text_between_two_marks_is_that_of_the_page(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    epub = linked(request.getfixturevalue(name), tmp_path)
    marked, printed = between_marks(epub), on_pages(epub.with_suffix(".pdf"))
    assert len(printed) > 3
    assert {page: wrong for page, text in printed.items() if (wrong := unlike(marked.get(page, ""), text, heads(epub)))} == {}
    assert [page for page, text in marked.items() if page not in printed and squeeze(text)] == []


def test_so_it_is_in_a_long_book(tmp_path: Path) -> None:
    (tmp_path / "long.md").write_text(manuscript().replace("![桥边的船](boat.png)", ""), encoding="utf-8")
    epub = linked(Finished(tmp_path / "long.md", tmp_path, tmp_path, ()), tmp_path)
    marked, printed = between_marks(epub), on_pages(epub.with_suffix(".pdf"))
    assert len(printed) > 150
    assert {page: wrong for page, text in printed.items() if (wrong := unlike(marked.get(page, ""), text, heads(epub)))} == {}


def test_the_lists_lead_to_every_mark_in_order(finished: Finished) -> None:
    documents, opf = package(finished.epub)
    marks = [f"{name}#{mark.get('id')}" for name, root in documents.items()
             for mark in root.iter() if "pagebreak" in (mark.get(_TYPE) or "").split()]
    nav = next(nav for root in documents.values() for nav in root.iter("{*}nav") if nav.get(_TYPE) == "page-list")
    assert marks == [a.get("href") for a in nav.iter("{*}a")]
    with zipfile.ZipFile(finished.epub) as book:
        ncx = etree.fromstring(book.read("EPUB/toc.ncx"))
    assert marks == [content.get("src") for content in ncx.iterfind("{*}pageList/{*}pageTarget/{*}content")]
    numbers = [int(label) for a in nav.iter("{*}a") if (label := "".join(map(str, a.itertext()))).isdecimal()]
    assert numbers[0] == 1
    assert all(before < after for before, after in pairwise(numbers))
    said = {meta.get("property"): meta.text for meta in opf.iter("{*}meta")}
    assert "148 × 210 mm" in str(said["pageBreakSource"])
    assert "pageBreakMarkers" in [meta.text for meta in opf.iter("{*}meta")]


def test_an_epub_alone_has_pages_when_this_very_book_was_printed_before(tmp_path: Path) -> None:
    post = tmp_path / "p.md"
    post.write_text("---\ntitle: 页\nauthor: 甲\ndate: 2024-01-01\nlang: zh-Hans\n---\n\n" + "山水田舟。" * 500, encoding="utf-8")

    def made(to: tuple[Target, ...], out: str) -> Path:
        settings = builder.Settings(offline=True, store=tmp_path / "store")
        return builder.build(post, to=to, out=tmp_path / out, settings=settings, report=Report()).editions[0]

    assert b"page-list" not in zipfile.ZipFile(made((Target.EPUB,), "a")).read("EPUB/nav.xhtml")
    both, alone = made((Target.EPUB, Target.PDF), "b"), made((Target.EPUB,), "c")
    assert both.read_bytes() == alone.read_bytes()
    assert b"page-list" in zipfile.ZipFile(alone).read("EPUB/nav.xhtml")
    post.write_text(post.read_text(encoding="utf-8") + "改。", encoding="utf-8")
    changed = zipfile.ZipFile(made((Target.EPUB,), "d"))
    assert b"page-list" not in changed.read("EPUB/nav.xhtml")
    assert b"pageBreak" not in changed.read("EPUB/content.opf")
