from __future__ import annotations

import pikepdf
import pytest

from builder.pdf.tagging import tag
from builder.pdf.tags import Annotation, Content, Structure, Tag


def tagged(*tags: Tag, pages: int = 2, areas: int = 2, redundant: tuple[int, ...] = ()) -> pikepdf.Pdf:
    """Return a PDF of some pages, so many links on its first one, with those tags."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    links = [pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9]))
             for _ in range(areas)]
    pdf.pages[0].obj.Annots = pikepdf.Array(links)
    numbers = [link.objgen[0] for link in links]
    document = Tag("Document")
    for made in tags:
        document.add(made)
        made.kids = [Annotation(0, numbers[kid.number]) if isinstance(kid, Annotation) else kid for kid in made.kids]
    tag(pdf, Structure(document, tuple(Annotation(0, numbers[n]) for n in redundant)))
    return pdf


def below(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Return the element of the first tag."""
    return pdf.Root.StructTreeRoot.K[0].K


def test_content_leads_to_its_tag_and_back() -> None:
    pdf = tagged(Tag("P", kids=[Content(0, 0), Content(0, 2), Content(1, 0)]))
    paragraph = below(pdf)
    assert paragraph.S == "/P"
    assert paragraph.Pg.objgen == pdf.pages[0].obj.objgen
    assert list(paragraph.K)[:2] == [0, 2]
    assert paragraph.K[2].MCID == 0
    assert paragraph.K[2].Pg.objgen == pdf.pages[1].obj.objgen
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    assert [numbers[1][n].objgen if numbers[1][n] is not None else None for n in range(3)] == [paragraph.objgen, None, paragraph.objgen]
    assert [page.obj.StructParents for page in pdf.pages] == [0, 1]
    assert pdf.Root.MarkInfo.Marked
    assert all(page.obj.Tabs == "/S" for page in pdf.pages)


@pytest.mark.parametrize(("alt", "address", "said"), [
    ("这里", "https://example.org/", "这里 (https://example.org/)"), ("https://example.org/", "https://example.org/", "https://example.org/"),
    ("", "https://example.org/", "https://example.org/"), ("第一章", "#h-1", "第一章"), ("", "#h-1", "h-1"),
])
def test_the_area_of_a_link_says_where_it_leads(alt: str, address: str, said: str) -> None:
    pdf = tagged(Tag("Link", kids=[Annotation(0, 0)], alt=alt, address=address), areas=1)
    (area,) = pdf.pages[0].obj.Annots
    assert area.Contents == said
    assert area.F == 4
    assert below(pdf).K.Obj.objgen == area.objgen
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    assert numbers[2 * int(area.StructParent) + 1].objgen == below(pdf).objgen
    assert pdf.Root.StructTreeRoot.ParentTreeNextKey == 3


def test_areas_that_say_no_more_are_taken_out() -> None:
    pdf = tagged(Tag("Link", kids=[Annotation(0, 0)], alt="甲", address="#x"), redundant=(1,))
    assert len(pdf.pages[0].obj.Annots) == 1


@pytest.mark.parametrize(("made", "attributes"), [
    (Tag("L", numbering="Decimal"), {"/O": "/List", "/ListNumbering": "/Decimal"}),
    (Tag("TH", scope="Column"), {"/O": "/Table", "/Scope": "/Column"}),
    (Tag("TD", span=(2, 3)), {"/O": "/Table", "/ColSpan": 2, "/RowSpan": 3}),
])
def test_attributes_are_those_of_the_kind(made: Tag, attributes: dict[str, object]) -> None:
    pdf = tagged(made)
    assert dict(below(pdf).A) == attributes


def test_plain_tags_have_none() -> None:
    pdf = tagged(Tag("TD"))
    assert "/A" not in below(pdf)


def test_a_picture_has_its_words_and_bounds() -> None:
    pdf = tagged(Tag("Figure", alt="轮子", bounds=(1, 2, 3.00049, 4)))
    figure = below(pdf)
    assert figure.Alt == "轮子"
    assert [float(n) for n in figure.A.BBox] == [1, 2, 3, 4]


def test_languages_expansions_and_names_are_written() -> None:
    pdf = tagged(Tag("Span", language="en", expansion="HyperText"), Tag("Note", name="foot-10"), Tag("Note", name="foot-2"))
    span = pdf.Root.StructTreeRoot.K[0].K[0]
    assert (str(span.Lang), str(span.E)) == ("en", "HyperText")
    assert [str(name) for name in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]] == ["foot-10", "foot-2"]
