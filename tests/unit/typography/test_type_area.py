from __future__ import annotations

import pytest

from builder.typography.type_area import MM, TRIMS, type_area


@pytest.mark.parametrize("trim", list(TRIMS))
def test_whole_ems_and_lines_fill_the_page(trim: str) -> None:
    area = type_area(trim)
    width, height = TRIMS[trim]
    assert area.inner + area.measure + area.outer == pytest.approx(width * MM)
    assert area.head + area.depth + area.foot == pytest.approx(height * MM)


@pytest.mark.parametrize("trim", list(TRIMS))
def test_the_inner_margin_is_not_the_narrower_one(trim: str) -> None:
    area = type_area(trim)
    assert area.inner >= area.outer


def test_a5_is_thirty_ems_by_twenty_eight_lines() -> None:
    area = type_area("A5")
    assert (area.ems, area.lines) == (30, 28)
    assert area.measure == 315  # 30 x 10.5
    assert area.depth == 490  # 28 x 17.5


@pytest.mark.parametrize("trim", list(TRIMS))
@pytest.mark.parametrize(("size", "leading"), [(0, 0), (-3, -3), (400, 17.5), (10.5, 400), (400, 400), (8, 12), (16, 30)])
def test_no_size_gives_less_than_eight_ems_and_lines_or_leaves_the_page(trim: str, size: float, leading: float) -> None:
    area = type_area(trim, size=size, leading=leading)
    assert min(area.ems, area.lines) >= 8
    assert min(area.inner, area.outer, area.head, area.foot) > 30
    assert min(area.size, area.leading) > 0
    assert area.inner + area.measure + area.outer == pytest.approx(area.width_mm * MM)
    assert area.head + area.depth + area.foot == pytest.approx(area.height_mm * MM)


@pytest.mark.parametrize("trim", list(TRIMS))
@pytest.mark.parametrize(("size", "leading"), [(8, 12), (16, 30)])
def test_the_ends_of_the_ranges_of_classic_are_kept(trim: str, size: float, leading: float) -> None:
    area = type_area(trim, size=size, leading=leading)
    assert (area.size, area.leading) == (size, leading)
