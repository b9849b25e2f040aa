"""Develops one picture: bytes of an untrusted file on standard input, a clean JPEG or PNG on standard output.

A program of its own, started by `confined`; it imports nothing of this project. It answers with one line of JSON and
then the picture. Arguments: the decoder's name, the most pixels to decode, the most to keep, the longest side.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageFile, ImageOps

JPEG_QUALITY = 88
LARGEST_PNG = 2.0
"""A lossless picture stays PNG unless that is so many times the size of its JPEG: drawings do, photographs do not."""
PALE = 160
"""Luminance of 255 from which on white paper swallows it."""
LARGEST_PNG_BYTES = 2_000_000
"""And whatever it shows, a book cannot carry many that are larger."""
DARK_GROUND = (38, 38, 38)
MARGIN = 0.02
"""Of the longer side: what a drawing without a ground is given of it around its ink. A reader that turns pages dark would
otherwise let a black line at the edge run into the page."""
WHOLE = 0.9
"""A picture that covers so much of its place is no drawing without a ground but one with round corners or a shadow."""


class RefusedError(Exception):
    """The picture is not taken; the first argument is the reason's name, the rest its particulars."""


def develop(
    data: bytes, decoder: str, *, most_pixels: int, keep_pixels: int, longest: int,
) -> tuple[dict[str, Any], bytes]:
    """Return the picture's particulars and its new encoding: sRGB or grey, upright, opaque, without any metadata.

    Raises:
        RefusedError: `pixels` (width, height) or `damaged` (what the decoder says).
    """
    # Pillow's own check does not tell the size; ours comes right after the header, before any pixel.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(data), formats=[decoder]) as picture:
            _require_few(picture.size, most_pixels)
            width, height = picture.size
            # A phone's JPEG may carry its depth map as a second picture; that is not a film.
            is_animated = decoder != "JPEG" and bool(getattr(picture, "is_animated", False))
            is_lossy = decoder == "JPEG" or (decoder == "WEBP" and b"VP8 " in data[12:64]) or decoder == "AVIF"
            is_full_colour = _samples_every_pixel(picture) if decoder == "JPEG" else not is_lossy
            picture.seek(0)
            picture.load()
            profile = picture.info.get("icc_profile")
            # Scaled before anything else is done to it: of 80 megapixels there is room for two copies, not for five.
            small = _scaled(_in_eight_bits(picture), keep_pixels=keep_pixels, longest=longest)
            upright = ImageOps.exif_transpose(small)
            flat, was_pale = _flattened(_in_srgb(upright, profile))
            flat = _scaled(flat, keep_pixels=keep_pixels, longest=longest)  # a margin may have come to it
    except (RefusedError, MemoryError):
        raise
    except Exception as error:
        # Decoders answer broken files with every kind of exception there is.
        raise RefusedError("damaged", str(error)) from error
    finished = _grey_if_grey(flat)
    media_type, encoded = _encoded(finished, is_lossy=is_lossy, is_full_colour=is_full_colour)
    facts = {
        "type": media_type, "width": finished.width, "height": finished.height,
        "was": [width, height], "animated": is_animated, "pale": was_pale,
    }
    return facts, encoded


def _require_few(size: tuple[int, int], most: int) -> None:
    """Refuse by the header alone; nothing has been decoded yet."""
    if size[0] * size[1] > most:
        raise RefusedError("pixels", *size)


