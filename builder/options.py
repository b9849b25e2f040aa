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
    part_pattern: str = ""
    """When set, headings matching this regular expression open a part; empty: those above the chapters' headings do."""


@dataclass(frozen=True, slots=True)
class WrapOptions:
    """What the table `[wrap]` of a book.toml asks for: the sheet of back cover, back and front cover."""

    blurb: tuple[str, ...] = ()
    """Paragraphs of the back cover; none: the book's description."""
    about: str = ""
    """A line about the author."""
    price: str = ""
    """As it is printed below the barcode, `定价：39.00 元`; empty: the price of the copyright page."""
    price_code: str = ""
    """Five digits, for the add-on beside the barcode."""
    barcode_size: float = 100.0
    """Percent of the nominal size."""
    thickness: float = 0.0
    """Of one page, in mm, over that of the printer's paper; 0: the paper's."""
    pages: int = 0
    """Of the block; 0: the block is made and counted."""
    guides: bool = False
    """Whether trim, folds and safe areas are drawn."""


@dataclass(frozen=True, slots=True)
class NoteRule:
    """Where notes stand on paper, and what their numbers run through."""

    place: str = "foot"
    """`foot` of the page, end of the `chapter` or of the `book`."""
    numbering: str = ""
    """`page` or `chapter`; empty: by page at the foot, else by chapter."""

    @property
    def by_page(self) -> bool:
        """Whether each page begins anew at 1."""
        return self.place == "foot" and self.numbering != "chapter"


@dataclass(frozen=True, slots=True)
class Copyright:
    """What the copyright page says beside the metadata; what is empty is not printed."""

    rights: str = ""
    """The statement of rights, at the top of the page."""
    cip: tuple[str, ...] = ()
    """The library's cataloguing-in-publication data, line by line as given; an empty line parts paragraphs."""
    printer: str = ""
    format: str = ""
    """Size of the sheet and its part: `880×1230mm 1/32`."""
    sheets: str = ""
    """Printed sheets a copy takes: `6.5`."""
    characters: int | str | None = None
    """The number of the text's characters; `auto`: counted."""
    edition: str = ""
    impression: str = ""
    isbn: str = ""
    """With its hyphens as they were given."""
    price: str = ""


@dataclass(frozen=True, slots=True)
class Inscription:
    """A short text on a page of its own before the contents: a dedication or an epigraph."""

    lines: tuple[str, ...] = ()
    """As given; an empty line parts paragraphs."""
    source: str = ""
    """Whom or what an epigraph is taken from."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What `variant` and the table `[variant]` of a book.toml ask for: the book in the other Chinese script."""

    language: str = ""
    """BCP 47 tag it is converted to: `zh-Hans`, `zh-Hant`, `zh-Hant-TW` or `zh-Hant-HK`; empty: it stays as it is."""
    phrases: bool = False
    """Whether words are exchanged for those of the place as well: 软件 for 軟體."""
    keep: tuple[str, ...] = ()
    """Words that stay as they are."""
    words: tuple[tuple[str, str], ...] = ()
    """(word, what becomes of it)."""
    quotes: str = ""
    """`corner` turns “ ” into 「 」, `curly` 「 」 into “ ”; empty: they stay."""
    isbn: str = ""
    """The number of this edition, with its hyphens as they were given."""
    list_doubtful: bool = False
    """Whether characters that the words around them decided are listed."""


VARIANTS = {
    "zh-Hans": "zh-Hans", "zh-CN": "zh-Hans", "zh-Hans-CN": "zh-Hans", "zh-Hant": "zh-Hant", "zh-TW": "zh-Hant-TW",
    "zh-Hant-TW": "zh-Hant-TW", "zh-HK": "zh-Hant-HK", "zh-Hant-HK": "zh-Hant-HK",
}
"""What a variant may be called, with its language; `-phrases` may follow."""


def variant_named(name: str) -> tuple[str, bool] | None:
    """Return the language of a variant and whether its words are exchanged; None for no name of one."""
    plain = name.replace("_", "-").casefold()
    bare = plain.removesuffix("-phrases")
    language = {known.casefold(): tag for known, tag in VARIANTS.items()}.get(bare)
    return (language, bare != plain) if language else None


@dataclass(frozen=True, slots=True)
class Readings:
    """What the table `[readings]` of a book.toml asks for: how ideographs are read, over each of them."""

    ruby: str = ""
    """`pinyin` or `bopomofo`; empty: none but the author's own."""
    headings: bool = False
    """Whether titles and headings have them too."""
    words: tuple[tuple[str, str], ...] = ()
    """(word, its syllables with spaces between)."""


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
    numbered_figures: bool = False
    """Whether figures and tables with captions are numbered, chapter by chapter."""
    missing_glyph: str = "error"
    """`error` stops the build; `show` sets the code in a small box and warns."""
    output: str = ""
    """File name of the finished books without its ending; empty: the post's own."""
    screen_standard: str = "ua"
    """`ua`: the PDF for a screen is PDF/UA-1; `a-3u`: it is PDF/A-3u as well."""
    front_cover: str = ""
    """Address or path of the cover picture; over the post's `image`."""
    wrap: WrapOptions = WrapOptions()
    list_of_figures: bool | None = None
    """Whether captioned figures are listed behind the contents; None: when there are many of them."""
    list_of_tables: bool | None = None
    """The same for tables."""
    code_numbers: bool = False
    """Whether the lines of code are numbered."""
    notes: NoteRule = NoteRule()
    copyright: Copyright = Copyright()
    dedication: Inscription = Inscription()
    epigraph: Inscription = Inscription()
    variant: Variant = Variant()
    readings: Readings = Readings()
