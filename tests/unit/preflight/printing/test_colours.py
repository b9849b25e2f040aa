from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from builder.preflight.printing.colours import CMYK, GRAY, RGB, UNKNOWN, Paint, heaviest, initial, resolve, spots, uncoloured
from builder.preflight.printing.observed import Space


@pytest.mark.parametrize(("written", "kind", "parts"), [
    (Name.DeviceRGB, "rgb", 3), (Name.DeviceCMYK, "cmyk", 4), (Name.DeviceGray, "gray", 1), (Name.Pattern, "pattern", 0),
    (Array([Name.CalRGB, Dictionary()]), "rgb", 3), (Array([Name.Lab, Dictionary()]), "rgb", 3),
    (Array([Name.CalGray, Dictionary()]), "gray", 1), (Array([Name.Indexed, Name.DeviceCMYK, 1, b"\0" * 8]), "cmyk", 4),
    (Array([Name.Separation, Name.Gold, Name.DeviceCMYK, Dictionary()]), "spot", 1),
    (Array([Name.DeviceN, Array([Name.Cyan, Name.Gold]), Name.DeviceCMYK, Dictionary()]), "spot", 2),
    (Name.Nowhere, "spot", 0), (Array([Name.ICCBased, 3]), "spot", 0), (Array([]), "spot", 0), (7, "spot", 0),
])
def test_spaces(written: Any, kind: str, parts: int) -> None:
    found = resolve(written, Dictionary())
    assert (found.kind, found.parts) == (kind, parts)


def test_a_default_stands_for_a_device_space() -> None:
    pdf = pikepdf.new()
    default = Array([Name.ICCBased, pdf.make_stream(b"x", N=3)])
    found = resolve(Name.DeviceRGB, Dictionary(ColorSpace=Dictionary(DefaultRGB=default)))
    assert found == Space("ICCBased", 3, tagged=True)


def test_spaces_that_name_each_other_come_to_an_end() -> None:
    assert resolve(Name.A, Dictionary(ColorSpace=Dictionary(A=Name.B, B=Name.A))) == UNKNOWN


def test_patterns_without_colour_have_one_below() -> None:
    assert uncoloured(Array([Name.Pattern, Name.DeviceRGB]), None) == RGB
    assert uncoloured(Name.Pattern, None) is None


@pytest.mark.parametrize(("space", "values", "expected"), [
    (GRAY, (1.0,), True), (GRAY, (0.9,), False), (RGB, (1.0, 1.0, 1.0), True), (CMYK, (0.0,) * 4, True), (CMYK, (), False),
    (CMYK, (0.0, 0.0, 0.0, 0.1), False), (Space("Pattern", 0), (), False), (Space("Lab", 3, tagged=True), (100.0, 1.0, 1.0), False),
])
def test_white(space: Space, values: tuple[float, ...], *, expected: bool) -> None:
    assert Paint(space, values).is_white is expected


@pytest.mark.parametrize(("values", "expected"), [
    ((0.0, 0.0, 0.0, 1.0), False), ((0.6, 0.5, 0.5, 1.0), True), ((0.9, 0.9, 0.9, 0.2), True), ((1.0, 0.8, 0.0, 0.2), False),
    ((0.0, 0.0, 0.0, 0.8), False),
])
def test_rich_black(values: tuple[float, ...], *, expected: bool) -> None:
    assert Paint(CMYK, values).is_rich_black is expected


def test_ink() -> None:
    assert Paint(CMYK, (1.0, 0.5, 2.0, -1.0)).ink == 250
    assert Paint(RGB, (0.0, 0.0, 0.0)).ink == 0
    assert Paint(Space("Separation", 1, ("All",)), (1.0,)).ink == 0
    assert initial(CMYK).ink == 100


def test_inks_beyond_the_four() -> None:
    assert spots(Space("DeviceN", 3, ("Cyan", "Gold", "None"))) == ("Gold",)


def test_the_heaviest_pixels_but_for_one_in_a_thousand() -> None:
    light, heavy = bytes([51, 0, 0, 0]), bytes([255, 255, 255, 255])
    assert heaviest(light * 9_999 + heavy, inverted=False) == pytest.approx(20)
    assert heaviest(light * 900 + heavy * 100, inverted=False) == pytest.approx(400)
    assert heaviest(bytes([204, 255, 255, 255]) * 100, inverted=True) == pytest.approx(20)
    assert heaviest(b"", inverted=False) == 0
