"""The package document (EPUB 3.3, 5): metadata, manifest, spine, and the guide of EPUB 2 for old readers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from builder.epub.accessibility import Accessibility
from builder.epub.documents import namespaces
from builder.errors import Report
from builder.model import Metadata

OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
XML = "http://www.w3.org/XML/1998/namespace"

NAME = "content.opf"
APPLE_PREFIX = "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"

LANGUAGE_TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-x(-[A-Za-z0-9]{1,8})+)?"
)
"""A well-formed BCP 47 tag (RFC 5646, 2.1), without the grandfathered ones."""

_ARTICLES = {"en": ("The ", "A ", "An ")}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book with its line in the manifest."""

    id: str
    name: str
    """Its path below the package document."""
    media_type: str
    data: bytes = field(repr=False)
    properties: tuple[str, ...] = ()
    in_spine: bool = False
    guide: str = ""
    """Its type in the guide of EPUB 2 (OPF 2.0.1, 2.6), or empty."""
    title: str = ""


def verify(metadata: Metadata, report: Report) -> None:
    """Report E009 for metadata that reading systems and shops refuse."""
    hint = "set it in the post's front matter or in book.toml"
    for key, value in (("title", metadata.title), ("identifier", metadata.identifier), ("language", metadata.language)):
        if not value.strip():
            report.error("E009", f"the book has no {key}", hint=hint)
    if metadata.language and not LANGUAGE_TAG.fullmatch(metadata.language):
        report.error("E009", f"not a language tag: {metadata.language!r}", hint="zh-Hans, zh-Hant, ja, ko and en are such tags")
    texts = [metadata.title, metadata.subtitle, metadata.description, metadata.publisher, metadata.license, metadata.source,
             metadata.identifier, metadata.original, *metadata.subjects, *(c.name for c in metadata.contributors)]
    for text in texts:
        found = _UNWRITABLE.search(text)
        if found:
            report.error("E009", f"U+{ord(found[0]):04X} cannot be written in metadata: {text[:40]!r}", hint=hint)


def package(metadata: Metadata, items: Sequence[Item], access: Accessibility, *, has_fonts: bool) -> bytes:
    """Return content.opf. The only dates in it are those of the metadata."""
    attributes = {"version": "3.0", "unique-identifier": "book-id", f"{{{XML}}}lang": metadata.language}
    if has_fonts:
        attributes["prefix"] = APPLE_PREFIX
    root = etree.Element(f"{{{OPF}}}package", attributes, nsmap=namespaces(OPF))
    _metadata(root, metadata, items, access, has_fonts=has_fonts)
    manifest = etree.SubElement(root, f"{{{OPF}}}manifest")
    for item in items:
        line = etree.SubElement(manifest, f"{{{OPF}}}item", {"id": item.id, "href": item.name, "media-type": item.media_type})
        if item.properties:
            line.set("properties", " ".join(item.properties))
    spine = etree.SubElement(root, f"{{{OPF}}}spine", {"toc": "ncx", "page-progression-direction": "ltr"})
    for item in items:
        if item.in_spine:
            etree.SubElement(spine, f"{{{OPF}}}itemref", idref=item.id)
    referred = [item for item in items if item.guide]
    if referred:
        guide = etree.SubElement(root, f"{{{OPF}}}guide")
        for item in referred:
            etree.SubElement(guide, f"{{{OPF}}}reference", type=item.guide, title=item.title, href=item.name)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


class _Metadata:
    """The metadata element, filled line by line."""

    def __init__(self, root: etree._Element) -> None:
        self.element = etree.SubElement(root, f"{{{OPF}}}metadata", nsmap={"dc": DC})

    def dublin(self, name: str, text: str, id_: str = "") -> None:
        """Add a Dublin Core element, unless it would be empty."""
        if text:
            etree.SubElement(self.element, f"{{{DC}}}{name}", {"id": id_} if id_ else {}).text = text

    def meta(self, name: str, text: str, *, refines: str = "", scheme: str = "") -> None:
        """Add a `<meta property>`, unless it would be empty."""
        if text:
            attributes = {"refines": f"#{refines}"} if refines else {}
            attributes |= {"property": name} | ({"scheme": scheme} if scheme else {})
            etree.SubElement(self.element, f"{{{OPF}}}meta", attributes).text = text


def _metadata(
    root: etree._Element, metadata: Metadata, items: Sequence[Item], access: Accessibility, *, has_fonts: bool,
) -> None:
    lines = _Metadata(root)
    lines.dublin("identifier", metadata.identifier, "book-id")
    _titles(lines, metadata)
    lines.dublin("language", metadata.language)
    _contributors(lines, metadata)
    lines.dublin("publisher", metadata.publisher)
    lines.dublin("date", (metadata.published or metadata.date).isoformat())
    lines.dublin("source", metadata.source)
    lines.dublin("relation", metadata.original)
    for subject in metadata.subjects:
        lines.dublin("subject", subject)
    lines.dublin("description", metadata.description)
    lines.dublin("rights", metadata.license)
    lines.meta("dcterms:modified", f"{(metadata.updated or metadata.date).isoformat()}T00:00:00Z")
    for mode in access.access_modes:
        lines.meta("schema:accessMode", mode)
    for modes in access.sufficient:
        lines.meta("schema:accessModeSufficient", modes)
    for feature in access.features:
        lines.meta("schema:accessibilityFeature", feature)
    for hazard in access.hazards:
        lines.meta("schema:accessibilityHazard", hazard)
    lines.meta("schema:accessibilitySummary", access.summary)
    lines.meta("pageBreakSource", access.page_source)
    if has_fonts:
        lines.meta("ibooks:specified-fonts", "true")
    for item in items:
        if "cover-image" in item.properties:  # the EPUB 2 way, which Kindle and Kobo read
            etree.SubElement(lines.element, f"{{{OPF}}}meta", name="cover", content=item.id)


def _titles(lines: _Metadata, metadata: Metadata) -> None:
    lines.dublin("title", metadata.title, "title")
    lines.meta("title-type", "main", refines="title")
    article = next((a for a in _ARTICLES.get(metadata.language.split("-")[0], ()) if metadata.title.startswith(a)), "")
    if article:
        lines.meta("file-as", f"{metadata.title.removeprefix(article)}, {article.strip()}", refines="title")
    if metadata.subtitle:
        lines.meta("display-seq", "1", refines="title")
        lines.dublin("title", metadata.subtitle, "subtitle")
        lines.meta("title-type", "subtitle", refines="subtitle")
        lines.meta("display-seq", "2", refines="subtitle")


def _contributors(lines: _Metadata, metadata: Metadata) -> None:
    for number, person in enumerate(metadata.contributors, start=1):
        is_author = person.role == "aut"
        name = f"creator-{number}" if is_author else f"contributor-{number}"
        lines.dublin("creator" if is_author else "contributor", person.name, name)
        lines.meta("role", person.role, refines=name, scheme="marc:relators")
        lines.meta("file-as", person.file_as or "", refines=name)
        lines.meta("display-seq", str(number), refines=name)
