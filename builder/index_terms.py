"""The terms of a book's index, arranged; format-neutral."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A term of the index."""

    text: str
    """Plain text."""
    places: tuple[str, ...]
    """Ids of the places it leads to, in reading order."""
    entries: tuple[IndexEntry, ...] = ()
    """Its sub-entries, in their order."""


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """The terms of the index that begin alike."""

    label: str
    """`A`, `3畫`, `か`; empty when a word of the theme stands there."""
    entries: tuple[IndexEntry, ...]
    word: str = ""
    """The word's key in labels.toml: `index-symbols`."""
