"""What setting paragraphs as a whole costs: a book of some 200 pages is laid out and written with and without it, in one run."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

import weasyprint

import builder
from builder.cover import compose
from builder.model import Book, Manuscript, Pages
from builder.pdf import press as pressing
from builder.render import typeset
from builder.typography import TRIMS

from .jobs import TEXTS, USUAL

REPEATS = 2
"""How often the usual texts stand in the book."""

ROUNDS = 7
"""How often each way is timed; they take turns, so that a busy machine is unfair to all, and the fastest of each counts."""

ALONE, RARE, OURS = "WeasyPrint alone", "WeasyPrint, cycles looked for as seldom as by us", "postpress"
"""The ways: the second one shows what is left of the gain when all that is not about lines is the same."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How long the book took one way, in seconds of this process: the fastest of all rounds."""

    way: str
    pages: int
    layout: float
    """`HTML.render` alone."""
    whole: float
    """Layout and writing."""


def measured(folder: Path) -> list[Speed]:
    """Return how long each way took; the post is written into the folder."""
    post = folder / "long.md"
    post.write_text("---\ntitle: 长书\nlang: zh-Hans\n---\n\n" + "\n".join(_chapters()), encoding="utf-8")
    report = builder.Report()
    script = builder.read(post, settings=builder.Settings(offline=True, store=folder / "store"), report=report)
    book = builder.edit(script, report=report)
    plain, full = (_typeset(book, script, way) for way in ("plain", "full"))
    ways = {ALONE: plain, RARE: plain, OURS: full}
    found: dict[str, list[Speed]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, pages in ways.items():
            with _as_it_is() if way == ALONE else nullcontext():
                found[way].append(_pressed(way, pages))
    return [Speed(way, each[0].pages, min(s.layout for s in each), min(s.whole for s in each)) for way, each in found.items()]


def _chapters() -> Iterator[str]:
    for number in range(REPEATS):
        for name in USUAL:
            text = TEXTS[name].read_text(encoding="utf-8").split("---\n", 2)[2]
            yield re.sub(r"^## ", f"## {number + 1}.", re.sub(r"^# .*$", "", text, flags=re.MULTILINE), flags=re.MULTILINE)


def _typeset(book: Book, script: Manuscript, way: str) -> Pages:
    report = builder.Report()
    asked = replace(book, options=replace(book.options, composition=way))
    width, height = TRIMS[book.options.trim or "A5"]
    cover = compose(asked, script.theme, width=width, height=height, bleed=3, report=report)
    return typeset(asked, script.theme, script.catalogue, builder.Target.PDF, cover, report)


@contextmanager
def _as_it_is() -> Iterator[None]:
    """Have Python look for cycles as often as it does for whoever calls WeasyPrint."""
    with mock.patch.object(pressing, "_COLLECT_AFTER", gc.get_threshold()):
        yield


def _pressed(way: str, pages: Pages) -> Speed:
    render = weasyprint.HTML.render
    layout = 0.0

    def timed(*args: object, **named: object) -> object:
        nonlocal layout
        start = time.process_time()
        document = render(*args, **named)
        layout += time.process_time() - start
        return document

    gc.collect()
    with mock.patch.object(weasyprint.HTML, "render", timed):
        start = time.process_time()
        pressed = pressing.press(pages.pages[0].markup, stylesheet=pages.stylesheet, assets=pages.assets, faces=pages.faces,
                                 report=builder.Report(), manner=pages.manner)
        return Speed(way, pressed.pages, layout, time.process_time() - start)
