from __future__ import annotations

import io
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from builder import themes
from builder.assets import art
from builder.assets.tones import contrast
from builder.cover import FRONT, PALETTE, Cover, compose, ground_of, lengths, picture
from builder.cover_layout import LINES, Box, Lettering, bars, below, is_upright, letter, runs, set_width, upright
from builder.errors import Report
from builder.fonts import cover_pages, load_catalogue
from builder.model import Asset, Book, Catalogue, Chapter, Contributor, Matter, Metadata, Role, Theme
from builder.options import Options
from builder.pdf.press import press
from builder.pdf.raster import rasterise
from builder.templates import font_faces

FIRST = "十年Kubernetes：过去、现在和未来"
LONG = "深入浅出分布式系统：从零开始构建一个可以水平扩展的高可用数据库与消息队列的完整实践指南"
TRIMS = [(148.0, 210.0), (130.0, 184.0), (185.0, 260.0), FRONT]
A5 = (148.0, 210.0)

TITLES = st.lists(
    st.sampled_from(["论语", "静静的", "Kubernetes", "：", "、", " ", "of ", "Interpretation ", "《", "》", "2024", "ー", "は",
                     "é", "W"]),
    min_size=1, max_size=16,
).map(lambda pieces: " ".join("".join(pieces).split())).filter(bool)  # fmt: skip


@pytest.fixture(scope="module")
def theme() -> Theme:
    return themes.load("classic", report=Report())


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(Report())


def metadata(title: str, language: str = "zh-Hans", *, subtitle: str = "", authors: tuple[str, ...] = ("Matt Butcher",),
             translators: tuple[str, ...] = (), publisher: str = "") -> Metadata:  # fmt: skip
    people = tuple(Contributor(name) for name in authors) + tuple(Contributor(name, "trl") for name in translators)
    return Metadata(title, language, "urn:uuid:0", date(2024, 12, 30), subtitle, people, publisher=publisher)


def book(meta: Metadata, cover_art: Asset | None = None, texts: tuple[int, ...] = (300, 900, 600)) -> Book:
    chapters = tuple(
        Chapter(f"c{n}", Role.CHAPTER, Matter.BODY, "", "题", "题", f"<p>{'字' * amount}</p>", (), (), "post.md", 1)
        for n, amount in enumerate(texts)
    )
    return Book(meta, chapters, (), cover_art, Options())


def banner(width: int = 900, height: int = 500, colour: str = "#14305a") -> Asset:
    drawn = Image.new("RGB", (width, height), colour)
    draw = ImageDraw.Draw(drawn)
    for i in range(0, width, 30):
        draw.line((i, 0, width - i, height), fill=(200, i % 255, 90), width=4)
    stream = io.BytesIO()
    drawn.save(stream, "PNG")
    return Asset("banner.png", "image/png", stream.getvalue(), width, height)


def pdf_of(cover: Cover, catalogue: Catalogue) -> bytes:
    report = Report()
    document = (f'<html xmlns="http://www.w3.org/1999/xhtml" lang="zh"><head><title>x</title></head>'
                f"<body>{cover.markup}</body></html>")  # fmt: skip
    style = 'html, body { margin: 0; font-family: "Noto Serif SC" }\n' + cover.stylesheet
    covered = cover_pages((document,), style, catalogue, missing="error", exact=False, report=report)
    pressed = press(covered.documents[0], stylesheet=font_faces(covered.faces) + covered.stylesheet, assets=cover.assets,
                    faces=covered.faces, report=report)  # fmt: skip
    assert list(report) == []
    assert pressed.pages == 1
    return pressed.data


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "".join(document[0].get_textpage().get_text_range().split())
    finally:
        document.close()


def ink_of(data: bytes) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right, top of every character's ink, in points."""
    document = pypdfium2.PdfDocument(data)
    try:
        page = document[0].get_textpage()
        return [page.get_charbox(i) for i in range(page.count_chars()) if page.get_text_range(i, 1).strip()]
    finally:
        document.close()


# ---- layout


@given(title=TITLES, language=st.sampled_from(["zh-Hans", "zh-Hant", "ja", "en"]), width=st.floats(60, 200),
       height=st.floats(30, 120))  # fmt: skip
