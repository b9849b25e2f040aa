"""What every template of one book is given, and the parts that a template makes by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from builder import typography
from builder.errors import Report
from builder.model import Book, Metadata, Role, Target, Theme
from builder.preliminaries import credited, facts, paragraphs
from builder.profile import Profile
from builder.templates import fill
from builder.typography.trees import fragment, named, serialise


@dataclass(frozen=True, slots=True)
class Setting:
    """What every template of one book is given."""

    book: Book
    theme: Theme
    target: Target
    words: dict[str, str]
    area: typography.TypeArea
    serif: str
    sans: str
    report: Report
    profile: Profile

    @property
    def meta(self) -> Metadata:
        """What the book says of itself."""
        return self.book.metadata

    @property
    def is_han(self) -> bool:
        """Whether the book is in a language whose marks are full-width."""
        return self.meta.language.split("-")[0] in {"zh", "ja"}

    @property
    def has_dots(self) -> bool:
        """Whether emphasised ideographs get dots and not a face of their own."""
        return ("emphasis", "dots") in self.theme.options

    @property
    def is_vertical(self) -> bool:
        """Whether lines run downwards: in the EPUB alone, for the layout engine of the PDF knows level lines only."""
        return self.target is Target.EPUB and self.book.options.writing == "vertical"

    @property
    def upright_digits(self) -> int:
        """The most digits that stand side by side in a vertical line."""
        return int(dict(self.theme.options).get("upright-digits", typography.DIGITS))

    @property
    def is_composed(self) -> bool:
        """Whether paragraphs of ideographs are set as a whole, by their galleys."""
        return self.target is not Target.EPUB and self.book.options.composition == "full"

    def fill(self, template: str, **context: object) -> str:
        """Return a template filled with the book's own names and those given."""
        return fill(self.theme, template, {
            "meta": self.meta, "t": self.words, "target": "epub" if self.target is Target.EPUB else "pdf",
            "screen": self.target is Target.SCREEN, "language_is_han": self.is_han, "area": self.area,
            "vertical": self.is_vertical, **context,
        }, self.report)

    def part(self, template: str, **context: object) -> str:
        """Return a part of the book that is made by its template alone, its quotation marks shaped."""
        return shaped(self.fill(template, **context))

    def credits(self) -> str:
        """Return authors and translators as one text."""
        meta, words = self.meta, self.words
        authors, translators = meta.names("aut"), meta.names("trl")
        if self.is_han:
            parts = ((authors, words["by"]), (translators, words["translated-by"]))
            return "，".join(f"{'、'.join(names)} {word}" for names, word in parts if names)
        said = [", ".join(authors)] if authors else []
        if translators:
            said.append(f"{words['translated-by']} {', '.join(translators)}")
        return "; ".join(said)


def shaped(markup: str) -> str:
    """Return markup with its quotation marks shaped; what is no XML is left for those who judge the theme."""
    return _treated(markup, typography.shape_quotes) if typography.QUOTES & set(markup) else markup


def upright(markup: str, *, digits: int) -> str:
    """Return the content of a page for vertical lines: short numbers and quotation marks of ideographs upright."""
    return _treated(markup, lambda root: typography.set_upright(root, digits=digits))


def _treated(markup: str, rule: Callable[[etree._Element], None]) -> str:
    try:
        root = fragment(markup)
    except etree.XMLSyntaxError:
        return markup
    rule(root)
    return serialise(root)


def copyright_page(setting: Setting) -> str:
    """Return the copyright page: rights, the library's data, the book's record."""
    own = setting.book.options.copyright
    return setting.part("copyright-page.xhtml.j2", facts=facts(setting.book, setting.words, is_han=setting.is_han),
                        rights=own.rights, cip=paragraphs(own.cip))


def inscriptions(setting: Setting) -> list[tuple[Role, str]]:
    """Return the dedication and the epigraph, those the book has."""
    options = setting.book.options
    return [
        (role, setting.part(f"{role.value}.xhtml.j2", paragraphs=paragraphs(text.lines),
                            source=credited(text.source, is_han=setting.is_han)))
        for role, text in ((Role.DEDICATION, options.dedication), (Role.EPIGRAPH, options.epigraph)) if text.lines
    ]


def name_pictures(root: etree._Element) -> None:
    """Give the pictures of a tree the addresses they have in a book: `asset:NAME` becomes `images/NAME`."""
    for picture in named(root, "img"):
        source = picture.get("src", "")
        if source.startswith("asset:"):
            picture.set("src", "images/" + source.removeprefix("asset:"))
