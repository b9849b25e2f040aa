"""What is transparent becomes opaque and looks as before; on paper it stays what it is, elsewhere it becomes a picture."""

from __future__ import annotations

import io

import pikepdf
import pymupdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from builder.errors import Report
from builder.pdf.flattening import flatten


def page(content: str, *, blend: str = "", soft: bool = False) -> bytes:
    """Return a PDF of one page of 200 by 100 points with the state /Half and the form /Form, a square of two colours."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 100))
        half = pikepdf.Dictionary(ca=0.5, CA=0.25)
        if blend:
            half["/BM"] = pikepdf.Name(blend)
        resources = pikepdf.Dictionary(
            ExtGState=pikepdf.Dictionary(Half=half, Whole=pikepdf.Dictionary(ca=1, CA=1)),
            Font=pikepdf.Dictionary(F=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)),
            XObject=pikepdf.Dictionary(Form=pdf.make_stream(
                b"0 0 40 40 re f 1 0 0 rg 20 20 40 40 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
                BBox=[0, 0, 60, 60], Group=pikepdf.Dictionary(S=pikepdf.Name.Transparency), Resources=pikepdf.Dictionary())))
        if soft:
            group = pdf.make_stream(b"0.5 g 0 0 200 100 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 200, 100],
                                    Group=pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceGray))
            half["/SMask"] = pikepdf.Dictionary(S=pikepdf.Name.Luminosity, G=group)
        pdf.pages[0].obj.Resources = resources
        pdf.pages[0].obj.Contents = pdf.make_stream(content.encode())
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def flat(data: bytes) -> tuple[bytes, list[str]]:
    report = Report()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        flatten(pdf, report)
        pdf.remove_unreferenced_resources()
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue(), [found.code for found in report]


def painted(data: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(data)
    try:
        image: Image.Image = document[0].render(scale=4).to_pil()
        return image.convert("RGB")
    finally:
        document.close()


def farthest(one: bytes, other: bytes) -> int:
    """Return the largest difference of two pages anywhere, but for single pixels at edges."""
    found = ImageChops.difference(painted(one), painted(other)).convert("L").filter(ImageFilter.MinFilter(3))
    low, high = found.getextrema()
    assert isinstance(high, int)
    return max(high, int(low) if isinstance(low, int) else 0)


def text_of(data: bytes) -> str:
    with pymupdf.open(stream=data) as book:
        return str(book[0].get_text()).strip()


TEXT = "BT /F 20 Tf 20 40 Td (Half) Tj ET"
ON_PAPER = {
    "a text": f"0 0 1 rg /Half gs {TEXT}",
    "a path with a rule": "/Half gs 1 0 0 rg 0 1 0 RG 6 w 20 20 60 40 re B",
    "inks": "/Half gs 0.2 0.4 0 0.6 k 20 20 60 40 re f",
    "a form": "q 1 0 0 1 30 20 cm /Half gs /Form Do Q",
    "two of them apart": f"0 0 1 rg /Half gs {TEXT} 120 20 40 40 re f",
}
ON_MORE = {
    "a text on a colour": f"0.8 1 0.8 rg 10 30 120 40 re f 0 0 1 rg /Half gs {TEXT}",
    "a form on a colour": "1 1 0 rg 10 10 90 90 re f q 1 0 0 1 30 20 cm /Half gs /Form Do Q",
    "one on another": "/Half gs 1 0 0 rg 20 20 60 40 re f 0 0 1 rg 40 30 60 40 re f",
}


@pytest.mark.parametrize("name", ON_PAPER)
def test_on_paper_it_stays_what_it_is(name: str) -> None:
    before = page(ON_PAPER[name])
    after, codes = flat(before)
    assert codes == []
    assert farthest(before, after) <= (16 if name == "inks" else 2)  # PDFium mixes the lights of inks, a press the inks
    assert text_of(after) == text_of(before)
    assert b"/Image" not in after


@pytest.mark.parametrize("name", ON_MORE)
def test_on_more_it_becomes_a_picture_over_its_text(name: str) -> None:
    before = page(ON_MORE[name])
    after, codes = flat(before)
    assert codes == ["P007"]
    assert farthest(before, after) <= 6
    assert text_of(after) == text_of(before)
    with pikepdf.open(io.BytesIO(after)) as pdf:
        width = max(int(o.Width) for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image")
    assert width < 200 * 600 / 72, "the region alone is a picture"


@pytest.mark.parametrize(("blend", "soft"), [("/Multiply", False), ("", True)])
def test_so_does_what_blends_or_has_a_soft_edge(blend: str, soft: bool) -> None:
    before = page(f"1 0.5 0.5 rg /Half gs 20 20 60 40 re f /Whole gs 0 g {TEXT}", blend=blend, soft=soft)
    after, codes = flat(before)
    assert codes == ["P007"]
    assert farthest(before, after) <= 6
    assert "Half" in text_of(after)


@pytest.mark.parametrize("content", [*ON_PAPER.values(), *ON_MORE.values()])
def test_no_transparency_is_left_and_the_bytes_are_the_same(content: str) -> None:
    after, _ = flat(page(content))
    assert after == flat(page(content))[0]
    with pikepdf.open(io.BytesIO(after)) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                assert "/Group" not in found
                assert float(found.get("/ca", 1)) == float(found.get("/CA", 1)) == 1
                assert "/SMask" not in found


def test_what_is_opaque_is_not_touched() -> None:
    before = page(f"/Whole gs 0 0 1 rg {TEXT} /Form Do")
    with pikepdf.open(io.BytesIO(before)) as pdf:
        del pdf.pages[0].obj.Resources.ExtGState["/Half"]
        content = pdf.pages[0].Contents.read_bytes()
        flatten(pdf, Report())
        assert pdf.pages[0].Contents.read_bytes() == content
