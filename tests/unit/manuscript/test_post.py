"""A file becomes a post: what is refused, what is reported, what stays, and on which line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from builder.errors import PostpressError, Report
from builder.manuscript import read_post
from builder.manuscript.post import SIZE
from builder.manuscript.vocabulary import ALLOWED, FLOW
from builder.model import Post, Reference

from .reading import bare, codes, failed, letters, read, text_of, tree

FIRST_BOOK = Path(__file__).parents[3] / "content" / "ten-years-of-kubernetes.md"
IN_A_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)


# ---- what is refused


@pytest.mark.parametrize(("text", "error"), [
    ("", "post.md:1: error[M014] the post is empty"), ("\n \n\t\n", "post.md:1: error[M014] the post is empty"), ("\ufeff", "post.md:1: error[M014] the post is empty"),
    ("---\ntitle: x\n---\n\n", "post.md:4: error[M015] the post has front matter and no text"),
    ("<!-- only a comment -->\n", "post.md:1: error[M015] the post has no text that a reader would see"),
    ("[a]: http://b.c\n", "post.md:1: error[M015] the post has no text that a reader would see"),
    ("a\n\n<!-- never closed\n\nb\n", "post.md:3: error[M042] a comment is opened here and never closed: the rest of the post would vanish"),
    ("a\n\n<script>\nx\n\nb\n", "post.md:3: error[M042] <script> is opened here and never closed: the rest of the post would vanish"),
    ("a <script> b\n", "post.md:1: error[M042] <script> is opened here and never closed: the rest of the post would vanish"),
    ("a\n\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\n", "post.md:5: error[M054] this row has 3 cells and the table's head 2: the rest would be lost"),
    ("> " * 101 + "x\n", "post.md:1: error[M038] quotations and lists are nested too deep"),
    ("a\n\n" + "- " * 60 + "x\n", "post.md:3: error[M038] quotations and lists are nested too deep"),
    (">" * 3000 + "x\n", "post.md:1: error[M038] quotations and lists are nested too deep"),
    ("<div>" * 200 + "x\n", "post.md:1: error[M039] HTML elements stand more than 100 deep in one another"),
    ("a\n\nb " + "<b>" * 200 + "x\n", "post.md:3: error[M039] HTML elements stand more than 100 deep in one another"),
    ("*a " * 2000 + "b* " * 2000, "post.md:1: error[M039] elements are nested too deep for a book"),
    ("a\n\nb\n[" + "[" * 2000, "post.md:4: error[M037] more than 1000 square brackets are open at once in this paragraph"),
    ("![" * 100_000, "post.md:1: error[M037] more than 1000 square brackets are open at once in this paragraph"),
    ("+++\ntitle = 'x'\n+++\ntext\n", "post.md:1:1: error[M008] front matter in TOML ('+++') is not read"),
])
def test_refused(tmp_path: Path, text: str, error: str) -> None:
    assert failed(tmp_path, text) == [error]


def test_missing_file_with_the_name_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "post.md").write_text("x")
    report = Report()
    with pytest.raises(PostpressError):
        read_post(tmp_path / "pots.md", "pots.md", report)
    assert str(report.errors[0]) == "pots.md: error[M016] there is no such file\n  hint: did you mean 'post.md'?"


@pytest.mark.parametrize("name", [".", "a\0b", "x" * 5000, "no/such/folder.md"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    report = Report()
    with pytest.raises(PostpressError):
        read_post(tmp_path / name, name, report)
    assert codes(report) == ["M016"]


def test_size_limit(tmp_path: Path) -> None:
    assert failed(tmp_path, "x" * SIZE) == []
    assert failed(tmp_path, "x" * (SIZE + 1)) == ["post.md: error[M017] the post has 5.0 MB, more than the 5 MB a post may have"]


def test_five_megabytes_in_one_line_are_read(tmp_path: Path) -> None:
    text = "汉字，" * ((SIZE - 10) // 9)
    post, _ = read(tmp_path, text)
    assert text_of(post.markup).strip() == text


# ---- lines


def test_every_block_has_its_line_in_the_file(tmp_path: Path) -> None:
    text = """---
