from __future__ import annotations

import pypdfium2
import pytest
from pikepdf import Dictionary, Name

from builder.preflight.printing import extents
from builder.preflight.printing.extents import near_edges
from builder.preflight.printing.observed import Box, Extent
from builder.preflight.printing.reading import observe
from builder.preflight.printing.rules.book import wholeness

from .proofs import Proof


def found(proof: Proof, near: float = 20.0) -> list[Extent]:
    with pypdfium2.PdfDocument(proof.data()) as document:
        return list(near_edges(document[0], Box(*proof.trim), near))


@pytest.mark.parametrize(("content", "kinds"), [
    (b"100 100 50 50 re f", []), (b"5 100 50 50 re f", ["drawing"]), (b"1 1 1 rg 5 100 50 50 re f", []), (b"5 100 50 50 re n", []),
    (b"100 0 50 700 re W n 0 100 150 50 re f", []), (b"0 0 0 RG 5 100 m 50 100 l S", ["drawing"]), (b"-50 100 20 20 re f", []),
])
def test_drawings_near_an_edge(content: bytes, kinds: list[str]) -> None:
    assert [extent.kind for extent in found(Proof("kdp").add(content))] == kinds


def test_forms_are_placed_by_their_matrix() -> None:
    proof = Proof("kdp")
    form = proof.pdf.make_stream(b"0 0 10 10 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 10, 10],
                                 Matrix=[2, 0, 0, 2, 0, 0], Resources=Dictionary())
    proof.add(b"q 1 0 0 1 5 100 cm /Fm Do Q", XObject={"Fm": form})
    (extent,) = found(proof)
    assert extent.box == pytest.approx((5, 100, 25, 120), abs=0.1)


def test_letters_that_cannot_be_seen_are_left_out() -> None:
    proof = Proof("kdp")
    proof.add(proof.text(x=2).replace(b"BT", b"BT 3 Tr"))
    assert found(proof) == []
    proof.add(proof.text(x=2, colour="0 0 0 0 k").replace(b"BT", b"BT 0 Tr"))
    assert found(proof) == []


def test_what_is_clipped_too_often_to_be_looked_at_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extents, "POINTS_MOST", 10)
    crossing = b"q 0 110 m 30 110 l 30 140 l 9 150 l h W n 5 100 50 50 re f Q\n"
    for times, measured in ((1, True), (9, False)):
        proof = Proof("kdp").add(crossing * times)
        seen = observe(proof.data(), near=lambda _: 20.0)
        assert seen.pages[0].is_measured is measured
        told = [finding for finding in wholeness(seen, proof.profile) if finding.code == "V050"]
        assert [finding.pages[0] for finding in told] == ([] if measured else [1])
