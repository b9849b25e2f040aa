"""Parts: which headings are parts, which chapters belong to them, and how labels and roles follow."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.manuscript import edit
from builder.model import Book, Role
from builder.options import ChapterRule, Options

from .reading import manuscript, read, text_of

FRONT = "---\ntitle: 书\nauthor: 某人\ndate: 2024-01-01\nlang: zh-Hans\n---\n"


def book(text: str, rule: ChapterRule | None = None) -> Book:
    with tempfile.TemporaryDirectory() as folder:
        post, report = read(Path(folder), FRONT + text)
    return edit(manuscript(post, options=Options(chapters=rule or ChapterRule())), report)


def tree(made: Book) -> list[tuple[str, str, str, str]]:
    """Return (role, label, title, title of the part) of each chapter."""
    titles = {chapter.id: chapter.title for chapter in made.chapters}
    return [(c.role.value, c.label, c.title, titles.get(c.part, "")) for c in made.chapters]


def test_a_heading_above_the_chapters_opens_a_part() -> None:
    made = book("前言。\n\n# 第一部：山\n\n## 第一章 起\n\n文。\n\n## 第二章 承\n\n文。\n\n# 第二部：水\n\n话。\n\n## 第一章 转\n\n文。\n\n## 尾声\n\n完。\n")
    assert tree(made) == [
        ("introduction", "", "", ""), ("part", "第一部", "山", ""), ("chapter", "第一章", "起", "山"), ("chapter", "第二章", "承", "山"),
        ("part", "第二部", "水", ""), ("chapter", "第一章", "转", "水"), ("conclusion", "", "尾声", ""),
    ]
    assert text_of(made.chapters[4].markup).strip() == "话。"


def test_a_heading_of_the_parts_level_ends_a_part_and_belongs_to_none() -> None:
    made = book("# 前言\n\n文。\n\n# 第一部\n\n## 甲\n\n文。\n\n# 第二部\n\n## 乙\n\n文。\n\n# 后记\n\n文。\n")
    assert tree(made) == [("chapter", "", "前言", ""), ("part", "", "第一部", ""), ("chapter", "", "甲", "第一部"), ("part", "", "第二部", ""),
                          ("chapter", "", "乙", "第二部"), ("chapter", "", "后记", "")]


def test_one_heading_above_all_chapters_is_no_part_unless_it_has_a_label() -> None:
    assert [role for role, *_ in tree(book("# 别的题目\n\n## 甲\n\n文。\n\n## 乙\n\n文。\n"))] == ["chapter"] * 3
    assert [role for role, *_ in tree(book("# 第一部：山\n\n## 甲\n\n文。\n"))] == ["part", "chapter"]


def test_only_the_highest_headings_are_parts() -> None:
    text = "# 第一部：山\n\n## 甲\n\n### 子\n\n文。\n\n# 第二部：水\n\n## 乙\n\n### 丑\n\n文。\n"
    assert [role for role, *_ in tree(book(text, ChapterRule(level=3)))] == ["part", "chapter", "chapter"] * 2


def test_a_pattern_tells_parts_where_levels_do_not() -> None:
    text = "## 第一部：山\n\n## 第一章 起\n\n文。\n\n## 第二部：水\n\n## 第二章 承\n\n文。\n"
    assert [role for role, *_ in tree(book(text))] == ["chapter"] * 4
    assert tree(book(text, ChapterRule(part_pattern="^第.部"))) == [
        ("part", "第一部", "山", ""), ("chapter", "第一章", "起", "山"), ("part", "第二部", "水", ""), ("chapter", "第二章", "承", "水")]
    deep = text.replace("## 第一部", "### 第一部").replace("## 第二部", "### 第二部")
    assert [role for role, *_ in tree(book(deep, ChapterRule(part_pattern="^第.部")))] == ["part", "chapter"] * 2


def test_figures_are_numbered_by_chapter_and_not_by_part(tmp_path: Path) -> None:
    table = "\n\n表：数目\n\n|a|b|\n|-|-|\n|1|2|\n\n"
    post, report = read(tmp_path, FRONT + f"# 第五部：山\n\n## 第一章 起{table}# 第六部：水\n\n## 第二章 承{table}")
    made = edit(manuscript(post, options=Options(numbered_figures=True)), report)
    assert [count for chapter in made.chapters for count in ("1-1", "2-1") if f'data-count="{count}"' in chapter.markup] == ["1-1", "2-1"]


@given(st.lists(st.sampled_from(["# 部", "## 章", "### 节", "文"]), max_size=12), st.integers(1, 3))
def test_chapters_follow_the_part_they_belong_to(kinds: list[str], level: int) -> None:
    text = "\n\n".join(f"{kind}{number}" for number, kind in enumerate(kinds))
    made = book(text or "文", ChapterRule(level=level))
    here = ""
    for chapter in made.chapters:
        if chapter.role is Role.PART:
            assert not chapter.part
            here = chapter.id
        else:
            assert chapter.part in {"", here}
    for number, kind in enumerate(kinds):
        assert sum(f"{kind.lstrip('# ')}{number}" in c.title + text_of(c.markup) for c in made.chapters) >= 1


@pytest.mark.parametrize("heading", ["第一部", "第一部：山"])
def test_a_part_alone_at_the_end_is_a_chapter(heading: str) -> None:
    assert [role for role, *_ in tree(book(f"## 甲\n\n文。\n\n# {heading}\n\n文。\n"))][-1] != "part"
