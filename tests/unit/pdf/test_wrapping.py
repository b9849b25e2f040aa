from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from builder.errors import PostpressError, Report
from builder.model import Matter, Metadata, Page, Pages, Role, Target
from builder.pdf.wrapping import bind_wrap, block_pages
from builder.profile import USUAL, Profile
from builder.wrap_sheet import Sheet

MM = 72 / 25.4
META = Metadata("T", "en", "urn:uuid:0", date(2026, 1, 1))


def pages(sheet: Sheet, body: str = "") -> Pages:
    markup = f'<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>T</title></head><body>{body}</body></html>'
    style = (f"@page {{ size: {sheet.across}mm {sheet.down}mm; margin: 0 }} body {{ margin: 0 }}"
             "div { width: 20mm; height: 20mm; background: #000 }")
    page = Page("wrap.xhtml", Role.COVER, Matter.BACK, "T", markup)
    return Pages(Target.WRAP, META, (page,), (), style, (), (), None)


def bound(sheet: Sheet, profile: Profile = USUAL, body: str = "<div></div>") -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(bind_wrap(pages(sheet, body), sheet, profile, Report()).data))


def millimetres(box: pikepdf.Object) -> list[float]:
    return [round(float(n) / MM, 4) for n in box.as_list()]


def test_boxes_begin_at_the_origin_and_lie_inside_each_other() -> None:
    with bound(Sheet(148, 210, 12.34, 3)) as opened:
        page = opened.pages[0].obj
        assert millimetres(page.MediaBox) == millimetres(page.BleedBox) == [0, 0, 314.34, 216]
        assert millimetres(page.TrimBox) == [3, 3, 311.34, 213]
        assert "/ArtBox" not in page
        assert "/CropBox" not in page


def test_marks_stand_outside_the_bleed_and_folds_have_some_too() -> None:
    profile = Profile("p", marks=True, ink="any")
    plain, marked = Sheet(148, 210, 12, 3), Sheet(148, 210, 12, 3, slug=7.5)
    with bound(plain) as without, bound(marked, profile) as opened:
        page = opened.pages[0].obj
        assert millimetres(page.MediaBox) == [0, 0, 329, 231]
        assert millimetres(page.BleedBox) == [7.5, 7.5, 321.5, 223.5]
        lines = [[float(n) for n in i.operands] for i in pikepdf.parse_content_stream(opened.pages[0]) if str(i.operator) == "m"]
        assert len(lines) == 8 + 4
        upright = sorted({round(x / MM, 3) for x, _ in lines if 8 < x / MM < 320})
        assert upright == [10.5, 158.5, 170.5, 318.5]
        assert not any(8 < x / MM < 321 and 8 < y / MM < 223 for x, y in lines)
        assert not any(str(i.operator) == "m" for i in pikepdf.parse_content_stream(without.pages[0]))


def test_the_same_wrap_is_the_same_bytes() -> None:
    sheet = Sheet(148, 210, 12, 3)
    once, again = (bind_wrap(pages(sheet, "<div></div>"), sheet, USUAL, Report()).data for _ in range(2))
    assert once == again
    with pikepdf.open(io.BytesIO(once)) as opened:
        assert str(opened.docinfo["/CreationDate"]) == "D:20260101000000Z"
        assert opened.Root.Lang == "en"


def test_a_theme_that_makes_a_second_page_is_told() -> None:
    sheet, report = Sheet(148, 210, 12, 3), Report()
    with pytest.raises(PostpressError):
        bind_wrap(pages(sheet, "<div></div>" * 30), sheet, USUAL, report)
    assert [d.code for d in report] == ["W003"]


@pytest.mark.parametrize(("labels", "count"), [
    ((), 6), (((0, ""),), 6), (((0, "C"), (2, "")), 4), (((0, ""), (3, "A-")), 6), (((0, "C"), (2, "A-"), (3, "")), 4),
])
def test_the_cover_is_not_counted_among_the_pages_of_the_block(labels: tuple[tuple[int, str], ...], count: int) -> None:
    with pikepdf.new() as made:
        for _ in range(6):
            made.add_blank_page()
        if labels:
            parts = [part for start, before in labels for part in (start, pikepdf.Dictionary(S=pikepdf.Name.D, P=before))]
            made.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(parts))
        out = io.BytesIO()
        made.save(out)
    assert block_pages(out.getvalue()) == count
