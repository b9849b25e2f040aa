from __future__ import annotations

import pytest

from builder.pdf.ordering import settle
from builder.pdf.tags import Annotation, Content, Tag


def document(*tags: Tag) -> Tag:
    found = Tag("Document")
    for tag in tags:
        found.add(tag)
    return found


def filled(kind: str, count: int, start: int = 0) -> Tag:
    return Tag(kind, kids=[Content(0, start + n) for n in range(count)])


@pytest.mark.parametrize(("levels", "settled"), [
    ("1234", "1234"), ("2", "1"), ("13", "12"), ("1424", "1223"), ("6666", "1234"), ("121", "121"), ("1612", "1212"),
])
def test_headings_go_down_one_level_at_a_time(levels: str, settled: str) -> None:
    found = document(*(Tag(f"H{level}") for level in levels))
    settle(found)
    assert "".join(tag.kind[1] for tag in found.tags()) == settled


def ruby(bases: int, readings: int) -> Tag:
    found = Tag("Ruby", language="ja")
    found.add(filled("RB", bases))
    for n in range(readings):
        found.add(filled("RT", 1, 10 + n))
    return found


@pytest.mark.parametrize(("bases", "readings", "pairs"), [(1, 1, 1), (2, 2, 2), (2, 1, 1), (1, 2, 1)])
def test_readings_go_with_their_bases(bases: int, readings: int, pairs: int) -> None:
    found = document(ruby(bases, readings))
    settle(found)
    made = list(found.tags())
    assert [tag.kind for tag in made] == ["Ruby"] * pairs
    assert all([below.kind for below in tag.tags()] == ["RB", "RT"] for tag in made)
    assert all(tag.language == "ja" and below.parent is tag for tag in made for below in tag.tags())
    assert sorted(kid.mark for tag in found.walk() for kid in tag.kids if isinstance(kid, Content)) == [
        *range(bases), *range(10, 10 + readings)]


def test_a_ruby_of_bases_alone_is_text() -> None:
    found = document(ruby(1, 0))
    settle(found)
    assert [tag.kind for tag in found.walk()] == ["Document", "Span", "Span"]


def row(*spans: tuple[int, int]) -> Tag:
    found = Tag("TR")
    for span in spans:
        found.add(Tag("TD", span=span))
    return found


@pytest.mark.parametrize(("rows", "cells"), [
    ([[(1, 1), (1, 1)], [(1, 1)]], [2, 2]),
    ([[(1, 2), (1, 1)], [(1, 1)]], [2, 1]),
    ([[(2, 1)], []], [1, 2]),
    ([[(1, 9)], [(1, 1)]], [2, 1]),
])
def test_short_rows_are_filled_up(rows: list[list[tuple[int, int]]], cells: list[int]) -> None:
    table = Tag("Table")
    for spans in rows:
        table.add(row(*spans))
    settle(document(table))
    assert [len(tag.kids) for tag in table.tags()] == cells


def test_a_table_in_a_cell_is_filled_up_by_itself() -> None:
    table, inner = Tag("Table"), Tag("Table")
    table.add(row((1, 1), (1, 1)))
    next(next(table.tags()).tags()).add(inner)
    inner.add(row((1, 1)))
    settle(document(table))
    assert len(next(inner.tags()).kids) == 1


def test_no_cell_reaches_below_its_table() -> None:
    table = Tag("Table")
    table.add(row((1, 9)))
    settle(document(table))
    assert next(next(table.tags()).tags()).span == (1, 1)


def test_a_link_without_an_area_is_text() -> None:
    dead, live = Tag("Link", alt="甲", address="#x"), Tag("Link", kids=[Annotation(0, 9)], alt="乙", address="#y")
    settle(document(dead, live))
    assert (dead.kind, dead.alt, live.kind, live.alt) == ("Span", "", "Link", "乙")
