from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pymupdf
import pytest

from builder.manner import Manner
from builder.pdf.engine import boxes

from .composed import LEADING, LEFT, MANNER, SIZE, TOP, boxes_of, by_mupdf, by_pdfium, glyphs_in, laid, lines, lines_in, pressed

LONG = "".join(f"第{n}句话说的是同一件事情，它和别的句子一样长短；" for n in range(1, 90))


def test_a_paragraph_goes_on_on_the_next_page_with_nothing_lost_or_said_twice() -> None:
    found = lines_in(pressed(f"<p>{LONG}</p>", "@page { size: 300pt 180pt }"))

    assert {line.page for line in found} >= {0, 1, 2}
    assert "".join(line.said for line in found) == LONG


@pytest.mark.parametrize("block", ["<ul><li>{}</li></ul>", "<blockquote>{}</blockquote>", "<table><tr><td>{}</td></tr></table>",
                                   "<p>前<b>粗{}</b>后</p>", "<p>前<a href='#'>{}</a>后<i id='a'></i></p>"])
def test_what_is_set_says_what_it_holds(block: str) -> None:
    text = "里面的文字和Latin words，要折行也要对齐，还有 code 与标点：“引号”、《书名》——都在。"
    found = "".join(line.said for line in lines(block.format(text), "body { width: 15em }"))

    assert text.replace(" ", "") in found


def test_a_link_over_two_lines_is_as_wide_as_its_words() -> None:
    document = laid("<p style='width: 10em'>开头几个字<a href='https://e.example/'>一个很长的链接要折成两行才放得下</a>结尾</p>")
    links = [box for box in boxes_of(document) if box.element_tag == "a" and hasattr(box, "width") and box.children]
    size = SIZE / 0.75

    assert len(links) == 2 or len(links) == 3
    assert sum(box.width for box in links) == pytest.approx(16 * size, rel=0.06)
    assert all(box.position_x >= 40 / 0.75 - 0.01 for box in links)


def test_padding_stays_with_what_it_pads() -> None:
    document = laid("<p style='width: 10em'>前面的字<span style='padding: 0 6pt'>垫</span>后</p>")
    spans = [box for box in boxes_of(document) if box.element_tag == "span" and hasattr(box, "children")]

    assert max(span.margin_width() for span in spans) == pytest.approx((SIZE + 12) / 0.75, abs=0.1)


def places(body: str, manner: Manner | None) -> list[tuple[str, float, float, float]]:
    """Return tag, left edge, top and width of each box in the lines of a body."""
    document = laid(body, "p { text-align: left } .pad { padding: 2pt 4pt; border: 1pt solid; margin: 0 3pt } body { --grid: none }",
                    manner=manner)
    return [(box.element_tag, round(box.position_x, 1), round(box.position_y, 1), round(box.width, 1)) for box in boxes_of(document)
            if isinstance(box, boxes.InlineBox | boxes.TextBox | boxes.AtomicInlineLevelBox)]


@pytest.mark.parametrize("body", [
    "<p>汉字<b>粗体</b>汉字</p>", "<p>汉<span class='pad'>字<b>粗<i class='pad'>斜</i></b></span>汉</p>",
    "<p style='width: 5em'>汉字<a href='#'>汉字汉字汉字</a>汉</p>", "<p>汉字<span class='pad'></span>字</p>", "<p>汉<span id='a'></span>字</p>",
    "<p>汉<sup>字</sup>字</p>", "<p>汉<span style='display: inline-block'>内字</span>字</p>", "<p>汉字 <b> 粗 </b> 字</p>",
    "<p style='text-align: center'>汉字<b>字</b></p>", "<p style='text-align: right'>汉字</p>", "<p style='text-indent: 2em'><b>汉</b>字</p>",
    "<p style='letter-spacing: 2pt'>汉字<b>字</b></p>", "<table><tr><td>汉字</td><td>字<b>字</b>汉字</td></tr></table>",
    "<ul><li>汉字</li><li>汉<b>字</b></li></ul>", "<p>汉<span style='position: relative; left: 3pt'>字</span></p>", "<p>汉<a href='#'>字</a><br/><b>字</b></p>",
])
def test_where_nothing_opens_boxes_stand_where_weasyprint_puts_them(body: str) -> None:
    assert places(body, MANNER) == places(body, None)


def test_an_inline_box_opens_on_its_first_line_and_closes_on_its_last() -> None:
    document = laid("<p style='width: 6em'>汉字<span style='padding: 0 4pt; border: 1pt solid'>" + "汉字" * 8 + "</span>汉</p>")
    spans = [box for box in boxes_of(document) if box.element_tag == "span" and isinstance(box, boxes.InlineBox)]
    assert len(spans) > 2
    assert [(box.padding_left > 0, box.padding_right > 0) for box in spans] == [
        (True, False), *[(False, False)] * (len(spans) - 2), (False, True)]


def test_a_box_reaches_to_the_ink_of_its_opened_line() -> None:
    """What is underlined or framed is as wide as its characters stand apart, and none of it beyond."""
    document = laid("<p style='width: 10.4em'>汉字汉字<u>汉字汉字</u>汉字汉字汉字汉字</p>")
    box = next(box for box in boxes_of(document) if box.element_tag == "u" and isinstance(box, boxes.InlineBox))
    following = next(other for other in boxes_of(document) if isinstance(other, boxes.TextBox) and other.position_x > box.position_x
                     and other.element_tag == "p")
    em = SIZE / 0.75
    assert 4 * em < box.width < 4.3 * em
    assert box.position_x + box.width <= following.position_x + 1e-6


