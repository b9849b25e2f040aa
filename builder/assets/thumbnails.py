"""Pictures of finished books made small, for lists."""

from __future__ import annotations

from builder.assets import confined


def thumbnail(data: bytes, longest: int) -> bytes | None:
    """Return a picture as a JPEG whose longer side has at most that many pixels; None when it is no picture.

    The decoder runs in a process of its own with limits; the same bytes give the same JPEG.
    """
    try:
        return confined.run("miniature.py", data, str(longest)) or None
    except confined.ConfinedError:
        return None
