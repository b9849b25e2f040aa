"""Crop marks, outside the bleed, in black ink: a page that is printed in black alone stays so."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf

MM = 72 / 25.4
"""Points in a millimetre."""

LENGTH, AWAY, SPARE = 5.0, 1.0, 1.5
"""In mm: how long a mark is, how far from the bleed, and what is left of the sheet beyond it."""
WIDTH = 0.25
"""In pt."""

BORDER = LENGTH + AWAY + SPARE
"""What a sheet with marks is larger by on every side than the bleed, in mm."""


def mark(pdf: pikepdf.Pdf) -> None:
    """Draw eight crop marks on every page, whose MediaBox is larger by `BORDER` than its BleedBox.

    They stand in line with the trimmed edges and begin `AWAY` outside the bleed, so that none is left on a page that was cut
    a little wide.
    """
    for page in pdf.pages:
        left, bottom, right, top = (float(n) for n in page.obj["/TrimBox"])
        outer = [float(n) for n in page.obj["/BleedBox"]]
        lines: list[str] = []
        for x in (left, right):
            lines += _line(x, outer[1] - AWAY * MM, x, outer[1] - (AWAY + LENGTH) * MM)
            lines += _line(x, outer[3] + AWAY * MM, x, outer[3] + (AWAY + LENGTH) * MM)
        for y in (bottom, top):
            lines += _line(outer[0] - AWAY * MM, y, outer[0] - (AWAY + LENGTH) * MM, y)
            lines += _line(outer[2] + AWAY * MM, y, outer[2] + (AWAY + LENGTH) * MM, y)
        drawn = "\n".join(["q 0 0 0 1 K", f"{WIDTH} w 0 J [] 0 d", *lines, "Q"])
        page.contents_add(pdf.make_stream(drawn.encode()))


def crease(pdf: pikepdf.Pdf, folds: Sequence[float]) -> None:
    """Draw a dashed mark above and below each fold of a sheet that has crop marks.

    Args:
        pdf: Its pages are marked already.
        folds: From the sheet's left edge, in mm.
    """
    for page in pdf.pages:
        outer = [float(n) for n in page.obj["/BleedBox"]]
        lines: list[str] = []
        for x in (fold * MM for fold in folds):
            lines += _line(x, outer[1] - AWAY * MM, x, outer[1] - (AWAY + LENGTH) * MM)
            lines += _line(x, outer[3] + AWAY * MM, x, outer[3] + (AWAY + LENGTH) * MM)
        drawn = "\n".join(["q 0 0 0 1 K", f"{WIDTH} w 0 J [{MM:.4f}] 0 d", *lines, "Q"])
        page.contents_add(pdf.make_stream(drawn.encode()))


def _line(x: float, y: float, to_x: float, to_y: float) -> list[str]:
    return [f"{x:.4f} {y:.4f} m {to_x:.4f} {to_y:.4f} l S"]
