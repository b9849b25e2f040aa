from __future__ import annotations

import io

import pikepdf
import pytest

from builder.pdf.raster import marked_boxes, rasterise


def sheet(content: bytes, form: bytes = b"") -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 50))
        made = pdf.make_stream(form, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 100, 50])
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(X=made),
            Font=pikepdf.Dictionary(F=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)))
        pdf.pages[0].obj.Contents = pdf.make_stream(content)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def test_pixels_are_rows_of_rgb_from_the_top() -> None:
    pixels = rasterise(sheet(b"1 0 0 rg 0 25 50 25 re f"), width=4, height=2)
    assert pixels == b"\xff\0\0" * 2 + b"\xff" * 6 + b"\xff" * 12


def test_marked_things_are_found_where_they_are_painted() -> None:
    found = marked_boxes(sheet(b"/One BMC 10 10 20 5 re f EMC /Two BMC BT /F 20 Tf 40 20 Td (x) Tj ET EMC 0 0 9 9 re f"))
    assert set(found) == {"One", "Two"}
    assert found["One"] == pytest.approx((10, 10, 30, 15), abs=1)
    left, bottom, right, top = found["Two"]
    assert 39 < left < right < 52
    assert 18 < bottom < top < 33, "an x is lower than a font is high"


def test_what_is_marked_in_a_form_is_told_in_the_forms_space() -> None:
    found = marked_boxes(sheet(b"q 1 0 0 1 50 20 cm /X Do Q", b"/In BMC 1 2 10 10 re f EMC /In BMC 20 2 5 5 re f EMC"))
    assert found["In"] == pytest.approx((1, 2, 25, 12), abs=1)


def test_there_is_no_other_page() -> None:
    for ask in (lambda: marked_boxes(sheet(b""), page=1), lambda: rasterise(sheet(b""), page=1, width=1, height=1)):
        with pytest.raises(IndexError):
            ask()
