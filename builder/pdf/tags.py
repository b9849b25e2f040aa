"""Tags: the values between the reading of a document's structure and the writing of it, with nothing of any library in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Content:
    """A stretch of a page's content."""

    page: int
    """0-based."""
    mark: int
    """Its number on the page, the MCID (ISO 32000-1, 14.7.4.2)."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """The active area of a link."""

    page: int
    """0-based."""
    number: int
    """The object's number in the file."""


@dataclass(slots=True, eq=False)
class Tag:
    """A structure element (ISO 32000-1, 14.7.2)."""

    kind: str
    """One of the standard types of 14.8.4: `P`, `H1`, `Link`."""
    kids: list[Tag | Content | Annotation] = field(default_factory=list)
    """In reading order."""
    parent: Tag | None = field(default=None, repr=False)
    language: str = ""
    """BCP 47 tag where it is not the one around it."""
    alt: str = ""
    """What stands for it where it is not seen; of a link the words it is called by."""
    expansion: str = ""
    """What an abbreviation stands for."""
    address: str = ""
    """Of a link: where it leads."""
    name: str = ""
    """Of a note: unique in the file."""
    bounds: tuple[float, float, float, float] | None = None
    """Of a picture: left, bottom, right and top, in pt on its page."""
    numbering: str = ""
    """Of a list: `Decimal`, `Disc` or `None`."""
    scope: str = ""
    """Of a head cell: `Row` or `Column`."""
    span: tuple[int, int] = (1, 1)
    """Of a cell: how many columns and rows it takes."""
    is_ours: bool = False
    """Whether it stands for no element, but gathers text that has no paragraph."""

    def add(self, tag: Tag, *, first: bool = False, behind: Tag | None = None) -> Tag:
        """Put a tag below this one and return it: last, first, or behind another one and the notes that follow that one."""
        tag.parent = self
        if first:
            self.kids.insert(0, tag)
        elif behind is not None:
            place = next(n for n, kid in enumerate(self.kids) if kid is behind) + 1
            while place < len(self.kids) and isinstance(kid := self.kids[place], Tag) and kid.kind == "Note":
                place += 1
            self.kids.insert(place, tag)
        else:
            self.kids.append(tag)
        return tag

    def tags(self) -> Iterator[Tag]:
        """Yield the tags right below this one."""
        return (kid for kid in self.kids if isinstance(kid, Tag))

    def last(self, kind: str) -> Tag | None:
        """Return what stands last below this one when it is a tag of that kind."""
        kid = self.kids[-1] if self.kids else None
        return kid if isinstance(kid, Tag) and kid.kind == kind else None

    def walk(self) -> Iterator[Tag]:
        """Yield this tag and all below it, in reading order."""
        yield self
        for kid in self.tags():
            yield from kid.walk()


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure of a whole file."""

    document: Tag
    redundant: tuple[Annotation, ...] = ()
    """Active areas that lie inside a link's own and say the same."""
