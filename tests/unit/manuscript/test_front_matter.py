from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.errors import Report
from builder.manuscript.front_matter import KEYS, part, quoted_line, read_front_matter
from builder.model import FrontMatter


def read(text: str) -> tuple[FrontMatter, str, Report]:
    report = Report()
    parted = part(text, "p.md", report)
    return read_front_matter(parted, "p.md", report), parted.body, report


def first_error(block: str) -> str:
    _, _, report = read(f"---\n{block}\n---\n\ntext\n")
    return str(report.errors[0])


# ---- whether there is any


@pytest.mark.parametrize("text", [
    "---\n\nA post that opens with a rule.\n", "---\nText right below a rule.\n", "---\n\n- a\n- b\n\n---\n\nmore\n",
    "---\n\nNote: this is text.\n\n---\n\nmore\n", "---\nHello world\n---\n\nmore\n", "----\ntitle: x\n----\n", "text\n\n---\ntitle: x\n---\n",
    "", "\n\n", "---", "---\n", "***\ntitle: x\n***\n", "--- a\n---\n", "---\nfoo: no key of ours, and never closed\n\ntext\n",
])
def test_a_rule_is_a_rule_and_nothing_is_lost(text: str) -> None:
    matter, body, report = read(text)
    assert body == text
    assert matter == FrontMatter()
    assert not len(report)


@pytest.mark.parametrize("text", [
    "---\ntitle: T\n---\nbody\n", "---  \ntitle: T\n---\t\nbody\n", "---\ntitle: T\n...\nbody\n", "---\n\ntitle: T\n---\nbody\n",
    "\n\n---\ntitle: T\n---\nbody\n", "---\n# a comment\ntitle: T\n---\nbody\n", "---\n\"title\": T\n---\nbody\n",
    "---\n{title: T}\n---\nbody\n", "---\nTitle: T\n---\nbody\n", "---\nlayout: post\ntitle: T\n---\nbody\n",
    "---\ntitle: >\n  T\n---\nbody\n", "---\ntitle: 'T'\n---\nbody\n",
])
def test_front_matter_in_its_forms(text: str) -> None:
    matter, body, report = read(text)
    assert not report.errors
    assert matter.title == "T"
    assert body == "body\n"


def test_empty_front_matter() -> None:
    assert read("---\n---\nbody\n")[1] == "body\n"


def test_lines_are_those_of_the_file() -> None:
    report = Report()
    parted = part("---\ntitle: T\n\ndate: 2024-12-30\n---\n\nbody", "p.md", report)
    matter = read_front_matter(parted, "p.md", report)
    assert (parted.block_line, parted.body_line) == (2, 6)
    assert matter.lines == (("title", 2), ("date", 4))


# ---- what is read


def test_every_key() -> None:
    matter, _, report = read("""---
title: 十年: no
subtitle: S
""".replace(": no", "") + """author: A
translator: [B, C]
date: 2024-12-30
published: 2024/12/29
updated: 2025年1月1日
lang: zh-CN
tags: [x, y, x]
category: Tech
description: |
  Two
  lines.
image: https://e.com/a.png-30
license: CC-BY-4.0
source: https://e.com/
draft: true
---
""")
    assert matter == FrontMatter(
        title="十年", subtitle="S", authors=("A",), translators=("B", "C"), date=date(2024, 12, 30), published=date(2024, 12, 29),
        updated=date(2025, 1, 1), language="zh-CN", tags=("x", "y"), category="Tech", description="Two\nlines.",
        image="https://e.com/a.png-30", license="CC-BY-4.0", source="https://e.com/", lines=matter.lines,
    )
    assert not len(report)


@pytest.mark.parametrize(("value", "title"), [
    ("2024", "2024"), ("1.10", "1.10"), ("no", "no"), ("true", "true"), ("null", "null"), ("~", "~"), ("0x1F", "0x1F"), ("2024-12-30", "2024-12-30"),
    ("12:30:45", "12:30:45"), ("=", "="), ("<<", "<<"), ("", ""), ("'it''s'", "it's"), ('"a\\u4e00b"', "a一b"), ('"\\ud83d\\ude00"', "😀"),
    ("a # comment", "a"), ("“a”：b", "“a”：b"), ("C#", "C#"), ("a\n  b", "a b"),
])
def test_scalars_are_text(value: str, title: str) -> None:
    matter, _, report = read(f"---\ntitle: {value}\nauthor: x\n---\n")
    assert matter.title == title
    assert not report.errors


