"""Every mistake in a file that is otherwise good is refused with its own code, and nothing else is said."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from builder.errors import Severity, explanations

from .proofs import MM, NAMES, Proof, codes, judged

Spoil = Callable[[Proof], object]


@pytest.mark.parametrize("name", NAMES)
def test_a_good_file_passes_without_a_word(name: str) -> None:
    assert judged(Proof(name).data(), name) == []


@pytest.mark.parametrize(("name", "other"), [("kdp", "generic"), ("generic", "kdp"), ("press-cn", "lulu")])
def test_a_file_for_one_printer_is_not_taken_by_another(name: str, other: str) -> None:
    assert codes(Proof(name).data(), other)


def soft_mask(proof: Proof) -> object:
    mask = proof.pdf.make_stream(b"\xff", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, ColorSpace=Name.DeviceGray,
                                 BitsPerComponent=8)
    return proof.picture(SMask=mask)


def state(**entries: Any) -> Spoil:
    return lambda proof: proof.add(b"/G gs", ExtGState={"G": Dictionary(**entries)})


def boxes(key: str, *by: float, page: int = 1) -> Spoil:
    def spoil(proof: Proof) -> None:
        leaf = proof.pdf.pages[page].obj
        leaf[key] = Array([float(n) + d * MM for n, d in zip(leaf[key], by, strict=True)])
    return spoil


def narrower(proof: Proof) -> None:
    for key in ("/TrimBox", "/BleedBox", "/MediaBox"):
        boxes(key, 0, 0, -2, 0)(proof)


def without(*path: str) -> Spoil:
    def spoil(proof: Proof) -> None:
        holder = proof.pdf.Root if path[0] == "Root" else proof.pdf.docinfo
        del holder[path[1]]
    return spoil


def note(proof: Proof) -> None:
    proof.pdf.pages[1].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[100, 100, 120, 120])])


def bookmark(proof: Proof) -> None:
    with proof.pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("One", 0))


def font(**entries: Any) -> Spoil:
    def spoil(proof: Proof) -> None:
        odd = proof.pdf.make_indirect(Dictionary(Type=Name.Font, **entries))
        proof.add(b"BT 0 0 0 1 k /O 10 Tf 1 0 0 1 200 200 Tm (A) Tj ET", Font={"O": odd})
    return spoil


def emptied(*pages: int) -> Spoil:
    def spoil(proof: Proof) -> None:
        for page in pages:
            proof.pdf.pages[page].obj.Contents = proof.pdf.make_stream(b"")
    return spoil


def intent(**entries: object) -> Spoil:
    def spoil(proof: Proof) -> None:
        for key, value in entries.items():
            proof.pdf.Root.OutputIntents[0][f"/{key}"] = value
    return spoil


def line(width: float) -> Spoil:
    return lambda proof: proof.add(f"q 0 0 0 1 K {width} w 200 200 m 250 200 l S Q".encode())


def crop_mark(proof: Proof) -> None:
    _, _, right, top = proof.trim
    proof.add(f"0 0 0 1 K 1 w {right + 2} {top} m {right + 8} {top} l S".encode())


def spot(proof: Proof) -> None:
    space = Array([Name.Separation, Name("/Gold"), Name.DeviceCMYK, Dictionary(
        FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.2, 0.8, 0.1], N=1)])
    proof.add(b"/S cs 1 scn 200 200 40 40 re f", ColorSpace={"S": space})


def jpeg_2000(proof: Proof) -> None:
    proof.picture(Filter=Name.JPXDecode)


def layers(proof: Proof) -> None:
    proof.pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())


def language(proof: Proof) -> None:
    proof.pdf.Root.Lang = pikepdf.String("zh-Hans")


def filled_last(proof: Proof) -> None:
    proof.add(proof.text(), len(proof.pdf.pages) - 1)


def odd_number(proof: Proof) -> None:
    del proof.pdf.pages[1]


def blend(proof: Proof) -> None:
    group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)
    proof.pdf.pages[1].obj.Group = group


CASES: list[tuple[str, str, Spoil]] = [
    ("V052", "kdp", font(Subtype=Name.Type1, BaseFont=Name.Helvetica)),
    ("V054", "generic", font(Subtype=Name.Type3, FontMatrix=[0.001, 0, 0, 0.001, 0, 0], FontBBox=[0, 0, 9, 9],
                             CharProcs=Dictionary(), Encoding=Dictionary(Differences=[]), FirstChar=0, LastChar=0, Widths=[0])),
    ("V080", "generic", narrower),
    ("V080", "ingramspark", lambda p: p.pdf.pages[0].obj.__delitem__("/TrimBox")),
    ("V081", "kdp", lambda p: [leaf.obj.__setitem__("/MediaBox", Array([0, 0, p.size[0] + 9, p.size[1]])) for leaf in p.pdf.pages]),
    ("V081", "generic", boxes("/BleedBox", 1, 1, -1, -1)),
    ("V083", "kdp", lambda p: p.add(p.text(y=3))),
    ("V083", "lulu", lambda p: p.add(p.text(x=138))),
    ("V084", "kdp", lambda p: p.add(p.text(x=7))),
    ("V085", "lulu", crop_mark),
    ("V086", "press-cn", emptied(0)),
    ("V087", "press-cn", lambda p: p.add(p.text(colour="1 0 0 rg"))),
    ("V087", "generic", lambda p: p.add(b"1 1 1 rg 200 200 40 40 re f")),
    ("V087", "generic", lambda p: p.add(b"200 200 40 40 re W n /Sh sh", Shading={"Sh": Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 9, 9], Function=Dictionary(
            FunctionType=2, Domain=[0, 1], C0=[0, 0, 0], C1=[1, 1, 1], N=1))})),
    ("V087", "press-cn", lambda p: p.add(b"/C cs 0 0 0 1 scn 200 200 40 40 re f", ColorSpace={"C": p.icc(4)})),
    ("V088", "press-cn", lambda p: p.picture(space=Name.DeviceRGB, inks=(9, 9, 9))),
    ("V088", "press-cn", lambda p: p.picture(space=p.icc(3), inks=(9, 9, 9))),
    ("V088", "generic", lambda p: p.picture(space=Name.DeviceRGB, inks=(9, 9, 9))),
    ("V088", "generic", lambda p: p.add(b"q 30 0 0 30 200 200 cm BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI Q")),
    ("V089", "generic", lambda p: p.add(p.text(colour=".6 .5 .5 .9 k"))),
    ("V090", "ingramspark", lambda p: p.add(b".9 .8 .8 .3 k 200 200 40 40 re f")),
    ("V090", "generic", lambda p: p.picture(inks=(240, 200, 200, 200))),
    ("V091", "generic", spot),
    ("V092", "kdp", lambda p: p.add(p.text(size=6.5))),
    ("V093", "generic", line(0.1)),
    ("V093", "kdp", line(0)),
    ("V093", "kdp", lambda p: p.add(b"0 0 0 1 k 200 200 90 .3 re f")),
    ("V094", "generic", lambda p: p.picture(pixels=(150, 150))),
    ("V095", "generic", lambda p: p.picture(pixels=(400, 400), space=Name.DeviceGray, inks=(0,), BitsPerComponent=1)),
    ("V096", "press-cn", lambda p: p.picture(inks=(0,) * 8, BitsPerComponent=16)),
    ("V096", "press-cn", jpeg_2000),
    ("V097", "press-cn", soft_mask),
    ("V097", "press-cn", state(ca=0.5)),
    ("V097", "ingramspark", state(BM=Name.Multiply)),
    ("V097", "ingramspark", blend),
    ("V098", "kdp", state(CA=0.5)),
    ("V099", "generic", without("Root", "/Metadata")),
    ("V099", "press-cn", without("Info", "/GTS_PDFXVersion")),
    ("V100", "generic", without("Root", "/OutputIntents")),
    ("V100", "press-cn", intent(OutputConditionIdentifier="JC200103")),
    ("V102", "press-cn", without("Info", "/Trapped")),
    ("V103", "press-cn", layers),
    ("V103", "generic", state(TR2=Name("/Odd"))),
    ("V104", "kdp", bookmark),
    ("V105", "lulu", note),
    ("V106", "kdp", odd_number),
    ("V107", "kdp", emptied(3, 4, 5)),
    ("V108", "ingramspark", filled_last),
    ("V109", "kdp", language),
]


@pytest.mark.parametrize(("code", "name", "spoil"), CASES, ids=[f"{c}-{n}-{i}" for i, (c, n, _) in enumerate(CASES)])
def test_a_mistake_is_refused_with_its_own_code(code: str, name: str, spoil: Spoil) -> None:
    proof = Proof(name)
    if code == "V106":
        proof = Proof(name, 26)
    spoil(proof)
    found = judged(proof.data(), name)
    assert {finding.code for finding in found} == {code}, found
    assert all(finding.severity is explanations()[finding.code].severity for finding in found)
    assert all(finding.hint for finding in found)


@pytest.mark.parametrize(("name", "options"), [
    ("press-cn", {"force_version": "1.6"}), ("generic", {"force_version": "1.7"}), ("ingramspark", {"force_version": "1.4"}),
])
def test_a_version_newer_than_the_standard(name: str, options: dict[str, object]) -> None:
    assert codes(Proof(name).data(**options), name) == {"V101"}


def test_a_structure_newer_than_the_version_that_is_named() -> None:
    data = Proof("press-cn").data(force_version="1.5", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert codes(data.replace(b"%PDF-1.5", b"%PDF-1.4"), "press-cn") == {"V101"}


def test_boxes_that_reach_out_of_each_other_or_begin_elsewhere() -> None:
    proof = Proof("generic")
    proof.pdf.pages[0].obj.Rotate = 180
    assert codes(proof.data(), "generic") == {"V082"}
    proof = Proof("generic")
    boxes("/BleedBox", -9, 0, 0, 0)(proof)
    assert codes(proof.data(), "generic") == {"V082"}, "what lies outside the sheet is not there"


def test_the_number_of_pages_within_limits() -> None:
    assert codes(Proof("kdp", 22).data(), "kdp") == {"V106"}
    assert codes(Proof("press-cn", 8).data(), "press-cn") == set()


def test_a_ground_that_bleeds_is_meant_to_be_cut_and_one_that_stops_short_is_not() -> None:
    good, short = Proof("lulu"), Proof("lulu")
    good.add(b".1 0 0 0 k 0 0 %d %d re f" % (good.size[0] + 1, good.size[1] + 1))
    assert codes(good.data(), "lulu") == set()
    short.add(f".1 0 0 0 k {short.trim[0]} {short.trim[1]} 200 200 re f".encode())
    assert codes(short.data(), "lulu") == {"V083", "V084"}


def test_the_inner_edge_changes_sides() -> None:
    proof = Proof("kdp")
    proof.add(proof.text(x=7), page=1)
    assert codes(proof.data(), "kdp") == set()
    proof.pdf.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)
    assert codes(proof.data(), "kdp") == {"V084"}


def test_pages_are_named_and_merged() -> None:
    proof = Proof("kdp")
    for page in (2, 3, 4, 8):
        proof.add(proof.text(size=5), page)
    (found,) = judged(proof.data(), "kdp")
    assert found.pages == (3, 4, 5, 9)
    assert str(found.diagnostic("a.pdf")) == (
        "a.pdf: error[V092] pages 3-5, 9: text of 5 pt, 7 pt is the least\n  hint: set it larger")


def test_the_pixels_that_would_do_are_told() -> None:
    (found,) = judged(Proof("generic").picture(pixels=(150, 100)).data(), "generic")
    assert found.message == "a picture of 150 x 100 pixels is printed at 100 pixels per inch, 300 are asked for"
    assert found.hint == "give one of 300 x 300 pixels, or print it smaller"


def test_a_whole_font_is_a_warning() -> None:
    proof = Proof("kdp")
    proof.font.BaseFont = Name("/Noto")
    (found,) = judged(proof.data(), "kdp")
    assert (found.code, found.severity) == ("V053", Severity.WARNING)


def test_tagged_pictures_are_taken_where_srgb_is() -> None:
    proof = Proof("generic")
    assert codes(proof.picture(space=proof.icc(3), inks=(9, 9, 9)).data(), "generic") == set()
    assert codes(Proof("kdp").picture(space=Name.DeviceRGB, inks=(9, 9, 9)).data(), "kdp") == set()


def test_three_hundred_pages_in_a_few_seconds() -> None:
    proof = Proof("kdp", 300)
    words = b"".join(proof.text(x=20 + n % 80, y=30 + n // 80) for n in range(100))
    shared = proof.pdf.make_stream(words)
    for page in proof.pdf.pages[:-1]:
        page.obj.Contents = shared
    before = time.process_time()
    assert codes(proof.data(), "kdp") == set()
    assert time.process_time() - before < 10


def test_many_sizes_are_told_together() -> None:
    proof = Proof("kdp", pages=60)
    for number, page in enumerate(proof.pdf.pages):
        page.obj.MediaBox = page.obj.TrimBox = Array([0, 0, 300 + 2 * number, 500])
    found = [finding for finding in judged(proof.data(), "kdp") if finding.code == "V080"]
    assert len(found) < 14
    assert {page for finding in found for page in finding.pages} >= set(range(2, 61))
