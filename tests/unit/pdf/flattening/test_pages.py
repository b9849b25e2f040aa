"""What is transparent becomes opaque and looks as before; on paper it stays what it is, elsewhere it becomes a picture."""

from __future__ import annotations

import io
from base64 import b64encode
from decimal import Decimal

import pikepdf
import pymupdf
import pypdfium2
import pytest
import weasyprint
from PIL import Image, ImageChops, ImageFilter

from builder import printers
from builder.errors import PostpressError, Report
from builder.pdf.colour import recolour
from builder.pdf.flattening import flatten
from builder.pdf.flattening.proof import SHARP
from builder.pdf.press import press
from builder.profile import Profile
from builder.typography import TRIMS

PRINTER = Profile("any", standard="PDF/X-1a:2003", ink="any")


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
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def flat(data: bytes) -> tuple[bytes, list[str]]:
    report = Report()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        flatten(pdf, PRINTER, report)
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


def clean(data: bytes) -> bool:
    """Whether a file has no transparency, whatever it may be used for."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return not [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary | pikepdf.Stream) and (
            "/Group" in o or "/SMask" in o or float(o.get("/ca", 1)) < 1 or float(o.get("/CA", 1)) < 1 or "/BM" in o)]


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
ON_A_FLAT = {
    "a text on a colour": f"0.8 1 0.8 rg 10 30 120 40 re f 0 0 1 rg /Half gs {TEXT}",
    "a form on a colour": "1 1 0 rg 10 10 90 90 re f q 1 0 0 1 30 20 cm /Half gs /Form Do Q",
    "inks on inks": f"0.4 0 0.2 0 k 10 30 120 40 re f 0 0 0 0.4 k /Half gs {TEXT}",
    "one on another that it lies within": "/Half gs 1 0 0 rg 20 20 60 60 re f 0 0 1 rg 40 30 20 20 re f",
    "a text in a frame": f"/Half gs 1 0 0 rg 0 0 150 90 re 5 5 140 80 re f* {TEXT}",
}
ON_MORE = {
    "a text across an edge": f"0.8 1 0.8 rg 10 30 20 40 re f 0 0 1 rg /Half gs {TEXT}",
    "a form across an edge": "1 1 0 rg 10 10 40 40 re f q 1 0 0 1 30 20 cm /Half gs /Form Do Q",
    "one on another": "/Half gs 1 0 0 rg 20 20 60 40 re f 0 0 1 rg 40 30 60 40 re f",
    "light on inks": f"0.4 0 0.2 0 k 10 30 120 40 re f 0 0 1 rg /Half gs {TEXT}",
}


@pytest.mark.parametrize("name", [*ON_PAPER, *ON_A_FLAT])
def test_on_paper_and_on_a_flat_it_stays_what_it_is(name: str) -> None:
    before = page((ON_PAPER | ON_A_FLAT)[name])
    after, codes = flat(before)
    assert codes == []
    assert farthest(before, after) <= (16 if "inks" in name else 2)  # PDFium mixes the lights of inks, a press the inks
    assert text_of(after) == text_of(before)
    assert b"/Image" not in after


@pytest.mark.parametrize("name", ON_MORE)
def test_on_more_it_becomes_a_picture_over_its_text(name: str) -> None:
    before = page(ON_MORE[name])
    after, codes = flat(before)
    assert codes == ["P007"]
    assert farthest(before, after) <= 6
    assert text_of(after) == text_of(before)
    assert clean(after)
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


@pytest.mark.parametrize("content", [*ON_PAPER.values(), *ON_A_FLAT.values(), *ON_MORE.values()])
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
        flatten(pdf, PRINTER, Report())
        assert pdf.pages[0].Contents.read_bytes() == content


# ---- what was painted later, and how


def live(data: bytes) -> list[str]:
    """Return the operators of a page that paint or show something, those of pictures as their names."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [str(i.operands[0]) if str(i.operator) == "Do" else str(i.operator) for i in pikepdf.parse_content_stream(pdf.pages[0])
                if str(i.operator) in {"Do", "f", "Tj", "Tr", "n"}]


def test_what_lies_above_stays_above() -> None:
    before = page(f"1 1 0 rg 10 10 40 40 re f /Half gs 1 0 0 rg 20 20 60 40 re f /Whole gs 0 g {TEXT}")
    after, codes = flat(before)
    assert codes == ["P007"]
    assert live(after) == ["f", "n", "/PpFlat0", "Tj"], "the text is painted over the picture, as letters"
    assert farthest(before, after) <= 6


def test_a_text_that_became_a_picture_is_not_painted_and_the_next_one_is() -> None:
    after, _ = flat(page(ON_MORE["a text across an edge"].replace(" ET", " 0 -30 Td (and) Tj ET")))
    assert live(after) == ["f", "Tr", "Tj", "Tr", "Tj", "/PpFlat0"]
    assert text_of(after).split() == ["Half", "and"]


