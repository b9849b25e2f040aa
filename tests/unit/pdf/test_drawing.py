from __future__ import annotations

import io
import re
import unicodedata

import pikepdf
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.pdf import drawing

from .composed import LEFT, SIZE, by_mupdf, by_pdfium, glyphs_in, lines_in, pressed

SEEN_BY_NOBODY = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]+")

FIRST = "<span class='latin'>{}</span>"


def said(text: str) -> str:
    """Return a text without blanks and what has no glyph, in its composed form."""
    return unicodedata.normalize("NFC", SEEN_BY_NOBODY.sub("", text))


def readers(body: str, style: str = "") -> list[str]:
    """Return what PDFium, MuPDF and the page's own operators say a body says."""
    data = pressed(body, style)
    return [said(by_pdfium(data)), said(by_mupdf(data)), said("".join(glyph.text for glyph in glyphs_in(data)))]


# ---- what a page says


@pytest.mark.parametrize("text", [
    "十年前，我们把水引到田里。", "他说：“你好！”——然后……", "用 Kubernetes 的人", "第 3.5 节，50%", "𠮷野家的葛\U000e0100城", "か\u3099き", "é e\u0301 q\u0323\u0302 汉",
    "🚲和👩\u200d👧", "汉ef\xadfi\xadcient", "efficient 汉", "字\u200b字\u2060字\xad字",
])
def test_a_page_says_what_its_source_says(text: str) -> None:
    body = f"<p style='width: 12em'>{text}</p>"
    assert [found.replace("-", "") for found in readers(body)] == [said(text)] * 3


@pytest.mark.parametrize("text", [
    "汉—\xad—字——", "汉—\u200b—字——", "汉ef\u200bi fi", "汉f\xadi fi ffi", "汉x\u0302\u0323x\u0323\u0302x\u0323x\u0302",
])
def test_a_glyph_that_stands_for_several_characters_spoils_no_later_one(text: str) -> None:
    """A glyph has one name in the whole file: what it is first drawn for must not leave it nameless."""
    assert readers(f"<p>{text}</p>") == [said(text)] * 3
    assert readers(f"<p>{FIRST.format(text)}</p>") == [said(text)] * 3


@pytest.mark.parametrize(("text", "count", "names"), [
    ("ffi", 1, ["ffi"]), ("f\xadfi", 1, ["ffi"]), ("か\u3099", 1, ["か\u3099"]), ("👩\u200d👧", 1, ["👩\u200d👧"]), ("\u200b", 1, ["\u200b"]),
    ("\u0302\u0323", 2, ["\u0323", "\u0302"]), ("ễ", 3, ["e", "\u0302", "\u0303"]), ("ש\u05b8", 2, ["\u05b8", "ש"]),
    ("क", 2, ["क", "\u200b"]), ("abc", 2, ["abc", "\u200b"]),
])
def test_each_glyph_of_a_cluster_has_a_name(text: str, count: int, names: list[str]) -> None:
    assert list(drawing._names(text, count)) == names


class _Page:
    """As much of WeasyPrint's page as a pen needs: one font whose glyphs are all half an em wide."""

    def __init__(self) -> None:
        self.to_unicode: dict[int, str] = {}
        self.widths: dict[int, int] = dict.fromkeys(range(10), 500)
        self.hash = "F"
        self.shown: list[str] = []

    def add_font(self, font: object) -> tuple[_Page, float]:
        del font
        return self, 10.0

    def set_font_size(self, name: str, size: float) -> None:
        assert (name, size) == ("F", 10.0)

    def show_text(self, text: str) -> None:
        self.shown.append(text)


def test_a_glyph_met_alone_takes_its_own_name() -> None:
    page = _Page()
    pen = drawing.Pen(page)
    pen.draw("abc", ((1, 0, 0, 0), (2, 0, 0, 0)), "font", 0.0)
    assert page.to_unicode == {1: "abc", 2: "\u200b"}
    pen.draw("d", 2, "font", 10.0)
    pen.draw("e", 2, "font", 15.0)
    assert page.to_unicode == {1: "abc", 2: "d"}


def test_what_follows_at_once_is_written_without_a_shift() -> None:
    page = _Page()
    pen = drawing.Pen(page)
    for n, x in enumerate((0.0, 5.0, 11.0, 16.0)):
        pen.draw("x", n, "font", x)
    pen.flush()
    assert page.shown == ["<00000001>-100<00020003>"]


def test_a_hyphen_at_a_lines_end_is_read_as_a_soft_one() -> None:
    data = pressed("<p style='width: 6em'>汉字extraordinary汉</p>")
    lines = lines_in(data)
    assert lines[0].said.endswith("-")
    for read in (by_pdfium(data), by_mupdf(data)):
        assert "-" not in read
        assert "\u2010" not in read
        assert said(read) == "汉字extraordinary汉"
        assert "\xad" in read


def test_a_hyphen_of_the_author_is_read_as_one() -> None:
    data = pressed("<p style='width: 6em'>汉字汉字well-known汉</p>")
    assert "well-" in by_pdfium(data)
    assert "well-" in by_mupdf(data)


