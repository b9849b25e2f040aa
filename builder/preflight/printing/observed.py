"""What was seen in a finished PDF: values without a type of any library, read once, that the rules look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

MM = 72 / 25.4
"""Points in a millimetre."""


class Box(NamedTuple):
    """A rectangle in pt, its corners put in order."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in mm."""
        return (self.right - self.left) / MM, (self.top - self.bottom) / MM

    def holds(self, other: Box, slack: float = 0.0) -> bool:
        """Return whether the other lies inside, or reaches out by no more than `slack` pt."""
        return (other.left >= self.left - slack and other.bottom >= self.bottom - slack
                and other.right <= self.right + slack and other.top <= self.top + slack)

    def meets(self, other: Box) -> bool:
        """Return whether the two have a point in common."""
        return (self.left <= other.right and other.left <= self.right and self.bottom <= other.top
                and other.bottom <= self.top)

    def grown(self, by: float) -> Box:
        """Return the box with every side moved outwards by so many pt."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)


class Space(NamedTuple):
    """A colour space (ISO 32000-1, 8.6)."""

    family: str
    """As the standard names it: `DeviceGray`, `DeviceRGB`, `DeviceCMYK`, `CalRGB`, `ICCBased`, `Separation`, `Pattern`..."""
    parts: int = 1
    """Numbers in a colour of it."""
    colorants: tuple[str, ...] = ()
    """Of a Separation or DeviceN."""
    tagged: bool = False
    """Whether it says itself what its numbers look like: ICCBased, CalRGB, CalGray and Lab."""

    @property
    def kind(self) -> str:
        """`gray`, `rgb`, `cmyk`, `spot`, or `pattern`; Lab counts as rgb: both are colours of light."""
        if self.family in {"Separation", "DeviceN"}:
            return "spot"
        if self.family == "Pattern":
            return "pattern"
        if self.family == "Lab":
            return "rgb"
        return {1: "gray", 3: "rgb", 4: "cmyk"}.get(self.parts, "spot")


class Use(NamedTuple):
    """A colour space in use on a page."""

    space: Space
    where: str
    """`text`, `drawing`, `picture`, `shading` or `link`."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is printed once."""

    key: str
    """The same for every printing of one object."""
    width: int
    """In pixels."""
    height: int
    printed: tuple[float, float]
    """Width and height on paper, in pt."""
    space: Space | None
    """None for a stencil mask."""
    bits: int = 8
    filters: tuple[str, ...] = ()
    ink: float = 0.0
    """Sum of the four inks in percent that one pixel in a thousand exceeds; 0 where its pixels are not CMYK."""
    traits: frozenset[str] = frozenset()
    """Of `soft mask`, `interpolated`, `alternates`, `OPI`."""

    @property
    def resolution(self) -> float:
        """Pixels per inch in the direction that has fewer; infinite for a picture printed at no size."""
        sides = zip((self.width, self.height), self.printed, strict=True)
        per_inch = [pixels * 72 / length for pixels, length in sides if length]
        return min(per_inch, default=float("inf"))


class Font(NamedTuple):
    """A font as its dictionary describes it."""

    name: str
    kind: str
    """`Type1`, `TrueType`, `Type0`, `Type3`."""
    embedded: bool
    subset: bool


class Extent(NamedTuple):
    """What stands where: an object of a page with its bounds, in pt of the page."""

    kind: str
    """`text`, `drawing` or `picture`."""
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    number: int
    """Counted from 1."""
    media: Box
    """This and all other places are told as they lie on paper, turned and enlarged as the page says."""
    crop: Box
    """What the page shows: the CropBox, or all of the MediaBox."""
    bleed: Box | None
    """BleedBox as written."""
    trim: Box | None
    """TrimBox as written."""
    turned: int = 0
    """/Rotate, in degrees."""
    unit: float = 1.0
    """/UserUnit."""
    unread: str = ""
    """Why its content was not followed to its end: `endless` or `damaged`; nothing is to be said of what it shows then."""
    is_measured: bool = True
    """Whether all that stands near its edges was looked at."""
    uses: frozenset[Use] = frozenset()
    ink: float = 0.0
    """The most ink of any flat colour, in percent."""
    rich_black: float = 0.0
    """Size in pt of the smallest text in black of several inks; 0: none."""
    smallest_type: float = 0.0
    """In pt; 0: no text."""
    thinnest_line: float | None = None
    """In pt; None: no line."""
    pictures: tuple[Picture, ...] = ()
    fonts: frozenset[Font] = frozenset()
    transparency: frozenset[str] = frozenset()
    """`opacity`, `soft mask`, `blend mode`, `group`."""
    forbidden: frozenset[str] = frozenset()
    """`transfer curve`, `PostScript`."""
    annotations: tuple[str, ...] = ()
    """Their subtypes."""
    blank: bool = True
    """Whether nothing that can be seen stands on the trimmed page."""
    outside: tuple[Box, ...] = ()
    """Bounds of what is drawn wholly outside the trimmed page, at most a few hundred."""
    extents: tuple[Extent, ...] = ()
    """Where what can be seen stands."""

    @property
    def page_size(self) -> Box:
        """The trimmed page: the TrimBox within the MediaBox, or what the page shows (ISO 32000-1, 14.11.2)."""
        return self.within(self.trim) or self.crop

    @property
    def outer(self) -> Box:
        """The page with its bleed: the BleedBox, in the same way."""
        return self.within(self.bleed) or self.crop

    def within(self, box: Box | None) -> Box | None:
        """Return what of a box lies within the MediaBox, or None."""
        if box is None or not box.meets(self.media):
            return None
        return Box(max(box.left, self.media.left), max(box.bottom, self.media.bottom), min(box.right, self.media.right),
                   min(box.top, self.media.top))


class OutputIntent(NamedTuple):
    """An output intent (ISO 32000-1, 14.11.5)."""

    kind: str
    condition: str
    registry: str
    profile: int
    """Colour components of the embedded output profile; 0: none is embedded."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A whole file."""

    pages: tuple[Page, ...]
    count: int = 0
    """How many pages the file has; those beyond some thousands are not read."""
    version: str = "1.4"
    compressed_structure: bool = False
    """Whether it has a cross-reference stream, which PDF 1.5 brought."""
    info: tuple[tuple[str, str], ...] = ()
    """The document information dictionary, keys without the slash."""
    xmp: str = ""
    """The metadata stream as text."""
    intents: tuple[OutputIntent, ...] = ()
    has_identity: bool = False
    """Whether the trailer has an ID."""
    language: str = ""
    from_right: bool = False
    """Whether the book is bound on its right side."""
    outline: bool = False
    layers: bool = False
    entries: dict[str, str] = field(init=False, repr=False)
    """`info` by its keys."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", dict(self.info))
