"""Links on paper: a link becomes a note at the page's foot, and an address may be broken after its separators."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml import etree

from builder.typography.trees import element, named, plain_text, put_after, split_text

BREAK_AFTER = re.compile(r"(?<=[/._\-?&=%#+~:])(?=[^/._\-?&=%#+~:\s])")
"""After a separator, not between two of them (Chicago Manual of Style 7.46, without its hyphen)."""

_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{6,}")


def breakable(text: str) -> list[str | etree._Element]:
    """Return an address as pieces with `<wbr/>` between them."""
    pieces = BREAK_AFTER.split(text)
    parts: list[str | etree._Element] = []
    for index, piece in enumerate(pieces):
        parts += [element("wbr"), piece] if index else [piece]
    return parts


def _break_addresses(text: str) -> list[str | etree._Element]:
    parts: list[str | etree._Element] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        parts += [text[end : match.start()], *breakable(match[0])]
        end = match.end()
    return [*parts, text[end:]]


def break_addresses(root: etree._Element) -> None:
    """Let every address in running text be broken after its separators."""
    split_text(root, _break_addresses)


def same_address(text: str, href: str) -> bool:
    """Return whether a link's text is its own address, whatever scheme, slash or escapes differ."""

    def bare(address: str) -> str:
        return unquote(address.strip()).removeprefix("mailto:").removeprefix("https://").removeprefix("http://") \
            .removeprefix("www.").rstrip("/").casefold()

    return bare(text) == bare(href)


def note_links(root: etree._Element) -> None:
    """Put a `<span class="footnote link-note">` with the address behind every link that leads out of the book; none where
    the text is the address itself, and none inside a note. `data-address` holds the address as it was written.
    """
    for link in named(root, "a"):
        href = link.get("href", "")
        if not href.startswith(("http://", "https://", "mailto:")) or same_address(plain_text(link), href):
            continue
        if any("footnote" in (a.get("class") or "") for a in link.iterancestors()):
            continue
        note = element("span", class_="footnote link-note", data_address=href)
        shown = element("span", unquote_safely(href), class_="address")
        note.append(shown)
        split_text(shown, breakable)
        put_after(link, note)


def unquote_safely(href: str) -> str:
    """Return an address as people read it: escapes that hide letters are undone, those that keep it one word are not."""
    shown = unquote(href.removeprefix("mailto:"), errors="strict") if "%" in href else href.removeprefix("mailto:")
    return href if re.search(r"[\s\x00-\x1f\x7f-\x9f]", shown) else shown
