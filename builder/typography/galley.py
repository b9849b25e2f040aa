"""A paragraph's clusters in a row before they are broken into lines, and the room between neighbours: what is natural there,
what may open and what may close (CLREQ 3.1.6, 3.2, 4.2; JLREQ 3.8; CSS Text 4, 8.4 and 8.5)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from builder.manner import Manner
from builder.typography.characters import CLOSING, OPENING, is_han, is_wide

# Kinds of clusters. Plain numbers, for there is one for every character of a book.
OTHER = 0
"""Latin punctuation, symbols, Hangul, emoji: set as the face has it."""
HAN = 1
"""Ideographs, kana, Bopomofo and full-width letters: one em square."""
LATIN = 2
"""Letters and digits of scripts that are set by their own widths."""
SPACE = 3
OPEN = 4
"""Full-width opening brackets and quotation marks: the ink is in the right half of the square."""
CLOSE = 5
"""Full-width closing brackets and quotation marks: the ink is in the left half."""
STOP = 6
"""Full-width ， 。 、 ： ； ！ ？."""
MIDDLE = 7
"""The interpunct · and ・, alone in the middle of its square."""
DASH = 8
"""—— and ……: set twice and read as one."""
JOINER = 9
"""Takes no room and parts nobody: joiners, zero-width spaces, soft hyphens."""
PAD = 10
"""The padding, border and margin at an end of an inline box."""
CALL = 11
"""The mark of a note, which hangs on what stands before it."""
OBJECT = 12
"""A picture or box in the line."""
BREAK = 13
"""A forced end of a line."""

_STOPS = frozenset("，。、：；！？．")
_MIDDLES = frozenset("·・‧･")
_DASHES = frozenset("—…⸺―─⋯")
HANGING = frozenset("，。、．")
"""Marks that may hang in the margin (JLREQ 3.8.2): small, and low in their square."""

WIDE = 0.75
"""A mark whose advance is at least so many ems is full-width; a narrower one belongs to a Latin run."""


_BY_MARK = {mark: kind for marks, kind in (
    (" ", SPACE), (OPENING, OPEN), (CLOSING, CLOSE), (_STOPS, STOP), (_MIDDLES, MIDDLE), (_DASHES, DASH),
    ("\n\u2028\u2029", BREAK),
) for mark in marks}


@lru_cache(maxsize=32768)
def kind_of(cluster: str) -> int:
    """Return a cluster's kind as its characters tell it; one of OPEN, CLOSE and STOP is OTHER where its glyph is narrow."""
    first = cluster[0]
    if first in _BY_MARK:  # ・ stands among the kana
        return _BY_MARK[first]
    if is_han(first):
        return HAN
    if all(unicodedata.category(c) in {"Cf", "Mn", "Me", "Cc"} for c in cluster):
        return JOINER
    if unicodedata.category(first) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"} or _is_raised(first):
        return LATIN if not is_wide(first) else OTHER if _is_hangul(first) else HAN
    return OTHER


def _is_raised(character: str) -> bool:
    """Return whether a character is a digit or letter that is set high, low or as a fraction: ² of m²."""
    return unicodedata.decomposition(character).startswith(("<super>", "<sub>", "<fraction>"))


def _is_hangul(character: str) -> bool:
    code = ord(character)
    return 0x1100 <= code <= 0x11FF or 0xA960 <= code <= 0xA97F or 0xAC00 <= code <= 0xD7FF or 0x3130 <= code <= 0x318F


@dataclass(slots=True)
class Galley:
    """A row of clusters, each list with one entry a cluster; lengths in one unit, of the caller's choice."""

    texts: list[str] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    """Type size: one em."""
    advances: list[float] = field(default_factory=list)
    blanks_before: list[float] = field(default_factory=list)
    """How much blank a full-width mark has before its ink that may go: half an em or a quarter, else 0."""
    blanks_after: list[float] = field(default_factory=list)
    in_code: list[bool] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    """Room behind a cluster and before the next, natural; negative where blanks go. The last entry says nothing."""
    stretch: list[float] = field(default_factory=list)
    """Weight by which the room behind a cluster opens, in em."""
    ease: list[float] = field(default_factory=list)
    """By how much the room behind a cluster opens before any other does."""
    shrink: list[float] = field(default_factory=list)
    """Room behind a cluster that a pressed line takes away at the most."""
    press: list[float] = field(default_factory=list)
    """What it may take away beyond that, between ideographs."""
    limits: list[float] = field(default_factory=list)
    """By how much the room behind a cluster may open at the most; 0: no limit of its own."""

    def add(
        self, text: str, kind: int, size: float, advance: float, *, before: float = 0.0, after: float = 0.0, code: bool = False,
    ) -> None:
        """Put one cluster at the end of the row."""
        self.texts.append(text)
        self.kinds.append(kind)
        self.sizes.append(size)
        self.advances.append(advance)
        self.blanks_before.append(before)
        self.blanks_after.append(after)
        self.in_code.append(code)

    def extend(self, texts: list[str], advances: list[float], size: float, *, code: bool) -> int:
        """Put clusters of one style at the end of the row, each of the kind its characters tell.

        Returns:
            The place of the first.
        """
        first, count = len(self.texts), len(texts)
        self.texts += texts
        self.kinds += map(kind_of, texts)
        self.sizes += [size] * count
        self.advances += advances
        self.blanks_before += [0.0] * count
        self.blanks_after += [0.0] * count
        self.in_code += [code] * count
        return first

    def width(self, start: int, end: int) -> float:
        """Return the natural width from one cluster to before another, blanks at both ends kept."""
        return sum(self.advances[start:end]) + sum(self.gaps[start : max(end - 1, start)])

    def trail(self, at: int) -> float:
        """Return the blank of a cluster that goes at a line's end: none of a mark in the middle of its square."""
        return 0.0 if self.blanks_before[at] > 0 else self.blanks_after[at]

    def __len__(self) -> int:
        return len(self.texts)


