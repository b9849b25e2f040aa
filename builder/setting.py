"""What every template of one book is given, and the parts that a template makes by itself."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from builder import typography
from builder.errors import Report
from builder.model import Book, Metadata, Target, Theme
from builder.profile import Profile
from builder.templates import fill
from builder.typography.trees import fragment, serialise


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
    def is_composed(self) -> bool:
        """Whether paragraphs of ideographs are set as a whole, by their galleys."""
        return self.target is Target.PDF and self.book.options.composition == "full"

    def fill(self, template: str, **context: object) -> str:
        """Return a template filled with the book's own names and those given."""
        return fill(self.theme, template, {
            "meta": self.meta, "t": self.words, "target": self.target.value, "language_is_han": self.is_han,
            "area": self.area, **context,
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
    if not typography.QUOTES & set(markup):
        return markup
    try:
        root = fragment(markup)
    except etree.XMLSyntaxError:
        return markup
    typography.shape_quotes(root)
    return serialise(root)