def _samples_every_pixel(picture: Image.Image) -> bool:
    """Say whether a JPEG keeps the colour of every pixel (4:4:4), as makers of drawings set it."""
    layers = getattr(picture, "layer", [])
    return len({(layer[1], layer[2]) for layer in layers}) == 1


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Return the picture with 8 bits to a sample and without a palette; its colours are still those of its profile."""
    if picture.mode in {"I", "F"} or picture.mode.startswith("I;16"):
        # 16-bit grey: the high byte of each sample. Pillow's own conversion clips instead of scaling.
        picture = picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode in {"P", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    elif picture.mode in {"1", "La", "RGBa", "HSV", "YCbCr", "LAB", "RGBX"}:
        picture = picture.convert({"1": "L", "La": "LA", "RGBa": "RGBA"}.get(picture.mode, "RGB"))
    return picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as L, LA, RGB or RGBA in sRGB."""
    if profile:
        picture = _by_profile(picture, profile)
    return picture if picture.mode in {"L", "LA", "RGB", "RGBA"} else picture.convert("RGB")


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """Return the colours as sRGB. A profile that cannot be read, or is not the picture's, is passed over."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower() and picture.mode in {"RGB", "RGBA"}:
            return picture
        alpha = picture.getchannel("A") if picture.mode in {"LA", "RGBA"} else None
        opaque = picture.convert(picture.mode[:-1]) if alpha is not None else picture
        converted = ImageCms.profileToProfile(
            opaque, source, ImageCms.createProfile("sRGB"), outputMode="RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    if converted is None:
        return picture
    if alpha is not None:
        converted.putalpha(alpha)
    return converted


def _flattened(picture: Image.Image) -> tuple[Image.Image, bool]:
    """Return the picture without transparency, on white; on a dark ground, and True, where white would swallow it. A drawing
    whose ink comes near the edge has a margin of its ground around it."""
    if picture.mode not in {"LA", "RGBA"}:
        return picture, False
    alpha = picture.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return picture.convert(picture.mode[:-1]), False
    colours = picture.convert("RGBA")
    seen = alpha.point(lambda value: 255 if value >= 128 else 0)
    tones = colours.convert("RGB").convert("L").histogram(seen)
    visible, dark = sum(tones), sum(tones[:PALE])
    # A bright window with its shadow around it has dark words in it; a white logo has nothing dark at all.
    is_drawing = 0 < visible < WHOLE * picture.width * picture.height
    is_pale = is_drawing and dark < 0.005 * visible
    tint = DARK_GROUND if is_pale else (255, 255, 255)
    flat = Image.alpha_composite(Image.new("RGBA", picture.size, (*tint, 255)), colours).convert("RGB")
    return ImageOps.expand(flat, _lacking_margins(seen), tint) if is_drawing else flat, is_pale


def _lacking_margins(seen: Image.Image) -> tuple[int, int, int, int]:
    """Return the pixels to be added left, above, right and below so that ink keeps its distance from the edge."""
    box = seen.getbbox()
    if box is None:
        return 0, 0, 0, 0
    least = max(2, round(MARGIN * max(seen.size)))
    left, top, right, bottom = box
    gaps = (left, top, seen.width - right, seen.height - bottom)
    lacking = [max(0, least - gap) for gap in gaps]
    return lacking[0], lacking[1], lacking[2], lacking[3]


def _scaled(picture: Image.Image, *, keep_pixels: int, longest: int) -> Image.Image:
    width, height = picture.size
    share = min(1.0, (keep_pixels / (width * height)) ** 0.5, longest / max(width, height))
    if share == 1.0:
        return picture
    size = max(1, int(width * share)), max(1, int(height * share))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _grey_if_grey(picture: Image.Image) -> Image.Image:
    """Return grey as grey: on paper it is then black ink alone."""
    if picture.mode == "L":
        return picture
    red, green, blue = picture.split()
    is_grey = ImageChops.difference(red, green).getbbox() is None and ImageChops.difference(red, blue).getbbox() is None
    return red if is_grey else picture


def _encoded(picture: Image.Image, *, is_lossy: bool, is_full_colour: bool) -> tuple[str, bytes]:
    """Return the media type and bytes; a new image is made so that nothing of the old file's chunks goes along."""
    # The encoder writes an optimised JPEG in one go: noise needs more room than Pillow allows for.
    ImageFile.MAXBLOCK = 3 * picture.width * picture.height + 65536
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    jpeg = io.BytesIO()
    clean.save(jpeg, "JPEG", quality=JPEG_QUALITY, subsampling=0 if is_full_colour else 2, optimize=True)
    if is_lossy:
        return "image/jpeg", jpeg.getvalue()
    png = io.BytesIO()
    clean.save(png, "PNG", optimize=True)
    if len(png.getvalue()) <= min(LARGEST_PNG * len(jpeg.getvalue()), LARGEST_PNG_BYTES):
        return "image/png", png.getvalue()
    return "image/jpeg", jpeg.getvalue()


def main() -> None:
    """Read, develop, answer."""
    warnings.simplefilter("ignore")
    decoder, most_pixels, keep_pixels, longest = sys.argv[1:]
    try:
        facts, encoded = develop(
            sys.stdin.buffer.read(), decoder,
            most_pixels=int(most_pixels), keep_pixels=int(keep_pixels), longest=int(longest),
        )
    except RefusedError as refusal:
        facts, encoded = {"refused": refusal.args[0], "particulars": refusal.args[1:]}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode("ascii") + b"\n" + encoded)


if __name__ == "__main__":
    main()
