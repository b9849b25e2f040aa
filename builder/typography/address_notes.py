"""Links in an EPUB whose addresses are to be seen: each gets a note that pops up, numbered with the others of its chapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urldefrag

from lxml import etree

from builder.model import Note
from builder.typography.links import leads_out, say_address, unquote_safely
from builder.typography.trees import classes, element, fragment, named, put_after, serialise


def note_addresses(roots: Sequence[etree._Element], notes: Sequence[Note], owner: str) -> tuple[Note, ...]:
    """Put a reference to a note with its address behind every link that leads out of the book, and number all notes anew.

    An address linked to again refers to the same note. A link whose text is the address itself gets none, and inside a note
    the address follows in brackets: a note does not pop up over another.

    Args:
        roots: The trees of a chapter's title and text, in reading order; changed in place.
        notes: The footnotes of the chapter.
        owner: Id of the chapter, for the ids of the notes.

    Returns:
        All notes of the chapter, in the order in which they are referred to first; those that nothing refers to come last.
    """
    spoken = [(note, fragment(note.markup)) for note in notes]
    for _, root in spoken:
        for link in named(root, "a"):
            if leads_out(link):
                say_address(link)
    numbers: dict[str, int] = {}
    by_address: dict[str, str] = {}
    calls: dict[str, list[str]] = {}
    for link in [link for root in roots for link in named(root, "a")]:
        if "noteref" in classes(link):
            name = urldefrag(link.get("href", "")).fragment
        elif leads_out(link):
            name = by_address.setdefault(link.get("href", ""), f"note-{owner}-link-{len(by_address) + 1}")
            of_name = calls.setdefault(name, [])
            of_name.append(f"noteref{name.removeprefix('note')}" + (f"-{len(of_name) + 1}" if of_name else ""))
            put_after(link, element("a", class_="noteref", id=of_name[-1], href=f"#{name}"))
        else:
            continue
        numbers.setdefault(name, len(numbers) + 1)
    for note in notes:
        numbers.setdefault(note.id, len(numbers) + 1)
    for root in (*roots, *(root for _, root in spoken)):
        _renumber(root, numbers)
    every = {note.id: replace(note, number=numbers[note.id], markup=serialise(root)) for note, root in spoken}
    for address, name in by_address.items():
        every[name] = Note(name, numbers[name], _address(address), tuple(calls[name]))
    return tuple(every[name] for name in numbers)


def _renumber(root: etree._Element, numbers: dict[str, int]) -> None:
    for reference in named(root, "a"):
        name = urldefrag(reference.get("href", "")).fragment
        if "noteref" in classes(reference) and name in numbers:
            reference.text = str(numbers[name])


def _address(address: str) -> str:
    paragraph = element("p", class_="address")
    link = element("a", unquote_safely(address), href=address)
    paragraph.append(link)
    holder = fragment("")
    holder.append(paragraph)
    return serialise(holder)