title: T
---

# One

two

> three
>
> - four
>   five

| six | a |
|-----|---|
| b   | c |

```python
seven
```

    eight

Term
: nine

<div>
<p>ten</p></div>

[^n]: eleven

Text[^n].

![twelve](a.png)
"""
    post, _ = read(tmp_path, text)
    lines = text.split("\n")
    root = tree(post.markup)
    for word in ("One", "two", "three", "four", "six", "seven", "eight", "nine", "ten", "eleven"):
        element = next(e for e in root.iter() if (e.text or "").strip().startswith(word))
        while element.get("data-line") is None:
            above = element.getparent()
            assert above is not None
            element = above
        line = int(element.get("data-line", "0"))
        assert word in lines[line - 1] or (word == "seven" and lines[line - 1] == "```python"), (word, line)
    assert post.images == (Reference("a.png", lines.index("![twelve](a.png)") + 1),)
    assert {e.tag for e in root.iter() if e.get("data-line") is None} <= {"body", "a", "img", "code"}


def test_pictures_in_order_with_their_lines(tmp_path: Path) -> None:
    post, _ = read(tmp_path, "![a](x.png)\n\ntext\nand ![b](<y z.png>)\n![c](图.png \"t\")\n\n<p>\n<img src='w.jpg'></p>\n")
    assert post.images == (Reference("x.png", 1), Reference("y z.png", 4), Reference("图.png", 5), Reference("w.jpg", 8))


@pytest.mark.parametrize(("tag", "target"), [
    ('<img src="a.png">', "a.png"), ('<img src="l.gif" data-src="a.png">', "a.png"), ('<img data-original="a.png" src="">', "a.png"),
    ('<img srcset="s.png 100w, a.png 900w">', "a.png"), ('<img src="data:image/gif;base64,x" srcset="a.png 2x, s.png 1x">', "a.png"),
    ('<img src="a.png" srcset="b.png 2x">', "a.png"), ("<IMG SRC=a.png>", "a.png"), ('<img src="a.png?x=1&amp;y=2">', "a.png?x=1&y=2"),
    ('<picture><source srcset="x.webp"><img src="a.png"></picture>', "a.png"), ('<img src=" a.png ">', "a.png"),
])
def test_the_real_picture_of_a_lazy_one(tmp_path: Path, tag: str, target: str) -> None:
    post, _ = read(tmp_path, f"text\n\n{tag}\n")
    assert [image.target for image in post.images] == [target]


def test_a_picture_repeated_for_browsers_without_scripts_stands_once(tmp_path: Path) -> None:
    post, _ = read(tmp_path, '<figure><img data-src="a.png"><noscript><img src="a.png"></noscript></figure>\n')
    assert [image.target for image in post.images] == ["a.png"]


@pytest.mark.parametrize("target", ["file:///etc/hostname", "../../secret.png", "http://127.0.0.1/x", "C:\\x.png", "x.png"])
def test_addresses_of_pictures_stay_as_written(tmp_path: Path, target: str) -> None:
    post, _ = read(tmp_path, f"![a](<{target}>)\n")
    assert post.images == (Reference(target.replace("\\x", "\\x"), 1),)


# ---- what is left out is spoken of


@pytest.mark.parametrize(("text", "code", "line"), [
    ("a\n\n<script>x</script>\n", "M040", 3), ("a <script>x</script> b\n", "M040", 1), ("a\n\n<div>\n<iframe src=x></iframe></div>\n", "M040", 4),
    ("a <iframe src=x></iframe>\n", "M040", 1), ("a\n\n<style>p{}</style>\n", "M040", 3), ("a <object data=x>b</object>\n", "M040", 1),
    ("a\n\n<form action=x>b</form>\n", "M040", 3), ("a <b onclick='x'>b</b>\n", "M041", 1), ("a\nb <img src=x.png alt=z onerror=y>\n", "M041", 2),
    ("a\n\n[b](javascript:x)\n", "M047", 3), ("a <a href='javascript:x'>b</a>\n", "M047", 1), ("a [b](data:text/html,x)\n", "M047", 1),
    ("[b](vbscript:x)\n", "M047", 1), ("[b](/about)\n", "M047", 1), ("[b](www.e.com)\n", "M047", 1), ("<a href='file:///x'>b</a>\n", "M047", 1),
    ("a\n\n<svg><text>x</text></svg>\n", "M040", 3), ("use List<String> here\n", "M046", 1), ("a\n\n<details>\n<summary>s</summary>\n\nb\n", "M043", 3),
    ("a <img alt='b'>\n", "M044", 1), ("a <?php echo 1 ?> b\n", "M040", 1), ("![a](my pic.png)\n", "M053", 1), ("a[^x]\n", "M051", 1),
    ("a\n\n[^x]: b\n", "M052", 3), ("a[^x]\n\n[^x]: b\n\n[^x]: c\n", "M050", 5), ("a <b style='color:red'>b</b>\n", "M045", 1),
    ("a <embed src=x>\n", "M040", 1), ("a <video src=x>b</video>\n", "M040", 1), ("a\n\n<link rel=x href=y>\n", "M040", 3),
    ("a\n\n> text\n> <script>x</script>\n", "M040", 4),
])
def test_reported(tmp_path: Path, text: str, code: str, line: int) -> None:
    _, report = read(tmp_path, text)
    assert [(found.code, found.line) for found in report] == [(code, line)]


@pytest.mark.parametrize("text", [
    "a <!-- more --> b\n", "a<br>b\n", "<div><p>a</p></div>\n", "<center>a</center>\n", "a <span>b</span>\n", "<p>a</p>\n", "<kbd>a</kbd>\n",
    "[a](https://b.c)\n", "[a](mailto:b@c.d)\n", "[a](#b)\n", "[a](b.md#c)\n", "<https://a.b>\n", "<table><tr><td>a</table>\n", "<ul><li>a<li>b</ul>\n",
    "<picture><source srcset=x><img src=y.png alt=y></picture>\n",
])
def test_not_reported(tmp_path: Path, text: str) -> None:
    _, report = read(tmp_path, text)
    assert not len(report)


# ---- what stays, stays whole


@pytest.mark.parametrize(("text", "markup"), [
    ("use List<String> and <foo>\n", "<p>use List&lt;String&gt; and &lt;foo&gt;</p>"),
    ("a <b>b\n\nc\n", "<p>a <strong>b</strong></p>\n<p>c</p>"), ("a</b> b\n", "<p>a b</p>"), ("- a\n- </ul>b\n\nc\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>c</p>"),
    ("<div>\n\n## a\n\n</div>\n\nb\n", "<h2>a</h2>\n\n<p>b</p>"), ("<b>a\n\nb</b>\n\nc\n", "<p><strong>a</strong></p>\n<p>b</p>\n<p>c</p>"),
    ("<textarea>a <b>b</b></textarea>\n", "<p>a <strong>b</strong></p>"), ("<title>a</title>\n\n**b**\n", "<p>a</p><p><strong>b</strong></p>"),
    ("<noscript><p>a</p></noscript>\n", "<p>a</p>"), ("<li>a</li><li>b</li>\n", "<ul><li>a</li><li>b</li></ul>"),
    ("<span>a<div>b</div>c</span>\n", "<p>a</p><p>b</p><p>c</p>"), ("<blockquote>a</blockquote>\n", "<blockquote><p>a</p></blockquote>"),
    ("<ul>a<li>b</li></ul>\n", "<ul><li>a</li><li>b</li></ul>"), ("<figcaption>a</figcaption>\n", "<p>a</p>"), ("a &nbsp; b &copy; &#1; c\n", "<p>a \u00a0 b © \ufffd c</p>"),
    ("<p>a &nbsp; &#1;</p>\n", "<p>a \u00a0 \ufffd</p>"), ("<q>a <b>b</b></q>\n", "<p>“a <strong>b</strong>”</p>"), ("a\n<p>b\n", "<p>a</p>\n<p>b</p>"),
    ("<details><p>a</p></details>\n", "<p>a</p>"), ("<details><p>a</p><summary>b</summary></details>\n", "<details><summary>b</summary><p>a</p></details>"),
    ("<ruby>a<rt>b</ruby>\n", "<p><ruby>a<rt>b</rt></ruby></p>"), ("<rt>a</rt>\n", "<p>a</p>"), ("<ruby>a</ruby>\n", "<p>a</p>"),
    ("<math><mi>x</mi><mo>&lt;</mo></math>\n", "<p><math><mi>x</mi><mo>&lt;</mo></math></p>"), ("<pre>\n\na\n  b</pre>\n", "<pre>\na\n  b</pre>"),
    ("<dl><dd>a</dd><dt>b</dt><dd>c</dd><dt>d</dt></dl>\n", "<p>a</p><dl><dt>b</dt><dd>c</dd></dl><p>d</p>"),
    ("<math>x<mfrac><mi>y</mi></mfrac>z</math>\n", "<p><math><mtext>x</mtext><mrow><mi>y</mi></mrow><mtext>z</mtext></math></p>"),
    ("<math><mtr><mtd><mi>x</mi></mtd></mtr></math>\n", "<p><math><mrow><mrow><mi>x</mi></mrow></mrow></math></p>"),
    ("<math><mtable><mi>x</mi></mtable></math>\n", "<p><math><mtable><mtr><mtd><mi>x</mi></mtd></mtr></mtable></math></p>"),
    ("<math><msup><mi>x</mi><mn>2</mn></msup></math>\n", "<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>"),
    ("<span lang='xx-!'>a</span> <span lang='ja'>b</span>\n", '<p>a <span lang="ja">b</span></p>'),
    ("<table><tr><td>a</td></tr><thead><tr><th>b</th></tr></thead><caption>c</caption><caption>d</caption></table>\n",
     "<p>d</p><table><caption>c</caption><tbody><tr><td>a</td></tr></tbody><tbody><tr><th>b</th></tr></tbody></table>"),
    ("<pre>a <p>b</p></pre>\n", "<p>a</p><p>b</p>"),
    ("<td>a</td>\n", "<p>a</p>"), ("a <a name='x'></a>b\n", '<p>a <a id="x"></a>b</p>'), ("<a href='https://e.com'><div>a</div></a>\n", '<p><a href="https://e.com">a</a></p>'),
    ("<h2><div>a</div></h2>\n", "<h2>a</h2>"), ("<table><tr><td align=right>a</table>\n", '<table><tbody><tr><td class="right">a</td></tr></tbody></table>'),
    ("<code class='language-c x'>a</code>\n", '<p><code class="language-c">a</code></p>'), ("a < b & c > d\n", "<p>a &lt; b &amp; c &gt; d</p>"),
    ("<p>a < b & c</p>\n", "<p>a &lt; b &amp; c</p>"), ("<ol start=3 type=a><li value=x>a</ol>\n", '<ol start="3" type="a"><li>a</li></ol>'),
])
def test_text_of_odd_html_is_kept(tmp_path: Path, text: str, markup: str) -> None:
    post, _ = read(tmp_path, text)
    assert bare(post.markup) == markup


def attempted(folder: Path, text: str) -> tuple[Post | None, set[str]]:
    """Return a post, or None and the codes it is refused with."""
    try:
        return read(folder, text)[0], set()
    except PostpressError as refused:
        return None, {error.code for error in refused.report.errors}


PIECES = st.sampled_from([
    "汉", "字", "a", "b1", "，", "。", "“", "”", "*", "**", "_", "~~", "`", "``", "\n", "\n\n", " ", "  \n", "# ", "\n## ", "> ", "\n> ", "- ", "\n- ", "\n  ",
    "\n    ", "1. ", "|", "\n|-|\n", "\n---\n", "\n===\n", "!", "[", "]", "\\", "$", "+", ": ", "\n: ", "[ ] ", "^", "{", "}", ".x", "#y", "\u3000", "\t",
])


@IN_A_FOLDER
@given(st.lists(PIECES, min_size=1, max_size=40))
def test_no_letter_of_markdown_is_lost(tmp_path: Path, pieces: list[str]) -> None:
    text = "Start\n\n" + "".join(pieces) + "\n"
    assume("```" not in text and "~~~" not in text)  # what follows on a fence's line names its language
    post, refused = attempted(tmp_path, text)
    assert refused <= {"M054"}
    if post is None:
        return
    # A list's number becomes a mark of the theme, a heading's {#id} an id, a box's x a box; a note goes to the end.
    attributes = re.sub(r"\{[#.][^{}]*\}[ \t]*$", "", text, flags=re.M)
    unnumbered = re.sub(r"(?m)^(\W*)\d+[.)](?=\s)", r"\1", attributes)
    found, expected = (letters(each).replace("1", "") for each in (text_of(post.markup), unnumbered))
    if "^[" in text:
        assert sorted(found) == sorted(expected)
    else:
        assert found in (expected, letters(text).replace("1", ""))


RAW = st.sampled_from([
    "甲", "乙", "x", " ", "\n", "\n\n", "<b>", "</b>", "<p>", "</p>", "<div>", "</div>", "<i>", "</i>", "<a href='https://e.com'>", "</a>", "<ul>", "</ul>",
    "<li>", "</li>", "<table>", "</table>", "<tr>", "<td>", "</td>", "<h2>", "</h2>", "<br>", "<hr>", "<span>", "</span>", "<blockquote>", "</blockquote>",
    "<details>", "</details>", "<summary>", "</summary>", "<figure>", "</figure>", "<figcaption>", "</figcaption>", "<ruby>", "</ruby>", "<rt>", "</rt>",
    "<dl>", "<dt>", "<dd>", "</dl>", "<math>", "</math>", "<mi>", "</mi>", "<foo>", "</foo>", "<form>", "</form>", "<title>", "</title>", "<pre>", "</pre>",
    "<textarea>", "<select>", "<option>", "<noscript>", "</noscript>", "<plaintext>", "<sup>", "</sup>", "<q>", "</q>", "<center>", "</center>", "<b", ">", "<",
    "&amp;", "&", "\"", "'", "- ", "> ", "**", "`", "<caption>", "</caption>", "<thead>", "</thead>", "<tfoot>", "<th>", "<mtr>", "<mtd>", "<mfrac>", "<rp>", "<h3>", "</h3>",
    "<code>", "</code>", "<sub>", "</sub>", "<ol>", "</ol>", "</dt>", "</dd>", "<aside>", "</aside>",
])
VISIBLE = set("甲乙")
LINES = {"p", "pre", "h1", "h2", "h3", "strong", "em", "a", "span", "summary", "dt", "rt", "rp", "sup", "sub", "code"}
"""Elements that hold a line of text and no blocks."""
PARENTS = {
    "li": ["ul", "ol"], "dt": ["dl"], "dd": ["dl"], "figcaption": ["figure"], "caption": ["table"], "summary": ["details"], "rt": ["ruby"], "rp": ["ruby"],
    "tr": ["thead", "tbody", "tfoot"], "td": ["tr"], "th": ["tr"], "tbody": ["table"], "thead": ["table"], "tfoot": ["table"],
}
CHILDREN = {
    "ul": ["li"], "ol": ["li"], "dl": ["dt", "dd"], "tr": ["td", "th"], "table": ["caption", "thead", "tbody", "tfoot"], "tbody": ["tr"], "thead": ["tr"],
    "tfoot": ["tr"],
}


@IN_A_FOLDER
@given(st.lists(RAW, min_size=1, max_size=30))
def test_no_letter_of_raw_html_is_lost_and_what_comes_out_is_allowed(tmp_path: Path, pieces: list[str]) -> None:
    text = "Start\n\n" + "".join(pieces) + "\n"
    post, _ = read(tmp_path, text)
    root = tree(post.markup)
    found = [c for c in "".join(str(t) for t in root.itertext()) if c in VISIBLE]
    assert found == [c for c in text if c in VISIBLE]
    for element in root.iterdescendants():
        assert element.tag in ALLOWED
        assert set(element.attrib) <= {"data-line", "href", "id", "class"}
        above = element.getparent()
        assert above is not None
        shown = etree.tostring(root)
        if element.tag in FLOW:
            assert above.tag not in LINES, shown
        assert above.tag in PARENTS.get(str(element.tag), [above.tag]), shown
        assert element.tag in CHILDREN.get(str(above.tag), [element.tag]), shown
        if above is root:
            assert element.tag in FLOW - set(PARENTS), shown


HOSTILE = st.sampled_from([
    "<script>", "</script>", "<ScRiPt ", "<img src=x onerror=alert(1)>", "<svg onload=x>", "</svg>", "<math><mtext>", "<style>", "</style>", "<iframe srcdoc='",
    "'>", '">', "javascript:x", "<a href=\"java\nscript:x\">", "<a href=' javascript:x'>", "[a](javascript:x)", "[a](<java\tscript:x>)", "![a](javascript:x)",
    "<!--", "-->", "<![CDATA[", "]]>", "<?x ", "?>", "<noscript>", "</noscript>", "<p title=\"", "<annotation-xml encoding='text/html'>", "<mglyph>", "&lt;script&gt;",
    "&#60;script&#62;", "<form action=x>", "<input>", "<object data=x>", "<embed src=x>", "<base href=x>", "<meta http-equiv=refresh>", "<link href=x>", "甲",
    "<table><td>", "<template>", "<b onclick=x>", "<x-y>", "data:text/html,x", "<a data-note='1' class='noteref'>", "<aside data-note='x'>", "<p data-line='9'>",
    "<img data-image='0'>", "\n\n", " ", "```\n", "`",
])


@IN_A_FOLDER
@given(st.lists(HOSTILE, min_size=1, max_size=25))
def test_nothing_that_acts_comes_through(tmp_path: Path, pieces: list[str]) -> None:
    post, refused = attempted(tmp_path, "Start\n\n" + "".join(pieces) + "\n\nEnd\n")
    assert refused <= {"M042"}
    if post is None:
        return
    for element in tree(post.markup).iterdescendants():
        assert element.tag in ALLOWED
        assert set(element.attrib) <= {"data-line", "href", "src", "alt", "id", "class", "lang"}
        assert element.get("data-note") is None
        href = element.get("href", "")
        assert href.startswith(("http:", "https:", "mailto:", "#")) or href == "" or href.endswith(".md")


# ---- the first book


def test_the_first_book_is_read_whole() -> None:
    report = Report()
    post = read_post(FIRST_BOOK, "content/ten-years-of-kubernetes.md", report)
    assert not len(report)
    assert post.front_matter.title == "十年Kubernetes：过去、现在和未来"
    assert post.front_matter.image.endswith(".png-30")
    source = FIRST_BOOK.read_text(encoding="utf-8").partition("\n---\n")[2]
    shown = re.sub(r"\]\([^)]*\)", "]", source)
    assert letters(text_of(post.markup)) == letters(shown)
