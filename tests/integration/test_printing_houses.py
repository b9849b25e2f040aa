"""The first book for every printing house we have a profile of: what programs that are not ours say of each file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from oracles.finished import Finished
from PIL import Image

from builder import printers
from builder.errors import Report
from builder.pdf.marks import BORDER
from builder.profile import Profile
from builder.typography import TRIMS

from .tools import require, run

pytestmark = pytest.mark.integration

POINT = 25.4 / 72
"""Millimetres in a point."""

HOUSES = ["generic", "press-cn", "kdp", "ingramspark", "lulu", "proof"]
INKED = ["generic", "press-cn", "ingramspark"]
"""Those that are given inks."""

Printed = Callable[[Finished, str], Path]


def profile_of(house: str) -> Profile:
    return printers.load(house, places=printers.folders(), trims=list(TRIMS), report=Report())


@pytest.fixture(scope="session", params=HOUSES)
def house(request: pytest.FixtureRequest) -> str:
    """Each printing house in turn."""
    name: str = request.param
    return name


def inks_of(path: Path) -> list[tuple[float, float, float, float]]:
    """Return what part of each page Ghostscript puts each ink on."""
    done = run([require("gs"), "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-o", "-", "-sDEVICE=inkcov", path])
    found = [tuple(map(float, line)) for line in re.findall(r"^ *([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) CMYK OK", done.stdout, re.M)]
    with pikepdf.open(path) as pdf:
        assert len(found) == len(pdf.pages), done.stdout + done.stderr
    return [(c, m, y, k) for c, m, y, k in found]


def coloured(path: Path) -> set[int]:
    """Return the pages, from 1, that hold colour on purpose: the cover, the contents, and openings with a label."""
    with pikepdf.open(path) as pdf:
        count = len(pdf.pages)
    text = run([require("pdftotext"), "-enc", "UTF-8", path, "-"]).stdout.split("\f")
    return {n for n in range(1, count + 1) if n == 1 or re.search(r"目录|索引|时 ?代 ?[一二三四]", text[n - 1])}


def test_the_structure_is_sound(house: str, first_book: Finished, printed: Printed) -> None:
    done = run([require("qpdf"), "--check", printed(first_book, house)])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr


def test_every_font_is_embedded_and_drawn_by_outlines(house: str, first_book: Finished, printed: Printed) -> None:
    done = run([require("pdffonts"), printed(first_book, house)])
    rows = done.stdout.splitlines()[2:]
    assert rows
    for row in rows:
        assert re.search(r" yes yes yes +\d+ +\d+$", row), row
        assert "Type 3" not in row


def test_boxes_are_exact(house: str, first_book: Finished, printed: Printed) -> None:
    profile = profile_of(house)
    width, height = TRIMS[profile.trim]
    border = profile.bleed + (BORDER if profile.marks else 0)
    with pikepdf.open(printed(first_book, house)) as pdf:
        for page in pdf.pages:
            media, bleed, trim = ([float(n) * POINT for n in page.obj[name]] for name in ("/MediaBox", "/BleedBox", "/TrimBox"))
            assert media == pytest.approx([0, 0, width + 2 * border, height + 2 * border], abs=0.01)
            assert trim == pytest.approx([border, border, border + width, border + height], abs=0.01)
            assert bleed == pytest.approx([border - profile.bleed, border - profile.bleed, border + width + profile.bleed,
                                           border + height + profile.bleed], abs=0.01)
            assert "/ArtBox" not in page.obj
        assert len(pdf.pages) % profile.multiple == 0
        assert ("/Outlines" in pdf.Root) is profile.outline
        assert any("/Annots" in page.obj for page in pdf.pages) is profile.annotations


@pytest.mark.parametrize("house", INKED)
def test_pages_of_text_are_printed_in_black_alone(house: str, first_book: Finished, printed: Printed) -> None:
    path = printed(first_book, house)
    on_purpose = coloured(path)
    plain = [inks for number, inks in enumerate(inks_of(path), 1) if number not in on_purpose]
    assert len(plain) > 8
    assert all(inks[:3] == (0, 0, 0) for inks in plain)
    assert sum(inks[3] > 0 for inks in plain) > 5


@pytest.mark.parametrize("house", INKED)
def test_the_separations_of_a_page_of_text_are_blank_but_for_black(
    house: str, first_book: Finished, printed: Printed, tmp_path: Path,
) -> None:
    path = printed(first_book, house)
    plain = min(n for n, inks in enumerate(inks_of(path), 1) if n not in coloured(path) and inks[3] > 0.02)
    run([require("gs"), "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", f"-dFirstPage={plain}", f"-dLastPage={plain}", "-r100",
         "-sDEVICE=tiffsep", "-o", tmp_path / "page-%d.tif", path])
    plates = {file.name.partition("(")[2].partition(")")[0]: file for file in tmp_path.glob("*(*).tif")}
    assert set(plates) == {"Cyan", "Magenta", "Yellow", "Black"}, "a separation of a spot colour is none of ours"
    darkest = {}
    for ink, file in plates.items():
        with Image.open(file) as plate:
            darkest[ink] = plate.convert("L").getextrema()[0]
    assert darkest == {"Cyan": 255, "Magenta": 255, "Yellow": 255, "Black": darkest["Black"]}
    assert darkest["Black"] < 60  # type: ignore[operator]  # of one band it is a number


@pytest.mark.parametrize("house", INKED)
@pytest.mark.parametrize("book", ["first_book", "illustrated_book"])
def test_no_colours_of_screens_are_left(house: str, book: str, printed: Printed, request: pytest.FixtureRequest) -> None:
    with pikepdf.open(printed(request.getfixturevalue(book), house)) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Image":
                assert found.get("/ColorSpace") != "/DeviceRGB"
        for page in pdf.pages:
            operators = {str(i.operator) for i in pikepdf.parse_content_stream(page)}
            assert not operators & {"rg", "RG", "g", "G", "sc", "SC", "scn", "SCN", "sh"}


@pytest.mark.parametrize(("house", "version"), [("press-cn", "1.4"), ("ingramspark", "1.3"), ("generic", "1.6")])
@pytest.mark.parametrize("book", ["first_book", "illustrated_book"])
def test_the_standard_is_what_the_file_is(
    house: str, version: str, book: str, printed: Printed, request: pytest.FixtureRequest,
) -> None:
    with pikepdf.open(printed(request.getfixturevalue(book), house)) as pdf:
        assert pdf.pdf_version == version
        intent, = pdf.Root.OutputIntents
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        if version < "1.5":
            assert not [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Type") in ("/ObjStm", "/XRef")]
            assert not [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/SMask" in o]
            assert not [page for page in pdf.pages if "/Group" in page.obj]


def test_a_long_book_gets_the_wider_gutter_its_printer_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import builder  # collecting tests must not wait for the layout engine

    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    chapters = "\n\n".join(f"## 第{n}章\n\n" + "\n\n".join("山前有田，田边有水，水上有桥，桥下有船。" * 9 for _ in range(6))
                           for n in range(1, 61))
    (tmp_path / "long.md").write_text(f"---\ntitle: 长书\nauthor: 甲\nlang: zh-Hans\ndate: 2026-01-01\n---\n\n{chapters}", encoding="utf-8")
    report = Report()
    settings = builder.Settings(offline=True, store=tmp_path / "store", printer="kdp")
    book, = builder.build(tmp_path / "long.md", to=(builder.Target.PDF,), out=tmp_path, settings=settings, report=report).editions
    assert {found.code for found in report} <= {"V109", "A090"}, "and its own preflight finds nothing else"
    gutter = profile_of("kdp").gutter(300)
    with pymupdf.open(book) as pdf:
        assert 150 < pdf.page_count <= 300
        edges = {number % 2: set() for number in (0, 1)}  # type: dict[int, set[float]]
        for number, page in enumerate(pdf, 1):
            for word in page.get_text("words"):
                edges[number % 2].add(round((word[0] if number % 2 else page.rect.width - word[2]) * POINT, 1))
    assert min(min(each) for each in edges.values()) >= gutter - 0.1


def test_the_same_input_makes_the_same_bytes(
    house: str, first_book: Finished, printed: Printed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    import builder  # collecting tests must not wait for the layout engine

    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    settings = builder.Settings(offline=True, store=tmp_path / "store", printer=house)
    again, = builder.build(first_book.post, to=(builder.Target.PDF,), out=tmp_path, settings=settings).editions
    assert again.read_bytes() == printed(first_book, house).read_bytes()
