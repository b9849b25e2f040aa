from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from builder.preflight.printing.layers import Layers

from .proofs import Proof, codes


def group(pdf: pikepdf.Pdf, **entries: Any) -> Any:
    return pdf.make_indirect(Dictionary(Type=Name.OCG, Name="L", **entries))


def test_layers_that_are_off_and_conditions_on_them() -> None:
    pdf = pikepdf.new()
    on, off = group(pdf), group(pdf)
    layers = Layers(Dictionary(OCProperties=Dictionary(OCGs=Array([on, off]), D=Dictionary(OFF=Array([off])))))
    assert (layers.hides(on), layers.hides(off), layers.hides(None)) == (False, True, False)
    both = Array([on, off])
    for policy, is_hidden in (("AnyOn", False), ("AllOn", True), ("AnyOff", False), ("AllOff", True)):
        assert layers.hides(Dictionary(Type=Name.OCMD, OCGs=both, P=Name(f"/{policy}"))) is is_hidden, policy
    assert layers.hides(Dictionary(Type=Name.OCMD, VE=Array([Name.And, on, Array([Name.Not, on])])))
    assert not layers.hides(Dictionary(Type=Name.OCMD, VE=Array([Name.Or, off, Array([Name.Not, off])])))
    assert not layers.hides(Dictionary(Type=Name.OCMD, OCGs=Array([])))


@pytest.mark.parametrize(("said", "is_hidden"), [("OFF", True), ("ON", False)])
def test_layers_say_themselves_whether_they_are_printed(said: str, *, is_hidden: bool) -> None:
    pdf = pikepdf.new()
    one = group(pdf, Usage=Dictionary(Print=Dictionary(PrintState=Name(f"/{said}"))))
    usage = Dictionary(Event=Name.Print, Category=Array([Name.Print]), OCGs=Array([one]))
    shown = Array([]) if is_hidden else Array([one])
    layers = Layers(Dictionary(OCProperties=Dictionary(OCGs=Array([one]), D=Dictionary(OFF=shown, AS=Array([usage])))))
    assert layers.hides(one) is is_hidden


@pytest.mark.parametrize("is_off", [True, False])
@pytest.mark.parametrize("how", ["marked", "form", "picture"])
def test_what_is_not_printed_is_not_judged_and_the_rest_is(how: str, *, is_off: bool) -> None:
    proof = Proof("kdp")
    layer = group(proof.pdf)
    proof.pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer] if is_off else [])))
    if how == "marked":
        proof.add(b"/OC /L BDC " + proof.text(x=2, size=5) + b" EMC", Properties={"L": layer})
    elif how == "form":
        form = proof.pdf.make_stream(proof.text(x=2, size=5), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 999, 999], OC=layer,
                                     Resources=proof.pdf.pages[0].obj.Resources)
        proof.add(b"/Fm Do", XObject={"Fm": form})
    else:
        proof.picture(pixels=(30, 30), OC=layer)
    assert bool(codes(proof.data(), "kdp")) is not is_off
    proof.add(proof.text(size=4))
    assert "V092" in codes(proof.data(), "kdp")
