"""Shelves: finished files come in, books leave, each with the files it is made of and the identifier that tells it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from builder.devices.kinds import Device
from builder.errors import Report

ENDINGS = (".kepub.epub", ".epub", ".azw3", ".pdf")
"""What a book may be made as; the longer ending first, as one ends with the other."""

_MOST = 4 * 1024 * 1024
"""Bytes of a package document that are read; the largest of a real book have a few hundred thousand."""

_MAGIC = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Volume:
    """A book with the files it was made as."""

    stem: str
    """Their name without the ending."""
    files: tuple[tuple[str, Path], ...]
    """(ending, file)."""

    def file(self, ending: str) -> Path | None:
        """Return the file of that ending."""
        return dict(self.files).get(ending)


def ending_of(file: Path) -> str:
    """Return the ending of a book's file, `.kepub.epub` as one; empty for a file that is none."""
    return next((ending for ending in ENDINGS if file.name.lower().endswith(ending)), "")


def volumes(files: Sequence[Path], report: Report) -> tuple[Volume, ...]:
    """Return the books that files make, those of one folder and stem together; of a folder, the books in it.

    Raises:
        PostpressError: U011 for a file that is not there or is no book.
    """
    found: dict[Path, dict[str, Path]] = {}
    for named in files:
        inside = sorted(named.iterdir()) if named.is_dir() else [named]
        for file in inside:
            ending = ending_of(file)
            if file.is_file() and ending and (not named.is_dir() or ending != ".pdf"):
                found.setdefault(file.with_name(file.name[: -len(ending)]), {})[ending] = file
            elif file == named:
                report.error("U011", "there is no such book" if not file.exists() else "this is no book that a reader opens",
                             path=str(file), hint="name finished .epub, .kepub.epub or .azw3 files, or a folder of them")
        if named.is_dir() and not any(ending_of(file) for file in inside):
            report.error("U011", "there is no finished book in the folder", path=str(named),
                         hint="make one first: postpress build")
    report.stop_on_errors()
    return tuple(Volume(stem.name, tuple(each.items())) for stem, each in found.items())


Convert = Callable[[Path, str], bytes | None]
"""From an EPUB and an ending to the book in that dialect; None where it cannot be made here."""


def choose_file(volume: Volume, device: Device, report: Report, convert: Convert | None = None) -> tuple[str, bytes] | None:
    """Return the ending and bytes of the file that suits a device best: one that is there, else one that can be made of the
    EPUB. A PDF is taken when it is all that was named. None, and D007, where there is nothing the device opens."""
    epub = volume.file(".epub")
    for ending in device.kind.endings:
        file = volume.file(ending)
        if file is not None:
            return ending, file.read_bytes()
        made = convert(epub, ending) if convert and epub else None
        if made is not None:
            return ending, made
    pdf = volume.file(".pdf")
    if pdf is not None and len(volume.files) == 1:
        return ".pdf", pdf.read_bytes()
    report.error("D007", f"a {device.kind.name} opens none of {', '.join(ending for ending, _ in volume.files)}",
                 path=str(volume.files[0][1]), hint=device.kind.hint)
    return None


def identifier_of(data: bytes) -> str:
    """Return the identifier an EPUB gives itself; empty for any other file, and for one that cannot be read."""
    if not data.startswith(_MAGIC):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            container = _tree(book, "META-INF/container.xml")
            package = _tree(book, str(next(container.iter("{*}rootfile")).get("full-path")))
    except (zipfile.BadZipFile, KeyError, StopIteration, etree.XMLSyntaxError, ValueError, NotImplementedError, OSError):
        return ""
    wanted = package.get("unique-identifier")
    return next(((e.text or "").strip() for e in package.iter("{*}identifier") if e.get("id") == wanted), "")


def _tree(book: zipfile.ZipFile, name: str) -> etree._Element:
    with book.open(name) as file:
        data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise ValueError(name)
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
