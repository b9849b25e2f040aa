"""Streams: the bytes inside a PDF, unpacked up to a limit: a hostile file packs gigabytes into a page."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import pikepdf

from builder.epub.pictures import size
from builder.preflight.printing.packing import UNDO, TooMuchError, from_lzw

CONTENT_MOST = 64 << 20
"""Bytes of one content stream: a page of type has a hundred thousand."""
PIXELS_MOST = 256 << 20
"""Bytes of one picture: 64 million pixels of four inks."""
METADATA_MOST = 4 << 20
"""Bytes of one metadata packet: they have some ten thousand, and a small picture sometimes."""

BROKEN = (pikepdf.PdfError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, zlib.error)
"""What reading a damaged object raises: it is not of the type the standard says, or is not there."""

_SHORT = {"AHx": "ASCIIHexDecode", "A85": "ASCII85Decode", "LZW": "LZWDecode", "Fl": "FlateDecode", "RL": "RunLengthDecode",
          "CCF": "CCITTFaxDecode", "DCT": "DCTDecode"}
"""Names of inline pictures (ISO 32000-1, table 94), which some write in other places too, and readers take."""
_PIXELS_OF_JPEG = 4
"""Colour components of a JPEG, at the most."""


def filters(stream: Any) -> tuple[str, ...]:
    """Return the names of a stream's filters, in the order they are undone; without Crypt, which is undone by then."""
    found = stream.get("/Filter")
    if found is None:
        return ()
    names = [found] if isinstance(found, pikepdf.Name) else list(found)
    plain = (str(name).removeprefix("/") for name in names)
    return tuple(_SHORT.get(name, name) for name in plain if name != "Crypt")


def unpacked(stream: Any, most: int, *, pictures: bool = False, packed: bool = False) -> bytes | None:
    """Return a stream's bytes without its filters; None when they are more than `most` or cannot be had.

    With `pictures`, DCT is undone as well, into the picture's own colour components; with `packed`, a picture in JPEG 2000 is
    returned as such.
    """
    try:
        return read(stream, most, pictures=pictures, packed=packed)
    except (TooMuchError, *BROKEN):
        return None


def read(stream: Any, most: int, *, pictures: bool = False, packed: bool = False) -> bytes:
    """Return the same.

    Raises:
        TooMuchError: there is more than `most`.
        pikepdf.PdfError and others of BROKEN: it cannot be had.
    """
    data: bytes = stream.read_raw_bytes()
    names = filters(stream)
    parameters = _parameters(stream, len(names))
    for place, (name, parameter) in enumerate(zip(names, parameters, strict=True)):
        if name == "DCTDecode" and pictures and place == len(names) - 1:
            return _from_jpeg(stream, data, most)
        if name == "JPXDecode" and packed and place == len(names) - 1:
            break
        if name not in UNDO:
            raise ValueError(f"the filter {name}")
        undo: Callable[[bytes, int], bytes] = UNDO[name]
        if name == "LZWDecode" and int(parameter.get("/EarlyChange", 1)) == 0:
            data = from_lzw(data, most, early=0)
        else:
            data = undo(data, most)
        if int(parameter.get("/Predictor", 1)) > 1:
            return _predicted(stream, names, parameters, most)
    if len(data) > most:
        raise TooMuchError
    return data


def _parameters(stream: Any, count: int) -> list[Any]:
    """Return the parameters of each filter, an empty dictionary for none."""
    written = stream.get("/DecodeParms", stream.get("/DP"))
    found = list(written) if isinstance(written, pikepdf.Array) else [written]
    plain = [each if isinstance(each, pikepdf.Dictionary) else pikepdf.Dictionary() for each in found[:count]]
    return plain + [pikepdf.Dictionary()] * (count - len(plain))


def _predicted(stream: Any, names: tuple[str, ...], parameters: list[Any], most: int) -> bytes:
    """Return what qpdf makes of a stream whose bytes are differences (ISO 32000-1, 7.4.4.4), once it is known to be no more
    than `most`: taking differences back adds nothing, and behind it no filter may follow that unpacks."""
    if any(int(each.get("/Predictor", 1)) > 1 for each in parameters[:-1]):
        raise ValueError(names)
    data: bytes = stream.read_bytes(pikepdf.StreamDecodeLevel.generalized)
    if len(data) > most:
        raise TooMuchError
    return data


def _from_jpeg(stream: Any, jpeg: bytes, most: int) -> bytes:
    pixels = size(jpeg)
    if pixels is None:
        raise ValueError("no JPEG")
    if _PIXELS_OF_JPEG * pixels[0] * pixels[1] > most:
        raise TooMuchError
    data: bytes = stream.read_bytes(pikepdf.StreamDecodeLevel.all)
    return data


def contents(page: Any) -> bytes:
    """Return a page's content: its streams in order, parted by a line end (ISO 32000-1, 7.8.2).

    What is no stream holds nothing (7.3.9 and 7.3.10: `null`, and references to what is not there).

    Raises:
        TooMuchError: there is more of it than of any page.
        pikepdf.PdfError and others of BROKEN: it cannot be had.
    """
    found = page.get("/Contents")
    parts, left = [], CONTENT_MOST
    for stream in list(found) if isinstance(found, pikepdf.Array) else [found]:
        if isinstance(stream, pikepdf.Stream):
            parts.append(read(stream, left))
            left -= len(parts[-1]) + 1
    return b"\n".join(parts)
