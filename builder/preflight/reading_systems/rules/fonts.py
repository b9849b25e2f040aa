"""The fonts: kinds that are read everywhere, that they are found, and that bold is real."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from builder.epub.documents import elements, line_of, local, tokens
from builder.epub.styles import FontRule, font_rules, named_families
from builder.errors import Severity
from builder.preflight import sfnt
from builder.preflight.opened import Opened, target
from builder.preflight.reading_systems.findings import Finding
from builder.preflight.reading_systems.readers import APPLE, KINDLE, KOBO, KOREADER, READERS
from builder.preflight.reading_systems.weights import bold_families, is_bold

_OBFUSCATED = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_WHOLE_TEXT = re.compile(r"(^|,)\s*(html|body|\*)\s*(?=,|$)", re.IGNORECASE)


def _rules(opened: Opened) -> list[tuple[str, FontRule, list[str]]]:
    """Return each `@font-face` with its sheet and the kinds of the files it names, `wOFF` by their content."""
    found = []
    for path, css in opened.styles.items():
        for rule in font_rules(css):
            places = [target(path, source)[0] for source in rule.sources]
            found.append((path, rule, [sfnt.read(opened.files[place]).kind for place in places if place in opened.files]))
    return found


def kinds(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V148: a face that comes as WOFF alone."""
    del bytes_
    for path, rule, given in _rules(opened):
        if given and all(kind in {"WOFF", "WOFF2"} for kind in given):
            said = " and ".join(sorted(set(given)))
            yield Finding("V148", (KINDLE, KOBO, KOREADER), f"{rule.family!r} comes as {said} alone", "embed it as TTF or OTF",
                          path, rule.line, Severity.WARNING)


def locked(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V149: obfuscated fonts, encrypted files."""
    del bytes_
    path = "META-INF/encryption.xml"
    if path not in opened.files:
        return
    try:
        root = etree.fromstring(opened.files[path], etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        methods = {""}
    else:
        methods = {e.get("Algorithm", "") for e in elements(root) if local(e) == "encryptionmethod"} or {""}
    if methods <= _OBFUSCATED:
        yield Finding("V149", (KINDLE, KOREADER), "fonts of the book are obfuscated", "embed them as they are", path)
    else:
        yield Finding("V149", READERS, "files of the book are encrypted", "a book with a lock on it opens for its buyer alone",
                      path)


def apple(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V146: fonts that Apple Books ignores, because nothing tells it to use them."""
    del bytes_
    options = opened.files.get("META-INF/com.apple.ibooks.display-options.xml", b"")
    told = b"specified-fonts" in options or any(v.lower() == "true" for v in opened.metadata("ibooks:specified-fonts"))
    if not told and _rules(opened):
        yield Finding("V146", (APPLE,), "the book has fonts, and nothing tells Apple Books to use them",
                      'add <meta property="ibooks:specified-fonts">true</meta> and its prefix to the package', opened.package)


def bold(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V147: text is bold in a family that has no bold face in the book."""
    del bytes_
    faces = _rules(opened)
    carried: dict[str, bool] = {}
    for _, rule, _ in faces:
        carried[rule.family] = carried.get(rule.family, False) or is_bold(rule.weight)
    if all(carried.values()):
        return
    told: set[str] = set()
    for path, root in opened.pages.items():
        for family, element in bold_families(root, _sheets_of(opened, path, root), frozenset(carried)):
            if not carried[family] and family not in told:
                told.add(family)
                yield Finding("V147", READERS, f"text is bold in {family!r}, and the book has no bold face of it",
                              "embed the bold face too: readers smear the other one, or show no difference", path,
                              line_of(element), Severity.WARNING)


def _sheets_of(opened: Opened, path: str, root: etree._Element) -> list[str]:
    linked = [target(path, e.get("href", ""))[0] for e in elements(root)
              if local(e) == "link" and "stylesheet" in tokens(e, "rel")]
    own = [e.text or "" for e in elements(root) if local(e) == "style"]
    return [*(opened.styles[place] for place in linked if place in opened.styles), *own]


def named(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V157: the whole text asks for a family that the book does not carry."""
    del bytes_
    carried = {rule.family for _, rule, _ in _rules(opened)}
    for path, css in opened.styles.items():
        for family, declaration in named_families(css):
            if family not in carried and _WHOLE_TEXT.search(declaration.selector):
                yield Finding("V157", (KINDLE,), f"the whole text is set in {family!r}, which the book does not carry",
                              "Kindle then locks the choice of font; embed it or name none", path, declaration.line,
                              Severity.WARNING)


def listed(opened: Opened, bytes_: int) -> Iterator[Finding]:
    """V150: style sheets and fonts that the manifest does not name, or names as something else."""
    del bytes_
    types = {line.path: line.media_type for line in opened.manifest}
    for path, root in opened.pages.items():
        for element in elements(root):
            if local(element) == "link" and "stylesheet" in tokens(element, "rel"):
                sheet = target(path, element.get("href", ""))[0]
                if sheet in opened.files and types.get(sheet) != "text/css":
                    yield Finding("V150", (KOREADER,), f"the style sheet {sheet!r} is not in the manifest as text/css",
                                  "add it: KOReader finds fonts through the sheets it knows", path, line_of(element))
    for path, rule, _ in _rules(opened):
        for font in (target(path, source)[0] for source in rule.sources):
            if font in opened.files and font not in types:
                yield Finding("V150", (KOREADER,), f"the font {font!r} is not in the manifest", "add it", path, rule.line)


RULES = (kinds, locked, apple, bold, named, listed)
