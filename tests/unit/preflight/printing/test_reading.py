from __future__ import annotations

import io

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
