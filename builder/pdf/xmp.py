"""XMP: what a book says of itself comes in, a PDF's metadata stream leaves (ISO 16684-1), the same bytes for the same book."""

from __future__ import annotations

from datetime import date

from lxml import etree

from builder.model import Metadata

_X = "adobe:ns:meta/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_XMP = "http://ns.adobe.com/xap/1.0/"
_PDF = "http://ns.adobe.com/pdf/1.3/"
_MEDIA = "http://ns.adobe.com/xap/1.0/mm/"
_X_1 = "http://ns.adobe.com/pdfx/1.3/"
_X_4 = "http://www.npes.org/pdfx/ns/id/"
_UA = "http://www.aiim.org/pdfua/ns/id/"
_A = "http://www.aiim.org/pdfa/ns/id/"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
_NAMES = {"dc": _DC, "xmp": _XMP, "pdf": _PDF, "xmpMM": _MEDIA, "pdfx": _X_1, "pdfxid": _X_4, "pdfuaid": _UA, "pdfaid": _A,
          "pdfaExtension": _EXTENSION, "pdfaSchema": _SCHEMA, "pdfaProperty": _PROPERTY}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def packet(metadata: Metadata, *, standard: str, title: str = "", identity: str = "") -> bytes:
    """Return the metadata packet of a PDF, which says the same as the document's information.

    Args:
        metadata: What the book says of itself.
        standard: What the file claims to be: `ua` for PDF/UA-1 (ISO 14289-1, 5); `a-3u` for PDF/A-3u as well (ISO 19005-3,
            6.6.4), which wants the properties of PDF/UA described (6.6.2.3); the name of a PDF/X standard (ISO 15930-1 and
            15930-4, 6.4; 15930-7, 6.3); or nothing.
        title: The title in the document's information; empty: the book's.
        identity: A UUID of the file's bytes, for PDF/X-4.
    """
    root = etree.Element(f"{{{_X}}}xmpmeta", nsmap={"x": _X})
    rdf = etree.SubElement(root, f"{{{_RDF}}}RDF", nsmap={"rdf": _RDF})
    about = etree.SubElement(rdf, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""}, nsmap=_NAMES)
    _claim(about, standard)
    _list(about, "title", "Alt", (title or metadata.title,))
    _list(about, "creator", "Seq", metadata.names("aut"))
    _list(about, "contributor", "Bag", metadata.names("trl"))
    _list(about, "publisher", "Bag", (metadata.publisher,))
    _list(about, "description", "Alt", (metadata.description,))
    _list(about, "subject", "Bag", metadata.subjects)
    _list(about, "language", "Bag", (metadata.language,))
    _list(about, "rights", "Alt", (metadata.license,))
    _say(about, _DC, "format", "application/pdf")
    _say(about, _DC, "identifier", metadata.identifier)
    _say(about, _DC, "source", metadata.source)
    _list(about, "relation", "Bag", (metadata.original,))
    changed = metadata.updated or metadata.date
    _say(about, _XMP, "CreateDate", _moment(metadata.date))
    _say(about, _XMP, "ModifyDate", _moment(changed))
    _say(about, _XMP, "MetadataDate", _moment(changed))
    _say(about, _XMP, "CreatorTool", "postpress")
    _say(about, _PDF, "Producer", "postpress")
    _say(about, _PDF, "Keywords", ", ".join(metadata.subjects))
    if identity:
        _say(about, _MEDIA, "DocumentID", f"uuid:{identity}")
        _say(about, _MEDIA, "VersionID", "1")
        _say(about, _MEDIA, "RenditionClass", "default")
    etree.cleanup_namespaces(root)
    body = etree.tostring(root, encoding="utf-8", pretty_print=True)
    return b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n' + body + b'<?xpacket end="r"?>'


def _claim(about: etree._Element, standard: str) -> None:
    """Say which standard a file is by."""
    if standard in ("ua", "a-3u"):
        _say(about, _UA, "part", "1")
    if standard == "a-3u":
        _say(about, _A, "part", "3")
        _say(about, _A, "conformance", "U")
        _describe_ua(about)
    if standard.startswith("PDF/X"):
        _say(about, _PDF, "Trapped", "False")
    if standard == "PDF/X-4":
        _say(about, _X_4, "GTS_PDFXVersion", standard)
    for key, value in x_keys(standard).items():
        _say(about, _X_1, key, value)


def x_keys(standard: str) -> dict[str, str]:
    """Return the keys of PDF/X-1a in the document's information and in XMP: that of 2001 has its conformance beside its
    version (ISO 15930-1, 6.3), that of 2003 one name (ISO 15930-4, 6.3)."""
    if standard == "PDF/X-1a:2001":
        return {"GTS_PDFXVersion": "PDF/X-1:2001", "GTS_PDFXConformance": standard}
    return {"GTS_PDFXVersion": standard} if standard.startswith("PDF/X-1a") else {}


def _say(about: etree._Element, space: str, name: str, text: str) -> None:
    if text:
        etree.SubElement(about, f"{{{space}}}{name}").text = text


def _list(about: etree._Element, name: str, kind: str, texts: tuple[str, ...]) -> None:
    """Add a property of the Dublin Core with its values, of those that are empty none."""
    if not any(texts):
        return
    holder = etree.SubElement(etree.SubElement(about, f"{{{_DC}}}{name}"), f"{{{_RDF}}}{kind}")
    for text in filter(None, texts):
        item = etree.SubElement(holder, f"{{{_RDF}}}li")
        item.text = text
        if kind == "Alt":
            item.set(_LANG, "x-default")


def _describe_ua(about: etree._Element) -> None:
    """Describe the schema of PDF/UA's identification, which PDF/A does not know."""
    bag = etree.SubElement(etree.SubElement(about, f"{{{_EXTENSION}}}schemas"), f"{{{_RDF}}}Bag")
    schema = etree.SubElement(bag, f"{{{_RDF}}}li", {f"{{{_RDF}}}parseType": "Resource"})
    _say(schema, _SCHEMA, "schema", "PDF/UA Universal Accessibility Schema")
    _say(schema, _SCHEMA, "namespaceURI", _UA)
    _say(schema, _SCHEMA, "prefix", "pdfuaid")
    sequence = etree.SubElement(etree.SubElement(schema, f"{{{_SCHEMA}}}property"), f"{{{_RDF}}}Seq")
    part = etree.SubElement(sequence, f"{{{_RDF}}}li", {f"{{{_RDF}}}parseType": "Resource"})
    _say(part, _PROPERTY, "name", "part")
    _say(part, _PROPERTY, "valueType", "Integer")
    _say(part, _PROPERTY, "category", "internal")
    _say(part, _PROPERTY, "description", "Part of ISO 14289 that the file conforms to")


def _moment(day: date) -> str:
    """Return midnight UTC of a day (ISO 8601)."""
    return f"{day.isoformat()}T00:00:00Z"
