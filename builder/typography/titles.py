"""Titles broken into balanced lines: Chinese and Japanese at words, Latin at spaces, never before or after the wrong mark."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import pairwise

import budoux

Advance = Callable[[str], float]
"""The width of a piece of text in ems of its own size."""

LONGEST = 160
"""Characters; a longer title is a paragraph and is left to the line breaker of the page."""

NOT_FIRST = frozenset(
    "，。、：；！？）》」』】〕〉〗］｝｠”’…—～〜·・‧％‰℃々〻ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.!?:;)]}»›%–-/\u2060\u00b7"
)
"""Marks that begin no line (CLREQ 3.1.3, JLREQ 3.1.7), dashes and dots besides: no title's line begins with one."""
NOT_LAST = frozenset("（《「『【〔〈〖［｛｟“‘([{«‹＄￥$#＃·・‧/\u2060\u00b7")
"""Marks that end no line."""

_OPENING = frozenset("（《「『【〔〈〖［｛“‘([{")
_CLOSING = frozenset("）》」』】〕〉〗］｝”’)]}")
_PARTING = frozenset("：:！？!?。；;")
_PAUSING = frozenset("，、,")
_NUMERALS = frozenset("0123456789０１２３４５６７８９〇零一二三四五六七八九十百千万亿萬億两兩几幾半第每各")
_TRAILING = frozenset("的地得们們吗嗎呢吧啊了着")
"""Particles that lean on the word before them; the model splits them off, a title's line never begins with one."""
_PLACES = frozenset("里裡中上下内內")
"""Words of place, which lean on a name in marks: 《红楼梦》里."""
_LEADING_HAN = frozenset("和与與及或在从從向对對把被让讓为為以于於至到是不")
_LEADING_LATIN = frozenset((
    "a", "an", "the", "of", "and", "or", "in", "on", "at", "to", "for", "from", "by", "with", "as", "is", "its",
    "into", "over", "under", "de", "la", "le", "les", "des", "du", "et", "der", "die", "das", "und",
))  # fmt: skip
"""Words that lean on the word after them: a line that ends with one reads as unfinished."""

_CLINGING = frozenset(("Mn", "Me", "Mc", "Cf"))
"""Categories of characters that belong to the one before them."""

_SURE = 1100
"""The Chinese models' score (per mille) above which a boundary is between words: below it they cut 论语 and 数据 in two."""
_FEATURES = (
    ("UW1", -3, -2), ("UW2", -2, -1), ("UW3", -1, 0), ("UW4", 0, 1), ("UW5", 1, 2), ("UW6", 2, 3),
    ("BW1", -2, 0), ("BW2", -1, 1), ("BW3", 0, 2), ("TW1", -3, 0), ("TW2", -2, 1), ("TW3", -1, 2), ("TW4", 0, 3),
)  # fmt: skip
"""The features of a BudouX model: name, and the slice it looks at around a boundary."""

# Advances of the 95 printable ASCII characters in Noto Serif SC Bold, in hundredths of an em, from its hmtx table.
_ASCII = (
    25, 36, 45, 62, 59, 97, 80, 24, 40, 40, 48, 60, 34, 37, 34, 40, 59, 47, 59, 59, 59, 59, 59, 59, 59, 60, 34,
    34, 60, 60, 60, 47, 97, 75, 71, 70, 79, 67, 65, 76, 86, 43, 43, 77, 64, 100, 82, 78, 67, 78, 75, 60, 70, 82,
    73, 109, 73, 70, 63, 37, 40, 37, 60, 59, 45, 58, 67, 56, 66, 57, 40, 60, 69, 35, 34, 65, 36, 101, 68, 62,
    67, 64, 50, 50, 39, 68, 58, 87, 60, 58, 52, 38, 34, 38, 60,
)  # fmt: skip


def advance(text: str) -> float:
    """Return the width of a text in ems, as the bold Song of the covers sets it: Han 1, Latin by letter.

    A character the table lacks counts by its East Asian width (UAX #11): 1 for wide and ambiguous marks, 0.67 for
    other letters, nothing for combining marks.
    """
    return sum(_advance(c) for c in text)


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    code = ord(character)
    if 0x20 <= code < 0x7F:
        return _ASCII[code - 0x20] / 100
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF" or character in "“”‘’…—":
        return 1.0
    return 1.1 if character in "ЖФШЩЮЫ№" else 0.8 if unicodedata.category(character) == "Lu" else 0.68


