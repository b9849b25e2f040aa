"""Reads what an EPUB says about itself: its package document, within limits, whoever made the file."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

import lxml.html
from lxml import etree

from builder.catalogue.books import Package, Person
from builder.catalogue.folding import shown

FILE_BYTES_MOST = 1 << 30
FILES_MOST = 20_000
CONTAINER_BYTES_MOST = 64 << 10
PACKAGE_BYTES_MOST = 4 << 20
COVER_BYTES_MOST = 20 << 20
MEMBERS_MOST = 50
"""Authors and tags of one book; more are no help to anyone."""
LINE_MOST = 300
"""Characters of a title or a name."""
DESCRIPTION_MOST = 4_000

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, KeyError)


class UnreadableError(Exception):
    """The file is no EPUB that can be listed; the message says why, in lower case."""


def read_package(path: Path) -> Package:
    """Return what the package document of an EPUB says.

    Raises:
        UnreadableError: the file is no zip, too large, or has no package document with a title.
    """
    try:
        with _opened(path) as archive:
            container = _tree(_content(archive, "META-INF/container.xml", CONTAINER_BYTES_MOST))
            name = next((e.get("full-path", "") for e in container.iter("{*}rootfile")), "")
            if not name:
                raise UnreadableError("its container names no package document")
            root = _tree(_content(archive, name, PACKAGE_BYTES_MOST))
            names = frozenset(archive.namelist())
    except _BROKEN as error:
        raise UnreadableError(_why(error)) from error
    return _package(root, posixpath.dirname(name), names)


def read_cover(path: Path, name: str) -> bytes:
    """Return the bytes of a file in an EPUB.

    Raises:
        UnreadableError: it is not there, damaged, or larger than a cover may be.
    """
    try:
        with _opened(path) as archive:
            return _content(archive, name, COVER_BYTES_MOST)
    except _BROKEN as error:
        raise UnreadableError(_why(error)) from error


def _why(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error.args[0] if error.args else error)
    return shown(said[:1].lower() + said[1:])[:200]


def _opened(path: Path) -> zipfile.ZipFile:
    if path.stat().st_size > FILE_BYTES_MOST:
        raise UnreadableError(f"it is larger than {FILE_BYTES_MOST >> 20} MB")
    archive = zipfile.ZipFile(path)
    if len(archive.infolist()) > FILES_MOST:
        archive.close()
        raise UnreadableError(f"it holds more than {FILES_MOST} files")
    return archive


def _content(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a file of the container, whatever size its header promises."""
    info = archive.getinfo(name)
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableError(f"{name[:80]!r} is encrypted")
    with archive.open(info) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise UnreadableError(f"{name[:80]!r} is larger than {most >> 10} kB")
    return content


