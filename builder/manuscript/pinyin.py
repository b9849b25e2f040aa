"""How a Chinese term is read in Mandarin, as an index in simplified Chinese is arranged by it. Owner of pypinyin.

The library is imported when a first term is read: its tables of phrases cost as much time as all the rest of reading.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby

from builder.manuscript.characters import is_han

_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
"""The marks of the four tones, as Unicode takes a letter apart."""
_NEUTRAL = 5
_SYLLABLE = re.compile(r"([a-z]+)([1-5]?)")


@dataclass(frozen=True, slots=True, order=True)
class Syllable:
    """The reading of one ideograph; syllables are in the order of dictionaries, by letters and then by tone."""

    letters: str
    """ASCII, lower case; ü is `v`, which stands behind u as it does in dictionaries."""
    tone: int
    """1 to 4, or 5 for the neutral one."""


def syllables(text: str, reading: str = "") -> tuple[Syllable | None, ...]:
    """Return the reading of each character of a term: None for what is no ideograph, or one the library does not know.

    Args:
        text: The term; its phrases decide between the readings of a character (重庆 is chóng qìng, 重要 is zhòng yào).
        reading: Syllables with spaces between, with marks or digits for their tones, which are taken instead when there is
            one for each ideograph: `chóng qìng`, `chong2 qing4`.
    """
    given = read(reading)
    if given and len(given) == sum(map(is_han, text)):
        said = iter(given)
        return tuple(next(said) if is_han(character) else None for character in text)
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - only for a Chinese index

    found: list[Syllable | None] = []
    for is_read, stretch in groupby(text, is_han):
        characters = "".join(stretch)
        if not is_read:
            found += [None] * len(characters)
            continue
        words = lazy_pinyin(characters, style=Style.TONE3, neutral_tone_with_five=True)
        if len(words) != len(characters):  # the library joins what it cannot read
            words = [lazy_pinyin(one, style=Style.TONE3, neutral_tone_with_five=True)[0] for one in characters]
        found += map(_syllable, words)
    return tuple(found)


def read(reading: str) -> tuple[Syllable, ...]:
    """Return the syllables of a reading as an author writes it; nothing when one of them is none."""
    found = [_syllable(word) for word in re.split(r"[\s'’\-·]+", reading.strip()) if word]
    return tuple(syllable for syllable in found if syllable) if all(found) else ()


def _syllable(word: str) -> Syllable | None:
    letters, tone = "", 0
    for character in unicodedata.normalize("NFD", word.casefold()):
        if character in _TONES:
            tone = _TONES[character]
        elif character == "\u0308":
            letters = f"{letters[:-1]}v"
        else:
            letters += character
    match = _SYLLABLE.fullmatch(letters)
    return Syllable(match[1], int(match[2] or tone or _NEUTRAL)) if match else None
