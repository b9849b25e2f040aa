"""Links on paper: a link becomes a note at the page's foot, and an address may be broken after its separators."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml import etree

from builder.typography.trees import classes, element, named, plain_text, put_after, split_text

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


def _break_addresses(text: str, inside: frozenset[str]) -> list[str | etree._Element]:
    if inside & {"pre", "code"}:
        return [text]
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


def leads_out(link: etree._Element) -> bool:
    """Return whether a link leads out of the book to an address that its own text does not tell."""
    href = link.get("href", "")
    return href.startswith(("http://", "https://", "mailto:")) and not same_address(plain_text(link), href)


def note_links(root: etree._Element) -> None:
    """Put a `<span class="footnote link-note">` with the address behind every link that leads out of the book; none where
    the text is the address itself. `data-address` holds the address as it was written. Inside a note the address follows in
    brackets.
    """
    for link in named(root, "a"):
        if not leads_out(link):
            continue
        href = link.get("href", "")
        if any(classes(a) & {"footnote", "note"} for a in link.iterancestors()):
            say_address(link)
            continue
        note = element("span", class_="footnote link-note", data_address=href)
        shown = element("span", unquote_safely(href), class_="address")
        note.append(shown)
        split_text(shown, lambda text, _: breakable(text))
        put_after(link, note)


def say_address(link: etree._Element) -> None:
    """Put a link's address behind it, in brackets."""
    shown = element("span", f" ({unquote_safely(link.get('href', ''))})", class_="link-note address")
    put_after(link, shown)
    split_text(shown, lambda text, _: breakable(text))


_ESCAPED_LETTERS = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def unquote_safely(href: str) -> str:
    """Return an address as people read it: escapes that hide letters beyond ASCII are undone, all others are kept, so that
    it still leads to the same place when it is typed from the page."""

    def letters(match: re.Match[str]) -> str:
        try:
            shown = unquote(match[0], errors="strict")
        except UnicodeDecodeError:
            return match[0]
        return shown if shown.isalnum() else match[0]

    return _ESCAPED_LETTERS.sub(letters, href.removeprefix("mailto:"))
