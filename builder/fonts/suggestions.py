"""Which faces that do not come with postpress would have a character: ranges of the optional packages."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import uharfbuzz as hb

_KINDS = frozenset({"LETTER", "SYLLABLE", "CHARACTER", "SIGN", "VOWEL", "POINT", "MARK", "DIGIT", "CAPITAL", "SMALL"})
"""Where the name of a script ends in the name of a character (The Unicode Standard, 4.8)."""
_FEW_HAN = 8


@dataclass(frozen=True, slots=True)
class OptionalFace:
    """A face that `postpress fonts --fetch` brings."""

    name: str
    """What the command is given: `zh-Hant`, `ja`, `ko`, `full`."""
    family: str
    weight: int
    style: str
    """`normal` or `italic`."""
    file: str
    """The name it gets in the fonts folder."""
    version: str
    package: str
    """Package client, package and version: `npm @expo-google-fonts/noto-serif-tc 0.4.4`."""
    source: str
    """The file inside the package."""
    lacks_chws: bool
    """Whether contextual spacing has to be added (with chws-tool, where that is installed)."""
    license: str
    license_source: str
    copyright: str
    size: int
    """In bytes."""
    sha256: str
    """Of the file as the package has it."""
    adds: tuple[tuple[int, int], ...]
    """Code points that the faces of its name bring and the shipped faces lack, as ranges of first and last."""


@cache
def optional_faces() -> tuple[OptionalFace, ...]:
    """Return the faces that can be fetched, in the order in which they are suggested."""
    table = tomllib.loads(resources.files("builder.fonts").joinpath("optional.toml").read_text(encoding="utf-8"))
    adds = {name: _ranges(text) for name, text in table["adds"].items()}
    return tuple(OptionalFace(adds=adds[entry["name"]], **{k.replace("-", "_"): v for k, v in entry.items()})
                 for entry in table["face"])


def suggestion(*, character: str = "", family: str = "") -> OptionalFace | None:
    """Return the first face to fetch for a character that no shipped face has, or for a family."""
    for face in optional_faces():
        if family and face.family.casefold() == family.casefold():
            return face
        if character and any(first <= ord(character) <= last for first, last in face.adds):
            return face
    return None


def fetchable(characters: Iterable[str]) -> tuple[OptionalFace, int] | None:
    """Return the face to fetch that most of the characters are suggested, and how many of them its name brings."""
    wanted = list(characters)
    found = Counter(face for face in (suggestion(character=c) for c in wanted) if face)
    if not found:
        return None
    ((best, _),) = found.most_common(1)
    return best, sum(any(first <= ord(c) <= last for first, last in best.adds) for c in wanted)


def by_script(characters: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return the characters with the English name of their script, in the order in which the scripts come first.

    A mark that scripts share (UAX 24) goes with the one that its name begins with, where that is there. What belongs to
    no script, and is the only one of its script, is by itself, under an empty name. So is each Han character while they
    are few: they are rare ones, each to be looked up in its place.
    """
    own = {c: _script(c) for c in characters}
    sizes = Counter(own.values())
    named = {_words(c)[0]: script for c, script in own.items() if script}
    groups: dict[str, list[str]] = {}
    for character in characters:
        script = own[character] or named.get(_words(character)[0], character)
        if script == "Hani" and sizes[script] <= _FEW_HAN:
            script = character
        groups.setdefault(script, []).append(character)
    return [(_script_name(script, group) if len(group) > 1 else "", group) for script, group in groups.items()]


def _script(character: str) -> str:
    """Return the script's tag of ISO 15924; empty for what several scripts share, or none."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    tag = str(buffer.script or "")
    return "" if tag in ("Zyyy", "Zinh", "Zzzz") else tag


def _words(character: str) -> list[str]:
    return unicodedata.name(character, "?").split()


def _script_name(script: str, characters: Sequence[str]) -> str:
    """Return the words with which the names of all the characters begin, up to the kind of character."""
    if script == "Hani":
        return "Han"
    shared: list[str] = []
    for words in zip(*map(_words, characters), strict=False):
        if len(set(words)) > 1 or words[0] in _KINDS:
            break
        shared.append(words[0].capitalize())
    return " ".join(shared) or script


def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Return `3400 3402-3409` as pairs of first and last."""
    pairs = (part.partition("-") for part in text.split())
    return tuple((int(first, 16), int(last or first, 16)) for first, _, last in pairs)
