"""Which faces and glyphs a finished book is drawn with, as MuPDF, poppler and pikepdf see them."""

from __future__ import annotations

import io
import re
import subprocess
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
from fontTools.ttLib import TTFont

from .expected import squeeze

FONTS = Path(__file__).parents[2] / "fonts" / "fonts.toml"

CELL = 0.6
"""Advance of a letter of JetBrains Mono, in em."""

CODE, WIDE = "JetBrains-Mono", "Noto-Sans-SC"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A glyph as MuPDF draws it."""

    character: str
    glyph: int
    font: str
    size: float
    page: int
    x: float
    y: float


def drawn(path: Path, *, screen: tuple[float, float] = (450.0, 700.0)) -> Iterator[Drawn]:
    """Yield every glyph of a book, in order; an EPUB is laid out on a screen of that size in points."""
    with pymupdf.open(path) as book:
        if book.is_reflowable:
            book.layout(width=screen[0], height=screen[1], fontsize=11)
        for number, page in enumerate(book):
            for span in page.get_texttrace():
                for code, glyph, (x, y), _ in span["chars"]:
                    yield Drawn(chr(code) if code > 0 else "\ufffd", glyph, span["font"], span["size"], number, x, y)


def foreign_in_epub(path: Path) -> list[str]:
    """Return what MuPDF drew with a face that is not embedded: `Droid Sans Fallback Regular: 喆堃`."""
    with zipfile.ZipFile(path) as archive:
        ours = {pymupdf.Font(fontbuffer=archive.read(n)).name for n in archive.namelist() if n.endswith((".ttf", ".otf"))}
    return _grouped((d.font, d.character) for d in drawn(path) if squeeze(d.character) and d.font not in ours)


def foreign_in_pdf(path: Path) -> list[str]:
    """Return what was drawn with a face that is none of the catalogue's, with a slant or weight no file of it has."""
    faces = catalogue_names()
    return _grouped((d.font, d.character) for d in drawn(path) if squeeze(d.character) and d.font.rstrip(",") not in faces)


def catalogue_names() -> set[str]:
    """Return the names the press gives the faces of fonts.toml: `Noto-Serif-SC-Bold`."""
    faces = tomllib.loads(FONTS.read_text(encoding="utf-8"))["face"]
    return {f["family"].replace(" ", "-") + ("-Bold" if f["weight"] == 700 else "") + ("-Italic" if f["style"] == "italic" else "")
            for f in faces}


def _grouped(pairs: Iterator[tuple[str, str]]) -> list[str]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for font, character in pairs:
        found[font][character] = None
    return [f"{font}: {''.join(characters)}" for font, characters in sorted(found.items())]


def without_glyph(path: Path) -> list[str]:
    """Return the characters drawn as `.notdef`, or as a character that the file cannot name, with their pages."""
    return sorted({f"{d.character!r} in {d.font} on page {d.page + 1}" for d in drawn(path)
                   if squeeze(d.character) and (d.glyph == 0 or d.character == "\ufffd")})


def font_table(path: Path) -> list[dict[str, str]]:
    """Return pdffonts' table (poppler): name, type, and whether embedded, subset and mapped to Unicode."""
    lines = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    edges = [m.span() for m in re.finditer(r"-+", lines[1])]
    names = ["name", "type", "encoding", "emb", "sub", "uni"]
    return [{name: line[a:b].strip() for name, (a, b) in zip(names, edges, strict=False)} for line in lines[2:]]


# ---- code


def uneven_cells(path: Path) -> tuple[int, list[str]]:
    """Return how many wide characters stand in printed code, and where one is not exactly two Latin cells.

    Code is a run of glyphs on one line, all JetBrains Mono and Noto Sans SC of one size, the former among them.
    """
    wide, uneven = 0, []
    run: list[Drawn] = []
    for d in (*drawn(path), Drawn("", 0, "", 0, -1, 0, 0)):
        if run and (d.page != run[-1].page or abs(d.y - run[-1].y) > 0.6 or abs(d.size - run[-1].size) > 0.05
                    or not d.font.startswith((CODE, WIDE))):
            if any(r.font.startswith(CODE) for r in run):
                wide += sum(r.font.startswith(WIDE) for r in run)
                uneven += list(_uneven(run))
            run = []
        if d.font.startswith((CODE, WIDE)):
            run.append(d)
    return wide, uneven


def _uneven(run: list[Drawn]) -> Iterator[str]:
    for d, after in pairwise(run):
        step = (after.x - d.x) / (CELL * d.size)
        if abs(step - (1 if d.font.startswith(CODE) else 2)) > 0.02:
            yield f"{d.character!r} before {after.character!r} on page {d.page + 1}: {step:.3f} cells"


