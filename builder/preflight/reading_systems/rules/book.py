"""The book as a whole: its language, its size, the names of its files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.epub.documents import elements, line_of, local
from builder.epub.package import LANGUAGE_TAG
from builder.errors import Severity
from builder.preflight.opened import Opened
from builder.preflight.reading_systems.findings import Finding
from builder.preflight.reading_systems.readers import (
    KINDLE,
    KINDLE_LANGUAGES,
    KOBO,
    MEBIBYTE,
    MOST_BYTES,
    MOST_BYTES_BY_MAIL,
    MOST_BYTES_OF_MAIL,
    READERS,
)

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_./-]+", re.ASCII)


def language(opened: Opened, size: int) -> Iterator[Finding]:
    """V120, V121: a language that is missing, is no tag, or that Kindle is not known to take."""
    del size
    tags = opened.metadata("language")
    line = next((line_of(e) for e in elements(opened.root) if local(e) in {"language", "metadata"}), None)
    if not tags or not tags[0]:
        yield Finding("V120", READERS, "there is no dc:language", "add <dc:language> with a tag such as zh-Hans, ja or en",
                      opened.package, line)
    elif not LANGUAGE_TAG.fullmatch(tags[0]):
        mended = tags[0].replace("_", "-")
        known = mended if LANGUAGE_TAG.fullmatch(mended) else "a tag such as zh-Hans, ja or en"
        yield Finding("V120", READERS, f"dc:language is no language tag: {tags[0][:40]!r}", f"write {known}", opened.package,
                      line)
    elif tags[0].split("-", maxsplit=1)[0].lower() not in KINDLE_LANGUAGES:
        yield Finding("V121", (KINDLE,), f"the book is in {tags[0]!r}, which Kindle is not known to take",
                      "send it as a test first; some name a language near to it", opened.package, line, Severity.WARNING)


def weight(opened: Opened, size: int) -> Iterator[Finding]:
    """V133, V134, V135: a book too large for Amazon, for its mail, or for mail at all."""
    del opened
    if size > MOST_BYTES:
        yield Finding("V133", (KINDLE,), f"the book has {size // MEBIBYTE} MB, and Amazon takes no more than 200",
                      "use smaller pictures, or make two volumes")
    elif size > MOST_BYTES_BY_MAIL:
        yield Finding("V134", (KINDLE,), f"the book has {size // MEBIBYTE} MB, and no more than 50 go by mail",
                      "use Send to Kindle on the web, or smaller pictures", severity=Severity.WARNING)
    elif size > MOST_BYTES_OF_MAIL:
        yield Finding("V135", (KINDLE,), f"the book has {size // MEBIBYTE} MB, and Gmail sends no more than 25",
                      "use Send to Kindle on the web, or smaller pictures", severity=Severity.HINT)


def names(opened: Opened, size: int) -> Iterator[Finding]:
    """V141: names of files with other signs than letters, digits, `.`, `_` and `-` of ASCII."""
    del size
    for path in opened.files:
        if not _PLAIN_NAME.fullmatch(path):
            yield Finding("V141", (KOBO,), f"a file's name has spaces or signs that Kobo may lose it by: {path[:80]!r}",
                          "name it with ASCII letters, digits, '-', '_' and '.'", severity=Severity.WARNING)


RULES = (language, weight, names)
