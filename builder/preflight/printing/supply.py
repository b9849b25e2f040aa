"""Supply: what a content stream calls by name - fonts, pictures, forms, colour spaces - each read once for the whole file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pikepdf

from builder.preflight.names import name_of
from builder.preflight.printing import pictures
from builder.preflight.printing.colours import RGB, UNKNOWN, resolve
from builder.preflight.printing.observed import Font, Matrix, Picture, Space
from builder.preflight.printing.streams import BROKEN, CONTENT_MOST, unpacked

OPERATORS_MOST = 12_000_000
"""Operators of a file that are read: thirty books of three hundred pages have fewer on each page."""
_SUBSET_TAG = 6
_KEPT_MOST = 32 << 20


class EndlessError(Exception):
    """A file draws more than any book."""


class Shelf:
    """What is shared by all pages of a file."""

    def __init__(self) -> None:
        self.operators_left = OPERATORS_MOST
        self._fonts: dict[Any, Font | None] = {}
        self._pictures: dict[Any, Picture] = {}
        self._contents: dict[Any, bytes] = {}
        self._kept = 0

    def spend(self, operators: int) -> None:
        """Count what was read.

        Raises:
            EndlessError: when it is too much.
        """
        self.operators_left -= operators
        if self.operators_left < 0:
            raise EndlessError

    def font(self, font: Any) -> Font | None:
        """Return a font's description; None for what is none."""
        if not font.is_indirect:
            return describe_font(font)
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = describe_font(font)
        return self._fonts[font.objgen]

    def picture(self, image: Any, resources: Any, matrix: Matrix) -> Picture:
        """Return a picture printed with a matrix."""
        if image.objgen not in self._pictures:
            number, generation = image.objgen
            self._pictures[image.objgen] = pictures.describe(image, resources, f"{number} {generation}", matrix)
        return replace(self._pictures[image.objgen], printed=pictures.printed_size(matrix))

    def content(self, stream: Any) -> bytes:
        """Return the content of a form or pattern; empty when it cannot be had."""
        found: bytes | None = self._contents.get(stream.objgen)
        if found is None:
            found = unpacked(stream, CONTENT_MOST) or b""
            if self._kept + len(found) < _KEPT_MOST:
                self._contents[stream.objgen] = found
                self._kept += len(found)
        return found


def describe_font(font: Any) -> Font | None:
    """Return what a font dictionary says (ISO 32000-1, 9.6 to 9.8)."""
    try:
        kind = name_of(font.get("/Subtype", ""))
        name = name_of(font.get("/BaseFont", "unnamed"))
        described = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
        descriptor = described.get("/FontDescriptor")
        embedded = descriptor is not None and any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
    except BROKEN:
        return None
    tag, plus, _ = name.partition("+")
    is_subset = bool(plus) and len(tag) == _SUBSET_TAG and tag.isascii() and tag.isalpha() and tag.isupper()
    return Font(name, kind, embedded or kind == "Type3", is_subset or kind == "Type3")


class Resources:
    """The resources of one stream: names come in, what they stand for leaves; None for names without meaning."""

    def __init__(self, found: Any, shelf: Shelf) -> None:
        self.found = found if isinstance(found, pikepdf.Dictionary) else None
        self._shelf = shelf
        self._known: dict[tuple[str, str], Any] = {}
        self._spaces: dict[str, Space] = {}
        self._fonts: dict[str, Font | None] = {}

    def named(self, kind: str, name: str) -> Any:
        """Return an entry, such as (`/XObject`, `Im1`)."""
        if (kind, name) not in self._known:
            value = None
            if self.found is not None:
                try:
                    entries = self.found[kind]
                    # pikepdf is not asked for a name that is not UTF-8, but tells it
                    value = (entries if name.isascii() else dict(entries.items())).get("/" + name)
                except BROKEN:
                    value = None
            self._known[kind, name] = value
        return self._known[kind, name]

    def font(self, name: str) -> Font | None:
        """Return a font by its name."""
        if name not in self._fonts:
            found = self.named("/Font", name)
            self._fonts[name] = self._shelf.font(found) if isinstance(found, pikepdf.Dictionary) else None
        return self._fonts[name]

    def space(self, name: str) -> Space:
        """Return a colour space by its name, device spaces with their defaults."""
        if name not in self._spaces:
            try:
                written = pikepdf.Name("/" + name) if name.isascii() else self.named("/ColorSpace", name)
                self._spaces[name] = resolve(written, self.found)
            except BROKEN:
                self._spaces[name] = UNKNOWN
        return self._spaces[name]

    @property
    def light(self) -> Space:
        """The space of `rg`."""
        return self.space(RGB.family)