def joined_in_code(path: Path) -> list[str]:
    """Return characters of printed code that are drawn in more than one way: the sign of a ligature."""
    ways: dict[tuple[str, str], set[int]] = defaultdict(set)
    for d in drawn(path):
        if d.font.startswith(CODE) and squeeze(d.character):
            ways[d.font, d.character].add(d.glyph)
    return [f"{character!r} in {font}: glyphs {sorted(glyphs)}" for (font, character), glyphs in ways.items() if len(glyphs) > 1]


# ---- what the page says, read operator by operator

Matrix = tuple[float, float, float, float, float, float]
_ONE: Matrix = (1, 0, 0, 1, 0, 0)


def slanted(path: Path) -> list[str]:
    """Return the pages and faces where text is drawn through a matrix whose axes are not at right angles."""
    found = set()
    with pikepdf.open(path) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            for font, shape, _ in _shown(page, page.obj.get("/Resources", pikepdf.Dictionary()), _ONE):
                a, b, c, d, _, _ = shape
                if abs(a * c + b * d) > 1e-4 * max(1e-9, (a * a + b * b) ** 0.5 * (c * c + d * d) ** 0.5):
                    found.add(f"page {number}: {font}")
    return sorted(found)


def blank_glyphs(path: Path) -> list[str]:
    """Return characters whose glyph in the embedded font has no outline, though they are no spaces."""
    found = set()
    with pikepdf.open(path) as pdf:
        outlines: dict[str, tuple[TTFont, list[str]]] = {}
        names: dict[str, dict[int, str]] = {}
        for number, page in enumerate(pdf.pages, 1):
            resources = page.obj.get("/Resources", pikepdf.Dictionary())
            for name, _, shown in _shown(page, resources, _ONE):
                if name not in outlines:
                    outlines[name], names[name] = _embedded(resources, name), _to_unicode(resources, name)
                face, order = outlines[name]
                for glyph in shown:
                    text = names[name].get(glyph, "\ufffd")
                    empty = glyph >= len(order) or face["glyf"][order[glyph]].numberOfContours == 0
                    if empty and squeeze(text):
                        found.add(f"{text!r} in {name} on page {number}")
    return sorted(found)


def _fonts(resources: Any) -> Any:
    return resources.get("/Font", pikepdf.Dictionary())


def _by_base_name(resources: Any, name: str) -> Any:
    holders = [resources, *(x.get("/Resources", pikepdf.Dictionary()) for x in dict(resources.get("/XObject", {})).values())]
    return next(f for holder in holders for f in dict(_fonts(holder)).values() if str(f.BaseFont)[1:] == name)


def _embedded(resources: Any, name: str) -> tuple[TTFont, list[str]]:
    descendant = _by_base_name(resources, name).DescendantFonts[0]
    face = TTFont(io.BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
    return face, face.getGlyphOrder()


def _to_unicode(resources: Any, name: str) -> dict[int, str]:
    cmap = _by_base_name(resources, name).ToUnicode.read_bytes().decode("ascii")
    found = {}
    for section in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for glyph, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", section):
            found[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for section in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", section):
            start = bytes.fromhex(text).decode("utf-16-be")
            for n in range(int(first, 16), int(last, 16) + 1):
                found[n] = start[:-1] + chr(ord(start[-1]) + n - int(first, 16))
    return found


def _shown(content: Any, resources: Any, start: Matrix) -> Iterator[tuple[str, Matrix, list[int]]]:
    """Yield (base name, text matrix times page matrix, glyphs) for every string a content stream shows."""
    stack: list[tuple[Matrix, str]] = []
    here, text, font = start, _ONE, ""
    instructions: Any = pikepdf.parse_content_stream(content)
    for operands, operator in instructions:
        name = str(operator)
        if name == "q":
            stack.append((here, font))
        elif name == "Q":
            here, font = stack.pop()
        elif name == "cm":
            here = times(matrix(operands), here)
        elif name == "Tm":
            text = matrix(operands)
        elif name == "BT":
            text = _ONE
        elif name == "Tf":
            font = str(_fonts(resources)[str(operands[0])].BaseFont)[1:]
        elif name in {"Tj", "TJ", "'", '"'}:
            strings = operands[0] if name == "TJ" else [operands[-1]]
            codes = b"".join(bytes(s) for s in strings if isinstance(s, pikepdf.String))
            yield font, times(text, here), [int.from_bytes(codes[i : i + 2], "big") for i in range(0, len(codes), 2)]
        elif name == "Do":
            form = resources.XObject[str(operands[0])]
            if form.get("/Subtype") == "/Form":
                placed = times(matrix(form.get("/Matrix", list(_ONE))), here)
                yield from _shown(form, form.get("/Resources", resources), placed)


def matrix(operands: Any) -> Matrix:
    """Return six operands as a matrix."""
    a, b, c, d, e, f = (float(n) for n in operands)
    return a, b, c, d, e, f


def times(m: Matrix, n: Matrix) -> Matrix:
    """Return the matrix that does `m` first and `n` after it."""
    return (m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
            m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5])
