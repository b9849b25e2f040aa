"""Tidies a cleaned text into what a chapter may hold: one name for each thing, and blocks where blocks belong.

HTML lets an author put anything into anything; EPUB's XHTML does not (EPUBCheck RSC-005).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from lxml import etree

from builder.manuscript.formulas import mend_formulas
from builder.manuscript.vocabulary import FLOW, LOOSE, MATHML, PHRASING, RENAMED, TRANSPARENT

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE_ONLY = frozenset({*_HEADINGS, "p", "pre", "summary", "dt", "rt", "rp", *PHRASING}) - {"img", "br", "wbr"}
_BLANK = " \t\n"
_PARENTS = {
    "li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "figcaption": ("figure",), "summary": ("details",),
    "caption": ("table",),
    "rt": ("ruby",), "rp": ("ruby",),
}
_WRAPPERS = {"li": "ul", "dt": "dl", "dd": "dl"}


def tidy(body: etree._Element, images: Sequence[tuple[str, int]]) -> None:
    """Change a cleaned text in place; `images` holds target and line of what `data-image` numbers."""
    _name_pictures(body, images)
    _lift_notes(body)
    for element in list(body.iter()):
        _rename(element)
    for element in list(body.iterdescendants()):
        if element.tag in LOOSE and not _speaks(element):
            unwrap(element)
    _open_containers(body)
    _order_details(body)
    _order_tables(body)
    for _ in range(2):
        # Taking a phrase away around blocks may leave what stood in it without its parent.
        _find_parents(body)
        _unnest_blocks(body)
    _fill_lists(body)
    _order_definitions(body)
    _gather_stray_text(body)
    mend_formulas(body)
    _make_figures(body)
    _order_figures(body)
    _trim_lines(body)
    _drop_empty(body)
    _order_ruby(body)
    _number_lines(body)
    for note in list(body.iter("note")):
        note.tag = "aside"


def _name_pictures(body: etree._Element, images: Sequence[tuple[str, int]]) -> None:
    for picture in list(body.iter("img")):
        number = taken(picture, "data-image")
        if not number:
            unwrap(picture)
            continue
        target, line = images[int(number)]
        title, alt = picture.get("title", ""), picture.get("alt", "")
        picture.attrib.clear()
        picture.set("src", target)
        picture.set("alt", alt)
        if title:
            picture.set("title", title)
        picture.set("data-line", str(line))


def taken(element: etree._Element, name: str) -> str:
    """Take an attribute off an element and return it, empty where there was none."""
    value = element.get(name)
    if value is None:
        return ""
    del element.attrib[name]
    return value


def _lift_notes(body: etree._Element) -> None:
    """Move the text of notes to the end, out of the list or quotation it was written in."""
    for note in [aside for aside in body.iter("aside") if aside.get("data-note") is not None]:
        _take_out(note)
        note.tag = "note"
        body.append(note)


def _rename(element: etree._Element) -> None:
    tag = str(element.tag)
    if tag in RENAMED:
        element.tag = RENAMED[tag]
    if tag == "q":
        quote(element)
    if tag == "a":
        name = taken(element, "name")
        if name and element.get("id") is None:
            element.set("id", name)
    if tag == "details":
        taken(element, "open")


def quote(element: etree._Element) -> None:
    """Set the marks that a browser would draw around `<q>`."""
    element.tag = "span"
    element.text = "“" + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + "”"
    else:
        element.text += "”"


def _speaks(element: etree._Element) -> bool:
    return any(name in ("lang", "dir", "id", "class") for name in element.attrib)


def unwrap(element: etree._Element) -> None:
    """Put what an element holds in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    _add_text(parent, place, element.text or "")
    children = list(element)
    tail = element.tail or ""
    element.tail = None
    parent.remove(element)
    for offset, child in enumerate(children):
        parent.insert(place + offset, child)
    _add_text(parent, place + len(children), tail)


def _take_out(element: etree._Element) -> None:
    """Remove an element, leaving the text behind it where it is."""
    parent = element.getparent()
    if parent is not None:
        place = parent.index(element)
        _add_text(parent, place, element.tail or "")
        element.tail = None
        parent.remove(element)


def _add_text(parent: etree._Element, place: int, text: str) -> None:
    """Add text in front of the child at `place`."""
    if not text:
        return
    if place == 0:
        parent.text = (parent.text or "") + text
    else:
        before = parent[place - 1]
        before.tail = (before.tail or "") + text


def _holds_blocks(element: etree._Element) -> bool:
    return any(child.tag in FLOW for child in element)


def _open_containers(body: etree._Element) -> None:
    """Take away the containers of a web page, turning one that holds a line of text into a paragraph."""
    for element in reversed([e for e in body.iterdescendants() if e.tag in TRANSPARENT]):
        if _holds_blocks(element):
            _gather(element)
            unwrap(element)
        elif (element.text or "").strip() or len(element):
            element.tag = "p"
        else:
            unwrap(element)


