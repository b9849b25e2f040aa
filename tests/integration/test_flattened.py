"""A book whose theme is half transparent, for a printing house that takes no transparency, as programs that are not ours see it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pymupdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from .tools import artifacts, require, run

pytestmark = pytest.mark.integration

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

## 第二章　不透明

完。
"""
GLASS = """
h2 { opacity: 0.6 }
blockquote { background: rgba(0, 90, 160, 0.15); padding: 1em }
blockquote p { color: rgba(0, 40, 80, 0.8) }
td { background: rgba(200, 0, 0, 0.1) }
.chapter p:last-child { background: linear-gradient(90deg, #cde, rgba(255, 240, 200, 0.5)); padding: 0.5em }
.cover .title { opacity: 0.7 }
.cover::after { content: "浮"; position: absolute; left: 0; top: 40%; width: 100%; height: 45%; padding: 5mm;
  color: rgba(255, 255, 255, 0.8); background: linear-gradient(rgba(20, 20, 60, 0), rgba(20, 20, 60, 0.7)) }
"""
PRINTER = """
summary = "The same, with the front cover, for looking at."
trim = "A5"
cover = true
standard = "{standard}"
ink = "any"
pictures = "srgb"
"""


@dataclass(frozen=True)
class Glass:
    press: Path
    """For `press-cn`."""
    again: Path
    """The same, built once more."""
    covered: Path
    """For a printer whose block begins with the cover."""
    flat: Path
    """The same in colours of light, opaque."""
    live: Path
    """The same, transparent."""


@pytest.fixture(scope="module")
def glass(tmp_path_factory: pytest.TempPathFactory) -> Glass:
    import builder  # collecting tests must not wait for the layout engine

    place = tmp_path_factory.mktemp("glass")
    for name, said in (("post.md", POST), ("book.toml", 'posts = "post.md"\ntheme = "glass"\n'),
                       ("themes/glass/theme.toml", 'extends = "classic"\n'), ("themes/glass/styles/extra.css.j2", GLASS),
                       ("printers/flat.toml", PRINTER.format(standard="PDF/X-1a:2003")),
                       ("printers/live.toml", PRINTER.format(standard="PDF/X-4")),
                       ("printers/covered.toml", 'summary = "With the cover."\ntrim = "A5"\ncover = true\nstandard = "PDF/X-1a:2003"\n')):
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said, encoding="utf-8")
    drawn = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn).resize((1800, 2600)) for turn in (0, 90, 180)])
    drawn.save(place / "cover.png")
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        for printer, out in (("press-cn", "one"), ("press-cn", "two"), ("covered", "three"), ("flat", "four"), ("live", "five")):
            settings = builder.Settings(offline=True, store=place / "store", printer=printer)
            book, = builder.build(Path("book.toml"), to=(builder.Target.PDF,), out=place / out, settings=settings).editions
            made.append(book.resolve())
    return Glass(*made)


def test_the_printers_rules_find_nothing(glass: Glass) -> None:
    done = run([sys.executable, "-m", "builder", "check", "--own", "--printer", "press-cn", glass.press], folder=Path(__file__).parents[2])
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


def test_the_pages_look_the_same(glass: Glass, tmp_path: Path) -> None:
    flat, live = (pypdfium2.PdfDocument(path) for path in (glass.flat, glass.live))
    kept = artifacts(tmp_path, "flattened")
    assert len(flat) == len(live)
    for number, (one, other) in enumerate(zip(flat, live, strict=True), 1):
        seen = [page.render(scale=150 / 72).to_pil().convert("RGB") for page in (one, other)]
        for image, name in zip(seen, ("flat", "live"), strict=True):
            image.save(kept / f"{number}-{name}.png")
        # Where a picture begins, its edge falls on another part of a pixel; that is one pixel wide.
        farthest = ImageChops.difference(*seen).convert("L").filter(ImageFilter.MinFilter(3)).getextrema()[1]
        assert farthest <= 16, f"page {number}"  # type: ignore[operator]  # of one band it is a number


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


def test_the_same_book_is_the_same_bytes(glass: Glass) -> None:
    assert glass.press.read_bytes() == glass.again.read_bytes()


def test_other_programs_find_the_file_sound(glass: Glass) -> None:
    for path in (glass.press, glass.covered):
        done = run([require("qpdf"), "--check", path])
        assert done.returncode == 0, done.stdout + done.stderr
