"""What is to be set: a text, a measure, a size; and the page that all makers share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[2]
FONTS = TOP / "fonts"

TEXTS = {
    "kubernetes": TOP / "content" / "ten-years-of-kubernetes.md",
    **{name: TOP / "tests" / "books" / "lines" / f"{name}.md" for name in ("novel", "essay", "code", "news", "poetry", "hant", "ja")},
}
"""The posts that can be asked for, by name."""

USUAL = ("kubernetes", "novel", "essay", "code", "news", "poetry")
"""Those that are set when none is asked for."""

MEASURES = (18, 22, 26, 30, 36)
"""Ems in a line."""

SIZE = 10.5
"""Body size in points; `OTHER_SIZES` are set at one measure only."""

OTHER_SIZES = (9.0, 11.0)
OTHER_SIZES_EMS = 30

WIDTH, HEIGHT = 148 * 72 / 25.4, 210 * 72 / 25.4
"""A5 in points."""

HEAD = 51.0
"""Top margin in points."""

CODE = 0.86
"""Size of code in a line, in em."""


@dataclass(frozen=True, slots=True)
class Job:
    """One text at one measure and size."""

    text: str
    source: Path
    ems: int
    size: float

    @property
    def measure(self) -> float:
        """Width of the column in points."""
        return self.ems * self.size

    @property
    def leading(self) -> float:
        """From one baseline to the next, in points: 17.5 at 10.5."""
        return round(self.size * 5 / 3, 4)

    @property
    def margin(self) -> float:
        """Left and right margin in points."""
        return (WIDTH - self.measure) / 2

    @property
    def foot(self) -> float:
        """Bottom margin in points: what whole lines leave."""
        return HEIGHT - HEAD - int((HEIGHT - 2 * HEAD) / self.leading) * self.leading

    @property
    def markdown(self) -> str:
        """The post as its author keeps it."""
        return self.source.read_text(encoding="utf-8")
