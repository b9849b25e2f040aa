from __future__ import annotations

import pytest

from builder.typography import lift_captions, number_captions
from builder.typography.trees import fragment, serialise


def numbered(markup: str) -> str:
    root = fragment(markup)
    number_captions(root, figure="图{}　", table="Table {}. ")
    return serialise(root).replace(' xmlns="http://www.w3.org/1999/xhtml"', "").replace(' xmlns:epub="http://www.idpf.org/2007/ops"', "")


@pytest.mark.parametrize(("markup", "result"), [
    ('<figure data-count="1-2"><img/><figcaption>题</figcaption></figure>',
     '<figure><img/><figcaption><span class="caption-number">图1-2　</span>题</figcaption></figure>'),
    ('<table data-count="3"><caption><b>a</b>b</caption></table>',
     '<table><caption><span class="caption-number">Table 3. </span><b>a</b>b</caption></table>'),
    ('<figure data-count="A-1"><figcaption><p>题</p><p>文</p></figcaption></figure>',
     '<figure><figcaption><p><span class="caption-number">图A-1　</span>题</p><p>文</p></figcaption></figure>'),
    ("<figure><figcaption>题</figcaption></figure>", "<figure><figcaption>题</figcaption></figure>"),
])
def test_a_number_stands_before_the_words(markup: str, result: str) -> None:
    assert numbered(markup) == result


def test_a_caption_is_lifted_over_its_table_with_what_stands_in_it() -> None:
    root = fragment('<p>文</p><table><caption>题<i>x</i></caption><tr><td>甲</td></tr></table>尾<p>后</p>')
    lift_captions(root)
    assert [child.tag.rpartition("}")[2] for child in root.iterdescendants()] == ["p", "figure", "figcaption", "i", "table", "tr", "td", "p"]
    assert "".join(map(str, root.itertext())) == "文题x甲尾后"


def test_an_authors_own_figure_is_left_as_it_is() -> None:
    markup = "<figure><table><caption>题</caption></table><figcaption>图</figcaption></figure>"
    root = fragment(markup)
    lift_captions(root)
    assert "<caption" in serialise(root)
