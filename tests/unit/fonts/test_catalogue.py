"""Reading fonts.toml: what is refused and why."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.errors import PostpressError, Report
from builder.faces import Catalogue
from builder.fonts import load_catalogue
from builder.fonts.catalogue import shown
from builder.fonts.sfnt import UnfitFont, facts
from builder.shipped import shipped


def made(*, outlines: str = "glyf", rights: int = 0, family: str = "Tiny") -> bytes:
    """Return a font of one letter."""
    builder = FontBuilder(1000, isTTF=outlines == "glyf")
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({65: "A"})
    if outlines == "glyf":
        pen = TTGlyphPen(None)
        pen.moveTo((0, 0))
        pen.lineTo((500, 0))
        pen.lineTo((0, 500))
        pen.closePath()
        builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "A": pen.glyph()})
    else:
        string = T2CharStringPen(600, None).getCharString()
        builder.setupCFF("Tiny", {}, {".notdef": string, "A": string}, {})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "A": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWeightClass=400, fsType=rights)
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def variable() -> bytes:
    font = TTFont(io.BytesIO(made()))
    font.save(out := io.BytesIO())
    builder = FontBuilder(font=TTFont(io.BytesIO(out.getvalue())))
    builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    builder.save(out := io.BytesIO())
    return out.getvalue()


def folder(place: Path, data: bytes | None, *, digest: str = "", family: str = "Tiny", file: str = "Tiny.ttf") -> Path:
    place.mkdir(exist_ok=True)
    if data is not None:
        (place / file).write_bytes(data)
    digest = digest or hashlib.sha256(data or b"").hexdigest()
    (place / "fonts.toml").write_text(
        f'[[face]]\nfamily = "{family}"\nweight = 400\nstyle = "normal"\nfile = "{file}"\nlicense = "OFL-1.1"\n'
        f'copyright = "(c) nobody"\nsha256 = "{digest}"\n', encoding="utf-8")
    return place


def refusal(place: Path) -> str:
    report = Report()
    with pytest.raises(PostpressError):
        load_catalogue(report, folders=[place])
    assert len(report.errors) == 1
    assert report.errors[0].hint
    assert report.errors[0].path
    return f"{report.errors[0].code} {report.errors[0].message}"


def test_the_shipped_faces_are_read(catalogue: Catalogue) -> None:
    assert {f.family for f in catalogue.faces} >= {
        "Noto Serif SC", "Noto Sans SC", "Noto Serif", "JetBrains Mono", "Postpress Kai", "Noto Emoji",
        "Noto Sans Symbols", "Noto Sans Symbols 2"}
    assert len({f.file for f in catalogue.faces}) == len(catalogue.faces)


def test_a_small_font_is_read(tmp_path: Path) -> None:
    [face] = load_catalogue(Report(), folders=[folder(tmp_path, made())]).faces
    assert (face.family, face.weight, face.italic, face.characters) == ("Tiny", 400, False, frozenset({65}))


def test_no_fonts_toml(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "F001 there is no fonts.toml"


@pytest.mark.parametrize("text", [
    "[[face", '[[face]]\nfamily = "Tiny"\n', '[[substitute]]\nfamily = 3\n', "\x00",
    '[[face]]\nfamily="T"\nweight=400\nstyle="slanted"\nfile="f"\nlicense="l"\ncopyright="c"\nsha256="s"\n',
])
def test_a_fonts_toml_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "fonts.toml").write_text(text, encoding="utf-8")
    assert refusal(tmp_path).startswith("F001")


def test_a_second_folder_may_have_none(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", made())
    (tmp_path / "b").mkdir()
    assert len(load_catalogue(Report(), folders=[first, tmp_path / "b", tmp_path / "c"]).faces) == 1


def test_a_later_folder_takes_the_place_of_a_face(tmp_path: Path) -> None:
    first, second = folder(tmp_path / "a", made()), folder(tmp_path / "b", made(rights=8), file="Other.ttf")
    [face] = load_catalogue(Report(), folders=[first, second]).faces
    assert face.file == "Other.ttf"


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(folder(tmp_path, None)) == "F002 the face Tiny 400 cannot be read: there is no such file"


@pytest.mark.parametrize("file", ["../Tiny.ttf", "sub/Tiny.ttf"])
def test_a_file_outside_its_folder(tmp_path: Path, file: str) -> None:
    place = folder(tmp_path / "fonts", None)
    text = (place / "fonts.toml").read_text().replace("Tiny.ttf", file)
    (place / "fonts.toml").write_text(text)
    assert refusal(place).startswith("F002")


@pytest.mark.parametrize("change", [lambda d: d[:-40], lambda _: b"", lambda _: b"not a font" * 9,
                                    lambda d: d[:-4] + b"\1\2\3\4"])
def test_a_file_that_was_changed(tmp_path: Path, change: object) -> None:
    data = made()
    assert callable(change)
    place = folder(tmp_path, change(data), digest=hashlib.sha256(data).hexdigest())
    assert refusal(place).startswith("F003 this is not the file fonts.toml names")


def test_postscript_outlines(tmp_path: Path) -> None:
    assert refusal(folder(tmp_path, made(outlines="CFF"))) == \
        "F004 this font cannot be used: its outlines are CFF, not TrueType"


def test_a_variable_font(tmp_path: Path) -> None:
    assert refusal(folder(tmp_path, variable())) == "F005 this font cannot be used: it is a variable font"


@pytest.mark.parametrize(("head", "name"), [(b"wOFF", "WOFF"), (b"wOF2", "WOFF2")])
def test_a_packed_font(tmp_path: Path, head: bytes, name: str) -> None:
    assert refusal(folder(tmp_path, head + bytes(60))) == f"F006 this font cannot be used: it is packed as {name}"


@pytest.mark.parametrize("data", [b"", b"ttcf" + bytes(60), b"\0\1\0\0" + bytes(3), b"\0\1\0\0\xff\xff" + bytes(60),
                                  b"hello"])
def test_no_font_at_all(tmp_path: Path, data: bytes) -> None:
    assert refusal(folder(tmp_path, data)).startswith("F007")


@pytest.mark.parametrize("part", range(1, 20))
def test_a_font_cut_anywhere_is_refused_and_never_a_traceback(tmp_path: Path, part: int) -> None:
    data = made()
    assert refusal(folder(tmp_path, data[:len(data) * part // 20]))[:4] == "F007"


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 255))
def test_a_font_with_any_byte_changed_is_judged_and_never_a_traceback(place: int, value: int) -> None:
    data = bytearray(made())
    data[place % len(data)] = value
    code = ""
    try:
        facts(bytes(data))
    except UnfitFont as unfit:
        code = unfit.code
    assert code in ("", "F004", "F005", "F006", "F007", "F008")


@pytest.mark.parametrize("rights", [2, 0x100, 0x200, 0x104])
def test_a_font_that_forbids_embedding(tmp_path: Path, rights: int) -> None:
    assert refusal(folder(tmp_path, made(rights=rights))).startswith("F008")


@pytest.mark.parametrize("rights", [0, 4, 8])
def test_a_font_that_allows_embedding(tmp_path: Path, rights: int) -> None:
    assert load_catalogue(Report(), folders=[folder(tmp_path, made(rights=rights))]).faces


def test_another_name_in_the_font(tmp_path: Path) -> None:
    assert refusal(folder(tmp_path, made(), family="Other")) == \
        "F009 fonts.toml calls this face 'Other' 400 normal, the font itself 'Tiny' 400 normal"


def test_paths_are_named_as_people_would(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert shown(shipped("fonts") / "a.ttf") == "fonts/a.ttf"
    assert shown(tmp_path / "x" / "a.ttf") == "~/x/a.ttf"
