"""The edition for a screen as readers find it: its pages, links, labels and tags, read back by others' programs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pikepdf
import pymupdf

from builder.errors import Report
from builder.preflight import check

from .tools import require, run

TOP = Path(__file__).parents[2]


def test_preflight_finds_nothing(screen_book: Path) -> None:
    report = Report()
    check(screen_book.read_bytes(), screen_book.name, report)
    assert list(report) == []


def test_qpdf_finds_nothing(screen_book: Path) -> None:
    done = run([require("qpdf"), "--check", screen_book])
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_page_is_blank_or_bled_and_all_are_alike(screen_book: Path) -> None:
    with pikepdf.open(screen_book) as pdf:
        sizes = {tuple(round(float(n), 1) for n in page.obj[box])
                 for page in pdf.pages for box in ("/MediaBox", "/TrimBox", "/BleedBox")}
        assert sizes == {(0.0, 0.0, 419.5, 595.3)}
        assert pdf.Root.PageLayout == "/SinglePage"
        assert [page.label for page in pdf.pages] == [str(n) for n in range(1, len(pdf.pages) + 1)]
    with pymupdf.open(screen_book) as document:
        assert all(page.get_text().strip() or page.get_images() for page in document)


def test_margins_are_equal_and_folios_count_from_the_cover(screen_book: Path) -> None:
    with pymupdf.open(screen_book) as document:
        for page in list(document)[3:]:
            foot = [(x, word) for x, y, right, _, word, *_ in page.get_text("words") if y > 545 and word == str(page.number + 1)
                    for x in [(x + right) / 2]]
            assert foot, page.number
            assert abs(foot[0][0] - page.rect.width / 2) < 1
        edges = [block[0] for page in list(document)[4:] for block in page.get_text("blocks") if 60 < block[1] < 500]
        ends = [page.rect.width - block[2] for page in list(document)[4:] for block in page.get_text("blocks")
                if 60 < block[1] < 500]
        assert abs(min(edges) - min(ends)) < 12  # a mark may hang in the margin


def test_links_and_contents_and_notes_lead_somewhere(screen_book: Path) -> None:
    with pymupdf.open(screen_book) as document:
        links = [(page.number, link) for page in document for link in page.get_links()]
        inside = [(at, link["page"]) for at, link in links if link["kind"] in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED)]
        assert all(0 <= to < len(document) for _, to in inside)
        assert [to for at, to in inside if at == 3] == sorted({to for at, to in inside if at == 3}) or "features" in screen_book.name
        assert all(link["uri"].startswith(("https://", "mailto:")) for _, link in links if link["kind"] == pymupdf.LINK_URI)
        assert all(link["from"].width > 1 and link["from"].height > 1 for _, link in links)
        levels = {level for level, *_ in document.get_toc()}
        assert levels <= {1, 2, 3}
        if "features" in screen_book.name:
            assert levels >= {1, 2}
            names = {link.get("nameddest", "") for _, link in links}
            assert {"foot-1", "foot-1-call"} <= names


def tagged(book: Path) -> str:
    """Return what poppler reads in the tags, a tag or a text a line."""
    return run([require("pdfinfo"), "-struct-text", book]).stdout


def test_the_tags_hold_the_whole_text_in_order(screen_book: Path) -> None:
    """Poppler's reading of the tags holds what MuPDF reads on the pages, less what is furniture."""
    said = "".join(re.findall(r'^ *"(.*)"$', tagged(screen_book), re.M))
    source = next(screen_book.parents[1].joinpath("book").glob("*.md")).read_text(encoding="utf-8").partition("\n---\n")[2]
    paragraphs = [p for p in re.split(r"\n\n+", source) if re.fullmatch(r"(?!\d)[^\[\]*`#|<>{}&\\_\-!:~]+", p)]
    assert len(paragraphs) > 5
    plain = _bare(said)
    places = [plain.find(_bare(paragraph)) for paragraph in paragraphs]
    assert -1 not in places, paragraphs[places.index(-1)]
    assert places == sorted(places)


def _bare(text: str) -> str:
    """Return a text's letters and digits: marks are shaped, spaces and hyphens are the lines' own."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if c.isalnum())


def test_every_kind_of_tag_is_there(screen_book: Path) -> None:
    kinds = set(re.findall(r"^ *([A-Z]\w*)", tagged(screen_book), re.M))
    assert {"Document", "Sect", "H1", "P", "TOC", "TOCI", "Reference", "Link", "L", "LI", "Lbl", "LBody"} <= kinds
    if "features" in screen_book.name:
        assert {"H2", "Note", "Ruby", "RB", "RT", "Table", "THead", "TR", "TH", "TD", "Figure", "Caption", "Code",
                "BlockQuote"} <= kinds


def test_same_bytes_in_another_time_zone(screen_book: Path, tmp_path: Path) -> None:
    place = screen_book.parents[1] / "book"
    post = next(place.glob("*.md"))
    home = tmp_path / "home"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TOP), "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "1",
                   "PYTHONHASHSEED": "random", "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    done = subprocess.run([sys.executable, "-m", "builder", "build", post.name, "--to", "screen", "-o", str(tmp_path), "--offline",
                           "-q"], cwd=place, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / screen_book.name).read_bytes() == screen_book.read_bytes()
