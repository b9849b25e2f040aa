"""The cover: that there is one, its picture and its page."""

from __future__ import annotations

from collections.abc import Iterator

from builder.epub.documents import elements, local, text_of
from builder.epub.pictures import components, kind, size
from builder.errors import Severity
from builder.preflight.opened import Line, Opened, target
from builder.preflight.reading_systems.findings import Finding
from builder.preflight.reading_systems.readers import APPLE, COVER_BYTES, COVER_LEAST, COVER_MOST, KINDLE, KOBO

_HEAD = 64 * 1024
"""Bytes of a JPEG in which its colour profile begins."""


def _cover(opened: Opened) -> Line | None:
    """Return the cover picture, marked in the way of EPUB 3 or EPUB 2."""
    old = {e.get("content", "") for e in elements(opened.root) if local(e) == "meta" and e.get("name") == "cover"}
    marked = [line for line in opened.manifest if "cover-image" in line.properties or line.id in old]
    return next((line for line in marked if line.media_type.startswith("image/")), None)


def marked(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V127: no picture is marked as the cover."""
    del bytes_
    cover = _cover(opened)
    if cover is None or cover.path not in opened.files:
        yield Finding("V127", (KINDLE, KOBO, APPLE), "no picture is marked as the cover",
                      'give its item properties="cover-image", and add <meta name="cover" content="ITS-ID"/>', opened.package,
                      severity=Severity.WARNING)


def picture(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V128, V129: a cover that is no sRGB JPEG, or has too many or too few pixels or bytes."""
    del bytes_
    cover = _cover(opened)
    data = opened.files.get(cover.path, b"") if cover is not None else b""
    if cover is None or not data:
        return
    found = kind(data)
    faults = {
        "is no JPEG": found != "image/jpeg",
        "is CMYK": components(data) == 4,
        "has the colours of another profile than sRGB": b"ICC_PROFILE" in data[:_HEAD] and not _is_srgb(data),
    }
    for fault in (fault for fault, holds in faults.items() if holds):
        yield Finding("V128", (KINDLE,), f"the cover {fault}", "save it as a JPEG in sRGB", cover.path,
                      severity=Severity.WARNING)
    pixels = size(data)
    hint = "make it 1600 x 2560 pixels and less than a million bytes"
    if pixels and (pixels[1] < COVER_LEAST[0] or pixels[0] < COVER_LEAST[1] or max(pixels) > COVER_MOST):
        yield Finding("V129", (KINDLE,), f"the cover has {pixels[0]} x {pixels[1]} pixels", hint, cover.path,
                      severity=Severity.WARNING)
    if len(data) >= COVER_BYTES:
        yield Finding("V129", (KINDLE,), f"the cover has {len(data)} bytes", hint, cover.path, severity=Severity.WARNING)


def _is_srgb(data: bytes) -> bool:
    return b"sRGB" in data[:_HEAD] or "sRGB".encode("utf-16-be") in data[:_HEAD]


def page(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V142: the cover does not stand alone on the first page as a plain picture."""
    del bytes_
    cover = _cover(opened)
    first = opened.pages.get(opened.spine[0]) if opened.spine else None
    if cover is None or first is None:
        return
    path = opened.spine[0]
    shown = [target(path, e.get("src", ""))[0] for e in elements(first) if local(e) == "img"]
    text = "".join(text_of(e) for e in elements(first) if local(e) == "body").strip()
    if shown == [cover.path] and not text:
        return
    if cover.path not in shown:
        fault = "the first page does not show the cover as an <img>"
    else:
        fault = "the cover shares its page with text or other pictures"
    yield Finding("V142", (KOBO,), fault, "give it a page of its own with <img> alone, and no <svg> around it", path,
                  severity=Severity.WARNING)


RULES = (marked, picture, page)
