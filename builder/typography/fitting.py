"""Breaks chosen for the whole paragraph: the lines that together cost least (Knuth and Plass, Breaking Paragraphs into Lines,
1981), with the stretch and shrink of Chinese setting in place of glue."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf
from operator import add
from typing import NamedTuple

from builder.typography.galley import DASH, HAN, HANGING, LATIN, OBJECT, STOP, Galley

FAIR = 0.032
"""Ems between ideographs of a line that costs 1: on no page that is looked at closely does such a line show."""
RAGGED_ABOVE = 0.45
"""Ems that the room of weight 1 may open to; a line that wants more is left ragged, which looks better than holes."""

TRACKED = 0.04
"""Ems by which letters may move apart in a line of letters alone."""
LIMITED_ABOVE = 0.07
"""Ems between ideographs from which on spaces and gaps have opened as far as they may, so that the rest opens faster."""

_PRESSED = 0.9
"""Cost of a line whose spaces, gaps and marks are pressed as far as they go."""
_MOVED = 1.2
"""What it costs beyond that to move the ideographs together as far as they go."""
_HUNG = 0.35
_HYPHENS = 2.0
"""For the second hyphen in a row."""
_RUNT = 40.0
"""For a last line of one ideograph."""
_SHORT = 0.8
"""For a last line narrower than the indent of the next paragraph, which would leave a white band."""
_IMPOSSIBLE = 1e12
"""For each em by which a line is too wide, when there is no other way."""
_HAIR = 1e-6
"""What sums of many widths may be off by."""
_LINE = 100.0
"""For each line of a balanced heading: as few as will do."""


class Stop(NamedTuple):  # there is one for almost every character of a book, and a tuple is made fastest
    """A place where a line may end."""

    end: int
    """The first cluster that is not on the line."""
    start: int
    """The first cluster of the next line: spaces between them are dropped."""
    price: float = 0.0
    hyphen: float = 0.0
    """Width of the hyphen that is set there; 0: none."""
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was chosen."""

    start: int
    stop: Stop
    room: float
    """What is left over in it, negative when it is too wide: to be shared out by `open_up` when it is justified."""
    hang: float
    """How far its last mark stands out into the margin."""
    last: bool
    """Whether a forced break or the paragraph's end follows."""


def fit(
    galley: Galley, stops: list[Stop], *, measure: float, indent: float, em: float, ragged: bool, hanging: bool,
) -> list[Line]:
    """Return the lines of a paragraph.

    Args:
        galley: The row, spaced.
        stops: Where lines may end, in order; the first is the paragraph's start (its `start` counts), the last its end.
        measure: Width of a line.
        indent: What the first line is narrower by.
        em: One em of the paragraph.
        ragged: Whether lines are not justified.
        hanging: Whether marks may hang.
    """
    sums = _Sums(galley, stops, hanging=hanging)
    before = _ragged(sums, stops, measure, indent, em) if ragged else _justified(galley, sums, stops, measure, indent, em)
    chosen = [len(stops) - 1]
    while chosen[-1] > 0:
        chosen.append(before[chosen[-1]])
    chosen.reverse()
    return [_line(sums, stops, a, b, measure - (0.0 if a else indent), ragged=ragged)
            for a, b in pairwise(chosen)]


class _Sums:
    """Widths of all possible lines as differences of sums."""

    def __init__(self, galley: Galley, stops: list[Stop], *, hanging: bool) -> None:
        starts, ends = [s.start for s in stops], [s.end for s in stops]
        lasts = [max(end - 1, 0) for end in ends]
        widths = [0.0, *accumulate(map(add, galley.advances, galley.gaps))]
        gaps, after = galley.gaps, galley.blanks_after
        before = [*galley.blanks_before, 0.0]
        self.left = [widths[n] + before[n] for n in starts]
        self.right = [widths[end] - gaps[n] - (0.0 if before[n] > 0 else after[n]) + s.hyphen
                      for s, end, n in zip(stops, ends, lasts, strict=True)]
        self.open_left, self.open_right = _sums(galley.stretch, starts, lasts)
        self.ease_left, self.ease_right = _sums(galley.ease, starts, lasts)
        self.close_left, self.close_right = _sums(galley.shrink, starts, lasts)
        self.press_left, self.press_right = _sums(galley.press, starts, lasts)
        self.limit_left, self.limit_right = _sums(galley.limits, starts, lasts)
        limited = [w if limit else 0.0 for w, limit in zip(galley.stretch, galley.limits, strict=True)]
        self.limited_left, self.limited_right = _sums(limited, starts, lasts)
        kinds = galley.kinds
        self.hang = [_hang(galley, end - 1) if hanging and end and kinds[end - 1] == STOP else 0.0 for end in ends]


