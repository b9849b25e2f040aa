"""Footnotes of one chapter: numbered in the order the text calls them, each with the places that call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy

from lxml import etree

from builder.manuscript.cleaning import fragment
from builder.manuscript.ids import Ids
from builder.manuscript.tree import HEADINGS, taken
from builder.model import Note


class Notes:
    """Numbers the notes of one chapter; its note marks are changed in place."""

    def __init__(self, chapter_id: str, defined: Mapping[str, etree._Element], ids: Ids) -> None:
        self._chapter_id = chapter_id
        self._defined = defined
        self._ids = ids
        self._numbers: dict[str, int] = {}
        self._bodies: list[etree._Element] = []
        self._references: list[list[str]] = []

    def call(self, elements: Iterable[etree._Element]) -> None:
        """Number the note marks in these elements, and those in the notes they call."""
        for element in elements:
            for mark in [a for a in element.iter("a") if a.get("data-note") is not None]:
                self._call_one(mark)

    def add(self, key: str) -> None:
        """Take in a note that nothing refers to."""
        if key not in self._numbers:
            self._number(key)

    def _call_one(self, mark: etree._Element) -> None:
        key = taken(mark, "data-note")
        number = self._numbers.get(key) or self._number(key)
        calls = self._references[number - 1]
        stem = f"noteref-{self._chapter_id}-{number}"
        calls.append(self._ids.take(f"{stem}-{len(calls) + 1}" if calls else stem))
        mark.attrib.clear()
        mark.set("class", "noteref")
        mark.set("id", calls[-1])
        mark.set("href", f"#{self.note_id(number)}")
        mark.text = str(number)

    def _number(self, key: str) -> int:
        number = len(self._bodies) + 1
        self._numbers[key] = number
        body = deepcopy(self._defined[key])
        body.tail = None
        self._bodies.append(body)
        self._references.append([])
        for element in body.iterdescendants():
            taken(element, "id")
            if element.tag in HEADINGS:
                element.tag = "p"
        self.call([body])
        return number

    def note_id(self, number: int) -> str:
        """Return the id of a note of this chapter."""
        return f"note-{self._chapter_id}-{number}"

    @property
    def bodies(self) -> tuple[etree._Element, ...]:
        """The notes' own elements, in order."""
        return tuple(self._bodies)

    def finished(self) -> tuple[Note, ...]:
        """Return the notes, in the order of their numbers."""
        return tuple(
            Note(self._ids.take(self.note_id(number)), number, fragment(body).strip(), tuple(calls))
            for number, (body, calls) in enumerate(zip(self._bodies, self._references, strict=True), start=1)
        )
