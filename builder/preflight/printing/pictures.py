"""Pictures: an image dictionary comes in, what a printer wants to know of it leaves."""

from __future__ import annotations

import math
from typing import Any

import pikepdf

from builder.preflight.printing.colours import CMYK, heaviest, resolve
from builder.preflight.printing.observed import Matrix, Picture
from builder.preflight.printing.streams import PIXELS_MOST, filters, unpacked


def describe(image: Any, resources: Any, key: str, matrix: Matrix) -> Picture:
    """Return an image XObject as it is printed with a matrix: its unit square's sides are the printed size."""
    mask = bool(image.get("/ImageMask", False))
    names = filters(image)
    written = image.get("/ColorSpace")
    space = None if mask or written is None else resolve(written, resources)
    traits = {
        "soft mask": "/SMask" in image or int(image.get("/SMaskInData", 0)) > 0,
        "interpolated": bool(image.get("/Interpolate", False)),
        "alternates": "/Alternates" in image,
        "OPI": "/OPI" in image,
    }
    width, height = int(image["/Width"]), int(image["/Height"])
    bits = 1 if mask else int(image.get("/BitsPerComponent", 8))
    return Picture(
        key, width, height, printed_size(matrix), space, bits, names,
        _ink(image, written, names, width * height, bits) if space is not None and space.kind == "cmyk" else 0.0,
        frozenset(trait for trait, holds in traits.items() if holds))


def printed_size(matrix: Matrix) -> tuple[float, float]:
    """Return width and height in pt of the unit square under a matrix."""
    a, b, c, d, _, _ = matrix
    return math.hypot(a, b), math.hypot(c, d)


def _ink(image: Any, space: Any, names: tuple[str, ...], pixels: int, bits: int) -> float:
    """Return the ink of a CMYK picture in percent; 0 where its pixels cannot be read."""
    inverted = "/Decode" in image and float(image["/Decode"][0]) > float(image["/Decode"][1])
    if isinstance(space, pikepdf.Array) and str(space[0]) in {"/Indexed", "/I"}:
        table = space[3]
        colours = bytes(table) if isinstance(table, pikepdf.String) else unpacked(table, PIXELS_MOST) or b""
        return heaviest(colours, inverted=False)
    if bits != 8 or pixels * CMYK.parts > PIXELS_MOST or {"JPXDecode", "JBIG2Decode", "CCITTFaxDecode"} & set(names):
        return 0.0
    return heaviest(unpacked(image, PIXELS_MOST, pictures=True) or b"", inverted=inverted)