def _sums(values: list[float], starts: list[int], lasts: list[int]) -> tuple[list[float], list[float]]:
    """Return the sums of the values before each start, and before each last cluster."""
    sums = [0.0, *accumulate(values)]
    return list(map(sums.__getitem__, starts)), list(map(sums.__getitem__, lasts))


def _hang(galley: Galley, at: int) -> float:
    """Return how far the mark at a line's end may stand out: the half of its square that its ink is in."""
    if galley.kinds[at] != STOP or galley.texts[at][0] not in HANGING:
        return 0.0
    ink = galley.advances[at] - galley.blanks_after[at]
    return ink if ink <= 0.55 * galley.sizes[at] else 0.0


def _line(sums: _Sums, stops: list[Stop], a: int, b: int, measure: float, *, ragged: bool) -> Line:
    room = measure - (sums.right[b] - sums.left[a])
    last = stops[b].forced or b == len(stops) - 1
    hang = 0.0
    if room < 0 and sums.hang[b] and not ragged and not last:
        closing = sums.close_right[b] - sums.close_left[a]
        pressing = sums.press_right[b] - sums.press_left[a]
        opening = sums.open_right[b] - sums.open_left[a]
        if _HUNG + _cost(room + sums.hang[b], opening, closing, pressing) < _cost(room, opening, closing, pressing):
            hang = sums.hang[b]
            room += hang
    return Line(stops[a].start, stops[b], room, hang, last)


def _cost(room: float, opening: float, closing: float, pressing: float) -> float:
    """Return what a line costs with that room left in it, when so much of it may open and close."""
    if room < 0:
        return _pressed(room, closing, pressing)
    ratio = room / opening / FAIR if opening > 0 else 0.0
    return ratio * ratio * ratio


def _pressed(room: float, closing: float, pressing: float) -> float:
    """Return what a line costs that is too wide by `-room`."""
    if -room <= _HAIR:
        return 0.0
    if -room <= closing:
        ratio = room / closing
        return _PRESSED * ratio * ratio
    if -room <= closing + pressing:
        ratio = (-room - closing) / pressing
        return _PRESSED + _MOVED * ratio * ratio
    return _IMPOSSIBLE * (1 - room)


def _justified(galley: Galley, sums: _Sums, stops: list[Stop], measure: float, indent: float, em: float) -> list[int]:
    """Return for each stop the one before it on the best way there."""
    count = len(stops)
    best, before = [0.0] * count, [0] * count
    left, open_left, close_left, press_left = sums.left, sums.open_left, sums.close_left, sums.press_left
    ease_left, limit_left, limited_left = sums.ease_left, sums.limit_left, sums.limited_left
    left[0] -= indent
    least_left = [x - c - p for x, c, p in zip(left, close_left, press_left, strict=True)]
    cube = 1.0 / FAIR**3
    first = 0
    for b in range(1, count):
        _, _, price, hyphen, forced = stops[b]
        right, opened, closed, pressed = sums.right[b], sums.open_right[b], sums.close_right[b], sums.press_right[b]
        hang, eased, limit, limited = sums.hang[b], sums.ease_right[b], sums.limit_right[b], sums.limited_right[b]
        # A line that begins before `first` is too long however it is pressed.
        least_right = right - closed - pressed - hang - measure
        while least_right > least_left[first] + _HAIR and first < b - 1:
            first += 1
        if forced or b == count - 1:
            before[b] = way = _last(galley, sums, stops, b, first, best, measure, em)
            best[b] = best[way]
            first = b
            continue
        least, way = inf, b - 1
        lowest = min(best[first:b])
        for a in range(first, b):
            room = measure - right + left[a]
            opening = opened - open_left[a]
            if room >= 0:
                room -= eased - ease_left[a]
                ratio = 0.0 if room <= 0 else room / opening if opening > 0 else inf
                if ratio > LIMITED_ABOVE:
                    free = opening - limited + limited_left[a]
                    rest = room - limit + limit_left[a]
                    ratio = max(ratio, rest / free) if free > 0 else _beyond_limits(room, opening, ratio)
                    if ratio > RAGGED_ABOVE:  # what it could open by does not matter: it stays ragged
                        ratio = RAGGED_ABOVE + room / em
                cost = ratio * ratio * ratio * cube
                if cost + lowest >= least:
                    break  # lines that begin still later are looser still
            else:
                cost = _tight(room, opening, closed - close_left[a], pressed - press_left[a], hang)
            if hyphen and stops[a].hyphen:
                cost += _HYPHENS
            cost += best[a]
            if cost < least:
                least, way = cost, a
        best[b], before[b] = least + price, way
    left[0] += indent
    return before