def test_a_picture_keeps_to_its_clipping() -> None:
    before = page(f"1 1 0 rg 0 0 40 100 re f q 0 50 m 60 0 l 60 100 l h W n /Half gs 1 0 0 rg 0 0 200 100 re f Q /Whole gs 0 g {TEXT}")
    after, codes = flat(before)
    assert codes == ["P007"]
    assert farthest(before, after) <= 6


def test_inks_that_were_asked_for_are_mixed_as_inks() -> None:
    after, codes = flat(page("/Half gs 0.2 0.4 0 0.6 k 20 20 60 40 re f"))
    assert codes == []
    with pikepdf.open(io.BytesIO(after)) as pdf:
        set_last = [[float(n) for n in i.operands] for i in pikepdf.parse_content_stream(pdf.pages[0]) if str(i.operator) == "k"][-1]
    assert set_last == [0.1, 0.2, 0, 0.3]


def test_letters_in_a_picture_are_black_ink_alone() -> None:
    press = printers.load("press-cn", places=printers.folders(), trims=list(TRIMS), report=Report())
    with pikepdf.open(io.BytesIO(page(f"1 1 0 rg 0 60 200 40 re f q /Half gs 1 0 0 rg 150 40 30 40 re f Q /Half gs 0.5 g {TEXT}"))) as pdf:
        flatten(pdf, press, Report())
        recolour(pdf, press)
        pictures = [pikepdf.PdfImage(p).as_pil_image() for name, p in pdf.pages[0].Resources.XObject.items()
                    if "Flat" in name and isinstance(p, pikepdf.Stream)]
    seen = {inks for picture in pictures if picture.mode == "CMYK" for _, inks in picture.getcolors(1 << 20) or []
            if isinstance(inks, tuple)}
    assert (0, 0, 0, 0) in seen, "paper has no ink"
    assert max(inks[1] for inks in seen) > 100, "there is a red"
    assert not [inks for inks in seen if min(inks[:3]) > 40 and max(inks[:3]) - min(inks[:3]) < 30], "no grey of three inks"


def test_a_picture_is_fine_enough_for_print() -> None:
    for content, fineness in ((ON_MORE["one on another"], SHARP), ("/Half gs 1 0 0 rg 20 20 60 40 re f", None)):
        with pikepdf.open(io.BytesIO(flat(page(content))[0])) as pdf:
            placed = [(name, p) for name, p in pdf.pages[0].Resources.XObject.items() if "Flat" in name]
            assert bool(placed) is bool(fineness)
            for name, picture in placed:
                across = [[float(n) for n in i.operands] for i in pikepdf.parse_content_stream(pdf.pages[0]) if str(i.operator) == "cm"][-1]
                assert int(picture.Width) * 72 / across[0] >= (fineness or 0)
                assert name == "/PpFlat0"


def test_a_standard_with_transparency_keeps_it() -> None:
    with pikepdf.open(io.BytesIO(page(ON_MORE["one on another"]))) as pdf:
        before = pdf.pages[0].Contents.read_bytes()
        flatten(pdf, Profile("any", standard="PDF/X-4", ink="any"), Report())
        assert pdf.pages[0].Contents.read_bytes() == before
        assert pdf.pages[0].Resources.ExtGState.Half.ca == Decimal("0.5")


# ---- what is refused


def refused(pdf: pikepdf.Pdf) -> str:
    report = Report()
    with pytest.raises(PostpressError):
        flatten(pdf, PRINTER, report)
    (found,) = report.errors
    assert found.code == "P006"
    return found.message


def test_an_annotation_that_shines_is_refused_with_its_page() -> None:
    with pikepdf.open(io.BytesIO(page(""))) as pdf:
        pdf.add_blank_page()
        look = pdf.make_stream(b"/G gs 0 0 9 9 re f", Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9], Resources=pikepdf.Dictionary(
            ExtGState=pikepdf.Dictionary(G=pikepdf.Dictionary(ca=0.5))))
        pdf.pages[1].obj.Annots = pikepdf.Array([pikepdf.Dictionary(
            Subtype=pikepdf.Name.Stamp, Rect=[0, 0, 9, 9], AP=pikepdf.Dictionary(N=look))])
        assert refused(pdf) == "an annotation is transparent, which PDF/X-1a:2003 does not know (page 2)"


def test_what_is_too_large_for_a_picture_is_refused() -> None:
    with pikepdf.open(io.BytesIO(page("1 1 0 rg 0 0 4000 50 re f /Half gs 0 0 0 rg 0 0 4000 4000 re f"))) as pdf:
        pdf.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 4000, 4000])
        assert "too large" in refused(pdf)


