"""Where the lines of a paragraph may end: Pango's opportunities (UAX 14), those of Latin words and addresses, and at words in
headings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from builder.pdf.engine import line_attributes
from builder.pdf.paragraph import Paragraph, TextNode
from builder.typography import galley as kinds
from builder.typography.characters import NOT_AT_LINE_START
from builder.typography.fitting import Line, Stop
from builder.typography.galley import Galley
from builder.typography.titles import NOT_FIRST, NOT_LAST
from builder.typography.titles import breaks as title_breaks
from builder.typography.words import is_address, places

ANYWHERE = 20.0
"""Price of parting what nothing else parts, in the unit of `fitting`."""
IN_ADDRESS = 1.5
"""Price of parting a word of an address."""
_SOFT = 0.7
"""Price of a hyphen that the author allowed."""
_BEFORE_DASH = 0.3
"""Price of a line that begins with —— or ……, which is allowed and not loved."""

_BEHIND_HYPHEN = 0.15
"""Price of a line that ends with a hyphen of the text."""
_PRICED = frozenset("\xad-")
"""What a line does not end with for nothing."""

_FORBIDDEN = 1e10
"""Price of doing so where a mark would begin or end a line that may not: more than any ragged line, less than one that stands
out."""

_UNJOINED = 1e9
"""Price of parting what the author joined, which is better than a mark where none may stand."""
_JOINED = "\u2060"

_QUOTES = frozenset("“”‘’")
_AS_BRACKETS = {kinds.OPEN: "「", kinds.CLOSE: "」"}

_NEVER_FIRST = frozenset({kinds.CLOSE, kinds.STOP, kinds.MIDDLE, kinds.BREAK})
"""Kinds that begin no line, not even behind a space."""

_READ_OTHERWISE = frozenset({kinds.CALL, kinds.PAD, *_AS_BRACKETS})
"""Kinds that are not read for opportunities as they stand."""

_FREE = (0.0, 0.0)
"""Price and hyphen of most places where a line may end."""
_PLAIN = [Stop(n, n) for n in range(2000)]
"""Stops between two ideographs, by their place: nearly all there are, and the same in every paragraph."""


def find_stops(paragraph: Paragraph) -> list[Stop]:
    """Return where the lines of a paragraph may end, in order: first its start, last its end. Of a long address the stretch in
    the galley is set too."""
    return _Finder(paragraph).stops()


def only_line(paragraph: Paragraph, measure: float) -> Line | None:
    """Return the line of a paragraph that fits into one, so that no place to part it need be looked for; None of any other."""
    galley = paragraph.galley
    if kinds.BREAK in galley.kinds:
        return None
    start, end = _behind_spaces(galley, 0), _before_spaces(galley, len(galley))
    if start >= end:
        return None
    room = measure - (galley.width(start, end) - galley.blanks_before[start] - galley.trail(end - 1))
    return Line(start, Stop(end, len(galley)), room, 0.0, last=True) if room >= 0 else None


def _behind_spaces(galley: Galley, here: int) -> int:
    while here < len(galley) and galley.kinds[here] == kinds.SPACE:
        here += 1
    return here


def _before_spaces(galley: Galley, here: int) -> int:
    while here and galley.kinds[here - 1] == kinds.SPACE:
        here -= 1
    return here


class _Finder:
    def __init__(self, paragraph: Paragraph) -> None:
        self.galley, self.owners, self.readings = paragraph.galley, paragraph.owners, paragraph.readings
        self.box, self.language = paragraph.box, paragraph.language

    def stops(self) -> list[Stop]:
        """Return the stops of the whole paragraph."""
        galley = self.galley
        count = len(galley)
        first = _behind_spaces(galley, 0)
        allowed = self._breaks()
        if (prices := self._title_prices()) is not None:
            allowed = {k: (prices[k], 0.0) for k in allowed if k in prices} or allowed
        stops = [Stop(first, first)]
        signs = galley.kinds
        forced = {n for n, kind in enumerate(signs) if kind == kinds.BREAK and n >= first} if kinds.BREAK in signs else set()
        for here in sorted(allowed.keys() | forced):
            if here in forced:
                end = max(_before_spaces(galley, here), stops[-1].start)
                stops.append(Stop(end, _behind_spaces(galley, here + 1), forced=True))
            elif here > first:
                price, hyphen = allowed[here]
                if signs[here] == signs[here - 1] == kinds.HAN and here > stops[-1].start and not price:
                    stops.append(_PLAIN[here] if here < len(_PLAIN) else Stop(here, here))
                    continue
                start = self._before_pads(here)
                end = _before_spaces(galley, start)
                if end > stops[-1].start:
                    stops.append(Stop(end, start, price, hyphen))
        if not (stops[-1].forced and stops[-1].start == count):  # behind a break that ends the paragraph there is no line
            stops.append(Stop(max(_before_spaces(galley, count), stops[-1].start), count))
        return stops

    def _before_pads(self, here: int) -> int:
        """Return where the padding begins that opens before a cluster: it goes to the next line with it."""
        while here and self.galley.kinds[here - 1] == kinds.PAD and self.owners[here - 1].start == here - 1:
            here -= 1
        return here

    def _breaks(self) -> dict[int, tuple[float, float]]:
        """Return the clusters a line may begin with, each with the price and the width of a hyphen."""
        galley = self.galley
        text, at = self._text()
        flags = line_attributes(text, self.language)
        found: dict[int, tuple[float, float]] = {}
        inside = {n for r in self.readings for n in range(r.start + 1, r.end)}
        is_simple = not inside and all(node.wraps for node in {id(n): n for n in self.owners}.values())
        before, kind_before = -1, kinds.BREAK
        for here, (kind, place) in enumerate(zip(galley.kinds, at, strict=True)):
            if place < 0:
                continue
            if kind == kind_before == kinds.HAN and is_simple:  # most of a book
                if flags[place] & 1:
                    found[here] = _FREE
                before = here
                continue
            if before >= 0 and here not in inside and self._may_part(before, here, free=bool(flags[place] & 1)):
                found[here] = self._price(before, here) if kind == kinds.DASH or galley.texts[before] in _PRICED else _FREE
            if kind != kinds.JOINER or galley.texts[here] in "\u200b\xad":
                before, kind_before = here, kind
        self._add_word_breaks(found)
        return found

    def _text(self) -> tuple[str, Sequence[int]]:
        """Return what is read for opportunities, and where in it each cluster begins: -1 for those that are no part of it."""
        galley = self.galley
        if _READ_OTHERWISE.isdisjoint(galley.kinds):
            text = "".join(galley.texts)
            lengths = range(len(text)) if len(text) == len(galley) else accumulate(map(len, galley.texts[:-1]), initial=0)
            return text, list(lengths)
        chars: list[str] = []
        at: list[int] = []
        place = 0
        for sign, kind in zip(galley.texts, galley.kinds, strict=True):
            if kind in (kinds.CALL, kinds.PAD):
                at.append(-1)
                continue
            at.append(place)
            # A full-width quotation mark opens or closes; UAX 14 cannot know which, and parts nothing on either side of it.
            chars.append(_AS_BRACKETS[kind] if kind in _AS_BRACKETS and sign in _QUOTES else sign)
            place += len(sign)
        return "".join(chars), at

    def _may_part(self, before: int, here: int, *, free: bool) -> bool:
        kind, other = self.galley.kinds[before], self.galley.kinds[here]
        if not (self.owners[before].wraps or self.owners[here].wraps) or other in _NEVER_FIRST:
            return False
        if kind == kinds.OPEN or (other == kinds.OTHER and self.galley.texts[here] in NOT_AT_LINE_START):
            return False
        if kind == kinds.OTHER and self.galley.texts[before] == "-" and here - before == 1:
            return free and _signs(self.galley, before - 1, -1) >= 2 and _signs(self.galley, here, 1) >= 2
        return free

    def _price(self, before: int, here: int) -> tuple[float, float]:
        galley = self.galley
        text = galley.texts[before]
        if text == "\xad":
            return _SOFT, self._hyphen(before)
        if galley.kinds[here] == kinds.DASH:
            return _BEFORE_DASH, 0.0
        return (_BEHIND_HYPHEN if text == "-" else 0.0), 0.0

    def _hyphen(self, at: int) -> float:
        """Return the width of the hyphen in the style of a cluster."""
        node = self.owners[at]
        return sum(node.shaper.hyphen().advances) if isinstance(node, TextNode) else 0.0

    def _add_word_breaks(self, found: dict[int, tuple[float, float]]) -> None:
        """Let Latin words be parted, within runs of one style that hold no ideograph and no space."""
        galley = self.galley
        start = 0
        count = len(galley)
        while start < count:
            if galley.kinds[start] not in (kinds.LATIN, kinds.OTHER) or galley.texts[start].isspace():
                start += 1
                continue
            end = start
            while end < count and galley.kinds[end] in (kinds.LATIN, kinds.OTHER, kinds.JOINER) \
                    and not galley.texts[end].isspace():
                end += 1
            if end - start >= 4:
                self._part(start, end, found)
            start = max(end, start + 1)

    def _part(self, start: int, end: int, found: dict[int, tuple[float, float]]) -> None:
        galley = self.galley
        token = "".join(galley.texts[start:end])
        owner = self.owners[start]
        language = owner.box.style["lang"] or ""
        if owner.box.style["hyphens"] == "none" or "\xad" in token:
            return
        where = {}
        place = 0
        for here in range(start, end):
            where[place] = here
            place += len(galley.texts[here])
        if is_address(token.replace("\u200b", "")) and end - start > 12:
            self._loosen(start, end, found)
            return
        for offset, (price, hyphen) in places(token, language, code=galley.in_code[start]):
            here = where.get(offset, -1)
            if here < 0 or here in found or not self.owners[here].wraps:
                continue
            found[here] = (price, self._hyphen(here - 1) if hyphen else 0.0)

    def _loosen(self, start: int, end: int, found: dict[int, tuple[float, float]]) -> None:
        """Let a long address be parted behind its separators, at a price within its words, and open a little itself: it has
        nothing else that could."""
        galley = self.galley
        for here in range(start + 1, end):
            galley.stretch[here - 1] = 0.25 * galley.sizes[here]
            galley.limits[here - 1] = 0.05 * galley.sizes[here]
            if here in found:
                found[here] = (0.1, 0.0)
            elif start + 4 < here < end - 3 and galley.texts[here].isalnum() and galley.texts[here - 1].isalnum() \
                    and self.owners[here].wraps:
                found[here] = (IN_ADDRESS, 0.0)

    def _title_prices(self) -> dict[int, float] | None:
        """Return the clusters before which a heading may be parted, at words, each with its price; None for other text."""
        tag = self.box.element.tag if self.box.element is not None else ""
        if tag not in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            return None
        galley = self.galley
        text, at = "", {}
        for here, (piece, kind) in enumerate(zip(galley.texts, galley.kinds, strict=True)):
            if kind not in (kinds.CALL, kinds.PAD, kinds.BREAK):
                at[len(text)] = here
                text += piece
        return {at[place]: 30 * price for place, price in title_breaks(text, self.language).items() if place in at}


def parted_anywhere(paragraph: Paragraph, stops: list[Stop], measure: float) -> list[Stop]:
    """Return the stops with more of them in what is wider than a line, anywhere, where the style allows that."""
    if paragraph.box.style["overflow_wrap"] not in ("anywhere", "break-word"):
        return stops
    galley, owners = paragraph.galley, paragraph.owners
    found: list[Stop] = []
    widest = max(galley.advances, default=0.0) + max(galley.gaps, default=0.0)
    few = measure / widest - 1 if widest > 0 else len(galley)
    for stop in stops:
        if found and stop.end - found[-1].start > few:  # so many clusters may be wider than a line
            start, end = found[-1].start, stop.end
            blanks = galley.blanks_before[start] + galley.trail(end - 1) if end > start else 0.0
            if galley.width(start, end) - blanks + stop.hyphen > measure:
                found += [Stop(n, n, _price_anywhere(galley, n)) for n in range(start + 1, end)
                          if galley.kinds[n] not in (kinds.CALL, kinds.JOINER, kinds.PAD, kinds.SPACE)
                          and galley.kinds[n - 1] != kinds.SPACE and owners[n].wraps]
        found.append(stop)
    return found


def _price_anywhere(galley: Galley, here: int) -> float:
    """Return the price of parting what nothing parts before a cluster."""
    before, after = galley.texts[here - 1], galley.texts[here]
    if galley.kinds[here] == kinds.DASH and before[-1:] not in NOT_LAST:
        return _FORBIDDEN if galley.kinds[here - 1] == kinds.DASH else ANYWHERE + _BEFORE_DASH
    if before == _JOINED:
        return _UNJOINED if after[0] not in NOT_FIRST else _FORBIDDEN
    return _FORBIDDEN if before[-1:] in NOT_LAST or after[0] in NOT_FIRST else ANYWHERE


def _signs(galley: Galley, start: int, step: int) -> int:
    """Return how many signs of a word stand in a row from a place on, in steps of 1 or -1; 2 at the most."""
    count, n = 0, start
    while count < 2 and 0 <= n < len(galley) and galley.kinds[n] in (kinds.LATIN, kinds.OTHER):
        count += 1
        n += step
    return count
