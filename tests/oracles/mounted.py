"""Devices with their makers' folders, and small EPUBs, for tests."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

MARKERS = {
    "Kobo": (".kobo", ".kobo-images"),
    "Kindle": ("documents", "system", "system/thumbnails"),
    "PocketBook": ("system", "system/bin", "Books"),
    "KOReader": ("koreader",),
    "Kindle with KOReader": ("documents", "system", "koreader", "extensions"),
}
"""Kind -> folders that its makers, or KOReader's installer, put on it."""


def mount(top: Path, kind: str) -> Path:
    """Make a folder look like a device of a kind."""
    for folder in MARKERS[kind]:
        (top / folder).mkdir(parents=True)
    return top


def epub(identifier: str, text: str = "山水") -> bytes:
    """Return an EPUB with an identifier, as far as a device's catalogue looks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                      '<rootfile full-path="EPUB/content.opf"/></rootfiles></container>')
        book.writestr("EPUB/content.opf", '<package xmlns="http://www.idpf.org/2007/opf" unique-identifier="i"><metadata '
                      f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">{identifier}</dc:identifier></metadata></package>')
        book.writestr("EPUB/text.xhtml", text)
    return out.getvalue()
