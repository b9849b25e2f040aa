"""The wrap for every printer, in three languages, with and without a picture: read back by programs that are not ours."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pikepdf
import pymupdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from builder import fonts, pdf, pipeline, printers
from builder.errors import Report
from builder.model import Book, Target, Theme
from builder.profile import Profile
from builder.typography import TRIMS
from builder.wrap import typeset_wrap
from builder.wrap_layout import back_cover, code_of
from builder.wrap_sheet import Sheet

from .tools import require, run

pytestmark = pytest.mark.integration

PRINTERS = printers.available(printers.folders())
POSTS = {
    "zh-Hans": ("檐下听雨：一座老屋的四十年", "周明", "定价：39.00 元", "978-7-302-51105-2", "",
                "一座老屋，三代人，四十年的雨。作者从屋檐下的一口水缸写起，写村里的木匠、邮差和唱戏的人。"),
    "ja": ("羅生門の夜", "芥川龍之介", "定価（本体700円＋税）", "978-4-00-310107-0", "",
           "ある日の暮方の事である。一人の下人が、羅生門の下で雨やみを待っていた。"),
    "en": ("Ten Years of Kubernetes: Past, Present and Future", "Matt Butcher", "US $19.95", "978-0-306-40615-7", "51995",
           "From a container scheduler nobody asked for to the operating system of the cloud."),
}
MM = 72 / 25.4
DPI = 300
BOXES = ("/MediaBox", "/BleedBox", "/TrimBox")


@dataclass(frozen=True)
class Wrap:
    data: bytes
    sheet: Sheet
    profile: Profile
    codes: tuple[str, ...]


Maker = Callable[[str, str, bool, int], Wrap]
ALL = pytest.mark.parametrize(("printer", "language", "pictured"), [
    (printer, language, (row + column) % 2 == 0) for row, printer in enumerate(PRINTERS) for column, language in enumerate(POSTS)
])


def post(folder: Path, language: str, *, pictured: bool, options: str = "") -> Path:
    """Write a post and its book.toml, and return the latter."""
    title, author, price, isbn, code, blurb = POSTS[language]
    folder.mkdir()
    if pictured:
        drawn = Image.linear_gradient("L").resize((1500, 1100)).convert("RGB")
        ImageDraw.Draw(drawn).ellipse((300, 200, 900, 800), fill="#b03a2e")
        drawn.save(folder / "art.png")
    (folder / "post.md").write_text(
        f'---\ntitle: "{title}"\nauthor: {author}\ndate: 2026-01-01\nlang: {language}\n{"image: art.png" if pictured else ""}\n---\n\n'
        + "".join(f"## {n}\n\n{blurb}\n\n" for n in "一二三"), encoding="utf-8")
    (folder / "book.toml").write_text(
        f'posts = ["post.md"]\npublisher = "Harbour"\nisbn = "{isbn}"\n[wrap]\nblurb = "{blurb}"\n'
        f'about = "{author}"\nprice = "{price}"\nprice-code = "{code}"\n{options}', encoding="utf-8")
    return folder / "book.toml"


@pytest.fixture(scope="module")
def wrap(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Give a function that makes a wrap, once, for a printer, a language, with or without a picture, and a number of pages."""
    place = tmp_path_factory.mktemp("wraps")
    catalogue = fonts.load_catalogue(Report())

    @cache
    def book(language: str, pictured: bool) -> tuple[Book, Theme]:
        script = pipeline.read(post(place / f"{language}-{pictured}", language, pictured=pictured),
                               settings=pipeline.Settings(offline=True, store=place / "store"))
        return pipeline.edit(script), script.theme

    @cache
    def make(printer: str, language: str, pictured: bool, pages: int) -> Wrap:
        report = Report()
        made, theme = book(language, pictured)
        profile = printers.load(printer, places=printers.folders(), trims=list(TRIMS), report=report)
        made = replace(made, options=replace(made.options, trim=profile.trim))
        set_pages, sheet = typeset_wrap(made, theme, catalogue, profile, pages, report)
        edition = pdf.bind_wrap(set_pages, sheet, profile, report)
        return Wrap(edition.data, sheet, profile, tuple(d.code for d in report))

    return make