NESTED = "<p>" + "".join(f"第{n}句话<b>粗<a href='#x'>链接{n}</a></b>和<code>code_{n}</code>，<i>斜</i>；" for n in range(1, 60)) + "</p>"


def test_nested_boxes_go_on_on_the_next_page_with_nothing_lost_or_said_twice() -> None:
    found = lines_in(pressed(NESTED, "@page { size: 300pt 160pt }"))
    text = "".join(f"第{n}句话粗链接{n}和code_{n}，斜；" for n in range(1, 60))
    assert max(line.page for line in found) > 2
    assert "".join(line.said for line in found) == text


def test_every_link_is_there_on_its_own_page() -> None:
    body = "".join(f"<p id='x{n}'>第{n}段</p>" for n in range(3)) + "".join(
        f"<p>{'汉字' * 20}<a href='#x{n}'>见第{n}段</a></p>" for n in range(3))
    with pymupdf.open(stream=pressed(body, "@page { size: 300pt 140pt }"), filetype="pdf") as document:
        found = [page.number for page in document for _ in page.get_links()]
    assert len(found) >= 3
    assert len(set(found)) > 1


def test_widows_and_orphans_are_kept() -> None:
    found = lines_in(pressed(f"<p>{LONG[:400]}</p>", "@page { size: 300pt 152pt } body { widows: 2; orphans: 2 }"))
    counted = Counter(line.page for line in found)
    assert len(counted) > 1
    assert min(counted.values()) >= 2


# ---- text that runs to the left


def placed(body: str) -> list[str]:
    """Return the texts of a body's glyphs as they stand, from left to right and line by line."""
    return [glyph.text for glyph in sorted((g for g in glyphs_in(pressed(body)) if g.text != " "), key=lambda g: (round(g.y), g.x))]


@pytest.mark.parametrize(("text", "seen"), [
    ("汉字שלום汉字", "汉字םולש汉字"), ("汉字，שלום。汉", "汉字，םולש。汉"), ("汉א12ב汉", "汉ב12א汉"), ("汉שלום עולם字", "汉םלועםולש字"),
    ("汉<b>שלום</b>字", "汉םולש字"),
])
def test_a_word_to_the_left_stands_the_right_way_round_in_its_line(text: str, seen: str) -> None:
    assert "".join(placed(f"<p>{text}</p>")) == seen


def test_a_word_to_the_left_takes_the_room_it_needs() -> None:
    glyphs = sorted((g for g in glyphs_in(pressed("<p>汉שלום字汉</p>"))), key=lambda g: g.x)
    assert all(b.x >= a.right - 0.02 for a, b in pairwise(glyphs))
    assert glyphs[0].x == pytest.approx(LEFT, abs=0.01)


# ---- ruby


def test_a_reading_stands_over_its_base_and_is_read_behind_its_line() -> None:
    body = "<p>他说<ruby>汉<rt>hàn</rt>字<rt>zì</rt></ruby>不难写。</p>"
    data = pressed(body, "rt { font-size: 5pt; line-height: 0 }")
    (line,) = [line for line in lines_in(data) if "汉" in line.said]
    base = {glyph.text: glyph for glyph in line.glyphs}

    assert line.said == "他说汉字不难写。"
    assert "他说汉字不难写。" in by_mupdf(data).replace("\n", "")
    readings = [glyph for found in lines_in(data) for glyph in found.small if glyph.text == "h"]
    assert readings
    assert base["汉"].x - 3 < readings[0].x < base["字"].x
    assert base["汉"].y - 1.2 * SIZE < readings[0].y < base["汉"].y - 0.8 * SIZE


def test_a_reading_wider_than_its_base_pushes_the_neighbours_apart() -> None:
    style = "rt { font-size: 5pt; line-height: 0 }"
    (line,) = [line for line in lines("<p>他装<ruby>装<rt>zhuāng</rt></ruby>的</p>", style) if "装" in line.said]

    assert line.gaps[1] > 0.2
    assert line.gaps[2] > 0.2


# ---- emphasis


@pytest.mark.parametrize(("language", "above"), [("zh-Hans", False), ("ja", True)])
def test_dots_are_drawn_at_each_ideograph_and_not_read(language: str, *, above: bool) -> None:
    data = pressed("<p>这是<span class='dotted'>着重</span>的话</p>", language=language)
    with pymupdf.open(stream=data, filetype="pdf") as document:
        dots = [drawing["rect"] for drawing in document[0].get_drawings() if drawing["rect"].width < 2]

    (line,) = lines_in(data)
    assert line.said == "这是着重的话"
    assert len(dots) == 2
    assert all((dot.y0 < line.y - 0.8 * SIZE) == above for dot in dots)


# ---- hyphens, objects


def test_a_hyphen_that_was_set_is_read_as_a_soft_one() -> None:
    text = "这里有internationalization一词，放在一行的末尾就要断开，internationalization再来一次。"
    data = pressed(f"<p style='width: 11.5em'>{text}</p>")

    for read in (by_mupdf, by_pdfium):
        said = read(data).replace("\n", "").replace("\r", "")
        assert "\xad" in said
        assert said.replace("\xad", "").replace(" ", "") == text


def test_a_box_in_a_line_takes_whole_lines_of_the_grid() -> None:
    box = "<span style='display: inline-block; width: 10pt; height: 30pt'></span>"
    found = lines(f"<p style='width: 12em'>一行里有一个高的{box}盒子，下一行还要站在格子上才行，再长一点就有三行了吧。</p>")

    assert len(found) >= 2
    offs = {round((line.y - TOP) % LEADING, 1) for line in found}
    assert len(offs) == 1