def test_a_title_fits_its_space_in_at_most_three_lines(title: str, language: str, width: float, height: float) -> None:
    setting = letter(title, language, width=width, height=height, largest=25)
    assert "".join(setting.lines) == title
    assert len(setting.lines) <= LINES
    assert setting.size <= 25
    assert setting.box.height <= height + 1e-6
    for line in setting.lines:
        hanging = 0.5 if line.rstrip()[-1:] in set("，。、：；）》") else 0.0
        assert (set_width(line.rstrip(), language) - hanging) * setting.size <= width + 1e-6


@given(title=TITLES, subtitle=st.sampled_from(["", "第二版", "三十年山居笔记：从饮食、节令与器物读起，兼及其他", "副题" * 90]),
       authors=st.lists(st.sampled_from(["Matt Butcher", "王小明", "米哈伊尔·肖洛霍夫"]), max_size=9).map(tuple),
       trim=st.sampled_from(TRIMS), publisher=st.sampled_from(["", "后印社"]))  # fmt: skip
def test_nothing_on_the_page_meets_anything_else(
    title: str, subtitle: str, authors: tuple[str, ...], trim: tuple[float, float], publisher: str
) -> None:
    width, height = trim
    meta = metadata(title, subtitle=subtitle, authors=authors, publisher=publisher)
    layout = below(meta, width, height, top=0.62 * height, largest=0.145 * width)
    assert layout.names is not None
    parts = [part.box for part in (layout.title, layout.tail, layout.subtitle) if part is not None] + [layout.names]
    assert parts[0].top >= 0.62 * height
    for upper, lower in pairwise(parts):
        assert upper.foot <= lower.top + 1e-6
    for part in parts:
        assert part.left >= 0.09 * width
        assert part.left + part.width <= 0.91 * width + 1e-6
        assert part.foot <= 0.95 * height


@pytest.mark.parametrize(("authors", "publisher", "is_apart"), [
    (("王小明",), "后印社", False),
    (("王小明",), "中国某某某某某某大学出版社有限责任公司北京编辑部", True),
    (("王小明", "李小红", "张大山", "赵水生", "米哈伊尔·肖洛霍夫"), "后印社", True),
    ((), "中国某某某某某某大学出版社有限责任公司北京编辑部", False),
])
def test_an_imprint_that_does_not_fit_beside_the_names_stands_below_them(authors: tuple[str, ...], publisher: str, is_apart: bool) -> None:
    alone, both = (below(metadata("书", authors=authors, publisher=named), 148, 210, top=130, largest=20) for named in ("", publisher))
    assert both.imprint_apart is is_apart
    assert alone.names is not None
    assert both.names is not None
    assert (both.names.height > alone.names.height) is (is_apart or not authors)


@given(title=st.text(alphabet="论语静的顿河は、《》", min_size=1, max_size=8), trim=st.sampled_from(TRIMS))
def test_a_vertical_title_stays_on_the_page(title: str, trim: tuple[float, float]) -> None:
    width, height = trim
    layout = upright(metadata(title), width, height)
    assert layout.title is not None
    assert layout.names is not None
    assert layout.title.lines == tuple(title)
    assert layout.title.box.left > width / 2
    assert layout.title.box.foot <= layout.names.top


@pytest.mark.parametrize(
    ("title", "language", "answer"),
    [("论语", "zh-Hans", True), ("静静的顿河", "zh", True), ("吾輩は猫である", "ja", True), ("《呐喊》", "zh-Hans", True),
     ("论语 译注", "zh-Hans", False), ("K8s入门", "zh-Hans", False), ("一二三四五六七八九", "zh-Hans", False),
     ("Walden", "en", False), ("論語", "ko", False)],
)  # fmt: skip
def test_short_titles_of_han_alone_are_set_vertically(title: str, language: str, answer: bool) -> None:
    assert is_upright(title, language) is answer


def test_a_long_title_with_a_colon_is_set_in_two_sizes() -> None:
    layout = below(metadata(LONG), *FRONT, top=140, largest=23)
    assert layout.title is not None
    assert layout.tail is not None
    assert "".join(layout.title.lines) == "深入浅出分布式系统："
    assert "".join(layout.title.lines + layout.tail.lines) == LONG
    assert layout.title.size >= 1.3 * layout.tail.size


