"""A book with the reading over each of its ideographs, as learners' books have it: pinyin, or bopomofo.

The words around a character decide (重庆, 重要), through links and emphasis; the author's own ruby stays. Each ideograph is a
ruby of its own, so that a line may end between any two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from builder.errors import Report
from builder.manuscript.characters import is_han
from builder.manuscript.cleaning import fragment, parse_fragment
from builder.manuscript.conversion import folded
from builder.manuscript.pinyin import given, spoken
from builder.manuscript.runs import Run, passages, script_of
from builder.manuscript.tree import HEADINGS
from builder.model import Book, Chapter
from builder.options import Readings

_UNREAD = 12
"""Characters that a message lists at most."""
_SELECTORS = ("\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef")
"""Variation selectors, which belong to the ideograph before them: two ranges, each by its first and last."""


def with_readings(book: Book, report: Report) -> Book:
    """Return a book with readings over its text: in paragraphs, lists, tables, captions and notes, over titles and headings
    where `options.readings` asks. Code and passages in other languages stay as they are.

    Args:
        book: In Chinese.
        report: Takes M075 for a book that is not, M076 for ideographs whose reading is not known.
    """
    asked, script = book.options.readings, script_of(book.metadata.language)
    if script == "-":
        report.error("M075", f"the readings asked for are {asked.ruby}, and the book is in '{book.metadata.language}'",
                     path=book.chapters[0].path if book.chapters else None,
                     hint="leave ruby out; in another language write readings as {漢字|かんじ}")
        report.stop_on_errors()
    reader = _Reader(asked, script)
    chapters = tuple(_read_chapter(chapter, reader) for chapter in book.chapters)
    if reader.unread:
        told = "、".join(character for character, _ in reader.unread.most_common(_UNREAD))
        more = f" and {len(reader.unread) - _UNREAD} more" if len(reader.unread) > _UNREAD else ""
        report.hint("M076", f"no reading is known for {told}{more}",
                    hint='write it under [readings.words] in book.toml: "𠮷野" = "jí yě"')
    return replace(book, chapters=chapters)


def _read_chapter(chapter: Chapter, reader: _Reader) -> Chapter:
    return replace(
        chapter, markup=reader.markup(chapter.markup),
        title_markup=reader.markup(chapter.title_markup) if reader.reads_headings else chapter.title_markup,
        notes=tuple(replace(note, markup=reader.markup(note.markup)) for note in chapter.notes),
    )


class _Reader:
    """Sets readings over the texts of one book."""

    def __init__(self, asked: Readings, script: str) -> None:
        self._kind = asked.ruby
        self._script = script
        own = {word: given(reading, asked.ruby) for word, reading in asked.words}
        # The words are the author's, whose text may have been converted since.
        self._own = {form: said for word, said in own.items() for form in (folded(word), word)}
        self._longest = max(map(len, self._own), default=0)
        self.reads_headings = asked.headings
        self.unread: Counter[str] = Counter()

    def markup(self, markup: str) -> str:
        """Return a fragment with readings."""
        body = parse_fragment(markup)
        for passage in passages(body, self._script):
            self._read(passage)
        return fragment(body)

    def _read(self, passage: Sequence[Run]) -> None:
        text = "".join(run.text if run.is_open else "\ufffc" * len(run.text) for run in passage)
        if not any(map(is_han, text)):
            return
        readings = self._readings(text)
        start = 0
        # From the end, so that what is put before a text does not move it.
        spans = []
        for run in passage:
            spans.append((run, readings[start:start + len(run.text)]))
            start += len(run.text)
        for run, said in reversed(spans):
            if run.is_open and any(said) and "ruby" not in run.inside and (
                    self.reads_headings or not run.inside & set(HEADINGS)):
                _lay(run, said)

    def _readings(self, text: str) -> list[str]:
        """Return the reading of each character of a passage, the book's own words first."""
        simple = folded(text) if self._script == "Hant" else text
        readings = list(spoken(simple, self._kind))
        at = 0
        while at < len(text):
            own = self._own_word(text[at:at + self._longest], simple[at:at + self._longest])
            if own:
                said = iter(self._own[own])
                readings[at:at + len(own)] = [next(said, "") if is_han(c) else "" for c in own]
            at += len(own) or 1
        self.unread.update(c for c, reading in zip(text, readings, strict=True) if is_han(c) and not reading)
        return readings


    def _own_word(self, text: str, simple: str) -> str:
        """Return the longest of the book's own words that a text begins with, as it is or in simplified characters; or none."""
        for length in range(len(text), 0, -1):
            for form in (text[:length], simple[:length]):
                if form in self._own:
                    return form
        return ""


def _lay(run: Run, readings: Sequence[str]) -> None:
    """Put rubies where a run's ideographs stand."""
    element, place = run.element, run.place
    if element is None:
        return
    made: list[etree._Element] = []
    plain = [""]
    for character, reading in zip(run.text, readings, strict=True):
        if reading:
            ruby = etree.Element("ruby")
            ruby.text = character
            etree.SubElement(ruby, "rt").text = reading
            made.append(ruby)
            plain.append("")
        elif made and not plain[-1] and _selects(character):
            made[-1].text = (made[-1].text or "") + character
        else:
            plain[-1] += character
    for ruby, behind in zip(made, plain[1:], strict=True):
        ruby.tail = behind or None
    setattr(element, place, plain[0] or None)
    holder = element if place == "text" else element.getparent()
    if holder is None:
        return
    first = 0 if place == "text" else holder.index(element) + 1
    for offset, ruby in enumerate(made):
        holder.insert(first + offset, ruby)


def _selects(character: str) -> bool:
    return any(first <= character <= last for first, last in zip(_SELECTORS[::2], _SELECTORS[1::2], strict=True))
