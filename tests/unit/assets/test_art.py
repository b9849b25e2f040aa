from __future__ import annotations

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from builder.assets import art
from builder.assets.art import Place
from builder.assets.tones import contrast
from builder.model import Asset

COLOURS = st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))


def asset(picture: Image.Image, kind: str = "PNG") -> Asset:
    stream = io.BytesIO()
    picture.save(stream, kind)
    ending, media_type = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg")}[kind]
    return Asset(f"x.{ending}", media_type, stream.getvalue(), *picture.size)


def opened(picture: Asset) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data))
    assert image.size == (picture.width, picture.height)
    return image.convert("RGB")


def scattered(width: int, height: int, seed: int, colours: int = 6) -> Image.Image:
    chance = random.Random(seed)
    palette = [tuple(chance.randrange(256) for _ in range(3)) for _ in range(colours)]
    small = Image.new("RGB", (9, 7))
    for x in range(9):
        for y in range(7):
            small.putpixel((x, y), palette[chance.randrange(colours)])
    return small.resize((width, height), Image.Resampling.NEAREST)


def red_pixels(picture: Image.Image) -> int:
    red, green, _ = picture.split()
    strong = ImageChops.multiply(red.point(lambda v: 255 * (v > 200)), green.point(lambda v: 255 * (v < 80)))
    return strong.histogram()[255]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), colours=st.integers(2, 12))
def test_lettering_stands_off_by_seven_to_one_beside_any_picture(seed: int, colours: int) -> None:
    ground, ink, accent = art.ground(asset(scattered(180, 140, seed, colours)))
    assert contrast(ground, ink) >= 7
    assert contrast(ground, accent) >= 7


@settings(max_examples=60, deadline=None)
@given(colour=COLOURS)
def test_lettering_stands_off_from_any_border(colour: tuple[int, int, int]) -> None:
    picture = Image.new("RGB", (120, 80), colour)
    ImageDraw.Draw(picture).ellipse((40, 20, 80, 60), fill=(255 - colour[0], colour[1], 128))
    ground, ink, accent = art.ground(asset(picture))
    assert contrast(ground, ink) >= 7
    assert contrast(ground, accent) >= 7


def test_a_ground_that_is_dark_enough_is_the_border_itself() -> None:
    picture = Image.new("RGB", (900, 500), "#0f2747")
    ImageDraw.Draw(picture).ellipse((300, 150, 500, 350), fill="#326ce5")
    assert art.border(asset(picture)) == "#0f2747"
    assert art.ground(asset(picture))[0] == "#0f2747"


@settings(max_examples=30, deadline=None)
@given(width=st.integers(20, 400), height=st.integers(20, 400), ratio=st.floats(0.4, 2.5), seed=st.integers(0, 99))
def test_a_crop_has_the_shape_and_is_a_part_of_the_picture(width: int, height: int, ratio: float, seed: int) -> None:
    cut = art.crop(asset(scattered(width, height, seed)), ratio)
    assert cut.width == width or cut.height == height  # one side whole, the other only cut: nothing is scaled
    assert cut.width <= width
    assert cut.height <= height
    assert abs(cut.width - cut.height * ratio) <= max(1.0, ratio)


@pytest.mark.parametrize("centre", [150, 600, 1050])
def test_a_crop_holds_the_part_with_the_detail(centre: int) -> None:
    picture = Image.new("RGB", (1200, 500), "#8090a0")
    draw = ImageDraw.Draw(picture)
    for i in range(12):
        draw.line((centre - 100, 100 + 25 * i, centre + 100, 110 + 25 * i), fill="#ff0000", width=5)
    kept = opened(art.crop(asset(picture), 1.0))
    assert red_pixels(kept) >= 0.97 * red_pixels(picture) > 0


@pytest.mark.parametrize(
    ("size", "use"),
    [((1200, 630), Place.PLATE), ((1792, 1024), Place.PLATE), ((1000, 1000), Place.PLATE), ((1000, 1600), Place.WHOLE),
     ((1500, 500), Place.BAND), ((400, 300), Place.INSET), ((200, 320), Place.INSET), ((700, 3000), Place.INSET)],
)  # fmt: skip
def test_where_a_picture_stands(size: tuple[int, int], use: Place) -> None:
    assert art.place(asset(scattered(*size, seed=3))) is use


def test_a_diagram_is_set_in_without_its_border_and_its_white_is_paper() -> None:
    picture = Image.new("RGB", (1000, 700), "white")
    ImageDraw.Draw(picture).rectangle((400, 300, 599, 399), fill="#204080")
    assert art.place(asset(picture)) is Place.INSET
    set_in = art.inset(asset(picture))
    assert (set_in.width, set_in.height) == (220, 120)
    assert opened(set_in).getpixel((0, 0)) == tuple(int(art.SHEET[i : i + 2], 16) for i in (1, 3, 5))
    assert art.ground(asset(picture))[0] == art.SHEET


def test_a_light_logo_on_nothing_is_laid_on_a_dark_ground() -> None:
    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((50, 50, 250, 250), fill="#ffffff")
    ground, ink, _ = art.ground(asset(picture))
    assert ink == art.PAPER
    assert opened(art.inset(asset(picture))).getpixel((0, 0)) == tuple(int(ground[i : i + 2], 16) for i in (1, 3, 5))


def test_a_picture_with_its_subject_at_the_edge_has_no_border() -> None:
    picture = Image.new("RGB", (900, 600), "#e0e4d0")
    ImageDraw.Draw(picture).rectangle((300, 200, 500, 600), fill="#506040")
    assert art.border(asset(picture)) is None


def test_a_picture_for_print_is_never_larger_than_print_needs() -> None:
    assert max(opened(art.whole(asset(Image.new("RGB", (3000, 1200), "#445566")))).size) == art.LARGEST


def test_a_cover_of_noise_is_still_under_the_limit() -> None:
    pixels = random.Random(1).randbytes(3 * 800 * 1280)
    cover = art.cover_jpeg(pixels, 800, 1280)
    assert len(cover.data) < art.COVER_LIMIT
    assert opened(cover).size == (800, 1280)
    assert art.cover_jpeg(pixels, 800, 1280) == cover
