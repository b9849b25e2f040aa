"""Notes: in an EPUB a reference that pops up, on paper the note itself, set at the foot of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from builder.model import Note
from builder.typography.trees import EPUB, classes, element, fragment, name_of, named, put_after, serialise


def refer(root: etree._Element) -> None:
    """Mark every note reference as EPUB readers know them (EPUB SSV `noteref`, DPUB-ARIA `doc-noteref`)."""
    for reference in named(root, "a"):
        if "noteref" in classes(reference):
            reference.set(f"{{{EPUB}}}type", "noteref")
            reference.set("role", "doc-noteref")


def with_backlinks(notes: Sequence[Note], back: str) -> tuple[Note, ...]:
    """Return the notes with their number first, linked back to where each is referred to."""
    return tuple(
        Note(note.id, note.number, _with_backlink(note, back), note.references) for note in notes
    )


def _with_backlink(note: Note, back: str) -> str:
    root = fragment(note.markup)
    first = root[0] if len(root) and name_of(root[0]) == "p" else None
    if first is None:
        first = element("p")
        root.insert(0, first)
    text = first.text
    first.text = None if note.references else f"{note.number} {text or ''}"
    links = [
        element("a", f"{note.number}" if not offset else f"({offset + 1})", class_="backlink", href=f"#{reference}",
                role="doc-backlink", title=back)
        for offset, reference in enumerate(note.references)
    ]
    for offset, link in enumerate(links):
        first.insert(offset, link)
    if links:
        links[-1].tail = text
    return serialise(root)


def set_at_foot(root: etree._Element, notes: Sequence[Note]) -> None:
    """Replace every note reference by the note itself as `<span class="footnote">`, which the sheet floats to the foot."""
    by_id = {note.id: note for note in notes}
    for reference in named(root, "a"):
        if "noteref" not in classes(reference):
            continue
        note = by_id.get(reference.get("href", "").removeprefix("#"))
        if note is None:
            continue
        body = fragment(note.markup)
        foot = element("span", class_="footnote", data_address=f"#{note.id}")
        for index, block in enumerate(list(body)):
            if name_of(block) == "p":
                if index:
                    foot.append(element("br"))
                holder = element("span", class_="paragraph")
                holder.text = block.text
                holder.extend(list(block))
                foot.append(holder)
            else:
                foot.append(block)
            block.tail = None
        put_after(reference, foot)
        _take_out(reference)


@dataclass(frozen=True, slots=True)
class FootNumbers:
    """How the notes at the feet of the pages are numbered, known only when the pages are laid out."""

    numbers: tuple[tuple[str, int], ...] = ()
    """(id of a note, its number on its page)."""
    repeated: tuple[tuple[str, str], ...] = ()
    """(id of a note, id of the earlier one on its page that says the same): of a link nothing is left, of a footnote a
    second mark with the earlier one's number."""


def number_at_foot(root: etree._Element, feet: FootNumbers, counted: int) -> int:
    """Give every note at a page's foot its id `foot-N`, counted on through the book from `counted`, and its number, and take
    out those that repeat. A note not numbered yet is given its place in the chapter.

    Returns:
        The number of notes counted so far.
    """
    numbers, repeated = dict(feet.numbers), dict(feet.repeated)
    in_chapter = 0
    for note in named(root, "span"):
        if "footnote" not in classes(note):
            continue
        counted += 1
        name = f"foot-{counted}"
        if name in repeated:
            if note.get("data-address", "").startswith("#"):
                put_after(note, element("sup", str(numbers[repeated[name]]), id=name, class_="call-again"))
            _take_out(note)
            continue
        in_chapter += 1
        note.set("id", name)
        note.set("data-number", str(numbers.get(name, in_chapter)))
    return counted


def _take_out(item: etree._Element) -> None:
    """Remove an element and leave the text behind it where it is."""
    parent, before = item.getparent(), item.getprevious()
    if parent is None:
        return
    if item.tail:
        if before is not None:
            before.tail = (before.tail or "") + item.tail
        else:
            parent.text = (parent.text or "") + item.tail
        item.tail = None
    parent.remove(item)
