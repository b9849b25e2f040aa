"""A vertical edition in reading systems: Chromium says where its characters stand, EPUBCheck, kobofix and Ace find nothing, MuPDF
and pandoc read the author's text."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from oracles import glyphs
from oracles.expected import expectation
from oracles.extracted import from_epub
from oracles.finished import Finished, draw_pictures
from oracles.text import differences

import builder
from builder.preflight import check, check_outside

from . import test_epub_text as text_rules
from . import test_epub_validators as validators
from .node_modules import node, package
from .tools import artifacts, require, run

pytestmark = pytest.mark.integration

TOP = Path(__file__).parents[2]
SCRIPT = Path(__file__).parent / "node" / "foliate.mjs"
LEVEL = ["cover.xhtml", "copyright-page.xhtml", "colophon.xhtml"]
Box = dict[str, Any]


def made(name: str, place: Path, *, language: str = "") -> Finished:
    """Make the vertical edition of a book of the tests."""
    shutil.copytree(TOP / "tests" / "books" / name, place / "book")
    draw_pictures(place / "book")
    config = place / "book" / "book.toml"
    said = config.read_text(encoding="utf-8")
    own = [] if "writing" in said else ['writing = "vertical"']
    config.write_text("\n".join([*own, *([f'lang = "{language}"'] if language else []), said]), encoding="utf-8")
    post = place / "book" / f"{name}.md"
    report = builder.Report()
    settings = builder.Settings(offline=True, store=place / "store")
    (epub,) = builder.build(post, to=(builder.Target.EPUB,), out=place / "out", settings=settings, report=report).editions
    return Finished(post, epub, epub, tuple(map(str, report)))


@pytest.fixture(scope="module", params=["vertical", "features"])
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return made(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what foliate-js in a Chromium makes of the vertical book."""
    place = tmp_path_factory.mktemp("foliate")
    modules = package("foliate-js").parent
    package("playwright-core")
    shots = artifacts(place, "vertical")
    done = run([node(), SCRIPT, made("vertical", place).epub, modules, require("chromium"), shots])
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["errors"] == found["outside"] == []
    return found


