"""The notes: that a reader knows them for what they are, can show them, and finds the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from builder.epub.documents import elements, line_of, local, text_of, tokens
from builder.errors import Severity
from builder.preflight.opened import Opened, target
from builder.preflight.reading_systems.findings import Finding
from builder.preflight.reading_systems.readers import APPLE, KINDLE, KOBO, KOREADER, NOTE_LETTERS, READERS

_TYPE = "{http://www.idpf.org/2007/ops}type"
_NOTES = frozenset({"footnote", "endnote", "rearnote", "note", "doc-footnote", "doc-endnote"})
_REFERENCES = frozenset({"noteref", "doc-noteref"})
_MARK = re.compile(r"\s*[\[(（〔【]?\s*(\d{1,4}|[*†‡§]{1,3}|[①-⑳]|注\s*\d{0,3})\s*[\])）〕】]?\s*")
_BRACKETED = re.compile(r"\s*([\[(（〔【].*|[①-⑳])\s*")


@dataclass(frozen=True, slots=True)
class _Link:
    path: str
    element: etree._Element
    at: tuple[int, int]
    """Its rank in reading order: the page's in the spine, its own on the page."""
    place: tuple[str, str]
    """The page and the id it leads to."""


def _said(element: etree._Element) -> frozenset[str]:
    return tokens(element, _TYPE) | tokens(element, "role")


def _links(opened: Opened) -> Iterator[_Link]:
    for path, at, element in _in_order(opened):
        href = element.get("href") or ""
        if path != opened.nav and local(element) == "a" and "#" in href and "://" not in href:
            yield _Link(path, element, at, target(path, href))


def _places(opened: Opened) -> dict[tuple[str, str], tuple[etree._Element, tuple[int, int]]]:
    """Return each id with its element and rank in reading order."""
    return {(path, element.get("id", "")): (element, at) for path, at, element in _in_order(opened) if element.get("id")}


def _in_order(opened: Opened) -> Iterator[tuple[str, tuple[int, int], etree._Element]]:
    spine = {path: rank for rank, path in reversed(list(enumerate(opened.spine)))}
    for path, root in opened.pages.items():
        for rank, element in enumerate(elements(root)):
            yield path, (spine.get(path, len(spine)), rank), element


def _note(element: etree._Element | None) -> etree._Element | None:
    """Return the note that an element is or begins."""
    while element is not None and local(element) not in {"body", "section"}:
        if _said(element) & _NOTES:
            return element
        element = element.getparent()
    return None


def pairs(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V151, V152, V154: a reference that leads to no note, a note without a way back, one that Kobo does not pop up."""
    del bytes_
    places = _places(opened)
    seen: set[etree._Element] = set()
    for link in _links(opened):
        if not _said(link.element) & _REFERENCES:
            continue
        led, at = places.get(link.place, (None, link.at))
        note, line = _note(led), line_of(link.element)
        if note is None:
            said = text_of(link.element).strip()[:20]
            yield Finding("V151", READERS, f"the reference {said!r} leads to nothing marked as a note",
                          'mark it <aside epub:type="footnote" role="doc-footnote" id="...">', link.path, line,
                          Severity.WARNING)
            continue
        letters = len(text_of(note).strip())
        if letters > NOTE_LETTERS or at < link.at:
            fault = f"has {letters} letters" if letters > NOTE_LETTERS else "stands before its reference"
            yield Finding("V154", (KOBO,), f"a note {fault}, so that Kobo jumps to it and shows no pop-up",
                          "put notes behind the text, and long ones into an appendix", link.path, line, Severity.WARNING)
        if note not in seen:
            seen.add(note)
            if not _leads_back(note, link.place[0], link.path):
                yield Finding("V152", (KINDLE, APPLE, KOREADER), "a note has no link back to its reference",
                              'add <a href="#..." role="doc-backlink"> to it', link.place[0], line_of(note), Severity.HINT)


def _leads_back(note: etree._Element, page: str, referring: str) -> bool:
    return any(target(page, e.get("href", ""))[0] == referring for e in elements(note) if local(e) == "a" and e.get("href"))


def unmarked(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V153: what looks like the reference of a note and is a plain link."""
    del bytes_
    places = _places(opened)
    for link in _links(opened):
        element = link.element
        text = text_of(element)
        raised = any(local(e) == "sup" for e in (*elements(element), *element.iterancestors()) if isinstance(e.tag, str))
        if _said(element) or not _MARK.fullmatch(text) or not (raised or _BRACKETED.fullmatch(text)):
            continue
        if places.get(link.place, (None, link.at))[1] > link.at:
            said = f"{text.strip()!r} looks like a note's reference and is a plain link"
            yield Finding("V153", (APPLE, KOBO, KOREADER), said,
                          'write <a epub:type="noteref" role="doc-noteref" ...>, and readers show the note in place',
                          link.path, line_of(element), Severity.HINT)


RULES = (pairs, unmarked)
