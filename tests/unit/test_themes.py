from __future__ import annotations

from pathlib import Path

import pytest

from builder import themes
from builder.errors import PostpressError, Report
from builder.model import Theme
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
    write_theme(tmp_path, "mine", 'extends = "classic"\n[options.accent]\ndefault = "#112233"', cover="mine")
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
    ("body-size", "big", "T005"), ("body-size", 0, "T005"), ("body-size", 400, "T005"), ("body-size", 7.9, "T005"),
    ("body-size", float("nan"), "T005"), ("leading", 11, "T005"), ("leading", float("inf"), "T005"),
    ("opening-lines", -1, "T005"), ("opening-lines", 15, "T005"),
])
def test_a_wrong_option_is_refused(tmp_path: Path, option: str, value: str | float | bool, code: str) -> None:
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "classic", **{option: value})
    assert codes(error) == [code]
    assert error.value.report.errors[0].hint


@pytest.mark.parametrize(("option", "value"), [
    ("body-size", 8), ("body-size", 16), ("leading", 12), ("leading", 30.0), ("opening-lines", 0), ("opening-lines", 14),
])
def test_both_ends_of_a_range_are_in_it(tmp_path: Path, option: str, value: float) -> None:
    theme, _ = load(tmp_path, "classic", **{option: value})
    assert theme.option(option) == value


def test_the_hint_names_the_range(tmp_path: Path) -> None:
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "classic", body_size=0)
    assert error.value.report.errors[0].hint == "give a number from 8 to 16, for example 10.5"


@pytest.mark.parametrize(("ends", "hint"), [
    ("min = 1", "give an integer of at least 1, for example 5"), ("max = 9", "give an integer of at most 9, for example 5"),
])
def test_a_range_may_be_open_at_one_end(tmp_path: Path, ends: str, hint: str) -> None:
    write_theme(tmp_path, "a", f'[options.x]\ntype = "integer"\ndefault = 5\n{ends}')
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "a", x=0 if "min" in ends else 10)
    assert error.value.report.errors[0].hint == hint


def test_true_is_not_the_choice_one(tmp_path: Path) -> None:
    write_theme(tmp_path, "a", '[options.x]\ntype = "choice"\nvalues = [1, 2]\ndefault = 2')
    assert load(tmp_path, "a", x=1)[0].option("x") == 1
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "a", x=True)
    assert codes(error) == ["T005"]


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


@pytest.mark.parametrize("toml", [
    'extends = 3',
    'name = ["a"]',
    'options = "x"',
    '[options]\nx = "y"',
    '[options.x]\ntype = "colour"',
    '[options.x]\ntype = "colur"\ndefault = "#112233"',
    '[options.x]\ntype = ["colour"]\ndefault = "#112233"',
    '[options.x]\ntype = "colour"\ndefault = "red"',
    '[options.x]\ntype = "string"\ndefault = 3',
    '[options.x]\ntype = "number"\ndefault = nan',
    '[options.x]\ntype = "choice"\ndefault = "y"',
    '[options.x]\ntype = "choice"\nvalues = []\ndefault = "y"',
    '[options.x]\ntype = "choice"\nvalues = "xyz"\ndefault = "y"',
    '[options.x]\ntype = "choice"\nvalues = [["y"]]\ndefault = ["y"]',
    '[options.x]\ntype = "choice"\nvalues = ["z"]\ndefault = "y"',
    '[options.x]\ntype = "string"\nvalues = ["y"]\ndefault = "y"',
    '[options.x]\ntype = "string"\ndefault = "y"\nmin = 3',
    '[options.x]\ntype = "number"\ndefault = 3\nmin = "1"',
    '[options.x]\ntype = "number"\ndefault = 3\nmin = 9\nmax = 1',
    '[options.x]\ntype = "number"\ndefault = 3\nmin = 4',
    '[options.x]\ntype = "number"\ndefault = 3\nmaximum = 4',
    'extends = "classic"\n[options.accent]\ntype = "string"\ndefault = "red"',
    'extends = "classic"\n[options.accent]\ndefault = "red"',
    'extends = "classic"\n[options.body-size]\ndefault = 40',
    "x = " + "[" * 5000,
])
def test_a_mistake_in_a_theme_toml_names_the_file(tmp_path: Path, toml: str) -> None:
    write_theme(tmp_path, "a", toml)
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "a")
    (diagnostic,) = error.value.report.errors
    assert (diagnostic.code, diagnostic.path) == ("T002", str(tmp_path / "a" / "theme.toml"))
    assert diagnostic.hint
    assert error.value.exit_code == 5


