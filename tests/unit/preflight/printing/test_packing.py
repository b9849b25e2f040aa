from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

import pytest

from builder.preflight.printing.packing import TooMuchError, from_85, from_hex, from_lzw, from_runs, inflated

TEXT = b"q 1 0 0 1 5 5 cm Q\n" * 400


def lzw(data: bytes) -> bytes:
    """Pack without compressing: a clear code before every hundred letters keeps all codes nine bits wide."""
    bits = "".join(f"{256:09b}" * (n % 100 == 0) + f"{byte:09b}" for n, byte in enumerate(data)) + f"{257:09b}"
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


@pytest.mark.parametrize(("undo", "packed"), [
    (inflated, zlib.compress(TEXT)), (from_85, base64.a85encode(TEXT, wrapcol=70) + b"~>"), (from_hex, TEXT.hex().encode() + b">"),
    (from_runs, b"".join(bytes([len(part) - 1]) + part for part in (TEXT[n : n + 100] for n in range(0, len(TEXT), 100))) + b"\x80"),
    (from_lzw, lzw(TEXT)),
])
def test_a_filter_is_undone_up_to_a_limit(undo: Callable[[bytes, int], bytes], packed: bytes) -> None:
    assert undo(packed, len(TEXT)) == TEXT
    with pytest.raises(TooMuchError):
        undo(packed, len(TEXT) // 2)


def test_lzw_as_the_standard_has_it() -> None:
    packed = bytes.fromhex("800B6050220C0C8501")  # the example of ISO 32000-1, 7.4.4.2
    assert from_lzw(packed, 100) == bytes([45, 45, 45, 45, 45, 65, 45, 45, 45, 66])


def test_what_came_before_damage_is_given() -> None:
    assert TEXT.startswith(from_85(base64.a85encode(TEXT)[:200] + b"\x7f~>", 10_000)[:100])
    assert from_hex(b"41 42 x 43", 10) == b"AB"
    assert inflated(zlib.compress(TEXT)[:-4], 10_000) == TEXT
