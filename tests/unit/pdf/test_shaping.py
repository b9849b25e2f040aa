from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.pdf.engine import boxes, ffi
from builder.pdf.shaping import Shaper, shaper_of

from .composed import boxes_of, laid

PX = 96 / 72

DOCUMENT = laid("".join(f"<p class='c{n}' style='{style}'>汉</p>" for n, style in enumerate([
    "", "font-size: 20pt", "letter-spacing: 3px", "word-spacing: 5px", "font-family: Noto Serif", "hyphenate-character: \"—\"",
    "font-family: Noto Serif; font-variant-ligatures: none", "color: red", "text-decoration: underline"])), manner=None)
PLAIN, LARGE, SPACED, WORDS_APART, LATIN, DASHED, UNJOINED, RED, UNDERLINED = (
    box.style for box in boxes_of(DOCUMENT) if isinstance(box, boxes.TextBox))


def shaper(style: Any = PLAIN) -> Shaper:
    return shaper_of(style)


def test_every_ideograph_is_a_cluster_of_one_em() -> None:
    shaped = shaper().shape("十年，「𠮷」か")
    assert shaped.texts == list("十年，「𠮷」か")
    assert shaped.advances == pytest.approx([10 * PX] * 7, abs=0.001)  # Pango counts in 1024ths of a px
    assert shaper(LARGE).shape("汉").advances == pytest.approx([20 * PX], abs=0.001)


@pytest.mark.parametrize(("text", "clusters"), [
    ("office", ["o", "ffi", "c", "e"]), ("f\xadi", ["f\xadi"]), ("か\u3099", ["か\u3099"]), ("葛\U000e0100", ["葛", "\U000e0100"])])
def test_what_is_drawn_as_one_is_one_cluster(text: str, clusters: list[str]) -> None:
    assert shaper(LATIN).shape(text).texts == clusters


def test_code_is_shaped_letter_by_letter() -> None:
    assert shaper(UNJOINED).shape("office").texts == list("office")


def test_what_takes_no_room_has_no_advance() -> None:
    shaped = shaper().shape("字\u200b字\u2060字\xad字")
    assert [advance for text, advance in zip(shaped.texts, shaped.advances, strict=True) if text != "字"] == [0, 0, 0]


@pytest.mark.parametrize(("text", "levels"), [("汉字ab", [0, 0, 0, 0]), ("汉שלa", [0, 1, 1, 0]), ("א12ב汉", [1, 2, 2, 1, 0])])
def test_levels_say_which_way_text_runs(text: str, levels: list[int]) -> None:
    shaped = shaper().shape(text)
    assert shaped.levels == levels
    assert shaped.texts == list(text)


def test_letters_are_spaced_and_what_takes_no_room_is_not() -> None:
    apart, plain = shaper(SPACED).shape("字a\u200b字"), shaper().shape("字a\u200b字")
    assert [a - b for a, b in zip(apart.advances, plain.advances, strict=True)] == pytest.approx([3, 3, 0, 3])


def test_a_mark_over_a_letter_does_not_move_apart_from_it() -> None:
    apart, plain = shaper(SPACED).shape("q\u0323x"), shaper().shape("q\u0323x")
    assert [a - b for a, b in zip(apart.advances, plain.advances, strict=True)] == pytest.approx([0, 3, 3])


def test_words_are_spaced_at_spaces() -> None:
    apart, plain = shaper(WORDS_APART).shape("a b字"), shaper().shape("a b字")
    assert [a - b for a, b in zip(apart.advances, plain.advances, strict=True)] == pytest.approx([0, 5, 0, 0])


def test_the_hyphen_is_the_styles() -> None:
    assert shaper().hyphen().texts == ["-"]
    assert shaper(DASHED).hyphen().texts == ["—"]


def test_styles_that_shape_alike_share_a_shaper() -> None:
    assert shaper(RED) is shaper(PLAIN)
    assert len({id(shaper(style)) for style in (PLAIN, LARGE, SPACED, WORDS_APART, LATIN, UNJOINED)}) == 6


def test_a_mark_keeps_its_place_over_its_letter() -> None:
    shaped = shaper(LATIN).shape("q\u0323")
    (_, _, across, down), = shaped.glyphs[1]
    assert across
    assert down
    assert shaped.advances[1] == 0


def test_a_character_without_a_glyph_is_known() -> None:
    assert [shaper().shape(text).has_unknown for text in ("汉字", "汉가字", "\u200b", "")] == [False, True, False, False]


@pytest.mark.parametrize(("mark", "left", "right"), [("。", 0, 0.5), ("，", 0, 0.5), ("」", 0, 0.5), ("「", 0.5, 1), ("·", 0, 0.4)])
def test_ink_is_measured_where_the_face_has_it(mark: str, left: float, right: float) -> None:
    shaped = shaper().shape(mark)
    first, last = (edge / (10 * PX) for edge in shaper().ink(shaped.fonts[0], shaped.glyphs[0]))
    assert left <= first < last <= right


def test_a_font_lives_as_long_as_its_shaper() -> None:
    """Pango drops fonts it has not used for long; a row of glyphs is drawn when all pages are laid out."""
    shaped = shaper().shape("汉a🚲①")
    assert len(set(shaped.fonts)) > 1
    assert {int(ffi.cast("intptr_t", font)) for font in shaped.fonts} <= set(shaper()._kept)


PIECES = st.lists(st.sampled_from([
    *"汉字，。「」·か", "——", "office", "a", "é", "e\u0301", "q\u0302\u0323", "א", "שלום", "7", " ", "🚲", "👩\u200d👧", "𠮷", "葛\U000e0100", "\u200b",
    "\u2060", "\xad", "\u0301", "\ufe0f", "①", "\u3000"]), max_size=30).map("".join)


@given(text=PIECES, style=st.sampled_from([PLAIN, LATIN, SPACED]))
@settings(deadline=None)
def test_the_clusters_of_any_text_are_the_text(text: str, style: Any) -> None:
    shaped = shaper(style).shape(text)
    assert "".join(shaped.texts) == text
    assert all(shaped.texts)
    assert {len(shaped.glyphs), len(shaped.fonts), len(shaped.advances), len(shaped.levels)} == {len(shaped.texts)}
    assert min(shaped.advances, default=0) >= 0
    assert max(shaped.levels, default=0) <= 2


@given(text=PIECES, more=PIECES)
@settings(deadline=None)
def test_shaping_a_text_again_gives_the_same(text: str, more: str) -> None:
    first = shaper().shape(text)
    shaper().shape(more)
    assert shaper().shape(text) == first


def test_levels_of_a_longer_text_change_where_its_direction_does() -> None:
    levels = shaper().shape("汉字שלום, עולם字汉").levels
    assert sum(a != b for a, b in pairwise(levels)) == 2