def _unnest_blocks(body: etree._Element) -> None:
    """Take away a phrase, paragraph or heading around blocks, which may hold none."""
    for element in reversed([e for e in body.iterdescendants() if e.tag in _INLINE_ONLY]):
        if _holds_blocks(element):
            if element.tag in ("p", "pre"):
                _gather(element)
            if element.tag in _HEADINGS or element.tag in ("dt", "summary"):
                while (block := next((child for child in element if child.tag in FLOW), None)) is not None:
                    unwrap(block)
            else:
                unwrap(element)


def _find_parents(body: etree._Element) -> None:
    """Give list items a list, and set captions and readings without their element as text."""
    for element in [e for e in body.iterdescendants() if e.tag in _PARENTS]:
        parent = element.getparent()
        tag = str(element.tag)
        if parent is None or parent.tag in _PARENTS[tag]:
            continue
        if tag in _WRAPPERS:
            before = element.getprevious()
            if before is not None and before.tag == _WRAPPERS[tag] and not (before.tail or "").strip():
                before.tail = None
            else:
                before = etree.Element(_WRAPPERS[tag])
                element.addprevious(before)
            before.tail, element.tail = element.tail, None
            before.append(element)
        elif tag in ("rt", "rp"):
            unwrap(element)
        else:
            element.tag = "p"


def _trim_lines(body: etree._Element) -> None:
    """Take white space off both ends of a line of text, where HTML shows none."""
    for element in body.iter("p", "li", "dt", "dd", "td", "th", "summary", "figcaption", *_HEADINGS):
        if _holds_blocks(element):
            continue
        if element.text:
            element.text = element.text.lstrip(_BLANK)
        if len(element):
            element[-1].tail = (element[-1].tail or "").rstrip(_BLANK)
        elif element.text:
            element.text = element.text.rstrip(_BLANK)


def _order_details(body: etree._Element) -> None:
    """Let each `<details>` begin with its one summary (HTML 4.11.1); without one it is no more than its content."""
    for details in list(body.iter("details")):
        summaries = details.findall("summary")
        for extra in summaries[1:]:
            extra.tag = "p"
        if not summaries:
            _gather(details)
            unwrap(details)
        elif details.index(summaries[0]) or (details.text or "").strip():
            _take_out(summaries[0])
            details.insert(0, summaries[0])
            summaries[0].tail, details.text = details.text, None


def _order_tables(body: etree._Element) -> None:
    """Let a table begin with its one caption, then its one head, and end with its foot (HTML 4.9.1)."""
    for table in list(body.iter("table")):
        captions = table.findall("caption")
        for extra in captions[1:]:
            _take_out(extra)
            extra.tag = "p"
            table.addprevious(extra)
        if captions and table[0] is not captions[0]:
            _take_out(captions[0])
            table.insert(0, captions[0])
        groups = table.findall("thead") + table.findall("tbody") + table.findall("tfoot")
        first = next((group for group in table if group in groups), None)
        for group in groups:
            misplaced_head = group.tag == "thead" and group is not first
            misplaced_foot = group.tag == "tfoot" and group is not table[-1]
            if misplaced_head or misplaced_foot:
                group.tag = "tbody"


def _order_ruby(body: etree._Element) -> None:
    """Keep ruby that has readings, and brackets around readings only in pairs (HTML 4.5.10)."""
    for ruby in list(body.iter("ruby")):
        readings, brackets = ruby.findall("rt"), ruby.findall("rp")
        if len(brackets) != 2 * len(readings):
            for bracket in brackets:
                _take_out(bracket)
        if not readings:
            unwrap(ruby)


def _order_figures(body: etree._Element) -> None:
    """Let a figure have one caption, before or behind all else (HTML 4.4.12)."""
    for figure in body.iter("figure"):
        captions = figure.findall("figcaption")
        for extra in captions[1:]:
            extra.tag = "p"
        if captions and figure[0] is not captions[0] and figure[-1] is not captions[0]:
            _take_out(captions[0])
            figure.append(captions[0])


def _fill_lists(body: etree._Element) -> None:
    """Put what stands between the items of a list into items."""
    for parent_tag, item_tag, items in (("ul", "li", ("li",)), ("ol", "li", ("li",)), ("dl", "dd", ("dt", "dd"))):
        for parent in list(body.iter(parent_tag)):
            _wrap_runs(parent, item_tag, partial(_is_other, items))


