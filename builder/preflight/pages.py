"""The rules for the pages of a finished EPUB: links, ids, and what a page may hold."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from lxml import etree

from builder.epub.documents import elements, line_of, local, text_of, texts
from builder.epub.inspection import READABLE, REFUSED, RESOURCES
from builder.epub.limits import faults
from builder.epub.styles import addresses
from builder.errors import Report
from builder.preflight.opened import Opened, ranks, target
from builder.preflight.styles import report_fault

_ACTIVE = re.compile(r"^[\s\x00-\x1f]*(javascript|vbscript|data)\s*:", re.IGNORECASE)


def check_pages(opened: Opened, report: Report) -> None:
    """Report V018 to V022, V036, V038 and V041 for pages."""
    places = frozenset(ranks(opened)) | {(file, "") for file in opened.files if file not in opened.pages}
    for path, root in opened.pages.items():
        shown = opened.shown(path)
        for name, count in Counter(texts(root, "//@id")).items():
            if count > 1:
                report.error("V036", f"the id {name!r} stands {count} times", path=shown, hint="links to it go astray")
        titles = [text_of(e).strip() for e in elements(root) if local(e) == "title"]
        if not any(titles):
            report.warn("V041", "the page has no title", path=shown, line=1, hint="screen readers announce it")
        for element in elements(root):
            _check_element(element, shown, report)
            _check_addresses(opened, path, element, places, report)


def _check_element(element: etree._Element, shown: str, report: Report) -> None:
    name, line = local(element), line_of(element)
    if name == "script" or name in REFUSED or (name == "meta" and element.get("http-equiv", "").lower() == "refresh"):
        report.error("V020", f"the page holds <{name}>", path=shown, line=line, hint="reading systems do not run or show it")
    for attribute in map(str, element.attrib):
        if attribute.lower().startswith("on"):
            report.error("V020", f"<{name}> has an event handler, {attribute!r}", path=shown, line=line,
                         hint="reading systems do not run it")
    for css, is_attribute in ((element.get("style"), True), (element.text if name == "style" else None, False)):
        for fault in faults(css or "", is_attribute=is_attribute):
            report_fault(fault, shown, line, report)
        for address, _ in addresses(css or "", is_attribute=is_attribute):
            if urlsplit(address).scheme not in {"", "data"} or address.startswith("//"):
                report.error("V019", f"a style asks the network for {address!r}", path=shown, line=line,
                             hint="a book holds all it shows")


def _check_addresses(
    opened: Opened, path: str, element: etree._Element, places: frozenset[tuple[str, str]], report: Report,
) -> None:
    name, line, shown = local(element), line_of(element), opened.shown(path)
    for attribute in RESOURCES.get(name, ()):
        address = (element.get(attribute) or "").strip()
        if not address or attribute == "srcset" or address.startswith("#"):
            continue
        if urlsplit(address).scheme not in {"", "data"} or address.startswith("//"):
            report.error("V019", f"<{name}> asks the network for {address!r}", path=shown, line=line,
                         hint="a book holds all it shows")
        elif not address.startswith("data:") and target(path, address)[0] not in opened.files:
            report.error("V018", f"<{name}> names a file that is not there: {address!r}", path=shown, line=line,
                         hint="put the file into the book")
    if "href" not in element.attrib or name in RESOURCES:
        return
    address = (element.get("href") or "").strip()
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        scheme = "?"
    if _ACTIVE.match(address):
        report.error("V020", f"a link that runs code: {address[:60]!r}", path=shown, line=line, hint="link to an address")
    elif scheme or address.startswith("//"):
        if scheme not in READABLE:
            report.error("V018", f"a link no reader can follow: {address[:60]!r}", path=shown, line=line,
                         hint="link to http, https or mailto addresses only")
    elif target(path, address) not in places:
        report.error("V018", f"a link to a place that is not there: {address!r}", path=shown, line=line,
                     hint="mend the link or the id it names")
