"""The contents: NCX and navigation document."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from builder.epub.documents import elements, local, tokens
from builder.errors import Report, Severity
from builder.preflight.opened import Opened, nav_links, ncx_links, ranks, tree
from builder.preflight.reading_systems.findings import Finding
from builder.preflight.reading_systems.readers import DEEPEST, KINDLE, KOBO, LANDMARKS

_TYPE = "{http://www.idpf.org/2007/ops}type"


def _ncx(opened: Opened) -> etree._Element | None:
    return tree(opened.name, opened.ncx, opened.files, Report(), code="V031") if opened.ncx in opened.files else None


def order(opened: Opened, size: int) -> Iterator[Finding]:
    """V124: contents that jump back, against the order of the spine."""
    del size
    places = ranks(opened)
    root = _ncx(opened)
    points = ncx_links(opened, root, "navPoint") if root is not None else []
    for inner, links in ((opened.nav, nav_links(opened, "toc")), (opened.ncx, points)):
        last = (-1, -2)
        for place, line in links:
            here = places.get(place, last)
            if here < last:
                yield Finding("V124", (KINDLE,), f"the contents jump back at {'#'.join(filter(None, place))!r}",
                              "list entries in the order of the spine", inner, line)
            last = max(last, here)


def ncx(opened: Opened, size: int) -> Iterator[Finding]:
    """V125: no NCX."""
    del size
    if opened.ncx not in opened.files:
        yield Finding("V125", (KINDLE,), "there is no NCX", "add a toc.ncx to the manifest, and toc=\"...\" to the spine: "
                      "Kindle's converter reads the contents there", opened.package)


def depth(opened: Opened, size: int) -> Iterator[Finding]:
    """V126: contents with more levels than Kindle takes."""
    del size
    nav, root = opened.pages.get(opened.nav), _ncx(opened)
    lists = [e for e in elements(nav) if local(e) == "nav" and "toc" in tokens(e, _TYPE)] if nav is not None else []
    for inner, tops, name in ((opened.nav, lists, "ol"), (opened.ncx, [root] if root is not None else [], "navpoint")):
        found = max((_levels(top, name) for top in tops), default=0)
        if found > DEEPEST:
            yield Finding("V126", (KINDLE,), f"the contents have {found} levels", "keep two, which is what Kindle shows", inner,
                          severity=Severity.WARNING)


def _levels(element: etree._Element, name: str) -> int:
    """Return how deep elements of that name stand in each other."""
    own = 1 if local(element) == name else 0
    return own + max((_levels(child, name) for child in element if isinstance(child.tag, str)), default=0)


def landmarks(opened: Opened, size: int) -> Iterator[Finding]:
    """V143: more landmarks than a reader wants to see among the contents."""
    del size
    marks = nav_links(opened, "landmarks")
    if len(marks) > LANDMARKS:
        yield Finding("V143", (KOBO,), f"{len(marks)} landmarks, which Kobo lists among the contents",
                      "keep cover, contents and text", opened.nav, severity=Severity.WARNING)


RULES = (order, ncx, depth, landmarks)
