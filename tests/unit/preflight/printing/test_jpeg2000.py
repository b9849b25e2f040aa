from __future__ import annotations

import io

import pytest
from PIL import Image

from builder.preflight.printing.jpeg2000 import space_of


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "rgb"), ("L", "gray"), ("RGBA", "rgb")])
@pytest.mark.parametrize("bare", [True, False])
def test_the_space_a_picture_brings(mode: str, kind: str, *, bare: bool) -> None:
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "JPEG2000", no_jp2=bare)
    if not (bare and mode == "RGBA"):  # four parts without a word are taken for inks
        assert space_of(out.getvalue()).kind == kind


@pytest.mark.parametrize("data", [b"", b"\0\0\0\x0cjP  ", b"\0\0\0\1jp2h", b"\xff\x4f\xff\x51"])
def test_damage_is_borne(data: bytes) -> None:
    assert space_of(data).parts in {0, 1}
