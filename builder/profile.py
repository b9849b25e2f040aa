"""What a printing house asks of a file: one value, read from a profile and handed to typesetting, binding and preflight."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read."""

    title: str
    address: str
    seen: str
    """When: `2026-11`."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, for the width of a book's back."""

    name: str
    """`cream`."""
    thickness: float
    """Of one page, half a leaf, in mm."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a printing house asks of a file. Lengths in mm unless they say otherwise; 0 and empty mean: nothing is asked."""

    name: str
    summary: str = ""
    sources: tuple[Source, ...] = ()
    # the page
    trim: str = "A5"
    """The trim size taken when the book names none."""
    trims: tuple[str, ...] = ()
    """The trim sizes that are taken; empty: any."""
    bleed: float = 3.0
    """Around every page of the block."""
    margin: float = 0.0
    """From the trimmed edge to whatever is printed, at least."""
    gutters: tuple[tuple[int, float], ...] = ()
    """(pages at the most, inner margin at the least), shortest book first."""
    marks: bool = False
    """Whether crop marks stand outside the bleed."""
    cover: bool = False
    """Whether the block begins with the front cover, for those who print and bind all from one file."""
    # the book
    fewest: int = 2
    """Pages at the least."""
    most: int = 0
    """Pages at the most."""
    multiple: int = 2
    """What the number of pages is a multiple of."""
    blank_run: int = 0
    """Blank pages in a row at the most, before the end."""
    blank_end: int = 0
    """Blank pages at the end at the most."""
    last_blank: bool = False
    """Whether the last page must be blank."""
    languages: tuple[str, ...] = ()
    """Primary language subtags that are known to be taken; empty: any."""
    # the file
    standard: str = ""
    """`PDF/X-4`, `PDF/X-1a:2001`, `PDF/X-1a:2003`, or empty."""
    outline: bool = True
    """Whether bookmarks may stay."""
    annotations: bool = False
    """Whether links may stay."""
    # colour
    ink: str = "cmyk"
    """What the press prints with: `cmyk`, or `any` where the house converts what it is given."""
    pictures: str = "cmyk"
    """`cmyk`: converted to the press's colours; `srgb`: kept, with the profile of their own colours."""
    condition: str = "FOGRA39"
    """Name of the printing condition (the ICC's registry), for the output intent."""
    condition_info: str = "Offset on coated paper (ISO 12647-2:2004)"
    icc: str = "fogra39-300.icc"
    """File of the output profile, beside the profile or among our own."""
    embeds_icc: bool = True
    """Whether the output profile goes into the file."""
    ink_limit: int = 300
    """Sum of the four inks in percent, at the most."""
    # what is looked for
    resolution: int = 300
    """Pixels per inch of a picture at its printed size, at the least."""
    line_resolution: int = 600
    """The same of line art in one ink."""
    smallest_type: float = 0.0
    """In pt."""
    thinnest_line: float = 0.0
    """In pt."""
    # the wrap
    papers: tuple[Paper, ...] = ()
    """The first is taken when the book names none."""
    board: float = 0.0
    """What the wrap's own thickness adds to the back."""
    wrap_bleed: float = 3.0
    back_title_pages: int = 80
    """Pages from which on a title stands on the back."""
    back_safety: float = 1.6
    """From the back's edges to its lettering."""
    icc_data: bytes = field(default=b"", repr=False)
    """The output profile itself, once it is read."""

    def gutter(self, pages: int) -> float:
        """Return the inner margin, in mm, that a book of so many pages needs at the least; 0: none is asked."""
        return next((inner for most, inner in self.gutters if pages <= most), self.gutters[-1][1] if self.gutters else 0.0)

    def whole(self, pages: int) -> int:
        """Return the pages of a book's block that has so many to print: blank ones fill it up to what the printer binds."""
        wanted = max(pages + (1 if self.last_blank else 0), self.fewest)
        return wanted + -wanted % max(self.multiple, 2)  # a leaf has two sides

    def paper(self, name: str = "") -> Paper | None:
        """Return a paper by its name, the first one for none; None when there is no such paper."""
        return next((p for p in self.papers if p.name == name or not name), None)


USUAL = Profile("usual", cover=True, annotations=True, ink="any", pictures="srgb")
"""What is taken where no profile was read, and so no output profile to convert colours with."""

SCREEN = Profile("screen", bleed=0.0, cover=True, multiple=1, annotations=True, ink="any", pictures="srgb")
"""What the edition for a screen asks of its pages."""