def test_a_mistake_below_is_told_once_and_of_its_own_file(tmp_path: Path) -> None:
    write_theme(tmp_path, "below", '[options.x]\ntype = "colur"\ndefault = "#112233"')
    write_theme(tmp_path, "above", 'extends = "below"')
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "above", x="#445566")
    assert [(d.code, d.path, d.hint) for d in error.value.report.errors] == [
        ("T002", str(tmp_path / "below" / "theme.toml"), "did you mean 'colour'?")]


@pytest.mark.parametrize("text", ['zh-Hans = "x"', "[en]\ncontents = 3", "[en]\n[en.contents]", "en = "])
def test_a_mistake_in_labels_names_the_file(tmp_path: Path, text: str) -> None:
    write_theme(tmp_path, "a", 'extends = "classic"')
    (tmp_path / "a" / "labels.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "a")
    assert [(d.code, d.path) for d in error.value.report.errors] == [("T002", str(tmp_path / "a" / "labels.toml"))]


@pytest.mark.parametrize("file", ["theme.toml", "labels.toml", "templates/page.xhtml.j2", "styles/extra.css.j2"])
def test_a_file_that_is_not_utf8_is_named(tmp_path: Path, file: str) -> None:
    write_theme(tmp_path, "a", 'extends = "classic"')
    (tmp_path / "a" / "styles").mkdir()
    (tmp_path / "a" / file).write_bytes("# 注释".encode("gb18030"))
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "a")
    (diagnostic,) = error.value.report.errors
    assert (diagnostic.code, diagnostic.path, diagnostic.hint) == ("T002", str(tmp_path / "a" / file), "save it as UTF-8")
    assert "a" in dict(themes.available((tmp_path,)))


@pytest.mark.parametrize("file", ["labels.toml", "templates/page.xhtml.j2"])
def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path, file: str) -> None:
    write_theme(tmp_path, "a", 'extends = "classic"')
    (tmp_path / "a" / file).mkdir()
    with pytest.raises(PostpressError) as error:
        load(tmp_path, "a")
    assert [(d.code, d.path) for d in error.value.report.errors] == [("T002", str(tmp_path / "a" / file))]


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
    assert themes.words(theme, language)["contents"] == word


def test_words_missing_in_a_language_are_english(tmp_path: Path) -> None:
    write_theme(tmp_path, "a", "")
    (tmp_path / "a" / "labels.toml").write_text('[en]\nby = "by"\ndate = "Date"\n[zh-Hant]\ndate = "日期"', encoding="utf-8")
    theme, _ = load(tmp_path, "a")
    assert themes.words(theme, "zh-TW") == {"by": "by", "date": "日期"}
    assert themes.words(theme, "zh-CN") == {"by": "by", "date": "Date"}


def test_a_theme_may_have_no_words_at_all(tmp_path: Path) -> None:
    write_theme(tmp_path, "a", "")
    assert themes.words(load(tmp_path, "a")[0], "zh-Hans") == {}


def test_every_language_has_every_word(tmp_path: Path) -> None:
    theme, _ = load(tmp_path, "classic")
    words = {language: {key for key, _ in table} for language, table in theme.labels}
    assert all(keys == words["en"] for keys in words.values())
