"""The values that travel from the post to the books: frozen, made of tuples, with nothing of any library in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812 - a field is called date
from enum import StrEnum

from builder.index_terms import IndexGroup
from builder.manner import Manner
from builder.options import Options
from builder.page_starts import PageStart
from builder.profile import USUAL, Profile

UNDATED = Day(1980, 1, 1)
"""The day of a text that names none, the first a zip archive can hold; it is not printed."""


class Target(StrEnum):
    """The kinds of finished file."""

    EPUB = "epub"
    PDF = "pdf"
    SCREEN = "screen"
    """The PDF for reading on a screen: single pages, live links, tags."""
    WRAP = "wrap"
    """Back cover, back and front cover of a printed book, on one sheet."""


class Matter(StrEnum):
    """The three parts of a book (Chicago Manual of Style 1.3)."""

    FRONT = "front"
    BODY = "body"
    BACK = "back"


class Role(StrEnum):
    """What a page or chapter is for. The values are terms of the EPUB Structural Semantics Vocabulary where it has one."""

    COVER = "cover"
    HALF_TITLE = "halftitlepage"
    TITLE_PAGE = "titlepage"
    COPYRIGHT_PAGE = "copyright-page"
    DEDICATION = "dedication"
    EPIGRAPH = "epigraph"
    CONTENTS = "toc"
    INTRODUCTION = "introduction"
    PART = "part"
    CHAPTER = "chapter"
    CONCLUSION = "conclusion"
    ENDNOTES = "endnotes"
    INDEX = "index"
    COLOPHON = "colophon"


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person or body named on the title page."""

    name: str
    """As it is printed."""
    role: str = "aut"
    """MARC relator code: `aut` author, `trl` translator, `pbl` publisher."""
    file_as: str | None = None
    """The form a catalogue sorts by: `Butcher, Matt`."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the book says of itself, all of it as text for people unless noted."""

    title: str
    """The title, plain text."""
    language: str
    """BCP 47 tag: `zh-Hans`, `zh-Hant`, `ja`, `ko`, `en`."""
    identifier: str
    """`urn:uuid:...` or `urn:isbn:...`; the same for the same book at every build."""
    date: Day
    """The day the text is of; no clock is read."""
    subtitle: str = ""
    """Second line of the title page, or empty."""
    contributors: tuple[Contributor, ...] = ()
    """Authors first, then translators, in the order given."""
    published: Day | None = None
    updated: Day | None = None
    """When the post was published and last changed, where it is known."""
    description: str = ""
    """A paragraph for catalogues, plain text."""
    subjects: tuple[str, ...] = ()
    """Tags and category, each once."""
    publisher: str = ""
    """The imprint at the foot of the title page."""
    license: str = ""
    """A licence's name, SPDX identifier or address."""
    source: str = ""
    """Address of what the text was translated or taken from."""
    original: str = ""
    """Identifier of the book that this one is an edition of, in another script or with readings; or empty."""

    def names(self, role: str) -> tuple[str, ...]:
        """Return the printed names of the contributors with that MARC relator code."""
        return tuple(c.name for c in self.contributors if c.role == role)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A post's own front matter, read as text; an absent key is empty or None."""

    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    date: Day | None = None
    published: Day | None = None
    updated: Day | None = None
    language: str = ""
    tags: tuple[str, ...] = ()
    category: str = ""
    description: str = ""
    image: str = ""
    license: str = ""
    source: str = ""
    lines: tuple[tuple[str, int], ...] = ()
    """Each key with the line it stands on in the file."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture the text asks for."""

    target: str
    """The address or path as the author wrote it (percent-decoded by nobody yet)."""
    line: int
    """1-based line in the post's file."""


