from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from builder.model import Metadata
from builder.pdf.finishing import finish

META = Metadata("书", "zh-Hans", "urn:uuid:x", date(2024, 12, 30))


def bled(pages: int) -> bytes:
    """A PDF as the press leaves it: the bleed hangs out to the lower left of 0, 0; a link, a bookmark and a name per page."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=(100, 200))
            page.obj.MediaBox = pikepdf.Array([-8.5, -8.5, 108.5, 208.5])
            page.obj.TrimBox = pikepdf.Array([0, 0, 100, 200])
            page.obj.Contents = pdf.make_stream(b"0 0 10 10 re f")
            page.obj.Annots = pikepdf.Array([pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[1, 2, 3, 4], Dest=pikepdf.String("name"))])
        place = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.XYZ, 10, 20, 0])
        pdf.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=[pikepdf.String("name"), place]))
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("一", 0, pikepdf.PageLocation.XYZ, top=20, left=10))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def finished(pages: int = 2, cover_pages: int = 0, text_page: int = 0) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(finish(bled(pages), META, cover_pages=cover_pages, text_page=text_page)))


def numbers(array: pikepdf.Object) -> list[float]:
    return [float(n) for n in array]


def test_boxes_begin_at_the_origin() -> None:
    pdf = finished()
    page = pdf.pages[0].obj
    assert numbers(page.MediaBox) == [0, 0, 117, 217]
    assert numbers(page.TrimBox) == [8.5, 8.5, 108.5, 208.5]


def test_what_is_on_the_page_moves_along() -> None:
    pdf = finished()
    page = pdf.pages[0]
    operators = [(str(i.operator), [float(o) for o in i.operands]) for i in pikepdf.parse_content_stream(page)]
    assert ("cm", [1, 0, 0, 1, 8.5, 8.5]) in operators
    assert numbers(page.obj.Annots[0].Rect) == [9.5, 10.5, 11.5, 12.5]


def test_where_links_and_bookmarks_lead_moves_along() -> None:
    pdf = finished()
    assert [float(pdf.Root.Names.Dests.Names[1][n]) for n in (2, 3)] == [18.5, 28.5]
    bookmark = pdf.Root.Outlines.First
    place = bookmark.Dest if "/Dest" in bookmark else bookmark.A.D
    assert [float(place[n]) for n in (2, 3)] == [18.5, 28.5]


@pytest.mark.parametrize(("pages", "total"), [(1, 2), (2, 2), (3, 4)])
def test_a_leaf_has_two_sides(pages: int, total: int) -> None:
    pdf = finished(pages)
    assert len(pdf.pages) == total
    assert numbers(pdf.pages[-1].obj.TrimBox) == [8.5, 8.5, 108.5, 208.5]


def test_labels_agree_with_the_folios() -> None:
    assert [page.label for page in finished(4, cover_pages=2).pages] == ["C1", "C2", "1", "2"]
    assert [page.label for page in finished(8, cover_pages=2, text_page=7).pages] == ["C1", "C2", "i", "ii", "iii", "iv", "1", "2"]
    assert [page.label for page in finished(4, text_page=3).pages] == ["i", "ii", "1", "2"]
    assert [page.label for page in finished(2, text_page=1).pages] == ["1", "2"]


def test_no_clock_is_read() -> None:
    first, second = (finish(bled(1), META, cover_pages=0, text_page=0) for _ in range(2))
    assert first == second
    pdf = finished()
    assert str(pdf.docinfo["/CreationDate"]) == "D:20241230000000Z"
