"""A face for every character: finished pages come in; they leave with their faces named, cut and complete."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from builder.errors import Report
from builder.faces import Catalogue, Face
from builder.fonts.cascade import FontStyle, Generated, margin_styles, styles
from builder.fonts.choice import IGNORABLE, Choice, Loaded
from builder.fonts.runs import Run, part
from builder.fonts.sheet import Sheet, read_sheet
from builder.fonts.subsetting import subset
from builder.fonts.suggestions import by_script, fetchable, suggestion
from builder.fonts.wrapping import Place, box_face, code, wrap

_INLINE = frozenset({"a", "abbr", "b", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp",
                     "small", "span", "strong", "sub", "sup", "u", "var"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>\s*")
_PRINTABLE = frozenset(range(0x20, 0x7F))
_LISTED = 8
"""How many characters of a script a message shows."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Pages whose every character has a face."""

    documents: tuple[str, ...]
    """The documents, with runs wrapped where plain CSS would take another face; no `data-line`, no `data-path`."""
    faces: tuple[Face, ...]
    """The faces used, in the order of the catalogue, each cut to the characters it sets."""
    stylesheet: str
    """The style sheet given, and the rules for the wrapped runs."""


@dataclass(slots=True)
class _Missing:
    """A character that no face has."""

    path: str | None = None
    line: int | None = None
    count: int = 0
    placed: int = 0


@dataclass(slots=True)
class _Work:
    """What gathers while the documents are walked."""

    sheet: Sheet
    choice: Choice
    places: list[Place] = field(default_factory=list)
    generated: list[tuple[Generated, list[Run]]] = field(default_factory=list)
    used: dict[int, tuple[Face, set[int]]] = field(default_factory=dict)
    missing: dict[str, _Missing] = field(default_factory=dict)
    seen: set[tuple[FontStyle, str]] = field(default_factory=set)

    def use(self, face: Face, characters: Iterable[int]) -> None:
        self.used.setdefault(id(face), (face, set()))[1].update(characters)


def cover_pages(
    documents: Sequence[str], stylesheet: str, catalogue: Catalogue, *, missing: str, exact: bool, report: Report,
    centre_marks: bool = False, is_vertical: bool = False,
) -> Covered:
    """Return the documents with a face for every character, the faces cut to them, and the style sheet completed.

    The documents are whole and well-formed XHTML; `stylesheet` has no `@font-face`. The faces follow the sheet's own
    cascade. Where plain CSS would slant or embolden by machine, or take another family than the catalogue names, the
    run is wrapped in `<span class="face-...">`. With `exact` (an EPUB) a face is cut to just what it sets; without (a
    PDF) to every character of the documents, printable ASCII and the sheet's strings.

    `missing` is `error` or `show`: a character that no face has is F010, or set as its code in a box with the warning
    F011. F012: the sheet names a family that the catalogue lacks. F013: it uses the shorthand `font`. The errors are
    left in the report.
    """
    sheet = read_sheet(stylesheet, list(dict.fromkeys(f.family for f in catalogue.faces)),
                       medium="screen" if exact else "print")
    _judge(sheet, catalogue, report)
    work = _Work(sheet, Choice(catalogue))
    roots = [etree.fromstring(_DECLARATION.sub("", document, count=1), _parser()) for document in documents]
    for root in roots:
        _walk(root, work)
    _complete(work, roots, exact=exact)
    faces = tuple(subset(face, work.used[id(face)][1], centre_marks=centre_marks, is_vertical=is_vertical)
                  for face in catalogue.faces if id(face) in work.used)
    rules = wrap(work.places, work.generated, work.choice, Loaded(faces), show=missing == "show")
    _report_missing(work.missing, report, show=missing == "show")
    return Covered(tuple(_written(root) for root in roots), faces, stylesheet + "".join(rules))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def _judge(sheet: Sheet, catalogue: Catalogue, report: Report) -> None:
    for name in sheet.unknown:
        fetch = suggestion(family=name)
        known = ", ".join(dict.fromkeys(f.family for f in catalogue.faces))
        report.error("F012", f"the style sheet asks for a family that is not at hand: {name!r}",
                     hint=f"postpress fonts --fetch {fetch.name} brings it" if fetch else f"there are: {known}")
    if sheet.shorthand:
        report.error("F013", "the style sheet uses the shorthand 'font'",
                     hint="write font-family, font-weight and font-style")


# ---- choosing


def _walk(root: etree._Element, work: _Work) -> None:
    """Part every text of a document into runs, and count what each face is used for."""
    top: FontStyle | None = None
    for wrapper, style, generated in styles(root, work.sheet, ("serif",)):
        node = wrapper.etree_element
        top = top or style
        for item in generated:
            _part_generated(item, work)
        _part_text(node, node.text, style, work, han=_is_han(node), is_tail=False)
        for child in node:
            if child.tail and not (isinstance(child.tag, str) and etree.QName(child).localname == "head"):
                _part_text(child, child.tail, style, work, han=_is_han(node), is_tail=True)
    if top is not None:
        for item in margin_styles(work.sheet, top):
            _part_generated(item, work)


def _part_text(
    node: etree._Element, text: str | None, style: FontStyle, work: _Work, *, han: bool, is_tail: bool,
) -> None:
    parent = node.getparent() if is_tail else node
    if not text or parent is None or not isinstance(parent.tag, str):
        return
    if text.isspace() and text.isascii() and (" " not in text or etree.QName(parent).localname not in _INLINE):
        return  # between blocks: nothing is set there
    runs = part(text, style, work.choice, han=han)
    work.places.append(Place(node, is_tail, style, runs))
    for run in runs:
        if run.face is None:
            _note_missing(run.text, parent, work)
            box = box_face(style, work.choice)
            if box is not None:
                work.use(box, map(ord, code(run.text)))
        else:
            work.use(run.face, set(map(ord, run.text)) - {0x09, 0x0A, 0x0D})


