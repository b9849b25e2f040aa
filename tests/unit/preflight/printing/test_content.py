"""What a page shows, followed through states, forms and patterns; and files that would have it followed without end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from builder.matrices import IDENTITY
from builder.preflight.printing import supply
from builder.preflight.printing.content import Drawing
from builder.preflight.printing.layers import Layers
from builder.preflight.printing.observed import Box
from builder.preflight.printing.state import State
from builder.preflight.printing.supply import EndlessError, Shelf
from builder.preflight.printing.tally import Tally

PAGE = Box(0, 0, 400, 600)


def seen(content: bytes, resources: Any = None, *, trim: Box = PAGE) -> Tally:
    tally = Tally(trim)
    Drawing(Shelf(Layers(Dictionary())), tally, resources, State(IDENTITY, PAGE)).follow(content)
    return tally


def spaces(tally: Tally) -> set[tuple[str, str]]:
    return {(use.space.family, use.where) for use in tally.uses}


def test_a_state_is_kept_and_brought_back() -> None:
    tally = seen(b"0 0 0 1 k q 1 0 0 rg Q 9 9 20 20 re f")
    assert spaces(tally) == {("DeviceCMYK", "drawing")}


@pytest.mark.parametrize(("content", "width"), [
    (b"0.3 w 9 9 m 50 9 l S", 0.3), (b"2 0 0 2 0 0 cm 0.3 w 9 9 m 50 9 l S", 0.6), (b"0 w 9 9 m 50 9 l s", 0),
    (b"9 9 40 .2 re f", 0.2), (b"9 9 20 20 re f", None), (b"1 G .1 w 9 9 m 50 9 l S", None), (b".1 w 900 9 m 950 9 l S", None),
])
def test_lines(content: bytes, width: float | None) -> None:
    assert seen(content).thinnest_line == (pytest.approx(width) if width is not None else None)


@pytest.mark.parametrize(("content", "size"), [
    (b"BT /F 10 Tf (a) Tj ET", 10), (b"BT /F 1 Tf 8 0 0 8 5 5 Tm (a) Tj ET", 8), (b".5 0 0 .5 0 0 cm BT /F 10 Tf 20 20 Td (a) Tj ET", 5),
    (b"BT /F 10 Tf 3 Tr (a) Tj ET", 0), (b"BT /F 10 Tf () Tj ET", 0), (b"BT /F 10 Tf 900 9 Td (a) Tj ET", 0),
    (b"BT /F 10 Tf 12 TL 9 30 Td T* (a) ' ET", 10), (b"BT /F 0 Tf (a) Tj ET", 0), (b"BT 1 g /F 10 Tf (a) Tj ET", 0),
])
def test_sizes_of_letters(content: bytes, size: float) -> None:
    assert seen(content).smallest_type == pytest.approx(size)


@pytest.mark.parametrize(("content", "is_blank"), [
    (b"", True), (b"9 9 20 20 re n", True), (b"1 g 9 9 20 20 re f", True), (b"9 9 20 20 re f", False),
    (b"0 0 5 5 re W n 9 9 20 20 re f", True), (b"nonsense 4 (", True), (b"1 cm re f Tj", True),
])
def test_blank_pages(content: bytes, *, is_blank: bool) -> None:
    assert seen(content).blank is is_blank


def test_what_stands_outside_the_trimmed_page() -> None:
    tally = seen(b"5 0 m 5 8 l S", trim=PAGE.grown(-10))
    assert tally.outside == [Box(5, 0, 5, 8)]
    assert tally.blank


def test_forms_bring_their_matrix_resources_and_group() -> None:
    pdf = pikepdf.new()
    form = pdf.make_stream(b"/C cs 1 1 1 sc .2 w 0 0 m 9 0 l S 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form,
                           BBox=[0, 0, 20, 20], Matrix=[2, 0, 0, 2, 0, 0], Group=Dictionary(S=Name.Transparency),
                           Resources=Dictionary(ColorSpace=Dictionary(C=Array([Name.Lab, Dictionary()]))))
    tally = seen(b"/Fm Do", Dictionary(XObject=Dictionary(Fm=form)))
    assert ("Lab", "drawing") in spaces(tally)
    assert tally.thinnest_line == pytest.approx(0.4)
    assert tally.transparency == {"group"}


def test_patterns_are_looked_into() -> None:
    pdf = pikepdf.new()
    tiles = pdf.make_stream(b"1 0 0 rg 0 0 4 4 re f", PatternType=1, BBox=[0, 0, 4, 4], Resources=Dictionary())
    blend = Dictionary(PatternType=2, Shading=Dictionary(ColorSpace=Name.DeviceRGB))
    tally = seen(b"/Pattern cs /T scn 9 9 20 20 re f /B scn 9 9 20 20 re f", Dictionary(Pattern=Dictionary(T=tiles, B=blend)))
    assert {("DeviceRGB", "drawing"), ("DeviceRGB", "shading")} <= spaces(tally)


def form_of(pdf: pikepdf.Pdf, content: bytes, **named: Any) -> pikepdf.Object:
    return pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9],
                           Resources=Dictionary(XObject=Dictionary(**named)))


def test_a_form_that_draws_itself_ends() -> None:
    pdf = pikepdf.new()
    form = form_of(pdf, b"/Fm Do 0 0 5 5 re f")
    form.Resources.XObject.Fm = form
    assert not seen(b"/Fm Do", Dictionary(XObject=Dictionary(Fm=form))).blank


def test_forms_that_multiply_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "TOKENS_MOST", 20_000)
    pdf = pikepdf.new()
    form = form_of(pdf, b"0 0 5 5 re f")
    for _ in range(15):
        form = form_of(pdf, b"/Fm Do " * 10, Fm=form)
    with pytest.raises(EndlessError):
        seen(b"/Fm Do", Dictionary(XObject=Dictionary(Fm=form)))


def test_states_saved_without_end_and_numbers_without_size() -> None:
    assert not seen(b"q " * 100_000 + b"9 9 20 20 re f").blank
    assert seen(b"1e999 99999999999999999999999999999999999999999 0 0 1 0 0 cm " * 3 + b"9 9 20 20 re f") is not None


@pytest.mark.parametrize(("entries", "effect"), [
    ({"ca": 0.5}, "opacity"), ({"CA": 0}, "opacity"), ({"BM": Name.Multiply}, "blend mode"), ({"BM": Array([Name.Screen])}, "blend mode"),
    ({"SMask": Dictionary(S=Name.Alpha)}, "soft mask"), ({"ca": 1, "BM": Name.Normal, "SMask": Name("/None")}, ""), ({"ca": Name.Odd}, ""),
])
def test_transparency(entries: dict[str, Any], effect: str) -> None:
    tally = seen(b"/G gs", Dictionary(ExtGState=Dictionary(G=Dictionary(**entries))))
    assert tally.transparency == ({effect} if effect else set())


@pytest.mark.parametrize("spoil", [lambda d: d, lambda d: d[::-1], lambda d: d[1:], lambda d: d.replace(b" ", b"")])
def test_streams_of_any_kind_never_crash(spoil: Callable[[bytes], bytes]) -> None:
    seen(spoil(b"q 1 0 0 1 5 5 cm /F 9 Tf BT (a) Tj ET [1] 0 d /X gs /Y Do /P cs /Q scn 1 2 3 rg BI /W 1 ID a EI sh Q " * 20))


def test_names_whose_bytes_are_no_utf_8() -> None:
    pdf = pikepdf.new()
    box = pdf.make_stream(b"9 9 20 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 99, 99], Resources=Dictionary())
    pdf.Root.Box = box
    forms = pikepdf.Object.parse(b"<< /Fm#CB#CE null >>")
    forms[pikepdf.Object.parse(b"/Fm#CB#CE")] = box  # type: ignore[call-overload]  # a name that is no UTF-8 is made no other way
    assert not seen(b"/Fm\xcb\xce Do", Dictionary(XObject=forms)).blank
    spot = pikepdf.Object.parse(b"<< /C#CB [ /Separation /#C9#EE#C0#B6 /DeviceCMYK 0 ] >>")
    tally = seen(b"/C#CB cs 9 9 20 20 re f", Dictionary(ColorSpace=spot))
    assert [use.space.colorants for use in tally.uses] == [("深蓝",)]


def test_a_font_with_an_old_chinese_name_is_noted() -> None:
    font = pikepdf.Object.parse(b"<< /Type /Font /Subtype /TrueType /BaseFont /#CB#CE#CC#E5 >>")
    tally = seen(b"BT /F 10 Tf 9 9 Td (a) Tj ET", Dictionary(Font=Dictionary(F=font)))
    assert [(noted.name, noted.embedded) for noted in tally.fonts] == [("宋体", False)]


def test_an_index_is_the_colour_it_stands_for() -> None:
    colours = Dictionary(ColorSpace=Dictionary(C=Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(b"\xff\xff\xff\0\0\0")])))
    assert seen(b"/C cs 0 sc 9 9 20 20 re f", colours).blank
    assert not seen(b"/C cs 1 sc 9 9 20 20 re f", colours).blank


def test_a_jpeg_2000_without_a_colour_space_is_no_stencil() -> None:
    pdf = pikepdf.new()
    image = pdf.make_stream(b"\xff\x4f\xff\x51" + b"\0" * 36 + b"\0\3", Type=Name.XObject, Subtype=Name.Image, Width=9, Height=9,
                            Filter=Name.JPXDecode)
    tally = seen(b"1 g q 90 0 0 90 9 9 cm /Im Do Q", Dictionary(XObject=Dictionary(Im=image)))
    assert not tally.blank
    assert spaces(tally) == {("DeviceRGB", "picture")}


def test_patterns_count_where_they_are_painted_with() -> None:
    pdf = pikepdf.new()
    tiles = pdf.make_stream(b"1 0 0 rg .1 w 0 0 m 4 4 l S 0 0 4 4 re f", PatternType=1, PaintType=1, BBox=[0, 0, 4, 4],
                            Matrix=[1, 0, 0, 1, 9_000, 0], Resources=Dictionary())
    named = Dictionary(Pattern=Dictionary(T=tiles))
    assert ("DeviceRGB", "drawing") not in spaces(seen(b"/Pattern cs /T scn 0 g 9 9 20 20 re f", named))
    tally = seen(b"/Pattern cs /T scn 9 9 20 20 re f", named)
    assert ("DeviceRGB", "drawing") in spaces(tally)
    assert tally.thinnest_line == pytest.approx(0.1)


def test_a_pattern_without_colours_takes_the_one_given() -> None:
    pdf = pikepdf.new()
    tiles = pdf.make_stream(b"1 0 0 rg 0 0 4 4 re f", PatternType=1, PaintType=2, BBox=[0, 0, 4, 4], Resources=Dictionary())
    named = Dictionary(Pattern=Dictionary(T=tiles), ColorSpace=Dictionary(P=Array([Name.Pattern, Name.DeviceCMYK])))
    assert {use.space.family for use in seen(b"/P cs 0 0 0 1 /T scn 9 9 20 20 re f", named).uses} == {"DeviceCMYK"}


def test_outlined_letters_have_two_colours() -> None:
    tally = seen(b"BT /F 10 Tf 2 Tr 0 g 1 0 0 RG 9 9 Td (a) Tj ET")
    assert spaces(tally) == {("DeviceGray", "text"), ("DeviceRGB", "text")}
    assert not seen(b"BT /F 10 Tf 2 Tr 1 g 0 G 9 9 Td (a) Tj ET").blank


def test_a_clipping_without_a_path_changes_nothing() -> None:
    assert not seen(b"W n 9 9 20 20 re f").blank


def test_states_beyond_those_that_are_kept_end_with_their_own_q() -> None:
    content = b"q " * 25 + b"1 0 0 rg " + b"q " * 275 + b"Q " * 250 + b"9 9 20 20 re f"
    assert spaces(seen(content)) == {("DeviceRGB", "drawing")}
