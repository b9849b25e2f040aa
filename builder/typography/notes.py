"""Notes: in an EPUB a reference that pops up, on paper the note itself, set at the foot of its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from builder.model import Note
from builder.typography.trees import EPUB, XHTML, classes, element, fragment, name_of, named, put_after, serialise


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
        link.set(f"{{{EPUB}}}type", "backlink")
        first.insert(offset, link)
    if links:
        links[-1].tail = text
    return serialise(root)


_BLOCKS = frozenset({
    "p", "ul", "ol", "li", "dl", "dt", "dd", "pre", "blockquote", "table", "thead", "tbody", "tr", "td", "th", "figure",
    "figcaption", "div", "section", "h2", "h3", "h4", "h5", "h6", "hr", "details", "summary",
})


def set_at_foot(root: etree._Element, notes: Sequence[Note]) -> None:
    """Replace every note reference by the note itself as `<span class="footnote">`, which the sheet floats to the foot.

    A note that a note refers to stands inside that one, in brackets. A note is put into a paragraph, where HTML allows no
    blocks: each block of it becomes a span of the class `as-NAME`, to which the style sheet gives the block's own display.
    """
    by_id = {note.id: note for note in notes}
    for reference in named(root, "a"):
        note = by_id.get(_referred(reference))
        if note is not None:
            put_after(reference, _note_span(note, by_id, "footnote", frozenset()))
            take_out(reference)


def loose_notes(notes: Sequence[Note]) -> str:
    """Return the notes nobody refers to, which stand at the end of their chapter so that nothing is lost; or nothing."""
    by_id = {note.id: note for note in notes}
    holder = fragment("")
    for note in notes:
        if not note.references:
            paragraph = element("div", class_="loose-note")
            paragraph.append(_note_span(note, by_id, "note", frozenset()))
            holder.append(paragraph)
    return serialise(holder)


def _referred(reference: etree._Element) -> str:
    return reference.get("href", "").removeprefix("#") if "noteref" in classes(reference) else ""


def _note_span(note: Note, by_id: Mapping[str, Note], kind: str, within: frozenset[str]) -> etree._Element:
    """Return a note as one span, those it refers to set into it in brackets; one that leads back to itself is not repeated."""
    span = element("span", class_=kind, data_address=f"#{note.id}")
    body = fragment(note.markup)
    for block in list(body):
        block.tail = None
        span.append(block)
    for inner in named(span, "a"):
        if (target := _referred(inner)) in by_id:
            if target not in within | {note.id}:
                nested = _note_span(by_id[target], by_id, "nested-note", within | {note.id})
                put_after(inner, nested)
            take_out(inner)
    first = True
    for block in named(span, *_BLOCKS):
        block.set("class", " ".join([*block.get("class", "").split(), "as-first" if first else f"as-{name_of(block)}"]))
        block.tag = f"{{{XHTML}}}span"
        first = False
    return span


@dataclass(frozen=True, slots=True)
class FootNumbers:
    """How the notes at the feet of the pages are numbered, known only when the pages are laid out."""

    numbers: tuple[tuple[str, int], ...] = ()
    """(id of a note, its number on its page)."""
    repeated: tuple[tuple[str, str], ...] = ()
    """(id of a note, id of the earlier one on its page that says the same): of a link nothing is left, of a footnote a
    second mark with the earlier one's number."""


def number_at_foot(root: etree._Element, feet: FootNumbers, counted: int, *, series: str = "") -> int:
    """Give every note at a page's foot its id `foot-N`, counted on through the book from `counted`, and its number, and take
    out those that repeat. A note not numbered yet is given its place in the chapter. `series` names the chapter where numbers
    run through it and not through the page; the note keeps it as `data-series`.

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
            take_out(note)
            continue
        in_chapter += 1
        note.set("id", name)
        note.set("data-number", str(numbers.get(name, in_chapter)))
        if series:
            note.set("data-series", series)
    return counted


def link_notes(root: etree._Element, feet: FootNumbers) -> None:
    """Link every numbered note at a page's foot with its mark in the text, there and back: `<a class="call">` behind the note,
    `<a class="note-back">` at its head, in the place of the marks that style sheets make. A mark inside another link, where
    HTML allows none, stays a `<sup>`."""
    for note in named(root, "span"):
        if "footnote" not in classes(note) or not (name := note.get("id")):
            continue
        number = note.get("data-number", "")
        put_after(note, _call(note, number, name, f"{name}-call"))
        back = element("a", number, class_="note-back", href=f"#{name}-call")
        back.tail, note.text = note.text, None
        note.insert(0, back)
    repeated = dict(feet.repeated)
    for again in named(root, "sup"):
        name = again.get("id", "")
        if name in repeated and "call-again" in classes(again):
            put_after(again, _call(again, again.text or "", repeated[name], name))
            take_out(again)


def _call(at: etree._Element, number: str, note: str, name: str) -> etree._Element:
    if any(name_of(above) == "a" for above in at.iterancestors()):
        return element("sup", number, class_="call call-again", id=name)
    return element("a", number, class_="call call-again", id=name, href=f"#{note}")


def take_out(item: etree._Element) -> None:
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
