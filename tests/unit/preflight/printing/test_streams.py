from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from builder.preflight.printing.streams import contents, filters, unpacked


def test_filters_in_order() -> None:
    pdf = pikepdf.new()
    assert filters(pdf.make_stream(b"")) == ()
    assert filters(pdf.make_stream(b"", Filter=Name.FlateDecode)) == ("FlateDecode",)
    assert filters(pdf.make_stream(b"", Filter=Array([Name.ASCIIHexDecode, Name.FlateDecode]))) == ("ASCIIHexDecode", "FlateDecode")


def test_what_unpacks_to_too_much_is_left_alone() -> None:
    pdf = pikepdf.new()
    bomb = pdf.make_stream(zlib.compress(b"\0" * 9_000_000), Filter=Name.FlateDecode)
    assert unpacked(bomb, 1_000_000) is None
    nested = pdf.make_stream(zlib.compress(b"\0" * 9_000_000), Filter=Array([Name.FlateDecode, Name.RunLengthDecode]))
    assert unpacked(nested, 1_000_000) is None
    assert unpacked(bomb, 10_000_000) == b"\0" * 9_000_000


def test_a_jpeg_that_claims_too_many_pixels_is_left_alone() -> None:
    pdf = pikepdf.new()
    out = io.BytesIO()
    Image.new("CMYK", (40, 30), (10, 20, 30, 40)).save(out, "JPEG")
    stream = pdf.make_stream(out.getvalue(), Filter=Name.DCTDecode, Width=40, Height=30)
    assert len(unpacked(stream, 40 * 30 * 4, pictures=True) or b"") == 40 * 30 * 4
    assert unpacked(stream, 40 * 30 * 4 - 1, pictures=True) is None


def test_what_came_before_damage_is_read() -> None:
    pdf = pikepdf.new()
    packed = zlib.compress(b"q Q " * 1000)
    found = unpacked(pdf.make_stream(packed[:-8], Filter=Name.FlateDecode), 1_000_000)
    assert found is not None
    assert found.startswith(b"q Q ")


@pytest.mark.parametrize("name", ["/Odd", "/DCTDecode", "/LZWDecode"])
def test_what_cannot_be_undone_is_no_crash(name: str) -> None:
    pdf = pikepdf.new()
    stream = pdf.make_stream(b"\xff\xd8odd", Filter=Name(name))
    assert unpacked(stream, 1_000, pictures=True) is None or name == "/LZWDecode"


def test_contents_are_joined_by_a_line_end() -> None:
    pdf = pikepdf.new()
    page = Dictionary(Contents=Array([pdf.make_stream(b"q"), pdf.make_stream(b"Q")]))
    assert contents(page) == b"q\nQ"
    assert contents(Dictionary()) == b""
