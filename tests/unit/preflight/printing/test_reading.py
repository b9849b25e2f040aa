from __future__ import annotations

import base64
import io
import itertools
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from builder.errors import Report
from builder.preflight import check
from builder.preflight.printing import supply
from builder.preflight.printing.reading import observe

from .proofs import Proof, profile


def near(pages: int) -> float:
    del pages
    return 30.0


def test_a_file_is_read_once_into_values() -> None:
    proof = Proof("generic")
    proof.pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])])
    seen = observe(proof.data(), near)
    assert [page.number for page in seen.pages] == [1, 2]
    assert seen.pages[0].annotations == ("Link",)
    assert seen.pages[0].smallest_type == pytest.approx(10)
    assert [page.blank for page in seen.pages] == [False, True]
    assert (seen.version, seen.language, seen.has_identity, seen.count) == ("1.6", "en", True, 2)
    assert seen.intents[0].profile == 4
    assert seen.entries["Title"] == "Rain"


def test_boxes_and_resources_are_inherited() -> None:
    proof = Proof("kdp")
    for page in proof.pdf.pages:
        del page.obj["/MediaBox"]
    proof.pdf.Root.Pages.MediaBox = Array([0, 0, *proof.size])
    assert observe(proof.data(), near).pages[3].media.right == pytest.approx(proof.size[0], abs=0.01)


def test_the_look_of_annotations_counts_for_colours_and_not_for_the_page() -> None:
    proof = Proof("kdp")
    look = proof.pdf.make_stream(b"1 0 0 rg 0 0 5 5 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 5, 5])
    proof.pdf.pages[-1].obj.Annots = Array([Dictionary(Subtype=Name.Stamp, F=4, Rect=[0, 0, 5, 5], AP=Dictionary(N=look))])
    page = observe(proof.data(), near).pages[-1]
    assert page.blank
    assert {(use.space.family, use.where) for use in page.uses} == {("DeviceRGB", "link")}


def test_a_file_that_draws_without_end_is_told_and_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "TOKENS_MOST", 100)
    proof = Proof("kdp")
    proof.add(b"q Q " * 500)
    report = Report()
    found = check(proof.data(), "a.pdf", report, profile("kdp"))
    assert "V050" in {finding.code for finding in found}


