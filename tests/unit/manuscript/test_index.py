"""The index of a book, from the marks of its chapters."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.index_terms import IndexEntry, IndexGroup
from builder.model import FrontMatter

from .reading import bare, book_of, codes, manuscript, read, text_of

FRONT = "---\ntitle: 书\nauthor: 甲\ndate: 2024-05-01\nlang: zh-Hans\n---\n\n"


def flat(groups: tuple[IndexGroup, ...]) -> list[str]:
    """Return an index as lines: the group, and below it each term with its number of places."""

    def lines(entry: IndexEntry, depth: int) -> list[str]:
        return [f"{'  ' * depth}{entry.text} {len(entry.places)}", *(line for below in entry.entries for line in lines(below, depth + 1))]

    return [line for group in groups for line in (group.label or group.word, *(line for entry in group.entries for line in lines(entry, 1)))]


def test_entries_sub_entries_and_their_places(tmp_path: Path) -> None:
    text = FRONT + "## 一\n\n{^容器编排}、{^容器|容器编排}的{^容器编排!调度}，{^API}。\n\n## 二\n\n{^它|容器编排!调度}与{^容器编排!扩容}。\n"
    book, report = book_of(tmp_path, text)
    assert flat(book.index) == ["A", "  API 1", "R", "  容器编排 2", "    调度 2", "    扩容 1"]
    assert codes(report) == []
    markup = "".join(chapter.markup for chapter in book.chapters)
    for group in book.index:
        for entry in group.entries:
            for place in (*entry.places, *(p for below in entry.entries for p in below.places)):
                assert markup.count(f'<span class="indexed" id="{place}">') == 1
    assert "data-term" not in markup
    assert text_of(book.chapters[0].markup).strip() == "容器编排、容器的调度，API。"


def test_a_heading_is_the_place_of_its_marks(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, FRONT + "## 第一章　{^容器}与{^编排}\n\n甲\n\n### {^调度}\n\n乙\n")
    (chapter,) = book.chapters
    assert (chapter.label, chapter.title, chapter.title_markup) == ("第一章", "容器与编排", "容器与编排")
    places = {entry.text: entry.places for group in book.index for entry in group.entries}
    assert places == {"容器": (chapter.id,), "编排": (chapter.id,), "调度": (chapter.sections[0].id,)}
    assert bare(chapter.markup).count("<span") == 0


def test_notes_quotations_tables_and_captions_are_places_too(tmp_path: Path) -> None:
    text = FRONT + "## 一\n\n甲[^1]\n\n> {^引文}\n\n- {^列表}\n\n| {^表} |\n| --- |\n| 乙 |\n\n[^1]: 注{^注文}\n"
    book, _ = book_of(tmp_path, text)
    (chapter,) = book.chapters
    assert sorted(entry.text for group in book.index for entry in group.entries) == sorted(["引文", "列表", "表", "注文"])
    (note,) = chapter.notes
    assert 'class="indexed" id="indexed-' in note.markup


def test_a_place_without_words_is_kept(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, FRONT + "## 一\n\n甲{^|容器}乙\n")
    (place,) = book.index[0].entries[0].places
    assert bare(book.chapters[0].markup) == f'<p>甲<span class="indexed" id="{place}"></span>乙</p>'


def test_a_reading_given_once_holds_for_all_places(tmp_path: Path) -> None:
    text = "---\ntitle: 本\nauthor: 甲\ndate: 2024-05-01\nlang: ja\n---\n\n## 一\n\n{^漢字}と{^漢字|よみ=かんじ}と{^仮名!{種類|しゅるい}|よみ=かな}\n"
    book, report = book_of(tmp_path, text)
    assert flat(book.index) == ["か", "  仮名 0", "    種類 1", "  漢字 2"]
    assert codes(report) == []


@pytest.mark.parametrize(("language", "code"), [("ja", "M057"), ("zh-Hans", "M058"), ("ko", None)])
def test_readings_that_are_missing_or_do_not_fit(tmp_path: Path, language: str, code: str | None) -> None:
    book, report = book_of(tmp_path, f"---\ntitle: 書\nauthor: 甲\ndate: 2024-05-01\nlang: {language}\n---\n\n## 一\n\n甲\n\n{{^漢字|よみ=漢}}\n")
    assert codes(report) == ([code] if code else [])
    assert [found.line for found in report] == ([12] if code else [])
    assert len(book.index) == 1


def test_posts_share_one_index(tmp_path: Path) -> None:
    from builder.errors import Report
    from builder.manuscript import edit

    posts = [read(tmp_path, f"---\ntitle: {name}\nauthor: 甲\ndate: 2024-05-01\nlang: zh-Hans\n---\n\n{{^容器}}\n", f"{name}.md")[0] for name in "ab"]
    book = edit(manuscript(*posts, settings=FrontMatter(title="书")), Report())
    assert flat(book.index) == ["R", "  容器 2"]


def test_no_marks_no_index(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, FRONT + "## 一\n\n\\{^甲} `{^乙}`\n")
    assert book.index == ()
