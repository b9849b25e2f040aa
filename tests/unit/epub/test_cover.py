from __future__ import annotations

from dataclasses import replace

import pytest

from builder.epub.cover import verify
from builder.epub.documents import parse
from builder.errors import Report
from builder.model import Asset, Pages

from .specimen import png, with_page


def found(pages: Pages, cover: Asset | None) -> list[str]:
    report = Report()
    verify(parse(pages.pages, report), cover, report)
    return [d.code for d in report]


def test_a_cover_page_with_its_picture_passes(pages: Pages) -> None:
    assert found(pages, pages.cover) == []


@pytest.mark.parametrize("new", ['<img src="images/5c0ffee5.png" alt="封面"/>', '<img src="images/c0ffee.jpg" alt="封面"/>文字', ""])
def test_a_cover_page_with_anything_else_is_refused(pages: Pages, new: str) -> None:
    changed = with_page(pages, "cover.xhtml", ('<img src="images/c0ffee.jpg" alt="封面"/>', new))
    assert found(changed, pages.cover) == ["E011"]


def test_the_cover_page_comes_first(pages: Pages) -> None:
    assert found(replace(pages, pages=(*pages.pages[1:], pages.pages[0])), pages.cover) == ["E011"]
    assert found(replace(pages, pages=pages.pages[1:]), pages.cover) == ["E011"]


def test_a_cover_page_without_a_cover_is_refused_and_neither_is_fine(pages: Pages) -> None:
    assert found(pages, None) == ["E011"]
    assert found(replace(pages, pages=pages.pages[1:]), None) == []


def test_a_cover_is_a_jpeg(pages: Pages) -> None:
    assert "E011" in found(pages, Asset("c0ffee.jpg", "image/png", png(), 1600, 2560))
