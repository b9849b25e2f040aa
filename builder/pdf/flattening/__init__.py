"""Flattening: a PDF of which parts let show what is behind them comes in; one that looks the same, and none does, leaves.

What is painted half transparent on paper, or on one flat colour that reaches beyond it, becomes opaque in the colour that is
seen there: letters stay letters and edges stay edges. Of everything else a picture is made, of the box it stands in and of
all that is seen there up to it, and laid in at its place: what is painted later lies above, live, and what was painted before
lies below, hidden. Text is never taken away. What became a picture is kept as text that is not painted, so that a search
finds it and a reader can copy it.

This is done with the colours of screens, as they are what themes are drawn with, before they become inks.
"""

from builder.pdf.flattening.pages import flatten

__all__ = ["flatten"]