def section(told: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(s for s in told["sections"] if s["id"].endswith(name))
    return found


def boxes(told: dict[str, Any], name: str, *, file: str = "chapter-01.xhtml") -> list[Box]:
    return [box for box in section(told, file)["boxes"] if name in (box["name"], box["class"])]


def paragraph(told: dict[str, Any], start: str) -> Box:
    return next(box for box in boxes(told, "p") if box["text"].startswith(start))


def middle(box: Box) -> float:
    return float(box["x"] + box["width"] / 2)


def test_lines_run_downwards_on_all_pages_but_the_level_ones(told: dict[str, Any]) -> None:
    writing = {s["id"].rpartition("/")[2]: s["writing"] for s in told["sections"]}
    assert {name for name, mode in writing.items() if mode == "horizontal-tb"} == set(LEVEL)
    assert set(writing.values()) == {"vertical-rl", "horizontal-tb"}


def test_pages_turn_to_the_left(told: dict[str, Any]) -> None:
    assert told["dir"] == "rtl"
    assert told["turned"] == [1, 2, 1]


def test_the_first_column_is_at_the_right_and_the_next_one_left_of_it(told: dict[str, Any]) -> None:
    headings, paragraphs = boxes(told, "h1", file="chapter-02.xhtml"), boxes(told, "p", file="chapter-02.xhtml")
    characters = [c for c in paragraphs[0]["characters"] if c["character"].strip()]
    assert headings[0]["x"] > characters[0]["x"]
    columns: list[list[Box]] = []
    for character in characters:
        if not columns or abs(character["x"] - columns[-1][-1]["x"]) > 1:
            columns.append([])
        columns[-1].append(character)
    for column in columns:
        tops = [c["y"] for c in column]
        assert tops == sorted(tops)
    steps = [after[0]["x"] - before[0]["x"] for before, after in pairwise(columns)]
    pages = sum(step > 0 for step in steps)  # a page begins at the right again
    assert len(steps) > 5 + pages
    assert len({round(step) for step in steps if step < 0}) == 1, "columns stand at one distance"


def test_combined_digits_fill_one_square_in_the_middle_of_their_column(told: dict[str, Any]) -> None:
    combined = boxes(told, "tcy")
    assert [box["text"] for box in combined] == ["1", "12", "3", "12", "31", "T", "10", "!!", "!?", "12", "2"]
    for box in combined:
        assert box["height"] == pytest.approx(box["size"], rel=0.02), box["text"]
        assert box["width"] < 1.2 * box["size"], box["text"]
    characters = paragraph(told, "共12个")["characters"]
    size = paragraph(told, "共12个")["size"]
    (digit,) = [box for box in combined if box["text"] == "3"]
    before = characters[0]
    assert middle(digit) == pytest.approx(middle(before), abs=0.05 * size)


def test_a_year_and_words_are_turned(told: dict[str, Any]) -> None:
    def height(text: str) -> float:
        for box in boxes(told, "p"):
            if text in box["text"]:
                found = box["characters"][box["text"].index(text) :][: len(text)]
                assert max(c["x"] for c in found) - min(c["x"] for c in found) < 1, f"{text} runs down one column"
                return float(sum(c["height"] for c in found) / box["size"])
        raise AssertionError(text)

    assert height("2024") == pytest.approx(4 * 0.55, abs=0.2)
    assert height("Kubernetes") < 0.7 * len("Kubernetes")


def test_quotation_marks_stand_as_their_language_has_them(told: dict[str, Any]) -> None:
    assert {box["orientation"] for box in boxes(told, "upright")} == {"upright"}
    assert {box["orientation"] for box in boxes(told, "latin-mark")} == {"sideways"}
    (opening,) = [c for c in paragraph(told, "他说")["characters"] if c["character"] == "“"][:1]
    assert opening["height"] >= 0.45 * paragraph(told, "他说")["size"]
    latin = next(c for c in paragraph(told, "Kubernetes")["characters"] if c["character"] == "“")
    assert latin["height"] < 0.6 * paragraph(told, "Kubernetes")["size"]


def test_pictures_are_not_turned_and_rows_of_tables_go_to_the_left(told: dict[str, Any]) -> None:
    (picture,) = section(told, "chapter-01.xhtml")["images"]
    width, height = picture["shown"]
    assert width / height == pytest.approx(picture["width"] / picture["height"], rel=0.02)
    rows = boxes(told, "tr")
    assert len(rows) == 2
    assert rows[0]["x"] > rows[1]["x"]
    assert rows[0]["height"] > rows[0]["width"]


def test_readings_are_on_the_right(told: dict[str, Any]) -> None:
    bases = [c for c in paragraph(told, "又一段")["characters"] if c["character"] in "汉字"]
    readings = boxes(told, "rt")
    assert len(readings) == len(bases) == 2
    for reading, base in zip(readings, bases, strict=True):
        assert middle(reading) > middle(base)
        assert abs(reading["y"] + reading["height"] / 2 - base["y"] - base["height"] / 2) < base["height"] / 2


def test_every_face_loads(told: dict[str, Any]) -> None:
    assert {face["status"] for s in told["sections"] for face in s["fonts"]} == {"loaded"}


def test_validators_find_nothing(edition: Finished, tmp_path: Path) -> None:
    require("epubcheck")
    require("kobofix")
    report = builder.Report()
    check(edition.epub.read_bytes(), edition.epub.name, report)
    check_outside(edition.epub.read_bytes(), edition.epub.name, report)
    assert [str(d) for d in report] == []
    validators.test_ace_finds_nothing(edition, tmp_path)


def test_the_text_is_the_authors(edition: Finished) -> None:
    text_rules.test_every_character_is_the_authors_and_none_is_added(edition)
    text_rules.test_no_invisible_character_of_ours_is_in_a_page(edition)


def test_a_reader_that_knows_no_vertical_lines_shows_all_of_it(edition: Finished) -> None:
    require("pandoc")
    asked = expectation(edition.post.read_text(encoding="utf-8"), notes_at_foot=False)
    assert differences(asked, from_epub(edition.epub)) == []
    assert glyphs.foreign_in_epub(edition.epub) == []
    assert glyphs.without_glyph(edition.epub) == []
