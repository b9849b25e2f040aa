"""An EPUB opened for inspection: its package document, pages and styles."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from builder.epub.documents import elements, line_of, local, lower, texts, tokens
from builder.errors import Report

_TYPE = "{http://www.idpf.org/2007/ops}type"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Line:
    """An item of the manifest."""

    id: str
    path: str
    """In the container, decoded."""
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """What the checks look at."""

    name: str
    """The EPUB as the user would type it."""
    files: Mapping[str, bytes] = field(repr=False)
    package: str
    """Path of the package document."""
    root: etree._Element = field(repr=False)
    """Its tree."""
    manifest: tuple[Line, ...]
    spine: tuple[str, ...]
    """Paths, in reading order."""
    pages: Mapping[str, etree._Element] = field(repr=False)
    """Path -> tree, the well-formed ones."""
    styles: Mapping[str, str] = field(repr=False)
    """Path -> style sheet."""

    def shown(self, inner: str) -> str:
        """Return an inner file as diagnostics name it."""
        return f"{self.name}/{inner}"

    def metadata(self, name: str) -> list[str]:
        """Return the texts of a metadata element (`dc:title`: `title`) or property (`schema:accessMode`)."""
        return [
            (e.text or "").strip() for e in elements(self.root)
            if (local(e) == name.lower() and "purl.org/dc" in str(e.tag)) or (local(e) == "meta" and e.get("property") == name)
        ]

    def line(self, path: str) -> Line | None:
        """Return the manifest's item for a path."""
        return next((line for line in self.manifest if line.path == path), None)

    @property
    def nav(self) -> str:
        """The path of the navigation document, or empty."""
        return next((line.path for line in self.manifest if "nav" in line.properties), "")

    @property
    def ncx(self) -> str:
        """The path of the NCX, or empty."""
        return next((line.path for line in self.manifest if line.media_type == "application/x-dtbncx+xml"), "")


def open_package(name: str, files: Mapping[str, bytes], report: Report) -> Opened | None:
    """Return an unpacked EPUB opened for inspection; None with V014 or V015 in the report when there is no way in."""
    package = _package_path(name, files, report)
    root = tree(name, package, files, report, code="V015") if package else None
    if not package or root is None:
        return None
    folder = posixpath.dirname(package)
    manifest = tuple(
        Line(e.get("id", ""), resolve(folder, e.get("href", ""))[0], e.get("media-type", ""), tokens(e, "properties"))
        for e in elements(root) if local(e) == "item"
    )
    by_id = {line.id: line.path for line in manifest}
    spine = tuple(by_id[e.get("idref", "")] for e in elements(root) if local(e) == "itemref" and e.get("idref") in by_id)
    pages: dict[str, etree._Element] = {}
    styles: dict[str, str] = {}
    for line in manifest:
        if line.media_type == "application/xhtml+xml" and line.path in files:
            page = tree(name, line.path, files, report, code="V017")
            if page is not None:
                pages[line.path] = page
        elif line.media_type == "text/css" and line.path in files:
            styles[line.path] = files[line.path].decode("utf-8", "replace")
    return Opened(name, files, package, root, manifest, spine, pages, styles)


def _package_path(name: str, files: Mapping[str, bytes], report: Report) -> str:
    inner = "META-INF/container.xml"
    if inner not in files:
        report.error("V014", f"{inner} is missing", path=name, hint="this zip is not an EPUB")
        return ""
    root = tree(name, inner, files, report, code="V014")
    paths = [e.get("full-path", "") for e in elements(root) if local(e) == "rootfile"] if root is not None else []
    if root is not None and (not paths or paths[0] not in files):
        report.error("V014", "container.xml names no package document that is there", path=f"{name}/{inner}",
                     hint="its rootfile must name the .opf")
        return ""
    return paths[0] if paths else ""


def tree(name: str, inner: str, files: Mapping[str, bytes], report: Report, *, code: str) -> etree._Element | None:
    """Return the tree of an inner XML file, or None with `code` in the report."""
    try:
        return etree.fromstring(files[inner], etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        line, _ = error.position
        report.error(code, f"not well-formed: {lower(error.msg or str(error))}", path=f"{name}/{inner}", line=line or None,
                     hint="reading systems stop at such a file, or show the page cut off")
        return None


def resolve(folder: str, href: str) -> tuple[str, str]:
    """Return the path in the container and the fragment that an address leads to from a folder."""
    file, _, fragment = href.partition("#")
    return posixpath.normpath(posixpath.join(folder, unquote(file))) if file else "", unquote(fragment)


def target(page: str, href: str) -> tuple[str, str]:
    """Return the path and the fragment that an address on a page leads to."""
    path, fragment = resolve(posixpath.dirname(page), href)
    return path or page, fragment


def ranks(opened: Opened) -> dict[tuple[str, str], tuple[int, int]]:
    """Return every place of the book with its rank in reading order: the page's in the spine, the id's on the page."""
    spine = {path: rank for rank, path in reversed(list(enumerate(opened.spine)))}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for path, root in opened.pages.items():
        rank = spine.get(path, len(spine))
        found[path, ""] = (rank, -1)
        for order, name in enumerate(texts(root, "//@id")):
            found.setdefault((path, name), (rank, order))
    return found


def nav_links(opened: Opened, kind: str) -> list[tuple[tuple[str, str], int]]:
    """Return where the entries of the nav's list of that kind lead, with their lines."""
    root = opened.pages.get(opened.nav)
    if root is None:
        return []
    lists = [e for e in elements(root) if local(e) == "nav" and kind in tokens(e, _TYPE)]
    return [(target(opened.nav, e.get("href", "")), line_of(e)) for nav in lists for e in elements(nav) if local(e) == "a"]


def language(root: etree._Element) -> str:
    """Return the language a root element declares."""
    return root.get(_LANGUAGE) or root.get("lang") or ""


def ncx_links(opened: Opened, ncx: etree._Element, kind: str) -> list[tuple[tuple[str, str], int]]:
    """Return what the entries of an NCX of a kind (`navPoint`, `pageTarget`) lead to, and their lines, in document order."""
    return [(target(opened.ncx, e.get("src", "")), line_of(e)) for point in elements(ncx) if local(point) == kind.lower()
            for e in point if isinstance(e.tag, str) and local(e) == "content"]