@pytest.mark.parametrize(("block", "authors"), [
    ("author: Matt Butcher", ("Matt Butcher",)), ("authors: [A, B]", ("A", "B")), ("authors:\n  - A\n  - B", ("A", "B")),
    ("author: A\nauthors: [B]", ("A", "B")), ("author: Smith, John", ("Smith, John",)), ("author:", ()), ("author: []", ()),
])
def test_authors(block: str, authors: tuple[str, ...]) -> None:
    assert read(f"---\n{block}\n---\n")[0].authors == authors


@pytest.mark.parametrize(("block", "tags", "category"), [
    ("tags: a, b，c、d", ("a", "b", "c", "d"), ""), ("tags: [a, 'b, c']", ("a", "b, c"), ""), ("categories: [X, Y]", ("Y",), "X"),
    ("categories:\n- [X, Y]\n- [Z]\ntags: a", ("a", "Y", "Z"), "X"), ("category: X", (), "X"), ("tags: [2024, true]", ("2024", "true"), ""),
])
def test_tags_and_categories(block: str, tags: tuple[str, ...], category: str) -> None:
    matter = read(f"---\n{block}\n---\n")[0]
    assert (matter.tags, matter.category) == (tags, category)


# ---- what is refused, and how


@pytest.mark.parametrize(("block", "expected"), [
    ("title: a: b", 'p.md:2:9: error[M002] a colon inside a value makes another key of it\n  hint: put the value in quotes: title: "a: b"'),
    ('title: say "x": y', ("p.md:2:15: error[M002] a colon inside a value makes another key of it\n"
                          "  hint: put the value in quotes: title: 'say \"x\": y'")),
    ("\ttitle: x\nauthor: a", "p.md:2:1: error[M002] a tab stands where YAML wants spaces\n  hint: indent with spaces"),
    ("tags:\n\t- x", "p.md:3:1: error[M002] a tab stands where YAML wants spaces\n  hint: indent with spaces"),
    ('title: "x\nauthor: a', "p.md:2:8: error[M002] a quotation mark is opened here and never closed\n  hint: close it, or take both away"),
    ("title: 'x\nauthor: a", "p.md:2:8: error[M002] a quotation mark is opened here and never closed\n  hint: close it, or take both away"),
    ("title：十年\nauthor: a", "p.md:2:6: error[M002] a full-width colon stands where YAML wants ': '\n  hint: write title: 十年"),
    ("title:十年\nauthor: a", "p.md:2:6: error[M002] no space stands behind the colon\n  hint: write title: 十年"),
    ("title: @x", "p.md:2:8: error[M002] a value may not begin with '@' unless it is quoted\n  hint: put the value in quotes: title: \"@x\""),
    ("title: `x`", "p.md:2:8: error[M002] a value may not begin with '`' unless it is quoted\n  hint: put the value in quotes: title: \"`x`\""),
    ("title: %x", "p.md:2:8: error[M002] a value may not begin with '%' unless it is quoted\n  hint: put the value in quotes: title: \"%x\""),
    ("title: [译] 十年\nauthor: a", "p.md:2:12: error[M002] this line is no 'key: value'\n  hint: put the value in quotes: title: \"[译] 十年\""),
    ("title: \"a\" b\nauthor: c", "p.md:2:12: error[M002] this line is no 'key: value'\n  hint: put the value in quotes: title: '\"a\" b'"),
    ("- a\n- b", ("p.md:2:1: error[M003] front matter must be 'key: value' lines, not a list\n"
                 "  hint: write for example 'title: My post'; a rule at the start of a post needs an empty line below it")),
    ("title: *a*", "p.md:2:8: error[M002] a value may not begin with '*' unless it is quoted\n  hint: put the value in quotes: title: \"*a*\""),
    ("title: *a", "p.md:2:8: error[M004] '*a' is a YAML alias, which front matter may not hold\n  hint: take it out, or put the value in quotes when it is meant as text"),
    ("title: &a x", "p.md:2:8: error[M004] '&a' is a YAML anchor, which front matter may not hold\n  hint: take it out, or put the value in quotes when it is meant as text"),
    ("title: !!python/object:x y", ("p.md:2:8: error[M004] YAML tags ('!') may not stand in front matter\n"
                                   "  hint: take it out, or put the value in quotes when it is meant as text")),
    ("title: a\nauthor: b\ntitle: c", ("p.md:4:1: error[M006] the key 'title' stands here a second time\n"
                                     "  hint: the first is in line 2; keep one of them")),
    ("title: [a]", ("p.md:2:8: error[M009] 'title' must be text, not a list\n"
                   "  hint: put the value in quotes if it begins with [ or {: title: \"[...]\"")),
    ("title: {a: b}", ("p.md:2:8: error[M009] 'title' must be text, not a mapping\n"
                      "  hint: put the value in quotes if it begins with [ or {: title: \"[...]\"")),
    ("date: 2024-13-45", "p.md:2:7: error[M012] 'date': there is no day '2024-13-45'\n  hint: write it as year-month-day: 2024-12-30"),
    ("date: soon", "p.md:2:7: error[M012] 'date': 'soon' is not a date\n  hint: write it as year-month-day: 2024-12-30"),
    ('title: "\\uD800"', "p.md:2:8: error[M011] half of a surrogate pair, U+D800, cannot stand in a book\n  hint: take the escape out of the value"),
    ('title: "a\\0b"', "p.md:2:8: error[M011] the NUL character cannot stand in a book\n  hint: take the escape out of the value"),
    ('tags: ["a\\x07"]', "p.md:2:8: error[M011] the control character U+0007 cannot stand in a book\n  hint: take the escape out of the value"),
])
def test_errors_name_the_place_and_the_way_out(block: str, expected: str) -> None:
    assert first_error(block) == expected


