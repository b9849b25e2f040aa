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
class WrapOptions:
    """What the table `[wrap]` of a book.toml asks for: the sheet of back cover, back and front cover."""

    blurb: tuple[str, ...] = ()
    """Paragraphs of the back cover; none: the book's description."""
    about: str = ""
    """A line about the author."""
    price: str = ""
    """As it is printed below the barcode: `定价：39.00 元`."""
    price_code: str = ""
    """Five digits, for the add-on beside the barcode."""
    isbn: str = ""
    """The ISBN as book.toml writes it, for its hyphens."""
    barcode_size: float = 100.0
    """Percent of the nominal size."""
    thickness: float = 0.0
    """Of one page, in mm, over that of the printer's paper; 0: the paper's."""
    pages: int = 0
    """Of the block; 0: the block is made and counted."""
    guides: bool = False
    """Whether trim, folds and safe areas are drawn."""


@dataclass(frozen=True, slots=True)
class Options:
    """What `book.toml` and the command line ask for beyond metadata."""

    theme: str = "classic"
    theme_options: tuple[tuple[str, str | int | float | bool], ...] = ()
    trim: str = ""
    """A trim size; empty: the printer's usual one."""
    printer: str = "generic"
    """Name of the profile of the printing house."""
    printing: tuple[tuple[str, str | float | bool], ...] = ()
    """(key of the profile, value), over what the profile says."""
    paper: str = ""
    """Name of a paper of the printer's; empty: its first."""
    composition: str = "full"
    """`full` sets paragraphs of ideographs as a whole; `plain` leaves them to the layout engine."""
    chapters: ChapterRule = ChapterRule()
    missing_glyph: str = "error"
    """`error` stops the build; `show` sets the code in a small box and warns."""
    output: str = ""
    """File name of the finished books without its ending; empty: the post's own."""
    front_cover: str = ""
    """Address or path of the cover picture; over the post's `image`."""
    wrap: WrapOptions = WrapOptions()
