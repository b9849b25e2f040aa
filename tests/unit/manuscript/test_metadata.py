from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from builder.errors import Report
from builder.manuscript import edit
from builder.manuscript.metadata import file_as, file_title, same_title
from builder.model import Contributor, FrontMatter, Metadata

from .reading import book_of, codes, manuscript, read


def metadata(folder: Path, front_matter: str, text: str = "我们这里有正文。", **given: object) -> Metadata:
    return book_of(folder, f"---\ntitle: 书\n{front_matter}\n---\n{text}\n", **given)[0].metadata


@pytest.mark.parametrize(("name", "expected"), [
    ("Matt Butcher", "Butcher, Matt"), ("Ursula K. Le Guin", "Guin, Ursula K. Le"), ("José Ortega", "Ortega, José"), ("Ludwig van Beethoven", "Beethoven, Ludwig van"),
    ("余华", None), ("Plato", None), ("Butcher, Matt", None), ("Linux Foundation", None), ("The Kubernetes Authors", None), ("matt butcher", None),
    ("Simon & Schuster", None), ("王 小波", None), ("", None),
])
def test_file_as(name: str, expected: str | None) -> None:
    assert file_as(name) == expected


@pytest.mark.parametrize(("path", "title"), [
    ("content/ten-years-of-kubernetes.md", "ten years of kubernetes"), ("十年.md", "十年"), ("a_b.markdown", "a b"), ("a\\b.md", "b"), ("---.md", "---"),
])
def test_file_title(path: str, title: str) -> None:
    assert file_title(path) == title


def test_same_title() -> None:
    assert same_title("A：b", "Ａ b!")
    assert not same_title("!", "?")
    assert not same_title("A", "B")


def test_contributors_authors_first(tmp_path: Path) -> None:
    found = metadata(tmp_path, "translator: 乙\nauthors: [Matt Butcher, 甲, 甲]")
    assert found.contributors == (
        Contributor("Matt Butcher", "aut", "Butcher, Matt"), Contributor("甲", "aut", None), Contributor("乙", "trl", None))


def test_no_author_is_no_contributor_and_a_hint(tmp_path: Path) -> None:
    book, report = book_of(tmp_path, "---\ntitle: T\nlang: en\ndate: 2024-12-30\n---\nx\n")
    assert book.metadata.contributors == ()
    assert [str(found) for found in report] == [
        "post.md: hint[M060] the book names no author\n  hint: add 'author: Name' to the front matter or book.toml"]


@pytest.mark.parametrize(("front_matter", "day"), [
    ("date: 2024-01-01\npublished: 2024-01-02\nupdated: 2024-01-03", date(2024, 1, 1)), ("published: 2024-01-02\nupdated: 2024-01-03", date(2024, 1, 2)),
    ("updated: 2024-01-03", date(2024, 1, 3)),
])
def test_date_rule(tmp_path: Path, front_matter: str, day: date) -> None:
    assert metadata(tmp_path, front_matter).date == day


def test_dates_of_book_toml_are_over_the_posts(tmp_path: Path) -> None:
    assert metadata(tmp_path, "date: 2024-01-01", settings=FrontMatter(date=date(2020, 2, 2))).date == date(2020, 2, 2)
    assert metadata(tmp_path, "tags: x", settings=FrontMatter(published=date(2020, 2, 2))).date == date(2020, 2, 2)


def test_without_any_date_the_epoch_and_then_a_fixed_day(tmp_path: Path) -> None:
    from dataclasses import replace

    post, _ = read(tmp_path, "# T\n\nx\n")
    report = Report()
    assert edit(replace(manuscript(post), source_date=date(2023, 5, 5)), report).metadata.date == date(2023, 5, 5)
    assert "M063" not in codes(report)
    assert edit(manuscript(post), report).metadata.date == date(1980, 1, 1)
    assert "M063" in codes(report)


@pytest.mark.parametrize(("front_matter", "language", "code"), [
    ("lang: zh-CN", "zh-Hans", None), ("lang: zh", "zh-Hans", None), ("language: en-us", "en-US", None), ("tags: x", "zh-Hans", "M061"), ("lang: '!!'", "zh-Hans", "M062"),
])
def test_language(tmp_path: Path, front_matter: str, language: str, code: str | None) -> None:
    book, report = book_of(tmp_path, f"---\ntitle: 书\nauthor: a\ndate: 2024-12-30\n{front_matter}\n---\n我们这里有正文。\n")
    assert book.metadata.language == language
    assert codes(report) == ([code] if code else [])


def test_code_has_no_say_in_the_language(tmp_path: Path) -> None:
    text = "我们看代码。\n\n```python\n" + "some english words in code\n" * 50 + "```\n"
    assert metadata(tmp_path, "tags: x", text).language == "zh-Hans"


def test_identifier_is_made_of_title_authors_language_and_source(tmp_path: Path) -> None:
    one = metadata(tmp_path, "author: A\nlang: zh-Hans\ndate: 2024-01-01")
    assert one.identifier.startswith("urn:uuid:")
    assert metadata(tmp_path, "author: A\nlang: zh-Hans\ndate: 2025-01-01", "别的正文").identifier == one.identifier
    others = [metadata(tmp_path, m).identifier for m in (
        "author: B\nlang: zh-Hans", "author: A\nlang: zh-Hant", "author: A\nlang: zh-Hans\nsource: https://e.com")]
    assert len({one.identifier, *others}) == 4
    assert one.identifier == "urn:uuid:" + one.identifier.removeprefix("urn:uuid:").lower()
    assert metadata(tmp_path, "author: A", identifier="urn:isbn:9783161484100").identifier == "urn:isbn:9783161484100"


def test_subjects_are_tags_and_category_each_once(tmp_path: Path) -> None:
    assert metadata(tmp_path, "tags: [a, b]\ncategory: a").subjects == ("a", "b")
    assert metadata(tmp_path, "tags: [a]\ncategory: C").subjects == ("a", "C")


def test_all_else_is_passed_on(tmp_path: Path) -> None:
    found = metadata(tmp_path, "subtitle: S\ndescription: D\nlicense: L\nsource: https://e.com\npublished: 2024-01-02\nupdated: 2024-01-03")
    assert (found.subtitle, found.description, found.license, found.source) == ("S", "D", "L", "https://e.com")
    assert (found.published, found.updated) == (date(2024, 1, 2), date(2024, 1, 3))
