"""Marks in the middle of their square, as Traditional Chinese has them (CLREQ 3.1.1), made of a face that draws them in its
corner as Simplified Chinese does: where the face of the region was not fetched."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from builder.faces import Face
from builder.fonts.vertical import vertical_glyph

CENTRED = "，。、：；！？"
LOW = "，。、"
"""Those that stand low in their square, and are raised to its middle as well."""

MIDDLE = 0.38
"""Height of the middle of an ideograph's square above the baseline, in em: the square reaches from -0.12 to 0.88."""

_NEAR = 0.1
"""Em off the middle that are left to the maker of a face."""


def centred(face: Face) -> Face:
    """Return a face whose full-width marks stand in the middle, in level lines and in vertical ones; the same face when it
    draws them so already."""
    # Bounds are counted below for the marks that move; for all the others it would take a second a face, for nothing.
    font = TTFont(io.BytesIO(face.data), recalcBBoxes=False, recalcTimestamp=False, lazy=True)
    em, outlines, metrics, names = font["head"].unitsPerEm, font["glyf"], font["hmtx"], font.getBestCmap()
    shaping = hb.Font(hb.Face(face.data))
    moved: set[str] = set()
    for mark in CENTRED:
        name = names.get(ord(mark))
        glyph = outlines[name] if name else None
        if glyph is None or glyph.numberOfContours < 1:
            continue
        advance, _ = metrics[name]
        upright = font.getGlyphName(vertical_glyph(shaping, mark))
        if name not in moved and advance - glyph.xMax >= em / 2 and advance >= em * 0.9:
            up = round(MIDDLE * em - (glyph.yMin + glyph.yMax) / 2) if mark in LOW else 0
            _move(font, name, round((advance - glyph.xMin - glyph.xMax) / 2), up)
            moved.add(name)
        if upright not in {name, *moved} and outlines[upright].numberOfContours >= 1:
            drawn = outlines[upright]
            across = round((advance - drawn.xMin - drawn.xMax) / 2)
            up = round(MIDDLE * em - (drawn.yMin + drawn.yMax) / 2)
            if max(abs(across), abs(up)) > _NEAR * em:
                _move(font, upright, across, up)
                moved.add(upright)
    if not moved:
        return face
    written = io.BytesIO()
    font.save(written, reorderTables=None)
    return replace(face, data=written.getvalue())


def _move(font: Any, name: str, across: int, up: int) -> None:
    """Move a glyph, and its bearings with it: at the top too, from which its place in a vertical line is counted."""
    outlines = font["glyf"]
    glyph = outlines[name]
    glyph.coordinates.translate((across, up))
    glyph.recalcBounds(outlines)
    font["hmtx"][name] = (font["hmtx"][name][0], glyph.xMin)
    if "vmtx" in font:
        height, top = font["vmtx"][name]
        font["vmtx"][name] = (height, top - up)