_MARKS = frozenset({OPEN, CLOSE, STOP, MIDDLE})
_ENDS = frozenset({CLOSE, STOP, MIDDLE})
_UNSEEN = frozenset({JOINER, PAD})
_SQUARE = frozenset({HAN, OPEN, CLOSE, STOP, MIDDLE, DASH, OBJECT})

# Weights of stretch, in em: how fast the room at a place opens beside that between two ideographs, which is 1.
_AT_SPACE = 4.0
_AT_GAP = 4.0
_AT_MARK = 2.2
_AT_HAN = 1.0
_AT_LETTER = 0.12
_TIGHT = 0.5
"""On the ink's side of a mark, which should stay near its word."""
_BESIDE_CENTRED = 0.8
"""What stays of an opening mark's blank behind a mark in the middle of its square, which has a blank of its own."""
_SPACE_SHRINK = 1 / 3
_CALL_ROOM = 0.06
"""Ems between the ink of a mark and the note's call that moves into its blank."""


def space(galley: Galley, manner: Manner) -> None:
    """Fill in `gaps`, `stretch`, `ease`, `shrink`, `press` and `limits` of a row: each pair of neighbours looks at the other
    through what takes no room, across the borders of elements, and once.
    """
    count = len(galley)
    galley.gaps, galley.stretch = [0.0] * count, [0.0] * count
    galley.shrink, galley.press, galley.limits, galley.ease = ([0.0] * count for _ in range(4))
    kinds, sizes, in_code = galley.kinds, galley.sizes, galley.in_code
    before = -1
    for here, kind in enumerate(kinds):
        if kind == HAN and before == here - 1 >= 0 and kinds[before] == HAN and not in_code[here]:  # most of a book
            galley.stretch[before] = _AT_HAN * sizes[before]
            galley.press[before] = manner.closest * sizes[before]
            before = here
            continue
        if kind == CALL:
            if before >= 0 and kinds[here - 1] != CALL:
                _tuck(galley, before, here)
            continue
        if kind in _UNSEEN:
            continue
        if before >= 0:
            _pair(galley, manner, before, here)
        before = here
    _even_spaces(galley, manner)


def _tuck(galley: Galley, before: int, call: int) -> None:
    """Move a note's call into the blank half of the mark before it; what it does not fill stays behind it."""
    blank = galley.blanks_after[before]
    if blank and galley.kinds[before] in _ENDS:
        galley.gaps[call - 1] -= blank - _CALL_ROOM * galley.sizes[before]


def _pair(galley: Galley, manner: Manner, a: int, b: int) -> None:
    """Set the room between two neighbours; it is put behind the last cluster before `b`."""
    kinds = galley.kinds
    one, other = kinds[a], kinds[b]
    at = b - 1
    if BREAK in (one, other):
        return
    if galley.in_code[a] and galley.in_code[b]:
        _code(galley, manner, a, b, at)
        return
    if one == HAN and other == HAN:
        galley.stretch[at] = _AT_HAN * galley.sizes[a]
        galley.press[at] = manner.closest * galley.sizes[a]
        return
    if one == LATIN and other == LATIN:
        _letters(galley, manner, at)
        return
    if b - a > 1 and galley.blanks_after[a] and one in _ENDS and CALL in kinds[a + 1 : b]:
        _behind_call(galley, a, b)
        return
    if one in _MARKS and other in _MARKS:
        _marks(galley, manner, a, b, at)
    elif one == SPACE:
        _behind_space(galley, a, at)
    elif other == SPACE:
        pass
    elif (one == HAN and other == LATIN) or (one == LATIN and other == HAN):
        size = galley.sizes[a] if one == HAN else galley.sizes[b]
        galley.gaps[at] += manner.gap * size
        galley.stretch[at] = _AT_GAP * size
        galley.shrink[at] = max(0.0, manner.gap - manner.least_gap) * size
        galley.limits[at] = (manner.most_gap - manner.gap) * size
    elif one in _SQUARE or other in _SQUARE:
        _square(galley, manner, a, b, at)


