"""The rules for style sheets and fonts of a finished EPUB."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from builder.epub.limits import Fault, faults
from builder.epub.styles import addresses, font_rules, named_families
from builder.errors import Report
from builder.preflight.opened import Opened, target
from builder.preflight.sfnt import Font

_BODY = re.compile(r"(^|,)\s*(html|body|\*)\s*($|,)")


def check_styles(opened: Opened, fonts: Mapping[str, Font], report: Report) -> None:
    """Report V019, V018, V021 to V025, V038 for style sheets and the fonts they name."""
    for path, font in fonts.items():
        if font.kind not in {"TrueType", "OpenType"} or not font.has_outlines:
            report.error("V023", f"the font is {font.kind or 'obfuscated, damaged or none'}, not TrueType or OpenType",
                         path=opened.shown(path), hint="WOFF and obfuscated fonts are not read everywhere")
    carried = {rule.family for css in opened.styles.values() for rule in font_rules(css)}
    for path, css in opened.styles.items():
        shown = opened.shown(path)
        for fault in faults(css):
            report_fault(fault, shown, fault.line, report)
        for address, line in addresses(css):
            if urlsplit(address).scheme not in {"", "data"} or address.startswith("//"):
                report.error("V019", f"the style sheet asks the network for {address!r}", path=shown, line=line,
                             hint="a book holds all it shows")
            elif not address.startswith("data:") and target(path, address)[0] not in opened.files:
                report.error("V018", f"the style sheet names a file that is not there: {address!r}", path=shown, line=line,
                             hint="put the file into the book")
        for rule in font_rules(css):
            for source in rule.sources:
                font = fonts.get(target(path, source)[0], Font("", frozenset(), has_outlines=False))
                if font.families and rule.family not in font.families:
                    report.warn("V024", f"'@font-face' calls the font {rule.family!r}, its own name is "
                                f"{', '.join(sorted(font.families))!r}", path=shown, line=rule.line,
                                hint="some readers find a font only by the name inside it")
        _check_names(css, carried, shown, report)


def _check_names(css: str, carried: set[str], shown: str, report: Report) -> None:
    for family, declaration in named_families(css):
        if family in carried:
            continue
        if _BODY.search(declaration.selector):
            report.error("V025", f"the whole text is set in {family!r}, which the book does not carry", path=shown,
                         line=declaration.line, hint="Kindle then locks the reader's choice of font; embed it or name none")
        else:
            report.warn("V024", f"{family!r} is named and no font of that name is in the book", path=shown,
                        line=declaration.line, hint="embed it or name none")


def report_fault(fault: Fault, shown: str, line: int, report: Report) -> None:
    """Report what a style asks for beyond CSS 2.1: an error where the whole sheet is lost, else a warning."""
    message = f"'{fault.what}': {fault.why}"
    if fault.is_colour:
        report.warn("V022", message, path=shown, line=line, hint=fault.instead)
    elif fault.drops_sheet:
        report.error("V021", message, path=shown, line=line, hint=fault.instead)
    else:
        report.warn("V038", message, path=shown, line=line, hint=fault.instead)
