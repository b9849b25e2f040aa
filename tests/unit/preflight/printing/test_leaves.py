from __future__ import annotations

from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name

from builder.preflight.printing import leaves
from builder.preflight.printing.observed import Box


@pytest.mark.parametrize(("entries", "media"), [
    ({}, (0, 0, 400, 600)), ({"Rotate": 90}, (0, 0, 600, 400)), ({"Rotate": -90}, (0, 0, 600, 400)), ({"Rotate": 45}, (0, 0, 400, 600)),
    ({"UserUnit": 2}, (0, 0, 800, 1200)), ({"Rotate": 450, "UserUnit": 0.5}, (0, 0, 300, 200)), ({"Rotate": Name.Odd}, (0, 0, 400, 600)),
    ({"UserUnit": 0}, (0, 0, 400, 600)),
])
def test_pages_lie_as_they_are_turned_and_enlarged(entries: dict[str, Any], media: tuple[float, ...]) -> None:
    assert leaves.read(Dictionary(MediaBox=[0, 0, 400, 600], **entries)).media == media


def test_a_box_is_turned_with_its_page() -> None:
    page = Dictionary(MediaBox=[10, 20, 410, 620], TrimBox=[20, 20, 410, 600], Rotate=90)
    leaf = leaves.read(page)
    assert leaf.media == Box(10, 20, 610, 420)
    assert leaf.trim == Box(10, 20, 590, 410), "what was below stands on the left"


def test_what_is_inherited() -> None:
    parent = Dictionary(MediaBox=[0, 0, 400, 600], CropBox=[-9, 10, 390, 590], Rotate=180)
    leaf = leaves.read(Dictionary(Parent=parent))
    assert (leaf.turned, leaf.crop) == (180, Box(10, 10, 400, 590)), "a CropBox ends where the MediaBox does"


@pytest.mark.parametrize("written", [Array([]), Array([0, 0, 0, 0]), Array([Name.A] * 4), Name.Odd, 7])
def test_a_box_that_makes_no_sense_is_not_there(written: object) -> None:
    leaf = leaves.read(Dictionary(MediaBox=[0, 0, 400, 600], CropBox=written, TrimBox=written))
    assert (leaf.crop, leaf.trim) == (Box(0, 0, 400, 600), None)
