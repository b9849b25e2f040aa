"""Tidies a cleaned text into what a chapter may hold: one name for each thing, and blocks where blocks belong.

HTML lets an author put anything into anything; EPUB's XHTML does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from builder.manuscript.captions import caption_tables
from builder.manuscript.content_models import (
    fill_lists,
    find_parents,
    order_definitions,
    order_details,
    order_tables,
    unnest_blocks,
)
from builder.manuscript.figures import make_figures, order_figures
from builder.manuscript.formulas import mend_formulas
from builder.manuscript.ornaments import DECORATIVE
from builder.manuscript.ruby_html import order_ruby
from builder.manuscript.tree import HEADINGS, gather, holds_blocks, take_out, taken, unwrap
from builder.manuscript.vocabulary import FLOW, LOOSE, MATHML, RENAMED, TRANSPARENT

_BLANK = " \t\n"
_MAY_BE_EMPTY = frozenset({"td", "th", "li", "dd", "dt", "br", "hr", "img", "note", "pre", "code"}) | MATHML


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
    order_details(body)
    order_tables(body)
    for _ in range(2):
        # Taking a phrase away around blocks may leave what stood in it without its parent.
        find_parents(body)
        unnest_blocks(body)
    order_ruby(body)
    fill_lists(body)
    order_definitions(body)
    _gather_stray_text(body)
    mend_formulas(body)
    make_figures(body)
    caption_tables(body)
    order_figures(body)
    _trim_lines(body)
    _drop_empty(body)
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
        title, alt, is_ornament = picture.get("title", ""), picture.get("alt", ""), picture.get("class") == DECORATIVE
        picture.attrib.clear()
        picture.set("src", target)
        picture.set("alt", alt)
        if is_ornament:
            picture.set("role", "presentation")
        if title:
            picture.set("title", title)
        picture.set("data-line", str(line))


def _lift_notes(body: etree._Element) -> None:
    """Move the text of notes to the end, out of the list or quotation it was written in."""
    for note in [aside for aside in body.iter("aside") if aside.get("data-note") is not None]:
        take_out(note)
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


def _open_containers(body: etree._Element) -> None:
    """Take away the containers of a web page, turning one that holds a line of text into a paragraph."""
    for element in reversed([e for e in body.iterdescendants() if e.tag in TRANSPARENT]):
        if holds_blocks(element):
            gather(element)
            unwrap(element)
        elif (element.text or "").strip() or len(element):
            element.tag = "p"
        else:
            unwrap(element)


def _trim_lines(body: etree._Element) -> None:
    """Take white space off both ends of a line of text, where HTML shows none."""
    for element in body.iter("p", "li", "dt", "dd", "td", "th", "summary", "figcaption", "caption", *HEADINGS):
        if holds_blocks(element):
            continue
        if element.text:
            element.text = element.text.lstrip(_BLANK)
        if len(element):
            element[-1].tail = (element[-1].tail or "").rstrip(_BLANK)
        elif element.text:
            element.text = element.text.rstrip(_BLANK)


def _gather_stray_text(body: etree._Element) -> None:
    gather(body)
    for note in body.iter("note"):
        gather(note)
    for container in list(body.iter("blockquote")):
        gather(container)
    for container in list(body.iter("li", "dd", "details", "td", "th", "figure", "figcaption")):
        if holds_blocks(container) and container.tag == "details":
            gather(container)


def _drop_empty(body: etree._Element) -> None:
    """Take away what holds nothing: paragraphs HTML makes of a stray end tag, anchors that lead nowhere."""
    for element in reversed(list(body.iterdescendants())):
        tag = str(element.tag)
        empty = tag not in _MAY_BE_EMPTY and len(element) == 0 and not (element.text or "").strip(_BLANK)
        aimless = tag == "a" and element.get("href") is None
        if (empty or aimless) and element.get("id") is None and not element.get("data-note") and not element.get("data-term"):
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
