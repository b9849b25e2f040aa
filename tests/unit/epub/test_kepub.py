from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builder.epub import bind, kepub
from builder.epub.documents import XHTML, elements, serialised, text_of, texts
from builder.epub.kepub import mark
from builder.errors import PostpressError, Report
from builder.model import Edition, Target

from .specimen import book, with_page

PAGE = f'<html xmlns="{XHTML}"><head><title>t</title></head><body>{{}}</body></html>'


def marked(content: str) -> etree._Element:
    root = etree.fromstring(PAGE.format(content))
    mark(root)
    return root


def body(root: etree._Element) -> etree._Element:
    return next(root.iterchildren(f"{{{XHTML}}}body"))


def inside(content: str) -> str:
    """Return what a body's content becomes, spans written short: `[1.2 text]`."""
    inner = body(marked(content))[0][0]
    said = "".join(etree.tostring(e, encoding="unicode") for e in inner).replace(f' xmlns="{XHTML}"', "")
    return re.sub(r'<span class="koboSpan" id="kobo\.(\d+\.\d+)">(.*?)</span>', r"[\1 \2]", (inner.text or "") + said)


def opened(edition: Edition) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(edition.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(("content", "expected"), [
    ("<p>一。二。</p><p>三</p>", "<p>[1.1 一。][1.2 二。]</p><p>[2.1 三]</p>"),
    ("<p>一<em>二。</em>三</p>", "<p>[1.1 一]<em>[1.2 二。]</em>[1.3 三]</p>"),
    ("<p>甲<img src='a'/>乙</p>", '<p>[1.1 甲][2.1 <img src="a"/>][2.2 乙]</p>'),
    ("<p><ruby>汉<rt>hàn</rt>字<rt>zì</rt></ruby>。</p>",
     "<p><ruby>[1.1 汉]<rt>[1.2 hàn]</rt>[1.3 字]<rt>[1.4 zì]</rt></ruby>[1.5 。]</p>"),
    ("<p><ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby></p>", "<p><ruby>[1.1 汉]<rp>(</rp><rt>[1.2 hàn]</rt><rp>)</rp></ruby></p>"),
    ("<pre><code>a. B.\n</code></pre><p>后</p>", "<pre><code>a. B.\n</code></pre><p>[1.1 后]</p>"),
    ("<p>前 <math xmlns='http://www.w3.org/1998/Math/MathML'><mi>x</mi></math> 后</p>",
     '<p>[1.1 前 ]<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>[1.2  后]</p>'),
    ("<table>\n<tr>\n<td>甲</td>\n<td>乙</td>\n</tr>\n</table>", "<table>\n<tr>\n<td>[1.1 甲]</td>\n<td>[2.1 乙]</td>\n</tr>\n</table>"),
    ("<p><em>a</em> <em>b</em>\n</p>", "<p><em>[1.1 a]</em>[1.2  ]<em>[1.3 b]</em>\n</p>"),
    ("<nav><ol><li><a href='#x'><em>a</em> <em>b</em></a></li></ol></nav>",
     '<nav><ol><li><a href="#x"><em>[1.1 a]</em> <em>[1.2 b]</em></a></li></ol></nav>'),
    ("<ul>\n<li>甲<ul><li>乙</li></ul>丙</li></ul>", "<ul>\n<li>[1.1 甲]<ul><li>[2.1 乙]</li></ul>[3.1 丙]</li></ul>"),
    ("直接<p>一</p>又", "[1.1 直接]<p>[2.1 一]</p>[3.1 又]"),
    ("<p>甲<!-- x -->乙</p>", "<p>[1.1 甲]<!-- x -->[1.2 乙]</p>"),
])
def test_what_is_marked(content: str, expected: str) -> None:
    assert inside(content) == expected


# ---- the text stays as it is

TEXT = st.text(alphabet=st.sampled_from("汉字。！？；…”’）.!?) \n\tabZ1&<\u00a0\u3000"), max_size=12)
INLINE = ("em", "strong", "a", "span", "code", "ruby", "rt", "rp", "sup")
BLOCK = ("p", "div", "ul", "ol", "li", "table", "tr", "td", "pre", "section", "aside", "h2", "nav", "figure")


def element(children: st.SearchStrategy[etree._Element]) -> st.SearchStrategy[etree._Element]:
    def made(name: str, text: str, inner: list[etree._Element], tail: str) -> etree._Element:
        new = etree.Element(f"{{{XHTML}}}{name}")
        new.text = text
        for each in inner:
            new.append(etree.fromstring(etree.tostring(each, with_tail=False)))
            new[-1].tail = each.tail
        new.tail = tail
        return new

    return st.builds(made, st.sampled_from((*INLINE, *BLOCK)), TEXT, st.lists(children, max_size=4), TEXT)


def leaf(name: str, tail: str) -> etree._Element:
    new = etree.Element(f"{{{XHTML}}}{name}")
    new.tail = tail
    return new


TREES = st.recursive(st.builds(leaf, st.sampled_from(("br", "img", "wbr", "hr", "span")), TEXT), element, max_leaves=12)


@given(st.lists(TREES, max_size=4), TEXT)
def test_any_markup_keeps_its_text_and_gets_each_id_once(trees: list[etree._Element], text: str) -> None:
    root = etree.fromstring(PAGE.format(""))
    body(root).text = text
    body(root).extend(trees)
    before = etree.fromstring(serialised(root))
    kept = [e.tag for e in elements(body(before))]
    mark(root)
    after = etree.fromstring(serialised(root))
    assert text_of(body(after)) == text_of(body(before))
    ids = texts(after, "//@id")
    assert len(ids) == len(set(ids))
    spans = [e for e in elements(after) if e.get("class") == "koboSpan"]
    assert [e.tag for e in elements(body(after)) if e not in spans and e.get("id") not in {"book-columns", "book-inner"}] == kept
    for span in spans:  # one text or one picture
        assert (not len(span) and span.text) or (len(span) == 1 and span[0].tag.endswith("}img") and not span.text)


@given(st.lists(TREES, max_size=4))
def test_all_letters_outside_of_code_can_be_marked_by_the_reader(trees: list[etree._Element]) -> None:
    root = etree.fromstring(PAGE.format(""))
    body(root).extend(trees)
    mark(root)
    for node in elements(body(root)):
        free = {"pre", "rp", "ul", "ol", "table", "tr"}
        names = [etree.QName(e).localname for e in (node, *node.iterancestors())]
        if node.get("class") != "koboSpan" and names[0] not in free and not {"pre", "rp"} & set(names):
            assert not (node.text or "").strip()
            assert not any((child.tail or "").strip() for child in node)


# ---- the whole book

def test_every_page_is_marked_and_its_text_and_all_other_files_stay() -> None:
    source = bind(book(), Report())
    before, after = opened(source), opened(kepub(source, Report()))
    assert list(before) == list(after)
    for name, data in before.items():
        if name.endswith(".xhtml"):
            old, new = etree.fromstring(data), etree.fromstring(after[name])
            assert text_of(body(new)) == text_of(body(old)), name
            assert [d.get("id") for d in body(new)] == ["book-columns"]
            assert [d.get("id") for d in body(new)[0]] == ["book-inner"]
            (style,) = new.iter(f"{{{XHTML}}}style")
            assert style.get("id") == "kobostylehacks"
            assert texts(new, "//*[@class='koboSpan']/@id"), name
        else:
            assert after[name] == data


def test_notes_keep_what_opens_them() -> None:
    page = opened(kepub(bind(book(), Report()), Report()))["EPUB/chapter-01.xhtml"].decode()
    assert re.search(r'<a class="noteref" id="noteref-1" href="#note-1" epub:type="noteref" role="doc-noteref">'
                     r'<span class="koboSpan" id="kobo\.\d+\.\d+">1</span></a>', page)
    assert '<aside id="note-1" epub:type="footnote" role="doc-footnote">' in page


def test_the_same_book_gives_the_same_bytes_and_another_kind() -> None:
    source = bind(book(), Report())
    made = kepub(source, Report())
    assert made.data == kepub(source, Report()).data
    assert (made.target, made.name) == (Target.KEPUB, "book.kepub.epub")


@pytest.mark.parametrize("name", ["book-inner", "book-columns", "kobo.1.1", "kobostylehacks"])
def test_an_id_of_kobos_own_is_refused(name: str) -> None:
    source = bind(with_page(book(), "conclusion.xhtml", ("</p>", f'</p><p id="{name}">x</p>')), Report())
    report = Report()
    with pytest.raises(PostpressError):
        kepub(source, report)
    assert [d.code for d in report] == ["E015"]


def test_an_id_that_only_begins_like_kobos_is_not() -> None:
    report = Report()
    kepub(bind(with_page(replace(book()), "conclusion.xhtml", ("</p>", '</p><p id="kobo.1">x</p>')), Report()), report)
    assert not len(report)