def test_the_first_book_has_one_size_and_two_lines() -> None:
    layout = below(metadata(FIRST), *FRONT, top=140, largest=23)
    assert layout.tail is None
    assert layout.title is not None
    assert layout.title.lines == ("十年Kubernetes：", "过去、现在和未来")
    assert layout.title.size > 13  # (160 - 2 * 15.2) / 8.54 = 15.2 mm


def test_a_title_that_is_a_paragraph_still_makes_a_cover() -> None:
    layout = below(metadata("很长很长的标题" * 400), *A5, top=115, largest=20)
    assert layout.title is not None
    assert "".join(layout.title.lines).endswith("…")


def test_marks_are_told_apart_and_lose_nothing() -> None:
    assert runs("过去、K8s《书》", "zh-Hans") == (
        ("han", "过去"), ("close", "、"), ("latin", "K8s"), ("open", "《"), ("han", "书"), ("close", "》"))  # fmt: skip
    assert runs("過去、現在", "zh-Hant") == (("han", "過去、現在"),)
    assert runs("Don’t “Panic”", "en") == (("latin", "Don’t “Panic”"),)


@given(amounts=st.lists(st.integers(0, 90_000), min_size=1, max_size=300).map(tuple))
def test_there_is_one_bar_a_chapter_as_long_as_its_text(amounts: tuple[int, ...]) -> None:
    drawn = bars(amounts, left=15, width=130, longest=100, bleed=3)
    if not max(amounts):
        assert drawn == ()
        return
    assert len(drawn) == len(amounts)
    for bar, amount in zip(drawn, amounts, strict=True):
        assert bar.top == -3
        assert bar.foot == pytest.approx(100 * max(amount / max(amounts), 0.03))
    for one, other in pairwise(drawn):
        assert one.left + one.width < other.left
    assert drawn[-1].left + drawn[-1].width <= 145 + 1e-6


def test_a_chapters_length_is_that_of_its_text() -> None:
    assert lengths(book(metadata("论语"), texts=(3, 0, 12))) == (3, 0, 12)


def test_the_box_of_a_lettering_has_a_foot() -> None:
    assert Lettering(("a",), 10, 13, Box(1, 2, 3, 4)).box.foot == 6


# ---- colours


def test_a_dozen_named_grounds_with_lettering_that_stands_off() -> None:
    assert len({ground.name for ground in PALETTE}) == len({ground.ground for ground in PALETTE}) == 12
    for ground in PALETTE:
        assert contrast(ground.ground, ground.ink) >= art.CONTRAST
        assert contrast(ground.ground, ground.accent) >= 3  # a figure, not lettering: WCAG 2.2, 1.4.11


def test_a_title_keeps_its_colour() -> None:
    assert [ground_of(title).name for title in ("论语", "静静的顿河", FIRST, "火")] == ["黛蓝", "胭脂", "藏青", "黛绿"]
    assert len({ground_of(f"书{n}").name for n in range(200)}) == 12


# ---- the finished page


@pytest.mark.parametrize("trim", TRIMS)
@pytest.mark.parametrize(
    ("meta", "has_art"),
    [(metadata(FIRST, translators=("郑之舟",), subtitle="从 Borg 到 WebAssembly", publisher="后印社"), True),
     (metadata(FIRST), False), (metadata("论语", authors=()), False), (metadata(LONG), True),
     (metadata("Don’t Panic: “The Guide”", "en", authors=tuple(f"Author {n} Somebody" for n in range(9))), True),
     (metadata("WWWWWWWWWWWWWWWWWWWWWWWW Mmm", "en"), False)],
)  # fmt: skip
def test_the_lettering_stands_on_the_page_as_text(
    meta: Metadata, has_art: bool, trim: tuple[float, float], theme: Theme, catalogue: Catalogue,
) -> None:
    width, height = trim
    cover = compose(book(meta, banner() if has_art else None), theme, width=width, height=height, bleed=3, report=Report())
    data = pdf_of(cover, catalogue)
    assert "".join(meta.title.split()) in text_of(data)
    for name in (c.name for c in meta.contributors):
        assert "".join(name.split()) in text_of(data)
    inset = 5 * 72 / 25.4  # no printer trims to within 5 mm of lettering
    for left, bottom, right, top in ink_of(data):
        assert left >= inset
        assert bottom >= inset
        assert right <= width * 72 / 25.4 - inset
        assert top <= height * 72 / 25.4 - inset


