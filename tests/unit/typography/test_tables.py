from __future__ import annotations

from builder.typography.tables import mark_tight_tables
from builder.typography.trees import fragment, serialise


def tight(cells: list[str], ems: float) -> bool:
    root = fragment("<table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>")
    mark_tight_tables(root, ems=ems)
    return 'class="tight"' in serialise(root)


def test_words_that_fit_side_by_side_are_left_whole() -> None:
    assert not tight(["甲", "containerd", "一段很长的说明文字可以随处折行"], 35)


def test_words_that_do_not_fit_may_break() -> None:
    assert tight(["甲", "https://example.org/a/very/long/address/that/never/ends"], 30)


def test_many_columns_need_room_each() -> None:
    assert tight(["甲"] * 9, 35)  # 9 x (3 + 1) = 36
    assert not tight(["甲"] * 8, 35)  # 8 x 4 = 32
