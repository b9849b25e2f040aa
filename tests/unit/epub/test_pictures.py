from __future__ import annotations

import pytest

from builder.epub import bind
from builder.epub.pictures import components, ends_right, exchanged, kind, size, verify, weight_without
from builder.errors import Report
from builder.model import Asset, Pages

from .specimen import jpeg, png, with_page


@pytest.mark.parametrize(("data", "expected"), [
    (png(3, 5), (3, 5)), (jpeg(1600, 2560), (1600, 2560)), (b"\xff\xd8", None), (b"\xff\xd8\xff\xe0\0\x10", None), (b"", None),
    (b"\xff\xd8\xff\xff\xff\xc0\0\x0b\x08\0\x07\0\x09\x01\1\x11\0\xff\xd9", (9, 7)), (b"\xff\xd8garbage!!!!!", None),
])
def test_size(data: bytes, expected: tuple[int, int] | None) -> None:
    assert size(data) == expected


def test_colours_of_a_jpeg() -> None:
    assert [components(jpeg(components=n)) for n in (1, 3, 4)] == [1, 3, 4]
    assert components(png()) is None


def test_kind_goes_by_content() -> None:
    assert [kind(d) for d in (png(), jpeg(), b"GIF89a", b"RIFF....WEBP", b"<svg/>", b"")] == [
        "image/png", "image/jpeg", "image/gif", "", "", ""]


@pytest.mark.parametrize(("name", "media_type", "right"), [
    ("a.jpg", "image/jpeg", True), ("a.JPEG", "image/jpeg", True), ("a.png", "image/jpeg", False), ("a", "image/png", False),
])
def test_endings(name: str, media_type: str, *, right: bool) -> None:
    assert ends_right(name, media_type) is right


@pytest.mark.parametrize("asset", [
    Asset("a.jpg", "image/jpeg", b"RIFF\0\0\0\0WEBPVP8 ", 1, 1), Asset("a.jpg", "image/jpeg", png(), 2, 2),
    Asset("a.jpg", "image/png", png(), 2, 2), Asset("a.gif", "image/gif", b"GIF89a", 1, 1),
])
def test_a_picture_that_is_not_what_it_says_is_refused(asset: Asset) -> None:
    report = Report()
    verify(asset, report)
    assert [d.code for d in report] == ["E012"]


def test_a_good_picture_passes() -> None:
    report = Report()
    verify(Asset("a.png", "image/png", png(), 2, 2), report)
    assert not len(report)


def test_pictures_are_exchanged_where_pages_show_them(pages: Pages) -> None:
    (old, rule), new = pages.assets, Asset("abc.png", "image/png", png(1, 1), 1, 1)
    changed = exchanged(with_page(pages, "introduction.xhtml", ("开头。", "开头，images/5c0ffee5.png。")), {old.name: new, rule.name: rule})
    assert changed.assets == (new, rule)
    chapter = next(p.markup for p in changed.pages if p.name == "chapter-01.xhtml")
    assert '<img src="images/abc.png" alt="一只鸟"/>' in chapter
    assert "images/5c0ffee5.png。" in next(p.markup for p in changed.pages if p.name == "introduction.xhtml")
    assert changed.cover == pages.cover
    bind(changed, Report())


def test_two_pictures_that_become_one_are_held_once(pages: Pages) -> None:
    new = Asset("abc.png", "image/png", png(1, 1), 1, 1)
    assert exchanged(pages, {a.name: new for a in pages.assets}).assets == (new,)


def test_the_weight_of_all_else_is_not_underestimated(pages: Pages) -> None:
    pictures = sum(len(asset.data) for asset in pages.assets)
    assert len(bind(pages, Report()).data) <= weight_without(pages) + pictures < len(bind(pages, Report()).data) + 40_000
