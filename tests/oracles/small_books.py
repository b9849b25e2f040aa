"""Small EPUBs for a shelf: what a catalogue reads of them and nothing else."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def cover(colour: str = "teal", size: tuple[int, int] = (1000, 1600)) -> bytes:
    """Return a JPEG of one colour."""
    picture = io.BytesIO()
    Image.new("RGB", size, colour).save(picture, "JPEG")
    return picture.getvalue()


def package(
    title: str = "雨", *, authors: Sequence[tuple[str, str]] = (("周明", "Zhou Ming"),), identifier: str = "urn:uuid:0", language: str = "zh-Hans",
    tags: Sequence[str] = (), modified: str = "2026-01-02T00:00:00Z", more: str = "", has_cover: bool = True, head: str = "",
) -> str:
    """Return a package document; `more` goes into its metadata, `head` before it."""
    people = "".join(f'<dc:creator id="c{n}">{escape(name)}</dc:creator><meta refines="#c{n}" property="file-as">{escape(file_as)}</meta>'
                     for n, (name, file_as) in enumerate(authors))
    item = '<item id="cover" href="images/the%20cover.jpg" media-type="image/jpeg" properties="cover-image"/>' if has_cover else ""
    return f"""<?xml version="1.0" encoding="utf-8"?>{head}
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>isbn-or-other</dc:identifier>
<dc:identifier id="id">{escape(identifier)}</dc:identifier><dc:title>{escape(title)}</dc:title><dc:language>{language}</dc:language>
{people}{"".join(f"<dc:subject>{escape(tag)}</dc:subject>" for tag in tags)}<meta property="dcterms:modified">{modified}</meta>{more}</metadata>
<manifest>{item}</manifest><spine/></package>"""


def write(place: Path, opf: str, *, picture: bytes = b"", seconds: int | None = None, container: str = CONTAINER) -> Path:
    """Write an EPUB of that package document and return where; `seconds` since 1970 is when it was last written."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("EPUB/content.opf", opf)
        if picture:
            archive.writestr("EPUB/images/the cover.jpg", picture)
    if seconds is not None:
        os.utime(place, (seconds, seconds))
    return place
