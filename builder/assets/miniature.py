"""Makes one picture small: bytes of an untrusted file on standard input, a JPEG on standard output, nothing if it is none.

A program of its own, started by `confined`; it imports nothing of this project. Argument: the longest side in pixels.
"""

from __future__ import annotations

import io
import sys
import warnings

from PIL import Image, ImageFile, ImageOps

MOST_PIXELS = 80_000_000
QUALITY = 82


def shrink(data: bytes, longest: int) -> bytes:
    """Return the picture as an upright JPEG on white, in its own proportions and no larger than it was.

    Raises:
        Exception: of any kind, for what is no picture.
    """
    Image.MAX_IMAGE_PIXELS = None  # ours comes right after the header, before any pixel
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "GIF", "WEBP"]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (longest, longest))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright.convert("RGBA"))
    plain = upright.convert("RGB")
    plain.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    ImageFile.MAXBLOCK = 3 * plain.width * plain.height + 65536
    jpeg = io.BytesIO()
    Image.frombytes("RGB", plain.size, plain.tobytes()).save(jpeg, "JPEG", quality=QUALITY, optimize=True, progressive=False)
    return jpeg.getvalue()


def main() -> None:
    """Read, shrink, answer."""
    warnings.simplefilter("ignore")
    try:
        jpeg = shrink(sys.stdin.buffer.read(), int(sys.argv[1]))
    except MemoryError:
        raise
    except Exception:  # decoders answer broken files with every kind of exception there is
        jpeg = b""
    sys.stdout.buffer.write(jpeg)


if __name__ == "__main__":
    main()
