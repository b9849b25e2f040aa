from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from builder.assets import confined
from builder.assets.budget import FAMILIES, LEAST_PIXELS, STEPS, fit
from builder.assets.pictures import prepare
from builder.assets.store import Store
from builder.errors import Report
from builder.model import Asset

from .specimens import drawing, encoded, noise, opened

PLENTY = 100_000_000


def asset(data: bytes) -> Asset:
    made = prepare(data, target="x", shown="post.md", line=3, report=Report())
    assert made is not None
    return made


def photograph(width: int = 900, height: int = 600) -> Asset:
    return asset(encoded(noise(96, 64).resize((width, height), Image.Resampling.BICUBIC), "JPEG", quality=95))


def fitted(
    pictures: list[Asset], folder: Path, *, target: str = "any", room: int = PLENTY, most: int | None = None,
) -> tuple[list[Asset], list[str]]:
    report = Report()
    found = fit(pictures, target=target, room=room, most=most or room, store=Store(folder), places={pictures[0].name: "post.md:3"},
                report=report)
    assert list(found) == [p.name for p in pictures]
    for new in found.values():
        picture = opened(new.data)
        assert picture.size == (new.width, new.height)
        assert f"image/{(picture.format or '').lower()}" == new.media_type
    return list(found.values()), [str(d) for d in report]


def test_what_is_within_its_measures_is_left_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "run", None)  # nothing is decoded at all
    pictures = [Asset("a.jpg", "image/jpeg", b"x" * 90, 1600, 1200), Asset("b.png", "image/png", b"y", 10, 10)]
    report = Report()
    assert fit(pictures, target="kindle", room=91, most=91, store=Store(tmp_path), places={}, report=report) == {
        "a.jpg": pictures[0], "b.png": pictures[1]}
    assert not len(report)


@pytest.mark.parametrize("target", ["kindle", "kobo"])
def test_a_screen_is_shown_no_more_than_it_has(target: str, tmp_path: Path) -> None:
    wide, square, tall = (asset(encoded(drawing(*size), "PNG")) for size in ((3000, 500), (1900, 1900), (500, 4000)))
    made, said = fitted([wide, square, tall], tmp_path, target=target)
    family = FAMILIES[target]
    assert made[0].width == family.widest
    assert made[0].height == 500 * family.widest // 3000
    assert made[1].width == made[1].height < 1900
    assert made[1].width * made[1].height <= family.pixels
    assert made[2] is tall  # it runs over several pages
    assert not said


def test_every_family_is_within_what_all_readers_open() -> None:
    assert all(family.pixels <= 4_000_000 and family.widest <= 4096 for family in FAMILIES.values())


def test_over_the_budget_all_pictures_give_way_alike(tmp_path: Path) -> None:
    pictures = [photograph(), photograph(1200, 800)]
    weight = sum(len(p.data) for p in pictures)
    made, said = fitted(pictures, tmp_path, room=weight * 6 // 10, most=25_000_000)
    assert sum(len(p.data) for p in made) <= weight * 6 // 10
    assert all(len(new.data) < len(old.data) for old, new in zip(pictures, made, strict=True))
    assert all(new.name != old.name and new.name.endswith(".jpg") for old, new in zip(pictures, made, strict=True))
    hint, = said
    assert hint.startswith("hint[A060] the EPUB would have more than 25 MB, so its pictures were made smaller")


def test_no_more_is_taken_than_needed(tmp_path: Path) -> None:
    pictures = [photograph()]
    mild, _ = fitted(pictures, tmp_path, room=len(pictures[0].data) - 1)
    hard, _ = fitted(pictures, tmp_path, room=len(pictures[0].data) // 3)
    assert len(hard[0].data) < len(mild[0].data) < len(pictures[0].data)
    assert (mild[0].width, mild[0].height) == (900, 600)


def test_what_does_not_fit_at_all_is_made_and_told_of(tmp_path: Path) -> None:
    pictures = [photograph(), asset(encoded(drawing(300, 200), "PNG"))]
    made, said = fitted(pictures, tmp_path, room=1000, most=1_000_000)
    assert len(made[0].data) < len(pictures[0].data)
    assert made[0].width * made[0].height <= max(LEAST_PIXELS, 900 * 600 * STEPS[-1].share)
    hint, warning = said
    assert hint.startswith("hint[A060]")
    assert warning.startswith("warning[A061] the EPUB has 1.0 MB, more than 1 MB, with its pictures at the lowest quality")
    assert "the largest are post.md:3 (0.0" in warning


def test_even_a_budget_already_spent_is_told_of(tmp_path: Path) -> None:
    _, said = fitted([photograph(200, 150)], tmp_path, room=-500, most=1_000_000)
    assert [line.partition("]")[0] for line in said] == ["hint[A060", "warning[A061"]


def test_small_pictures_keep_their_pixels(tmp_path: Path) -> None:
    made, _ = fitted([photograph(500, 400)], tmp_path, room=10)
    assert (made[0].width, made[0].height) == (500, 400)


def test_a_drawing_of_few_colours_loses_nothing(tmp_path: Path) -> None:
    pictures = [asset(encoded(drawing(1200, 900), "PNG")), photograph(1200, 900)]
    made, _ = fitted(pictures, tmp_path, room=len(pictures[1].data) // 3)
    assert made[0].media_type == "image/png"
    assert len(made[0].data) <= len(pictures[0].data)
    assert opened(made[0].data).convert("RGB").tobytes() == opened(pictures[0].data).convert("RGB").tobytes()


def test_the_same_pictures_give_the_same_ones_and_the_second_time_nothing_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    pictures = [photograph(), photograph(600, 300)]
    first = fitted(pictures, tmp_path / "one", room=60_000)
    assert fitted(pictures, tmp_path / "two", room=60_000) == first
    monkeypatch.setattr(confined, "run", None)
    assert fitted(pictures, tmp_path / "one", room=60_000) == first


def test_each_step_takes_more_than_the_one_before() -> None:
    for before, after in pairwise(STEPS):
        assert after.quality < before.quality
        assert after.share <= before.share
        assert after.colours <= before.colours