@pytest.mark.parametrize("content", ["/Half gs /Gone Do", "/Half gs 0 0 (x) 9 re f", "/Half gs /Gone gs"])
def test_a_damaged_page_is_refused(content: str) -> None:
    with pikepdf.open(io.BytesIO(page(content))) as pdf:
        assert refused(pdf).startswith("something that cannot be followed is transparent")


# ---- what a style sheet makes

SHEET = """<style>@page { size: 200pt 100pt; margin: 0 } body { margin: 0; font: 12pt Ours }
div { position: absolute } .a { left: 10pt; top: 10pt; width: 80pt; height: 30pt }</style>"""
INNER = "position: absolute; left: 8pt; top: 8pt; width: 30pt; height: 10pt"
STYLED: dict[str, tuple[str, str, list[str]]] = {
    "opacity": ("opacity: 0.5; background: #fc0", "background: #00f", []),
    "rgba on a rounded colour": ("background: #cfc; border-radius: 8pt", "background: rgba(0, 0, 255, 0.4)", []),
    "a border": ("border: 3pt solid rgba(255, 0, 0, 0.5); background: #eee", "background: #00f", []),
    "a group in a group": ("opacity: 0.6; background: #ffd", "opacity: 0.5; background: #a00", []),
    "a clear blend": ("background: linear-gradient(rgba(255, 0, 0, 0), #f00)", "background: #00f", ["P007"]),
    "a blend that is whole": ("background: linear-gradient(#00f, #f00)", "background: #0f0", []),
    "a shade over a blend": ("background: linear-gradient(#00f, #f00)", "background: rgba(0, 0, 0, 0.5)", ["P007"]),
    "a blend in a group": ("opacity: 0.5", "background: linear-gradient(#00f, #f00)", ["P007"]),
}


@pytest.mark.parametrize("name", STYLED)
def test_what_a_style_sheet_makes_transparent_looks_the_same(name: str) -> None:
    outside, inside, expected = STYLED[name]
    before = weasyprint.HTML(string=f'{SHEET}<div class="a" style="{outside}"><div style="{INNER}; {inside}"></div></div>').write_pdf()
    assert isinstance(before, bytes)
    after, codes = flat(before)
    assert codes == expected
    assert farthest(before, after) <= 8
    assert clean(after)
    assert flat(before)[0] == after


def test_a_cut_out_picture_is_laid_on_the_colour_behind_it() -> None:
    picture = io.BytesIO()
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (10, 10, 30, 30))
    image.save(picture, "PNG")
    shown = f'<img style="position: absolute; left: 10pt; top: 10pt; width: 40pt" src="data:image/png;base64,{b64encode(picture.getvalue()).decode()}">'
    for ground, expected in (("", []), ('<div style="background: #88f; width: 90pt; height: 90pt"></div>', ["P007"])):
        before = weasyprint.HTML(string=SHEET + ground + shown).write_pdf()
        assert isinstance(before, bytes)
        after, codes = flat(before)
        assert codes == expected, "on paper it is left to be laid on white"
        assert farthest(before, after) <= 32, "its edges are made larger with the picture, and once again by the painter"


def test_a_drawing_is_looked_into() -> None:
    drawing = ('<svg width="60pt" height="40pt" viewBox="0 0 60 40"><rect width="60" height="40" fill="orange"/>'
               '<circle cx="20" cy="20" r="15" fill="blue" fill-opacity="0.5"/></svg>')
    before = weasyprint.HTML(string=SHEET + drawing).write_pdf()
    assert isinstance(before, bytes)
    after, codes = flat(before)
    assert codes == []
    assert farthest(before, after) <= 2
    assert clean(after)


@pytest.mark.parametrize("css", [
    "background: linear-gradient(rgba(255, 0, 0, 0), red)", "background: linear-gradient(to right, #0000ff80, #00ff0010)",
    "background: radial-gradient(white, rgba(0, 0, 0, 0.3))", "background: #cdf; box-shadow: none; opacity: 0.4",
])
def test_what_a_theme_makes_transparent_looks_as_before(css: str) -> None:
    """A gradient's colours may be whole and its mask, inside the pattern, all that shows the ground."""
    sheet = f"@page {{ size: 200pt 100pt; margin: 10pt }} p {{ font-size: 20pt; {css} }}"
    before = press('<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>a</title></head><body><p> </p><p> </p></body></html>',
                   stylesheet=sheet, report=Report()).data
    after, _ = flat(before)
    assert farthest(before, after) <= 8
    with pikepdf.open(io.BytesIO(after)) as pdf:
        assert not any("/SMask" in found for found in pdf.objects if isinstance(found, pikepdf.Dictionary | pikepdf.Stream))
