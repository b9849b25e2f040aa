"""Pictures made on the spot, the same ones every time."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return a picture of noise, always the same one: what a photograph is to an encoder."""
    return Image.frombytes(mode, (width, height), random.Random(1).randbytes(width * height * len(mode)))


def drawing(width: int, height: int) -> Image.Image:
    """Return a picture of few colours, always the same one."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste((200, 30, 30), (width // 4, height // 4, width // 2, height // 2))
    picture.paste((20, 60, 160), (width // 2, height // 2, width * 3 // 4, height * 3 // 4))
    return picture
