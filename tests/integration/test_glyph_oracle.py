"""Every glyph of the finished books comes from our own faces, and is drawn as its face was cut."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest
from oracles import glyphs
from oracles.finished import Finished

from .tools import require

pytestmark = pytest.mark.integration


def test_an_epub_is_drawn_with_the_faces_it_carries(finished: Finished) -> None:
    assert glyphs.foreign_in_epub(finished.epub) == []


def test_a_pdf_is_drawn_with_faces_of_the_catalogue(finished: Finished) -> None:
    assert glyphs.foreign_in_pdf(finished.pdf) == []


@pytest.mark.parametrize("edition", ["epub", "pdf"])
def test_no_character_is_without_a_glyph(finished: Finished, edition: str) -> None:
    assert glyphs.without_glyph(getattr(finished, edition)) == []


def test_no_glyph_is_blank(finished: Finished) -> None:
    assert glyphs.blank_glyphs(finished.pdf) == []


def test_every_font_of_a_pdf_is_embedded_subset_and_named(finished: Finished) -> None:
    require("pdffonts")
    table = glyphs.font_table(finished.pdf)

    assert table
    assert {(f["type"], f["emb"], f["sub"], f["uni"]) for f in table} == {("CID TrueType", "yes", "yes", "yes")}


def test_nothing_is_slanted_by_machine(finished: Finished) -> None:
    assert glyphs.slanted(finished.pdf) == []


def test_rare_characters_and_signs_are_drawn(illustrated_book: Finished) -> None:
    for book in (illustrated_book.epub, illustrated_book.pdf):
        there = {d.character for d in glyphs.drawn(book)}
        assert set("喆堃犇㛃𠮷★✗♻⌘⚠№℃😀🎉🚀👍☐☑") <= there


def test_one_ideograph_of_code_is_two_latin_cells(illustrated_book: Finished) -> None:
    wide, uneven = glyphs.uneven_cells(illustrated_book.pdf)

    assert wide > 50
    assert uneven == []


def test_code_has_no_ligatures(illustrated_book: Finished) -> None:
    shown = "".join(d.character for d in glyphs.drawn(illustrated_book.pdf) if d.font.startswith(glyphs.CODE))

    assert "->=!=<=>===::www" in shown.replace(" ", "")
    assert glyphs.joined_in_code(illustrated_book.pdf) == []


def test_emphasis_of_han_is_kai_and_upright_of_latin_is_italic(illustrated_book: Finished) -> None:
    fonts: dict[str, set[str]] = {}
    for d in glyphs.drawn(illustrated_book.pdf):
        fonts.setdefault(d.font, set()).add(d.character)

    assert set("楷体的强调") <= fonts["Postpress-Kai"]
    assert set("realitcs") <= fonts["Noto-Serif-Italic"]
    assert not any("\u4e00" <= c <= "\u9fff" for font, characters in fonts.items() if "Italic" in font for c in characters)


# ---- the oracle itself, on books that were spoilt


def test_a_face_taken_out_of_an_epub_is_missed(first_book: Finished, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.epub"
    with zipfile.ZipFile(first_book.epub) as whole, zipfile.ZipFile(spoilt, "w") as written:
        lost = next(n for n in whole.namelist() if n.endswith("NotoSerifSC-Bold.ttf"))
        for name in whole.namelist():
            if name != lost:
                written.writestr(name, whole.read(name))

    assert glyphs.foreign_in_epub(spoilt) != []


def _content(page: pikepdf.Page) -> bytes:
    held = page.obj["/Contents"]
    streams = list(held) if isinstance(held, pikepdf.Array) else [held]
    return b"\n".join(stream.read_bytes() for stream in streams)


def _with_operators(source: Path, spoilt: Path, old: str, new: bytes) -> None:
    """Change the first place on the page of the first chapter where its content matches `old`."""
    shutil.copy(source, spoilt)
    with pikepdf.open(spoilt, allow_overwriting_input=True) as pdf:
        page = pdf.pages[11]
        content, changed = re.subn(old.encode(), new, _content(page), count=1)
        assert changed, "the defect was not put in"
        page.obj["/Contents"] = pdf.make_stream(content)
        pdf.save(spoilt)


def test_a_glyph_that_is_not_defined_is_seen(first_book: Finished, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.pdf"
    _with_operators(first_book.pdf, spoilt, "<[0-9a-fA-F]{4}", b"<0000")

    assert glyphs.without_glyph(spoilt) != []


def test_a_slant_is_seen(first_book: Finished, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.pdf"
    _with_operators(first_book.pdf, spoilt, r"\bBT\b", b"1 0 0.3 1 0 0 cm BT")

    assert glyphs.slanted(spoilt) != []