def _last(
    galley: Galley, sums: _Sums, stops: list[Stop], b: int, first: int, best: list[float], measure: float, em: float,
) -> int:
    """Return the stop that the last line before a forced break, or of the paragraph, had best begin at."""
    costs = {}
    for a in range(first, b):
        width = sums.right[b] - sums.left[a]
        costs[a] = best[a] + _last_line(galley, stops, a, b, width, em)
        if width > measure:
            closing, pressing = sums.close_right[b] - sums.close_left[a], sums.press_right[b] - sums.press_left[a]
            costs[a] += _pressed(measure - width, closing, pressing)
    return min(costs, key=costs.__getitem__)


def _tight(room: float, opening: float, closing: float, pressing: float, hang: float) -> float:
    """Return what a line costs that is too wide, when its last mark may hang by so much."""
    cost = _pressed(room, closing, pressing)
    return min(cost, _HUNG + _cost(room + hang, opening, closing, pressing)) if hang else cost


def _beyond_limits(room: float, opening: float, ratio: float) -> float:
    """Return how far the gaps of a line open of which none may open further than its limit."""
    if opening <= 0:
        return RAGGED_ABOVE * 2 if room > 0.1 else 0.0
    return max(ratio, RAGGED_ABOVE)


def _last_line(galley: Galley, stops: list[Stop], a: int, b: int, width: float, em: float) -> float:
    """Return what a last line costs: a runt much, one narrower than an indent a little, a full one nothing."""
    if a == 0 or width > 3.6 * em:
        return 0.0
    signs = [kind for kind in galley.kinds[stops[a].start : stops[b].end] if kind in {HAN, LATIN, OBJECT, DASH}]
    if signs.count(HAN) <= 1 and LATIN not in signs and OBJECT not in signs:
        return _RUNT
    return _SHORT if width < 2.2 * em else 0.0


def _ragged(sums: _Sums, stops: list[Stop], measure: float, indent: float, em: float) -> list[int]:
    """The same for lines that are not justified: as few as will do, and even; the last may be short but no stump."""
    count = len(stops)
    best, before = [0.0] * count, [0] * count
    first = 0
    for b in range(1, count):
        stop = stops[b]
        last = stop.forced or b == count - 1
        while first < b - 1 and sums.right[b] - sums.left[first] > measure - (0.0 if first else indent) + _HAIR:
            first += 1
        least, way = inf, b - 1
        for a in range(first, b):
            room = (measure - (0.0 if a else indent) - sums.right[b] + sums.left[a]) / em
            if room < -_HAIR:
                cost = _IMPOSSIBLE * (1 - room)
            else:
                cost = _LINE + (max(0.0, room - measure / em * 0.5) ** 2 / 4 if last else room * room)
            cost += best[a]
            if cost < least:
                least, way = cost, a
        best[b], before[b] = least + stop.price, way
        if stop.forced:
            first = b
    return before


def open_up(galley: Galley, start: int, end: int, room: float) -> list[float]:
    """Return what the room behind each cluster from `start` to `end` - 1 opens by (closes by, when negative), so that `room`
    is shared out: by the weights, none beyond its limit; pressed, spaces, gaps and marks give way before ideographs do.
    All 0 when the line would become holes.
    """
    count = end - start
    shares = [0.0] * count
    if count < 2 or not room:
        return shares
    if room < 0:
        closing, pressing = galley.shrink[start : end - 1], galley.press[start : end - 1]
        total = sum(closing)
        first = min(1.0, -room / total) if total else 0.0
        rest = sum(pressing)
        second = min(1.0, max(0.0, -room - total) / rest) if rest else 0.0
        return [-first * c - second * p for c, p in zip(closing, pressing, strict=True)] + [0.0]
    eases = galley.ease[start : end - 1]
    easing = sum(eases)
    first = min(1.0, room / easing) if easing else 0.0
    weights, limits = galley.stretch[start : end - 1], galley.limits[start : end - 1]
    total, left = sum(weights), room - first * easing
    held: set[int] = set()
    while total > 0:
        ratio = left / total
        over = [n for n, (w, limit) in enumerate(zip(weights, limits, strict=True))
                if limit and n not in held and w * ratio > limit]
        if not over:
            break
        for n in over:
            held.add(n)
            left -= limits[n]
            total -= weights[n]
    ratio = left / total if total > 1e-9 else 0.0
    if total <= 1e-9 and left > 0.01 * galley.sizes[start] and not _track(galley, start, held, limits, left):
        return shares
    if ratio > RAGGED_ABOVE:
        return shares
    for n, weight in enumerate(weights):
        shares[n] = first * eases[n] + (limits[n] if n in held else weight * ratio)
    return shares


def _track(galley: Galley, start: int, held: set[int], limits: list[float], left: float) -> bool:
    """Let the letters take what is left in a line that has nothing else to open; return whether they can."""
    letters = [n for n in held if limits[n] < TRACKED * galley.sizes[start + n]]
    if not letters or left > len(letters) * TRACKED * galley.sizes[start + letters[0]]:
        return False
    for n in letters:
        limits[n] += left / len(letters)
    return True
