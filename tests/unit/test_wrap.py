from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from builder import fonts, themes
from builder.errors import PostpressError, Report
from builder.faces import Catalogue
from builder.model import Book, Chapter, Contributor, Matter, Metadata, Pages, Role, Target, Theme
from builder.options import Copyright, Options, WrapOptions
from builder.profile import Paper, Profile
from builder.wrap import hyphenated, typeset_wrap
from builder.wrap_sheet import Sheet

PRINTER = Profile("p", papers=(Paper("80 g", 0.052),), back_title_pages=80)
ISBN = "urn:isbn:9787302511052"
Setter = Callable[..., tuple[Pages, Sheet, Report]]


@pytest.fixture(scope="module")
def theme() -> Theme:
    return themes.load("classic", report=Report())


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return fonts.load_catalogue(Report())


def book(identifier: str = ISBN, description: str = "一座老屋，四十年的雨。", wrap: WrapOptions | None = None) -> Book:
    meta = Metadata("檐下听雨", "zh-Hans", identifier, date(2026, 1, 1), "", (Contributor("周明"),), description=description,
                    publisher="听雨书屋")
    chapter = Chapter("c", Role.CHAPTER, Matter.BODY, "", "题", "题", "<p>字</p>", (), (), "post.md", 1)
    return Book(meta, (chapter,), (), None, Options(wrap=wrap or WrapOptions()))


@pytest.fixture
def wrapped(theme: Theme, catalogue: Catalogue) -> Setter:
    def make(made: Book, profile: Profile = PRINTER, pages: int = 240) -> tuple[Pages, Sheet, Report]:
        report = Report()
        set_pages, sheet = typeset_wrap(made, theme, catalogue, profile, pages, report)
        return set_pages, sheet, report

    return make


def codes(report: Report) -> list[str]:
    return [d.code for d in report]


def test_a_wrap_is_one_page_with_the_front_and_all_texts(wrapped: Setter) -> None:
    asked = WrapOptions(blurb=("甲乙丙。", "丁戊己。"), about="周明，木匠之子。", price="定价：39.00 元")
    pages, _, report = wrapped(book(wrap=asked))
    assert pages.target is Target.WRAP
    (page,) = pages.pages
    assert page.markup.count('class="blurb"') == 2
    assert page.markup.count('class="module"') == 30
    for text in ("甲乙丙", "丁戊己", "周明，木匠之子。", "定价：39.00 元", "听雨书屋", 'class="cover upright"'):
        assert text in page.markup
    assert not codes(report)


def test_without_a_blurb_the_description_stands_there_and_without_either_a_hint(wrapped: Setter) -> None:
    assert "一座老屋，四十年的雨。" in wrapped(book())[0].pages[0].markup
    assert codes(wrapped(book(description=""))[2]) == ["W008"]


def test_without_an_isbn_there_is_no_barcode_but_a_hint(wrapped: Setter) -> None:
    pages, _, report = wrapped(book(identifier="urn:uuid:0"))
    assert 'class="code"' not in pages.pages[0].markup
    assert codes(report) == ["W002"]


@pytest.mark.parametrize(("price", "shown"), [("", "定价：48.00元"), ("特价 9 元", "特价 9 元")])
def test_the_price_of_the_copyright_page_stands_below_the_barcode_too(wrapped: Setter, price: str, shown: str) -> None:
    made = book(wrap=WrapOptions(price=price))
    made = replace(made, options=replace(made.options, copyright=Copyright(isbn="978-7-302-51105-2", price="48.00元")))
    markup = wrapped(made)[0].pages[0].markup
    assert shown in markup
    assert "ISBN 978-7-302-51105-2" in markup


def test_a_text_with_no_room_is_an_error_that_says_how_long_it_may_be(wrapped: Setter) -> None:
    with pytest.raises(PostpressError) as caught:
        wrapped(book(wrap=WrapOptions(blurb=("很长的一句话。" * 300,))))
    (error,) = caught.value.report.errors
    assert error.code == "W001"
    assert "2100 characters, where about " in error.message
    said = int(error.message.split("about ")[1].split()[0])
    assert 600 < said < 900
    wrapped(book(wrap=WrapOptions(blurb=(("很长的一句话。" * 300)[: said - 30],))))


def test_a_thin_book_has_nothing_on_its_back_and_says_so(wrapped: Setter) -> None:
    pages, sheet, report = wrapped(book(), pages=60)
    assert sheet.back == pytest.approx(3.12)
    assert 'class="standing' not in pages.pages[0].markup
    assert codes(report) == ["W006"]


@pytest.mark.parametrize(("profile", "guides", "drawn", "said"), [
    (PRINTER, False, False, []), (PRINTER, True, True, []), (replace(PRINTER, name="proof"), False, True, []),
    (replace(PRINTER, standard="PDF/X-4"), True, True, ["W005"]),
])
def test_guides_are_for_proofs(wrapped: Setter, profile: Profile, guides: bool, drawn: bool, said: list[str]) -> None:
    pages, _, report = wrapped(book(wrap=WrapOptions(guides=guides)), profile)
    assert ('class="guide trim"' in pages.pages[0].markup) is drawn
    assert ("240 × 0.052 + 0 = 12.48 mm" in pages.pages[0].markup) is drawn
    assert codes(report) == said


@pytest.mark.parametrize(("written", "digits", "shown"), [
    ("978-7-302-51105-2", "9787302511052", "978-7-302-51105-2"), ("ISBN 978–7–302–51105–2", "9787302511052", "978-7-302-51105-2"),
    ("978 7 302 51105 2", "9787302511052", "978-7-302-51105-2"), ("9787302511052", "9787302511052", "9787302511052"),
    ("0-8044-2957-X", "9780804429573", "978-0-8044-2957-3"), ("ISBN-13: 978-0-306-40615-7", "9780306406157", "978-0-306-40615-7"),
    ("080442957X", "9780804429573", "9780804429573"), ("", "9787302511052", "9787302511052"),
])  # fmt: skip
def test_an_isbn_keeps_its_hyphens(written: str, digits: str, shown: str) -> None:
    assert hyphenated(written, digits) == shown
