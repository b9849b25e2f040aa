"""What book.toml and the command line ask for beyond metadata."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChapterRule:
    """Where one chapter ends and the next begins."""

    level: int = 2
    """Headings of this level open a chapter."""
    pattern: str = ""
    """When set, only headings matching this regular expression open a chapter."""


@dataclass(frozen=True, slots=True)
class Options:
    """What `book.toml` and the command line ask for beyond metadata."""

    theme: str = "classic"
    theme_options: tuple[tuple[str, str | int | float | bool], ...] = ()
    trim: str = "A5"
    composition: str = "full"
    """`full` sets paragraphs of ideographs as a whole; `plain` leaves them to the layout engine."""
    chapters: ChapterRule = ChapterRule()
    missing_glyph: str = "error"
    """`error` stops the build; `show` sets the code in a small box and warns."""
    output: str = ""
    """File name of the finished books without its ending; empty: the post's own."""
    screen_standard: str = "ua"
    """`ua`: the PDF for a screen is PDF/UA-1; `a-3u`: it is PDF/A-3u as well."""
    front_cover: str = ""
    """Address or path of the cover picture; over the post's `image`."""
