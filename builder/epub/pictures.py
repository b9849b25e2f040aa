"""Pictures, judged by their content: readers look at neither name nor media type, they just fail to draw."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import replace

from builder.errors import Report
from builder.model import Asset, Entry, Page, Pages

_SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))
_ENDINGS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "image/gif": (".gif",)}


def kind(data: bytes) -> str:
    """Return the media type that a picture's first bytes tell, or empty for what not every reading system draws."""
    return next((media_type for start, media_type in _SIGNATURES if data.startswith(start)), "")


def size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a JPEG (ITU T.81, B.2.2) or PNG (PNG 3, 11.2.1), or None when it tells none."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    at = 2
    while data.startswith(b"\xff\xd8") and at + 9 < len(data):
        marker = data[at + 1]
        if data[at] != 0xFF:
            return None
        if marker == 0xFF:  # fill byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # start of frame
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def components(data: bytes) -> int | None:
    """Return how many colour components a JPEG has: 1 grey, 3 colour, 4 CMYK, which reading systems show inverted."""
    at = 2
    while data.startswith(b"\xff\xd8") and at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return data[at + 9]
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def ends_right(name: str, media_type: str) -> bool:
    """Return whether a file's ending fits what it holds."""
    return name.lower().endswith(_ENDINGS.get(media_type, ()))


def verify(asset: Asset, report: Report) -> None:
    """Report E012 for a picture that is not the JPEG or PNG it says."""
    found = kind(asset.data)
    if found not in {"image/jpeg", "image/png"} or found != asset.media_type or not ends_right(asset.name, found):
        report.error("E012", f"the picture {asset.name!r} is not the {asset.media_type} it says", path=f"images/{asset.name}",
                     hint="pictures of a book are JPEG or PNG, and named for what they are")


PER_FILE = 400
"""Bytes a file takes in the container beside its own: its two headers and its line in the package document."""
FRAME = 20_000
"""Bytes of container, package document and NCX at the most, their lines for each file aside."""


def weight_without(pages: Pages) -> int:
    """Return the bytes that the finished EPUB will have without the pictures of its text: an estimate from above."""
    def lines(entries: tuple[Entry, ...]) -> int:
        return sum(1 + lines(entry.entries) for entry in entries)

    files = [pages.stylesheet.encode(), *(page.markup.encode("utf-8", "surrogatepass") for page in pages.pages),
             *(face.data for face in pages.faces)]
    entries = lines(pages.outline) + len(pages.page_list)
    return (FRAME + PER_FILE * (len(files) + len(pages.assets) + 1 + entries) + sum(len(zlib.compress(f, 9)) for f in files)
            + (len(pages.cover.data) if pages.cover else 0))


def exchanged(pages: Pages, others: Mapping[str, Asset]) -> Pages:
    """Return the pages with other pictures in the places of those that are named; one that two become alike is held once."""
    def elsewhere(match: re.Match[str]) -> str:
        other = others.get(match[2])
        return f"{match[1]}{other.name}{match[3]}" if other else match[0]

    def changed(page: Page) -> Page:
        return replace(page, markup=re.sub(r'(\bsrc="images/)([^"]+)(")', elsewhere, page.markup))

    assets = {asset.name: asset for asset in (others.get(a.name, a) for a in pages.assets)}
    return replace(pages, pages=tuple(map(changed, pages.pages)), assets=tuple(assets.values()))
