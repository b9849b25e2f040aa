"""The type area (版心): a trim size and a body size come in, whole ems and whole lines with their margins leave."""

from __future__ import annotations

from dataclasses import dataclass

MM = 72 / 25.4
"""Points in a millimetre."""

TRIMS: dict[str, tuple[float, float]] = {
    "A5": (148, 210),
    "B5": (176, 250),
    "A4": (210, 297),
    "大32开": (140, 203),
    "32开": (130, 184),
    "16开": (185, 260),
    "5.5x8.5in": (139.7, 215.9),
    "5x8in": (127, 203.2),
    "6x9in": (152.4, 228.6),
    "7x10in": (177.8, 254),
}
"""Trim sizes in mm, width by height: ISO 216, the trade's Chinese formats (GB/T 788), and the two common American ones."""

INNER, HEAD, FOOT = 20.0, 18.0, 19.0
"""Wished-for margins in mm at A5; larger and smaller trims scale them by their width."""

FURNITURE = 9.0
"""Height in pt that a running head or folio takes."""

FEWEST = 8
"""Ems in a line and lines on a page, at least; a larger body size or leading is brought down to fit them."""
SMALLEST = 4.0
"""Body size and leading in points, at least: smaller type than this is not printed."""


@dataclass(frozen=True, slots=True)
class TypeArea:
    """One trim's page, all lengths in pt unless the name says mm."""

    width_mm: float
    height_mm: float
    size: float
    """Body size."""
    leading: float
    """From one line of the body to the next."""
    ems: int
    """Characters in a full line."""
    lines: int
    """Lines on a full page."""
    inner: float
    outer: float
    head: float
    foot: float

    @property
    def measure(self) -> float:
        """The width of a full line."""
        return self.ems * self.size

    @property
    def depth(self) -> float:
        """The height of a full page's text."""
        return self.lines * self.leading


def type_area(
    trim: str, *, size: float = 10.5, leading: float = 17.5, gutter: float = 0.0, margin: float = 0.0,
) -> TypeArea:
    """Return the type area of a trim size: what is left over by whole ems goes to the outer margin, by whole lines to
    the foot, and the inner margin is never the narrower one. Sizes in points; those that no page can be set in are
    brought to the nearest that leaves `FEWEST` ems and lines, so the area's own `size` and `leading` are what counts.
    A printer's `gutter` is the least inner margin and its `margin` the least on the other sides, in mm.

    Raises:
        KeyError: when the trim size is not in TRIMS.
    """
    width_mm, height_mm = TRIMS[trim]
    width, height = width_mm * MM, height_mm * MM
    scale = min(1.25, width_mm / 148)
    inner, head, foot = INNER * MM * scale, HEAD * MM * scale, FOOT * MM * scale
    inner = max(inner, gutter * MM)
    if margin:  # running heads and folios stand in the margins, a line from the text, and are printed too
        head, foot = (max(side, margin * MM + FURNITURE + beside * leading) for side, beside in ((head, 1.0), (foot, 1.1)))
    broad, deep = width - max(1.84 * inner, inner + margin * MM), height - head - 0.99 * foot
    size, leading = min(max(size, SMALLEST), broad / FEWEST), min(max(leading, SMALLEST), deep / FEWEST)
    ems, lines = max(FEWEST, int(broad / size)), max(FEWEST, int(deep / leading))
    inner, outer = sorted((inner, width - inner - ems * size), reverse=True)
    return TypeArea(width_mm, height_mm, size, leading, ems, lines, inner, outer, head, height - head - lines * leading)