@pytest.mark.parametrize("name", ["kdp", "press-cn", "generic"])
def test_damaged_files_are_findings_and_no_crash(name: str) -> None:
    proof = Proof(name)
    proof.picture()
    data = proof.data()
    for at in range(40, len(data), max(1, len(data) // 40)):
        check(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :], "a.pdf", Report(), profile(name))
    for parts in range(1, 8):
        report = Report()
        check(data[: len(data) * parts // 8], "a.pdf", report, profile(name))
        assert report.errors


@pytest.mark.parametrize("key", ["MediaBox", "TrimBox", "BleedBox", "Resources", "Contents", "Annots", "UserUnit", "Rotate", "Group"])
@pytest.mark.parametrize("value", [Name.Odd, 7, Array([]), Dictionary(), Array([Name.A, Name.B, Name.C, Name.D])])
def test_entries_of_the_wrong_type_never_crash(key: str, value: object) -> None:
    proof = Proof("generic")
    proof.pdf.pages[0].obj[f"/{key}"] = value
    out = io.BytesIO()
    proof.pdf.save(out)
    check(out.getvalue(), "a.pdf", Report(), profile("generic"))


def test_the_word_of_a_profile_wins_over_the_general_rules() -> None:
    report = Report()
    assert check(Proof("kdp").data(), "a.pdf", report, profile("kdp")) == ()
    assert not list(report)
    general = Report()
    check(Proof("kdp").data(), "a.pdf", general)
    assert {d.code for d in general} == {"V059"}


def test_the_wrap_is_judged_as_the_sheet_it_is() -> None:
    proof = Proof("lulu")
    while len(proof.pdf.pages) > 1:
        del proof.pdf.pages[1]
    proof.add(proof.text(x=2))
    assert {finding.code for finding in check(proof.data(), "rain.pdf", Report(), profile("lulu"))} == {"V084", "V106"}
    assert check(proof.data(), "rain-wrap.pdf", Report(), profile("lulu")) == ()


def test_what_is_wrong_in_every_pdf_is_returned_as_well() -> None:
    proof = Proof("kdp")
    del proof.pdf.Root["/Lang"]
    report = Report()
    found = check(proof.data(), "a.pdf", report, profile("kdp"))
    assert [(finding.code, finding.pages) for finding in found] == [("V057", ())]
    assert [d.code for d in report] == ["V057"]


def test_a_locked_file_is_told() -> None:
    proof = Proof("kdp")
    report = Report()
    check(proof.data(encryption=pikepdf.Encryption(owner="a", user="b"), force_version="2.0"), "a.pdf", report, profile("kdp"))
    assert {d.code for d in report} == {"V050"}


def test_forms_that_multiply_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "TOKENS_MOST", 100_000)
    proof = Proof("kdp")
    forms = [proof.pdf.make_stream(b"/A Do /A Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]) for _ in range(30)]
    for outer, inner in itertools.pairwise(forms):
        outer.Resources = Dictionary(XObject=Dictionary(A=inner))
    proof.add(b"/A Do", XObject={"A": forms[0]})
    for judge in (profile("kdp"), None):
        report = Report()
        check(proof.data(), "a.pdf", report, judge)
        assert {d.code for d in report} == ({"V050"} if judge else {"V059"})


def test_bytes_are_counted_and_what_follows_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "BYTES_MOST", 1_000_000)
    proof = Proof("kdp")
    blanks = proof.pdf.make_stream(proof.text() + b" " * 300_000)
    for page in proof.pdf.pages:
        page.obj.Contents = blanks
    (found,) = check(proof.data(), "a.pdf", Report(), profile("kdp"))
    assert (found.code, found.pages) == ("V050", tuple(range(4, 25)))


def test_a_page_whose_filter_nobody_knows_is_damaged_and_not_blank() -> None:
    proof = Proof("kdp")
    for page in proof.pdf.pages:
        page.obj.Contents = proof.pdf.make_stream(b"x", Filter=Name.Odd)
    assert [(f.code, f.message) for f in check(proof.data(), "a.pdf", Report(), profile("kdp"))] == [("V050", "the content is damaged")]


def test_contents_with_nothing_among_them_and_with_filters_of_old_are_read() -> None:
    proof = Proof("kdp")
    leaf = proof.pdf.pages[0].obj
    words = proof.text() * 30_000
    packed = proof.pdf.make_stream(base64.a85encode(zlib.compress(words, 0)) + b"~>", Filter=Array([Name.ASCII85Decode, Name.FlateDecode]))
    leaf.Contents = Array([leaf.Contents, None, packed])
    assert check(proof.data(stream_decode_level=pikepdf.StreamDecodeLevel.none), "a.pdf", Report(), profile("kdp")) == ()


def test_pages_are_judged_as_they_lie_on_paper() -> None:
    proof = Proof("kdp")
    width, height = proof.size
    for page in proof.pdf.pages[:-1]:
        page.obj.MediaBox = page.obj.TrimBox = page.obj.BleedBox = Array([0, 0, height / 2, width / 2])
        page.obj.Rotate, page.obj.UserUnit = 90, 2
        page.obj.Contents = proof.pdf.make_stream(b"BT /F 5 Tf 1 0 0 1 100 100 Tm (AB) Tj ET")
    assert {f.code for f in check(proof.data(), "a.pdf", Report(), profile("kdp"))} == {"V082"}


def test_what_is_cropped_is_the_page_where_no_trim_is_told() -> None:
    proof = Proof("kdp")
    for page in proof.pdf.pages:
        del page.obj["/TrimBox"], page.obj["/BleedBox"]
        page.obj.CropBox = Array([0, 0, *proof.size])
        page.obj.MediaBox = Array([0, 0, 700, 900])
    assert check(proof.data(), "a.pdf", Report(), profile("kdp")) == ()


def test_an_annotation_that_is_not_printed_is_not_judged() -> None:
    proof = Proof("generic")
    look = proof.pdf.make_stream(b"1 0 0 rg 0 0 5 5 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 5, 5])
    proof.pdf.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Stamp, Rect=[0, 0, 5, 5], AP=Dictionary(N=look))])
    assert all(use.where != "link" for use in observe(proof.data(), near).pages[0].uses)


def test_letters_that_draw_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supply, "TOKENS_MOST", 100_000)
    proof = Proof("kdp")
    forms = [proof.pdf.make_stream(b"/A Do /A Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]) for _ in range(30)]
    for outer, inner in itertools.pairwise(forms):
        outer.Resources = Dictionary(XObject=Dictionary(A=inner))
    font = proof.pdf.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontMatrix=[0.001, 0, 0, 0.001, 0, 0], FontBBox=[0, 0, 999, 999], FirstChar=65, LastChar=65,
        Widths=[600], Encoding=Dictionary(Differences=[65, Name.a]), Resources=Dictionary(XObject=Dictionary(A=forms[0])),
        CharProcs=Dictionary(a=proof.pdf.make_stream(b"600 0 d0 /A Do"))))
    proof.add(b"BT /O 10 Tf 100 100 Td (A) Tj ET", Font={"O": font})
    assert {f.code for f in check(proof.data(), "a.pdf", Report(), profile("kdp"))} == {"V050"}
