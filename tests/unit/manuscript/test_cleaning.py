"""The cleaner by itself: whatever HTML reaches it, allowed and well-formed XHTML leaves it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builder.manuscript.cleaning import DEPTH, TooDeepError, clean, fragment, parse_fragment, well_formed
from builder.manuscript.vocabulary import ALLOWED


def cleaned(html: str) -> str:
    return fragment(clean(html))


@pytest.mark.parametrize(("html", "xhtml"), [
    ("<p>a<br>b<hr>", "<p>a<br/>b</p><hr/>"), ("<p>a&nbsp;b &copy; &amp;amp; &lt;</p>", "<p>a\u00a0b © &amp;amp; &lt;</p>"),
    ("<p lang='zh' id=x title=y style=z data-x=1>a", '<p lang="zh" id="x">a</p>'), ("<td>a", "a"), ("<table><td>a", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
    ("<img data-image=1 alt='a\"b<c>&'>", '<img data-image="1" alt="a&quot;b&lt;c&gt;&amp;"/>'), ("<pre>\n\na</pre>", "<pre>\na</pre>"), ("<p></p><td></td>", "<p></p>"),
    ("<a href='https://e.com/?a=1&b=2'>x</a>", '<a href="https://e.com/?a=1&amp;b=2">x</a>'), ("<ol start=2 reversed type=i><li value=5>a", '<ol start="2" reversed="" type="i"><li value="5">a</li></ol>'),
    ("<ol start=x type=z>", "<ol></ol>"), ("<p>\x01\ufffe&#x1;&#xFFFE;&#x1FFFF;</p>", "<p>\ufffd\ufffd\ufffd\ufffd\ufffd</p>"), ("<!-- a -->b<![CDATA[c]]>d<?e?>f", "bdf"),
    ("<p class='noteref evil'>a</p><p class=right>b</p><code class=language-c++>c</code>", '<p>a</p><p class="right">b</p><code class="language-c++">c</code>'),
    ("<math display=block><mi mathvariant=normal onclick=x>x</mi></math>", '<math display="block"><mi mathvariant="normal">x</mi></math>'),
    ("<ruby>a<rt>b</rt></ruby>", "<ruby>a<rt>b</rt></ruby>"), ("<p data-line=12>a<p data-line=x>b", '<p data-line="12">a</p><p>b</p>'),
])
def test_serialised(html: str, xhtml: str) -> None:
    assert cleaned(html) == xhtml


@pytest.mark.parametrize("html", [
    "<script>x</script>", "<style>x</style>", "<iframe srcdoc='x'></iframe>", "<object data=x></object>", "<svg><script>x</script></svg>", "<img src=x onerror=y>",
    "<a href='javascript:x'>", "<a href='java&#10;script:x'>", "<a href=' &#1;javascript:x'>", "<a href='data:text/html,x'>", "<a href='vbscript:x'>", "<img src='data:x'>",
    "<form action=x><input><button formaction='javascript:x'></form>", "<link href=x>", "<meta http-equiv=refresh content=x>", "<base href=x>", "<math href='javascript:x'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=y>", "<noscript><p title='</noscript><img src=x onerror=y>'>", "<svg></p><style><a id='</style><img src=1 onerror=y>'>",
    "<template><script>x</script></template>", "<b onmouseover=x>", "<p style='background:url(javascript:x)'>", "<embed src=x>", "<audio src=x>", "<video poster=x>",
    "<a xlink:href='javascript:x'>", "<a ping=x href=https://e.com>", "<annotation-xml encoding='text/html'><img src=x onerror=y></annotation-xml>", "<x onclick=y>",
])
def test_nothing_that_acts_passes(html: str) -> None:
    for element in clean(f"<p>a</p>{html}b").iterdescendants():
        assert element.tag in ALLOWED
        assert set(element.attrib) <= {"href", "alt", "title", "id"}
        assert element.get("href", "https:").startswith("https:")
        assert "javascript" not in element.get("href", "")


@pytest.mark.parametrize("depth", [DEPTH, DEPTH + 1, 20_000])
def test_depth(depth: int) -> None:
    html = "<b>" * depth + "x" + "</b>" * depth
    if depth <= DEPTH:
        assert well_formed(html) == html
    else:
        with pytest.raises(TooDeepError):
            well_formed(html)


def test_entities_of_a_document_type_are_not_expanded() -> None:
    with pytest.raises(etree.XMLSyntaxError):
        parse_fragment("&x;")


@given(st.text())
def test_any_text_at_all_comes_out_well_formed(text: str) -> None:
    """As HTML it may mean anything; it is XML afterwards, and the same when it is read and written again."""
    once = cleaned(text)
    assert fragment(parse_fragment(once)) == once


@given(st.lists(st.sampled_from([
    "<b>", "</b>", "<p>", "<table>", "<td>", "<math>", "<mi>", "</math>", "<svg>", "<a href='x.md'>", "<li>", "&amp;", "&lt;", "<", ">", "\"", "'", "a", "<pre>\n", "<br>", "</p>",
    "<img alt='a>b'>", "<select>", "<option>", "<title>", "<plaintext>", "&#0;", "\x0b", "<rt>", "<ruby>", "<p id=\"", "<!--", "-->",
]), max_size=30))
def test_any_html_at_all_comes_out_well_formed(pieces: list[str]) -> None:
    once = cleaned("".join(pieces))
    assert fragment(parse_fragment(once)) == once
