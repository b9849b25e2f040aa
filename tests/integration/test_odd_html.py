"""A book of torn HTML, as it is pasted into posts: tags that never close, close twice or stand in the wrong place."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from builder.errors import Report
from builder.model import Target
from builder.pipeline import Settings, build
from builder.preflight import check_outside

from .tools import require

pytestmark = pytest.mark.integration

PIECES = [
    "甲", "乙", "x[^1]", " ", "\n", "\n\n", "<b>", "</b>", "<p id='a'>", "</p>", "<div>", "</div>", "<a href='https://e.com'>", "</a>", "<ul>", "</ul>", "<li>",
    "</li>", "<table>", "</table>", "<caption>", "</caption>", "<thead>", "</thead>", "<tfoot>", "<tr>", "<td>", "<th>", "<h2>", "</h2>", "<h3>", "</h3>", "<br>",
    "<hr>", "<span lang=ja>", "</span>", "<blockquote>", "</blockquote>", "<details>", "</details>", "<summary>", "</summary>", "<figure>", "</figure>",
    "<figcaption>", "</figcaption>", "<ruby>", "</ruby>", "<rt>", "</rt>", "<rp>", "<dl>", "<dt>", "</dt>", "<dd>", "</dd>", "</dl>", "<foo>", "<form>", "</form>",
    "<title>", "<pre>", "</pre>", "<textarea>", "<select>", "<option>", "<noscript>", "<sup>", "</sup>", "<q>", "</q>", "<center>", "<ol start=2>", "</ol>",
    "<code>", "</code>", "<section>", "<aside>", "</aside>", "<del>", "</del>", "<math>", "</math>", "<mi>", "</mi>", "<mfrac>", "</mfrac>", "<mtr>", "<mtd>",
    "<mtable>", "- ", "1. ", "> ", "**", "`", "&amp;", "&", "<", "\n\n|甲|\n|-|\n|乙|\n\n", "[ ] ", "\n: ",
]
POSTS = 150


def torn_posts(seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(PIECES, k=chance.randint(3, 14))) for _ in range(POSTS)]


@pytest.mark.parametrize("seed", [1, 2])
def test_torn_html_makes_a_valid_book_and_no_letter_is_lost(seed: int, tmp_path: Path) -> None:
    require("epubcheck")
    torn = torn_posts(seed)
    for number, text in enumerate(torn):
        (tmp_path / f"{number}.md").write_text(f"# 题{number}\n\n{text}\n\n[^1]: 注\n", encoding="utf-8")
    names = ", ".join(f'"{number}.md"' for number in range(POSTS))
    (tmp_path / "book.toml").write_text(f'title = "书"\nlang = "zh-Hans"\ndate = 2024-12-30\nposts = [{names}]\n', encoding="utf-8")

    built = build(tmp_path / "book.toml", to=(Target.EPUB,), out=tmp_path / "dist", settings=Settings(offline=True, store=tmp_path / "store"))

    (epub,) = built.editions
    report = Report()
    check_outside(epub.read_bytes(), epub.name, report)
    assert [str(found) for found in report] == []
    with zipfile.ZipFile(epub) as archive:
        names_in_order = sorted((name for name in archive.namelist() if "/chapter-" in name), key=lambda name: int(re.findall(r"\d+", name)[-1]))
        pages = [etree.fromstring(archive.read(name)) for name in names_in_order]
    shown = "".join(c for page in pages for text in page.itertext() for c in str(text) if c in "甲乙")
    assert shown == "".join(c for text in torn for c in text if c in "甲乙")
