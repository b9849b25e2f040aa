"""Supply: what a content stream calls by name - fonts, pictures, forms, colour spaces - each read once for the whole file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pikepdf

from builder.matrices import Matrix
from builder.preflight.names import name_of
from builder.preflight.printing import pictures
from builder.preflight.printing.colours import CMYK, UNKNOWN, palette, resolve
from builder.preflight.printing.layers import Layers
from builder.preflight.printing.observed import Font, Picture, Space
from builder.preflight.printing.packing import TooMuchError
from builder.preflight.printing.streams import BROKEN, CONTENT_MOST, contents, read

TOKENS_MOST = 30_000_000
"""Of content in a file that are read: ten books of three hundred full pages have fewer."""
BYTES_MOST = 512 << 20
"""Of content that are read."""
_FORM = 600
"""Tokens that take as long as calling a form."""
_LIKELY = 60
"""How many times its packed size a picture is that nobody made to do harm."""
_SUBSET_TAG = 6
_KEPT_MOST = 32 << 20


class EndlessError(Exception):
    """A file draws more than any book."""


class Shelf:
    """What is shared by all pages of a file."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self._tokens_left = TOKENS_MOST
        self._bytes_left = BYTES_MOST
        self.drawn: list[Any] = []
        """Fonts made of drawings that were met and not yet looked into."""
        self._fonts: dict[Any, Font | None] = {}
        self._pictures: dict[Any, Picture] = {}
        self._contents: dict[Any, bytes] = {}
        self._kept = 0

    def spend(self, tokens: int) -> None:
        """Count what was read of content.

        Raises:
            EndlessError: when it is too much.
        """
        self._tokens_left -= tokens
        if self._tokens_left < 0:
            raise EndlessError

    def spend_bytes(self, count: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            EndlessError: when it is too much.
        """
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise EndlessError

    def enter(self) -> None:
        """Count a form or pattern that is called.

        Raises:
            EndlessError: when there are too many.
        """
        self.spend(_FORM)

    def font(self, font: Any) -> Font | None:
        """Return a font's description; None for what is none."""
        if font.get("/Subtype") == "/Type3" and (not font.is_indirect or font.objgen not in self._fonts):
            self.drawn.append(font)
        if not font.is_indirect:
            return describe_font(font)
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = describe_font(font)
        return self._fonts[font.objgen]

    def picture(self, image: Any, resources: Any, matrix: Matrix) -> Picture:
        """Return a picture printed with a matrix."""
        if image.objgen not in self._pictures:
            number, generation = image.objgen
            described = pictures.describe(image, resources, f"{number} {generation}", matrix)
            self._pictures[image.objgen] = described
            if described.space is not None and described.space.kind == CMYK.kind:
                unpacked_size = described.width * described.height * CMYK.parts
                self.spend_bytes(max(0, unpacked_size - _LIKELY * len(image.read_raw_bytes())))
        return replace(self._pictures[image.objgen], printed=pictures.printed_size(matrix))

    def content(self, stream: Any) -> bytes:
        """Return the content of a form or pattern; empty when it cannot be had.

        Raises:
            EndlessError: there is more of it than of any page.
        """
        found: bytes | None = self._contents.get(stream.objgen)
        if found is None:
            try:
                found = read(stream, CONTENT_MOST)
            except TooMuchError as error:
                raise EndlessError from error
            except BROKEN:
                found = b""
            if self._kept + len(found) < _KEPT_MOST:
                self._contents[stream.objgen] = found
                self._kept += len(found)
        self.spend_bytes(len(found))
        return found

    def page(self, leaf: Any) -> bytes:
        """Return the content of a page.

        Raises:
            EndlessError: there is more of it than of any page.
            pikepdf.PdfError and others of BROKEN: it cannot be had.
        """
        try:
            found = contents(leaf)
        except TooMuchError as error:
            raise EndlessError from error
        self.spend_bytes(len(found))
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
        self._palettes: dict[str, bytes] = {}
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

    def palette(self, name: str) -> bytes:
        """Return the colours of an Indexed space by its name."""
        if name not in self._palettes:
            self._palettes[name] = palette(self.named("/ColorSpace", name), self.found)
        return self._palettes[name]
