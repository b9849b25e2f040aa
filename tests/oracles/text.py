"""Lays what a book says beside what its post says, character by character, and tells where they part."""

from __future__ import annotations

from dataclasses import dataclass, field

from .expected import Block, Expectation, Part
from .extracted import Character, Extract, body_size

HYPHENS = frozenset("-\u2010\u00ad")
SMALL = 0.78
"""Calls of notes are smaller than this share of the body's size."""
OPENING = 1.4
"""Titles of chapters are larger than this share of it."""
SHOWN = 40
"""Characters quoted on each side of a difference."""
ENOUGH = 12
"""So many characters of a block are looked for to find the way again after a difference."""


@dataclass
class _Walk:
    """How far the book has been read."""

    found: tuple[Character, ...]
    body: float
    has_readings_above: bool = False
    at: int = 0
    differences: list[str] = field(default_factory=list)
    plain: str = ""
    furthest: int = 0
    """How far the last attempt got before it parted from the book."""

    def __post_init__(self) -> None:
        self.plain = "".join(c.text for c in self.found)

    def context(self, place: int) -> str:
        return "".join(c.text for c in self.found[place : place + SHOWN])


def differences(expected: Expectation, book: Extract, *, most: int = 8) -> list[str]:
    """Return where a book's text differs from its post's, in sentences; nothing when it is complete and in order.

    After a difference the reading goes on at the next block that can be found again, so that each defect is told once.
    """
    walk = _Walk(book.body, body_size(book.body), bool(book.readings))
    blocks = list(expected.blocks)
    n = 0
    while n < len(blocks) and len(walk.differences) < most:
        end = _block(blocks[n], walk, walk.at)
        if end is not None:
            walk.at = end
            n += 1
            continue
        n = _find_again(blocks, n, walk)
    if n == len(blocks) and walk.at < len(walk.found):
        walk.differences.append(f"the book goes on behind the end of the post: {walk.context(walk.at)!r}")
    return walk.differences + _missing_notes(expected, book) + _missing_readings(expected, book) + _missing_title(expected, book)


def _find_again(blocks: list[Block], n: int, walk: _Walk) -> int:
    """Tell of a difference in a block and return the next one to read."""
    page = walk.found[min(walk.furthest, len(walk.found) - 1)].page + 1 if walk.found else 0
    walk.differences.append(
        f"block {n + 1} ({blocks[n].name}) on page {page}: expected {blocks[n].plain[:SHOWN]!r}, "
        f"the book parts from it at {walk.context(max(walk.at, walk.furthest - 8))!r}")
    for later in range(n, len(blocks)):
        sought = blocks[later].plain[:ENOUGH]
        if later == n or len(sought) < ENOUGH:
            continue
        place = walk.plain.find(sought, walk.at)
        if place >= 0:
            while place > walk.at and _block(blocks[later], walk, place) is None:
                place -= 1  # a marker stands before it
                if walk.at > place or walk.plain.find(sought, walk.at) - place > 4:
                    break
            walk.at = max(place, walk.at)
            return later if _block(blocks[later], walk, walk.at) is not None else later + 1
    walk.at = len(walk.found)
    return len(blocks)


def _block(block: Block, walk: _Walk, at: int) -> int | None:
    """Return where a block ends when it stands at that place."""
    for part in block.parts:
        end = _PARTS[part.kind](part, walk, at)
        if end is None:
            return None
        at = end
    return at


def _text(part: Part, walk: _Walk, at: int) -> int | None:
    for character in part.texts[0]:
        if at < len(walk.found) and walk.found[at].text == character:
            at += 1
            continue
        while at < len(walk.found) and walk.found[at].ends_line and walk.found[at].text in HYPHENS:
            at += 1
        if at >= len(walk.found) or walk.found[at].text != character:
            walk.furthest = at
            return None
        at += 1
    return at


def _choice(part: Part, walk: _Walk, at: int) -> int | None:
    for text in sorted(part.texts, key=len, reverse=True):
        if walk.plain.startswith(text, at):
            return at + len(text)
    walk.furthest = at
    return None


def _call(part: Part, walk: _Walk, at: int) -> int | None:
    start = at
    around = max(walk.body, walk.found[at - 1].size if 0 < at <= len(walk.found) else 0)
    while at < len(walk.found) and walk.found[at].text.isdigit() and walk.found[at].size < SMALL * around:
        at += 1
    if at == start and part.texts == ("required",):
        walk.furthest = at
        return None
    return at


def _repeat(part: Part, walk: _Walk, at: int) -> int | None:
    is_new_page = 0 < at < len(walk.found) and walk.found[at].page > walk.found[at - 1].page
    return at + len(part.texts[0]) if is_new_page and walk.plain.startswith(part.texts[0], at) else at


def _opening(part: Part, walk: _Walk, at: int) -> int | None:
    del part
    while at < len(walk.found) and walk.found[at].size > OPENING * walk.body:
        at += 1
    return at


def _reading(part: Part, walk: _Walk, at: int) -> int | None:
    """Where the book has its readings over the lines, they are compared by themselves."""
    return at if walk.has_readings_above else _text(part, walk, at)


_PARTS = {"text": _text, "reading": _reading, "choice": _choice, "call": _call, "repeat": _repeat, "opening": _opening}


def _missing_notes(expected: Expectation, book: Extract) -> list[str]:
    """Every note must stand at the foot of a page, in order; one that was there before may be left out."""
    missing = []
    at = 0
    for forms in expected.notes:
        places = [(place, form) for form in forms if (place := book.notes.find(form, at)) >= 0]
        if places:
            place, form = min(places)
            at = place + len(form)
        elif not any(form in book.notes for form in forms):
            missing.append(f"no note at the foot of a page says {forms[0][:SHOWN]!r}")
    return missing


def _missing_readings(expected: Expectation, book: Extract) -> list[str]:
    asked = "".join(part.texts[0] for block in expected.blocks for part in block.parts if part.kind == "reading")
    if not book.readings or book.readings == asked:
        return []
    start = next((n for n, (a, b) in enumerate(zip(asked, book.readings, strict=False)) if a != b), 0)
    return [f"over the lines: expected {asked[start:start + SHOWN]!r}, the book has {book.readings[start:start + SHOWN]!r}"]


def _missing_title(expected: Expectation, book: Extract) -> list[str]:
    return [] if expected.title in book.around else [f"the title {expected.title!r} stands nowhere before the text"]
