from __future__ import annotations

import pymupdf
import pytest

from .composed import LEADING, SIZE, TOP, boxes_of, by_mupdf, by_pdfium, laid, lines, lines_in, pressed

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
