from __future__ import annotations

import pytest

from builder.errors import Report
from builder.pdf.marks import BORDER
from builder.profile import Paper, Profile
from builder.wrap_sheet import PAPER, SLUG, Sheet, measure

A5 = (148.0, 210.0)
CREAM = Profile("p", papers=(Paper("cream", 0.06), Paper("white", 0.05)), board=0.4, wrap_bleed=3.175)


def codes(report: Report) -> list[str]:
    return [d.code for d in report]


def test_a_back_is_pages_by_the_thickness_of_one_and_the_board() -> None:
    report = Report()
    sheet = measure(A5, CREAM, 300, report)
    assert sheet.back == pytest.approx(300 * 0.06 + 0.4)
    assert sheet.trimmed == pytest.approx(2 * 148 + 18.4)
    assert [sheet.across, sheet.down] == pytest.approx([314.4 + 6.35, 216.35])
    assert list(sheet.folds) == pytest.approx([151.175, 169.575])
    assert not codes(report)


def test_another_paper_or_a_thickness_of_its_own_is_taken() -> None:
    assert measure(A5, CREAM, 100, Report(), paper="white").back == pytest.approx(5.4)
    given = measure(A5, CREAM, 100, Report(), paper="white", thickness=0.1)
    assert given.back == pytest.approx(10.4)
    assert given.paper == Paper("white", 0.1)


def test_a_printer_without_papers_gets_a_usual_one_and_a_hint() -> None:
    report = Report()
    assert measure(A5, Profile("p"), 100, report).paper == PAPER
    assert codes(report) == ["W004"]
    assert not codes_of_given_thickness()


def codes_of_given_thickness() -> list[str]:
    report = Report()
    measure(A5, Profile("p"), 100, report, thickness=0.07)
    return codes(report)


def test_marks_take_room_outside_the_bleed() -> None:
    assert SLUG == BORDER
    sheet = measure(A5, Profile("p", marks=True), 100, Report(), thickness=0.05)
    assert sheet.edge == 3 + SLUG
    assert sheet == Sheet(148, 210, 5.0, 3.0, SLUG, 100, Paper("", 0.05), 0.0)
