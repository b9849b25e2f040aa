"""A cut face sets vertical lines as the whole one does: the same glyphs, upright forms and all, in a box of the ideograph's square."""

from __future__ import annotations

import io

import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.faces import Catalogue, Face
from builder.fonts import subset
from builder.fonts.centring import CENTRED, MIDDLE
from builder.fonts.vertical import BOTTOM, TOP, squared, vertical_glyph

MARKS = "，。、：；！？（）《》〈〉「」『』【】〔〕“”‘’—…～·ー"
HAN = ["NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf", "NotoSansSC-Regular.ttf", "PostpressKai-Regular.ttf"]


Ink = tuple[int, int, int, int]
"""Left, top, width and height (which is negative) of a glyph, from its origin, y upwards."""


def set_down(data: bytes, text: str) -> list[tuple[Ink, int, int, int]]:
    """Return what is drawn of a text set downwards: of each glyph its ink, its advance and where its origin is put."""
    font = hb.Font(hb.Face(data))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = "zh-Hans"
    buffer.direction = "ttb"
    hb.shape(font, buffer)
    drawn = []
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        ink = font.get_glyph_extents(info.codepoint)
        assert ink is not None
        drawn.append(((ink.x_bearing, ink.y_bearing, ink.width, ink.height), position.y_advance, position.x_offset, position.y_offset))
    return drawn


def level_glyph(data: bytes, character: str) -> int:
    font = hb.Font(hb.Face(data))
    return int(font.get_nominal_glyph(ord(character)))


@pytest.mark.parametrize("is_vertical", [True, False])
@pytest.mark.parametrize("file", HAN)
def test_a_cut_face_draws_every_mark_downwards_as_the_whole_one_does(faces: dict[str, Face], file: str, is_vertical: bool) -> None:
    whole = faces[file]
    cut = subset(whole, map(ord, f"直排{MARKS}12"), is_vertical=is_vertical)
    for mark in f"直排{MARKS}12":
        assert set_down(cut.data, mark) == set_down(whole.data, mark), mark
    assert {"vhea", "vmtx"} <= set(TTFont(io.BytesIO(cut.data), lazy=True).keys())
    changed = [mark for mark in "，。、（）《》「」“”" if vertical_glyph(hb.Font(hb.Face(cut.data)), mark) != level_glyph(cut.data, mark)]
    assert changed == list("，。、（）《》「」“”")


@given(st.text(st.sampled_from(f"天地玄黄{MARKS}"), min_size=1, max_size=12))
@settings(deadline=None, max_examples=25)
def test_a_text_of_marks_runs_down_alike(catalogue: Catalogue, text: str) -> None:
    face = next(f for f in catalogue.faces if f.file == "NotoSansSC-Regular.ttf")
    assert set_down(subset(face, map(ord, text), is_vertical=True).data, text) == set_down(face.data, text)


@pytest.mark.parametrize("file", HAN)
def test_the_line_box_has_the_square_in_its_middle(faces: dict[str, Face], file: str) -> None:
    cut = subset(faces[file], map(ord, "直排"))
    font, before = TTFont(io.BytesIO(squared(cut).data)), TTFont(io.BytesIO(cut.data))
    em, line, typo = font["head"].unitsPerEm, font["hhea"], font["OS/2"]
    assert (line.ascent / em, line.descent / em) == (TOP, -BOTTOM)
    assert (typo.sTypoAscender, typo.sTypoDescender, typo.sTypoLineGap) == (line.ascent, line.descent, line.lineGap)
    assert typo.fsSelection & 1 << 7
    assert (line.ascent + line.descent) / 2 == pytest.approx(MIDDLE * em)
    old = before["hhea"]
    assert line.ascent - line.descent + line.lineGap == old.ascent - old.descent + old.lineGap


def test_only_faces_of_ideographs_are_given_that_box(faces: dict[str, Face]) -> None:
    for file in ("NotoSerif-Regular.ttf", "JetBrainsMono-Regular.ttf", "NotoEmoji-Regular.ttf"):
        cut = subset(faces[file], map(ord, "a1"))
        assert squared(cut) is cut
    assert subset(faces[HAN[0]], map(ord, "直")).data != subset(faces[HAN[0]], map(ord, "直"), is_vertical=True).data


def test_the_same_bytes_every_time(faces: dict[str, Face]) -> None:
    assert (subset(faces[HAN[0]], map(ord, "直排，"), is_vertical=True, centre_marks=True).data
            == subset(faces[HAN[0]], map(ord, "，排直"), is_vertical=True, centre_marks=True).data)


@pytest.mark.parametrize("file", HAN)
def test_simplified_marks_are_in_the_upper_right_and_traditional_ones_in_the_middle(faces: dict[str, Face], file: str) -> None:
    plain = subset(faces[file], map(ord, f"直{CENTRED}"), is_vertical=True)
    middle = subset(faces[file], map(ord, f"直{CENTRED}"), is_vertical=True, centre_marks=True)
    for mark in CENTRED:
        ((ink, advance, across, down),) = set_down(middle.data, mark)
        left, top, width, height = ink
        # From the line's middle, and from the top of the square, downwards.
        assert left + width / 2 + across == pytest.approx(0, abs=130 if mark not in "，。、" else 60), mark
        assert -(top + height / 2 + down) == pytest.approx(-advance / 2, abs=130 if mark not in "，。、" else 60), mark
    for mark in "，。、":
        ((ink, advance, across, down),) = set_down(plain.data, mark)
        left, top, width, height = ink
        assert left + across > 0, mark
        assert -(top + down + height) < -advance / 2, mark
