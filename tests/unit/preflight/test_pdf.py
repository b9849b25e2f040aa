from __future__ import annotations

import re
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from .specimen import Leaf, codes, findings


def described(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return Dictionary(Type=Name.FontDescriptor, FontFile2=pdf.make_stream(b"x"))


@pytest.mark.parametrize(("box", "value", "said"), [
    ("TrimBox", [9, 9, 450, 603], "the TrimBox reaches out of the BleedBox"),
    ("BleedBox", [-5, 0, 437, 612], "the BleedBox reaches out of the MediaBox"),
    ("BleedBox", [5, 5, 432, 607], "less than 3 mm of bleed"),
])
def test_boxes_lie_in_each_other(box: str, value: list[int], said: str) -> None:
    leaf = Leaf()
    for page in leaf.pdf.pages:
        page.obj[f"/{box}"] = Array(value)
    found = findings(leaf.data())
    assert [(d.code, d.message) for d in found] == [("V051", f"page 1: {said}")]


def test_a_page_without_a_trim_box() -> None:
    leaf = Leaf()
    del leaf.pdf.pages[1].obj["/TrimBox"]
    assert [d.message for d in findings(leaf.data())] == ["page 2: no TrimBox", "page 2: its trimmed size is not that of page 1"]


def test_a_page_of_another_size() -> None:
    leaf = Leaf()
    leaf.pdf.pages[1].obj.TrimBox = Array([9, 9, 420, 603])
    assert [d.message for d in findings(leaf.data())] == ["page 2: its trimmed size is not that of page 1"]


def test_a_turned_page() -> None:
    leaf = Leaf()
    leaf.pdf.pages[0].obj.Rotate = 90
    assert codes(leaf.data()) == {"V051"}


def test_a_displaced_page_is_a_warning() -> None:
    leaf = Leaf()
    for page in leaf.pdf.pages:
        page.obj.MediaBox = Array([-3, -3, 437, 612])
    assert codes(leaf.data()) == {"V062"}


@pytest.mark.parametrize(("name", "has_file", "code"), [
    ("Helvetica", False, "V052"), ("NotoSerif", True, "V053"), ("ABCDEF+NotoSerif", True, ""), ("abcdef+NotoSerif", True, "V053"),
])
def test_fonts_are_embedded_and_subset(name: str, code: str, *, has_file: bool) -> None:
    leaf = Leaf()
    descriptor = {"FontDescriptor": described(leaf.pdf)} if has_file else {}
    leaf.font(Subtype=Name.TrueType, BaseFont=Name(f"/{name}"), **descriptor)
    assert codes(leaf.data()) == ({code} if code else set())


def test_the_descendant_of_a_composite_font_is_looked_at() -> None:
    leaf = Leaf()
    leaf.font(Subtype=Name.Type0, BaseFont=Name("/ABCDEF+Noto"), DescendantFonts=Array([Dictionary(Subtype=Name.CIDFontType2)]))
    assert codes(leaf.data()) == {"V052"}


def test_type_3_fonts_even_inside_a_form() -> None:
    leaf = Leaf()
    form = leaf.pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, Resources=Dictionary(
        Font=Dictionary(F1=leaf.pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type3)))))
    leaf.pdf.pages[1].obj.Resources = Dictionary(XObject=Dictionary(X1=form))
    (found,) = findings(leaf.data())
    assert (found.code, found.message) == ("V054", "page 2: a Type 3 font")


@pytest.mark.parametrize("action", [
    {"S": Name.JavaScript, "JS": "app.alert(1)"}, {"S": Name.Launch, "F": "x.exe"}, {"S": Name.SubmitForm, "F": "x"},
    {"S": Name.GoToR, "F": "x.pdf"},
])
def test_actions_that_run_something(action: dict[str, object]) -> None:
    leaf = Leaf()
    leaf.link(**action)
    assert codes(leaf.data()) == {"V055"}


def test_a_script_that_opens_with_the_file() -> None:
    leaf = Leaf()
    leaf.pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    assert codes(leaf.data()) == {"V055"}


def test_forms_and_attachments() -> None:
    leaf = Leaf()
    leaf.pdf.Root.AcroForm = Dictionary(Fields=Array([leaf.pdf.make_indirect(Dictionary(FT=Name.Tx))]))
    assert codes(leaf.data()) == {"V055"}
    leaf = Leaf()
    leaf.pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(leaf.pdf, b"x", filename="a.txt")
    assert codes(leaf.data()) == {"V055"}


@pytest.mark.parametrize(("address", "code"), [
    ("https://example.com/", ""), ("mailto:a@b.c", ""), ("file:///etc/hostname", "V056"), ("chapter.md", "V056"),
    ("/" + "home/ann/a.md", "V056"),
])
def test_links(address: str, code: str) -> None:
    leaf = Leaf()
    leaf.link(S=Name.URI, URI=pikepdf.String(address))
    assert codes(leaf.data()) == ({code} if code else set())


def test_language_title_and_bookmarks() -> None:
    leaf = Leaf()
    del leaf.pdf.Root["/Lang"]
    del leaf.pdf.docinfo["/Title"]
    del leaf.pdf.Root["/Outlines"]
    assert codes(leaf.data()) == {"V057", "V058", "V059"}


