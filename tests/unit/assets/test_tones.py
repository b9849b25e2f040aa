from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from builder.assets.tones import contrast, from_oklch, named, oklch, stand_off

COLOURS = st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255)).map(named)


@given(colour=COLOURS)
def test_a_colour_comes_back_from_its_tone(colour: str) -> None:
    back = from_oklch(oklch(colour))
    assert all(abs(int(back[i : i + 2], 16) - int(colour[i : i + 2], 16)) <= 1 for i in (1, 3, 5))


@given(colour=COLOURS, ink=st.sampled_from(["#ffffff", "#000000"]), least=st.floats(1.5, 20))
def test_a_tone_is_moved_until_it_stands_off(colour: str, ink: str, least: float) -> None:
    assert contrast(stand_off(oklch(colour), ink, least, darker=ink == "#ffffff"), ink) >= least


@given(colour=COLOURS)
def test_a_colour_beyond_the_screens_loses_chroma_not_lightness(colour: str) -> None:
    light, _, hue = oklch(colour)
    assume(light > 0.15)
    assert oklch(from_oklch((light, 0.5, hue)))[0] == pytest.approx(light, abs=0.015)


def test_contrast_of_the_standard_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
