"""The index as an edition prints it: groups of terms come in, lines with the words of their links leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from builder.contents import title_of
from builder.index_terms import IndexEntry, IndexGroup
from builder.model import Chapter
from builder.typography import Folios, merged

NAME = "index.xhtml"
"""The index's file in an EPUB."""
ID = "book-index"
"""The id of its title."""

Locators = Callable[[Sequence[str]], Sequence[tuple[str, str]]]
"""From the ids of places to (address, words) of the links that stand for them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A term with its links."""

    text: str
    locators: tuple[tuple[str, str], ...]
    """(address, words)."""
    lines: tuple[Line, ...]
    """Its sub-entries."""


@dataclass(frozen=True, slots=True)
class Block:
    """The lines that begin alike."""

    label: str
    lines: tuple[Line, ...]


def blocks(groups: Sequence[IndexGroup], words: Mapping[str, str], locate: Locators) -> tuple[Block, ...]:
    """Return the index's groups as a template needs them; `locate` says how an edition links to places."""
    return tuple(
        Block(group.label or words[group.word], tuple(_line(entry, locate) for entry in group.entries)) for group in groups)


def _line(entry: IndexEntry, locate: Locators) -> Line:
    return Line(entry.text, tuple(locate(entry.places)), tuple(_line(below, locate) for below in entry.entries))


def by_page(folios: Folios) -> Locators:
    """Return the links of a printed index: page numbers."""
    return lambda ids: [(f"#{name}", printed) for name, printed in merged(ids, folios)]


def by_chapter(
    chapters: Sequence[Chapter], files: Sequence[str], home: Mapping[str, str], words: Mapping[str, str],
) -> Locators:
    """Return the links of an EPUB's index, which has no pages: the chapter's label, or its title, and a count where a term
    stands in it again.
    """
    called = {file: chapter.label or title_of(chapter, words) for chapter, file in zip(chapters, files, strict=True)}

    def locate(ids: Sequence[str]) -> list[tuple[str, str]]:
        seen: Counter[str] = Counter()
        found = []
        for name in ids:
            file = home[name]
            seen[file] += 1
            found.append((f"{file}#{name}", called[file] if seen[file] == 1 else f"{called[file]} ({seen[file]})"))
        return found

    return locate


def places_of(groups: Sequence[IndexGroup]) -> tuple[str, ...]:
    """Return the ids of every place an index leads to, each once."""
    return tuple(dict.fromkeys(name for group in groups for entry in group.entries for name in _places(entry)))


def _places(entry: IndexEntry) -> list[str]:
    return [*entry.places, *(name for below in entry.entries for name in _places(below))]
