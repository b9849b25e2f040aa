from __future__ import annotations

from pathlib import Path

import pytest

from builder import themes
from builder.errors import PostpressError, Report
from builder.model import Theme
from builder.render import labels
from builder.templates import css_string, fill


def write_theme(place: Path, name: str, toml: str, **files: str) -> None:
    folder = place / name
    (folder / "templates").mkdir(parents=True)
    (folder / "theme.toml").write_text(toml, encoding="utf-8")
    for file, text in files.items():
        (folder / "templates" / f"{file}.html.j2").write_text(text, encoding="utf-8")


def load(tmp_path: Path, name: str, **options: str | float | bool) -> tuple[Theme, Report]:
    report = Report()
    given = tuple((key.replace("_", "-"), value) for key, value in options.items())
    return themes.load(name, options=given, places=(tmp_path, *themes.folders()), report=report), report


def codes(error: pytest.ExceptionInfo[PostpressError]) -> list[str]:
    return [d.code for d in error.value.report.errors]


def test_classic_comes_along() -> None:
    assert "classic" in dict(themes.available(themes.folders()))


def test_a_theme_lies_over_the_one_it_extends(tmp_path: Path) -> None:
    write_theme(tmp_path, "mine", 'extends = "classic"\n[options]\naccent = "#112233"', cover="mine")
    theme, _ = load(tmp_path, "mine")
    assert theme.option("accent") == "#112233"
    assert theme.option("body-size") == 10.5
    assert dict(theme.templates)["cover.html.j2"].path == "mine/templates/cover.html.j2"
    assert "title-page.xhtml.j2" in dict(theme.templates)


def test_the_books_options_lie_over_the_themes(tmp_path: Path) -> None:
    theme, _ = load(tmp_path, "classic", accent="#445566", link_notes=False)
    assert (theme.option("accent"), theme.option("link-notes")) == ("#445566", False)


@pytest.mark.parametrize(("option", "value", "code"), [
    ("acent", "#445566", "T004"), ("accent", "red", "T005"), ("link-notes", "yes", "T005"), ("opening-lines", True, "T005"),
    ("body-size", "big", "T005"),
])
def test_a_wrong_option_is_refused(tmp_path: Path, option: str, value: str | bool, code: str) -> None:
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "classic", **{option: value})
    assert codes(error) == [code]
    assert error.value.report.errors[0].hint


def test_a_near_miss_is_answered_with_the_name(tmp_path: Path) -> None:
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "clasic")
    assert codes(error) == ["T001"]
    assert error.value.report.errors[0].hint == "did you mean 'classic'?"


@pytest.mark.parametrize("name", ["../classic", "a/b", ".."])
def test_a_theme_is_a_name_and_no_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(PostpressError) as error:
        load(tmp_path, name)
    assert codes(error) == ["T001"]


def test_a_circle_is_refused(tmp_path: Path) -> None:
    write_theme(tmp_path, "a", 'extends = "b"')
    write_theme(tmp_path, "b", 'extends = "a"')
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "a")
    assert codes(error) == ["T003"]
    assert "a -> b -> a" in error.value.report.errors[0].message


@pytest.mark.parametrize("toml", ["extends = ", 'extend = "classic"'])
def test_a_broken_theme_toml_is_refused(tmp_path: Path, toml: str) -> None:
    write_theme(tmp_path, "a", toml)
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "a")
    assert codes(error) == ["T002"]


@pytest.mark.parametrize(("template", "line"), [("a\n{{ nothing.there }}", 2), ("a\nb\n{% if %}", 3), ("{{ 1 / 0 }}", 1)])
def test_a_mistake_in_a_template_has_its_line(tmp_path: Path, template: str, line: int) -> None:
    write_theme(tmp_path, "a", "", page=template)
    theme, report = load(tmp_path, "a")
    with pytest.raises(PostpressError) as error:
        fill(theme, "page.html.j2", {}, report)
    (diagnostic,) = error.value.report.errors
    assert (diagnostic.code, diagnostic.path, diagnostic.line) == ("T011", "a/templates/page.html.j2", line)


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    theme, report = load(tmp_path, "classic")
    with pytest.raises(PostpressError) as error:
        fill(theme, "nothing.html.j2", {}, report)
    assert codes(error) == ["T010"]


@pytest.mark.parametrize("attack", ["{{ ''.__class__.__mro__ }}", "{{ [].append.__globals__ }}", "{% include '/etc/hostname' %}"])
def test_templates_run_in_a_sandbox(tmp_path: Path, attack: str) -> None:
    write_theme(tmp_path, "a", "", page=attack)
    theme, report = load(tmp_path, "a")
    with pytest.raises(PostpressError):
        fill(theme, "page.html.j2", {}, report)


def test_what_a_template_is_given_is_escaped(tmp_path: Path) -> None:
    write_theme(tmp_path, "a", "", page="{{ title }}")
    theme, report = load(tmp_path, "a")
    assert fill(theme, "page.html.j2", {"title": "<script>&"}, report) == "&lt;script&gt;&amp;"


@pytest.mark.parametrize("text", ['a"b', "a\\b", "a\nb", "</style>"])
def test_a_css_string_cannot_be_left(text: str) -> None:
    inner = css_string(text)[1:-1]
    assert '"' not in inner
    assert "\n" not in inner
    assert "<" not in inner


@pytest.mark.parametrize(("language", "word"), [
    ("zh-Hans", "目录"), ("zh-CN", "目录"), ("zh", "目录"), ("zh-Hant", "目錄"), ("zh-TW", "目錄"), ("zh-Hant-HK", "目錄"),
    ("ja", "目次"), ("ja-JP", "目次"), ("ko", "차례"), ("en-GB", "Contents"), ("fr", "Contents"),
])
def test_labels_follow_the_language(tmp_path: Path, language: str, word: str) -> None:
    theme, _ = load(tmp_path, "classic")
    assert labels(theme, language)["contents"] == word


def test_every_language_has_every_word(tmp_path: Path) -> None:
    theme, _ = load(tmp_path, "classic")
    words = {language: {key for key, _ in table} for language, table in theme.labels}
    assert all(keys == words["en"] for keys in words.values())