def _letters(galley: Galley, manner: Manner, at: int) -> None:
    """Let the letters of a word give a little with their line, as little as nobody sees (tracking)."""
    size = galley.sizes[at]
    galley.stretch[at] = _AT_LETTER * size
    galley.limits[at] = manner.tracking * size
    galley.press[at] = manner.tracking / 2 * size


def _code(galley: Galley, manner: Manner, a: int, b: int, at: int) -> None:
    """Set two neighbours inside code: its spaces and letters give as those of words do, all else stays as it is."""
    one, other = galley.kinds[a], galley.kinds[b]
    if one == SPACE:
        _behind_space(galley, a, at)
    elif {one, other} <= {LATIN, OTHER}:
        _letters(galley, manner, at)


def _marks(galley: Galley, manner: Manner, a: int, b: int, at: int) -> None:
    """Set two neighbouring marks: of the blanks between them the larger one stays when the first closes and the second opens,
    none does otherwise (CLREQ 3.1.6.1, JLREQ 3.1.4)."""
    one, other = galley.kinds[a], galley.kinds[b]
    after, before = galley.blanks_after[a], galley.blanks_before[b]
    kept = 0.0
    if one in _ENDS and other == OPEN:
        kept = max(after, before) * (_BESIDE_CENTRED if galley.blanks_before[a] > 0 else 1.0)
    elif MIDDLE in (one, other):
        kept = min(after, before)
    galley.gaps[at] += kept - after - before
    galley.shrink[at] = kept / 2 if one != MIDDLE and other == OPEN else 0.0
    if kept:
        galley.stretch[at] = _AT_HAN * galley.sizes[a]
        galley.ease[at] = manner.ease / 2 * galley.sizes[a]


def _behind_call(galley: Galley, a: int, b: int) -> None:
    """Set what follows a note's call that has moved into a mark's blank: the rest of the blank, none before another mark."""
    at = b - 1
    calls = sum(galley.advances[n] for n in range(a + 1, b) if galley.kinds[n] == CALL)
    left = max(0.0, galley.blanks_after[a] - _CALL_ROOM * galley.sizes[a] - calls)
    galley.gaps[at] += max(left - galley.blanks_before[b], 0.0) if galley.kinds[b] in _MARKS else left
    galley.stretch[at] = _AT_HAN * galley.sizes[a]


def _behind_space(galley: Galley, a: int, at: int) -> None:
    """Set a space between words; `_even_spaces` mends those between Han and Latin."""
    size = galley.sizes[a]
    galley.stretch[at] = _AT_SPACE * size
    galley.shrink[at] = _SPACE_SHRINK * galley.advances[a]
    galley.limits[at] = max(0.3 * size, 0.48 * size - galley.advances[a])


def _square(galley: Galley, manner: Manner, a: int, b: int, at: int) -> None:
    """Set a pair of which one is square and none is a space: a mark's blank gives way in a pressed line."""
    one, other = galley.kinds[a], galley.kinds[b]
    size = galley.sizes[a]
    if one == DASH and other == DASH and galley.texts[a][0] == galley.texts[b][0]:
        return
    blank = (galley.blanks_after[a] if one in _ENDS else 0.0) + (galley.blanks_before[b] if other in _MARKS else 0.0)
    if blank:
        centred = galley.blanks_before[a] > 0 if one in _ENDS else galley.blanks_after[b] > 0
        galley.stretch[at] = (_AT_MARK / 2 if centred else _AT_MARK) * size
        galley.ease[at] = manner.ease * size / (2 if centred else 1)
        galley.shrink[at] = min(blank, manner.squeeze * size) / (2 if centred else 1)
    else:
        galley.stretch[at] = (_TIGHT if one == OPEN or other in _ENDS else _AT_HAN) * size


def _even_spaces(galley: Galley, manner: Manner) -> None:
    """Give a single space that was typed between Han and Latin the width of the gap that is set where none was typed
    (CSS Text 4, `text-autospace: replace`)."""
    kinds = galley.kinds
    solid = [n for n, kind in enumerate(kinds) if kind not in _UNSEEN]
    for before, here, after in zip(solid, solid[1:], solid[2:], strict=False):
        if kinds[here] != SPACE or galley.in_code[here]:
            continue
        around = {kinds[_called(kinds, before)], kinds[after]}
        if around != {HAN, LATIN}:
            continue
        size = galley.sizes[before] if kinds[before] == HAN else galley.sizes[after]
        at = after - 1
        galley.gaps[at] += manner.gap * size - galley.advances[here]
        galley.stretch[at] = _AT_GAP * size
        galley.shrink[at] = max(0.0, manner.gap - manner.least_gap) * size
        galley.limits[at] = (manner.most_gap - manner.gap) * size


def _called(kinds: list[int], here: int) -> int:
    """Return the cluster that a note's call hangs on, or the cluster itself."""
    while here > 0 and kinds[here] in {CALL, *_UNSEEN}:
        here -= 1
    return here
