"""The pictures: kinds that are not drawn everywhere, and those too large."""

from __future__ import annotations

from collections.abc import Iterator

from builder.epub.pictures import components, ends_right, kind, size
from builder.errors import Severity
from builder.preflight.opened import Opened
from builder.preflight.reading_systems.findings import Finding
from builder.preflight.reading_systems.readers import KINDLE, KOBO, KOREADER, MEBIBYTE, PICTURE_BYTES, PICTURE_PIXELS

_EVERYWHERE = "save it as JPEG or PNG in RGB, and name it for what it is"


def drawn(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V155: a picture that not every reader draws."""
    del bytes_
    for line in opened.manifest:
        data = opened.files.get(line.path)
        if data is None or not line.media_type.startswith("image/") or line.media_type == "image/svg+xml":
            continue
        found = kind(data)
        if not found:
            fault = f"the picture is no JPEG, PNG or GIF, though it says {line.media_type}"
        elif found != line.media_type or not ends_right(line.path, found):
            fault = f"the picture is {found}, its name or the manifest says otherwise"
        elif components(data) == 4:
            fault = "the picture is CMYK"
        else:
            continue
        yield Finding("V155", (KINDLE, KOBO, KOREADER), fault, _EVERYWHERE, line.path)


def weight(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V156: a picture with too many bytes or pixels."""
    del bytes_
    for line in opened.manifest:
        data = opened.files.get(line.path, b"")
        if not line.media_type.startswith("image/"):
            continue
        pixels = size(data) or (0, 0)
        if len(data) > PICTURE_BYTES:
            fault = f"the picture has {len(data) // MEBIBYTE} MB, 5 are the most"
        elif pixels[0] * pixels[1] > PICTURE_PIXELS and "cover-image" not in line.properties:
            fault = f"the picture has {pixels[0]} x {pixels[1]} pixels, more than four million"
        else:
            continue
        yield Finding("V156", (KINDLE, KOBO), fault, "make it smaller", line.path, severity=Severity.WARNING)


RULES = (drawn, weight)
