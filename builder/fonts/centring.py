"""Marks in the middle of their square, as Traditional Chinese has them (CLREQ 3.1.1), made of a face that draws them in its
corner as Simplified Chinese does: where the face of the region was not fetched."""

from __future__ import annotations

import io
from dataclasses import replace

from fontTools.ttLib import TTFont

from builder.model import Face

CENTRED = "，。、：；！？"
LOW = "，。、"
"""Those that stand low in their square, and are raised to its middle as well."""

MIDDLE = 0.38
"""Height of the middle of an ideograph's square above the baseline, in em: the square reaches from -0.12 to 0.88."""


def centred(face: Face) -> Face:
    """Return a face whose full-width marks stand in the middle; the same face when it draws them so already."""
    # Bounds are counted below for the marks that move; for all the others it would take a second a face, for nothing.
    font = TTFont(io.BytesIO(face.data), recalcBBoxes=False, recalcTimestamp=False, lazy=True)
    em, outlines, metrics, names = font["head"].unitsPerEm, font["glyf"], font["hmtx"], font.getBestCmap()
    moved = set()
    for mark in CENTRED:
        name = names.get(ord(mark))
        glyph = outlines[name] if name else None
        if name in moved or glyph is None or glyph.numberOfContours < 1:
            continue
        advance, _ = metrics[name]
        if advance - glyph.xMax < em / 2 or advance < em * 0.9:
            continue
        across = round((advance - glyph.xMin - glyph.xMax) / 2)
        up = round(MIDDLE * em - (glyph.yMin + glyph.yMax) / 2) if mark in LOW else 0
        glyph.coordinates.translate((across, up))
        glyph.recalcBounds(outlines)
        metrics[name] = (advance, glyph.xMin)
        moved.add(name)
    if not moved:
        return face
    written = io.BytesIO()
    font.save(written, reorderTables=None)
    return replace(face, data=written.getvalue())
