"""The style sheets: what makes Adobe-based readers drop them, what Kobo's own boxes inherit, colours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.epub.documents import elements, line_of, local
from builder.epub.limits import Fault, faults
from builder.epub.styles import Declaration, parts
from builder.errors import Severity
from builder.preflight.opened import Opened
from builder.preflight.reading_systems.findings import Finding
from builder.preflight.reading_systems.readers import KOBO, READERS

_BODY = re.compile(r"(^|,)\s*(html\s+)?body\s*(?=,|$)", re.IGNORECASE)
_BARE = re.compile(r"(^|,)\s*(div|span)\s*(?=,|$)", re.IGNORECASE)
_PADDING = re.compile(r"padding(-(top|right|bottom|left))?")
_NOTHING = re.compile(r"(0[a-z%]*|none|inherit|initial|transparent)(\s+(0[a-z%]*|none|transparent))*", re.IGNORECASE)


def _sheets(opened: Opened) -> Iterator[tuple[str, str, int, bool]]:
    """Yield every style with its file, the line it begins on, and whether it is that of one element."""
    for path, css in opened.styles.items():
        yield path, css, 1, False
    for path, root in opened.pages.items():
        for element in elements(root):
            if local(element) == "style" and element.text:
                yield path, element.text, line_of(element), False
            if element.get("style"):
                yield path, element.get("style") or "", line_of(element), True


def read(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V139, V140, V158: CSS that a reader drops with the whole sheet, drops alone, or that is unreadable at night."""
    del bytes_
    for path, css, begins, is_attribute in _sheets(opened):
        for fault in faults(css, is_attribute=is_attribute):
            yield _of(fault, path, begins if is_attribute else begins + fault.line - 1)


def _of(fault: Fault, path: str, line: int) -> Finding:
    message = f"'{fault.what[:100]}': {fault.why}"
    if fault.drops_sheet:
        return Finding("V139", (KOBO,), message, fault.instead, path, line)
    if fault.is_colour:
        return Finding("V158", READERS, message, fault.instead, path, line, Severity.WARNING)
    return Finding("V140", (KOBO,), message, fault.instead, path, line, Severity.WARNING)


def boxes(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V144, V145: room or a ground on the body, and styles on all boxes, those that Kobo puts in among them."""
    del bytes_
    for path, css, begins, is_attribute in _sheets(opened):
        if is_attribute:
            continue
        for part in parts(css):
            if not isinstance(part, Declaration) or _NOTHING.fullmatch(part.value.removesuffix("!important").strip()):
                continue
            line = begins + part.line - 1
            if _BODY.search(part.selector) and (_PADDING.fullmatch(part.name) or part.name.startswith("background")):
                yield Finding("V144", (KOBO,), f"'{str(part)[:80]}' on the body",
                              "Kobo sets its own margins and grounds; leave it out", path, line, Severity.WARNING)
            elif _BARE.search(part.selector):
                yield Finding("V145", (KOBO,), f"'{str(part)[:80]}' on every {_BARE.findall(part.selector)[0][1]}",
                              "Kobo puts boxes and spans of its own around the text; give yours a class", path, line,
                              Severity.WARNING)


RULES = (read, boxes)
