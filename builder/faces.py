"""Faces: the values that say what type there is, its substitutes and what is asked when a face lacks a character."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Face:
    """One font face of the catalogue `fonts/fonts.toml`, or a subset of one."""

    family: str
    """The name in the font's own name table, and in the style sheets."""
    weight: int
    """400 or 700."""
    italic: bool
    """Whether the face is drawn slanted."""
    file: str
    """File name: `NotoSerifSC-Regular.ttf`."""
    license: str
    """SPDX identifier: `OFL-1.1`."""
    copyright: str
    """The font's own copyright line."""
    data: bytes = field(repr=False)
    """The TrueType file."""
    characters: frozenset[int] = field(repr=False)
    """Code points it has a glyph for."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """What stands in for a combination of family, weight and slant that has no face of its own."""

    family: str
    weight: int
    italic: bool
    use_family: str
    use_weight: int
    use_italic: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The faces at hand."""

    faces: tuple[Face, ...]
    """Every face, in the order of the catalogue."""
    substitutes: tuple[Substitute, ...] = ()
    """Named substitutes; nothing is slanted or emboldened by machine."""
    fallbacks: tuple[str, ...] = ()
    """Families asked, in order, for a character that the style sheet's families lack (symbols, emoji)."""
    generics: tuple[tuple[str, str], ...] = ()
    """(CSS generic family, family that stands for it): `("serif", "Noto Serif SC")`."""
