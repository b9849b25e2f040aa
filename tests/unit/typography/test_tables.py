from __future__ import annotations

import pytest

from builder.typography.tables import mark_tight_tables, scope_headers
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


@pytest.mark.parametrize(("rows", "scoped"), [
    ("<thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><th>c</th><td>d</td></tr></tbody>",
     '<thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><th scope="row">c</th><td>d</td></tr></tbody>'),
    ("<tr><th>a</th><th>b</th></tr><tr><th>c</th><td>d</td></tr>",
     '<tr><th scope="col">a</th><th scope="col">b</th></tr><tr><th scope="row">c</th><td>d</td></tr>'),
    ("<tr><th>a</th><td>b</td></tr>", '<tr><th scope="row">a</th><td>b</td></tr>'),
    ('<thead><tr><th scope="colgroup" colspan="2">a</th></tr></thead>', '<thead><tr><th scope="colgroup" colspan="2">a</th></tr></thead>'),
    ('<thead><tr><th scope="auto">a</th></tr></thead>', '<thead><tr><th scope="col">a</th></tr></thead>'),
    ('<thead><tr><th class="center" scope="col"> </th><th>b</th></tr></thead>', '<thead><tr><td class="center"> </td><th scope="col">b</th></tr></thead>'),
    ('<thead><tr><th><img src="a" alt="b"/></th></tr></thead>', '<thead><tr><th scope="col"><img src="a" alt="b"/></th></tr></thead>'),
    ("<tr><td><table><tr><th>a</th></tr></table></td></tr>", '<tr><td><table><tr><th scope="col">a</th></tr></table></td></tr>'),
])
def test_heads_say_what_they_are_the_heads_of(rows: str, scoped: str) -> None:
    root = fragment(f"<table>{rows}</table>")
    scope_headers(root)
    assert serialise(root) == f"<table>{scoped}</table>"
