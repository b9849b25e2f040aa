from __future__ import annotations

import io

import pytest
from PIL import Image

from builder.assets import confined, thumbnail


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def opened(jpeg: bytes | None) -> Image.Image:
    assert jpeg is not None
    picture = Image.open(io.BytesIO(jpeg))
    assert picture.format == "JPEG"
    return picture


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_any_cover_becomes_a_small_jpeg_of_its_proportions(kind: str) -> None:
    data = encoded(Image.new("RGB", (500, 800), "teal"), kind)
    small = thumbnail(data, 400)
    assert opened(small).size == (250, 400)
    assert small == thumbnail(data, 400)


def test_a_small_one_is_not_made_larger() -> None:
    assert opened(thumbnail(encoded(Image.new("L", (30, 40))), 400)).size == (30, 40)


def test_what_shines_through_is_white_and_what_lies_on_its_side_is_set_up() -> None:
    assert opened(thumbnail(encoded(Image.new("RGBA", (9, 9), (0, 0, 0, 0))), 9)).getpixel((4, 4)) == (255, 255, 255)
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(thumbnail(encoded(Image.new("RGB", (80, 50)), "JPEG", exif=exif), 80)).size == (50, 80)


@pytest.mark.parametrize("data", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", encoded(Image.new("RGB", (90, 90)))[:60]])
def test_what_is_no_picture_has_none(data: bytes) -> None:
    assert thumbnail(data, 400) is None


def test_a_picture_too_large_to_open_has_none() -> None:
    header = bytearray(encoded(Image.new("L", (1, 1))))
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib
    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4, "big")
    assert thumbnail(bytes(header), 400) is None


def test_a_decoder_that_breaks_its_limits_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_out(*_: object) -> bytes:
        raise confined.ConfinedError("too long")

    monkeypatch.setattr(confined, "run", break_out)
    assert thumbnail(b"x", 400) is None
