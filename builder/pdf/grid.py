"""The manner a document is set in, and the grid of lines that its pages share, as its boxes tell it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.manner import Manner
from builder.pdf.engine import boxes, strut

PT = 0.75
"""Points in a CSS px."""


def set_manner(configuration: Any, manner: Manner | None) -> None:
    """Say on a document's font configuration how its lines are set; None leaves them to WeasyPrint."""
    configuration.manner = manner


def manner_of(box: Any) -> Manner | None:
    """Return how the lines of the document that a box is part of are set."""
    return getattr(box.style.font_config, "manner", None)


def grid_of(box: Any) -> tuple[float, float] | None:
    """Return the grid that a line box stands on, in px: the style sheet asks for it with `--grid: lines`, and its lines are
    as high as the grid's."""
    known: dict[int, tuple[Any, tuple[float, float] | None]] = box.style.font_config.__dict__.setdefault("grids_of_styles", {})
    entry = known.get(id(box.style))
    if entry is None:
        # The style is kept beside its grid, so that no other can come to stand at its address.
        entry = known[id(box.style)] = (box.style, _found(box))
    return entry[1]


def _found(box: Any) -> tuple[float, float] | None:
    manner = manner_of(box)
    if manner is None or manner.grid is None or not asks(box.style, "__grid", "lines"):
        return None
    top, leading = (length / PT for length in manner.grid)
    height, _ = strut(box.style)
    return (top, leading) if abs(height - leading) < 0.05 else None


def asks(style: Any, name: str, value: str) -> bool:
    """Return whether a custom property of the style sheet has that value."""
    return any(token.type == "ident" and token.lower_value == value for token in style[name] or ())


def objects_of(box: Any) -> Iterator[Any]:
    """Yield the pictures and boxes in a line."""
    for child in box.children:
        if isinstance(child, boxes.InlineBox):
            yield from objects_of(child)
        elif not isinstance(child, boxes.TextBox):
            yield child
