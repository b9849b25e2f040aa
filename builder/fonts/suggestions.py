"""Which faces that do not come with postpress would have a character: ranges of the optional packages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


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


def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Return `3400 3402-3409` as pairs of first and last."""
    pairs = (part.partition("-") for part in text.split())
    return tuple((int(first, 16), int(last or first, 16)) for first, _, last in pairs)
