from __future__ import annotations

from typing import Any

import pikepdf
import pytest

from builder.pdf.flattening.shining import PICTURE, STATE, ghost, item_shines, put_out, shines, unseen, used_shines

HALF = pikepdf.Dictionary(ca=0.5)


def form(pdf: pikepdf.Pdf, content: bytes, **resources: Any) -> pikepdf.Object:
    return pdf.make_stream(content, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9],
                           Group=pikepdf.Dictionary(S=pikepdf.Name.Transparency), Resources=pikepdf.Dictionary(**resources))


def soft(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_stream(b"\0" * 3, Subtype=pikepdf.Name.Image, Width=1, Height=1, BitsPerComponent=8,
                           ColorSpace=pikepdf.Name.DeviceRGB,
                           SMask=pdf.make_stream(b"\x80", Subtype=pikepdf.Name.Image, Width=1, Height=1, BitsPerComponent=8,
                                                 ColorSpace=pikepdf.Name.DeviceGray))


@pytest.mark.parametrize("state", [
    pikepdf.Dictionary(ca=0.5), pikepdf.Dictionary(CA=0), pikepdf.Dictionary(BM=pikepdf.Name.Multiply),
    pikepdf.Dictionary(BM=pikepdf.Array([pikepdf.Name.Screen])), pikepdf.Dictionary(SMask=pikepdf.Dictionary(S=pikepdf.Name.Alpha))])
def test_states_that_shine(state: pikepdf.Dictionary) -> None:
    assert shines(pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(G=state))) == {STATE}


@pytest.mark.parametrize("state", [
    pikepdf.Dictionary(ca=1, CA=1), pikepdf.Dictionary(BM=pikepdf.Name.Normal), pikepdf.Dictionary(SMask=pikepdf.Name("/None"), LW=2)])
def test_states_that_do_not(state: pikepdf.Dictionary) -> None:
    assert not shines(pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(G=state)))


def test_what_is_there_and_not_used_does_not_count() -> None:
    pdf = pikepdf.new()
    inner = form(pdf, b"/G gs 0 0 9 9 re f", ExtGState=pikepdf.Dictionary(G=HALF))
    resources = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(G=HALF, Whole=pikepdf.Dictionary(ca=1)),
                                   XObject=pikepdf.Dictionary(X=inner, I=soft(pdf)))
    for content, kinds in ((b"/Whole gs 0 0 9 9 re f", set()), (b"/G gs", {STATE}), (b"/X Do", {STATE}), (b"/I Do", {PICTURE}),
                           (b"/I Do /X Do", {PICTURE, STATE}), (b"(/G gs) Tj /Gone gs", set())):
        assert used_shines(pdf.make_stream(content), resources) == kinds
    assert not item_shines(form(pdf, b"0 0 9 9 re f", ExtGState=pikepdf.Dictionary(G=HALF)))


def test_a_form_that_calls_itself_is_read_to_an_end() -> None:
    pdf = pikepdf.new()
    endless = form(pdf, b"/X Do")
    endless.Resources.XObject = pikepdf.Dictionary(X=endless)
    assert item_shines(endless) == frozenset()
    assert shines(endless.Resources) == frozenset()


def test_states_are_put_out_wherever_they_are() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    inner = form(pdf, b"", ExtGState=pikepdf.Dictionary(G=pikepdf.Dictionary(ca=0.5, SMask=pikepdf.Dictionary(S=pikepdf.Name.Alpha))))
    blend = pdf.make_indirect(pikepdf.Dictionary(PatternType=2, ExtGState=pikepdf.Dictionary(CA=0.5, BM=pikepdf.Name.Multiply)))
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(
        ExtGState=pikepdf.Dictionary(G=pikepdf.Dictionary(ca=0.5, LW=3)), XObject=pikepdf.Dictionary(X=inner), Pattern=pikepdf.Dictionary(P=blend))
    put_out(pdf)
    resources = pdf.pages[0].obj.Resources
    assert dict(resources.ExtGState.G.items()) == {"/ca": 1, "/LW": 3}
    assert dict(resources.XObject.X.Resources.ExtGState.G.items()) == {"/ca": 1}
    assert "/Group" not in resources.XObject.X
    assert dict(resources.Pattern.P.ExtGState.items()) == {"/CA": 1}


def test_a_ghost_has_the_text_and_paints_nothing() -> None:
    pdf = pikepdf.new()
    inner = form(pdf, b"BT (inner) Tj ET")
    seen = form(pdf, b"/G gs 1 0 0 rg 0 0 9 9 re W f BT 2 Tr (text) Tj 5 Tr (clips) Tj ET /X Do /I Do /S sh",
                XObject=pikepdf.Dictionary(X=inner, I=soft(pdf)))
    made = ghost(pdf, seen)
    operators = [(str(i.operator), [str(o) for o in i.operands]) for i in pikepdf.parse_content_stream(made)]
    names = [name for name, _ in operators]
    assert not {"f", "sh", "gs"} & set(names)
    assert [modes for name, modes in operators if name == "Tr"] == [["3"], ["3"], ["7"]]
    assert [text for name, text in operators if name == "Tj"] == [["text"], ["clips"]]
    assert "W" in names
    (called,) = [called for name, (called, *_) in ((n, o or [""]) for n, o in operators) if name == "Do"]
    assert b"inner" in made.Resources.XObject[called].read_bytes()
    assert "/Group" not in made
    assert "/Group" in seen
    assert unseen(0) == unseen(2) == 3
    assert unseen(4) == 7
