"""Places: a name for every block of the text, the same in both editions, and the points where printed pages begin set into it.

A page may begin in the middle of a paragraph. The point is told by the letters of the block that come before it, counted alike
in both editions: without white space and invisible characters, and without what only one of them has there, such as notes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence

from lxml import etree

from builder.page_starts import PageStart
from builder.typography.trees import EPUB, classes, element, name_of, named, put_after

PLACE = "data-place"
"""The attribute that names a block."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_PHRASES = ("p", *HEADINGS, "li", "dt", "dd", "td", "th", "pre", "figcaption", "caption", "summary")
"""Blocks that a point may stand inside; before all others it gets a block of its own."""

BLOCKS = (*_PHRASES, "figure", "table", "blockquote", "details", "div")

APART = frozenset({
    "footnote", "note", "nested-note", "link-note", "call", "call-again", "noteref", "backlink", "note-back", "wrap",
})
"""Classes of what stands in a block in one edition alone."""

READ_APART = frozenset({"rt", "rp", "math", "svg"})
"""Elements whose text is not set where it is read."""

_NO_LETTER = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]+")


def letters_in(text: str) -> int:
    """Return how many letters, marks and figures a text has, white space and invisible characters left out."""
    return len(_NO_LETTER.sub("", text))


def name_places(root: etree._Element, owner: str) -> None:
    """Name every block below an element for the chapter or note it belongs to: `owner/1`, `owner/2`."""
    for number, item in enumerate((item for item in named(root, *BLOCKS) if item is not root), start=1):
        item.set(PLACE, f"{owner}/{number}")


def is_apart(name: str, item_classes: Container[str]) -> bool:
    """Return whether an element of that name and with those classes holds nothing that both editions have at its place."""
    return name in READ_APART or any(kind in item_classes for kind in APART)


def mark_pages(
    root: etree._Element, starts: Mapping[str, Sequence[PageStart]], taken: Container[str],
) -> list[tuple[str, str]]:
    """Set a mark into a tree wherever a printed page begins (EPUB 3.3, 5.8.2; DPUB-ARIA `doc-pagebreak`).

    Args:
        root: A page's tree, with its blocks named.
        starts: The starts of pages by the name of their block, in the order of the pages.
        taken: Ids that the marks must not have.

    Returns:
        (label, id) of the marks, in reading order.
    """
    marks: list[tuple[str, str]] = []
    for item in [item for item in root.iter() if isinstance(item.tag, str) and item.get(PLACE) in starts]:
        is_block = name_of(item) not in _PHRASES
        # Of the contents and the index, which either edition has in its own way, the first page alone is the same.
        here = [start for start in starts[item.get(PLACE, "")] if not (is_block and start.letters)]
        for start in here:
            # Inside a heading the mark's label would be read as part of the title.
            is_before = is_block or (not start.letters and name_of(item) in HEADINGS)
            mark = _mark(start.label, taken, is_block=is_before)
            marks.append((start.label, mark.get("id", "")))
            if is_before:
                item.addprevious(mark)
            else:
                _put(item, start.letters, mark)
    return marks


def _mark(label: str, taken: Container[str], *, is_block: bool) -> etree._Element:
    name, again = f"page-{label}", 1
    while name in taken:
        again += 1
        name = f"page-{label}-{again}"
    mark = element("div" if is_block else "span", id=name, role="doc-pagebreak", aria_label=label)
    mark.set(f"{{{EPUB}}}type", "pagebreak")
    return mark


def _put(block: etree._Element, letters: int, mark: etree._Element) -> None:
    """Put a mark before the letter of a block that so many come before; at its end when it has fewer."""
    left = letters
    for holder, place in own_text(block):
        text = getattr(holder, place) or ""
        count = letters_in(text)
        if left >= count:
            left -= count
            continue
        at = _index_of(text, left)
        ruby = next((item for item in [holder, *holder.iterancestors()] if name_of(item) == "ruby"), None)
        if ruby is not None and not (holder is ruby and place == "tail"):
            ruby.addprevious(mark)  # nothing but bases and readings may stand in a ruby
        elif place == "text":
            mark.tail, holder.text = text[at:], text[:at] or None
            holder.insert(0, mark)
        else:
            holder.tail = None
            put_after(holder, mark)
            holder.tail, mark.tail = text[:at] or None, text[at:]
        return
    if letters:
        block.append(mark)
    else:
        mark.tail, block.text = block.text, None
        block.insert(0, mark)


def _index_of(text: str, letters: int) -> int:
    """Return the index of the letter that so many letters come before."""
    for at, character in enumerate(text):
        if letters_in(character):
            if not letters:
                return at
            letters -= 1
    return len(text)


def own_text(block: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield where the text of a block stands that both editions have, (element, `text` or `tail`), in reading order."""
    yield block, "text"
    for child in block:
        if isinstance(child.tag, str) and child.get(PLACE) is None and not is_apart(name_of(child), classes(child)):
            yield from own_text(child)
        yield child, "tail"
