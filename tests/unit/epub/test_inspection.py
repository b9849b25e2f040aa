from __future__ import annotations

import pytest

from builder.epub.documents import parse
from builder.epub.inspection import inspect
from builder.errors import Report
from builder.model import Matter, Role

from .specimen import page

FILES = frozenset({"styles/book.css", "a.xhtml", "b.xhtml", "images/a.png"})


def findings(content: str) -> list[tuple[str, str | None, int | None]]:
    report = Report()
    pages = [page("a.xhtml", Role.CHAPTER, Matter.BODY, "t", content),
             page("b.xhtml", Role.CHAPTER, Matter.BODY, "t", '<p id="there">x</p>')]
    inspect(parse(pages, report), files=FILES, report=report)
    return [(d.code, d.path, d.line) for d in report]


@pytest.mark.parametrize(("content", "code"), [
    ('<img src="https://example.com/a.png" alt="x"/>', "E002"), ('<img src="//example.com/a.png" alt="x"/>', "E002"),
    ('<img src="data:image/png;base64,AA" alt="x"/>', "E002"), ('<p style="background: url(http://x.y/z)">x</p>', "E002"),
    ("<style>@import 'https://x.y/z.css';</style>", "E002"),
    ("<script>1</script>", "E003"), ('<p onclick="x()">x</p>', "E003"), ('<p ONLOAD="x()">x</p>', "E003"),
    ('<a href="javascript:x()">x</a>', "E003"), ('<a href=" JavaScript :x()">x</a>', "E003"),
    ('<a href="data:text/html,x">x</a>', "E003"), ('<a href="vbscript:x">x</a>', "E003"),
    ("<form></form>", "E004"), ('<iframe src="b.xhtml"></iframe>', "E004"), ("<input/>", "E004"),
    ('<object data="x"></object>', "E004"), ("<video></video>", "E004"),
    ('<img src="images/a.png" srcset="images/b.png 2x" alt="x"/>', "E004"),
    ('<img src="images/gone.png" alt="x"/>', "E005"), ('<img src="asset:a.png" alt="x"/>', "E002"),
    ('<a href="gone.xhtml">x</a>', "E005"), ('<a href="#gone">x</a>', "E005"), ('<a href="b.xhtml#gone">x</a>', "E005"),
    ('<a href="file:///etc/hostname">x</a>', "E005"), ('<a href="//example.com">x</a>', "E005"),
    ('<a href="http://[x">x</a>', "E005"), ('<a href="../b.xhtml">x</a>', "E005"), ('<a href="images/a.png">x</a>', "E005"),
    ('<p id="x">1</p><p id="x">2</p>', "E006"), ('<p style="width: calc(1px)">x</p>', "E007"),
    ("<style>p { display: grid }</style>", "E007"),
])
def test_refused(content: str, code: str) -> None:
    assert code in {found for found, _, _ in findings(content)}


@pytest.mark.parametrize("content", [
    '<a href="https://example.com/?a=b&amp;c#d">x</a>', '<a href="mailto:a@b.c">x</a>', '<a href="b.xhtml#there">x</a>',
    '<a href="b.xhtml">x</a>', '<p id="x"><a href="#x">x</a></p>', '<img src="images/a.png" alt="x"/>', '<a id="y">x</a>',
    '<a href="b.xhtml#%74here">x</a>', "<details><summary>x</summary></details>", '<p style="color: red">x</p>',
    '<p style="margin: 1em">x</p>',
])
def test_allowed(content: str) -> None:
    assert findings(content) == []


def test_a_finding_names_the_posts_line_where_the_page_knows_it() -> None:
    content = '<section data-path="rain.md"><p data-line="7"><a href="#gone">x</a></p></section>\n<p><a href="#gone">x</a></p>'
    assert findings(content) == [("E005", "rain.md", 7), ("E005", "a.xhtml", 11)]


def test_the_second_of_two_ids_is_the_place() -> None:
    assert findings('<p id="x">1</p>\n<p id="x">2</p>') == [("E006", "a.xhtml", 11)]
