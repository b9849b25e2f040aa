"""The index of a book: the marks of its chapters come in, entries in their order and groups leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from builder.errors import Report
from builder.index_terms import IndexEntry, IndexGroup
from builder.manuscript.characters import is_han
from builder.manuscript.collation import Initial, Order, needs_reading, order_of
from builder.manuscript.ids import Ids
from builder.manuscript.index_marks import Level, read_back
from builder.manuscript.pinyin import read
from builder.manuscript.tree import HEADINGS, taken, unwrap


@dataclass
class _Term:
    """An entry in the making."""

    level: Level
    line: tuple[str, int]
    """Path and line of its first mark."""
    places: list[str] = field(default_factory=list)
    below: dict[str, _Term] = field(default_factory=dict)


class Index:
    """Gathers the marks of a book, chapter by chapter."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._terms: dict[str, _Term] = {}

    def take(self, roots: Iterable[etree._Element], chapter: str, path: str) -> None:
        """Take the marks of a chapter's trees, in reading order, and leave an id at each place.

        In a heading it is the heading's own: a title stays free of what is no part of its words.

        Args:
            roots: The chapter's heading, its text and its notes.
            chapter: The chapter's id.
            path: The post's, for diagnostics.
        """
        for root in roots:
            for mark in [m for m in root.iter("span") if m.get("data-term") is not None]:
                levels = read_back(taken(mark, "data-term"), taken(mark, "data-reading"))
                line = int(taken(mark, "data-at") or "1")
                heading = next((e for e in mark.iterancestors() if e.tag in HEADINGS), None)
                if heading is None:
                    place = self._ids.take(f"indexed-{chapter}")
                    mark.set("id", place)
                else:
                    place = heading.get("id") or chapter
                    unwrap(mark)
                self._add(levels, place, (path, line))

    def _add(self, levels: Iterable[Level], place: str, line: tuple[str, int]) -> None:
        terms = self._terms
        term: _Term | None = None
        for level in levels:
            term = terms.setdefault(level.text, _Term(level, line))
            if level.reading and not term.level.reading:
                term.level, term.line = level, line
            terms = term.below
        if term is not None and place not in term.places:
            term.places.append(place)

    def finished(self, language: str, report: Report) -> tuple[IndexGroup, ...]:
        """Return the groups in their order; warn of terms whose place hangs on a reading that is missing or does not fit."""
        groups: dict[Initial, list[tuple[Order, IndexEntry]]] = {}
        for initial, order, entry in _arranged(self._terms, language, report):
            groups.setdefault(initial, []).append((order, entry))
        return tuple(
            IndexGroup(initial.letter, tuple(entry for _, entry in sorted(entries, key=lambda pair: pair[0])), initial.word)
            for initial, entries in sorted(groups.items(), key=lambda pair: min(order for order, _ in pair[1])))


def _arranged(
    terms: dict[str, _Term], language: str, report: Report, *, above: tuple[str, ...] = (),
) -> list[tuple[Initial, Order, IndexEntry]]:
    found = []
    for text, term in terms.items():
        _judge(term, above, language, report)
        initial, order = order_of(text, term.level.reading, language)
        below = sorted(_arranged(term.below, language, report, above=(*above, text)), key=lambda row: row[1])
        found.append((initial, order, IndexEntry(text, tuple(term.places), tuple(entry for _, _, entry in below))))
    return found


def _judge(term: _Term, above: tuple[str, ...], language: str, report: Report) -> None:
    path, line = term.line
    written = "!".join((*above, term.level.text))[-60:]
    text, reading = term.level.text, term.level.reading
    if needs_reading(text, reading, language):
        report.warn("M057", f"the index cannot tell how '{text[:40]}' is read, and sets it behind all others", path=path,
                    line=line, hint=f"write {{^{written}|よみ={'!' * len(above)}...}} once, or ruby over its ideographs")
    elif language in ("zh", "zh-Hans") and reading and len(read(reading)) != sum(map(is_han, text)):
        report.warn("M058", f"'{reading[:40]}' is no reading of '{text[:40]}'", path=path, line=line,
                    hint="write a syllable of pinyin for each ideograph, with spaces between: chóng qìng")