def test_ground_and_picture_reach_into_the_bleed(theme: Theme, catalogue: Catalogue) -> None:
    cover = compose(book(metadata(FIRST), banner()), theme, width=148, height=210, bleed=3, report=Report())
    pixels = rasterise(pdf_of(cover, catalogue), width=154, height=216)
    corners = [pixels[3 * (y * 154 + x) :][:3] for x in (0, 153) for y in (0, 215)]
    assert b"\xff\xff\xff" not in corners
    assert len(pixels) == 154 * 216 * 3


def test_the_epubs_cover_is_a_jpeg_of_the_asked_size_and_the_same_twice(theme: Theme, catalogue: Catalogue) -> None:
    first, second = (
        picture(compose(story, theme, width=FRONT[0], height=FRONT[1], bleed=0, report=Report()), catalogue, Report())
        for story in [book(metadata(FIRST), banner(1792, 1024))] * 2
    )
    assert first == second
    assert len(first.data) < 1_000_000
    with Image.open(io.BytesIO(first.data)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1600, 2560))
    assert (first.media_type, first.width, first.height) == ("image/jpeg", 1600, 2560)


def test_the_title_on_the_picture_is_read_on_a_grey_shelf(theme: Theme, catalogue: Catalogue) -> None:
    """Where a character of the title stands, the small grey picture is well lighter or darker than the ground around."""
    cover = compose(book(metadata(FIRST)), theme, width=FRONT[0], height=FRONT[1], bleed=0, report=Report())
    data = picture(cover, catalogue, Report()).data
    with Image.open(io.BytesIO(data)) as image:
        small = image.resize((120, 192), Image.Resampling.LANCZOS).convert("L")
    title = small.crop((11, 100, 110, 135))
    low, high = title.getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    assert high - low > 110


def test_a_picture_that_is_a_cover_is_used_alone(theme: Theme, catalogue: Catalogue) -> None:
    cover = compose(book(metadata(FIRST), banner(1000, 1600)), theme, width=160, height=256, bleed=0, report=Report())
    assert text_of(pdf_of(cover, catalogue)) == ""
    assert f'alt="{FIRST}"' in cover.markup
    assert (cover.assets[0].width, cover.assets[0].height) == (1000, 1600)


def test_a_finished_cover_of_another_shape_is_shown_whole(theme: Theme) -> None:
    cover = compose(book(metadata(FIRST), banner(1000, 1700)), theme, width=148, height=210, bleed=3, report=Report())
    assert (cover.assets[0].width, cover.assets[0].height) == (1000, 1700)


def test_a_small_picture_is_not_blown_up(theme: Theme) -> None:
    cover = compose(book(metadata(FIRST), banner(200, 200)), theme, width=160, height=256, bleed=0, report=Report())
    assert "width: 46.182mm" in cover.stylesheet  # 200 / 110 * 25.4


def test_a_titles_own_signs_are_text(theme: Theme, catalogue: Catalogue) -> None:
    sly = "<b>A & B</b> {{ 7 * 7 }}"
    cover = compose(book(metadata(sly, "en")), theme, width=148, height=210, bleed=3, report=Report())
    assert "<b>" not in cover.markup
    assert "".join(sly.split()) in text_of(pdf_of(cover, catalogue))


def test_every_language_has_its_words(theme: Theme) -> None:
    def words(language: str) -> str:
        translated = book(metadata("X", language, translators=("Y",)))
        return compose(translated, theme, width=148, height=210, bleed=3, report=Report()).markup

    assert "译</span>" in words("zh-CN")
    assert "訳</span>" in words("ja")
    assert "translated by" in words("pt-BR")


def test_a_page_that_is_not_there(theme: Theme, catalogue: Catalogue) -> None:
    data = pdf_of(compose(book(metadata("火")), theme, width=148, height=210, bleed=3, report=Report()), catalogue)
    with pytest.raises(IndexError):
        rasterise(data, page=1, width=10, height=10)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 999), shape=st.sampled_from([(700, 400), (700, 700), (900, 300), (640, 900)]))
def test_lettering_beside_any_picture_stands_off(seed: int, shape: tuple[int, int]) -> None:
    tint = f"#{(seed * 7919 + 12345) % 0xFFFFFF:06x}"
    ground, ink, accent = art.ground(banner(*shape, colour=tint))
    assert contrast(ground, ink) >= 7
    assert contrast(ground, accent) >= 7
