"""Which face sets a character: the style sheet's families first, then substitutes, fallbacks, and any face at all."""

from __future__ import annotations

from collections.abc import Iterable

from builder.faces import Catalogue, Face
from builder.fonts.cascade import FontStyle
from builder.fonts.sheet import GENERICS

_HAN = 0x4E00
_EMOJI = 0x1F600


class Choice:
    """Chooses faces of one catalogue, and remembers what it chose."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._by_key = {(f.family, f.weight, f.italic): f for f in catalogue.faces}
        self._generics = dict(catalogue.generics)
        self._candidates: dict[FontStyle, tuple[Face, ...]] = {}
        self._chosen: dict[tuple[FontStyle, str, bool], Face | None] = {}

    def candidates(self, style: FontStyle) -> tuple[Face, ...]:
        """Return every face in the order it is asked for a character at that style.

        First the families of the list that have the exact face or a substitute of their own; then their substitutes of
        other families; then the catalogue's fallbacks; then whatever is left, the same weight and slant first.
        """
        if style not in self._candidates:
            families = [self._generics.get(f, "") if f in GENERICS else f for f in style.families]
            order: dict[int, Face] = {}
            strict = [face for f in families for face in self._exact(f, style)]
            lenient = [face for f in (*families, *self._catalogue.fallbacks) for face in self._loose(f, style)]
            rest = sorted(self._catalogue.faces, key=lambda f: (f.italic != style.italic, f.weight != style.weight))
            for face in (*strict, *lenient, *rest):
                order.setdefault(id(face), face)
            self._candidates[style] = tuple(order.values())
        return self._candidates[style]

    def choose(self, style: FontStyle, cluster: str, *, wide: bool = False) -> Face | None:
        """Return the first face that has every character of a cluster (joiners and selectors need no glyph), or None.

        A cluster that asks to be an emoji gets an emoji face first. `wide` prefers a face of Han.
        """
        key = (style, cluster, wide)
        if key not in self._chosen:
            needed = {ord(c) for c in cluster} - IGNORABLE
            faces: Iterable[Face] = self.candidates(style)
            if _is_emoji(cluster):
                faces = sorted(faces, key=lambda f: _EMOJI not in f.characters)
            elif wide:
                faces = sorted(faces, key=lambda f: _HAN not in f.characters)
            self._chosen[key] = next((f for f in faces if needed <= f.characters), None)
        return self._chosen[key]

    def _exact(self, family: str, style: FontStyle) -> list[Face]:
        """Return the family's face, or its substitute where that is of the same family (bold for bold italic code).

        A substitute of another family waits until every family of the list has been asked for the exact face: so the
        Latin of an emphasis takes a true italic further down the list before its Han takes a Kai.
        """
        face = self._by_key.get((family, style.weight, style.italic))
        substitutes = [face] if face is not None else self._substitutes(family, style)
        return substitutes if all(f.family == family for f in substitutes) else []

    def _loose(self, family: str, style: FontStyle) -> list[Face]:
        """Return the exact face, the substitutes, and last the family's nearest face, set as it is drawn."""
        own = [f for f in self._catalogue.faces if f.family == family]
        nearest = sorted(own, key=lambda f: (f.weight != style.weight, f.italic != style.italic))[:1]
        exact = self._by_key.get((family, style.weight, style.italic))
        return [*([exact] if exact is not None else []), *self._substitutes(family, style), *nearest]

    def _substitutes(self, family: str, style: FontStyle) -> list[Face]:
        named = [self._by_key.get((s.use_family, s.use_weight, s.use_italic)) for s in self._catalogue.substitutes
                 if (s.family, s.weight, s.italic) == (family, style.weight, style.italic)]
        return [face for face in named if face is not None]


class Loaded:
    """The faces that the style sheet will load, and which of them its own rules would take for a character."""

    def __init__(self, faces: Iterable[Face]) -> None:
        self._families: dict[str, list[Face]] = {}
        for face in faces:
            self._families.setdefault(face.family, []).append(face)
        self._matches: dict[FontStyle, tuple[Face | None, ...]] = {}

    def takes(self, style: FontStyle, face: Face, character: int) -> bool:
        """Whether plain CSS sets the character in just that face, neither slanted nor emboldened by machine."""
        match = self._taken(style, character)
        return (match is not None and _is_drawn_so(match, style)
                and (match.family, match.weight, match.italic) == (face.family, face.weight, face.italic))

    def sets_space(self, style: FontStyle) -> bool:
        """Whether plain CSS takes the space of a face that is neither slanted nor emboldened by machine."""
        match = self._taken(style, 0x20)
        return match is not None and _is_drawn_so(match, style)

    def _taken(self, style: FontStyle, character: int) -> Face | None:
        if style not in self._matches:
            self._matches[style] = tuple(self._match(f, style) for f in style.families)
        return next((f for f in self._matches[style] if f is not None and character in f.characters), None)

    def _match(self, family: str, style: FontStyle) -> Face | None:
        """Return the family's nearest loaded face: slant before weight (CSS Fonts 4, section 5.2)."""
        own = self._families.get(family, [])
        return min(own, key=lambda f: (f.italic != style.italic, f.weight != style.weight), default=None)


def _is_drawn_so(face: Face, style: FontStyle) -> bool:
    return (face.italic or not style.italic) and face.weight >= style.weight


def _is_emoji(cluster: str) -> bool:
    return "\ufe0f" in cluster or ("\ufe0e" not in cluster and 0x1F1E6 <= ord(cluster[0]) <= 0x1FAFF)


def _spans(*spans: tuple[int, int]) -> frozenset[int]:
    return frozenset(c for first, last in spans for c in range(first, last + 1))


IGNORABLE = _spans(
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)
"""Unicode's Default_Ignorable_Code_Point: joiners, selectors, bidi controls. They need no glyph."""