@dataclass(frozen=True, slots=True)
class Post:
    """One Markdown file, read and parsed."""

    path: str
    """As the user would type it."""
    front_matter: FrontMatter
    """What stands above the text."""
    markup: str
    """The text as one cleaned XHTML fragment; block elements carry `data-line`, their line in the file."""
    images: tuple[Reference, ...] = ()
    """The pictures the text asks for, in order."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture that goes into the book, already re-encoded by content."""

    name: str
    """ASCII file name made of the content's hash: `3f2a9c81d04b.jpg`. Markup names it `asset:3f2a9c81d04b.jpg`."""
    media_type: str
    """`image/jpeg` or `image/png`."""
    data: bytes = field(repr=False)
    """The encoded picture."""
    width: int
    height: int
    """Both in pixels."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font face of the catalogue `fonts/fonts.toml`, or a subset of one."""

    family: str
    """The name in the font's own name table, and in the style sheets."""
    weight: int
    """400 or 700."""
    italic: bool
    """Whether the face is drawn slanted."""
    file: str
    """File name: `NotoSerifSC-Regular.ttf`."""
    license: str
    """SPDX identifier: `OFL-1.1`."""
    copyright: str
    """The font's own copyright line."""
    data: bytes = field(repr=False)
    """The TrueType file."""
    characters: frozenset[int] = field(repr=False)
    """Code points it has a glyph for."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """What stands in for a combination of family, weight and slant that has no face of its own."""

    family: str
    weight: int
    italic: bool
    use_family: str
    use_weight: int
    use_italic: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The faces at hand."""

    faces: tuple[Face, ...]
    """Every face, in the order of the catalogue."""
    substitutes: tuple[Substitute, ...] = ()
    """Named substitutes; nothing is slanted or emboldened by machine."""
    fallbacks: tuple[str, ...] = ()
    """Families asked, in order, for a character that the style sheet's families lack (symbols, emoji)."""
    generics: tuple[tuple[str, str], ...] = ()
    """(CSS generic family, family that stands for it): `("serif", "Noto Serif SC")`."""


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """A template or style sheet of a theme, with the path to name in an error."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with everything it extends laid under it."""

    name: str
    """`classic`."""
    options: tuple[tuple[str, str | int | float | bool], ...]
    """Typed options, the book's own settings already laid over the theme's defaults."""
    templates: tuple[tuple[str, ThemeFile], ...]
    """File name -> template, the nearest theme's first."""
    styles: tuple[tuple[str, ThemeFile], ...]
    """File name -> style sheet template."""
    labels: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Language -> (key -> word) for every word the book prints by itself."""

    def option(self, name: str) -> str | int | float | bool:
        """Return a typed option by its name; raises KeyError when the theme has no such option."""
        return dict(self.options)[name]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Everything the build may look at. Nothing behind this point reads the disk, the network or the clock."""

    posts: tuple[Post, ...]
    """In the order of the book."""
    settings: FrontMatter
    """The metadata of book.toml, in a front matter's shape; empty without one."""
    publisher: str
    """From book.toml, or empty."""
    identifier: str
    """From book.toml, or empty."""
    options: Options
    images: tuple[tuple[str, str, Asset], ...]
    """(post's path, target as written, picture), for every reference that was found."""
    cover_art: Asset | None
    """The picture for the front cover, when there is one."""
    theme: Theme
    catalogue: Catalogue
    source_date: Day | None = None
    """SOURCE_DATE_EPOCH as a day, when it is set."""
    profile: Profile = USUAL
    """What the printing house asks."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote."""

    id: str
    """Unique in the book: `note-3`."""
    number: int
    """1-based in its chapter."""
    markup: str
    """XHTML blocks."""
    references: tuple[str, ...]
    """Ids of the places that point at it, `noteref-3`, in order."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading inside a chapter, with those under it."""

    id: str
    title: str
    level: int
    """2 for a section of a chapter, and deeper."""
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """An introduction, a part's opening, a chapter or a piece of back matter, format-neutral."""

    id: str
    """Unique in the book and stable when other chapters change: `h-7b2a1b`, or the author's own."""
    role: Role
    matter: Matter
    label: str
    """What is set above the title: `时代一`, `Chapter 4`; or empty."""
    title: str
    """The title without its label, plain text."""
    title_markup: str
    """The same as XHTML inline markup."""
    markup: str
    """XHTML blocks without the chapter's own heading; sections begin at h2; `data-line` on blocks."""
    notes: tuple[Note, ...]
    sections: tuple[Section, ...]
    path: str
    """The post it comes from."""
    line: int
    """The line its heading stands on, or that of its first block."""
    part: str = ""
    """Id of the part it belongs to, or empty; a part is a chapter of role PART."""


@dataclass(frozen=True, slots=True)
class Book:
    """The book before it is set for any medium."""

    metadata: Metadata
    chapters: tuple[Chapter, ...]
    """In reading order; each knows which matter it belongs to."""
    assets: tuple[Asset, ...]
    """The pictures that the chapters name."""
    cover_art: Asset | None
    options: Options
    index: tuple[IndexGroup, ...] = ()
    """Empty when nothing is marked for it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    title: str
    """Plain text."""
    label: str
    href: str
    """`chapter-01.xhtml#h-7b2a1b` in an EPUB, `#h-7b2a1b` in a PDF."""
    role: Role
    entries: tuple[Entry, ...] = ()
    matter: Matter = Matter.BODY
    """The part of the book it leads to: pages of the front matter have folios of their own."""


@dataclass(frozen=True, slots=True)
class Page:
    """One document of a book: a file of an EPUB's spine, or the whole of a PDF."""

    name: str
    """File name: `chapter-01.xhtml`."""
    role: Role
    matter: Matter
    title: str
    """Plain text, never empty."""
    markup: str
    """A whole XHTML document."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A book set for one target, ready to bind."""

    target: Target
    metadata: Metadata
    pages: tuple[Page, ...]
    """In spine order; one of role CONTENTS is the EPUB's nav."""
    outline: tuple[Entry, ...]
    """The contents, in spine order; sections below chapters."""
    stylesheet: str
    """CSS; names faces by `fonts/FILE` and pictures by `images/NAME`."""
    faces: tuple[Face, ...]
    """Subset to what the pages use."""
    assets: tuple[Asset, ...]
    cover: Asset | None
    """The 1600x2560 JPEG of an EPUB."""
    manner: Manner | None = None
    """How lines of ideographs are set on paper; None leaves them to the layout engine."""
    text_starts: str = ""
    """Id of the heading whose page is numbered 1 on paper; empty in an EPUB."""
    indexed: tuple[str, ...] = ()
    """Ids of the places the index leads to."""
    page_list: tuple[Entry, ...] = ()
    """The pages of the printed book, where they begin in this one."""
    printed: str = ""
    """What edition those are the pages of."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One finished file, in memory."""

    target: Target
    name: str
    """File name with its ending."""
    media_type: str
    data: bytes = field(repr=False)
    page_starts: tuple[PageStart, ...] = field(default=(), repr=False)
    """Where the pages of a printed book begin."""
