from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from builder.assets.reducing import reduce

from .specimens import drawing, encoded, noise, opened

ALL = 1 << 30


def reduced(data: bytes, *, quality: int = 88, most: int = ALL, screen: int = ALL, widest: int = ALL, colours: int = 1 << 24) -> Image.Image:
    facts, made = reduce(data, quality=quality, most_pixels=most, screen_pixels=screen, widest=widest, colours=colours)
    picture = opened(made)
    assert facts == {"type": f"image/{(picture.format or '').lower()}", "width": picture.width, "height": picture.height}
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_the_kind_stays_and_grey_stays_grey(kind: str, mode: str) -> None:
    picture = reduced(encoded(noise(80, 60, mode), kind), most=1200)
    assert (picture.format, picture.mode) == (kind, mode)
    assert picture.size == (40, 30)


@pytest.mark.parametrize("full", [True, False])
def test_the_sampling_of_colours_stays(*, full: bool) -> None:
    picture = reduced(encoded(noise(80, 60), "JPEG", subsampling=0 if full else 2), quality=50)
    assert (len({layer[1:3] for layer in getattr(picture, "layer")}) == 1) is full  # noqa: B009 - of JPEGs alone, and untyped


def test_nothing_of_the_file_goes_along() -> None:
    picture = noise(40, 30)
    exif = picture.getexif()
    exif[0x010E] = "who took it, and where"
    made = reduce(encoded(picture, "JPEG", exif=exif, comment=b"secret"), quality=80, most_pixels=ALL, screen_pixels=ALL, widest=ALL,
                  colours=1 << 24)[1]
    assert b"who took it" not in made
    assert b"secret" not in made


def test_few_colours_get_a_palette_and_keep_their_pixels_while_the_screen_shows_them() -> None:
    data = encoded(drawing(800, 600), "PNG")
    picture = reduced(data, most=100_000)
    assert picture.mode == "P"
    assert picture.size == (800, 600)
    assert picture.convert("RGB").tobytes() == drawing(800, 600).tobytes()
    assert reduced(data, most=120_000, screen=120_000).size == (400, 300)


def test_many_colours_are_fewer_only_when_that_is_asked() -> None:
    picture = noise(100, 100)
    assert picture.getcolors(256) is None
    data = encoded(picture, "PNG")
    assert reduced(data).convert("RGB").tobytes() == picture.tobytes()
    few = reduced(data, colours=64)
    assert few.mode == "P"
    assert len(few.getcolors(256) or ()) <= 64


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(1, 300), st.integers(1, 4000), st.integers(1, 120), st.sampled_from(["L", "RGB"]))
def test_no_picture_grows_and_a_png_of_few_colours_is_the_same(
    width: int, height: int, colours: int, most: int, widest: int, mode: str,
) -> None:
    chance = random.Random(colours)
    inks = [tuple(chance.randrange(256) for _ in mode) for _ in range(colours)]
    picture = Image.new(mode, (width, height))
    for at in range(width * height):
        ink = chance.choice(inks)
        picture.putpixel((at % width, at // width), ink[0] if mode == "L" else ink)
    made = reduced(encoded(picture, "PNG"), most=most, screen=most, widest=widest)
    assert made.width <= min(width, widest) or made.width == 1
    assert made.height <= height
    assert made.width * made.height <= max(most, made.width, made.height)
    if made.size == picture.size:
        assert made.convert(mode).tobytes() == picture.tobytes()
