"""The notes: that a reader knows them for what they are, can show them, and finds the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from builder.epub.documents import elements, line_of, local, text_of, tokens
from builder.errors import Severity
from builder.preflight.opened import Opened, ranks, target
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
    place: tuple[str, str]


def _said(element: etree._Element) -> frozenset[str]:
    return tokens(element, _TYPE) | tokens(element, "role")


def _links(opened: Opened) -> Iterator[_Link]:
    for path, root in opened.pages.items():
        if path == opened.nav:
            continue
        for element in elements(root):
            href = element.get("href") or ""
            if local(element) == "a" and "#" in href and "://" not in href:
                yield _Link(path, element, target(path, href))


def _places(opened: Opened) -> dict[tuple[str, str], etree._Element]:
    return {(path, e.get("id", "")): e for path, root in opened.pages.items() for e in elements(root) if e.get("id")}


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
    places, order = _places(opened), ranks(opened)
    seen: set[etree._Element] = set()
    for link in _links(opened):
        if not _said(link.element) & _REFERENCES:
            continue
        note, line = _note(places.get(link.place)), line_of(link.element)
        if note is None:
            yield Finding("V151", READERS, f"the reference {text_of(link.element).strip()[:20]!r} leads to nothing marked as a note",
                          'mark it <aside epub:type="footnote" role="doc-footnote" id="...">', link.path, line, Severity.WARNING)
            continue
        letters = len(text_of(note).strip())
        begun = order.get((link.path, link.element.get("id", "")), order.get((link.path, ""), (0, 0)))
        if letters > NOTE_LETTERS or order.get(link.place, begun) < begun:
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
    order = ranks(opened)
    for link in _links(opened):
        element = link.element
        text = text_of(element)
        raised = any(local(e) == "sup" for e in (*elements(element), *element.iterancestors()) if isinstance(e.tag, str))
        if _said(element) or not _MARK.fullmatch(text) or not (raised or _BRACKETED.fullmatch(text)):
            continue
        here = order.get((link.path, element.get("id", "")), order.get((link.path, ""), (0, 0)))
        if order.get(link.place, here) > here:
            yield Finding("V153", (APPLE, KOBO, KOREADER), f"{text.strip()!r} looks like a note's reference and is a plain link",
                          'write <a epub:type="noteref" role="doc-noteref" ...>, and readers show the note in place', link.path,
                          line_of(element), Severity.HINT)


RULES = (pairs, unmarked)
