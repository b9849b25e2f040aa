"""What setting paragraphs as a whole costs: a book of some 300 pages is laid out and written with and without it, in one run."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import builder
from builder import pipeline
from builder.cover import compose
from builder.model import Book, Manuscript, Pages
from builder.pdf.press import press
from builder.render import typeset
from builder.typography import TRIMS

from .jobs import TEXTS, USUAL

REPEATS = 3
"""How often the usual texts stand in the book."""

ROUNDS = 3
"""How often each way is timed; the two take turns, so that a busy machine is unfair to both, and the fastest counts."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How long one layout and writing of the book took, in seconds of this process."""

    pages: int
    plain: float
    full: float

    @property
    def ratio(self) -> float:
        """What of WeasyPrint's own time it takes."""
        return self.full / self.plain


def measured(folder: Path) -> Speed:
    """Return how long the two ways took; the post is written into the folder."""
    post = folder / "long.md"
    post.write_text("---\ntitle: 长书\nlang: zh-Hans\n---\n\n" + "\n".join(_chapters()), encoding="utf-8")
    report = builder.Report()
    script = builder.read(post, settings=builder.Settings(offline=True, store=folder / "store"), report=report)
    book = builder.edit(script, report=report)
    ways = {way: _typeset(book, script, way) for way in ("plain", "full")}
    taken: dict[str, list[float]] = {way: [] for way in ways}
    pages = 0
    for _ in range(ROUNDS):
        for way, set_pages in ways.items():
            start = time.process_time()
            pages = _pressed(set_pages)
            taken[way].append(time.process_time() - start)
    return Speed(pages, min(taken["plain"]), min(taken["full"]))


def _chapters() -> Iterator[str]:
    for number in range(REPEATS):
        for name in USUAL:
            text = TEXTS[name].read_text(encoding="utf-8").split("---\n", 2)[2]
            yield re.sub(r"^## ", f"## {number + 1}.", re.sub(r"^# .*$", "", text, flags=re.MULTILINE), flags=re.MULTILINE)


def _typeset(book: Book, script: Manuscript, way: str) -> Pages:
    report = builder.Report()
    asked = replace(book, options=replace(book.options, composition=way))
    width, height = TRIMS[book.options.trim]
    cover = compose(asked, script.theme, width=width, height=height, bleed=pipeline.BLEED, report=report)
    return typeset(asked, script.theme, script.catalogue, builder.Target.PDF, cover, report)


def _pressed(pages: Pages) -> int:
    pressed = press(pages.pages[0].markup, stylesheet=pages.stylesheet, assets=pages.assets, faces=pages.faces,
                    report=builder.Report(), manner=pages.manner)
    return pressed.pages