def line_width(line: str, measure: Advance = advance) -> float:
    """Return the width of a line in ems as the eye sees it: a closing mark or space at its end does not count in full."""
    line = line.rstrip()
    if not line:
        return 0.0
    hanging = 0.5 if line[-1] in "，。、：；）》」』】〕〉" else 0.0
    return max(measure(line) - hanging, 0.0)


def break_title(
    title: str, language: str, *, lines: int, measure: float = math.inf, advance: Advance = advance,
) -> tuple[str, ...]:
    """Return the title as at most `lines` lines, as few and as even as its words allow.

    The fewest lines that all fit into `measure` (in ems of the title's own size) are taken; where none do, those whose
    widest line is the narrowest. The lines joined are the title again: a space at a break stays at the line's end.
    Chinese and Japanese break between words, other scripts at spaces; a colon is a better place than a comma, and a
    comma a better one than the end of a word.

    Args:
        title: Plain text without line breaks.
        language: BCP 47 tag of the title; chooses the word model.
        lines: The most lines, 1 or more.
        measure: The width to fit into, in ems.
        advance: Width of a text in ems; the table of the bold Song face where none is given.
    """
    settings = [balance(title, language, count, advance=advance) for count in range(1, max(lines, 1) + 1)]
    for setting in settings:
        if widest(setting, advance) <= measure:
            return setting
    return min(settings, key=lambda s: (round(widest(s, advance), 6), len(s)))


def widest(lines: tuple[str, ...], advance: Advance = advance) -> float:
    """Return the width of the widest line in ems."""
    return max((line_width(line, advance) for line in lines), default=0.0)


def balance(title: str, language: str, count: int, *, advance: Advance = advance) -> tuple[str, ...]:
    """Return the title in `count` lines, or in as many as its breaks allow, with the least `unevenness`."""
    places = breaks(title, language)
    count = min(count, len(places) + 1)
    if count <= 1:
        return (title,)
    stops = (0, *places, len(title))
    prices = (0.0, *places.values(), 0.0)
    ideal = line_width(title, advance) / count

    @cache
    def piece(start: int, end: int) -> float:
        kept = sum(_PARTED for stop in stops[start + 1 : end] if _is_part_end(title, stop))
        return ((line_width(title[stops[start] : stops[end]], advance) - ideal) / ideal) ** 2 + kept + prices[end]

    # best[i]: the least cost of setting everything before stops[i] in the lines so far, and the stops that gave it
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for line in range(1, count + 1):
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        last = len(stops) - 1
        for end in (last,) if line == count else range(line, last - (count - line) + 1):
            options = [(cost + piece(start, end), (*path, end)) for start, (cost, path) in best.items() if start < end]
            reached[end] = min(options)
        best = reached
    return tuple(title[stops[a] : stops[b]] for a, b in pairwise(best[len(stops) - 1][1]))


def unevenness(lines: tuple[str, ...], title: str, language: str, *, advance: Advance = advance) -> float:
    """Return what `balance` makes least: the squared deviations from the mean line, and the price of each break.

    A part's end (a colon) inside a line is paid for, so a colon a little off the middle wins over a better balance.
    """
    places = breaks(title, language)
    ideal = line_width(title, advance) / len(lines) or 1.0
    cost, stop = 0.0, 0
    for line in lines:
        cost += ((line_width(line, advance) - ideal) / ideal) ** 2
        cost += sum(_PARTED for place in places if stop < place < stop + len(line) and _is_part_end(title, place))
        stop += len(line)
        cost += places.get(stop, 0.0)
    return cost


_PARTED = 0.5


def _is_part_end(title: str, stop: int) -> bool:
    """Return whether a part of the title ends before `stop`: a main title before its subtitle."""
    return title[:stop].rstrip()[-1:] in _PARTING or title[:stop].rstrip()[-2:] == "——"