def test_the_advice_it_gives_is_right() -> None:
    """The quoted form that a hint shows is read as the author meant the line."""
    for line in ("title: a: b", "title: [译] 十年", "title: @x", 'title: say "x": y', "title: it's: \"q\"", "title: *x*", "title: a\\b: c"):
        advice = quoted_line(line, 1).removeprefix("put the value in quotes: ")
        matter, _, report = read(f"---\n{advice}\n---\n")
        assert not report.errors, advice
        assert matter.title == line.removeprefix("title: ")


def test_an_alias_bomb_is_refused() -> None:
    bomb = "a: &a [x,x]\nb: &b [*a,*a]\ntitle: *b"
    assert "M004" in first_error(bomb)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_three_thousand_brackets_do_not_recurse(opening: str) -> None:
    text = f"title: {opening * 3000}" if opening != "- " else "title:\n  " + opening * 3000
    assert "error[M005]" in first_error(text)


def test_twenty_deep_is_read() -> None:
    deep = "[" * 18 + "x" + "]" * 18
    assert not read(f"---\nother: {deep}\n---\n")[2].errors


def test_size_limit() -> None:
    assert "error[M007]" in first_error("title: " + "x" * 70_000)


def test_toml_front_matter_is_refused() -> None:
    _, _, report = read("+++\ntitle = 'x'\n+++\ntext")
    assert report.errors[0].code == "M008"


def test_front_matter_that_is_never_closed() -> None:
    _, _, report = read("---\ntitle: x\n\ntext\n")
    assert str(report.errors[0]).startswith("p.md:1:1: error[M001] front matter opened with '---' is never closed")


def test_all_errors_of_the_values_are_gathered() -> None:
    _, _, report = read("---\ntitle: [a]\ndate: x\nupdated: y\n---\n")
    assert [error.code for error in report.errors] == ["M009", "M012", "M012"]


@pytest.mark.parametrize(("key", "near"), [("titel", "title"), ("tag", "tags"), ("discription", "description"), ("updated_", "updated")])
def test_near_misses_are_hinted_at(key: str, near: str) -> None:
    _, _, report = read(f"---\n{key}: x\nauthor: a\n---\n")
    (hint,) = report
    assert (hint.code, hint.line, hint.column, hint.hint) == ("M013", 2, 1, f"did you mean '{near}'?")


@pytest.mark.parametrize("key", ["layout", "draft", "slug", "permalink", "comments", "toc", "weight", "keywords", "cover", "aliases", "id"])
def test_other_keys_are_left_alone(key: str) -> None:
    _, _, report = read(f"---\n{key}: x\n---\n")
    assert not len(report)


@given(st.text(max_size=200))
def test_no_front_matter_makes_it_fail_in_any_other_way(block: str) -> None:
    """Whatever stands between two rules is read, refused with a place, or left in the text."""
    text = f"---\n{block}\n---\nbody"
    matter, body, report = read(text)
    assert isinstance(matter, FrontMatter)
    assert body == text or text.endswith(body)
    for error in report.errors:
        assert error.line is not None
        assert error.hint


@given(st.sampled_from(KEYS), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_no_value_makes_it_fail_in_any_other_way(key: str, value: str) -> None:
    _, _, report = read(f"---\nauthor: a\n{key}: {value}\n---\nbody")
    for error in report.errors:
        assert error.line in (2, 3, 4)
        assert error.hint
