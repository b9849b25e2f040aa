"""What a page may hold: inspection of parsed pages before they go into the container."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Sequence
from urllib.parse import unquote, urlsplit

from lxml import etree

from builder.epub.documents import Document, elements, local, texts
from builder.epub.limits import Fault, faults
from builder.epub.styles import addresses
from builder.errors import Report

REFUSED = frozenset({
    "applet", "audio", "base", "button", "canvas", "embed", "fieldset", "form", "frame", "frameset", "iframe", "input",
    "marquee", "meter", "noscript", "object", "option", "output", "portal", "progress", "select", "source", "template",
    "textarea", "track", "video",
})
"""Elements that ask for a person's input, run or fetch something, or hold what the book does not have."""

RESOURCES = {"img": ("src", "srcset"), "image": ("href", "{http://www.w3.org/1999/xlink}href"), "link": ("href",),
             "use": ("href", "{http://www.w3.org/1999/xlink}href")}
"""Elements that fetch a file, with the attributes that name it."""

READABLE = frozenset({"http", "https", "mailto", "tel"})
"""Schemes a reading system hands to the outside."""

_ACTIVE = re.compile(r"^[\s\x00-\x1f]*(javascript|vbscript|data)\s*:", re.IGNORECASE)


def inspect(documents: Sequence[Document], *, files: Collection[str], report: Report) -> None:
    """Report what pages hold that reading systems refuse: E002 to E007. `files` are the names pages may refer to."""
    ids = {document.page.name: frozenset(document.ids()) for document in documents}
    for document in documents:
        for name, count in Counter(texts(document.root, "//@id")).items():
            if count > 1:
                second = [e for e in elements(document.root) if e.get("id") == name][1]
                _report(document, second, report, "E006", f"the id {name!r} stands {count} times on one page",
                        "give every heading and note an id of its own")
        for element in elements(document.root):
            _inspect_element(document, element, report)
            _inspect_addresses(document, element, ids, files, report)


def _report(document: Document, element: etree._Element, report: Report, code: str, message: str, hint: str) -> None:
    path, line = document.place(element)
    report.error(code, message, path=path, line=line, hint=hint)


def _inspect_element(document: Document, element: etree._Element, report: Report) -> None:
    name = local(element)
    if name == "script":
        _report(document, element, report, "E003", "the page holds a script", "leave it out: reading systems do not run it")
    elif name in REFUSED or (name == "meta" and element.get("http-equiv")):
        _report(document, element, report, "E004", f"the page holds <{name}>, which no book needs", "leave it out")
    for attribute in map(str, element.attrib):
        if attribute.lower().startswith("on"):
            _report(document, element, report, "E003", f"<{name}> has an event handler, '{attribute}'", "leave it out")
    if "style" in element.attrib:
        _inspect_style(document, element, element.get("style") or "", report, is_attribute=True)
    if name == "style":
        _inspect_style(document, element, element.text or "", report, is_attribute=False)


def _inspect_style(document: Document, element: etree._Element, css: str, report: Report, *, is_attribute: bool) -> None:
    path, line = document.place(element)
    for fault in faults(css, is_attribute=is_attribute):
        report_fault(fault, report, path=path, line=line)
    for address, _ in addresses(css, is_attribute=is_attribute):
        if _is_remote(address):
            _report(document, element, report, "E002", f"a style asks the network for {address!r}",
                    "put the file into the theme")


def report_fault(fault: Fault, report: Report, *, path: str, line: int, column: int | None = None) -> None:
    """Report E007 for a style that reading systems do not bear; a colour is left to the inspection of the finished book."""
    if not fault.is_colour:
        report.error("E007", f"'{fault.what}': {fault.why}", path=path, line=line, column=column, hint=fault.instead)


def _is_remote(address: str) -> bool:
    return bool(urlsplit(address.strip()).scheme) or address.strip().startswith("//")


def _inspect_addresses(
    document: Document, element: etree._Element, ids: dict[str, frozenset[str]], files: Collection[str], report: Report,
) -> None:
    name = local(element)
    for attribute in RESOURCES.get(name, ()):
        address = (element.get(attribute) or "").strip()
        if not address:
            continue
        if attribute == "srcset":
            _report(document, element, report, "E004", "the picture has a 'srcset'", "a book holds one file per picture")
        elif _is_remote(address):
            _report(document, element, report, "E002", f"<{name}> asks the network for {address!r}",
                    "a book holds all its pictures and styles itself")
        elif not address.startswith("#") and _resolve(document, address)[0] not in files:
            _report(document, element, report, "E005", f"<{name}> names a file that is not in the book: {address!r}",
                    "it is missing, or its name was changed on the way")
    if "href" in element.attrib and name not in RESOURCES:
        _inspect_link(document, element, (element.get("href") or "").strip(), ids, report)


def _resolve(document: Document, address: str) -> tuple[str, str]:
    """Return the file and the fragment an address of a page leads to."""
    file, _, fragment = address.partition("#")
    folder = posixpath.dirname(document.page.name)
    return posixpath.normpath(posixpath.join(folder, unquote(file))) if file else document.page.name, unquote(fragment)


def _inspect_link(
    document: Document, element: etree._Element, address: str, ids: dict[str, frozenset[str]], report: Report,
) -> None:
    if _ACTIVE.match(address):
        _report(document, element, report, "E003", f"a link that runs code: {address[:60]!r}", "link to a page or an address")
        return
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        _report(document, element, report, "E005", f"a link to no valid address: {address[:60]!r}", "mend the address")
        return
    if scheme or address.startswith("//"):
        if scheme not in READABLE:
            _report(document, element, report, "E005", f"a link no reader can follow: {address[:60]!r}",
                    "link to http, https or mailto addresses only")
        return
    file, fragment = _resolve(document, address)
    if file not in ids:
        _report(document, element, report, "E005", f"a link to a page that is not in the book: {address!r}",
                "link to a heading of the book, or to a full address")
    elif fragment and fragment not in ids[file]:
        _report(document, element, report, "E005", f"a link to a place that is not in the book: {address!r}",
                "the id it names is on no page")