def _order_definitions(body: etree._Element) -> None:
    """Let a definition list begin with a term and end with a definition (HTML 4.4.9); what does not is a paragraph."""
    for definitions in list(body.iter("dl")):
        while len(definitions) and definitions[0].tag == "dd":
            stray = definitions[0]
            _gather(stray)
            definitions.addprevious(stray)
            stray.tail = None
            unwrap(stray)
        while len(definitions) and definitions[-1].tag == "dt":
            stray = definitions[-1]
            stray.tag = "p"
            tail, definitions.tail = definitions.tail, None
            definitions.addnext(stray)
            stray.tail = tail


def _is_other(tags: Sequence[str], element: etree._Element) -> bool:
    return element.tag not in tags


def _gather_stray_text(body: etree._Element) -> None:
    _gather(body)
    for note in body.iter("note"):
        _gather(note)
    for container in list(body.iter("blockquote")):
        _gather(container)
    for container in list(body.iter("li", "dd", "details", "td", "th", "figure", "figcaption")):
        if _holds_blocks(container) and container.tag == "details":
            _gather(container)


def _gather(parent: etree._Element) -> None:
    """Put text and phrases that stand among blocks into paragraphs."""
    _wrap_runs(parent, "p", partial(_is_other, (*FLOW, "note")))


def _wrap_runs(parent: etree._Element, tag: str, belongs: Callable[[etree._Element], bool]) -> None:
    """Wrap each run of text and of children for which `belongs` holds into a new element."""
    run: etree._Element | None = None
    if (parent.text or "").strip():
        run = etree.Element(tag)
        run.text, parent.text = parent.text, None
        parent.insert(0, run)
    for child in list(parent):
        if child is run:
            continue
        if belongs(child):
            if run is None:
                run = etree.Element(tag)
                child.addprevious(run)
            run.append(child)
            continue
        run = None
        tail = child.tail or ""
        if tail.strip():
            run = etree.Element(tag)
            run.text, child.tail = tail, None
            child.addnext(run)


def _make_figures(body: etree._Element) -> None:
    """Turn a paragraph of nothing but pictures into figures, a picture's title into its caption."""
    for paragraph in list(body.iter("p")):
        if (paragraph.text or "").strip() or any((child.tail or "").strip() for child in paragraph):
            continue
        pictures = [child for child in paragraph if child.tag != "br"]
        if not pictures or not all(_is_picture(child) for child in pictures):
            continue
        parent = paragraph.getparent()
        if parent is None or parent.tag == "figure":
            continue
        for child in pictures:
            child.tail = None
            figure = etree.Element("figure")
            figure.set("data-line", _line_of(child) or paragraph.get("data-line", "0"))
            figure.append(child)
            paragraph.addprevious(figure)
        _take_out(paragraph)
    for figure in list(body.iter("figure")):
        for picture in list(figure.iter("img")):
            title = taken(picture, "title")
            if title and figure.find("figcaption") is None:
                etree.SubElement(figure, "figcaption").text = title
    for picture in body.iter("img"):
        taken(picture, "title")


def _is_picture(element: etree._Element) -> bool:
    if element.tag == "img":
        return True
    return (
        element.tag == "a" and element.get("data-note") is None and len(element) == 1 and element[0].tag == "img"
        and not (element.text or "").strip() and not (element[0].tail or "").strip()
    )


def _line_of(element: etree._Element) -> str:
    picture = element if element.tag == "img" else element.find("img")
    return picture.get("data-line", "") if picture is not None else ""


_MAY_BE_EMPTY = frozenset({"td", "th", "li", "dd", "dt", "br", "hr", "img", "note", "pre", "code"}) | MATHML


def _drop_empty(body: etree._Element) -> None:
    """Take away what holds nothing: paragraphs HTML makes of a stray end tag, anchors that lead nowhere."""
    for element in reversed(list(body.iterdescendants())):
        tag = str(element.tag)
        empty = tag not in _MAY_BE_EMPTY and len(element) == 0 and not (element.text or "").strip(_BLANK)
        aimless = tag == "a" and element.get("href") is None
        if (empty or aimless) and element.get("id") is None and element.get("data-note") is None:
            unwrap(element)


def _number_lines(body: etree._Element) -> None:
    """Give every block a line: its own, or that of what holds or precedes it; no inline element keeps one."""
    line = "1"
    for element in body.iterdescendants():
        if element.tag in FLOW or element.tag == "note":
            line = element.get("data-line") or _first_line(element) or line
            element.set("data-line", line)
        elif element.tag != "img":
            taken(element, "data-line")
    for picture in body.iter("img"):
        taken(picture, "data-line")


def _first_line(element: etree._Element) -> str:
    return next((e.get("data-line", "") for e in element.iterdescendants() if e.get("data-line")), "")


def plain(elements: Iterable[etree._Element]) -> str:
    """Return the text of elements with white space collapsed."""
    return re.sub(r"[ \t\n]+", " ", "".join(str(text) for e in elements for text in e.itertext())).strip()
