"""Finished books on the disk, and the pictures that one of them is drawn with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw


@dataclass(frozen=True, slots=True)
class Finished:
    """A post and the two books made of it."""

    post: Path
    epub: Path
    pdf: Path
    said: tuple[str, ...]
    """The warnings and hints of the build."""


def draw_pictures(folder: Path) -> None:
    """Draw what `books/features` shows: a wide picture, a tall one, a dot and one with a transparent ground."""
    _picture(folder / "wide.png", (1600, 500), (230, 220, 200))
    _picture(folder / "tall.png", (500, 1800), (200, 220, 230))
    _picture(folder / "dot.png", (40, 40), (200, 60, 60))
    _picture(folder / "clear.png", (600, 400), (0, 0, 0, 0))


def _picture(file: Path, size: tuple[int, int], ground: tuple[int, ...]) -> None:
    image = Image.new("RGBA" if len(ground) == 4 else "RGB", size, ground)
    pen = ImageDraw.Draw(image)
    ink = (40, 90, 120, 255)[: len(ground)]
    for x in range(0, size[0], size[0] // 8):
        pen.line((x, 0, size[0] - x, size[1]), fill=ink, width=3)
    image.save(file)