def _part_generated(item: Generated, work: _Work) -> None:
    """Give a face to text that the style sheet sets; to a style without literal text (a running head) its first."""
    if (item.style, item.text) in work.seen and not item.selector:
        return
    work.seen.add((item.style, item.text))
    runs = part(item.text, item.style, work.choice, han=True) if item.text else []
    work.use(work.choice.candidates(item.style)[0], ())
    work.generated.append((item, runs))
    for run in runs:
        if run.face is not None:
            work.use(run.face, map(ord, run.text))
        elif not item.is_extra:
            _note_missing(run.text, None, work)


def _is_han(node: etree._Element) -> bool:
    """Whether the text there is Chinese or Japanese: the nearest language given."""
    at: etree._Element | None = node
    while at is not None:
        language = at.get("{http://www.w3.org/XML/1998/namespace}lang") or at.get("lang")
        if language:
            return language.lower().split("-")[0] in ("zh", "ja", "yue", "lzh")
        at = at.getparent()
    return False


def _note_missing(character: str, node: etree._Element | None, work: _Work) -> None:
    found = work.missing.setdefault(character, _Missing())
    found.count += 1
    line = path = None
    while node is not None and (line is None or path is None):
        line = line or node.get("data-line")
        path = path or node.get("data-path")
        node = node.getparent()
    if line is not None:
        found.placed += 1
        if found.line is None:
            found.line, found.path = int(line), path
    elif found.line is None:
        found.path = found.path or path


def _complete(work: _Work, roots: Sequence[etree._Element], *, exact: bool) -> None:
    """Add to what the faces set: all of the documents for a PDF, drawn signs, hyphens, the other case of letters."""
    drawn = {ord(c) for c in work.sheet.drawn}
    if exact and not work.sheet.shows_attributes:
        everything = frozenset[int]()
    else:
        texts = [t for root in roots for t in root.itertext()]
        texts += [v for root in roots for e in root.iter(etree.Element) for v in e.attrib.values()]
        texts += [item.text for item, _ in work.generated]
        everything = frozenset(map(ord, "".join(map(str, texts))))
    if not exact:  # a running head may repeat any title
        for style in dict.fromkeys(item.style for item, _ in work.generated if item.selector == "@page"):
            first = work.choice.candidates(style)[0]
            for character in sorted(everything - first.characters - IGNORABLE):
                face = work.choice.choose(style, chr(character))
                if face is not None:
                    work.use(face, ())
    for face, characters in work.used.values():
        if 0xAD in characters:
            characters.update((0x2D, 0x2010))
        if everything or not exact:
            characters.update(everything, _PRINTABLE)
        characters.update(drawn)
        if work.sheet.changes_case:
            letters = "".join(chr(c) for c in characters if c < 0x2E80)
            characters.update(map(ord, letters.upper() + letters.lower()))
        characters.intersection_update(face.characters)


def _report_missing(missing: dict[str, _Missing], report: Report, *, show: bool) -> None:
    order = sorted(missing, key=lambda c: (missing[c].path or "", missing[c].line or 0))
    for script, characters in by_script(order):
        places = [missing[c] for c in characters]
        first = next((p for p in places if p.line is not None), places[0])
        count = sum(p.placed or p.count for p in places)
        times = "" if count == 1 else f", used {count} times"
        if script:
            listed = " ".join(_legible(c) for c in characters[:_LISTED]) + (" ..." if len(characters) > _LISTED else "")
            text = f"{len(characters)} characters of the script {script} ({listed}){times}"
            boxed = "; their codes are set in boxes"
        else:
            name = unicodedata.name(characters[0], "a code point without a name")
            text = f"{characters[0]} ({code(characters[0])}, {name}){times}"
            boxed = "; its code is set in a box"
        hint = _hint(characters, show=show)
        if show:
            report.warn("F011", f"no face has {text}{boxed}", path=first.path, line=first.line, hint=hint)
        else:
            report.error("F010", f"no face has {text}", path=first.path, line=first.line, hint=hint)


def _hint(characters: Sequence[str], *, show: bool) -> str:
    """Return what would bring faces for the characters, or how to do without."""
    fetch = fetchable(characters)
    if fetch:
        face, had = fetch
        which = "it" if len(characters) == 1 else "them" if had == len(characters) else f"{had} of them"
        brings = f"postpress fonts --fetch {face.name} brings {face.family}, which has {which}"
    elif len(characters) == 1:
        brings = "write it another way"
    else:
        brings = "none of the faces that can be fetched has them"
        if not show:
            return 'set missing-glyph = "show" in book.toml to have their codes set in boxes; ' + brings
    return brings if show else f'{brings}; or set missing-glyph = "show" in book.toml'


def _legible(character: str) -> str:
    """Return a character as it can be read by itself: a mark on a dotted circle."""
    return f"\u25cc{character}" if unicodedata.combining(character) else character


def _written(root: etree._Element) -> str:
    """Return a document as text, empty elements in the form that an HTML parser reads as well."""
    for node in root.iter(etree.Element):
        for name in ("data-line", "data-path"):
            if name in node.attrib:
                del node.attrib[name]
        if node.text is None and len(node) == 0 and etree.QName(node).localname not in _VOID:
            node.text = ""
    return etree.tostring(root.getroottree(), encoding="unicode")
