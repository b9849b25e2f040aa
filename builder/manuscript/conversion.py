"""Text from one Chinese script to the other: words of the book's own first, then OpenCC, and what comes of it tallied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

from opencc import OpenCC

from builder.manuscript.characters import is_han
from builder.options import Variant
from builder.typography.quotes import latin_quotes

_CORNERS = dict(zip("“”‘’", "「」『』", strict=True))
_CURLY = {corner: curly for curly, corner in _CORNERS.items()}
_QUOTES = {"": {}, "corner": _CORNERS, "curly": _CURLY}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A character that became one thing here and another there, as the words around it had it."""

    told: str
    """What became of it, in words."""
    word: str
    """It and its neighbours where it became what it becomes less often."""
    path: str
    line: int
    """1-based; 0 outside the text of a post."""


@dataclass(slots=True)
class _Tally:
    count: int
    word: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of a passage and what becomes of it; nothing is said of a border inside it."""

    source: str
    target: str
    is_fixed: bool


@cache
def _library(configuration: str) -> OpenCC:
    """Return a converter of the library; its dictionaries are read once."""
    return OpenCC(configuration)


def folded(text: str) -> str:
    """Return a text in simplified characters, as many as it has; words stay as they are."""
    return str(_library("t2s").convert(text))


class Converter:
    """Converts the texts of one book."""

    def __init__(self, configurations: Sequence[str], variant: Variant) -> None:
        """Take the library's configurations, to be used one after the other, and the book's own words."""
        self._converters = [_library(name) for name in configurations]
        self._own = {word: word for word in variant.keep} | dict(variant.words)
        self._longest = max(map(len, self._own), default=0)
        self._openers = frozenset(word[0] for word in self._own)
        self._quotes = _QUOTES[variant.quotes]
        self._changes_length = variant.phrases
        self._tallies: dict[str, dict[str, _Tally]] = {}
        self._place = ("", 0)
        self.seen = 0
        """Ideographs looked at."""
        self.changed = 0
        """Those that became something else."""

    def at(self, path: str, line: int = 0) -> None:
        """Say where the texts that follow stand."""
        self._place = (path, line)

    def text(self, text: str) -> str:
        """Return a text converted."""
        return text if text.isascii() else self.pieces([(text, True)])[0]

    def pieces(self, pieces: Sequence[tuple[str, bool]]) -> list[str]:
        """Return the pieces of a passage converted as one text: what a word becomes is shared out to the pieces it stands in.

        Args:
            pieces: (text, whether it may be changed), in reading order.
        """
        texts = self._with_quotes(pieces)
        units = list(self._units(texts, [is_open for _, is_open in pieces]))
        self._count(units)
        whole = "".join(unit.target for unit in units)
        ends = [0, *(self._border(units, end) for end in accumulate(map(len, texts)))]
        return [whole[start:end] for start, end in pairwise(ends)]

    def _with_quotes(self, pieces: Sequence[tuple[str, bool]]) -> list[str]:
        """Return the pieces with their quotation marks exchanged, those of Latin words left."""
        texts = [text for text, _ in pieces]
        if not self._quotes or not set("".join(texts)) & set(self._quotes):
            return texts
        # What is not changed takes no part in the pairing: the marks of code are none.
        read = "".join(text if is_open else "\ufffc" * len(text) for text, is_open in pieces)
        latin = latin_quotes(read)
        places = accumulate(map(len, texts), initial=0)
        return [
            "".join(c if start + n in latin else self._quotes.get(c, c) for n, c in enumerate(text)) if is_open else text
            for (text, is_open), start in zip(pieces, places, strict=False)]

    def _units(self, texts: Sequence[str], are_open: Sequence[bool]) -> Iterator[_Unit]:
        """Yield the passage as units: what stays, the book's own words, and between them what the library converts."""
        whole = "".join(texts)
        is_open = [flag for text, flag in zip(texts, are_open, strict=True) for _ in text]
        start = at = 0
        while at < len(whole):
            end, target = self._fixed(whole, is_open, at)
            if end > at:
                if at > start:
                    yield from self._free(whole[start:at])
                yield _Unit(whole[at:end], target, True)
                start = at = end
            else:
                at += 1
        if at > start:
            yield from self._free(whole[start:at])

    def _fixed(self, whole: str, is_open: Sequence[bool], at: int) -> tuple[int, str]:
        """Return the end of what the library is not asked for and what becomes of it; the place itself where it is asked."""
        if not is_open[at]:
            end = at
            while end < len(whole) and not is_open[end]:
                end += 1
            return end, whole[at:end]
        if whole[at] in self._openers:
            for length in range(min(self._longest, len(whole) - at), 0, -1):
                word = whole[at:at + length]
                if word in self._own and all(is_open[at:at + length]):
                    return at + length, self._own[word]
        return at, ""

    def _free(self, text: str) -> Iterator[_Unit]:
        """Yield a stretch for the library: character by character where it gives as many back, so that borders are exact."""
        target = self._converted(text)
        if len(target) == len(text) and not self._changes_length:
            yield from (_Unit(before, after, False) for before, after in zip(text, target, strict=True))
            return
        # Only an exchange of words changes the length. No word goes over a clause, and it is seen here that none did.
        clauses = re.findall(r"[^，。、；：！？\n]*[，。、；：！？\n]*", text)
        if "".join(map(self._converted, clauses)) != target:
            clauses = [text]
        for clause in clauses:
            yield from self._parted(clause)

    def _parted(self, text: str) -> Iterator[_Unit]:
        """Yield a stretch parted wherever both sides come out as they do together."""
        start, rest = 0, self._converted(text)
        for cut in range(1, len(text)):
            head = self._converted(text[start:cut])
            if rest.startswith(head) and head + self._converted(text[cut:]) == rest:
                yield _Unit(text[start:cut], head, False)
                start, rest = cut, rest[len(head):]
        if start < len(text):
            yield _Unit(text[start:], rest, False)

    def _converted(self, text: str) -> str:
        for converter in self._converters:
            text = str(converter.convert(text))
        return text

    @staticmethod
    def _border(units: Sequence[_Unit], place: int) -> int:
        """Return where a border of the source lies in what comes of it. In a word that has another length it lies in
        proportion, with a character at least on either side while there are two.
        """
        at = done = 0
        for unit in units:
            inside = place - at
            if inside <= 0:
                break
            if inside < len(unit.source):
                before, after = len(unit.source), len(unit.target)
                if before == after:
                    return done + inside
                share = round(inside * after / before)
                return done + (min(max(share, 1), after - 1) if after > 1 else after)
            at, done = at + len(unit.source), done + len(unit.target)
        return done

    # ---- the tally

    def _count(self, units: Sequence[_Unit]) -> None:
        path, line = self._place
        whole = "".join(unit.source for unit in units)
        at = 0
        for unit in units:
            if not unit.is_fixed:
                ideographs = sum(map(is_han, unit.source))
                self.seen += ideographs
                if unit.source != unit.target:
                    self.changed += sum(is_han(c) for n, c in enumerate(unit.source)
                                        if len(unit.source) != len(unit.target) or c != unit.target[n])
                if len(unit.source) == len(unit.target) == 1 and ideographs:
                    tally = self._tallies.setdefault(unit.source, {}).setdefault(
                        unit.target, _Tally(0, _with_neighbours(whole, at), path, line))
                    tally.count += 1
            at += len(unit.source)

    def doubts(self) -> Iterator[Doubt]:
        """Yield the characters that did not always become what each becomes alone, those met first coming first."""
        for character, tallies in self._tallies.items():
            if set(tallies) == {self._converted(character)}:
                continue
            ranked = sorted(tallies.items(), key=lambda item: -item[1].count)
            said = ", ".join(
                f"{'stayed' if after == character else f'became {after}'} {tally.count} time{'s' if tally.count > 1 else ''} "
                f"({tally.word})" for after, tally in ranked)
            rarest = ranked[-1][1]
            yield Doubt(f"{character} {said}", rarest.word, rarest.path, rarest.line)


def _with_neighbours(text: str, at: int) -> str:
    """Return an ideograph with the ones that touch it."""
    before, after = text[max(at - 1, 0):at], text[at + 1:at + 2]
    return "".join(c for c in (before, text[at], after) if c and is_han(c))
