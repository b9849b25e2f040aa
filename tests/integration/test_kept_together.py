"""What may not be parted by a page's end, read from a finished PDF whose pages end at every line of it: figures and captions,
rows of tables and their heads."""

from __future__ import annotations

import re

import pytest
from oracles.pages import Leaf, leaves, said
from PIL import Image

import builder
from builder.errors import Report

pytestmark = pytest.mark.integration

FIGURES = 24
ROWS = 60
PROSE = "山中不知岁月，唯见草木荣枯。"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Leaf]:
    """A book of figures with one line more of text before each than before the last, and a table of three pages."""
    place = tmp_path_factory.mktemp("kept")
    Image.new("L", (800, 500), 128).save(place / "a.png")
    figures = "\n\n".join(f"{PROSE * n}\n\n![图](a.png \"图题{n}止\")" for n in range(1, FIGURES + 1))
    rows = "\n".join(f"| 行{n}止 | {'一二三四五' * (n % 5 * 3 + 1)} |" for n in range(1, ROWS + 1))
    (place / "post.md").write_text(
        f"---\ntitle: 合\nauthor: 某\ndate: 2025-01-01\nlang: zh-Hans\n---\n\n{figures}\n\n| 表头甲 | 表头乙 |\n|---|---|\n{rows}\n",
        encoding="utf-8")
    (pdf,) = builder.build(place / "post.md", to=(builder.Target.PDF,), out=place, report=Report(),
                           settings=builder.Settings(offline=True, store=place / "store")).editions
    return leaves(pdf)


def test_a_caption_stands_right_below_its_figure(pages: list[Leaf]) -> None:
    found = 0
    for leaf in (leaf for leaf in pages if leaf.folio.isdigit()):  # not those of the list of figures
        captions = [line for line in leaf.body if re.search(r"图题\d+止", said(line))]
        assert len(captions) == len(leaf.images), f"page {leaf.sheet.number}"
        for caption in captions:
            assert any(0 < caption[0].y - image.bottom < 25 for image in leaf.images), f"page {leaf.sheet.number}"
        found += len(captions)
    assert found == FIGURES
    assert sum(1 for leaf in pages if leaf.images) > 8


def test_every_row_of_a_long_table_is_whole_and_under_its_head(pages: list[Leaf]) -> None:
    said_by = ["".join(said(line) for line in leaf.body) for leaf in pages]
    with_rows = [text for text in said_by if re.search(r"行\d+止", text)]
    assert len(with_rows) > 2
    assert all(text.index("表头甲") < text.index("止", text.index("表头甲")) for text in with_rows)
    numbers = [int(n) for text in with_rows for n in re.findall(r"行(\d+)止", text)]
    assert numbers == list(range(1, ROWS + 1))
    for text in with_rows:
        assert text.count("一二三四五") == sum(int(n) % 5 * 3 + 1 for n in re.findall(r"行(\d+)止", text)), "a row is parted"
