"""The contents: a book's chapters come in; their files, the tree of titles, lists of figures and tables, and the home of
every id leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from builder.model import Chapter, Entry, Matter, Role, Section
from builder.options import Options
from builder.typography.headings import words_of
from builder.typography.places import name_places
from builder.typography.trees import fragment, name_of, named, serialise

MANY = 10
"""Captioned figures, or tables, from which on they are listed unasked."""

CAPTIONED = {"figure": ("loi", "figures", "figcaption"), "table": ("lot", "tables", "caption")}
"""Element -> its list's name (EPUB SSV: of illustrations, of tables), the word for the list, the element of its caption."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list behind the contents."""

    kind: str
    """`loi` or `lot`."""
    title: str
    entries: tuple[Entry, ...]


def files_of(chapters: Sequence[Chapter]) -> tuple[str, ...]:
    """Return each chapter's EPUB file, ASCII and in reading order; numbered within its role where a role occurs again."""
    occurs = Counter(chapter.role for chapter in chapters)
    seen: Counter[Role] = Counter()
    files = []
    for chapter in chapters:
        role = chapter.role
        seen[role] += 1
        alone = occurs[role] == 1 and role is not Role.CHAPTER
        files.append(f"{role.value}.xhtml" if alone else f"{role.value}-{seen[role]:02d}.xhtml")
    return tuple(files)


def title_of(chapter: Chapter, words: Mapping[str, str]) -> str:
    """Return a chapter's printed title; an introduction without one gets the word for it."""
    return chapter.title or words["introduction"]


def outline_of(
    chapters: Sequence[Chapter], words: Mapping[str, str], *, epub: bool, has_index: bool = False,
) -> tuple[Entry, ...]:
    """Return the lines of the contents, index and colophon last: leading to files in an EPUB, to ids in a printed book.

    Chapters have their first sections below them, and a part its chapters.
    """
    entries: list[Entry] = []
    for chapter, file in zip(chapters, files_of(chapters), strict=True):
        entry = Entry(title_of(chapter, words), chapter.label, file if epub else f"#{chapter.id}", chapter.role,
                      _sections(chapter.sections, file if epub else "", chapter), chapter.matter)
        if chapter.part:
            entries[-1] = replace(entries[-1], entries=(*entries[-1].entries, entry))
        else:
            entries.append(entry)
    if has_index:
        entries.append(Entry(words["index"], "", "index.xhtml" if epub else "#book-index", Role.INDEX, (), Matter.BACK))
    return (*entries, Entry(words["colophon"], "", "colophon.xhtml" if epub else "#colophon", Role.COLOPHON, (), Matter.BACK))


def _sections(sections: Sequence[Section], file: str, chapter: Chapter) -> tuple[Entry, ...]:
    return tuple(Entry(s.title, "", f"{file}#{s.id}", chapter.role, (), chapter.matter) for s in sections)


def text_start(chapters: Sequence[Chapter]) -> Chapter:
    """Return the chapter the text begins with: the first behind the front matter, or the first of all."""
    return next((chapter for chapter in chapters if chapter.matter is not Matter.FRONT), chapters[0])


def homes_of(chapters: Sequence[Chapter], files: Sequence[str]) -> dict[str, str]:
    """Return the file every id of the book is in, for links from one chapter to another."""
    home: dict[str, str] = {}
    for chapter, file in zip(chapters, files, strict=True):
        home[chapter.id] = file
        for markup in (chapter.title_markup, chapter.markup, *(n.markup for n in chapter.notes)):
            home |= dict.fromkeys((i.get("id", "") for i in fragment(markup).iter("*")), file)
        home |= dict.fromkeys((note.id for note in chapter.notes), file)
    return home


def with_ids(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """Return the chapters with an id, unique in the book, on every figure and table that has a caption and no id."""
    taken = set(homes_of(chapters, files_of(chapters)))
    counts: Counter[str] = Counter()
    return tuple(_with_ids(chapter, taken, counts) for chapter in chapters)


def _with_ids(chapter: Chapter, taken: set[str], counts: Counter[str]) -> Chapter:
    root = fragment(chapter.markup)
    new = [item for name in CAPTIONED for item, _ in _captioned(root, name) if not item.get("id")]
    for item in new:
        name = name_of(item)
        while not item.get("id") or item.get("id") in taken:
            counts[name] += 1
            item.set("id", f"{name}-{counts[name]}")
        taken.add(item.get("id", ""))
    return replace(chapter, markup=serialise(root)) if new else chapter


def with_places(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """Return the chapters with all their blocks and those of their notes named, so that the pages of the printed book can be
    found in the other edition (`builder.typography.places`)."""
    return tuple(replace(chapter, markup=_named(chapter.markup, chapter.id),
                         notes=tuple(replace(note, markup=_named(note.markup, note.id)) for note in chapter.notes))
                 for chapter in chapters)


def _named(markup: str, owner: str) -> str:
    root = fragment(markup)
    name_places(root, owner)
    return serialise(root)


def _captioned(root: etree._Element, name: str) -> Iterator[tuple[etree._Element, str]]:
    """Yield the figures or tables with a caption, and the words of it."""
    for item in named(root, name):
        caption = next((child for child in item if name_of(child) == CAPTIONED[name][2]), None)
        if caption is not None and (said := words_of(caption)):
            yield item, said


def lists_of(chapters: Sequence[Chapter], options: Options, words: Mapping[str, str], *, epub: bool) -> tuple[Listing, ...]:
    """Return the lists of figures and tables that the book has: those book.toml asks for, or leaves open where `MANY` are.

    The chapters come from `with_ids`.
    """
    found = []
    for name, asked in (("figure", options.list_of_figures), ("table", options.list_of_tables)):
        kind, word, _ = CAPTIONED[name]
        entries = tuple(
            Entry(said, "", f"{file if epub else ''}#{item.get('id')}", chapter.role, (), chapter.matter)
            for chapter, file in zip(chapters, files_of(chapters), strict=True)
            for item, said in _captioned(fragment(chapter.markup), name))
        if entries and (asked or (asked is None and len(entries) >= MANY)):
            found.append(Listing(kind, words[word], entries))
    return tuple(found)
