"""The dialects of devices in software that is not ours: EPUBCheck for the kepub, Calibre for the AZW3."""

from __future__ import annotations

import posixpath
import re
import shutil
import zipfile
from pathlib import Path

import pymupdf
import pytest
from lxml import etree
from oracles.finished import Finished

from builder import kindle
from builder.epub import kepub
from builder.errors import Report
from builder.model import Edition, Target
from builder.preflight import READERS, check, check_for_readers, check_outside

from .tools import require, run

pytestmark = pytest.mark.integration

XHTML = "{http://www.w3.org/1999/xhtml}"


def edition(book: Finished) -> Edition:
    return Edition(Target.EPUB, "book.epub", "application/epub+zip", book.epub.read_bytes())


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def body_texts(data: Path) -> dict[str, str]:
    """Return the text of each page of the spine, in its order."""
    with zipfile.ZipFile(data) as archive:
        package = next(name for name in archive.namelist() if name.endswith(".opf"))
        opf = etree.fromstring(archive.read(package))
        files = {item.get("id"): str(item.get("href")) for item in opf.iter("{*}item")}
        names = [posixpath.join(posixpath.dirname(package), files[ref.get("idref")]) for ref in opf.iter("{*}itemref")]
        roots = {name: etree.fromstring(archive.read(name), etree.XMLParser(recover=True)) for name in names}
    return {name: "".join(map(str, body.itertext())) for name, root in roots.items() for body in root.iter(f"{XHTML}body")}


# ---- kepub

@pytest.fixture(scope="module")
def kepub_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kepub")


def test_epubcheck_and_our_rules_find_nothing_in_a_kepub(finished: Finished) -> None:
    require("epubcheck")
    report = Report()
    made = kepub(edition(finished), report)
    check_for_readers(made.data, "book.kepub.epub", report, READERS)
    check(made.data, "book.kepub.epub", report)
    check_outside(made.data, "book.kepub.epub", report)
    assert list(map(str, report)) == []


def test_a_kepub_has_the_text_of_the_epub_page_by_page(finished: Finished, kepub_files: Path) -> None:
    place = kepub_files / f"{finished.epub.stem}.kepub.epub"
    place.write_bytes(kepub(edition(finished), Report()).data)
    assert body_texts(place) == body_texts(finished.epub)


def test_mupdf_shows_a_kepub_as_it_shows_the_epub(finished: Finished) -> None:
    def shown(data: bytes) -> list[tuple[str, bytes]]:
        with pymupdf.open(stream=data, filetype="epub") as book:
            book.layout(width=450, height=700, fontsize=14)
            return [(page.get_text(), page.get_pixmap(dpi=50).samples) for page in book]

    before, after = shown(finished.epub.read_bytes()), shown(kepub(edition(finished), Report()).data)
    assert letters("".join(text for text, _ in after)) == letters("".join(text for text, _ in before))
    assert len(after) == len(before)


# ---- AZW3

def calibre(program: str) -> str:
    """Return a program of Calibre. It has 370 MB and takes a minute to install, so that even under CI it may be missing."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"NOT TESTED: {program} is not installed (apt-get install calibre), so nothing looked at the AZW3")
    return str(found)


@pytest.fixture(scope="module")
def azw3(illustrated_book: Finished, tmp_path_factory: pytest.TempPathFactory) -> Path:
    calibre(kindle.PROGRAM)
    place = tmp_path_factory.mktemp("azw3") / "features.azw3"
    place.write_bytes(kindle.azw3(edition(illustrated_book), Report()).data)
    return place


@pytest.fixture(scope="module")
def returned(azw3: Path) -> Path:
    """The AZW3 converted back to an EPUB."""
    back = azw3.with_suffix(".back.epub")
    done = run([calibre(kindle.PROGRAM), azw3, back], environment={"QT_QPA_PLATFORM": "offscreen", "HOME": str(azw3.parent)})
    assert done.returncode == 0, done.stdout + done.stderr
    return back


def test_calibre_reads_title_author_language_and_cover(azw3: Path, illustrated_book: Finished) -> None:
    cover = azw3.with_suffix(".jpg")
    done = run([calibre("ebook-meta"), azw3, f"--get-cover={cover}"], environment={"QT_QPA_PLATFORM": "offscreen"})
    with zipfile.ZipFile(illustrated_book.epub) as archive:
        package = archive.read("EPUB/content.opf").decode()
    title = re.findall(r"<dc:title[^>]*>([^<]+)<", package)[0]
    author = re.findall(r"<dc:creator[^>]*>([^<]+)<", package)[0]
    assert title.partition("：")[0] in done.stdout
    assert author in done.stdout
    assert re.search(r"Languages\s*: zh", done.stdout)
    assert cover.read_bytes()[:3] == b"\xff\xd8\xff"
    with pymupdf.open(cover) as picture:
        box = picture[0].rect
    assert box.width / box.height == pytest.approx(1600 / 2560, rel=0.02)


def test_the_text_of_an_azw3_is_that_of_the_epub(returned: Path, illustrated_book: Finished) -> None:
    sent, back = (letters("".join(body_texts(book).values())) for book in (illustrated_book.epub, returned))
    assert back == sent


def test_an_azw3_keeps_the_faces_and_the_contents(returned: Path, illustrated_book: Finished) -> None:
    with zipfile.ZipFile(illustrated_book.epub) as archive:
        sent = sorted(i.file_size for i in archive.infolist() if i.filename.endswith(".ttf"))
        titles = re.findall(r"<text>([^<]+)</text>", archive.read("EPUB/toc.ncx").decode().partition("<navMap>")[2].partition("</navMap>")[0])
    with zipfile.ZipFile(returned) as archive:
        fonts = sorted(i.file_size for i in archive.infolist() if i.filename.lower().endswith((".ttf", ".otf")))
        ncx = next(name for name in archive.namelist() if name.endswith(".ncx"))
        back = re.findall(r"<text>([^<]+)</text>", archive.read(ncx).decode())
    assert fonts == sent
    assert [t for t in titles if letters(t) not in map(letters, back)] == []


def test_two_azw3_of_one_epub_differ_and_read_alike(azw3: Path, returned: Path, illustrated_book: Finished, tmp_path: Path) -> None:
    """What the documentation says of it: identifier, time, keys and order of the fonts are Calibre's, and new every time."""
    second = tmp_path / "second.azw3"
    second.write_bytes(kindle.azw3(edition(illustrated_book), Report()).data)
    assert second.read_bytes() != azw3.read_bytes()
    again = tmp_path / "again.epub"
    run([calibre(kindle.PROGRAM), second, again], environment={"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)})
    assert list(body_texts(again).values()) == list(body_texts(returned).values())
