"""A subset keeps its layout features and its name, and is the same bytes every time."""

from __future__ import annotations

import io

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from builder.faces import Face
from builder.fonts import subset
from builder.fonts.sfnt import facts


def advances(data: bytes, text: str, **features: bool) -> list[int]:
    font = hb.Font(hb.Face(data))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = "zh-Hans"
    hb.shape(font, buffer, features)
    return [p.x_advance for p in buffer.glyph_positions]


@pytest.mark.parametrize("file", ["NotoSerifSC-Regular.ttf", "NotoSansSC-Bold.ttf", "PostpressKai-Regular.ttf"])
def test_marks_close_up_in_a_subset_as_in_the_whole_face(faces: dict[str, Face], file: str) -> None:
    whole = faces[file]
    cut = subset(whole, map(ord, "你好，“。”（）"))
    for text in ("”，", "。”", "）（", "你好"):
        assert advances(cut.data, text, chws=True) == advances(whole.data, text, chws=True)
    assert sum(advances(cut.data, "。”", chws=True)) == 1500
    assert advances(cut.data, "，", halt=True) == [500]
    assert advances(cut.data, "，") == [1000]


def test_kerning_and_small_forms_stay(faces: dict[str, Face]) -> None:
    cut = subset(faces["NotoSerif-Italic.ttf"], map(ord, "AVTo fi1"))
    font = TTFont(io.BytesIO(cut.data), lazy=True)
    tags = {r.FeatureTag for t in ("GSUB", "GPOS") for r in font[t].table.FeatureList.FeatureRecord}
    assert {"kern", "smcp", "onum"} <= tags
    assert advances(cut.data, "AV", kern=True) != advances(cut.data, "AV", kern=False)


def test_a_subset_is_a_face_of_its_own(faces: dict[str, Face]) -> None:
    cut = subset(faces["PostpressKai-Regular.ttf"], [ord("楷"), 0xE000])
    assert cut.characters == {ord("楷"), 0x20, 0xA0}
    assert cut.file == "PostpressKai-Regular.ttf"
    said = facts(cut.data)
    assert (said.family, said.weight, said.italic) == ("Postpress Kai", 400, False)
    assert said.characters == cut.characters
    assert len(cut.data) < 20_000
    font = TTFont(io.BytesIO(cut.data), lazy=True)
    assert font.getGlyphOrder()[0] == ".notdef"
    assert font["name"].getDebugName(0).startswith("Copyright 2021-2023 LXGW")
    assert "Open Font License" in font["name"].getDebugName(13)


def test_the_same_bytes_whatever_the_order(faces: dict[str, Face]) -> None:
    face = faces["NotoSansSC-Regular.ttf"]
    assert subset(face, map(ord, "天地玄黄")).data == subset(face, map(ord, "黄玄地天天")).data


def test_an_emoji_sequence_is_one_sign_in_a_subset(faces: dict[str, Face]) -> None:
    cut = subset(faces["NotoEmoji-Regular.ttf"], map(ord, "👨\u200d👩\u200d👧"))
    assert len(advances(cut.data, "👨\u200d👩\u200d👧")) == 1
