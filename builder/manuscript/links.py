"""Where a book's own links lead: `#id` in a post, and the other posts of the book."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from lxml import etree

from builder.errors import Report
from builder.manuscript.addresses import is_post_path, linked_post
from builder.manuscript.ids import web_slugs
from builder.manuscript.tree import unwrap


class Places:
    """The places links can lead to: for each post its beginning, its headings by every name a site may have given
    them, and its author's own ids."""

    def __init__(self, posts: Mapping[str, str]) -> None:
        self._starts = dict(posts)
        self._by_path = {posixpath.normpath(path.replace("\\", "/")): path for path in posts}
        self._anchors: dict[tuple[str, str], str] = {}
        self._slugs: dict[tuple[str, str], str] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def add_chapter(self, path: str, chapter_id: str) -> None:
        """Keep a chapter; a link to the post leads to its first."""
        self._starts[path] = self._starts[path] or chapter_id

    def add_all(self, path: str, names: Iterable[str], target: str) -> None:
        """Keep names of the author's own."""
        for name in names:
            self._anchors.setdefault((path, name), target)

    def add_heading(self, path: str, own: str | None, text: str, target: str) -> None:
        """Keep a heading, by the author's id and by the ids a site makes of its words."""
        if own:
            self.add_all(path, [own], target)
        for name in web_slugs(text):
            count = self._counts.get((path, name), 0)
            self._counts[path, name] = count + 1
            self._slugs.setdefault((path, f"{name}-{count}" if count else name), target)

    def find(self, address: str, origin: str) -> str | None:
        """Return the id a link leads to, seen from the post `origin`; None when it is not in the book."""
        if address.startswith("#"):
            return self._within(origin, unquote(address[1:]))
        path, name = linked_post(address, origin)
        post = self._by_path.get(path)
        if post is None:
            return None
        return (self._within(post, name) if name else None) or self._starts[post]

    def _within(self, path: str, name: str) -> str | None:
        return (
            self._anchors.get((path, name)) or self._slugs.get((path, name)) or self._slugs.get((path, name.lower()))
        )


def resolve_links(root: etree._Element, path: str, line: int, places: Places, report: Report) -> None:
    """Lead a chapter's own links to the ids of the book; one that leads nowhere becomes plain text, with a warning."""
    for link in [a for a in root.iter("a") if a.get("class") != "noteref"]:
        href = link.get("href", "")
        if not href:
            continue
        inside = href.startswith("#")
        if not inside and (":" in href.partition("/")[0] or not is_post_path(href)):
            continue
        target = places.find(href, path)
        if target is not None:
            link.set("href", f"#{target}")
            continue
        at: etree._Element | None = link
        while at is not None and not at.get("data-line"):
            at = at.getparent()
        here = int(at.get("data-line", str(line))) if at is not None else line
        if inside:
            report.warn("M067", f"the link '{unquote(href)[:60]}' leads nowhere and is set as plain text", path=path,
                        line=here, hint="write the heading's own words, or give it an id: ## Heading {#id}")
        else:
            report.warn("M068", f"the link to '{unquote(href)[:60]}' is set as plain text: that post is not in the book",
                        path=path, line=here, hint="list the post in book.toml, or link to its web address")
        if link.get("id") is None:
            unwrap(link)
        else:
            del link.attrib["href"]
