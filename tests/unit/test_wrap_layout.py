from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import barcode
from builder.cover_layout import Box
from builder.model import Contributor, Metadata
from builder.profile import Profile
from builder.typography.titles import advance
from builder.wrap_layout import SIZES, SMALLEST, BackCover, Code, Piece, back_cover, back_lettering, code_of
from builder.wrap_sheet import Sheet

SHEET = Sheet(148, 210, 12, 3, pages=240)
PLAIN = Profile("p", back_title_pages=80, back_safety=1.6)
SENTENCE = "一座老屋，三代人，四十年的雨。"


def metadata(title: str, author: str = "周明", publisher: str = "听雨书屋", language: str = "zh-Hans") -> Metadata:
    people = (Contributor(author),) if author else ()
    return Metadata(title, language, "urn:uuid:0", date(2026, 1, 1), contributors=people, publisher=publisher)


def inside(inner: Box, outer: Box, slack: float = 1e-6) -> bool:
    return (inner.left >= outer.left - slack and inner.top >= outer.top - slack
            and inner.left + inner.width <= outer.left + outer.width + slack and inner.foot <= outer.foot + slack)


# ---- the barcode


@pytest.mark.parametrize("percent", [80, 100, 120])
@pytest.mark.parametrize("add", ["", "51995"])
@pytest.mark.parametrize("price", ["", "定价：39.00 元"])
def test_a_patch_holds_bars_quiet_zones_and_labels(percent: float, add: str, price: str) -> None:
    code = code_of("9787302511052", shown="978-7-302-51105-2", percent=percent, addon=add, price=price)
    x = barcode.X * percent / 100
    patch = Box(0, 0, code.patch.width, code.patch.height)
    assert all(inside(bar, patch) for bar in code.bars)
    assert all(inside(label.box, patch) for label in code.labels)
    assert min(bar.left for bar in code.bars) >= barcode.QUIET_LEFT * x
    right = barcode.ADDON_QUIET if add else barcode.QUIET_RIGHT
    assert max(bar.left + bar.width for bar in code.bars) <= code.patch.width - right * x
    assert min(bar.width for bar in code.bars) == pytest.approx(x)
    assert "".join(label.text for label in code.labels) == f"ISBN 978-7-302-51105-29787302511052{add}{price}"


def test_bars_of_the_nominal_size_are_as_high_as_the_standard_says() -> None:
    code = code_of("9787302511052", shown="", percent=100)
    heights = sorted({round(bar.height, 3) for bar in code.bars})
    assert heights == [22.85, round(22.85 + 5 * 0.33, 3)]
    span = max(bar.left + bar.width for bar in code.bars) - min(bar.left for bar in code.bars)
    assert span == pytest.approx(31.35)


def test_digits_stand_clear_of_the_bars_and_add_on_digits_above_theirs() -> None:
    code = code_of("9780306406157", shown="", percent=100, addon="51995")
    own, added = code.bars[:30], code.bars[30:]
    low = max(bar.foot for bar in own if bar.height < 23)
    assert all(label.box.top > low for label in code.labels[1:14])
    assert all(label.box.foot <= added[0].top + 1e-9 for label in code.labels[14:])
    assert {round(bar.foot, 6) for bar in added} == {round(max(bar.foot for bar in own), 6)}
    assert all(a.box.left < b.box.left for a, b in pairwise(code.labels[14:]))


# ---- the back cover


def layout(blurb: tuple[str, ...], about: str = "", code: Code | None = None, sheet: Sheet = SHEET) -> BackCover:
    return back_cover(sheet, "zh-Hans", blurb, about, code=code)


def test_a_short_text_gets_the_largest_size_and_a_long_one_a_smaller() -> None:
    short, longer = layout((SENTENCE * 4,)), layout((SENTENCE * 56,))
    assert short.size == pytest.approx(SIZES[0] * 25.4 / 72)
    assert SIZES[-1] * 25.4 / 72 <= longer.size < short.size
    assert not short.too_much
    assert not longer.too_much


def test_a_text_that_has_no_room_says_by_how_much() -> None:
    assert layout((SENTENCE * 100,)).too_much > 0.3
    code = code_of("9787302511052", shown="", percent=100)
    assert layout((SENTENCE * 60,), code=code).too_much > layout((SENTENCE * 60,)).too_much


