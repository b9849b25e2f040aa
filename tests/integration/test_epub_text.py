"""The text of an EPUB is the author's, character by character and space by space: what sets it well is markup and style."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from oracles.finished import Finished

import builder

pytestmark = pytest.mark.integration

INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Characters without a glyph that tools put into a text to steer its lines."""

OURS = {"label", "backlink"}
"""Classes of what the book says by itself within a chapter."""


def text_of(element: etree._Element) -> str:
    """Return the text of an element, without what the book itself put there."""
    text = element.text or ""
    for child in element:
        own = not isinstance(child.tag, str) or OURS & set((child.get("class") or "").split())
        text += ("" if own else text_of(child)) + (child.tail or "")
    return text


def fragment_text(markup: str) -> str:
    return text_of(etree.fromstring(f'<div xmlns:epub="http://www.idpf.org/2007/ops">{markup}</div>'))


def chapters(epub: Path) -> Iterator[etree._Element]:
    """Yield the section of each chapter, in reading order."""
    with zipfile.ZipFile(epub) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        hrefs = {item.get("id"): item.get("href") for item in package.iterfind("{*}manifest/{*}item")}
        for itemref in package.iterfind("{*}spine/{*}itemref"):
            page = etree.fromstring(archive.read(f"EPUB/{hrefs[itemref.get('idref')]}"))
            yield from (s for s in page.iter("{*}section") if "chapter" in (s.get("class") or "").split())


def edited(post: Path) -> builder.Book:
    settings = builder.Settings(offline=True, store=post.parent / "none")
    return builder.edit(builder.read(post, settings=settings, report=builder.Report()), report=builder.Report())


def test_every_character_is_the_authors_and_none_is_added(finished: Finished) -> None:
    book, sections = edited(finished.post), list(chapters(finished.epub))
    assert len(sections) == len(book.chapters)
    for chapter, section in zip(book.chapters, sections, strict=True):
        heading = next(section.iterchildren("{*}h1"))
        notes = [n for part in section.iterchildren("{*}section") for n in part.iterchildren("{*}aside")]
        assert [text_of(n).strip() for n in notes] == [fragment_text(n.markup).strip() for n in chapter.notes]
        if chapter.title:
            assert text_of(heading).strip() == fragment_text(chapter.title_markup)
        for part in (heading, *section.iterchildren("{*}section")):
            part.getparent().remove(part)  # type: ignore[union-attr]  # children have a parent
        assert text_of(section).strip() == fragment_text(chapter.markup).strip()


def test_no_invisible_character_of_ours_is_in_a_page(finished: Finished) -> None:
    written = set(INVISIBLE.findall(finished.post.read_text(encoding="utf-8")))
    with zipfile.ZipFile(finished.epub) as archive:
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx")):
                assert set(INVISIBLE.findall(archive.read(name).decode())) <= written, name
