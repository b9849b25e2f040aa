"""Posts and manuscripts out of a few lines of text, for the tests of this room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from builder.errors import PostpressError, Report
from builder.faces import Catalogue
from builder.manuscript import edit, read_post
from builder.model import Asset, Book, FrontMatter, Manuscript, Post, Theme
from builder.options import Options


def read(folder: Path, text: str | bytes, name: str = "post.md") -> tuple[Post, Report]:
    """Return a post of that text with its report."""
    report = Report()
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_post(file, name, report), report


def failed(folder: Path, text: str | bytes) -> list[str]:
    """Return the errors a text is refused with, hints left off."""
    report = Report()
    file = folder / "post.md"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    try:
        read_post(file, "post.md", report)
    except PostpressError:
        return [str(error).partition("\n")[0] for error in report.errors]
    return []


def manuscript(
    *posts: Post, settings: FrontMatter | None = None, options: Options | None = None, identifier: str = "",
    images: Sequence[tuple[str, str, Asset]] = (),
) -> Manuscript:
    """Return a manuscript of posts, with an empty theme and no faces: editing looks at neither."""
    return Manuscript(
        posts=posts, settings=settings or FrontMatter(), publisher="", identifier=identifier, options=options or Options(),
        images=tuple(images), cover_art=None, theme=Theme("none", (), (), (), ()), catalogue=Catalogue(()),
    )


def book_of(folder: Path, text: str, **given: object) -> tuple[Book, Report]:
    """Return the book a single post makes, with what reading and editing reported."""
    post, report = read(folder, text)
    return edit(manuscript(post, **given), report), report  # type: ignore[arg-type]  # given is passed on as it is


def codes(report: Report) -> list[str]:
    """Return the codes a report holds, in order."""
    return [found.code for found in report]


def bare(markup: str) -> str:
    """Return markup without line numbers, which most tests do not ask about."""
    return re.sub(r' data-line="\d+"', "", markup).strip()


def tree(markup: str) -> etree._Element:
    """Return a fragment as a tree."""
    return etree.fromstring(f"<body>{markup}</body>")


def text_of(markup: str) -> str:
    """Return the text of a fragment."""
    return "".join(str(part) for part in tree(markup).itertext())


def letters(text: str) -> str:
    """Return what a reader would read: letters and digits, in order."""
    return "".join(character for character in text if character.isalnum())