def test_no_line_says_a_space_twice_or_drops_one_between_words() -> None:
    text = "汉字 one two three four five six seven 汉字 eight nine ten"
    data = pressed(f"<p style='width: 11em'>{text}</p>")
    for read in (by_pdfium(data), by_mupdf(data)):
        assert re.findall("[a-z]+", read.replace("\u00ad", "").replace("\r\n", " ")) == re.findall("[a-z]+", text)


WORDS = st.lists(st.sampled_from([
    *"汉字年，。：、！？“”（）《》「」·・々ー～", "——", "……", "Kubernetes", "office", "API", "the", " ", "2024", "3.5", "50%", "²", "🚲", "👩\u200d👧", "𠮷",
    "e\u0301", "x\u0323\u0302", "שלום", "א", "\u200b", "\u2060", "\xad", "(", ")", "/", "-", "①", "\u00a0", "\u3000",
    "<b>粗体</b>", "<code>ls -l</code>", "<i>x</i>", FIRST.format("ef\xadfi\xadcient"), "<sup>1</sup>", "<br/>",
]), min_size=1, max_size=30).map(lambda words: "汉" + "".join(words))


@given(texts=st.lists(st.tuples(WORDS, st.integers(2, 30)), min_size=1, max_size=6))
@settings(deadline=None, max_examples=25)
def test_nothing_of_any_mixture_is_lost_or_said_twice(texts: list[tuple[str, int]]) -> None:
    """Read off the page's operators in the order they are drawn: what is not visible apart, everything is there, once. A bracket
    in a word that runs to the left is drawn with the glyph of its mirror image, and named by it."""
    body = "".join(f"<p style='width: {ems}em'>{text}</p>" for text, ems in texts)
    wanted = said(re.sub("<[^>]+>", "", body)).replace("-", "").replace("(", ")")
    found = "".join(glyph.text for glyph in glyphs_in(pressed(body, "@page { size: 440pt 6000pt }")))
    assert said(found).replace("-", "").replace("(", ")") == wanted


@given(texts=st.lists(st.tuples(st.text(st.sampled_from("汉字年，。：、！？“”（）《》·—…abcé7 𠮷か"), min_size=1, max_size=30), st.integers(2, 20)),
                      min_size=1, max_size=4))
@settings(deadline=None, max_examples=15)
def test_readers_find_the_text_of_any_mixture(texts: list[tuple[str, int]]) -> None:
    body = "".join(f"<p style='width: {ems}em'>汉{text}</p>" for text, ems in texts)
    wanted = said(re.sub("<[^>]+>", "", body))
    assert [found.replace("-", "") for found in readers(body, "@page { size: 440pt 6000pt }")] == [wanted] * 3


# ---- where glyphs stand


def test_rounding_does_not_add_up_along_a_line() -> None:
    """Origins are written as shifts in thousandths of an em; the last one must still be right."""
    line = lines_in(pressed("<p style='width: 30.37em'>" + "十年的汉字" * 7 + "</p>"))[0]
    steps = [b.x - a.x for a, b in zip(line.glyphs, line.glyphs[1:], strict=False)]
    assert line.right == pytest.approx(30.37 * SIZE, abs=0.02)
    assert max(steps) - min(steps) < 0.02


def test_a_raised_mark_over_a_letter_stands_at_its_height() -> None:
    data = pressed("<p>汉" + FIRST.format("q\u0323x") + "</p>")
    q, dot, x = (next(g for g in glyphs_in(data) if g.text == text) for text in ("q", "\u0323", "x"))
    assert dot.y > q.y + 1  # below the descender
    assert x.y == q.y


# ---- dots of an emphasis


DOTTED = "<p>汉字<em class='dotted'>重点，a</em>汉</p>"


def paths(data: bytes) -> int:
    """Return how many filled paths a PDF's first page draws."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        instructions = pikepdf.parse_content_stream(pdf.pages[0])
        return sum(str(instruction.operator) == "f" for instruction in instructions)


def test_dots_of_an_emphasis_are_drawn_at_ideographs_alone_and_are_no_text() -> None:
    plain = pressed(DOTTED.replace("dotted", ""))
    dotted = pressed(DOTTED)
    assert paths(dotted) - paths(plain) == 2
    assert by_mupdf(dotted) == by_mupdf(plain)
    assert by_pdfium(dotted) == by_pdfium(plain)


def test_what_is_hidden_has_no_dots() -> None:
    assert paths(pressed(DOTTED.replace("class=", "style='visibility: hidden' class="))) == paths(pressed("<p>汉</p>"))


@pytest.mark.parametrize(("language", "is_over"), [("zh-Hans", False), ("zh-Hant", False), ("ja", True)])
def test_dots_stand_where_the_language_has_them(language: str, is_over: bool) -> None:
    with pymupdf.open(stream=pressed(DOTTED, language=language), filetype="pdf") as document:
        dots = [drawing["rect"] for drawing in document[0].get_drawings()]
    glyphs = {glyph.text: glyph for glyph in glyphs_in(pressed(DOTTED, language=language))}
    assert [round((dot.x0 + dot.x1) / 2 - LEFT, 1) for dot in dots] == [
        round(glyphs[c].x + SIZE / 2 - LEFT, 1) for c in "重点"]
    assert [dot.y1 < glyphs["重"].y - 0.8 * SIZE for dot in dots] == [is_over] * 2
    assert [dot.y0 > glyphs["重"].y + 0.1 * SIZE for dot in dots] == [not is_over] * 2
