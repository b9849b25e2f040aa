"""A face cut to the characters that a book uses, with every layout feature it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import uharfbuzz as hb

from builder.faces import Face
from builder.fonts.centring import CENTRED, centred
from builder.fonts.vertical import squared

# Name records that stay: family, style, full name, version, PostScript name, trademark, licence and its address.
_NAMES = (0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17)


_SQUEEZING = ("chws", "vchw", "halt", "vhal", "palt", "vpal")
"""Features that take away the blank half of a mark in its corner, and would cut into one in the middle of its square."""


def subset(face: Face, characters: Iterable[int], *, centre_marks: bool = False, is_vertical: bool = False) -> Face:
    """Return the face with the glyphs of those code points that it has, and what its layout features make of them; with its
    full-width marks in the middle of their squares, and its line box that of vertical lines, if wanted.

    The space is always kept. The same face and code points give the same bytes.
    """
    kept = (frozenset(characters) | {0x20, 0xA0}) & face.characters
    recipe = hb.SubsetInput()
    recipe.sets(hb.SubsetInputSets.UNICODE).update(kept)
    features = recipe.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG)
    features.clear()  # the default is a list; inverted alone it would drop chws, kern and locl
    if centre_marks:
        features.update(int.from_bytes(tag.encode(), "big") for tag in _SQUEEZING)
    features.invert()
    recipe.sets(hb.SubsetInputSets.NAME_ID).update(_NAMES)
    recipe.flags = hb.SubsetFlags.NOTDEF_OUTLINE
    cut = replace(face, data=bytes(hb.subset(hb.Face(face.data), recipe).blob.data), characters=kept)
    if is_vertical:
        cut = squared(cut)
    return centred(cut) if centre_marks and kept & set(map(ord, CENTRED)) else cut
