"""The pages of an EPUB as trees: parsed, inspected, and written as bytes again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

from builder.errors import Report
from builder.model import Page

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"

VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
"""Elements without content (HTML, 13.1.2); every other one is written with a closing tag, for readers that parse HTML."""

_WORKING = ("data-line", "data-path", "data-place")


@dataclass(frozen=True, slots=True)
class Document:
    """A page with its tree."""

    page: Page
    root: etree._Element = field(repr=False)

    @property
    def body(self) -> etree._Element:
        """The body element."""
        return next(self.root.iterchildren(f"{{{XHTML}}}body"))

    def ids(self) -> dict[str, int]:
        """Return each id with its rank in the order of the page."""
        return {name: rank for rank, name in enumerate(texts(self.root, "//@id"))}

    def has(self, namespace: str) -> bool:
        """Return whether the page holds an element of that namespace."""
        return self.root.find(f".//{{{namespace}}}*") is not None

    def place(self, element: etree._Element) -> tuple[str, int]:
        """Return where an element comes from: the post and its line where the page knows, else the page and its own."""
        lines = texts(element, "ancestor-or-self::*[@data-line][1]/@data-line")
        paths = texts(element, "ancestor-or-self::*[@data-path][1]/@data-path")
        if lines and paths and lines[0].isdigit():
            return paths[0], int(lines[0])
        return self.page.name, line_of(element)


def parse(pages: Sequence[Page], report: Report) -> tuple[Document, ...]:
    """Return the pages as documents; E001 for one that is not a well-formed XHTML document with a head and a body."""
    documents: list[Document] = []
    for page in pages:
        try:
            data = page.markup.encode("utf-8")
        except UnicodeEncodeError as error:
            line = page.markup.count("\n", 0, error.start) + 1
            report.error("E001", f"half of a surrogate pair, U+{ord(page.markup[error.start]):04X}, cannot be written",
                         path=page.name, line=line, hint="take the character out of the text")
            continue
        root = _root(page, data, report)
        if root is not None:
            documents.append(Document(page, root))
    return tuple(documents)


def _root(page: Page, data: bytes, report: Report) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True,
                             remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        report.error("E001", f"the page is not well-formed: {lower(error.msg or str(error))}", path=page.name, line=line,
                     column=column or None, hint="the theme's template must close every element and escape & and <")
        return None
    if _doctype(root) not in {"", "<!DOCTYPE html>"} or next(root.iter(etree.Entity), None) is not None:
        report.error("E001", "the page declares a document type of its own", path=page.name, line=1,
                     hint="begin the template with <!DOCTYPE html>, and write entities as numbers")
    parts = [child.tag for child in root if isinstance(child.tag, str)]
    if root.tag != f"{{{XHTML}}}html" or parts != [f"{{{XHTML}}}head", f"{{{XHTML}}}body"]:
        report.error("E001", "the page is not an XHTML document of one head and one body", path=page.name, line=1,
                     hint=f'its root is <html xmlns="{XHTML}">')
        return None
    _name_foreign(root)
    return root


def _name_foreign(root: etree._Element) -> None:
    """Put formulas and drawings into their own namespaces, which a fragment written in HTML's way does not name."""
    for name, namespace in (("math", MATHML), ("svg", SVG)):
        for top in list(root.iter(f"{{{XHTML}}}{name}")):
            # An element that declares the namespace as its default: readers that parse HTML know no prefix `ns0:math`.
            made = etree.Element(f"{{{namespace}}}{name}", {str(k): str(v) for k, v in top.attrib.items()},
                                 nsmap=namespaces(namespace))
            made.text, made.tail = top.text, top.tail
            parent = top.getparent()
            if parent is not None:
                parent.replace(top, made)
            made.extend(list(top))
            for element in list(made.iter(f"{{{XHTML}}}*")):
                element.tag = f"{{{namespace}}}{etree.QName(element).localname}"


def _doctype(root: etree._Element) -> str:
    docinfo: Any = root.getroottree().docinfo  # the stubs do not know what it holds
    return str(docinfo.doctype)


def lower(message: str) -> str:
    """Return a library's message in the shape of our own: its first letter small, no place, no full stop."""
    message = message.split(", line ", maxsplit=1)[0].rstrip(". ")
    return message[:1].lower() + message[1:]


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """Yield every element below and with the root, in document order."""
    return (element for element in root.iter() if isinstance(element.tag, str))


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace, in lower case."""
    return etree.QName(element).localname.lower()


def texts(element: etree._Element, query: str) -> list[str]:
    """Return the attribute values or texts that an XPath query finds."""
    return [str(found) for found in cast("list[str]", element.xpath(query))]


def text_of(element: etree._Element) -> str:
    """Return the text of an element and all below it."""
    return "".join(cast("list[str]", list(element.itertext())))


def namespaces(default: str, **prefixes: str) -> dict[str, str]:
    """Return a namespace map for lxml, whose default namespace has no prefix."""
    return cast("dict[str, str]", {None: default, **prefixes})


def line_of(element: etree._Element) -> int:
    """Return the line an element begins on."""
    return cast("int | None", element.sourceline) or 1


def tokens(element: etree._Element, attribute: str) -> frozenset[str]:
    """Return the words of an attribute."""
    return frozenset((element.get(attribute) or "").split())


def write(document: Document) -> bytes:
    """Return a page as bytes, without the working attributes that tell where its text comes from."""
    for element in elements(document.root):
        for name in _WORKING:
            if name in element.attrib:
                del element.attrib[name]
        if len(element) == 0 and not element.text and element.tag.startswith(f"{{{XHTML}}}") and local(element) not in VOID:
            element.text = ""
    etree.cleanup_namespaces(document.root, keep_ns_prefixes=["epub"])
    return etree.tostring(document.root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>") + b"\n"
