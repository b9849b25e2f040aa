"""Kepub: a finished EPUB comes in, Kobo's own dialect of it leaves: the same pages with a mark around every sentence.

Kobo's reading system highlights and remembers places by `<span class="koboSpan" id="kobo.P.S">`, P counting the blocks of a
page that hold text and S the sentences of one. A span holds one piece of text or one picture, nothing else, as in the books
of Kobo's shop; code (`pre`), formulas and drawings hold none there, and hold none here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from builder.epub.container import packed
from builder.epub.documents import XHTML, elements, local, serialised
from builder.epub.package import OPF
from builder.epub.sentences import sentences
from builder.errors import Report
from builder.model import Edition, Target

STYLE_ID = "kobostylehacks"
STYLE = "div#book-inner { margin-top: 0; margin-bottom: 0; }"
"""What remains of Kobo's own hook when its sizes and colours are left to the book."""

_OWN_IDS = re.compile(rf"book-columns|book-inner|{STYLE_ID}|kobo\.\d+\.\d+")

_LEFT = frozenset({"pre", "math", "svg", "script", "style", "audio", "video", "object", "iframe", "canvas", "textarea",
                   "select", "rp"})
"""Elements whose content stays as it is."""

_BLOCKS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "ul", "dl", "table", "li", "dt", "dd", "td", "th", "caption",
    "figcaption", "blockquote", "div", "section", "aside", "article", "nav", "header", "footer", "figure", "main",
    "details", "summary", "address", "hr", "pre",
})
"""Elements that stand by themselves; the first text behind the beginning of one begins the next P."""

_HOLDS_NO_TEXT = frozenset({"ol", "ul", "dl", "table", "thead", "tbody", "tfoot", "tr", "colgroup", "hgroup",
                           "picture", "menu"})
"""Elements that a span may not stand in directly (HTML, 4.4 and 4.9)."""


def kepub(edition: Edition, report: Report) -> Edition:
    """Return an EPUB as a kepub: every XHTML page marked, all other files as they are; the same book gives the same bytes.

    Raises:
        PostpressError: E015 for an id that is Kobo's own.
    """
    with zipfile.ZipFile(io.BytesIO(edition.data)) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    pages = set(_pages(files))
    made = {name: _marked(name, data, report) if name in pages else data for name, data in files.items()}
    report.stop_on_errors()
    return Edition(Target.KEPUB, "book.kepub.epub", edition.media_type, packed(made))


def _pages(files: dict[str, bytes]) -> Iterator[str]:
    """Yield the paths of the XHTML pages that the package document names."""
    package = next(name for name in files if name.endswith(".opf"))
    folder = package.rpartition("/")[0]
    for item in etree.fromstring(files[package]).iter(f"{{{OPF}}}item"):
        if item.get("media-type") == "application/xhtml+xml":
            yield f"{folder}/{item.get('href')}".lstrip("/")


def _marked(name: str, data: bytes, report: Report) -> bytes:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True))
    for element in elements(root):
        if _OWN_IDS.fullmatch(element.get("id", "")):
            report.error("E015", f"the id {element.get('id')!r} on the page {name} is one that Kobo gives",
                         hint="choose another in the theme's template")
    mark(root)
    return serialised(root)


def mark(root: etree._Element) -> None:
    """Put Kobo's marks into the tree of a page: its style, its two boxes around all of the body, its spans."""
    head, body = (next(root.iterchildren(f"{{{XHTML}}}{name}")) for name in ("head", "body"))
    etree.SubElement(head, f"{{{XHTML}}}style", type="text/css", id=STYLE_ID).text = STYLE
    _Marker().fill(body)
    content, text = list(body), body.text
    body[:] = []
    body.text = None
    columns = etree.SubElement(body, f"{{{XHTML}}}div", id="book-columns")
    inner = etree.SubElement(columns, f"{{{XHTML}}}div", id="book-inner")
    inner.text = text
    inner.extend(content)


class _Marker:
    """Walks through one page in reading order and counts."""

    def __init__(self) -> None:
        self._block = 0
        self._piece = 0
        self._is_new = True

    def fill(self, element: etree._Element) -> None:
        """Put spans around the texts and pictures in an element."""
        name = local(element)
        if name in _BLOCKS:
            self._is_new = True
        holds_text = name not in _HOLDS_NO_TEXT
        children, text = list(element), element.text
        tails = [child.tail for child in children]
        element[:] = []
        element.text = None
        self._set(element, text, holds_text=holds_text, next_child=children[0] if children else None)
        for at, (child, tail) in enumerate(zip(children, tails, strict=True)):
            child.tail = None
            self._place(element, child)
            self._set(element, tail, holds_text=holds_text, next_child=children[at + 1] if at + 1 < len(children) else None)

    def _place(self, parent: etree._Element, child: etree._Element) -> None:
        if not isinstance(child.tag, str) or not child.tag.startswith(f"{{{XHTML}}}"):
            parent.append(child)
        elif local(child) == "img" and local(parent) != "picture":
            self._is_new = True
            self._span(parent).append(child)
        else:
            parent.append(child)
            if local(child) in _BLOCKS:
                self._is_new = True
            if local(child) not in _LEFT:
                self.fill(child)
            if local(child) in _BLOCKS:
                self._is_new = True

    def _set(self, parent: etree._Element, text: str | None, *, holds_text: bool, next_child: etree._Element | None) -> None:
        """Add a text behind what the parent holds already, in spans where it may have them."""
        if not text:
            return
        if not holds_text or (not text.strip() and not _joins(parent, next_child)):
            _add(parent, text)
            return
        for sentence in sentences(text):
            self._span(parent).text = sentence

    def _span(self, parent: etree._Element) -> etree._Element:
        if self._is_new:
            self._block, self._piece, self._is_new = self._block + 1, 0, False
        self._piece += 1
        return etree.SubElement(parent, f"{{{XHTML}}}span", {"class": "koboSpan", "id": f"kobo.{self._block}.{self._piece}"})


def _joins(parent: etree._Element, next_child: etree._Element | None) -> bool:
    """Return whether white space parts two pieces of one line, where a highlight must not have a gap; else it is layout of the
    source."""
    return (len(parent) > 0 and next_child is not None and local(parent) != "ruby"
            and _is_inline(parent[-1]) and _is_inline(next_child)
            and next(parent.iterancestors(f"{{{XHTML}}}nav"), None) is None)  # where a span must hold letters (EPUB 3.3, 7.3)


def _is_inline(node: etree._Element) -> bool:
    return isinstance(node.tag, str) and local(node) not in _BLOCKS and local(node) != "br"


def _add(parent: etree._Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
