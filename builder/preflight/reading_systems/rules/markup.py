"""The pages: what is no XHTML, and what a page may not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from lxml import etree

from builder.epub.documents import elements, line_of, local, lower, text_of, texts
from builder.epub.inspection import RESOURCES
from builder.epub.styles import addresses
from builder.errors import Severity
from builder.preflight.opened import Opened, target
from builder.preflight.reading_systems.findings import Finding
from builder.preflight.reading_systems.readers import KINDLE, KOBO, KOREADER, PAGE_BYTES, READERS

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_OF_XML = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_COMMENT = re.compile(rb"<!--(.*?)-->", re.DOTALL)
_EXTERNAL = re.compile(rb"<!DOCTYPE[^>\[]*(PUBLIC|SYSTEM)", re.IGNORECASE)
_SCRIPTED = re.compile(r"^[\s\x00-\x1f]*(javascript|vbscript)\s*:", re.IGNORECASE)
_PLAYED = {"audio": ("src",), "video": ("src", "poster"), "source": ("src",), "iframe": ("src",), "object": ("data",),
           "embed": ("src",), "script": ("src",)}


def written(opened: Opened, size: int) -> Iterator[Finding]:
    """V122, V123, V132: what stops a parser of XML."""
    del size
    kinds = {"application/xhtml+xml", "application/x-dtbncx+xml"}
    paths = [opened.package, *(line.path for line in opened.manifest if line.media_type in kinds)]
    for path in paths:
        data = opened.files.get(path)
        if data is None:
            continue
        own = [*_entities(path, data), *_comments(path, data)]
        yield from own
        broken = None if own else _broken(data)
        if broken:
            yield Finding("V122", READERS, f"the file is not well-formed: {broken[0]}",
                          "close every element and write & and < as &amp; and &lt;", path, broken[1])


def _entities(path: str, data: bytes) -> Iterator[Finding]:
    if _EXTERNAL.search(data):  # a document type of EPUB 2 declares them
        return
    found: dict[bytes, int] = {}
    for match in _ENTITY.finditer(_COMMENT.sub(lambda m: b" " * len(m[0]), data)):
        if match[1] not in _OF_XML:
            found.setdefault(match[1], data.count(b"\n", 0, match.start()) + 1)
    for name, line in found.items():
        yield Finding("V123", READERS, f"the entity '&{name.decode()};' is one of HTML, and XML does not know it",
                      "write the character itself, or its number such as &#160;", path, line)


def _comments(path: str, data: bytes) -> Iterator[Finding]:
    for match in _COMMENT.finditer(data):
        if b"--" in match[1] or match[1].endswith(b"-"):
            yield Finding("V132", READERS, "a comment holds '--', which ends it too early for parsers of XML",
                          "take the comment out, or write one hyphen", path, data.count(b"\n", 0, match.start()) + 1)


def _broken(data: bytes) -> tuple[str, int | None] | None:
    try:
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        return lower(error.msg or str(error)), error.position[0] or None
    return None


def outside(opened: Opened, size: int) -> Iterator[Finding]:
    """V130: pictures, sheets, fonts and sounds that stand somewhere on the network."""
    del size
    for path, root in opened.pages.items():
        for element in elements(root):
            fetched = {**RESOURCES, **_PLAYED}.get(local(element), ())
            for attribute in fetched:
                if _is_remote(element.get(attribute) or ""):
                    yield _remote(f"<{local(element)}> asks the network for {element.get(attribute)!r}", path, line_of(element))
            css = element.text if local(element) == "style" else element.get("style")
            for address, _ in addresses(css or "", is_attribute=local(element) != "style"):
                if _is_remote(address):
                    yield _remote(f"a style asks the network for {address!r}", path, line_of(element))
    for path, css in opened.styles.items():
        for address, line in addresses(css):
            if _is_remote(address):
                yield _remote(f"the style sheet asks the network for {address!r}", path, line)


def _remote(message: str, path: str, line: int) -> Finding:
    return Finding("V130", READERS, message[:160], "put the file into the book and its manifest", path, line)


def _is_remote(address: str) -> bool:
    try:
        return urlsplit(address.strip()).scheme not in {"", "data"} or address.strip().startswith("//")
    except ValueError:
        return True


def scripts(opened: Opened, size: int) -> Iterator[Finding]:
    """V131: scripts, handlers of events and links that run code."""
    del size
    concerned = (KINDLE, KOBO, KOREADER)
    for path, root in opened.pages.items():
        for element in elements(root):
            what = ""
            if local(element) == "script":
                what = "the page holds a script"
            elif any(str(name).lower().startswith("on") for name in element.attrib):
                what = f"<{local(element)}> has an event handler"
            elif _SCRIPTED.match(element.get("href") or ""):
                what = "a link runs code"
            if what:
                yield Finding("V131", concerned, what, "take it out; what it draws belongs into the page", path,
                              line_of(element))


def bodies(opened: Opened, size: int) -> Iterator[Finding]:
    """V136, V137, V138: pages of pictures alone, links to the body, pictures without a file."""
    del size
    ids = {(path, name) for path, root in opened.pages.items() for name in texts(root, "//*[local-name()='body']/@id")}
    for path, root in opened.pages.items():
        for element in elements(root):
            href = element.get("href") or ""
            if local(element) == "a" and "#" in href and target(path, href) in ids:
                yield Finding("V137", (KINDLE,), f"a link leads to the id of a body: {href!r}",
                              "link to the file without the id, or to a heading", path, line_of(element))
            if local(element) == "img" and not (element.get("src") or "").strip():
                yield Finding("V138", (KINDLE,), "a picture names no file", "take the <img> out", path, line_of(element),
                              Severity.WARNING)
    yield from _pictures_alone(opened)


def _pictures_alone(opened: Opened) -> Iterator[Finding]:
    shown: Mapping[str, etree._Element] = {path: opened.pages[path] for path in opened.spine if path in opened.pages}
    inner = [root for path, root in list(shown.items())[1:] if path != opened.nav]
    drawn = {"img", "svg", "image"}
    if inner and all(not _body_text(root) and any(local(e) in drawn for e in elements(root)) for root in inner):
        yield Finding("V136", (KINDLE,), "every page behind the first holds pictures and no text",
                      "Send to Kindle refuses many such books; make a fixed layout, or send a PDF", severity=Severity.WARNING)


def _body_text(root: etree._Element) -> str:
    return "".join(text_of(e) for e in elements(root) if local(e) == "body").strip()


def lengths(opened: Opened, size: int) -> Iterator[Finding]:
    """V159: pages longer than Adobe-based readers take."""
    del size
    for path in opened.spine:
        length = len(opened.files.get(path, b""))
        if length > PAGE_BYTES:
            yield Finding("V159", (KOBO,), f"the page has {length // 1024} KB", "part it at its headings: a chapter is a file",
                          path, severity=Severity.WARNING)


RULES = (written, outside, scripts, bodies, lengths)
