"""Colours of screens become inks: greys black alone, pictures by the output profile; strings are left alone."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from builder import printers
from builder.errors import Report
from builder.pdf.colour import BLACK, COLOUR, Inks, recolour
from builder.pdf.engine import srgb_profile
from builder.profile import Profile
from builder.typography import TRIMS


def profile(name: str) -> Profile:
    return printers.load(name, places=printers.folders(), trims=list(TRIMS), report=Report())


PRESS, GENERIC, KDP, SPARK = (profile(name) for name in ("press-cn", "generic", "kdp", "ingramspark"))
INKS = Inks(PRESS.icc_data)


def drawn(content: bytes, printer: Profile = PRESS) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.pages[0].obj.Contents = pdf.make_stream(content)
    recolour(pdf, printer)
    return bytes(pdf.pages[0].obj.Contents.read_bytes())


@pytest.mark.parametrize(("content", "expected"), [
    (b"0 0 0 rg", f"{BLACK} gs 0 0 0 1 k"),
    (b"0 g", f"{BLACK} gs 0 0 0 1 k"),
    (b"0.6 0.6 0.6 RG", f"{COLOUR} gs 0 0 0 0.4 K"),
    (b"1 1 1 rg", f"{COLOUR} gs 0 0 0 0 k"),
    (b"0 0 0 1 k", f"{BLACK} gs 0 0 0 1 k"),
    (b".2 .4 0 0 K", f"{COLOUR} gs 0.2 0.4 0 0 K"),
])
def test_greys_are_black_ink_alone_and_black_overprints(content: bytes, expected: str) -> None:
    assert drawn(content).decode() == expected


def test_a_colour_goes_through_the_output_profile() -> None:
    cyan, magenta, yellow, black = INKS.colour((1.0, 0.0, 0.0))
    assert cyan < 0.05
    assert magenta > 0.9
    assert yellow > 0.9
    assert black < 0.05


@pytest.mark.parametrize("content", [
    b"(0 0 0 rg) Tj", b"<0020672067> Tj", b"/Span <</ActualText (1 0 0 rg \\) 0 g)>> BDC", b"((0 0 0 rg) 1 g) Tj",
    b"0 0 0 rgx", b"1 0 0 1 5 5 cm", b"/a0 gs", b"1 0 0 rge",
])
def test_nothing_else_is_touched(content: bytes) -> None:
    assert drawn(content) == content


NUMBERS = st.decimals(0, 1, places=3).map(lambda n: f"{n}".encode())


@given(st.lists(st.one_of(
    st.tuples(NUMBERS, NUMBERS, NUMBERS).map(lambda c: b" ".join(c) + b" rg"),
    st.text("()\\ 0123grkRGK<>", max_size=12).map(lambda t: b"<" + t.encode().hex().encode() + b"> Tj"),
    st.sampled_from([b"q", b"Q", b"BT", b"1 0 0 1 0 0 cm", b"/F1 10 Tf", b"0 0 10 10 re", b"f"])), max_size=12))
def test_any_stream_keeps_its_other_operators_in_order(parts: list[bytes]) -> None:
    before = pikepdf.new()
    before.add_blank_page()
    before.pages[0].obj.Contents = before.make_stream(b"\n".join(parts))
    after = pikepdf.new()
    after.add_blank_page()
    after.pages[0].obj.Contents = after.make_stream(drawn(b"\n".join(parts)))
    def others(pdf: pikepdf.Pdf) -> list[tuple[str, str]]:
        return [(str(i.operator), repr(list(i.operands))) for i in pikepdf.parse_content_stream(pdf.pages[0])
                if str(i.operator) not in {"rg", "k", "gs"}]
    assert others(before) == others(after)
    assert not [i for i in pikepdf.parse_content_stream(after.pages[0]) if str(i.operator) in {"rg", "RG", "g", "G"}]


def test_a_press_that_takes_any_colour_gets_black_as_grey() -> None:
    assert drawn(b"0 0 0 1 k 0.5 0 0 rg", KDP) == b"0 g 0.5 0 0 rg"


# ---- pictures


def with_picture(image: Image.Image, *, jpeg: bool = False, mask: Image.Image | None = None) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=image.size)
    space = {"RGB": pikepdf.Name.DeviceRGB, "L": pikepdf.Name.DeviceGray}[image.mode]
    if jpeg:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=95, subsampling=0)
        stream = pdf.make_stream(out.getvalue(), Filter=pikepdf.Name.DCTDecode)
    else:
        stream = pdf.make_stream(zlib.compress(image.tobytes()), Filter=pikepdf.Name.FlateDecode)
    for key, value in {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": image.width,
                       "/Height": image.height, "/ColorSpace": space, "/BitsPerComponent": 8}.items():
        stream[key] = value
    if mask is not None:
        stream["/SMask"] = pdf.make_stream(zlib.compress(mask.tobytes()), Filter=pikepdf.Name.FlateDecode)
        for key, value in {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": mask.width,
                           "/Height": mask.height, "/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 8}.items():
            stream["/SMask"][key] = value
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=stream))
    pdf.pages[0].obj.Contents = pdf.make_stream(f"q {image.width} 0 0 {image.height} 0 0 cm /I Do Q".encode())
    return pdf


def picture_of(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.pages[0].obj.Resources.XObject.I


def seen(pdf: pikepdf.Pdf) -> tuple[int, ...]:
    """Return the colour PDFium shows in the middle of the page."""
    out = io.BytesIO()
    pdf.save(out)
    shown = pypdfium2.PdfDocument(out.getvalue())[0].render().to_pil().convert("RGB")
    pixel = shown.getpixel((shown.width // 2, shown.height // 2))
    assert isinstance(pixel, tuple)
    return pixel


SHADES = [(200, 30, 40), (20, 120, 60), (240, 240, 235), (10, 10, 60)]


@pytest.mark.parametrize("jpeg", [False, True])
@pytest.mark.parametrize("shade", SHADES)
def test_a_picture_in_inks_looks_like_itself(shade: tuple[int, int, int], jpeg: bool) -> None:
    pdf = with_picture(Image.new("RGB", (16, 16), shade), jpeg=jpeg)
    recolour(pdf, PRESS)
    assert picture_of(pdf).ColorSpace == "/DeviceCMYK"
    assert max(abs(a - b) for a, b in zip(seen(pdf), shade, strict=True)) < 60, "PDFium knows no output profile and shows inks roughly"


def test_a_grey_picture_is_printed_in_black_alone() -> None:
    pdf = with_picture(Image.new("RGB", (4, 4), (90, 90, 90)))
    recolour(pdf, PRESS)
    assert picture_of(pdf).ColorSpace == "/DeviceGray"
    assert seen(pdf) == pytest.approx((90, 90, 90), abs=1)


def test_pictures_that_are_kept_say_what_their_colours_are() -> None:
    pdf = with_picture(Image.new("RGB", (4, 4), (200, 30, 40)))
    recolour(pdf, GENERIC)
    kind, stream = picture_of(pdf).ColorSpace
    assert kind == "/ICCBased"
    assert stream.read_bytes() == srgb_profile()


def test_without_transparency_a_picture_lies_on_white_paper() -> None:
    pdf = with_picture(Image.new("RGB", (4, 4), (0, 0, 0)), mask=Image.new("L", (4, 4), 0))
    recolour(pdf, PRESS)
    assert "/SMask" not in picture_of(pdf)
    assert seen(pdf) == (255, 255, 255)


def test_no_picture_takes_more_ink_than_the_printer_allows() -> None:
    for printer in (PRESS, SPARK):
        inks = Inks(printer.icc_data)
        swatches = Image.new("RGB", (17, 17 * 17))
        swatches.putdata([(r * 15, g * 15, b * 15) for r in range(17) for g in range(17) for b in range(17)])
        # A hundredth over is what eight bits and interpolation between the profile's points take.
        plates = [plate.tobytes() for plate in inks.picture(swatches).split()]
        assert max(map(sum, zip(*plates, strict=True))) / 2.55 <= printer.ink_limit * 1.02


def graded(pdf: pikepdf.Pdf, function: pikepdf.Dictionary) -> pikepdf.Dictionary:
    """Return a gradient of lights in the resources of a new page."""
    pdf.add_blank_page()
    shading = pdf.make_indirect(pikepdf.Dictionary(ShadingType=2, ColorSpace=pikepdf.Name.DeviceRGB, Coords=[0, 0, 100, 0], Function=function))
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(Shading=pikepdf.Dictionary(G=shading))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/G sh")
    assert isinstance(shading, pikepdf.Dictionary)
    return shading


def test_gradients_become_inks_stop_by_stop() -> None:
    pdf = pikepdf.new()
    stops = [pdf.make_indirect(pikepdf.Dictionary(FunctionType=2, N=1, Domain=[0, 1], C0=c0, C1=c1))
             for c0, c1 in (([1, 0, 0], [0.5, 0.5, 0.5]), ([0.5, 0.5, 0.5], [1, 1, 1]))]
    shading = graded(pdf, pikepdf.Dictionary(FunctionType=3, Domain=[0, 1], Bounds=[0.5], Encode=[0, 1, 0, 1], Functions=stops))
    recolour(pdf, PRESS)
    assert shading.ColorSpace == "/DeviceCMYK"
    assert [float(n) for n in stops[0].C0] == pytest.approx(INKS.colour((1.0, 0.0, 0.0)), abs=1e-4)
    assert [float(n) for n in stops[0].C1] == [0, 0, 0, 0.5]
    assert [float(n) for n in stops[1].C1] == [0, 0, 0, 0]


def test_a_gradient_that_is_calculated_is_left_to_preflight() -> None:
    pdf = pikepdf.new()
    shading = graded(pdf, pikepdf.Dictionary())
    shading.Function = pdf.make_stream(b"{ dup dup }", FunctionType=4, Domain=[0, 1], Range=[0, 1, 0, 1, 0, 1])
    recolour(pdf, PRESS)
    assert shading.ColorSpace == "/DeviceRGB"
