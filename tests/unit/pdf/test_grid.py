from __future__ import annotations

import pytest

from .composed import LEADING, TOP, lines

PLAIN = "<p>格子上的一行字。</p>"


def _offs(body: str, style: str = "") -> list[float]:
    """Return how far below a line of the grid each baseline of ideographs stands, in points."""
    return [round((line.y - TOP) % LEADING, 2) for line in lines(body, style) if "格" in line.said]


@pytest.mark.parametrize("between", [
    "<div style='height: 31.7pt'></div>",
    "<p style='line-height: 13pt'>行距不同的一段</p>",
    "<table style='line-height: 11pt'><tr><td>表</td></tr></table>",
    "<p>A paragraph in Latin with <code>code</code><sup>1</sup> in it, whose faces are of other heights.</p>",
    "<h2 style='margin: 5pt 0; font-size: 14pt; line-height: 21pt'>标题</h2>",
])
def test_text_behind_what_has_other_lines_comes_back_to_the_grid(between: str) -> None:
    first, second = _offs(PLAIN + between + PLAIN)
    assert second == first


@pytest.mark.parametrize(("height", "leadings"), [(0, 1), (1, 2), (4, 2), (17, 2), (18, 2), (19, 3)])
def test_text_comes_down_to_the_grid_and_never_up(height: float, leadings: int) -> None:
    first, second = lines(f"{PLAIN}<div style='height: {height}pt'></div>{PLAIN}")
    assert second.y - first.y == pytest.approx(leadings * LEADING, abs=0.01)


def test_a_face_of_another_height_stands_on_the_same_baseline() -> None:
    first, second = _offs(PLAIN + PLAIN.replace("<p>", "<p style='font-family: Postpress Kai'>"))
    assert second == first


def test_where_no_grid_is_asked_for_text_follows_at_once() -> None:
    body = PLAIN + "<div style='height: 5pt'></div>" + PLAIN
    first, second = _offs(body, "body { --grid: none }")
    assert second == pytest.approx((first + 5) % LEADING, abs=0.02)


def test_text_of_another_leading_is_not_moved() -> None:
    body = "<div style='height: 5pt'></div>" + PLAIN
    (off,) = _offs(body, "p { line-height: 15pt }")
    (unmoved,) = _offs(body, "p { line-height: 15pt } body { --grid: none }")
    assert off == unmoved
