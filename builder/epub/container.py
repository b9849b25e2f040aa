"""The container (EPUB OCF 3.3): ebooklib writes it, and it is packed again so that the same book has the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from ebooklib import epub

from builder.epub.package import NAME, Item

FOLDER = "EPUB"
MIMETYPE = b"application/epub+zip"
CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="{FOLDER}/{NAME}" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
""".encode()
APPLE_OPTIONS = b"""<?xml version="1.0" encoding="UTF-8"?>
<display_options>
  <platform name="*">
    <option name="specified-fonts">true</option>
  </platform>
</display_options>
"""
"""META-INF/com.apple.ibooks.display-options.xml: without it older versions of Books ignore embedded fonts."""

LEVEL = 9
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The zip format's first date; the book's own dates stand in its metadata."""


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # the base class carries no type information
    """Writes our own package document and container in place of those that ebooklib would make up."""

    def __init__(self, out: io.BytesIO, book: epub.EpubBook, package: bytes) -> None:
        super().__init__(out, book, {"raise_exceptions": True})
        self._package = package

    def _write_container(self) -> None:
        self.out.writestr("META-INF/container.xml", CONTAINER)

    def _write_opf(self) -> None:
        self.out.writestr(f"{FOLDER}/{NAME}", self._package)


def container(package: bytes, items: Sequence[Item], *, identifier: str, has_fonts: bool) -> bytes:
    """Return the finished EPUB: `mimetype` first and stored, the rest deflated in the order of the names, no clock in it."""
    book = epub.EpubBook()
    book.set_identifier(identifier)
    book.FOLDER_NAME = FOLDER
    for item in items:  # EpubItem hands bytes through; EpubHtml, EpubNav and EpubNcx would write their own
        book.add_item(epub.EpubItem(uid=item.id, file_name=item.name, media_type=item.media_type, content=item.data))
    if has_fonts:
        book.add_item(epub.EpubItem(uid="apple-display-options", file_name="META-INF/com.apple.ibooks.display-options.xml",
                                    media_type="application/xml", content=APPLE_OPTIONS, manifest=False))
    written = io.BytesIO()
    writer = _Writer(written, book, package)
    writer.process()
    writer.write()
    with zipfile.ZipFile(written) as archive:
        return packed({info.filename: archive.read(info) for info in archive.infolist()})


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip that is the same on every machine, `mimetype` first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files, key=lambda n: (n != "mimetype", n != "META-INF/container.xml", n)):
            info = zipfile.ZipInfo(name, EARLIEST)
            info.create_system = 3  # Unix, on every machine
            info.external_attr = 0o100644 << 16
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name], compresslevel=LEVEL)
    return out.getvalue()
