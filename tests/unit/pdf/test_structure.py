"""The tree of tags read from pages: it follows the text, not the boxes."""

from __future__ import annotations

import pytest
from assets.specimens import drawing, encoded

from builder.errors import Report
from builder.model import Asset
from builder.pdf import press
from builder.pdf.tags import Annotation, Content, Structure, Tag
from builder.templates import font_faces

from .composed import MANNER, PAGE, STYLE, faces

FOOT = """
.footnote { float: footnote } .footnote::footnote-call { content: "" } .footnote::footnote-marker { content: none }
.as-first { display: inline } .as-p { display: block }
@page { @top-left { content: "head" } @bottom-center { content: counter(page) } }
"""


def structure(body: str, style: str = "", *, assets: tuple[Asset, ...] = ()) -> Structure:
    made = press.press(PAGE.format(body=body, language="zh-Hans"), stylesheet=font_faces(faces()) + STYLE + FOOT + style,
                       faces=faces(), assets=assets, report=Report(), manner=MANNER, tagged=True)
    assert made.structure is not None
    return made.structure


def drawn(tag: Tag) -> str:
    """Return a tree in one line: a mark is a dot, a link's area @, what is below in brackets."""
    kids = "".join("." if isinstance(kid, Content) else "@" if isinstance(kid, Annotation) else f" {drawn(kid)}" for kid in tag.kids)
    return f"{tag.kind}[{kids.strip()}]" if kids else tag.kind


def tree(body: str, style: str = "") -> str:
    """Return the tree of a body in one line, without the document around it."""
    return drawn(structure(body, style).document).removeprefix("Document[").removesuffix("]")


def first(found: Structure, kind: str) -> Tag:
    return next(tag for tag in found.document.walk() if tag.kind == kind)


@pytest.mark.parametrize(("body", "said"), [
    ("<p>一段<b>粗</b>文字</p>", "P[...]"),
    ("<section><h1>题</h1><p>文</p></section>", "Sect[H1[.] P[.]]"),
    ("<div>没有段落</div>", "Div[P[.]]"),
    ("<p>用<code>make</code>做</p>", "P[. Code[.].]"),
    ("<pre><code>make</code></pre>", "P[Code[.]]"),
    ("<blockquote><p>引</p></blockquote>", "BlockQuote[P[.]]"),
    ("<ul><li>甲</li><li>乙</li></ul>", "L[LI[Lbl[.] LBody[.]] LI[Lbl[.] LBody[.]]]"),
    ("<ul><li>甲<ol><li>乙</li></ol></li></ul>", "L[LI[Lbl[.] LBody[. L[LI[Lbl[.] LBody[.]]]]]]"),
    ("<dl><dt>语</dt><dd>解</dd><dd>又</dd><dt>二</dt><dd>解</dd></dl>", "L[LI[Lbl[.] LBody[.] LBody[.]] LI[Lbl[.] LBody[.]]]"),
    ("<dl><div><dt>语</dt><dd>解</dd></div></dl>", "L[LI[Lbl[.] LBody[.]]]"),
    ("<table><thead><tr><th>甲</th></tr></thead><tbody><tr><td></td></tr></tbody></table>",
     "Table[THead[TR[TH[.]]] TBody[TR[TD]]]"),
    ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>",
     "Table[TBody[TR[TD[.] TD[.]] TR[TD[.] TD]]]"),
    ("<p>面积<math><mi>x</mi></math></p>", "P[. Formula[.]]"),
    ("<p><abbr title='超文本'>HT</abbr>文</p>", "P[Span[.].]"),
    ("<p>没有<a name='x'>去处</a></p>", "P[..]"),
])
def test_elements_have_the_tags_of_their_kind(body: str, said: str) -> None:
    assert tree(body) == said


def test_a_paragraph_over_two_pages_is_one() -> None:
    found = structure(f"<p>{'一段很长的文字，长得要翻过一页去。' * 60}</p>")
    (paragraph,) = found.document.tags()
    pages = [kid.page for kid in paragraph.kids if isinstance(kid, Content)]
    assert set(pages) == {0, 1}
    assert pages == sorted(pages)


def test_headings_leave_no_level_out() -> None:
    assert tree("<h2>甲</h2><h4>乙</h4><h3>丙</h3><h1>丁</h1><h6>戊</h6>") == "H1[.] H2[.] H3[.] H1[.] H2[.]"


@pytest.mark.parametrize(("body", "said"), [
    ("<p>文<ruby>汉<rt>hàn</rt>字<rt>zì</rt></ruby>文</p>", "P[. Ruby[RB[.] RT[.]] Ruby[RB[.] RT[.]].]"),
    ("<p>文<ruby>東京<rt>とうきょう</rt></ruby></p>", "P[. Ruby[RB[.] RT[.]]]"),
    ("<p>文<ruby>無</ruby></p>", "P[. Span[Span[.]]]"),
])
def test_ruby_is_pairs_of_a_base_and_its_reading(body: str, said: str) -> None:
    assert tree(body) == said