def by_mupdf(data: bytes) -> Image.Image:
    with pymupdf.open(stream=data) as document:
        pixels = document[0].get_pixmap(dpi=DPI, alpha=False)
        return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def by_pdfium(data: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(data)
    try:
        drawn: Image.Image = document[0].render(scale=DPI / 72).to_pil().convert("RGB")
        return drawn
    finally:
        document.close()


def boxes(data: bytes) -> dict[str, tuple[float, ...]]:
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert len(opened.pages) == 1
        return {name: tuple(float(n) / MM for n in opened.pages[0].obj[name]) for name in BOXES}


@ALL
def test_its_boxes_are_true_to_a_hundredth_of_a_millimetre(wrap: Maker, printer: str, language: str, pictured: bool) -> None:
    made = wrap(printer, language, pictured, 240)
    width, height = TRIMS[made.profile.trim]
    paper = made.profile.paper()
    back = 240 * (paper.thickness if paper else 0.052) + made.profile.board
    found = boxes(made.data)
    media, bleed, trim = (found[name] for name in BOXES)
    assert media[:2] == (0, 0)
    assert trim[2] - trim[0] == pytest.approx(2 * width + back, abs=0.01)
    assert trim[3] - trim[1] == pytest.approx(height, abs=0.01)
    assert [abs(a - b) for a, b in zip(trim, bleed, strict=True)] == pytest.approx([made.profile.wrap_bleed] * 4, abs=0.01)
    assert (bleed == media) is not made.profile.marks


@ALL
def test_qpdf_and_mupdf_find_nothing_wrong(wrap: Maker, printer: str, language: str, pictured: bool, tmp_path: Path) -> None:
    file = tmp_path / "wrap.pdf"
    file.write_bytes(wrap(printer, language, pictured, 240).data)
    judged = run([require("qpdf"), "--check", file])
    assert judged.returncode == 0, judged.stdout + judged.stderr
    with pymupdf.open(file) as document:
        assert not pymupdf.TOOLS.mupdf_warnings()
        assert all(font[1] == "ttf" and re.match(r"[A-Z]{6}\+", font[3]) for font in document[0].get_fonts())


@ALL
def test_its_barcode_is_read_back(wrap: Maker, printer: str, language: str, pictured: bool) -> None:
    digits, code = POSTS[language][3].replace("-", ""), POSTS[language][4]
    beside = zxingcpp.EanAddOnSymbol.Require if code else zxingcpp.EanAddOnSymbol.Ignore
    found = zxingcpp.read_barcodes(by_mupdf(wrap(printer, language, pictured, 240).data), ean_add_on_symbol=beside)
    assert [(f.text, f.format) for f in found] == [(digits + code, zxingcpp.BarcodeFormat.EAN13)]


def test_its_barcode_is_read_back_from_pdfium_too(wrap: Maker) -> None:
    for language in POSTS:
        found = zxingcpp.read_barcodes(by_pdfium(wrap("press-cn", language, True, 240).data))
        assert [f.text for f in found] == [POSTS[language][3].replace("-", "")]


@ALL
def test_nothing_but_ground_stands_near_the_trim_and_the_folds(wrap: Maker, printer: str, language: str, pictured: bool) -> None:
    if printer == "proof":
        pytest.skip("a proof shows guides")
    made = wrap(printer, language, pictured, 240)
    sheet, drawn = made.sheet, by_mupdf(made.data)
    left, right = sheet.folds
    end, safe = sheet.edge + sheet.height, made.profile.back_safety

    def plain(x: float, y: float, to_x: float, to_y: float) -> bool:
        across, down = drawn.width / sheet.across, drawn.height / sheet.down
        part = drawn.crop((round(x * across) + 1, round(y * down) + 1, round(to_x * across) - 1, round(to_y * down) - 1))
        return len(part.getcolors(1 << 20) or ()) == 1

    back = sheet.edge
    assert plain(left, sheet.slug, left + safe, end), "left part of the back"
    assert plain(right - safe, sheet.slug, right, end), "right part of the back"
    assert plain(left, sheet.slug, right, back + 6), "head of the back"
    assert plain(left, end - 6, right, end + sheet.bleed), "foot of the back"
    assert plain(sheet.slug, sheet.slug, back + 6, end + sheet.bleed), "outside of the back cover"
    assert plain(left - 6, sheet.slug, left, end + sheet.bleed), "inside of the back cover"
    assert plain(sheet.slug, sheet.slug, left, back + 6), "head of the back cover"
    assert plain(sheet.slug, end - 6, left, end + sheet.bleed), "foot of the back cover"
    assert not plain(left, sheet.slug, right, end), "the title is on the back"


@ALL
def test_every_colour_is_one_of_the_press(wrap: Maker, printer: str, language: str, pictured: bool) -> None:
    made = wrap(printer, language, pictured, 240)
    with pikepdf.open(io.BytesIO(made.data)) as opened:
        page = opened.pages[0]
        used = {str(i.operator) for i in pikepdf.parse_content_stream(page) if str(i.operator) in {"rg", "RG", "g", "G", "k", "K"}}
        black = sum([float(n) for n in i.operands] == [0, 0, 0, 1] for i in pikepdf.parse_content_stream(page) if str(i.operator) == "k")
        spaces = {str(o.get("/ColorSpace")) for o in opened.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"}
        assert ("/OutputIntents" in opened.Root) is bool(made.profile.standard)
    if made.profile.ink == "cmyk":
        assert used <= {"k", "K"}
        assert black >= 30, "the bars are in black ink alone"
    if made.profile.pictures == "cmyk":
        assert spaces <= {"/DeviceCMYK", "/DeviceGray"}


def test_more_pages_make_a_wider_back_and_move_nothing_else(wrap: Maker) -> None:
    thin, thick = (wrap("press-cn", "zh-Hans", False, pages) for pages in (200, 400))
    assert thick.sheet.back - thin.sheet.back == pytest.approx(200 * 0.047)
    widths = [boxes(made.data)["/TrimBox"][2] - boxes(made.data)["/TrimBox"][0] for made in (thin, thick)]
    assert widths[1] - widths[0] == pytest.approx(200 * 0.047, abs=0.01)
    a, b = (by_mupdf(made.data) for made in (thin, thick))
    reach = round(thin.sheet.folds[0] * DPI / 25.4) - 2
    assert a.crop((0, 0, reach, a.height - 2)).tobytes() == b.crop((0, 0, reach, b.height - 2)).tobytes()


def test_a_thin_book_has_a_blank_back(wrap: Maker) -> None:
    made = wrap("generic", "zh-Hans", False, 60)
    assert "W006" in made.codes
    assert made.sheet.back == pytest.approx(3.12)


def test_the_front_is_the_front_cover_of_the_book(wrap: Maker, tmp_path: Path) -> None:
    source = post(tmp_path / "book", "zh-Hans", pictured=True)
    built = pipeline.build(source, to=(Target.PDF,), out=tmp_path / "out",
                           settings=pipeline.Settings(offline=True, store=tmp_path / "store"))
    with pymupdf.open(built.editions[0]) as document:
        front = document[0].get_text("words")
    made = wrap("generic", "zh-Hans", True, 240)
    with pymupdf.open(stream=made.data) as document:
        shift = (made.sheet.folds[1] - 3) * MM
        there = [(w[0] - shift, w[1], w[4]) for w in document[0].get_text("words") if w[0] > made.sheet.folds[1] * MM]
    assert sorted(t for _, _, t in there) == sorted(w[4] for w in front)
    for word in front:
        assert any(t == word[4] and abs(x - word[0]) < 0.1 and abs(y - word[1]) < 0.1 for x, y, t in there), word


def test_it_is_made_with_its_block_and_counts_its_pages(tmp_path: Path) -> None:
    source = post(tmp_path / "book", "zh-Hans", pictured=False)
    settings = pipeline.Settings(offline=True, store=tmp_path / "store")
    both = pipeline.build(source, to=(Target.WRAP, Target.PDF), out=tmp_path / "both", settings=settings)
    alone = pipeline.build(source, to=(Target.WRAP,), out=tmp_path / "alone", settings=settings)
    assert [path.name for path in both.editions] == ["post-wrap.pdf", "post.pdf"]
    assert [path.name for path in alone.editions] == ["post-wrap.pdf"]
    assert both.editions[0].read_bytes() == alone.editions[0].read_bytes(), "the same bytes, whatever else is made"
    with pymupdf.open(both.editions[1]) as document:
        pages = len(document) - sum(page.get_label().startswith("C") for page in document)
    trim = boxes(alone.editions[0].read_bytes())["/TrimBox"]
    assert trim[2] - trim[0] == pytest.approx(2 * 148 + pages * 0.052, abs=0.01)


@pytest.mark.parametrize("trim", ["32开", "A5", "A4"])
@pytest.mark.parametrize("language", list(POSTS))
def test_the_longest_text_ends_above_the_barcode(tmp_path: Path, language: str, trim: str) -> None:
    """As many sentences as are let in: what is counted before is enough for the lines that are broken after."""
    source = post(tmp_path / "book", language, pictured=False, options="pages = 200\n")
    settings = pipeline.Settings(offline=True, store=tmp_path / "store")
    script = pipeline.read(source, settings=settings)
    made, sentence = pipeline.edit(script), POSTS[language][5]
    profile = script.profile
    asked = replace(made.options.wrap, blurb=(sentence,))
    size = TRIMS[trim]
    sheet = Sheet(*size, 10, 3, pages=200)
    code = code_of("9787302511052", shown="", percent=100, addon=asked.price_code, price=asked.price)
    gap = " " if language == "en" else ""
    count = 1
    while not back_cover(sheet, language, [gap.join([sentence] * (count + 1))], asked.about, code=code).too_much:
        count += 1
    asked = replace(asked, blurb=(gap.join([sentence] * count),))
    made = replace(made, options=replace(made.options, wrap=asked, trim=trim))
    pages, sheet = typeset_wrap(made, script.theme, script.catalogue, profile, 200, Report())
    data = pdf.bind_wrap(pages, sheet, profile, Report()).data
    with pymupdf.open(stream=data) as document:
        words = [w for w in document[0].get_text("words") if w[0] < sheet.folds[0] * MM]
    top = min(w[1] for w in words if w[4].startswith("ISBN")) / MM
    lowest = max(w[3] for w in words if w[4] == asked.about.split()[-1]) / MM
    assert lowest < top - 5, "air above the barcode"
    assert lowest > top - 45, "the text is not refused long before it has no room"


@pytest.mark.parametrize("percent", [80, 100, 120])
def test_a_barcode_of_any_allowed_size_is_read(tmp_path: Path, percent: int) -> None:
    source = post(tmp_path / "book", "en", pictured=False, options=f"pages = 200\nbarcode-size = {percent}\n")
    built = pipeline.build(source, to=(Target.WRAP,), out=tmp_path / "out",
                           settings=pipeline.Settings(offline=True, store=tmp_path / "store"))
    (found,) = zxingcpp.read_barcodes(by_mupdf(built.editions[0].read_bytes()), ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Ignore)
    assert found.text == "9780306406157"
    width = (found.position.top_right.x - found.position.top_left.x) * 25.4 / DPI
    assert width == pytest.approx(95 * 0.33 * percent / 100, abs=0.4)
