"""A manuscript becomes a book: chapters, labels, roles, ids, sections, notes, links, pictures."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.errors import PostpressError, Report
from builder.manuscript import edit, read_post
from builder.model import Asset, Book, FrontMatter, Matter, Role, Section
from builder.options import ChapterRule, Options

from .reading import bare, book_of, codes, letters, manuscript, read, text_of, tree

FIRST_BOOK = Path(__file__).parents[3] / "content" / "ten-years-of-kubernetes.md"
PICTURE = Asset("3f2a.png", "image/png", b"", 1, 1)
QUIET = {"M060", "M061", "M063"}
"""Hints and the warning a post of two lines always gets: no author, no language, no date."""


def outline(book: Book) -> list[tuple[str, str, str, str]]:
    return [(c.role.value, c.matter.value, c.label, c.title) for c in book.chapters]


def told(report: Report) -> list[str]:
    return [code for code in codes(report) if code not in QUIET]


# ---- the first book


def first_book() -> tuple[Book, Report]:
    report = Report()
    post = read_post(FIRST_BOOK, "content/ten-years-of-kubernetes.md", report)
    return edit(manuscript(post), report), report


def test_the_first_book_is_introduction_four_eras_and_conclusion() -> None:
    book, _ = first_book()
    assert outline(book) == [
        ("introduction", "body", "", ""), ("chapter", "body", "时代一", "Kubernetes的简易时代"), ("chapter", "body", "时代二", "成长的痛苦和收获"),
        ("chapter", "body", "时代三", "稳定性与创新"), ("chapter", "body", "时代四", "未来是Wasm"), ("conclusion", "back", "", "超越原本的目的"),
    ]
    assert [chapter.line for chapter in book.chapters] == [14, 24, 42, 52, 66, 89]
    assert book.metadata.title == "十年Kubernetes：过去、现在和未来"
    assert book.metadata.language == "zh-Hans"


def test_the_first_book_loses_no_letter_and_names_its_title_once() -> None:
    book, report = first_book()
    assert codes(report) == ["M060", "M061"]
    source = FIRST_BOOK.read_text(encoding="utf-8").partition("\n---\n")[2]
    shown = re.sub(r"\]\([^)]*\)", "]", source).replace("# 十年Kubernetes：过去、现在和未来", "", 1)
    whole = "".join(chapter.label + chapter.title + text_of(chapter.markup) for chapter in book.chapters)
    assert letters(whole) == letters(shown)


# ---- where chapters begin


def test_a_post_without_chapters_is_one(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# Title\n\none\n\n### Three\n\ntwo\n")
    assert outline(book) == [("chapter", "body", "", "Title")]
    (chapter,) = book.chapters
    assert bare(chapter.markup) == '<p>one</p>\n<h2 id="title-three">Three</h2>\n<p>two</p>'


def test_without_text_before_the_first_there_is_no_introduction(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# Title\n\n---\n\n## A\n\none\n\n---\n\n## B\n\ntwo\n")
    assert outline(book) == [("chapter", "body", "", "A"), ("chapter", "body", "", "B")]
    assert [bare(chapter.markup) for chapter in book.chapters] == ["<p>one</p>", "<p>two</p>"]


@pytest.mark.parametrize(("rule", "titles"), [
    (ChapterRule(), ["", "Part I", "A", "B"]), (ChapterRule(level=1), ["", "Part I"]), (ChapterRule(level=3), ["", "Part I", "A", "x", "B"]),
    (ChapterRule(pattern="^B$"), ["", "B"]), (ChapterRule(pattern="^(A|x)$"), ["", "A", "x"]), (ChapterRule(pattern="nowhere"), ["T"]),
])
def test_the_rule_is_the_books(tmp_path: Path, rule: ChapterRule, titles: list[str]) -> None:
    text = "---\ntitle: T\n---\nintro\n\n# Part I\n\n## A\n\na\n\n### x\n\nx\n\n## B\n\nb\n"
    book, _ = book_of(tmp_path, text, options=Options(chapters=rule))
    assert [chapter.title for chapter in book.chapters] == titles
    whole = "".join((c.title if c.title != "T" else "") + text_of(c.markup) for c in book.chapters)
    assert letters(whole) == "introPartIAaxxBb"


def test_headings_in_quotations_and_lists_open_no_chapter(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# T\n\n## A\n\n> ## quoted\n\n- ## listed\n\n<details><summary>s</summary>\n\n## hidden\n\n</details>\n")
    assert [chapter.title for chapter in book.chapters] == ["A"]
    assert book.chapters[0].sections == ()
    assert [e.tag for e in tree(book.chapters[0].markup).iter("h1", "h2", "h3", "h4")] == ["h2", "h2", "h2"]


def test_an_empty_heading_opens_nothing(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# T\n\none\n\n##\n\ntwo\n")
    assert outline(book) == [("chapter", "body", "", "T")]


def test_a_picture_as_a_heading_is_called_by_its_words(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# T\n\n## ![Logo](x.png)\n\none\n", images=[("post.md", "x.png", PICTURE)])
    (chapter,) = book.chapters
    assert (chapter.title, chapter.title_markup) == ("Logo", '<img src="asset:3f2a.png" alt="Logo"/>')


# ---- titles


@pytest.mark.parametrize(("text", "title", "warned"), [
    ("---\ntitle: F\n---\n# H\n\nx\n", "F", []), ("# H\n\nx\n", "H", []), ("# H *em* `c`\n\nx\n", "H em c", []), ("x\n", "post", ["M065"]),
    ("# A\n\nx\n\n# B\n\ny\n", "post", ["M065"]), ("> # Q\n\nx\n", "post", ["M065"]),
])
def test_where_the_title_comes_from(tmp_path: Path, text: str, title: str, warned: list[str]) -> None:
    book, report = book_of(tmp_path, text)
    assert book.metadata.title == title
    assert told(report) == warned


def test_book_toml_is_over_the_post_but_for_its_title(tmp_path: Path) -> None:
    given = FrontMatter(title="B", authors=("X",), language="en")
    book, _ = book_of(tmp_path, "---\ntitle: F\nauthor: Y\nsubtitle: S\n---\nx\n", settings=given)
    assert (book.metadata.title, book.metadata.subtitle, book.metadata.names("aut")) == ("F", "S", ("X",))
    book, _ = book_of(tmp_path, "---\nauthor: Y\n---\n# H\n\nx\n", settings=given)
    assert (book.metadata.title, [c.title for c in book.chapters]) == ("B", ["H"])


@pytest.mark.parametrize("heading", ["十年Kubernetes：过去、现在和未来", "十年 kubernetes: 过去 现在 和 未来", "「十年ＫＵＢＥＲＮＥＴＥＳ」过去、现在和未来！", "**十年**Kubernetes过去现在和未来"])
def test_a_heading_that_repeats_the_title_is_dropped(tmp_path: Path, heading: str) -> None:
    book, _ = book_of(tmp_path, f"---\ntitle: 十年Kubernetes：过去、现在和未来\n---\n# {heading}\n\n正文\n")
    assert [bare(chapter.markup) for chapter in book.chapters] == ["<p>正文</p>"]


@pytest.mark.parametrize("heading", ["十年Kubernetes", "别的", "二十年Kubernetes：过去、现在和未来"])
def test_another_heading_is_kept(tmp_path: Path, heading: str) -> None:
    book, _ = book_of(tmp_path, f"---\ntitle: 十年Kubernetes：过去、现在和未来\n---\n# {heading}\n\n正文\n")
    assert [chapter.title for chapter in book.chapters] == [heading]


# ---- labels and roles


@pytest.mark.parametrize(("headings", "expected"), [
    (["前言", "第一章 A", "第二章 B", "结语"], ["introduction/body", "chapter/body", "chapter/body", "conclusion/back"]),
    (["第一章 A", "插曲", "第二章 B"], ["chapter/body", "chapter/body", "chapter/body"]),
    (["第一章 A", "附言", "致谢"], ["chapter/body", "chapter/back", "conclusion/back"]),
    (["A", "B", "C"], ["chapter/body", "chapter/body", "chapter/body"]),
    (["Part I: A", "Part II: B"], ["chapter/body", "chapter/body"]),
])
def test_roles(tmp_path: Path, headings: list[str], expected: list[str]) -> None:
    book, _ = book_of(tmp_path, "# T\n\n" + "".join(f"## {heading}\n\nx\n\n" for heading in headings))
    assert [f"{c.role.value}/{c.matter.value}" for c in book.chapters] == expected


@pytest.mark.parametrize(("heading", "label", "markup"), [
    ("时代一：**简**易", "时代一", "<strong>简</strong>易"), ("**第三章** *风* 雨", "第三章", "<em>风</em> 雨"),
    ("**第三章 风**雨", "第三章", "<strong>风</strong>雨"), ("Chapter 4: `a` b", "Chapter 4", "<code>a</code> b"),
    ("[第一章：A](https://e.com)", "第一章", '<a href="https://e.com">A</a>'), ("第　一　章", "", "第　一　章"),
])
def test_the_label_goes_from_the_markup_too(tmp_path: Path, heading: str, label: str, markup: str) -> None:
    book, _ = book_of(tmp_path, f"# T\n\n## {heading}\n\nx\n")
    (chapter,) = book.chapters
    assert (chapter.label, chapter.title_markup) == (label, markup)
    assert text_of(chapter.title_markup) == chapter.title


# ---- sections and ids


def test_sections_begin_at_two_and_skip_no_level(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# T\n\n## A\n\n#### deep\n\n###### deeper\n\n### three\n\n#### four\n\n### again\n\n## B\n\n### three\n")
    assert book.chapters[0].sections == (
        Section("a-deep", "deep", 2, (Section("a-deeper", "deeper", 3),)), Section("a-three", "three", 2, (Section("a-four", "four", 3),)),
        Section("a-again", "again", 2),
    )
    assert book.chapters[1].sections == (Section("b-three", "three", 2),)
    for chapter in book.chapters:
        levels = [int(str(e.tag)[1]) for e in tree(chapter.markup).iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 2
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_ids_are_unique_ascii_and_stay_when_other_chapters_change(tmp_path: Path) -> None:
    tail = "## 时代二：成长\n\n### 小结\n\nx\n\n## 结语\n\n### 小结\n\nx\n"
    one, _ = book_of(tmp_path, "# T\n\n## 时代一：开端\n\n### 小结\n\nx[^1]\n\n[^1]: n\n\n" + tail)
    two, _ = book_of(tmp_path, "# T\n\nnew\n\n## 时代一：别的\n\n### 小结\n\n### 小结\n\n" + tail)
    assert [c.id for c in one.chapters[1:]] == [c.id for c in two.chapters[2:]]
    assert [c.sections for c in one.chapters[1:]] == [c.sections for c in two.chapters[2:]]
    ids = [c.id for c in one.chapters] + re.findall(r' id="([^"]*)"', "".join(c.markup for c in one.chapters))
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", name, re.ASCII) for name in ids)


def test_the_authors_ids_stay_when_they_can(tmp_path: Path) -> None:
    book, report = book_of(tmp_path, "# T\n\n## A {#one}\n\n### B {#two .x}\n\n### C {#1bad}\n\n### D {#toc}\n\n### E {#two}\n\n<p id='p'>x</p>\n")
    (chapter,) = book.chapters
    assert chapter.id == "one"
    assert [section.id for section in chapter.sections] == ["two", "one-c", "one-d", "one-e"]
    assert 'id="p"' in chapter.markup
    assert [(d.code, d.line) for d in report if d.code not in QUIET] == [("M066", 11)]


@pytest.mark.parametrize(("block", "name", "dropped"), [
    ('{#x .y data-a="1"}', "x", 'data-a="1"'), ("{lang=en #x}", "x", "lang=en"), ("{ .y key='a b' k=v }", None, "key='a b' k=v"),
    ('{style="color: red"}', None, 'style="color: red"'),
])
def test_what_a_heading_cannot_have_is_left_out_and_said(tmp_path: Path, block: str, name: str | None, dropped: str) -> None:
    book, report = book_of(tmp_path, f"# T\n\n## 甲 {block}\n\n字\n")
    (chapter,) = book.chapters
    assert chapter.title == "甲"
    assert name in (None, chapter.id)
    (found,) = (d for d in report if d.code == "M048")
    assert (found.severity, found.line) == ("warning", 3)
    assert dropped in found.message


@pytest.mark.parametrize("words", ["{x = 1}", "{a}", "{x=1}", "f{#}", "{#a {b=c}"])
def test_braces_that_are_no_attributes_stay(tmp_path: Path, words: str) -> None:
    book, report = book_of(tmp_path, f"# T\n\n## 甲 {words}\n\n字\n")
    assert book.chapters[0].title == f"甲 {words}"
    assert "M048" not in codes(report)


def test_ten_thousand_headings(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# T\n\n" + "".join(f"{'###' if n % 10 else '##'} 标题\n\nx\n\n" for n in range(10_000)))
    ids = [c.id for c in book.chapters] + [s.id for c in book.chapters for s in c.sections]
    assert len(book.chapters) == 1000
    assert len(ids) == len(set(ids)) == 10_000


def test_more_chapters_than_a_reading_system_opens_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PostpressError) as refused:
        book_of(tmp_path, "# T\n\n" + "## 标题\n\nx\n\n" * 3001)
    (error,) = refused.value.report.errors
    assert (error.code, error.line) == ("M070", 12003)


# ---- links


def test_links_inside_the_book_lead_to_its_ids(tmp_path: Path) -> None:
    text = ("# T\n\n[t](#T)\n\n## 第一章 安装 步骤\n\n[a](#第一章-安装-步骤) [b](#own) [c](#小结) [d](#小结-1) [e](#%E5%B0%8F%E7%BB%93)\n\n### 小结\n\n"
            "x\n\n### X {#own}\n\nx\n\n## B\n\n### 小结\n\n[p](#p) <span id='p'>x</span>\n")
    book, report = book_of(tmp_path, text)
    assert told(report) == []
    first, second, third = book.chapters
    links = dict(re.findall(r'<a href="#([^"]*)">(\w)</a>', first.markup + second.markup + third.markup))
    by_word = {word: target for target, word in links.items()} | {
        word: target for target, word in re.findall(r'<a href="#([^"]*)">(\w)</a>', second.markup)}
    assert by_word == {"t": first.id, "a": second.id, "b": "own", "c": second.sections[0].id, "d": third.sections[0].id,
                       "e": second.sections[0].id, "p": "p"}


def test_links_that_lead_nowhere_are_text_and_said_to_be(tmp_path: Path) -> None:
    book, report = book_of(tmp_path, "# T\n\nx\n\na [b *c*](#nowhere) d\n\n- [e](other.md#x)\n")
    assert bare(book.chapters[0].markup) == "<p>x</p>\n<p>a b <em>c</em> d</p>\n<ul>\n<li>e</li>\n</ul>"
    assert [(d.code, d.line) for d in report if d.code not in QUIET] == [("M067", 5), ("M068", 7)]


def test_links_between_posts_of_the_book(tmp_path: Path) -> None:
    report = Report()
    one, _ = read(tmp_path, "# One\n\n[two](sub/two.md) [deep](./sub/two.md#deep) [self](one.md#x)\n\n## x\n\ny\n", "one.md")
    two, _ = read(tmp_path, "# Two\n\n[one](../one.md) [web](https://e.com/a.md)\n\n## Deep\n\nz\n", "sub/two.md")
    book = edit(manuscript(one, two, settings=FrontMatter(title="B")), report)
    assert [c.title for c in book.chapters] == ["One", "Two"]
    assert re.findall(r'href="([^"]*)">(\w+)', book.chapters[0].markup) == [("#two", "two"), ("#two-deep", "deep"), ("#one-x", "self")]
    assert re.findall(r'href="([^"]*)">(\w+)', book.chapters[1].markup) == [("#one", "one"), ("https://e.com/a.md", "web")]
    assert told(report) == []


# ---- notes


@pytest.mark.parametrize("heading", ["第一章：入山[^a]", "第一章：**入山**[^a]", "入山[^a]"])
def test_a_note_in_a_title_stays_whether_the_title_has_a_label_or_not(tmp_path: Path, heading: str) -> None:
    (chapter,) = book_of(tmp_path, f"## {heading}\n\n文。\n\n[^a]: 题注。\n")[0].chapters
    assert [text_of(note.markup) for note in chapter.notes] == ["题注。"]
    assert f'href="#{chapter.notes[0].id}"' in chapter.title_markup


def test_notes_are_numbered_in_each_chapter(tmp_path: Path) -> None:
    text = "# T\n\n## A\n\nx[^b] y[^a] z[^b]\n\n## B\n\nx[^a]^[inline *note*]\n\n[^a]: A\n[^b]: B\n\n    second\n"
    book, report = book_of(tmp_path, text)
    one, two = book.chapters
    assert [(n.number, n.id, text_of(n.markup).split(), n.references) for n in one.notes] == [
        (1, "note-a-1", ["B", "second"], ("noteref-a-1", "noteref-a-1-2")), (2, "note-a-2", ["A"], ("noteref-a-2",))]
    assert [(n.number, text_of(n.markup)) for n in two.notes] == [(1, "A"), (2, "inline note")]
    assert bare(one.markup) == (
        '<p>x<a class="noteref" id="noteref-a-1" href="#note-a-1">1</a> y<a class="noteref" id="noteref-a-2" href="#note-a-2">2</a> '
        'z<a class="noteref" id="noteref-a-1-2" href="#note-a-1">1</a></p>')
    assert told(report) == []


def test_a_note_in_a_note_and_in_a_heading(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# T\n\n## A[^1]\n\nx\n\n[^1]: one[^2]\n[^2]: two\n")
    (chapter,) = book.chapters
    assert chapter.title == "A"
    assert "noteref" in chapter.title_markup
    assert [text_of(n.markup) for n in chapter.notes] == ["one2", "two"]


def test_a_note_that_calls_itself_ends(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# T\n\nx[^1]\n\n[^1]: one[^1]\n")
    assert [n.references for n in book.chapters[0].notes] == [("noteref-t-1", "noteref-t-1-2")]


def test_unused_and_second_definitions_are_kept_where_they_stand(tmp_path: Path) -> None:
    book, report = book_of(tmp_path, "# T\n\n## A\n\nx[^1]\n\n[^1]: one\n[^1]: second\n\n## B\n\ny\n\n[^u]: unused\n\n## C\n\nz\n")
    assert [[text_of(n.markup) for n in c.notes] for c in book.chapters] == [["one", "second"], ["unused"], []]
    assert book.chapters[0].notes[1].references == ()
    assert told(report) == ["M050", "M052"]


def test_every_note_mark_has_its_note(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# T\n\n" + "".join(f"## H{n}\n\na[^{n}] b[^{n + 1}]\n\n" for n in range(20)) + "".join(f"[^{n}]: n{n}\n" for n in range(21)))
    ids = [n.id for c in book.chapters for n in c.notes]
    assert len(ids) == len(set(ids)) == 40
    for chapter in book.chapters:
        assert re.findall(r'href="#(note-[^"]*)"', chapter.markup) == [n.id for n in chapter.notes]


# ---- pictures


def test_pictures_are_named_by_their_asset_and_missing_ones_by_their_words(tmp_path: Path) -> None:
    text = "# T\n\n![one](a.png \"Caption\")\n\ntext ![two](b.png) ![](https://e.com/p/c.jpg?x=1)\n\n[![three](a.png)](https://e.com)\n"
    book, _ = book_of(tmp_path, text, images=[("post.md", "a.png", PICTURE), ("other.md", "b.png", PICTURE)])
    assert bare(book.chapters[0].markup) == (
        '<figure><img src="asset:3f2a.png" alt="one"/><figcaption>Caption</figcaption></figure>\n'
        '<p>text <span class="missing-image">two</span> <span class="missing-image">c.jpg</span></p>\n'
        '<figure><a href="https://e.com"><img src="asset:3f2a.png" alt="three"/></a></figure>')
    assert book.assets == (PICTURE,)


def test_an_address_that_looks_like_ours_is_none(tmp_path: Path) -> None:
    book, _ = book_of(tmp_path, "# T\n\nx ![a](asset:3f2a.png)\n")
    assert "asset:" not in book.chapters[0].markup


# ---- several posts


def test_each_post_is_a_chapter(tmp_path: Path) -> None:
    report = Report()
    one, _ = read(tmp_path, "---\ntitle: 第一章 甲\nauthor: X\ndate: 2024-01-01\ntags: [a]\n---\n# 第一章 甲\n\na[^1]\n\n## s\n\n[^1]: n\n", "1.md")
    two, _ = read(tmp_path, "---\nauthor: Y\ndate: 2025-01-01\ntags: [b]\n---\n# 第二章 乙\n\nb[^1]\n\n[^1]: m\n", "2.md")
    three, _ = read(tmp_path, "---\ntitle: 跋\nauthor: X\n---\nc\n", "3.md")
    book = edit(manuscript(one, two, three, settings=FrontMatter(title="书", language="zh-Hans")), report)
    assert outline(book) == [("chapter", "body", "第一章", "甲"), ("chapter", "body", "第二章", "乙"), ("conclusion", "back", "", "跋")]
    assert book.metadata.names("aut") == ("X", "Y")
    assert book.metadata.subjects == ("a", "b")
    assert str(book.metadata.date) == "2025-01-01"
    assert [[text_of(n.markup) for n in c.notes] for c in book.chapters] == [["n"], ["m"], []]
    assert [c.path for c in book.chapters] == ["1.md", "2.md", "3.md"]
    assert [s.title for s in book.chapters[0].sections] == ["s"]
    assert told(report) == []


def test_several_posts_without_a_title_warn(tmp_path: Path) -> None:
    report = Report()
    posts = [read(tmp_path, f"# {name}\n\nx\n", f"{name}.md")[0] for name in ("a", "b")]
    assert edit(manuscript(*posts), report).metadata.title == "a"
    assert "M064" in codes(report)


def test_no_posts_at_all() -> None:
    with pytest.raises(PostpressError):
        edit(manuscript(), Report())


# ---- properties


HEADINGS = st.sampled_from(["## 时代一：开端\n\n", "## 结语\n\n", "## A\n\n", "### b\n\n", "#### c {#x}\n\n", "# T\n\n", "## 第二章 风\n\n", "###### d\n\n", "> ## q\n\n"])
BLOCKS = st.sampled_from(["正文\n\n", "x[^1]\n\n", "[^1]: n\n\n", "[l](#a)\n\n", "---\n\n", "- i\n\n", "![p](p.png)\n\n", "[^u]: 未\n\n", "<p id='x'>y</p>\n\n", "^[内]\n\n"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(st.lists(st.one_of(HEADINGS, BLOCKS), min_size=1, max_size=15))
def test_every_book_holds_together(tmp_path: Path, pieces: list[str]) -> None:
    """Whatever headings, notes and links a post has: ids are unique, links lead somewhere, and no text is lost."""
    book, _ = book_of(tmp_path, "---\ntitle: 书名\n---\n正\n\n" + "".join(pieces))
    markup = "".join(c.title_markup + c.markup + "".join(n.markup for n in c.notes) for c in book.chapters)
    ids = [c.id for c in book.chapters] + [n.id for c in book.chapters for n in c.notes] + re.findall(r' id="([^"]*)"', markup)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', markup)) <= set(ids)
    for chapter in book.chapters:
        tree(chapter.markup)
        assert chapter.title or chapter.role is Role.INTRODUCTION
        assert chapter.matter in (Matter.BODY, Matter.BACK)
        assert {r for n in chapter.notes for r in n.references} <= set(ids)
    for word, piece in (("未", "[^u]: 未\n\n"), ("内", "^[内]\n\n"), ("开端", "## 时代一：开端\n\n"), ("y", "<p id='x'>y</p>\n\n")):
        assert (piece in pieces) <= (word in markup)
    texts = "".join(text_of(c.markup) for c in book.chapters)
    assert texts.count("正文") == pieces.count("正文\n\n")
