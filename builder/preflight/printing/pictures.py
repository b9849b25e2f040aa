"""Pictures: an image dictionary comes in, what a printer wants to know of it leaves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf

from builder.matrices import Matrix
from builder.preflight.printing import jpeg2000
from builder.preflight.printing.atoms import Operand
from builder.preflight.printing.colours import CMYK, heaviest, resolve
from builder.preflight.printing.observed import Picture, Space
from builder.preflight.printing.streams import PIXELS_MOST, filters, unpacked

_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}
"""Names of inline pictures (ISO 32000-1, table 94)."""


def describe(image: Any, resources: Any, key: str, matrix: Matrix) -> Picture:
    """Return an image XObject as it is printed with a matrix: its unit square's sides are the printed size."""
    mask = bool(image.get("/ImageMask", False))
    names = filters(image)
    written = image.get("/ColorSpace")
    space = None if mask else resolve(written, resources)
    if not mask and written is None and names[-1:] == ("JPXDecode",):  # which brings its own (8.9.5.1)
        space = jpeg2000.space_of(unpacked(image, PIXELS_MOST, packed=True) or b"")
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


def describe_inline(found: Sequence[Operand], space_of: Callable[[str], Space], matrix: Matrix) -> Picture:
    """Return an inline picture by its entries, keys and values in turn, as it is printed with a matrix."""
    entries = dict(zip(found[::2], found[1::2], strict=False))

    def told(short: str, long: str, otherwise: Operand = 0.0) -> Operand:
        return entries.get(short, entries.get(long, otherwise))

    def whole(short: str, long: str) -> int:
        value = told(short, long)
        return int(value) if isinstance(value, float) else 0

    width, height, is_mask = whole("W", "Width"), whole("H", "Height"), told("IM", "ImageMask") is True
    written = told("CS", "ColorSpace", "G")
    if isinstance(written, tuple):  # [/Indexed base highest colours]: of other arrays there are none
        written = str(written[1] if len(written) > 1 and written[0] in {"I", "Indexed"} else "")
    name = str(written)
    return Picture(f"inline {width}x{height}", width, height, printed_size(matrix),
                   None if is_mask else space_of(_SHORT.get(name, name)), 1 if is_mask else whole("BPC", "BitsPerComponent"))


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
