from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from .specimen import Leaf, codes, findings

CLAIM = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><pdfuaid:part>1</pdfuaid:part></x:xmpmeta>'


def screen(pages: int = 3, *, claim: bool = True) -> Leaf:
    """A tagged PDF without bleed, one link on its first page, that says it is PDF/UA."""
    leaf = Leaf(pages)
    pdf = leaf.pdf
    for page in pdf.pages:
        page.obj.TrimBox = page.obj.BleedBox = Array([0, 0, 437, 612])
        page.obj.Tabs = Name.S
    leaf.link(S=Name.URI, URI=String("https://example.org/"))
    pdf.pages[0].obj.Annots[0].StructParent = 3
    pdf.pages[0].obj.Annots[0].Contents = String("例")
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    figure = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Figure, P=root, Alt=String("轮子")))
    root.K = Array([figure])
    pdf.Root.StructTreeRoot = root
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if claim:
        pdf.Root.Metadata = pdf.make_stream(CLAIM, Type=Name.Metadata, Subtype=Name.XML)
    return leaf


def test_an_odd_number_of_pages_and_no_trim_are_right_on_a_screen() -> None:
    leaf = screen()
    for page in leaf.pdf.pages:
        del page.obj["/TrimBox"]
        del page.obj["/BleedBox"]
    assert findings(leaf.data(fix_metadata_version=False)) == []


def test_a_tagged_file_with_bleed_is_judged_as_print() -> None:
    leaf = screen(claim=False)
    for page in leaf.pdf.pages:
        page.obj.TrimBox = Array([9, 9, 428, 603])
    assert codes(leaf.data(fix_metadata_version=False)) == {"V060"}


def test_an_untagged_file_without_bleed_is_judged_as_print() -> None:
    leaf = screen(claim=False)
    del leaf.pdf.Root.StructTreeRoot
    assert codes(leaf.data(fix_metadata_version=False)) == {"V060"}


def _untag(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def _hide_title(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences


def _forget_order(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj["/Tabs"]


def _loosen_link(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj.Annots[0]["/StructParent"]


def _silence_link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots[0].Contents = String(" ")


def _silence_picture(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot.K[0]["/Alt"]


@pytest.mark.parametrize(("spoil", "said"), [
    (_untag, "its contents are not tagged"),
    (_hide_title, "readers show the file's name, not the book's title"),
    (_forget_order, "the links of page 1 are not in the order of the text"),
    (_loosen_link, "a link of page 1 has no tag"),
    (_silence_link, "a link of page 1 does not say where it leads"),
    (_silence_picture, "a picture has no words that stand for it"),
], ids=lambda value: getattr(value, "__name__", ""))
def test_a_claim_that_is_not_kept(spoil: object, said: str) -> None:
    leaf = screen(2)
    assert callable(spoil)
    spoil(leaf.pdf)
    assert [(d.code, d.message) for d in findings(leaf.data(fix_metadata_version=False))] == [("V069", f"the file calls itself PDF/UA, and {said}")]


def test_each_kind_of_lack_is_said_once_with_its_first_page() -> None:
    leaf = screen(2)
    del leaf.pdf.pages[0].obj.Annots[0]["/StructParent"]
    leaf.pdf.pages[1].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])])
    assert [d.message for d in findings(leaf.data(fix_metadata_version=False))] == ["the file calls itself PDF/UA, and a link of page 1 has no tag"]


def test_who_claims_nothing_is_asked_for_nothing() -> None:
    leaf = screen(2, claim=False)
    _silence_picture(leaf.pdf)
    assert findings(leaf.data(fix_metadata_version=False)) == []
