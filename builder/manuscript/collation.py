"""The order of an index and its groups, by the language of the book.

Which scripts come first is CLDR's (its collations `ja` and `ko`): marks and digits, then Latin before kana in Japanese, and
behind Hangul in Korean. In traditional Chinese it stands behind the strokes. Simplified Chinese has one alphabet for both:
under B stand `Borg` and 编排 (pinyin biān pái), Latin first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from builder.manuscript.characters import is_han, is_hangul, is_kana
from builder.manuscript.pinyin import syllables
from builder.manuscript.strokes import UNKNOWN, strokes

SYMBOLS = "index-symbols"
OTHERS = "index-others"
"""Keys of the words for groups without a letter: what begins with a mark or digit, and what is in another script."""

Weight = tuple[tuple[int | str, ...], ...]
"""Places in the order, to be compared from the left."""


@dataclass(frozen=True, slots=True, order=True)
class Order:
    """Where a term stands in the index."""

    group: tuple[int, int | str]
    """The place of its group."""
    weight: Weight
    """Its place in the group."""
    text: str
    """The term itself, which tells apart what is the same up to here."""


@dataclass(frozen=True, slots=True)
class Initial:
    """The group a term stands in."""

    letter: str
    """What the group is called; empty when a word of the theme says it."""
    word: str = ""
    """The word's key."""


def order_of(text: str, reading: str, language: str) -> tuple[Initial, Order]:
    """Return a term's group and its place, for a book in that language.

    Args:
        text: The term, plain text.
        reading: How it is read, as its author wrote it; or empty.
        language: BCP 47 tag of the book.
    """
    kind = language if language.startswith("zh") else language.partition("-")[0]
    initial, place, weight = _ARRANGED.get(kind, _alphabet)(text, reading)
    return initial, Order(place, weight, text)


def needs_reading(text: str, reading: str, language: str) -> bool:
    """Return whether a term's place in the index hangs on a reading that nobody gave: a Japanese one with ideographs."""
    return language.partition("-")[0] == "ja" and any(map(is_han, text)) and not _is_read(reading)


_Arranged = tuple[Initial, tuple[int, int | str], Weight]


def _letters(text: str) -> str:
    """Return what of a term counts in the order: letters and digits, of full-width forms the usual ones."""
    kept = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "LNM")
    return kept or text


def _latin(character: str) -> str:
    """Return a Latin letter without case and accents, or an empty text for anything else."""
    bare = unicodedata.normalize("NFD", character)[:1].upper()
    return bare if "A" <= bare <= "Z" else ""


def _is_symbol(text: str) -> bool:
    return not text[:1] or unicodedata.category(text[0])[0] not in "LM"


def _plain(text: str) -> Weight:
    """Return the weight of a term letter by letter, without case and accents, as Chicago has indexes by default."""
    return tuple((0, _latin(c).casefold() or c, 0, 0, 0) for c in unicodedata.normalize("NFC", text))


def _alphabet(text: str, reading: str, *, symbols: int = 0, latin: int = 5, others: int = 9) -> _Arranged:
    """Arrange what is not in the language's own script: marks and digits, Latin A to Z, the rest by code."""
    del reading
    bare = _letters(text)
    letter = _latin(bare[:1])
    if letter:
        return Initial(letter), (latin, letter), _plain(bare)
    if _is_symbol(bare):
        return Initial("", SYMBOLS), (symbols, ""), _plain(bare)
    return Initial("", OTHERS), (others, ""), _plain(bare)


def _by_pinyin(text: str, reading: str) -> _Arranged:
    """Arrange character by character: pinyin, tone, strokes, the order of Chinese dictionaries."""
    bare = _letters(text)
    if not any(map(is_han, bare)):
        return _alphabet(text, reading)
    said = syllables(bare, reading)
    weight = tuple(
        (1, syllable.letters, syllable.tone, strokes(c), ord(c)) if syllable else (0, _latin(c).casefold() or c, 0, 0, 0)
        for c, syllable in zip(bare, said, strict=True))
    if said[0] is None:
        initial, place, _ = _alphabet(text, reading)
        return initial, place, weight
    letter = said[0].letters[0].upper()
    return Initial(letter), (5, letter), weight


def _by_strokes(text: str, reading: str) -> _Arranged:
    """Arrange character by character: strokes, then the code, which goes by radicals."""
    bare = _letters(text)
    weight = tuple((1, "", strokes(c), ord(c), 0) if is_han(c) else (0, _latin(c).casefold() or c, 0, 0, 0) for c in bare)
    count = strokes(bare[0]) if bare else UNKNOWN
    if count == UNKNOWN:
        initial, place, _ = _alphabet(text, reading)
        return initial, place, weight
    return Initial(f"{count}畫"), (3, count), weight


# ---- kana

_ROWS = (
    "あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの", "はひふへほ", "まみむめも", "やゆよ", "らりるれろ",
    "わゐゑをん",
)
_ROW_OF = {kana: row[0] for row in _ROWS for kana in row}
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_COLUMNS = ("あかさたなはまやらわ", "いきしちにひみりゐ", "うくすつぬふむゆる", "えけせてねへめれゑ", "おこそとのほもよろを")
_VOWELS = {kana: column[0] for column in _COLUMNS for kana in column}
"""The vowel that each kana ends in."""
_LONG = "ー"


def _hiragana(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in unicodedata.normalize("NFKC", text))


def _is_read(reading: str) -> bool:
    return bool(_letters(reading).strip()) and not any(map(is_han, reading)) and bool(reading)


def _by_kana(text: str, reading: str) -> _Arranged:
    """Arrange by the fifty sounds: without voicing marks, small letters as large, ー as the vowel it lengthens (JIS X 4061)."""
    said = _letters(_hiragana(reading if _is_read(reading) else text))
    if not said or not is_kana(said[0]) or any(map(is_han, said)):
        return _alphabet(text, reading, latin=1)
    bases: list[str] = []
    marks: list[int | str] = []
    for kana in said:
        parted = unicodedata.normalize("NFD", kana)
        base = parted[0].translate(_SMALL)
        if base == _LONG:
            base = _VOWELS.get(bases[-1], base) if bases else base
        bases.append(base)
        marks.append("".join((parted[1:], "" if base == parted[0] else "\uffff")))
    row = _ROW_OF.get(bases[0], bases[0])
    return Initial(row), (3, row), (tuple(bases), tuple(marks))


# ---- hangul

_SYLLABLES = 0xAC00
_BLOCK = 588
"""Syllables with the same first consonant (The Unicode Standard, 3.12)."""
_FIRST = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
"""The consonant a syllable is looked up under: the doubled ones with the plain."""


def _by_hangul(text: str, reading: str) -> _Arranged:
    """Arrange by Unicode, which is the order of dictionaries, under the fourteen first consonants."""
    said = _letters(reading) if reading and is_hangul(reading[0]) else _letters(text)
    code = ord(said[0]) - _SYLLABLES if said else -1
    if not 0 <= code < _BLOCK * len(_FIRST):
        return _alphabet(text, reading, latin=7)
    return Initial(_FIRST[code // _BLOCK]), (3, _FIRST[code // _BLOCK]), _plain(said)


_ARRANGED: dict[str, Callable[[str, str], _Arranged]] = {
    "zh": _by_pinyin, "zh-Hans": _by_pinyin, "zh-Hant": _by_strokes, "ja": _by_kana, "ko": _by_hangul,
}
