"""Bind: Pages set for reading systems come in, the Edition leaves."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from lxml import etree

from builder.epub import nav, package
from builder.epub.accessibility import accessibility
from builder.epub.container import container
from builder.epub.cover import verify as verify_cover
from builder.epub.documents import MATHML, OPS, SVG, XHTML, Document, namespaces, parse, write
from builder.epub.inspection import inspect, report_fault
from builder.epub.limits import faults
from builder.epub.ncx import ncx
from builder.epub.package import Item
from builder.epub.pictures import verify as verify_picture
from builder.epub.styles import addresses, font_rules, settle
from builder.errors import Report
from builder.model import Edition, Face, Page, Pages, Role, Target

STYLESHEET = "styles/book.css"

_NAME = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*", re.ASCII)

_GUIDE = {Role.COVER: "cover", Role.TITLE_PAGE: "title-page", Role.COPYRIGHT_PAGE: "copyright-page", Role.CONTENTS: "toc",
          Role.DEDICATION: "dedication", Role.EPIGRAPH: "epigraph", Role.INDEX: "index", Role.COLOPHON: "colophon"}


def bind(pages: Pages, report: Report) -> Edition:
    """Return the finished EPUB 3.3 with an NCX for older readers; the same pages give the same bytes.

    Raises:
        PostpressError: E-codes, for what reading systems refuse or drop without a word.
    """
    package.verify(pages.metadata, report)
    _verify_names(pages, report)
    documents = parse(pages.pages, report)
    report.stop_on_errors()
    contents = _contents(pages, documents)
    spine = documents
    if contents not in documents:
        documents = (*documents, contents)
    nav.complete(contents, pages.outline, documents, {}, pages.page_list, pages.printed)
    inspect(documents, files=_files(pages), report=report)
    nav.verify(contents, pages.outline, documents, report)
    verify_cover(spine, pages.cover, report)
    for picture in (*pages.assets, *([pages.cover] if pages.cover else [])):
        verify_picture(picture, report)
    stylesheet = _stylesheet(pages, report)
    report.stop_on_errors()
    items = _items(pages, spine, contents, stylesheet)
    access = accessibility(documents, stylesheet=stylesheet, language=pages.metadata.language, has_contents=bool(pages.outline),
                           printed=pages.printed)
    has_fonts = bool(pages.faces)
    opf = package.package(pages.metadata, items, access, has_fonts=has_fonts)
    try:
        data = container(opf, items, identifier=pages.metadata.identifier, has_fonts=has_fonts)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        report.error("E014", f"the container could not be written: {error}", hint="this should not happen: please report it")
        report.stop_on_errors()
        raise
    return Edition(Target.EPUB, "book.epub", "application/epub+zip", data)


def _verify_names(pages: Pages, report: Report) -> None:
    """Report E010 for names that some reading system or file system stumbles over."""
    names = [STYLESHEET, *_files(pages)]
    for name in names:
        if not _NAME.fullmatch(name):
            report.error("E010", f"a file of the book has an unsuitable name: {name!r}",
                         hint="use ASCII letters, digits, '-', '_' and '.'")
    listed = [*(p.name for p in pages.pages), *(f"fonts/{f.file}" for f in pages.faces),
              *(f"images/{a.name}" for a in pages.assets)]
    lowered = [name.lower() for name in listed]
    for name in dict.fromkeys(n for n in listed if lowered.count(n.lower()) > 1):
        report.error("E010", f"two files of the book have the same name: {name!r}", hint="names must differ in more than case")
    for page in pages.pages:
        if not page.name.endswith(".xhtml"):
            report.error("E010", f"a page's name must end in '.xhtml': {page.name!r}", hint="rename it")


def _files(pages: Pages) -> frozenset[str]:
    """Return every name a page may refer to, pages themselves included."""
    pictures = [*pages.assets, *([pages.cover] if pages.cover else [])]
    return frozenset({STYLESHEET, *(p.name for p in pages.pages), *(f"images/{a.name}" for a in pictures),
                      *(f"fonts/{f.file}" for f in pages.faces)})


def _contents(pages: Pages, documents: Sequence[Document]) -> Document:
    """Return the contents page, or a bare one for a theme that has none."""
    for document in documents:
        if document.page.role is Role.CONTENTS:
            return document
    language = pages.metadata.language
    root = etree.Element(f"{{{XHTML}}}html", {"lang": language, "{http://www.w3.org/XML/1998/namespace}lang": language},
                         nsmap=namespaces(XHTML, epub=OPS))
    head = etree.SubElement(root, f"{{{XHTML}}}head")
    etree.SubElement(head, f"{{{XHTML}}}meta", charset="utf-8")
    etree.SubElement(head, f"{{{XHTML}}}title").text = pages.metadata.title
    etree.SubElement(head, f"{{{XHTML}}}link", rel="stylesheet", type="text/css", href=STYLESHEET)
    etree.SubElement(root, f"{{{XHTML}}}body")
    first = pages.pages[0]
    return Document(Page(nav.NAME, Role.CONTENTS, first.matter, pages.metadata.title, ""), root)


def _stylesheet(pages: Pages, report: Report) -> str:
    """Return the style sheet as the book holds it, inspected."""
    for fault in faults(pages.stylesheet):
        report_fault(fault, report, path=STYLESHEET, line=fault.line, column=fault.column)
    files = _files(pages)
    for address, line in addresses(pages.stylesheet):
        if address not in files:
            remote = "://" in address or address.startswith(("//", "data:"))
            report.error("E002" if remote else "E005", f"the style sheet asks for {address!r}, which is not in the book",
                         path=STYLESHEET, line=line, hint="name faces as fonts/FILE and pictures as images/NAME")
    carried = {face.family for face in pages.faces}
    for rule in font_rules(pages.stylesheet):
        if rule.family not in carried:
            report.error("E013", f"'@font-face' for {rule.family!r}, a family the book does not carry", path=STYLESHEET,
                         line=rule.line, hint="the family's name must be the one inside the font")
    for face in pages.faces:
        if face.data[:4] not in {b"\x00\x01\x00\x00", b"OTTO"}:
            report.error("E013", f"{face.file} is neither TrueType nor OpenType", hint="WOFF faces are not read everywhere")
    return settle(pages.stylesheet, folder=str(PurePosixPath(STYLESHEET).parent), files=files, carried=carried)


def _items(pages: Pages, spine: Sequence[Document], contents: Document, stylesheet: str) -> tuple[Item, ...]:
    """Return the files of the book in the order of its manifest: pages, contents, style, faces, pictures."""
    items = [_page_item(document, contents) for document in spine]
    starts = next((i for i, d in enumerate(spine) if d.page.matter == "body"), None)
    if starts is not None:
        item = items[starts]
        items[starts] = Item(item.id, item.name, item.media_type, item.data, item.properties, item.in_spine, "text", item.title)
    if contents not in spine:
        items.append(Item("nav", contents.page.name, "application/xhtml+xml", write(contents), ("nav",), guide="toc",
                          title=contents.page.title))
    items.append(Item("ncx", "toc.ncx", "application/x-dtbncx+xml", ncx(pages.metadata, pages.outline, pages.page_list)))
    items.append(Item("style", STYLESHEET, "text/css", stylesheet.encode()))
    for number, face in enumerate(pages.faces, start=1):
        items.append(Item(f"face-{number}", f"fonts/{face.file}", _font_type(face), face.data))
    for number, asset in enumerate(pages.assets, start=1):
        if pages.cover is None or asset.name != pages.cover.name:
            items.append(Item(f"image-{number}", f"images/{asset.name}", asset.media_type, asset.data))
    if pages.cover:
        cover = pages.cover
        items.append(Item("cover-image", f"images/{cover.name}", cover.media_type, cover.data, ("cover-image",)))
    return tuple(items)


def _font_type(face: Face) -> str:
    """Return the core media type of a face (EPUB 3.3, 3.2)."""
    return "font/otf" if face.data[:4] == b"OTTO" else "font/ttf"


def _page_item(document: Document, contents: Document) -> Item:
    properties = [name for name, namespace in (("mathml", MATHML), ("svg", SVG)) if document.has(namespace)]
    if document is contents:
        properties.append("nav")
    page = document.page
    return Item(f"page-{page.name.removesuffix('.xhtml').replace('/', '-')}", page.name, "application/xhtml+xml",
                write(document), tuple(properties), in_spine=True, guide=_GUIDE.get(page.role, ""), title=page.title)