def _tree(data: bytes) -> etree._Element:
    """Return the tree of an XML file that declares no entities."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"not well-formed: {_why(error)}") from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in cast("Any", declared).iterentities()):
        raise UnreadableError("its XML declares entities")
    return root


def _package(root: etree._Element, folder: str, names: frozenset[str]) -> Package:
    metadata = next(root.iter("{*}metadata"), None)
    if metadata is None:
        raise UnreadableError("its package document has no metadata")
    refined = _refinements(metadata)
    titles = list(_texts(metadata, "title"))
    if not titles:
        raise UnreadableError("it has no title")
    main = next((t for t in titles if refined.get((t[1], "title-type")) == "main"), titles[0])
    subtitle = next((t[0] for t in titles if refined.get((t[1], "title-type")) == "subtitle"), "")
    dates = [text for text, _ in _texts(metadata, "date")]
    return Package(
        title=main[0], subtitle=subtitle, sort_as=refined.get((main[1], "file-as"), ""),
        identifier=_identifier(root, metadata), authors=_authors(metadata, refined),
        language=_language(metadata), publisher=_first(metadata, "publisher"),
        issued=_issued(dates[0]) if dates else "",
        modified=_moment(refined.get(("", "dcterms:modified"), "")) or (_moment(dates[0]) if dates else None),
        tags=tuple(dict.fromkeys(text for text, _ in _texts(metadata, "subject")))[:MEMBERS_MOST],
        description=_plain(_first(metadata, "description", DESCRIPTION_MOST)), rights=_first(metadata, "rights"),
        cover=_cover(root, metadata, folder, names),
    )


def _clean(text: str, most: int = LINE_MOST) -> str:
    return shown(" ".join(text.split()))[:most]


def _texts(metadata: etree._Element, name: str, most: int = LINE_MOST) -> Iterator[tuple[str, str]]:
    """Yield the text and the id of every Dublin Core element of that name that says anything."""
    for element in metadata.iter(f"{_DC}{name}"):
        text = _clean("".join(str(t) for t in element.itertext()), most)
        if text:
            yield text, element.get("id", "")


def _first(metadata: etree._Element, name: str, most: int = LINE_MOST) -> str:
    return next((text for text, _ in _texts(metadata, name, most)), "")


def _refinements(metadata: etree._Element) -> dict[tuple[str, str], str]:
    """Return the first value for each (id refined, property); the id is empty for what concerns the book."""
    found: dict[tuple[str, str], str] = {}
    for meta in metadata.iter("{*}meta"):
        key = meta.get("refines", "").removeprefix("#"), meta.get("property", "")
        if key[1] and meta.text:
            found.setdefault(key, _clean(meta.text))
    return found


def _identifier(root: etree._Element, metadata: etree._Element) -> str:
    wanted = root.get("unique-identifier", "")
    known = list(_texts(metadata, "identifier"))
    return next((text for text, name in known if name and name == wanted), known[0][0] if known else "")


def _authors(metadata: etree._Element, refined: dict[tuple[str, str], str]) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    for element in metadata.iter(f"{_DC}creator"):
        name, id_ = _clean("".join(str(t) for t in element.itertext())), element.get("id", "")
        # EPUB 3 refines, EPUB 2 has attributes.
        sort_as = refined.get((id_, "file-as"), "") if id_ else ""
        if name:
            found.setdefault(name, Person(name, sort_as or _clean(element.get(f"{_OPF}file-as", "")) or name))
    return tuple(found.values())[:MEMBERS_MOST]


def _language(metadata: etree._Element) -> str:
    said = _first(metadata, "language")
    return said if re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", said) else ""


def _issued(said: str) -> str:
    """Return the part of a date that Dublin Core in Atom takes (W3CDTF), or nothing."""
    found = re.match(r"\d{4}(-\d\d(-\d\d)?)?(?!\d)", said)
    if not found:
        return ""
    try:
        date.fromisoformat((found[0] + "-01-01")[:10])
    except ValueError:
        return ""
    return found[0]


def _moment(said: str) -> datetime | None:
    """Return a date or a moment as a moment in UTC."""
    try:
        moment = datetime.fromisoformat(said)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _plain(text: str) -> str:
    """Return the words of a description; other makers put HTML there."""
    if not re.search(r"</?[a-zA-Z][^<>]*>", text):
        return text
    spaced = re.sub(r"(</(?:p|div|li|h\d)>|<br\s*/?>)", r"\1 ", text, flags=re.I)
    try:
        return _clean("".join(map(str, lxml.html.fromstring(f"<div>{spaced}</div>").itertext())), DESCRIPTION_MOST)
    except (etree.ParserError, ValueError):
        return text


def _cover(root: etree._Element, metadata: etree._Element, folder: str, names: frozenset[str]) -> str:
    """Return the path of the picture that EPUB 3 or EPUB 2 calls the cover, if it is there."""
    items = list(root.iter("{*}item"))
    named = next((m.get("content", "") for m in metadata.iter("{*}meta") if m.get("name") == "cover"), "")
    found = [i for i in items if "cover-image" in i.get("properties", "").split()]
    found += [i for i in items if named and i.get("id") == named]
    for item in found:
        path = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        if path in names and item.get("media-type", "").startswith("image/"):
            return path
    return ""
