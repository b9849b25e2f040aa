"""What the first book is made of, kept as text: a change to it is seen in review. `pytest --update-golden` writes it anew.

Left out is what hangs on a picture's bytes: the cover's name, which is its hash.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from oracles.finished import Finished

GOLDEN = Path(__file__).parents[1] / "golden" / "ten-years-of-kubernetes"

INNER = ("content.opf", "nav.xhtml", "toc.ncx", "title-page.xhtml", "copyright-page.xhtml", "chapter-01.xhtml", "colophon.xhtml")


def compare(request: pytest.FixtureRequest, name: str, text: str) -> None:
    file = GOLDEN / name
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.is_file(), "run pytest --update-golden, and look at what it writes"
    assert text == file.read_text(encoding="utf-8"), "if this is meant, run pytest --update-golden and commit the difference"


@pytest.mark.parametrize("name", INNER)
def test_inner_file(request: pytest.FixtureRequest, first_book: Finished, name: str) -> None:
    with zipfile.ZipFile(first_book.epub) as archive:
        (path,) = [n for n in archive.namelist() if n.endswith(f"/{name}")]
        compare(request, name, _without_hashes(archive.read(path).decode()))


def test_names_in_the_container(request: pytest.FixtureRequest, first_book: Finished) -> None:
    with zipfile.ZipFile(first_book.epub) as archive:
        compare(request, "container.txt", _without_hashes("\n".join(archive.namelist()) + "\n"))


def _without_hashes(text: str) -> str:
    return re.sub(r"\b[0-9a-f]{16}\.(jpg|png)", r"HASH.\1", text)


def test_structure_of_the_pdf(request: pytest.FixtureRequest, first_book: Finished) -> None:
    with pikepdf.open(first_book.pdf) as pdf, pymupdf.open(first_book.pdf) as book:
        lines = [f"{key[1:]}: {value}" for key, value in sorted(pdf.docinfo.items())]
        lines += [f"Lang: {pdf.Root['/Lang']}", f"PageMode: {pdf.Root['/PageMode']}", "", "Bookmarks"]
        lines += [f"{'  ' * level}{title}  {page}" for level, title, page in book.get_toc()]
        lines += ["", "Fonts", *(f"  {name}" for name in sorted({f[3].partition("+")[2] for n in range(book.page_count)
                                                                for f in book.get_page_fonts(n)}))]
        for number, page in enumerate(pdf.pages):
            boxes = " ".join(f"{key[1:]} {_box(page.obj[key])}" for key in ("/MediaBox", "/BleedBox", "/TrimBox"))
            lines += ["", f"Page {number + 1}, folio {book[number].get_label() or '-'}: {boxes}"]
            lines += [f"  {line}" for line in book[number].get_text("text", sort=False).splitlines() if line.strip()]
    compare(request, "pdf.txt", "\n".join(lines) + "\n")


def _box(box: object) -> str:
    return "[" + " ".join(f"{float(n):.2f}" for n in box) + "]"  # type: ignore[attr-defined]  # an array of four numbers
