"""The contents: a book's chapters come in; their files, the tree of titles and the home of every id leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from builder.model import Chapter, Entry, Role, Section
from builder.typography.trees import fragment


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
    """Return the lines of the contents, index and colophon last: leading to files in an EPUB, to ids in a printed book."""
    entries = [
        Entry(title_of(chapter, words), chapter.label, file if epub else f"#{chapter.id}", chapter.role,
              _sections(chapter.sections, file if epub else "", chapter.role))
        for chapter, file in zip(chapters, files_of(chapters), strict=True)
    ]
    if has_index:
        entries.append(Entry(words["index"], "", "index.xhtml" if epub else "#book-index", Role.INDEX))
    return (*entries, Entry(words["colophon"], "", "colophon.xhtml" if epub else "#colophon", Role.COLOPHON))


def _sections(sections: Sequence[Section], file: str, role: Role) -> tuple[Entry, ...]:
    return tuple(Entry(s.title, "", f"{file}#{s.id}", role, _sections(s.sections, file, role)) for s in sections)


def homes_of(chapters: Sequence[Chapter], files: Sequence[str]) -> dict[str, str]:
    """Return the file every id of the book is in, for links from one chapter to another."""
    home: dict[str, str] = {}
    for chapter, file in zip(chapters, files, strict=True):
        home[chapter.id] = file
        for markup in (chapter.title_markup, chapter.markup, *(n.markup for n in chapter.notes)):
            home |= dict.fromkeys((i.get("id", "") for i in fragment(markup).iter("*")), file)
        home |= dict.fromkeys((note.id for note in chapter.notes), file)
    return home
