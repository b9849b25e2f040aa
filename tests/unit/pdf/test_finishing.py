from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from builder.errors import PostpressError, Report
from builder.model import Metadata
from builder.pdf.finishing import finish
from builder.profile import Profile

MM = 72 / 25.4
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


def finished(pages: int = 2, cover_pages: int = 0, text_page: int = 0, **asked: object) -> pikepdf.Pdf:
    profile = Profile("any", **{"annotations": True, "ink": "any", **asked})  # type: ignore[arg-type]  # any key of a profile
    return pikepdf.open(io.BytesIO(finish(bled(pages), META, cover_pages=cover_pages, text_page=text_page, profile=profile,
                                          report=Report())))


def numbers(array: pikepdf.Object) -> list[float]:
    return [float(n) for n in array]


def test_boxes_begin_at_the_origin() -> None:
    pdf = finished()
    page = pdf.pages[0].obj
    bleed = 3 * MM
    assert numbers(page.MediaBox) == pytest.approx([0, 0, 100 + 2 * bleed, 200 + 2 * bleed], abs=0.001)
    assert numbers(page.BleedBox) == numbers(page.MediaBox)
    assert numbers(page.TrimBox) == pytest.approx([bleed, bleed, 100 + bleed, 200 + bleed], abs=0.001)
    assert "/ArtBox" not in page


def test_what_is_on_the_page_moves_along() -> None:
    pdf = finished()
    page = pdf.pages[0]
    operators = [(str(i.operator), [float(o) for o in i.operands]) for i in pikepdf.parse_content_stream(page)]
    assert any(name == "cm" and shift[4:] == pytest.approx([3 * MM, 3 * MM], abs=0.001) for name, shift in operators)
    assert numbers(page.obj.Annots[0].Rect) == pytest.approx([n + 3 * MM for n in (1, 2, 3, 4)], abs=0.001)


def test_where_links_and_bookmarks_lead_moves_along() -> None:
    pdf = finished()
    assert [float(pdf.Root.Names.Dests.Names[1][n]) for n in (2, 3)] == pytest.approx([10 + 3 * MM, 20 + 3 * MM], abs=0.001)
    bookmark = pdf.Root.Outlines.First
    place = bookmark.Dest if "/Dest" in bookmark else bookmark.A.D
    assert [float(place[n]) for n in (2, 3)] == pytest.approx([10 + 3 * MM, 20 + 3 * MM], abs=0.001)


@pytest.mark.parametrize(("pages", "total"), [(1, 2), (2, 2), (3, 4)])
def test_a_leaf_has_two_sides(pages: int, total: int) -> None:
    pdf = finished(pages)
    assert len(pdf.pages) == total
    assert numbers(pdf.pages[-1].obj.TrimBox) == numbers(pdf.pages[0].obj.TrimBox)


def test_labels_agree_with_the_folios() -> None:
    assert [page.label for page in finished(4, cover_pages=2).pages] == ["C1", "C2", "1", "2"]
    assert [page.label for page in finished(8, cover_pages=2, text_page=7).pages] == ["C1", "C2", "i", "ii", "iii", "iv", "1", "2"]
    assert [page.label for page in finished(4, text_page=3).pages] == ["i", "ii", "1", "2"]
    assert [page.label for page in finished(2, text_page=1).pages] == ["1", "2"]


def test_no_clock_is_read() -> None:
    first, second = (finish(bled(1), META, cover_pages=0, text_page=0, profile=Profile("any", ink="any"), report=Report()) for _ in range(2))
    assert first == second
    pdf = finished()
    assert str(pdf.docinfo["/CreationDate"]) == "D:20241230000000Z"


# ---- printers


@pytest.mark.parametrize(("pages", "multiple", "last_blank", "total"), [
    (3, 2, False, 4), (4, 4, False, 4), (5, 8, False, 8), (4, 2, True, 6), (3, 2, True, 4), (1, 1, False, 2)])
def test_the_number_of_pages_is_the_printers_multiple(pages: int, multiple: int, last_blank: bool, total: int) -> None:
    assert len(finished(pages, multiple=multiple, last_blank=last_blank).pages) == total


def test_a_printer_without_bleed_gets_the_trimmed_page() -> None:
    pdf = finished(bleed=0.0)
    page = pdf.pages[0].obj
    assert numbers(page.MediaBox) == numbers(page.TrimBox) == numbers(page.BleedBox) == [0, 0, 100, 200]


def test_marks_stand_outside_the_bleed_in_line_with_the_trim() -> None:
    pdf = finished(1, marks=True)
    page = pdf.pages[0]
    trim, bleed, media = (numbers(page.obj[name]) for name in ("/TrimBox", "/BleedBox", "/MediaBox"))
    assert bleed == pytest.approx([trim[0] - 3 * MM, trim[1] - 3 * MM, trim[2] + 3 * MM, trim[3] + 3 * MM], abs=0.001)
    assert media[:2] == [0, 0]
    lines, place = [], (0.0, 0.0)
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) == "m":
            place = (float(instruction.operands[0]), float(instruction.operands[1]))
        elif str(instruction.operator) == "l":
            lines.append((*place, float(instruction.operands[0]), float(instruction.operands[1])))
    assert len(lines) == 8
    for x, y, to_x, to_y in lines:
        assert (x == to_x and min(abs(x - trim[0]), abs(x - trim[2])) < 0.001) or \
            (y == to_y and min(abs(y - trim[1]), abs(y - trim[3])) < 0.001)
        for at in ((x, y), (to_x, to_y)):
            assert all(0 <= n <= end for n, end in zip(at, media[2:], strict=True))
            assert not (bleed[0] < at[0] < bleed[2] and bleed[1] < at[1] < bleed[3])


def test_links_and_bookmarks_go_where_a_printer_wants_none() -> None:
    pdf = finished(annotations=False, outline=False)
    assert all("/Annots" not in page.obj for page in pdf.pages)
    assert "/Outlines" not in pdf.Root
    assert pdf.Root.PageMode == "/UseNone"


@pytest.mark.parametrize(("standard", "version"), [("PDF/X-1a:2001", "1.3"), ("PDF/X-1a:2003", "1.4"), ("PDF/X-4", "1.6"), ("", "1.7")])
def test_a_standard_has_its_version(standard: str, version: str) -> None:
    pdf = finished(standard=standard)
    assert pdf.pdf_version == version
    packed = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Type") == "/ObjStm"]
    assert not packed or version >= "1.5"


def test_what_shines_through_and_cannot_be_mended_is_refused_where_the_standard_knows_none() -> None:
    with pikepdf.open(io.BytesIO(bled(1))) as pdf:
        pdf.pages[0].Annots[0].AP = pikepdf.Dictionary(N=pdf.make_stream(
            b"", Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9], Group=pikepdf.Dictionary(S=pikepdf.Name.Transparency)))
        out = io.BytesIO()
        pdf.save(out)
    for standard, found in (("PDF/X-1a:2003", ["P006"]), ("PDF/X-4", [])):
        report = Report()
        profile = Profile("any", ink="any", standard=standard, annotations=True)
        try:
            finish(out.getvalue(), META, cover_pages=0, text_page=0, profile=profile, report=report)
        except PostpressError:
            assert found
        assert [each.code for each in report] == found