def test_the_barcode_stands_beside_the_fold_above_the_margin() -> None:
    code = code_of("9787302511052", shown="", percent=120, addon="51995", price="定价：39.00 元")
    for width, height in [(127.0, 203.2), (148.0, 210.0), (210.0, 297.0)]:
        made = layout((SENTENCE,), code=code, sheet=replace(SHEET, width=width, height=height))
        assert made.code is not None
        patch = made.code.patch
        assert inside(patch, Box(6.35, 6.35, width - 12.7, height - 12.7)), "a quarter of an inch from every edge"
        assert made.text.foot < patch.top
        assert made.names.left + made.names.width <= patch.left - 4


# ---- the back


def lettered(meta: Metadata, by: str = "著", sheet: Sheet = SHEET, profile: Profile = PLAIN) -> tuple[Piece, ...]:
    return back_lettering(meta, by, sheet, profile)[0]


def test_ideographs_stand_and_latin_is_turned() -> None:
    pieces = lettered(metadata("十年Kubernetes：过去"))
    title = [piece for piece in pieces if piece.is_title]
    assert [(p.text, p.is_turned) for p in title] == [
        ("十", False), ("年", False), ("Kubernetes", True), ("：", False), ("过", False), ("去", False)]
    assert "".join(p.text for p in pieces if not p.is_title) == "周明著听雨书屋"


def test_a_latin_title_is_one_turned_line() -> None:
    pieces = lettered(metadata("Ten Years", "Matt Butcher", "Harbour", "en"), by="")
    assert [(p.text, p.is_turned) for p in pieces] == [("Ten Years", True), ("Matt Butcher", True), ("Harbour", True)]


def test_one_or_two_digits_in_a_title_stand_upright() -> None:
    pieces = lettered(metadata("第10课1984年"))
    assert [(p.text, p.is_turned) for p in pieces if p.is_title] == [
        ("第", False), ("10", False), ("课", False), ("1984", True), ("年", False)]


@given(st.text("十年过去现在，：《》 Kubernetes10", min_size=1, max_size=40), st.sampled_from(["", "周明", "Matt Butcher"]),
       st.sampled_from(["", "听雨书屋", "Harbour & Sons"]), st.floats(1, 40), st.sampled_from(["zh-Hans", "ja", "en"]))
def test_what_is_lettered_keeps_clear_of_folds_and_of_itself(title: str, author: str, publisher: str, back: float, tag: str) -> None:
    sheet = replace(SHEET, back=back)
    pieces = lettered(metadata(title, author, publisher, tag), sheet=sheet)
    safe = Box(PLAIN.back_safety, 0.1 * 210 - 1e-6, back - 2 * PLAIN.back_safety, 0.85 * 210)
    assert all(inside(piece.box, safe) for piece in pieces)
    assert all(piece.size >= SMALLEST - 1e-9 for piece in pieces)
    overlap = 0.33  # of a mark's blank half, which is closed up
    assert all(a.box.foot <= b.box.top + 2 * overlap * a.size for a, b in pairwise(pieces))
    assert all(piece.box.height >= advance(piece.text) * piece.size - 1e-6 for piece in pieces if piece.is_turned)


def test_what_has_no_room_is_left_out_the_imprint_first() -> None:
    meta = metadata("很长很长的书名" * 4, publisher="一家名字很长的出版社" * 5)
    assert "出" not in {piece.text for piece in lettered(meta)}
    long = metadata("过去与现在：" + "很长很长的书名" * 12)
    assert "".join(p.text for p in lettered(long) if p.is_title) == "过去与现在"


@pytest.mark.parametrize(("sheet", "said"), [
    (replace(SHEET, pages=79), "79 pages, and this printer wants 80 for it"),
    (replace(SHEET, back=5.0), "5.0 mm leave no room for type of 6 pt between safe areas of 1.6 mm"),
])
def test_a_thin_back_stays_blank_and_says_why(sheet: Sheet, said: str) -> None:
    assert back_lettering(metadata("檐下"), "著", sheet, PLAIN) == ((), said)


def test_a_title_that_is_far_too_long_is_not_lettered() -> None:
    pieces, why = back_lettering(metadata("很长很长的书名" * 22), "著", SHEET, PLAIN)
    assert not pieces
    assert why == "the title is too long for 210 mm"
