"""Faces for vertical lines: their line box is the ideograph's square and a little on both sides, with the square in its middle.

Noto's faces have a box of 1.44 em whose middle lies above that of the square. Upright, a reader of EPUB (Chromium 156) sets two
digits in one square by that box, 0.16 em to the right of their column, and emphasis dots and readings stand off as far.
"""

from __future__ import annotations

import io
from dataclasses import replace

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from builder.faces import Face

TOP, BOTTOM = 0.93, 0.17
"""Of the line box, in em above and below the baseline. The square reaches from 0.12 below to 0.88 above; 1.1 em is what
Chromium centres combined digits in."""

_TYPO_METRICS = 1 << 7
"""Of OS/2 fsSelection: the typographic measures are those of the line (OpenType 1.9, OS/2)."""


def squared(face: Face) -> Face:
    """Return a face of ideographs with that line box; what it took more before is its gap, so that lines without a height of
    their own stand as they did. Other faces are returned as they are: vertical lines turn their letters, or square them in
    the box of the ideographs around."""
    font = TTFont(io.BytesIO(face.data), recalcBBoxes=False, recalcTimestamp=False, lazy=True)
    if "vmtx" not in font or not any(0x4E00 <= character <= 0x9FFF for character in face.characters):
        return face
    em, head, os2 = font["head"].unitsPerEm, font["hhea"], font["OS/2"]
    top, bottom = round(TOP * em), round(BOTTOM * em)
    gap = max(0, head.ascent - head.descent + head.lineGap - top - bottom)
    head.ascent, head.descent, head.lineGap = top, -bottom, gap
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = top, -bottom, gap
    os2.fsSelection |= _TYPO_METRICS
    os2.version = max(os2.version, 4)
    written = io.BytesIO()
    font.save(written, reorderTables=None)
    return replace(face, data=written.getvalue())


def vertical_glyph(font: hb.Font, character: str) -> int:
    """Return the glyph a character has in vertical lines: that of the feature `vert`, where the face has one."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    buffer.direction = "ttb"
    hb.shape(font, buffer)
    return int(buffer.glyph_infos[0].codepoint)
