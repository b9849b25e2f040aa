"""Notes: in an EPUB a reference that pops up, on paper the note itself, set at the foot of its page."""

from __future__ import annotations

from collections.abc import Sequence

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
    """Replace every note reference by the note itself as `<span class="footnote">`, which the style sheet floats to the foot."""
    by_id = {note.id: note for note in notes}
    for reference in named(root, "a"):
        if "noteref" not in classes(reference):
            continue
        note = by_id.get(reference.get("href", "").removeprefix("#"))
        if note is None:
            continue
        body = fragment(note.markup)
        foot = element("span", class_="footnote")
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
        parent = reference.getparent()
        if parent is not None:
            parent.remove(reference)
