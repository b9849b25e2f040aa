"""How Chinese is read in Mandarin: terms, as an index in simplified Chinese is arranged by them, and the text of an edition
with readings. Owner of pypinyin.

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


def spoken(text: str, kind: str) -> tuple[str, ...]:
    """Return how each character of a text is read, as it is printed over it: `chóng`, `ㄔㄨㄥˊ`; an empty text for what is no
    ideograph, or one the library does not know.

    Args:
        text: In simplified characters, which the library has more words of.
        kind: `pinyin` or `bopomofo`.
    """
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - only for an edition with readings

    style = Style.BOPOMOFO if kind == "bopomofo" else Style.TONE
    found: list[str] = []
    for is_read, stretch in groupby(text, is_han):
        characters = "".join(stretch)
        if not is_read:
            found += [""] * len(characters)
            continue
        # What it cannot read comes back character by character: the library takes a list too, though its types do not say so.
        words = lazy_pinyin(characters, style=style, errors=list)  # type: ignore[arg-type]  # see above
        if len(words) != len(characters):
            words = [lazy_pinyin(one, style=style)[0] for one in characters]
        found += ["" if any(map(is_han, word)) else _printed(word, kind) for word in words]
    return tuple(found)


def _printed(word: str, kind: str) -> str:
    """Return a syllable as it is printed: the dot of the neutral tone stands before bopomofo."""
    return f"˙{word[:-1]}" if kind == "bopomofo" and word.endswith("˙") else word


def given(reading: str, kind: str) -> tuple[str, ...]:
    """Return the syllables an author writes for a word, parted at spaces, as they are printed; pinyin may have digits for its
    tones: `chong2 qing4`.
    """
    words = re.split(r"[\s'’·]+", reading.strip())
    return tuple(_with_mark(word) if kind == "pinyin" else word for word in words if word)


def _with_mark(word: str) -> str:
    """Return a syllable with the mark of its tone in place of the digit: over a, else e, else the o of ou, else the last vowel
    (GB/T 16159-2012, 6)."""
    match = re.fullmatch(r"([a-zü:v]+)([0-5])", word, re.IGNORECASE)
    if match is None:
        return word
    letters = re.sub(r"u:|v", "ü", match[1])
    place = next((letters.find(vowel) for vowel in ("a", "e", "ou") if vowel in letters), -1)
    if place < 0:
        place = max((n for n, c in enumerate(letters) if c in "iouü"), default=-1)
    mark = {tone: mark for mark, tone in _TONES.items()}.get(int(match[2]), "")
    return unicodedata.normalize("NFC", letters[:place + 1] + mark + letters[place + 1:]) if place >= 0 else letters


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
