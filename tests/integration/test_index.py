"""The index of finished books: its pages are those the words stand on, by MuPDF; its links lead there; nothing of the text is lost."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pymupdf
import pytest
from lxml import etree
from oracles.expected import expectation
from oracles.extracted import INDEXES, from_epub, from_pdf
from oracles.finished import Finished
from oracles.text import differences

from .tools import require

pytestmark = pytest.mark.integration

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@pytest.mark.parametrize("edition", ["epub", "pdf"])
def test_the_whole_post_stands_in_the_book(indexed_book: Finished, edition: str) -> None:
    require("pandoc")
    book: Path = getattr(indexed_book, edition)
    asked = expectation(indexed_book.post.read_text(encoding="utf-8"), notes_at_foot=edition == "pdf")
    assert len(asked.blocks) > 60
    assert differences(asked, from_epub(book) if edition == "epub" else from_pdf(book)) == []


def index_pages(book: pymupdf.Document) -> range:
    top = [(title, page - 1) for level, title, page in book.get_toc() if level == 1]
    place = next(n for n, (title, _) in enumerate(top) if title in INDEXES)
    return range(top[place][1], top[place + 1][1])


def printed_links(book: pymupdf.Document) -> Iterator[tuple[str, int]]:
    """Yield the words of each link of the printed index with the page it leads to, from 0."""
    for number in index_pages(book):
        page = book[number]
        for link in page.get_links():
            inside = pymupdf.Rect(link["from"])
            words = "".join(
                c["c"] for block in page.get_text("rawdict")["blocks"] for line in block.get("lines", ()) for span in line["spans"]
                for c in span["chars"] if inside.contains(pymupdf.Point((c["bbox"][0] + c["bbox"][2]) / 2, (c["bbox"][1] + c["bbox"][3]) / 2)))
            target = link["page"] if link["kind"] == pymupdf.LINK_GOTO else book.resolve_names()[link["nameddest"]]["page"]
            yield words.strip(), target


def test_every_number_is_that_of_the_page_its_link_leads_to(
    indexed_book: Finished, printed: Callable[[Finished, str], Path],
) -> None:
    with pymupdf.open(printed(indexed_book, "proof")) as book:
        links = list(printed_links(book))
        assert len(links) > 120
        assert all(re.fullmatch(r"\d+(–\d+)?", words) for words, _ in links), links
        assert [(words, book[target].get_label()) for words, target in links
                if words.partition("–")[0] != book[target].get_label()] == []
        assert any("–" in words for words, _ in links)


def test_the_words_stand_on_the_pages_of_the_index(indexed_book: Finished) -> None:
    """Looked up the other way round: on which pages a search finds the words."""
    with pymupdf.open(indexed_book.pdf) as book:
        text = "".join(book[n].get_text() for n in index_pages(book))
        before = range(index_pages(book).start)
        for term in ("Mesos", "Envoy", "观测"):
            found = sorted({int(book[n].get_label()) for n in before if book[n].search_for(term)})
            entry = re.search(rf"^{term}[ \n]*([\d, –\n]+)", text, re.M)
            told = {page for words in re.findall(r"\d+(?:–\d+)?", entry[1] if entry else "")
                    for page in range(int(words.partition("–")[0]), int(words.rpartition("–")[2]) + 1)}
            assert sorted(told) == found, term


def test_groups_are_in_order_and_the_index_is_in_the_contents(indexed_book: Finished) -> None:
    with zipfile.ZipFile(indexed_book.epub) as archive:
        name = next(n for n in archive.namelist() if n.endswith("/index.xhtml"))
        page = etree.fromstring(archive.read(name))
        groups = [str(e.text) for e in page.iter("{*}h2")]
        assert groups == ["数字与符号", *sorted(groups[1:])]
        assert [e.get("role") for e in page.iter("{*}section") if e.get(EPUB_TYPE) == "index"] == ["doc-index"]
        folder = name.rpartition("/")[0]
        for link in page.iter("{*}a"):
            file, _, place = str(link.get("href")).partition("#")
            chapter = etree.fromstring(archive.read(f"{folder}/{file}"))
            assert chapter.xpath(f"//*[@id='{place}']"), link.get("href")
        nav = archive.read(f"{folder}/nav.xhtml").decode()
        assert nav.count('href="index.xhtml"') == 2, "in the contents and in the landmarks"


def test_nothing_is_said_of_the_build_but_the_cover(indexed_book: Finished) -> None:
    assert [line for line in indexed_book.said if "A090" not in line] == []
