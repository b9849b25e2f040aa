from __future__ import annotations

import pytest

from builder.epub.binding import bind
from builder.epub.documents import parse
from builder.epub.semantics import ROLES, inspect, undescribed
from builder.errors import PostpressError, Report
from builder.model import Matter, Pages, Role

from .specimen import page, with_page


def findings(content: str) -> list[tuple[str, str | None, int | None]]:
    report = Report()
    inspect(parse([page("a.xhtml", Role.CHAPTER, Matter.BODY, "t", content)], report), report)
    return [(d.code, d.path, d.line) for d in report]


@pytest.mark.parametrize(("content", "code"), [
    ("<h1>a</h1><h1>b</h1>", "E030"), ("<h1>a</h1><h3>b</h3>", "E030"), ("<h2>a</h2>", "E030"),
    ("<h1>a</h1><h2>b</h2><h4>c</h4>", "E030"), ("<h1>a</h1><blockquote><h3>b</h3></blockquote>", "E030"),
    ('<section epub:type="chapter">a</section>', "E031"), ('<section epub:type="chapter" role="doc-part">a</section>', "E031"),
    ('<a epub:type="noteref" href="#x" id="x">1</a>', "E031"), ('<p epub:type="title subtitle">x</p>', "E031"),
    ('<img src="a.png"/>', "E032"), ("<table><tr><th>a</th></tr></table>", "E032"),
    ('<table><tr><th scope="all">a</th></tr></table>', "E032"),
])
def test_refused(content: str, code: str) -> None:
    assert [found[0] for found in findings(content)] == [code]


@pytest.mark.parametrize("content", [
    "<p>no heading at all</p>", "<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>",
    '<section epub:type="chapter" role="doc-chapter">a</section>', '<section epub:type="footnotes">a</section>',
    '<nav epub:type="landmarks"><ol><li><a epub:type="toc" href="#x">a</a></li></ol></nav>',
    '<img src="a.png" alt=""/>', '<table><tr><th scope="row">a</th></tr></table>', '<math xmlns="http://www.w3.org/1998/Math/MathML"/>',
])
def test_let_pass(content: str) -> None:
    assert findings(content) == []


def test_a_finding_names_the_post_where_the_page_knows_it() -> None:
    assert findings('<section data-path="rain.md"><h1>a</h1><p data-line="7"><img src="a.png"/></p></section>') == [
        ("E032", "rain.md", 7)]


def test_every_role_is_one_of_aria() -> None:
    assert all(role.startswith("doc-") for role in ROLES.values())
    assert ROLES["noteref"] == "doc-noteref"
    assert ROLES["page-list"] == "doc-pagelist"


def test_pictures_without_words_are_found_the_cover_aside(pages: Pages) -> None:
    assert undescribed(parse(pages.pages, Report())) == ()
    bare = with_page(with_page(pages, "chapter-01.xhtml", ('alt="一只鸟"', 'alt=" "')), "cover.xhtml", ('alt="封面"', 'alt=""'))
    assert undescribed(parse(bare.pages, Report())) == (("rain.md", 15),)
    ornament = with_page(pages, "chapter-01.xhtml", ('alt="一只鸟"', 'alt="" role="presentation"'))
    assert undescribed(parse(ornament.pages, Report())) == ()


def test_the_binding_asks(pages: Pages) -> None:
    report = Report()
    with pytest.raises(PostpressError):
        bind(with_page(pages, "chapter-01.xhtml", ('<h2 id="borg"', '<h3 id="borg"'), ("</h2>", "</h3>")), report)
    assert [(d.code, d.path, d.line) for d in report] == [("E030", "rain.md", 13)]
