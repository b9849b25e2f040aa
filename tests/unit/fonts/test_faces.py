"""The faces that come with postpress: what they are, what they hold, and what the set weighs."""

from __future__ import annotations

import io
import tomllib

import pytest
from fontTools.ttLib import TTFont

from builder.faces import Catalogue, Face
from builder.shipped import shipped

CJK = ("NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf", "NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf",
       "PostpressKai-Regular.ttf")
TABLE = tomllib.loads((shipped("fonts") / "fonts.toml").read_text(encoding="utf-8"))
FILES = [entry["file"] for entry in TABLE["face"]]


def opened(face: Face) -> TTFont:
    return TTFont(io.BytesIO(face.data), lazy=True)


def features(font: TTFont) -> set[str]:
    return {r.FeatureTag for t in ("GSUB", "GPOS") if t in font for r in font[t].table.FeatureList.FeatureRecord}


def codec(name: str, second: range = range(0x30, 0xFF)) -> set[int]:
    found: set[int] = set()
    for a in range(0x81, 0xFF):
        for b in second:
            try:
                found.update(map(ord, bytes((a, b)).decode(name)))
            except UnicodeDecodeError:
                continue
    return found


@pytest.mark.parametrize("file", FILES)
def test_every_face_is_static_truetype_and_named_as_the_catalogue_says(faces: dict[str, Face], file: str) -> None:
    face, font = faces[file], opened(faces[file])
    assert "glyf" in font
    assert not {"CFF ", "CFF2", "fvar", "gvar", "SVG ", "CBDT"} & set(font.keys())
    name = font["name"]
    assert name.getDebugName(1) == face.family
    assert name.getDebugName(2) == {(400, False): "Regular", (700, False): "Bold", (400, True): "Italic",
                                    (700, True): "Bold Italic"}[face.weight, face.italic]
    assert font["OS/2"].usWeightClass == face.weight
    assert font["OS/2"].fsType == 0
    assert "SIL Open Font License" in name.getDebugName(13)
    assert file == name.getDebugName(6) + ".ttf"


@pytest.mark.parametrize("file", CJK)
def test_han_faces_close_up_full_width_marks(faces: dict[str, Face], file: str) -> None:
    found = features(opened(faces[file]))
    assert {"chws", "halt", "vert", "vchw", "vhal"} <= found
    if file.startswith("Noto"):
        assert {"palt", "pwid", "locl", "kern", "ccmp"} <= found


@pytest.mark.parametrize("file", CJK)
def test_han_faces_hold_the_published_sets(faces: dict[str, Face], catalogue: Catalogue, file: str) -> None:
    lines = (shipped("fonts") / "characters" / "tongyong-guifan.txt").read_text(encoding="utf-8").splitlines()
    table = {ord(c) for line in lines if not line.startswith("#") for c in line}
    assert len(table) == 8105
    has = faces[file].characters
    assert not table - has
    assert not codec("gb2312") - has
    assert not {*range(0x3041, 0x3097), *range(0x30A1, 0x30FF), *range(0x3105, 0x3130), *range(0xFF01, 0xFF5F)} - has
    # No CJK face has these signs of Big5 itself; the other faces do.
    lacking = codec("big5", range(0x40, 0xFF)) - has
    han = {c for c in lacking if 0x3400 <= c <= 0x9FFF}
    assert not han
    assert len(lacking) <= 9
    assert not lacking - set().union(*(f.characters for f in catalogue.faces))


def test_the_body_face_holds_japanese_names(faces: dict[str, Face]) -> None:
    kanji = {c for c in codec("shift_jis", range(0x40, 0xFD)) if 0x4E00 <= c <= 0x9FFF}
    assert len(kanji) == 6355 + 1  # JIS X 0208: levels 1 and 2, and 仝 among the signs
    assert not kanji - faces["NotoSerifSC-Regular.ttf"].characters


def test_rare_characters_of_names_have_faces(faces: dict[str, Face]) -> None:
    for file in CJK:
        assert {ord(c) for c in "喆堃犇㛃"} <= faces[file].characters
    assert ord("𠮷") in faces["PostpressKai-Regular.ttf"].characters


def test_the_kai_bears_none_of_the_reserved_names(faces: dict[str, Face]) -> None:
    font = opened(faces["PostpressKai-Regular.ttf"])
    for record in font["name"].names:
        text = str(record)
        if record.nameID in (0, 7, 13, 14):  # copyright, trademark and licence must stay
            continue
        assert "LXGW" not in text.upper()
        assert "霞" not in text
    assert "LXGW" in font["name"].getDebugName(0)
    licence = (shipped("fonts") / "licenses" / "PostpressKai-OFL.txt").read_text(encoding="utf-8")
    assert 'Reserved Font Names "霞鹜" and "LXGW"' in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


@pytest.mark.parametrize("file", CJK)
def test_quotation_marks_are_as_wide_as_han(faces: dict[str, Face], file: str) -> None:
    font = opened(faces[file])
    names = font.getBestCmap()
    em = font["head"].unitsPerEm
    assert [font["hmtx"][names[ord(c)]][0] for c in "‘’“”，。（"] == [em] * 7


def test_all_of_fonts_stays_small_enough_to_clone() -> None:
    assert sum(f.stat().st_size for f in shipped("fonts").rglob("*") if f.is_file()) < 45_000_000


def test_every_face_names_its_package_and_has_its_licence() -> None:
    for entry in TABLE["face"]:
        client, name, version = entry["package"].split()
        assert client in ("npm", "debian")
        assert name
        assert version[0].isdigit()
        assert "://" not in entry["package"]
        text = (shipped("fonts") / entry["license-file"]).read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in text
        assert entry["copyright"].split(" (http")[0] in text


def test_substitutes_name_faces_that_are_there(catalogue: Catalogue) -> None:
    there = {(f.family, f.weight, f.italic) for f in catalogue.faces}
    for s in catalogue.substitutes:
        assert (s.use_family, s.use_weight, s.use_italic) in there
    combinations = {(s.family, s.weight, s.italic) for s in catalogue.substitutes} | there
    for family in {f.family for f in catalogue.faces}:
        for weight in (400, 700):
            for italic in (False, True):
                assert (family, weight, italic) in combinations, f"{family} {weight} {italic} would be made by machine"
    assert set(catalogue.fallbacks) <= {f.family for f in catalogue.faces}
    assert {f for _, f in catalogue.generics} <= {f.family for f in catalogue.faces}
