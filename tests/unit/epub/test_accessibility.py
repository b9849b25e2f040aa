from __future__ import annotations

from dataclasses import replace

import pytest

from builder.epub.accessibility import Accessibility, accessibility
from builder.epub.documents import parse
from builder.errors import Report
from builder.model import Pages, Role

from .specimen import STYLESHEET, with_page

FIGURE = ('<figure data-line="15"><img src="images/5c0ffee5.png" alt="一只鸟"/><figcaption>鸟</figcaption></figure>', "")


def told(pages: Pages, *, stylesheet: str = STYLESHEET, language: str = "zh-Hans") -> Accessibility:
    return accessibility(parse(pages.pages, Report()), stylesheet=stylesheet, language=language, has_contents=True)


def test_a_book_with_pictures_described(pages: Pages) -> None:
    access = told(pages)
    assert access.access_modes == ("textual", "visual")
    assert access.sufficient == ("textual", "textual,visual")
    assert access.features == ("MathML", "alternativeText", "displayTransformability", "readingOrder", "rubyAnnotations",
                               "structuralNavigation", "tableOfContents")
    assert access.hazards == ("none",)
    assert access.summary.endswith("每幅图片都有文字说明。")


def test_one_picture_without_a_text_takes_the_claim_away(pages: Pages) -> None:
    access = told(with_page(pages, "chapter-01.xhtml", ('alt="一只鸟"', 'alt=""')))
    assert "alternativeText" not in access.features
    assert access.sufficient == ("textual,visual",)
    assert access.summary.endswith("部分图片没有文字说明。")


def test_a_picture_that_says_it_is_ornament_does_not(pages: Pages) -> None:
    access = told(with_page(pages, "chapter-01.xhtml", ('alt="一只鸟"', 'alt="" role="presentation"')))
    assert "alternativeText" in access.features


def test_a_cover_alone_does_not_make_a_book_visual(pages: Pages) -> None:
    access = told(with_page(pages, "chapter-01.xhtml", FIGURE))
    assert access.access_modes == ("textual",)
    assert access.sufficient == ("textual",)
    assert "图片" not in access.summary


def test_a_book_without_any_picture_claims_no_alternative_texts(pages: Pages) -> None:
    bare = with_page(pages, "chapter-01.xhtml", FIGURE)
    assert "alternativeText" not in told(replace(bare, pages=bare.pages[1:])).features


def test_an_index_is_told(pages: Pages) -> None:
    assert "index" not in told(pages).features
    last = pages.pages[-1]
    indexed = replace(last, name="index.xhtml", role=Role.INDEX)
    assert "index" in told(replace(pages, pages=(*pages.pages, indexed))).features


def test_what_is_not_there_is_not_claimed(pages: Pages) -> None:
    plain = with_page(pages, "chapter-01.xhtml", ("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>", ""),
                      ("<ruby>汉<rt>hàn</rt></ruby>", ""))
    assert not {"MathML", "rubyAnnotations", "pageBreakMarkers", "ARIA"} & set(told(plain).features)


@pytest.mark.parametrize(("css", "claimed"), [
    ("p { font-size: 1.2em }", True), ("p { font-size: 12pt }", False), ("p { line-height: 20px }", False),
    ("p { border: 0.5pt solid; margin: 3pt }", True), ("p { font: 9pt/1.5 serif }", False),
])
def test_sizes_the_reader_cannot_change_take_a_claim_away(pages: Pages, css: str, *, claimed: bool) -> None:
    assert ("displayTransformability" in told(pages, stylesheet=css).features) is claimed


@pytest.mark.parametrize(("language", "begins"), [
    ("zh-Hans", "全书"), ("zh-CN", "全书"), ("zh-TW", "全書"), ("zh-Hant-HK", "全書"), ("zh", "全书"), ("ja-JP", "本文"),
    ("ko", "모든"), ("en-GB", "All"), ("fr", "All"),
])
def test_the_summary_is_in_the_books_language(pages: Pages, language: str, begins: str) -> None:
    assert told(pages, language=language).summary.startswith(begins)
