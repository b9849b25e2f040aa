"""Notes on paper where book.toml wants them, read from the finished PDF: none lost, each once, called by the number it has."""

from __future__ import annotations

import re
from pathlib import Path

import pymupdf
import pytest
from oracles.expected import squeeze
from oracles.extracted import body_size, lines_of
from oracles.folios import listed, numbered

import builder
from builder.errors import Report

pytestmark = pytest.mark.integration

NOTES = 30
"""Notes of each chapter, so that they stand on several pages."""

PROSE = "山中不知岁月，唯见草木荣枯，云起云落，又是一年。" * 4


def post() -> str:
    chapters = []
    for chapter in "甲乙":
        calls = "\n\n".join(f"{PROSE}文{chapter}{n}[^{chapter}{n}]。" for n in range(1, NOTES + 1))
        notes = "\n".join(f"[^{chapter}{n}]: 释{chapter}{n}止。" for n in range(1, NOTES + 1))
        chapters.append(f"## 题{chapter}\n\n{calls}\n\n再见[^{chapter}1]。\n\n{notes}\n")
    return "---\ntitle: 注\nauthor: 某\ndate: 2025-01-01\nlang: zh-Hans\n---\n\n" + "\n".join(chapters)


def made(place: Path, rule: str) -> Path:
    (place / "post.md").write_text(post(), encoding="utf-8")
    (place / "book.toml").write_text(f'posts = ["post.md"]\n[notes]\n{rule}\n', encoding="utf-8")
    settings = builder.Settings(offline=True, store=place / "store", printer="proof")
    (pdf,) = builder.build(place, to=(builder.Target.PDF,), out=place, settings=settings, report=Report()).editions
    return pdf


def pages_of(pdf: Path) -> list[str]:
    """Return what each page says, squeezed, calls and numbers between marks: `«12»`."""
    pages = []
    with pymupdf.open(pdf) as book:
        for page in book:
            lines = lines_of(page, page.number)
            size = body_size(tuple(c for line in lines for c in line))
            said = "".join(f"«{c.text}»" if c.text.isdigit() and c.size < 0.75 * size else c.text for line in lines for c in line)
            pages.append(squeeze(said.replace("»«", "")))
    return pages


def test_at_the_foot_numbers_may_run_through_the_chapter(tmp_path: Path) -> None:
    pages = pages_of(made(tmp_path, 'numbering = "chapter"'))
    for chapter in "甲乙":
        calls = [(int(n), int(call), page) for page, text in enumerate(pages)
                 for n, call in re.findall(rf"文{chapter}(\d+)«(\d+)»", text)]
        assert [(n, call) for n, call, _ in calls] == [(n, n) for n in range(1, NOTES + 1)]
        assert len({page for _, _, page in calls}) > 2
        for n, _, page in calls:  # one called in a page's last line may find no room there
            assert f"{n}释{chapter}{n}止。" in "".join(pages[page : page + 2]), "the note stands at the foot of its page, or the next"


@pytest.mark.parametrize("place", ["chapter", "book"])
def test_gathered_notes_are_all_there_once_and_behind_their_text(tmp_path: Path, place: str) -> None:
    pages = pages_of(made(tmp_path, f'place = "{place}"'))
    whole = "|".join(pages)
    for chapter in "甲乙":
        assert re.findall(rf"文{chapter}\d+«(\d+)»", whole) == [str(n) for n in range(1, NOTES + 1)]
        assert re.findall(rf"(\d+)释{chapter}(\d+)止。", whole) == [(str(n), str(n)) for n in range(1, NOTES + 1)]
        assert whole.index(f"文{chapter}{NOTES}«") < whole.index(f"释{chapter}1止")
    assert whole.count("再见«1»") == 2
    ends_chapter = whole.index("释甲1止") < whole.index("文乙1«")
    assert ends_chapter == (place == "chapter")


def test_notes_at_the_end_of_the_book_are_in_its_contents(tmp_path: Path) -> None:
    pdf = made(tmp_path, 'place = "book"')
    (line,) = [line for line in listed(pdf) if line.text == "注释"]
    assert numbered(pdf)[line.to].folio == line.number
    assert "注释题甲" in pages_of(pdf)[line.to]
    with pymupdf.open(pdf) as book:
        assert ["注释", line.to + 1] in [[title, page] for level, title, page in book.get_toc() if level == 1]
