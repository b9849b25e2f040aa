"""A book whose theme is half transparent, for a printing house that takes no transparency, as programs that are not ours see it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pymupdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageCms, ImageFilter

from builder.errors import Report
from builder.pdf.flattening import flatten
from builder.profile import Profile

from .tools import artifacts, require, run

pytestmark = pytest.mark.integration

TOP = Path(__file__).parents[2]
ICC = TOP / "builder" / "pdf" / "profiles" / "fogra39-300.icc"

POST = """---
title: 玻璃
author: 甲
lang: zh-Hans
date: 2026-01-01
image: cover.png
---

引言里有一句**要紧**的话。

## 第一章　透明

正文写在纸上，一行又一行。Half of it is Latin.

> 引文在淡蓝的底上。

| 名 | 值 |
| --- | --- |
| 甲 | 一 |
| 乙 | 二 |

后面的一段。

## 第二章　影与环

""" + "\n\n".join(f"第{n}段在前。\n\n> 引文{n}在影里。" for n in range(1, 10)) + """

## 第三章　不透明

完。
"""
GLASS = """
h2 { opacity: 0.6 }
blockquote { background: rgba(0, 90, 160, 0.15); padding: 1em }
blockquote p { color: rgba(0, 40, 80, 0.8) }
td { background: rgba(200, 0, 0, 0.1) }
.chapter > p:last-child { background: linear-gradient(90deg, #cde, rgba(255, 240, 200, 0.5)); padding: 0.5em }
.cover .title { opacity: 0.7 }
.cover::after { content: "浮"; position: absolute; left: 0; top: 40%; width: 100%; height: 45%; padding: 5mm;
  color: rgba(255, 255, 255, 0.8); background: linear-gradient(rgba(20, 20, 60, 0), rgba(20, 20, 60, 0.7)) }
"""
SHADES = (
    "background: #eee; box-shadow: 3pt 3pt rgba(0, 0, 0, 0.4)",
    "background: #fff; box-shadow: 2pt 2pt 5pt rgba(0, 0, 0, 0.5)",
    "background: #def; box-shadow: inset 0 0 6pt rgba(0, 0, 100, 0.6)",
    "background: radial-gradient(rgba(255, 0, 0, 0.5), transparent)",
    "background: #fc8; opacity: 0.5; border: 3pt solid rgba(0, 120, 0, 0.4); border-radius: 8pt",
    "background: linear-gradient(#9cf, #fc9); opacity: 0.6",
    "background: rgba(255, 0, 0, 0.2); transform: rotate(2deg)",
    "background: #ddd; position: relative",
)
GLASS += "".join(f".chapter blockquote:nth-of-type({n}) {{ {shade} }}\n" for n, shade in enumerate(SHADES, 2)) + """
.chapter blockquote:nth-of-type(9)::after { content: ""; position: absolute; left: 2em; top: 0; width: 5em; height: 100%;
  background: rgba(255, 0, 0, 0.4) }
"""
DRAWING = """<section class="half-title" id="half-title" epub:type="halftitlepage"><p class="title">{{ title_lines | join("") }}</p>
<p><svg xmlns="http://www.w3.org/2000/svg" width="120" height="60" viewBox="0 0 120 60"><defs><filter id="blend">
<feBlend mode="multiply"/></filter></defs><rect width="80" height="60" fill="#fc0"/>
<circle cx="80" cy="30" r="28" fill="#09f" filter="url(#blend)"/></svg></p>
<p><svg xmlns="http://www.w3.org/2000/svg" width="120" height="60" viewBox="0 0 120 60"><defs><linearGradient id="fade">
<stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#000"/></linearGradient>
<mask id="mask"><rect width="120" height="60" fill="url(#fade)"/></mask></defs>
<rect width="120" height="60" fill="#c03" mask="url(#mask)"/></svg></p></section>
"""
"""A way of blending and a soft mask, which style sheets have no words for here."""
PRINTER = """
summary = "The same, with the front cover, for looking at."
trim = "A5"
bleed = 0
cover = true
ink = "any"
pictures = "srgb"
"""


BLACK_INK = (0.137, 0.122, 0.125)
"""How MuPDF shows black ink alone; four inks are darker."""


@dataclass(frozen=True)
class Glass:
    press: Path
    """For `press-cn`."""
    again: Path
    """The same, built once more."""
    covered: Path
    """For a printer whose block begins with the cover."""
    flat: Path
    """`live` made opaque, in its colours of light: what flattening alone does to it."""
    live: Path
    """As it is before, transparent."""


@pytest.fixture(scope="module")
def glass(tmp_path_factory: pytest.TempPathFactory) -> Glass:
    import builder  # collecting tests must not wait for the layout engine

    place = tmp_path_factory.mktemp("glass")
    for name, said in (("post.md", POST), ("book.toml", 'posts = "post.md"\ntheme = "glass"\n'),
                       ("themes/glass/theme.toml", 'extends = "classic"\n'), ("themes/glass/styles/extra.css.j2", GLASS),
                       ("themes/glass/templates/half-title.xhtml.j2", DRAWING),
                       ("printers/live.toml", PRINTER),
                       ("printers/covered.toml", 'summary = "With the cover."\ntrim = "A5"\nbleed = 0\ncover = true\nstandard = "PDF/X-1a:2003"\n')):
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said, encoding="utf-8")
    drawn = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn).resize((1800, 2600)) for turn in (0, 90, 180)])
    drawn.save(place / "cover.png")
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        for printer, out in (("press-cn", "one"), ("press-cn", "two"), ("covered", "three"), ("live", "four")):
            settings = builder.Settings(offline=True, store=place / "store", printer=printer)
            book, = builder.build(Path("book.toml"), to=(builder.Target.PDF,), out=place / out, settings=settings).editions
            made.append(book.resolve())
    press, again, covered, live = made
    flat = place / "flat.pdf"
    with pikepdf.open(live) as pdf:
        flatten(pdf, Profile("flat", standard="PDF/X-1a:2003", ink="any"), Report())
        pdf.save(flat, deterministic_id=True)
    return Glass(press, again, covered, flat, live)


def test_the_printers_rules_find_nothing(glass: Glass) -> None:
    done = run([sys.executable, "-m", "builder", "check", "--own", "--printer", "press-cn", glass.press], folder=TOP)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[V" not in done.stdout + done.stderr


@pytest.mark.parametrize("which", ["press", "covered", "flat"])
def test_nothing_in_the_file_is_transparent(glass: Glass, which: str) -> None:
    with pikepdf.open(getattr(glass, which)) as pdf:
        for found in pdf.objects:
            for item in inside(found):
                assert float(item.get("/ca", 1)) == float(item.get("/CA", 1)) == 1
                assert "/SMask" not in item
                assert item.get("/BM", "/Normal") == "/Normal"
                assert item.get("/S") != "/Transparency"
    with pikepdf.open(glass.live) as pdf:
        assert [1 for found in pdf.objects for item in inside(found) if item.get("/S") == "/Transparency"]


def inside(found: object) -> list[pikepdf.Object]:
    """Return an object and the dictionaries written in it."""
    if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        return []
    return [found, *(item for value in found.values() if not getattr(value, "is_indirect", True) for item in inside(value))]


def by_pdfium(path: Path, _: Path) -> list[Image.Image]:
    book = pypdfium2.PdfDocument(path)
    try:
        return [page.render(scale=150 / 72).to_pil().convert("RGB") for page in book]
    finally:
        book.close()


def by_poppler(path: Path, folder: Path) -> list[Image.Image]:
    """Return pages as Poppler paints them, inks by the output profile that our files are made for."""
    for old in folder.glob("page-*.png"):
        old.unlink()
    done = run([require("pdftoppm"), "-r", "150", "-png", "-defaultcmykprofile", ICC, path, folder / "page"])
    assert done.returncode == 0, done.stderr
    return [Image.open(file).convert("RGB") for file in sorted(folder.glob("page-*.png"))]


def unlike(one: Image.Image, other: Image.Image, *, more_than: int) -> float:
    """Return what part of a page, in thousandths, is lighter or darker by more than so many of 255, but for what is one pixel wide.

    Painters set letters half a pixel apart, smooth edges in ways of their own, and see seams where one blend meets another.
    """
    red, green, blue = ImageChops.difference(one, other).filter(ImageFilter.MinFilter(3)).split()
    counts = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    return 1000 * sum(counts[more_than + 1 :]) / sum(counts)


@pytest.mark.parametrize("painter", [by_pdfium, by_poppler])
def test_the_pages_look_the_same(glass: Glass, tmp_path: Path, painter: Callable[[Path, Path], list[Image.Image]]) -> None:
    kept = artifacts(tmp_path, f"flattened-{painter.__name__}")
    flat, live = painter(glass.flat, tmp_path), painter(glass.live, tmp_path)
    assert len(flat) == len(live)
    parts = {}
    for number, (one, other) in enumerate(zip(flat, live, strict=True), 1):
        one.save(kept / f"{number}-flat.png")
        other.save(kept / f"{number}-live.png")
        parts[number] = unlike(one, other, more_than=8)
    assert max(parts.values()) <= 1, parts


def through(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    done = ImageCms.applyTransform(image, transform)
    assert done is not None
    return done


def test_the_inks_look_as_the_lights_do(glass: Glass, tmp_path: Path) -> None:
    """The file for the press beside the one that keeps its glass as this press would print it: both through its inks to light."""
    inked, live = by_poppler(glass.covered, tmp_path), by_poppler(glass.live, tmp_path)
    kept = artifacts(tmp_path, "flattened-inks")
    assert len(inked) == len(live)
    inks, screen = ImageCms.ImageCmsProfile(str(ICC)), ImageCms.createProfile("sRGB")
    how, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    there = ImageCms.buildTransform(screen, inks, "RGB", "CMYK", how, flags)
    back = ImageCms.buildTransform(inks, screen, "CMYK", "RGB", how, flags)
    parts = {}
    for number, (one, other) in enumerate(zip(inked, live, strict=True), 1):
        printed = through(through(other, there), back)
        one.save(kept / f"{number}-inked.png")
        printed.save(kept / f"{number}-live.png")
        parts[number] = unlike(one, printed, more_than=32)  # greys are black ink alone, and look up to 30 lighter than four
    assert max(parts.values()) <= 0.5, parts


def test_no_letter_is_lost(glass: Glass) -> None:
    flat, live = (run([require("pdftotext"), "-enc", "UTF-8", path, "-"]).stdout for path in (glass.flat, glass.live))
    assert flat == live
    assert "浮" in flat
    with pymupdf.open(glass.flat) as flat_book, pymupdf.open(glass.live) as live_book:
        for one, other in zip(flat_book, live_book, strict=True):
            assert sorted(one.get_text().split()) == sorted(other.get_text().split())


def test_headings_and_quotations_stay_letters(glass: Glass) -> None:
    with pymupdf.open(glass.flat) as book:
        painted = [span for page in book for span in page.get_texttrace() if span["type"] == 0]
        letters = "".join(chr(char[0]) for span in painted for char in span["chars"])
    for said in ("透明", "引文在淡蓝的底上", "正文写在纸上"):
        assert said in letters.replace(" ", "").replace("　", "")


def test_letters_above_glass_are_live_and_black_ink_alone(glass: Glass) -> None:
    """What stands on shadows and clear blends is painted after their pictures, as letters, in the file for the press too."""
    with pymupdf.open(glass.covered) as book:
        painted = [span for page in book for span in page.get_texttrace() if span["type"] == 0]
    for said in ("第4段在前", "引文2在影里", "引文3在影里", "后面的一段"):
        spans = [span for span in painted if said in "".join(chr(char[0]) for char in span["chars"]).replace(" ", "")]
        assert spans, said
        if "在影里" not in said:
            assert all(span["color"] == pytest.approx(BLACK_INK, abs=0.01) for span in spans), said


def test_the_same_book_is_the_same_bytes(glass: Glass) -> None:
    assert glass.press.read_bytes() == glass.again.read_bytes()


def test_other_programs_find_the_file_sound(glass: Glass) -> None:
    for path in (glass.press, glass.covered):
        done = run([require("qpdf"), "--check", path])
        assert done.returncode == 0, done.stdout + done.stderr
