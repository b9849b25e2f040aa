"""Makes one picture smaller: a JPEG or PNG of `darkroom` on standard input, a smaller one of the same kind on standard output.

A program of its own, started by `confined`; it imports nothing of this project. It answers with one line of JSON and then
the picture. Arguments: quality of a JPEG, the most pixels, the most that the screen shows, its width, the most colours of
a PNG.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from typing import Any

from PIL import Image, ImageChops, ImageFile


def reduce(
    data: bytes, *, quality: int, most_pixels: int, screen_pixels: int, widest: int, colours: int,
) -> tuple[dict[str, Any], bytes]:
    """Return the picture's measures and its new encoding: the same kind, no larger in pixels, without any metadata.

    A JPEG keeps its sampling of colours. A PNG of at most 256 colours gets a palette, which loses nothing, and keeps its
    pixels where its screen shows them and it is no larger for them. One of more is brought down to `colours` when that is
    asked.
    """
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as file:
        kind = file.format
        is_full_colour = len({(layer[1], layer[2]) for layer in getattr(file, "layer", [])}) == 1
        whole = file.convert(file.mode if file.mode in {"L", "RGB"} else "RGB")
    small = _scaled(whole, most_pixels, widest)
    if kind == "JPEG":
        return _facts("image/jpeg", small), _jpeg(small, quality, is_full_colour=is_full_colour)
    few = whole.getcolors(256)
    shown = [small]
    if few is not None or colours <= 256:
        shown.append(_with_palette(small, 256 if few is not None else colours))
    if few is not None:
        shown.append(_with_palette(_scaled(whole, screen_pixels, widest), 256))
    encoded = [(_encoded(picture), picture) for picture in shown]
    smallest, picture = min(encoded, key=lambda pair: len(pair[0]))
    return _facts("image/png", picture), smallest


def _facts(media_type: str, picture: Image.Image) -> dict[str, Any]:
    return {"type": media_type, "width": picture.width, "height": picture.height}


def _scaled(picture: Image.Image, most_pixels: int, widest: int) -> Image.Image:
    """Return a copy with nothing of the file about it, of so many pixels at the most and no wider."""
    width, height = picture.size
    share = min(1.0, (most_pixels / (width * height)) ** 0.5, widest / width)
    if share < 1.0:
        picture = picture.resize((max(1, int(width * share)), max(1, int(height * share))), Image.Resampling.LANCZOS)
    return Image.frombytes(picture.mode, picture.size, picture.tobytes())


def _jpeg(picture: Image.Image, quality: int, *, is_full_colour: bool) -> bytes:
    # The encoder writes an optimised JPEG in one go: noise needs more room than Pillow allows for.
    ImageFile.MAXBLOCK = 3 * picture.width * picture.height + 65536
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, subsampling=0 if is_full_colour else 2, optimize=True)
    return written.getvalue()


def _with_palette(picture: Image.Image, colours: int) -> Image.Image:
    """Return the picture with a palette: the very same where it has so few colours, else the nearest."""
    few = picture.getcolors(colours)
    if few is None:
        return picture.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    exact = picture.quantize(len(few), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    is_same = ImageChops.difference(exact.convert(picture.mode), picture).getbbox() is None
    return exact if is_same else picture


def _encoded(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def main() -> None:
    """Read, make smaller, answer."""
    warnings.simplefilter("ignore")
    quality, most_pixels, screen_pixels, widest, colours = map(int, sys.argv[1:])
    facts, encoded = reduce(
        sys.stdin.buffer.read(), quality=quality, most_pixels=most_pixels, screen_pixels=screen_pixels, widest=widest,
        colours=colours)
    sys.stdout.buffer.write(json.dumps(facts).encode("ascii") + b"\n" + encoded)


if __name__ == "__main__":
    main()