NOTE = ('<p id="p">文<span class="footnote" id="foot-1"><a class="note-back" href="#call">1</a><span class="as-first">注</span>'
        '<span class="as-p">又</span></span><a class="call" id="call" href="#foot-1">1</a>续</p><p>后</p>')


def test_a_note_is_read_behind_its_paragraph_and_linked_both_ways() -> None:
    found = structure(NOTE)
    assert drawn(found.document) == ("Document[P[. Reference[Link[@.]].] Note[Lbl[Link[@.]] P[.] P[.]] P[.]]")
    assert first(found, "Note").name == "foot-1"


@pytest.mark.parametrize(("first_block", "said"), [
    ('<span class="as-li">项</span>', "L[LI[LBody[.]]]"),
    ('<span class="as-thead"><span class="as-tr"><span class="as-th">头</span></span></span>', "Table[THead[TR[TH[.]]]]"),
    ('<span class="as-p">引</span>', "BlockQuote[P[.]]"),
])
def test_a_note_may_begin_with_what_is_no_paragraph(first_block: str, said: str) -> None:
    style = """.as-li, .as-p { display: block } .as-thead { display: table-row-group } .as-tr { display: table-row }
      .as-th { display: table-cell }"""
    note = first(structure(NOTE.replace("注</span>", f"{first_block}</span>"), style), "Note")
    assert drawn(note) == f"Note[Lbl[Link[@.]] {said} P[.]]"


def test_a_note_of_a_list_stands_at_the_end_of_its_item() -> None:
    body = NOTE.replace('<p id="p">', "<ul><li>").replace("续</p><p>后</p>", "</li></ul>")
    assert tree(body) == "L[LI[Lbl[.] LBody[. Reference[Link[@.]] Note[Lbl[Link[@.]] P[.] P[.]]]]]"


def test_links_say_their_words_and_where_they_lead() -> None:
    found = structure("<p>见<a href='https://example.org/x'>这<b>里</b></a></p>")
    link = first(found, "Link")
    assert (link.alt, link.address) == ("这里", "https://example.org/x")
    assert drawn(found.document) == "Document[P[. Link[@..]]]"


def test_a_link_whose_place_is_missing_is_none() -> None:
    made = "<p>见<a href='#nowhere'>别处</a></p>"
    assert tree(made) == "P[. Span[.]]"


def test_areas_inside_a_link_that_say_no_more_are_named() -> None:
    found = structure("<p>见<a href='https://example.org/x'>一个<code>词</code></a></p>")
    assert len(found.redundant) == 1
    assert sum(isinstance(kid, Annotation) for kid in first(found, "Link").kids) == 1


def test_entries_of_the_contents_refer_and_their_leaders_are_silent() -> None:
    body = '<nav class="contents"><ol><li><a href="#x"><span class="text">甲</span></a></li></ol></nav><h1 id="x">甲</h1>'
    style = ".contents a::after { content: leader(dotted) target-counter(attr(href), page) } .contents ol { list-style: none }"
    assert tree(body, style) == "Sect[TOC[TOCI[Reference[Link[@..]]]]] H1[.]"


def picture(alt: str) -> tuple[str, tuple[Asset, ...]]:
    return f'<figure><img src="images/a.png" alt="{alt}" width="30" height="15"/><figcaption>题</figcaption></figure>', (
        Asset("a.png", "image/png", encoded(drawing(20, 10), "PNG"), 20, 10),)


def test_a_picture_has_its_words_and_its_place() -> None:
    body, assets = picture("一只轮子")
    figure = first(structure(body, "figure { margin: 0 } img { display: block }", assets=assets), "Figure")
    assert figure.alt == "一只轮子"
    assert figure.bounds == pytest.approx((40, 352.5, 55, 360))


def test_a_picture_without_words_is_an_artifact() -> None:
    body, assets = picture("")
    assert drawn(structure(body, assets=assets).document) == "Document[Div[Caption[.]]]"


def test_a_head_that_is_drawn_again_is_read_once() -> None:
    rows = "".join(f"<tr><td>第{n}行</td></tr>" for n in range(40))
    found = structure(f"<table><thead><tr><th>头</th></tr></thead><tbody>{rows}</tbody></table>")
    assert sum(tag.kind == "TH" for tag in found.document.walk()) == 1
    assert len({kid.page for tag in found.document.walk() for kid in tag.kids if isinstance(kid, Content)}) > 1


@pytest.mark.parametrize(("head", "scope"), [
    ("<thead><tr><th>甲</th></tr></thead>", "Column"), ("<tr><th>甲</th></tr>", "Row"),
    ("<thead><tr><th scope='row'>甲</th></tr></thead>", "Row"),
])
def test_head_cells_say_what_they_head(head: str, scope: str) -> None:
    assert first(structure(f"<table>{head}</table>"), "TH").scope == scope


def test_a_passage_carries_its_language() -> None:
    found = structure('<p>文<span lang="en">word</span></p><p lang="ja">かな</p>')
    assert [(tag.kind, tag.language) for tag in found.document.walk() if tag.language] == [("Span", "en"), ("P", "ja")]
