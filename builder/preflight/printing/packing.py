"""Packing: bytes behind one of the filters of ISO 32000-1, 7.4, come in; what they hold leaves, never more than a limit.

What comes before damage is given, as readers show it.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator

import pikepdf

_CHUNK = 1 << 20
_BLANKS = re.compile(rb"[\0\t\n\f\r ]+")
_MENDED_MOST = 1 << 20
"""Bytes of a damaged stream that are read for what comes before the damage."""
_CLEAR, _END, _WIDEST = 256, 257, 12
_PLAIN = (*(bytes([value]) for value in range(256)), b"", b"")


class TooMuchError(Exception):
    """There is more than the limit."""


def inflated(raw: bytes, most: int) -> bytes:
    """Return what Flate packed (7.4.4).

    Raises:
        TooMuchError: it is more than `most` bytes.
    """
    packed = zlib.decompressobj()
    parts, total = [], 0
    try:
        while raw and not packed.eof:
            part = packed.decompress(raw, _CHUNK)
            raw = packed.unconsumed_tail
            total += len(part)
            if total > most:
                raise TooMuchError
            parts.append(part)
            if not part and not raw:
                break
    except zlib.error:
        pass
    return b"".join(parts)


def from_85(raw: bytes, most: int) -> bytes:
    """Return what ASCII85 wrote (7.4.3): five letters are four bytes, and one `z` is four as well.

    Raises:
        TooMuchError: it is more than `most` bytes.
    """
    letters = _BLANKS.sub(b"", raw).removeprefix(b"<~").partition(b"~")[0]
    if len(letters) + 3 * letters.count(b"z") > most * 5 // 4 + 5:
        raise TooMuchError
    try:
        with pikepdf.new() as holder:
            return holder.make_stream(letters + b"~>", Filter=pikepdf.Name.ASCII85Decode).read_bytes()
    except pikepdf.PdfError:
        return _as_far_as_it_goes(letters[:_MENDED_MOST])


def _as_far_as_it_goes(letters: bytes) -> bytes:
    """Return what groups of five hold before the first that is no number of four bytes."""
    found = bytearray()
    for group in re.findall(rb"z|[!-u]{5}", letters):
        try:
            found += base64.a85decode(group)
        except ValueError:
            break
    return bytes(found)


def from_hex(raw: bytes, most: int) -> bytes:
    """Return what ASCIIHex wrote (7.4.2).

    Raises:
        TooMuchError: it is more than `most` bytes.
    """
    digits = re.match(rb"[0-9A-Fa-f]*", _BLANKS.sub(b"", raw))
    found = digits[0] if digits else b""
    if len(found) > 2 * most:
        raise TooMuchError
    return binascii.unhexlify(found + b"0" * (len(found) % 2))


def from_runs(raw: bytes, most: int) -> bytes:
    """Return what RunLength packed (7.4.5).

    Raises:
        TooMuchError: it is more than `most` bytes.
    """
    return _gathered(_runs(raw), most)


def _runs(raw: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(raw) and raw[at] != 128:
        length = raw[at]
        if length < 128:
            yield raw[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            yield raw[at + 1 : at + 2] * (257 - length)
            at += 2


def from_lzw(raw: bytes, most: int, *, early: int = 1) -> bytes:
    """Return what LZW packed (7.4.4); `early` is its EarlyChange.

    Raises:
        TooMuchError: it is more than `most` bytes.
    """
    return _gathered(_entries(raw, early), most)


def _entries(raw: bytes, early: int) -> Iterator[bytes]:
    table, width, last = list(_PLAIN), 9, b""
    held = bits = 0
    for byte in raw:
        held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & (1 << width) - 1
        if code == _END:
            return
        if code == _CLEAR:
            table, width, last = list(_PLAIN), 9, b""
            continue
        if code < len(table):
            entry = table[code]
        elif last:
            entry = last + last[:1]
        else:
            return
        yield entry
        if last and len(table) < 1 << _WIDEST:
            table.append(last + entry[:1])
        last = entry
        while width < _WIDEST and len(table) + early >= 1 << width:
            width += 1


def _gathered(parts: Iterator[bytes], most: int) -> bytes:
    found = bytearray()
    for part in parts:
        found += part
        if len(found) > most:
            raise TooMuchError
    return bytes(found)


UNDO: dict[str, Callable[[bytes, int], bytes]] = {
    "FlateDecode": inflated, "ASCII85Decode": from_85, "ASCIIHexDecode": from_hex, "RunLengthDecode": from_runs,
    "LZWDecode": from_lzw,
}
"""What undoes each filter."""