def breaks(title: str, language: str) -> dict[int, float]:
    """Return the places where a line may end (as offsets into the title, in order) with what each costs, 0 being best."""
    if len(title) > LONGEST:
        return {}
    between_words = _word_boundaries(title, language)
    found: dict[int, float] = {}
    depth = 0
    for place in range(1, len(title)):
        before, after = title[place - 1], title[place]
        depth += (before in _OPENING) - (before in _CLOSING)
        if after.isspace() or not title[:place].strip() or not title[place:].strip():
            continue
        price = _price(title, place, between_words)
        if price is not None:
            found[place] = price + (0.12 if depth > 0 else 0.0)
    return found


def _price(title: str, place: int, between_words: dict[int, float]) -> float | None:
    """Return what a break before `title[place]` costs, or None where there is none."""
    before, after = title[:place].rstrip()[-1], title[place]
    is_spaced = title[place - 1].isspace() and title[place - 1] not in "\u00a0\u202f\u2007"
    if title[place - 1].isspace() and not is_spaced:
        return None
    if before in NOT_LAST or after in NOT_FIRST or before == "\u200d" or unicodedata.category(after) in _CLINGING:
        return None
    if is_spaced or is_square(before) or is_square(after) or "—" in (before, after):
        if _is_part_end(title, place) and (is_spaced or before != ":"):
            return 0.0
        if before in _PAUSING and (is_spaced or before != ","):
            return 0.04
        return _price_after_space(title, place) if is_spaced else _price_in_han(title, place, between_words)
    return None


def _price_after_space(title: str, place: int) -> float:
    before, after = title[:place].rstrip()[-1], title[place]
    if is_square(before) and is_square(after):
        return 0.02
    word = title[:place].rsplit(maxsplit=1)[-1].strip("\"'“‘(").lower()
    return 0.45 if word in _LEADING_LATIN else 0.10


def _price_in_han(title: str, place: int, between_words: dict[int, float]) -> float | None:
    before, after = title[place - 1], title[place]
    if before in "…—" or before in _CLOSING or after in _OPENING:
        return None if after in _PLACES or before == after else 0.08
    if (before in _NUMERALS and is_square(after)) or after in _TRAILING or place not in between_words:
        return None
    return between_words[place] + (0.30 if before in _LEADING_HAN else 0.0)


def is_square(character: str) -> bool:
    """Return whether a character stands on the ideographic body: Han, kana, full-width marks and forms; not Hangul."""
    code = ord(character)
    return (
        0x2E80 <= code <= 0x312F or 0x3190 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF or 0x20000 <= code <= 0x3FFFF
    )  # fmt: skip


def _word_boundaries(title: str, language: str) -> dict[int, float]:
    """Return the offsets where one word ends and the next begins, each with its price: the surer, the cheaper."""
    model = _model(language)
    if model is None or not any(is_square(c) for c in title):
        return {}
    threshold = 0 if model.name == "ja" else _SURE
    found = {}
    for place in range(1, len(title)):
        score = model.score(title, place)
        if score > threshold:
            found[place] = 0.06 + 0.24 * math.exp(-score / 2000)
    return found


class _Model:
    """A BudouX model read once: what a boundary scores from the characters around it."""

    def __init__(self, name: str, weights: dict[str, dict[str, int]]) -> None:
        self.name = name
        self._weights = weights
        self._base = -sum(sum(group.values()) for group in weights.values()) // 2

    def score(self, text: str, place: int) -> int:
        total = self._base
        for feature, start, end in _FEATURES:
            if place + start >= 0 and place + end <= len(text):
                total += self._weights.get(feature, {}).get(text[place + start : place + end], 0)
        return total


def _model(language: str) -> _Model | None:
    """Return the word model of a language, or None where words are written apart."""
    parts = language.lower().split("-")
    if parts[0] == "ja":
        return _load("ja")
    if parts[0] in ("zh", "yue", "lzh", "wuu"):
        return _load("zh-hant" if {"hant", "tw", "hk", "mo"} & set(parts[1:]) else "zh-hans")
    return None


@cache
def _load(name: str) -> _Model:
    readers = {
        "ja": budoux.load_default_japanese_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }
    return _Model(name, readers[name]().model)
