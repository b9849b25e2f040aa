"""The package document (EPUB 3.3, 5): metadata, manifest, spine, and the guide of EPUB 2 for old readers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from builder.epub.accessibility import STANDARD, Accessibility
from builder.epub.documents import namespaces
from builder.errors import Report
from builder.model import Metadata
from builder.options import Certification, Series

OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
XML = "http://www.w3.org/XML/1998/namespace"

NAME = "content.opf"
ISBN = "urn:isbn:"
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
             metadata.identifier, metadata.original, metadata.series.name,
             metadata.certification.by, metadata.certification.credential,
             *metadata.subjects, *(c.name for c in metadata.contributors)]
    for text in texts:
        found = _UNWRITABLE.search(text)
        if found:
            report.error("E009", f"U+{ord(found[0]):04X} cannot be written in metadata: {text[:40]!r}", hint=hint)


def package(
    metadata: Metadata, items: Sequence[Item], access: Accessibility, *, has_fonts: bool, is_vertical: bool = False,
) -> bytes:
    """Return content.opf. The only dates in it are those of the metadata. Pages of a vertical book go from right to left."""
    attributes = {"version": "3.0", "unique-identifier": "book-id", f"{{{XML}}}lang": metadata.language}
    if has_fonts:
        attributes["prefix"] = APPLE_PREFIX
    root = etree.Element(f"{{{OPF}}}package", attributes, nsmap=namespaces(OPF))
    _metadata(root, metadata, items, access, has_fonts=has_fonts, is_vertical=is_vertical)
    manifest = etree.SubElement(root, f"{{{OPF}}}manifest")
    for item in items:
        line = etree.SubElement(manifest, f"{{{OPF}}}item", {"id": item.id, "href": item.name, "media-type": item.media_type})
        if item.properties:
            line.set("properties", " ".join(item.properties))
    turns = "rtl" if is_vertical else "ltr"
    spine = etree.SubElement(root, f"{{{OPF}}}spine", {"toc": "ncx", "page-progression-direction": turns})
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

    def meta(self, name: str, text: str, *, refines: str = "", scheme: str = "", id_: str = "") -> None:
        """Add a `<meta property>`, unless it would be empty."""
        if text:
            attributes = ({"id": id_} if id_ else {}) | ({"refines": f"#{refines}"} if refines else {})
            attributes |= {"property": name} | ({"scheme": scheme} if scheme else {})
            etree.SubElement(self.element, f"{{{OPF}}}meta", attributes).text = text

    def named(self, name: str, content: str) -> None:
        """Add a `<meta name>` of EPUB 2, which older programs read, unless it would be empty."""
        if content:
            etree.SubElement(self.element, f"{{{OPF}}}meta", name=name, content=content)

    def link(self, rel: str, href: str, *, refines: str) -> None:
        """Add a `<link>`, unless it would be empty."""
        if href:
            etree.SubElement(self.element, f"{{{OPF}}}link", rel=rel, href=href, refines=f"#{refines}")


def _metadata(
    root: etree._Element, metadata: Metadata, items: Sequence[Item], access: Accessibility, *, has_fonts: bool,
    is_vertical: bool,
) -> None:
    lines = _Metadata(root)
    lines.dublin("identifier", metadata.identifier, "book-id")
    lines.meta("identifier-type", _identifier_type(metadata.identifier), refines="book-id", scheme="onix:codelist5")
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
    _series(lines, metadata.series)
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
    _certification(lines, metadata.certification)
    if has_fonts:
        lines.meta("ibooks:specified-fonts", "true")
    for item in items:
        if "cover-image" in item.properties:  # the EPUB 2 way, which Kindle and Kobo read
            lines.named("cover", item.id)
    if is_vertical:  # Kindle turns its pages by this
        lines.named("primary-writing-mode", "vertical-rl")


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


def _identifier_type(identifier: str) -> str:
    """Return the code of an ISBN of ten or thirteen digits (ONIX code list 5), or an empty text for any other identifier."""
    number = re.sub(r"[\s-]", "", identifier[len(ISBN):]) if identifier.lower().startswith(ISBN) else ""
    return {10: "02", 13: "15"}.get(len(number), "")


def _series(lines: _Metadata, series: Series) -> None:
    """Name the series (EPUB 3.3, D.4), and again in calibre's way, which KOReader and calibre read."""
    if not series.name:
        return
    lines.meta("belongs-to-collection", series.name, id_="series")
    lines.meta("collection-type", series.kind, refines="series")
    lines.meta("group-position", series.position, refines="series")
    lines.named("calibre:series", series.name)
    lines.named("calibre:series_index", series.position)


def _certification(lines: _Metadata, checked: Certification) -> None:
    """Claim conformance in the name of who has checked it (EPUB Accessibility 1.1, 3.3 and 3.4); nobody, no claim."""
    if not checked.by:
        return
    lines.meta("dcterms:conformsTo", STANDARD, id_="conformance")
    lines.meta("a11y:certifiedBy", checked.by, refines="conformance", id_="certifier")
    if re.match(r"https?://", checked.credential):
        lines.link("a11y:certifierCredential", checked.credential, refines="certifier")
    else:
        lines.meta("a11y:certifierCredential", checked.credential, refines="certifier")
    lines.link("a11y:certifierReport", checked.report, refines="certifier")
