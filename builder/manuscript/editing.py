"""A manuscript to the edition that is asked for: in the other script, with readings, or as it is.

What converts and what reads is imported for the editions that ask for it: most books are made without.
"""

from __future__ import annotations

from dataclasses import replace

from builder.errors import Report
from builder.manuscript import chapters
from builder.manuscript.metadata import merged
from builder.manuscript.runs import script_of
from builder.model import Book, Manuscript


def edit(manuscript: Manuscript, report: Report) -> Book:
    """Return the book: metadata, chapters with their roles, notes and links, and the pictures they name.

    Where `options.variant` asks, its text is converted before, so that labels, the index and all else follow; where
    `options.readings` asks, readings are set over the finished text.

    Raises:
        PostpressError: M and C codes.
    """
    book = _converted(manuscript, report) if manuscript.options.variant.language else chapters.edit(manuscript, report)
    if not book.options.readings.ruby:
        return book
    from builder.manuscript.readings import with_readings  # noqa: PLC0415 - see above

    return with_readings(_as_edition(book, manuscript, book.options.readings.ruby), report)


def _converted(manuscript: Manuscript, report: Report) -> Book:
    from builder.manuscript.variants import chain, converted  # noqa: PLC0415 - see above

    variant = manuscript.options.variant
    if not manuscript.posts:
        return chapters.edit(manuscript, report)
    gathered = Report()
    original = chapters.described(manuscript, gathered)
    for found in gathered:
        if found.code in ("M061", "M062"):  # the language is given from here on, so they will not be told again
            report.add(found)
    written = merged(manuscript).language
    source = written if script_of(written) in ("Hans", "Hant") else original.language
    configurations = chain(source, variant) if script_of(original.language) != "-" else ()
    if not configurations:
        wanted = variant.language + (" with its words" if variant.phrases else "")
        report.error("M073", f"a book in '{source}' cannot be converted to {wanted}", path=manuscript.posts[0].path,
                     hint="leave variant out, or name the other script; words are exchanged from and to zh-Hans alone")
        report.stop_on_errors()
    book = chapters.edit(converted(manuscript, original, source, report), report)
    return replace(book, metadata=replace(book.metadata, language=variant.language, original=original.identifier))


def _as_edition(book: Book, manuscript: Manuscript, mark: str) -> Book:
    """Return a book under a name of its own, where its name was made and not given."""
    meta = book.metadata
    if manuscript.identifier and not manuscript.options.variant.language:
        return book
    from builder.manuscript.variants import edition_identifier  # noqa: PLC0415 - see above

    if meta.identifier.startswith("urn:isbn:"):
        return book
    return replace(book, metadata=replace(
        meta, identifier=edition_identifier(meta.identifier, mark), original=meta.original or meta.identifier))
