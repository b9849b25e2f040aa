from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builder.epub.documents import MATHML, SVG, parse, text_of, write
from builder.errors import Report
from builder.model import Matter, Page, Role

from .specimen import HEAD, page

XML_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1)


def body(content: str) -> Page:
    return page("a.xhtml", Role.CHAPTER, Matter.BODY, "甲", content)


def written(content: str) -> str:
    report = Report()
    (document,) = parse([body(content)], report)
    assert not len(report)
    return write(document).decode()


@pytest.mark.parametrize(("content", "said"), [
    ("<p>a", "not well-formed"), ("<p>a & b</p>", "not well-formed"), ("<p>&nbsp;</p>", "entity 'nbsp' not defined"),
    ("<p a=1>x</p>", "not well-formed"), ("<p>\x01</p>", "not well-formed"), ("</body><body>", "one head and one body"),
    ("<p>\ud800</p>", "half of a surrogate pair, U+D800"),
])
def test_a_page_that_is_not_well_formed_is_refused_with_its_line(content: str, said: str) -> None:
    report = Report()
    assert parse([body(content)], report) == ()
    (found,) = report
    assert (found.code, found.path) == ("E001", "a.xhtml")
    assert said in found.message
    assert found.line


def test_the_line_of_a_slip_is_the_pages_own() -> None:
    report = Report()
    parse([body("<p>\n\n<b>x</p>")], report)
    assert [d.line for d in report] == [12]  # nine lines of head, then the third of the content


@pytest.mark.parametrize("doctype", [
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">',
    '<!DOCTYPE html [<!ENTITY x "y">]>',
])
def test_other_document_types_are_refused(doctype: str) -> None:
    report = Report()
    text = HEAD.format(title="t", content="<p>&x;</p>" if "ENTITY" in doctype else "<p/>").replace("<!DOCTYPE html>", doctype)
    parse([Page("a.xhtml", Role.CHAPTER, Matter.BODY, "t", text)], report)
    assert "E001" in {d.code for d in report}


def test_working_attributes_do_not_leave_and_others_stay() -> None:
    out = written('<section data-path="secret/rain.md"><p data-line="3" data-kept="y" class="a">x</p></section>')
    assert "data-line" not in out
    assert "secret" not in out
    assert '<p data-kept="y" class="a">x</p>' in out


def test_white_space_in_code_stays_as_it_is() -> None:
    assert "<pre><code>a\n  b\n\n\tc</code></pre>" in written("<pre><code>a\n  b\n\n\tc</code></pre>")


def test_empty_elements_get_closing_tags_and_void_ones_do_not() -> None:
    out = written('<p/><td/><br/><a id="x"></a><img src="a.png" alt=""/>')
    assert '<p></p><td></td><br/><a id="x"></a><img src="a.png" alt=""/>' in out


def test_comments_and_instructions_are_left_out() -> None:
    assert "<p>ab</p>" in written("<p>a<!-- made - by --><?php x ?>b</p>")


def test_formulas_and_drawings_get_their_namespaces_without_prefixes() -> None:
    out = written('<p>a<math display="block"><mrow><mi>x</mi></mrow></math>b<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>c</p>')
    assert f'a<math xmlns="{MATHML}" display="block"><mrow><mi>x</mi></mrow></math>b' in out
    assert f'<svg xmlns="{SVG}" viewBox="0 0 1 1"><path d="M0 0"/></svg>c' in out


def test_there_is_one_declaration_and_one_document_type() -> None:
    out = written("<p>x</p>")
    assert out.startswith("<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html>\n<html ")
    assert out.count("<!DOCTYPE") == 1


def test_a_place_is_the_posts_where_the_page_knows_it() -> None:
    (document,) = parse([body('<section data-path="rain.md"><p data-line="7"><b>x</b></p></section><p>y</p>')], Report())
    first, second = document.root.iter("{*}b", "{*}p"), list(document.root.iter("{*}p"))[1]
    next(first)
    assert document.place(next(first)) == ("rain.md", 7)
    assert document.place(second) == ("a.xhtml", 10)


@given(XML_TEXT, XML_TEXT)
def test_no_character_of_a_text_is_lost_or_added(first: str, second: str) -> None:
    root = etree.Element("p")
    root.text = first
    etree.SubElement(root, "em").text = second
    (document,) = parse([body(etree.tostring(root, encoding="unicode"))], Report())
    again = etree.fromstring(write(document))
    (paragraph,) = again.iter("{*}p")
    assert text_of(paragraph) == first + second