def test_traces_of_the_machine_in_the_metadata() -> None:
    leaf = Leaf()
    leaf.pdf.docinfo["/Subject"] = "/" + "home/ann/rain.md"
    assert codes(leaf.data()) == {"V032"}
    leaf = Leaf()
    with leaf.pdf.open_metadata() as metadata:
        metadata["dc:title"] = "雨"
        metadata["dc:source"] = "file:///a"
    assert codes(leaf.data()) == {"V032"}


def test_the_number_of_pages() -> None:
    assert codes(Leaf(3).data()) == {"V060"}
    assert "V063" in codes(Leaf(0).data())


def test_a_wrap_is_one_page_without_bookmarks() -> None:
    leaf = Leaf(1)
    del leaf.pdf.Root["/Outlines"]
    data = leaf.data()
    assert {d.code for d in findings(data, "rain.pdf")} == {"V059", "V060"}
    assert not findings(data, "dist/rain-wrap.pdf")


def test_a_locked_file() -> None:
    assert codes(Leaf().data(encryption=pikepdf.Encryption(owner="a", user="b"))) == {"V050"}
    assert codes(Leaf().data(encryption=pikepdf.Encryption(owner="a", user=""))) == {"V050"}


@pytest.mark.parametrize(("height", "text", "is_said"), [
    (20, "9", True), (590, "running head", True), (300, "9", False), (20, "9" * 300, False),
    (545, "9", False), (62, "9", False),  # the first and the last line of the type area
])
def test_a_blank_verso_is_blank(height: int, text: str, *, is_said: bool) -> None:
    leaf = Leaf(4)
    leaf.write(1, height=height, text=text)
    with leaf.pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("二", 2))
    assert ("V061" in codes(leaf.data())) is is_said


@pytest.mark.parametrize("drawing", ["100 300 50 50 re f", "0 0 m 9 9 l S", "q 50 0 0 50 100 300 cm /Im Do Q"])
def test_a_page_with_a_drawing_or_a_picture_is_not_blank(drawing: str) -> None:
    leaf = Leaf(4)
    leaf.write(1, height=20)
    with leaf.pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("二", 2))
    assert "V061" in codes(leaf.data())
    page = leaf.pdf.pages[1].obj
    page.Resources.XObject = Dictionary(Im=leaf.pdf.make_stream(
        b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, ColorSpace=Name.DeviceGray, BitsPerComponent=8))
    page.Contents = leaf.pdf.make_stream(page.Contents.read_bytes() + f"\n{drawing}".encode())
    assert "V061" not in codes(leaf.data())


def test_furniture_elsewhere_is_no_matter() -> None:
    leaf = Leaf(4)
    leaf.write(2, height=20)
    with leaf.pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("二", 2))
    assert "V061" not in codes(leaf.data())


def test_a_font_with_an_old_chinese_name_is_told_by_it() -> None:
    leaf = Leaf()
    leaf.font(Subtype=Name.TrueType, BaseFont=pikepdf.Object.parse(b"/#CB#CE#CC#E5"))
    assert {(d.code, d.message) for d in findings(leaf.data())} == {("V052", "page 1: the font 宋体 is not embedded")}


@pytest.mark.parametrize("place", [[], [3, Name.Fit], [None, Name.Fit]])
def test_bookmarks_that_lead_to_no_page_of_the_file_are_borne(place: list[object]) -> None:
    leaf = Leaf(4)
    leaf.write(1, height=20)
    with leaf.pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("外", pikepdf.Array(place)))
        outline.root.append(pikepdf.OutlineItem("二", 2))
    assert "V061" in codes(leaf.data()), "what comes after it is looked at"


def test_a_form_that_draws_itself_is_borne() -> None:
    leaf = Leaf()
    form = leaf.pdf.make_stream(b"/A Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    form.Resources = Dictionary(XObject=Dictionary(A=form))
    leaf.pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(A=form))
    assert codes(leaf.data()) == set()


@pytest.mark.parametrize(("padding", "found"), [(1, {"V032"}), (8 << 20, set())])
def test_metadata_that_unpack_to_megabytes_are_left_alone(padding: int, found: set[str]) -> None:
    leaf = Leaf()
    bomb = zlib.compress(b" " * padding + b" /" + b"home/ming/a ")
    leaf.pdf.Root.Metadata = leaf.pdf.make_stream(bomb, Type=Name.Metadata, Filter=Name.FlateDecode)
    data = leaf.data(stream_decode_level=pikepdf.StreamDecodeLevel.none, fix_metadata_version=False)
    assert codes(data) == found


def test_a_page_that_inherits_its_turn() -> None:
    leaf = Leaf()
    leaf.pdf.Root.Pages.Rotate = 90
    assert codes(leaf.data()) == {"V051"}


def test_a_trailer_that_miscounts_its_objects_is_borne() -> None:
    data = Leaf().data()
    size = re.search(rb"/Size (\d+)", data)
    assert size
    assert codes(data[: size.start(1)] + b"2".rjust(len(size[1])) + data[size.end(1) :]) == set()
