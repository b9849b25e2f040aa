"""Printers' profiles: those that come along are whole, a project's own win, mistakes are named with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import printers
from builder.errors import PostpressError, Report
from builder.pdf.marks import BORDER
from builder.profile import Profile
from builder.typography import TRIMS

OURS = printers.available(printers.folders())


def load(name: str, project: Path | None = None, **wishes: object) -> Profile:
    return printers.load(name, places=printers.folders(project), trims=list(TRIMS), report=Report(), wishes=tuple(wishes.items()))


def refused(project: Path, text: str, name: str = "own") -> list[str]:
    (project / "printers").mkdir(exist_ok=True)
    (project / "printers" / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PostpressError) as raised:
        load(name, project)
    return [found.code for found in raised.value.report.errors]


def test_there_are_the_printers_of_the_reference() -> None:
    assert OURS == ("generic", "ingramspark", "kdp", "lulu", "press-cn", "proof")


@pytest.mark.parametrize("name", OURS)
def test_every_profile_is_whole(name: str) -> None:
    profile = load(name)
    assert profile.name == name
    assert profile.summary.endswith(".")
    assert profile.sources or name == "proof"
    assert profile.trim in (profile.trims or TRIMS)
    assert all(source.address.startswith("https://") for source in profile.sources)
    assert [most for most, _ in profile.gutters] == sorted({most for most, _ in profile.gutters})
    assert profile.multiple >= 1


@pytest.mark.parametrize(("name", "pages", "gutter"), [
    ("kdp", 24, 9.525), ("kdp", 150, 9.525), ("kdp", 151, 12.7), ("kdp", 700, 19.05), ("kdp", 828, 22.225), ("kdp", 2000, 22.225),
    ("generic", 500, 0)])
def test_a_thicker_book_has_a_wider_gutter(name: str, pages: int, gutter: float) -> None:
    assert load(name).gutter(pages) == gutter


def test_a_projects_own_profile_wins(tmp_path: Path) -> None:
    (tmp_path / "printers").mkdir()
    (tmp_path / "printers" / "kdp.toml").write_text('summary = "Ours."\nbleed = 5', encoding="utf-8")
    profile = load("kdp", tmp_path)
    assert (profile.summary, profile.bleed, profile.outline) == ("Ours.", 5, True)


def test_the_books_wishes_lie_over_the_profile() -> None:
    assert load("generic", bleed=5.0).bleed == 5.0


@pytest.mark.parametrize(("text", "code"), [
    ("bled = 3", "R002"), ("bleed = -1", "R002"), ("bleed = true", "R002"), ('marks = "yes"', "R002"), ('trim = "A9"', "R002"),
    ('standard = "PDF/X-9"', "R002"), ("gutters = [[300, 1], [150, 2]]", "R002"), ("gutters = [3]", "R002"), ('trims = "A5"', "R002"),
    ('[[papers]]\nname = "x"', "R002"), ("sources = 3", "R002"), ("=", "R002"), ('icc = "none.icc"', "R003"), ('icc = "../kdp.toml"', "R003"),
    ('icc = "own.toml"', "R003"),
])
def test_mistakes_are_told(tmp_path: Path, text: str, code: str) -> None:
    assert refused(tmp_path, text) == [code]


@pytest.mark.parametrize("name", ["nobody", "../generic", "a/b", "", "\x00"])
def test_an_unknown_printer_is_an_error(name: str) -> None:
    with pytest.raises(PostpressError) as raised:
        load(name)
    assert [found.code for found in raised.value.report.errors] == ["R001"]


def test_the_boxes_in_the_reference_are_those_of_the_profiles() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "printers.md").read_text(encoding="utf-8")
    rows = {cells[0].strip("`"): cells for line in page.splitlines() if (cells := [c.strip() for c in line.split("|")[1:-1]])
            and len(cells) == 8 and cells[0].startswith("`")}
    assert set(rows) == set(OURS)
    for name, (_, trim, media, bleed, trimmed, standard, _, multiple) in rows.items():
        profile = load(name)
        width, height = TRIMS[profile.trim]
        border = profile.bleed + (BORDER if profile.marks else 0)
        boxes = [[float(n) for n in box.split(",")] for box in (media, bleed, trimmed)]
        for box, inset in zip(boxes, (0, border - profile.bleed, border), strict=True):
            assert box == pytest.approx([inset, inset, width + 2 * border - inset, height + 2 * border - inset], abs=0.006)
        assert (trim, standard, int(multiple)) == (profile.trim, profile.standard or "none", profile.multiple)


def test_a_book_may_name_the_output_profile_of_its_printer(tmp_path: Path) -> None:
    (tmp_path / "printers").mkdir()
    ours = (printers.folders()[-1] / "fogra39-240.icc").read_bytes()
    (tmp_path / "printers" / "house.icc").write_bytes(ours)
    assert load("generic", tmp_path, icc="house.icc").icc_data == ours


@pytest.mark.parametrize(("pages", "multiple", "fewest", "last_blank", "whole"), [
    (3, 2, 2, False, 4), (149, 4, 2, False, 152), (4, 4, 2, True, 8), (22, 2, 24, False, 24), (5, 1, 2, False, 6)])
def test_a_block_is_filled_up_to_what_is_bound(pages: int, multiple: int, fewest: int, last_blank: bool, whole: int) -> None:
    assert Profile("any", multiple=multiple, fewest=fewest, last_blank=last_blank).whole(pages) == whole
