"""Streams: the bytes inside a PDF, unpacked up to a limit: a hostile file packs gigabytes into a page."""

from __future__ import annotations

import zlib
from typing import Any

import pikepdf

from builder.epub.pictures import size

CONTENT_MOST = 64 << 20
"""Bytes of one content stream: a page of type has a hundred thousand."""
PIXELS_MOST = 256 << 20
"""Bytes of one picture: 64 million pixels of four inks."""
_OTHERS_MOST = 512 << 10
"""Packed bytes of a stream with filters of old, which unpack to a thousand times as much."""
_CHUNK = 1 << 20

BROKEN = (pikepdf.PdfError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, zlib.error)
"""What reading a damaged object raises: it is not of the type the standard says, or is not there."""


def filters(stream: Any) -> tuple[str, ...]:
    """Return the names of a stream's filters, in the order they are undone."""
    found = stream.get("/Filter", stream.get("/F"))
    if found is None:
        return ()
    names = [found] if isinstance(found, pikepdf.Name) else list(found)
    return tuple(str(name).removeprefix("/") for name in names)


def unpacked(stream: Any, most: int, *, pictures: bool = False) -> bytes | None:
    """Return a stream's bytes without its filters; None when they are more than `most` or cannot be had.

    With `pictures`, DCT is undone as well, into the picture's own colour components.
    """
    try:
        raw: bytes = stream.read_raw_bytes()
        names = filters(stream)
        if names == ("FlateDecode",) and "/DecodeParms" not in stream:
            return _inflated(raw, most)
        if not _is_safe(raw, names, most):
            return None
        level = pikepdf.StreamDecodeLevel.all if pictures else pikepdf.StreamDecodeLevel.generalized
        data: bytes = stream.read_bytes(level)
    except BROKEN:
        return None
    return data if len(data) <= most else None


def _is_safe(raw: bytes, names: tuple[str, ...], most: int) -> bool:
    """Return whether undoing the filters gives no more than `most` bytes, or a stream so small that it does no harm."""
    if not names or names == ("FlateDecode",):
        return not names or _inflated(raw, most) is not None
    if names in {("DCTDecode",), ("FlateDecode", "DCTDecode")}:
        jpeg = raw if len(names) == 1 else _inflated(raw, most)
        pixels = size(jpeg or b"")
        return pixels is not None and 4 * pixels[0] * pixels[1] <= most
    packing = [name for name in names if not name.startswith("ASCII")]
    return len(packing) <= 1 and len(raw) <= _OTHERS_MOST


def _inflated(raw: bytes, most: int) -> bytes | None:
    """Return what a Flate stream holds, as far as it is whole; None when it holds more than `most` bytes."""
    packed = zlib.decompressobj()
    parts, total = [], 0
    try:
        while raw and not packed.eof:
            part = packed.decompress(raw, _CHUNK)
            raw = packed.unconsumed_tail
            total += len(part)
            if total > most:
                return None
            parts.append(part)
            if not part and not raw:
                break
    except zlib.error:
        pass  # readers show what came before the damage
    return b"".join(parts)


def contents(page: Any) -> bytes | None:
    """Return a page's content: its streams in order, parted by a line end (ISO 32000-1, 7.8.2); None when it is too much."""
    found = page.get("/Contents")
    if found is None:
        return b""
    parts, left = [], CONTENT_MOST
    for stream in list(found) if isinstance(found, pikepdf.Array) else [found]:
        part = unpacked(stream, left)
        if part is None:
            return None
        parts.append(part)
        left -= len(part)
    return b"\n".join(parts)
