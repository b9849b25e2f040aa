"""Notes gathered on paper: what would stand at the feet of pages comes in; calls in the text and a list behind it leave."""

from __future__ import annotations

from lxml import etree

from builder.typography.notes import take_out
from builder.typography.trees import classes, element, named, put_after


class Gathering:
    """The notes of one chapter, numbered from 1 in the order they are called in; what is called again keeps its number."""

    def __init__(self, chapter_id: str) -> None:
        self._name = f"id-note-{chapter_id}"
        self._numbers: dict[str, int] = {}
        self._notes: list[etree._Element] = []
        self._calls = 0

    def take(self, root: etree._Element) -> None:
        """Replace every `<span class="footnote">` by a call in small figures, linked to where the note will stand."""
        for note in named(root, "span"):
            if "footnote" not in classes(note):
                continue
            self._calls += 1
            address = note.get("data-address", "")
            is_new = address not in self._numbers
            number = self._numbers.setdefault(address, len(self._numbers) + 1)
            call = element("sup", id=f"{self._name}-call-{self._calls}", class_="call-again")
            call.append(element("a", str(number), href=f"#{self._name}-{number}"))
            put_after(note, call)
            take_out(note)
            if is_new:
                self._notes.append(self._entry(note, number, call.get("id", "")))

    def _entry(self, note: etree._Element, number: int, call: str) -> etree._Element:
        entry = element("div", id=f"{self._name}-{number}", class_="end-note")
        entry.append(element("a", str(number), class_="number", href=f"#{call}"))
        note.set("class", " ".join(["note", *(name for name in note.get("class", "").split() if name != "footnote")]))
        entry.append(note)
        return entry

    def section(self, title: str) -> etree._Element | None:
        """Return the notes taken so far in a section under a title; None when there are none."""
        if not self._notes:
            return None
        made = element("section", class_="gathered")
        made.append(element("h2", title))
        made.extend(self._notes)
        return made
