"""What may stand in what, as HTML and EPUBCheck (RSC-005) have it: lists hold items, lines hold no blocks, tables are in order.

Every rule moves or renames elements; none takes text away.
"""

from __future__ import annotations

from functools import partial

from lxml import etree

from builder.manuscript.tree import HEADINGS, gather, holds_blocks, is_other, take_out, unwrap, wrap_runs
from builder.manuscript.vocabulary import FLOW, PHRASING

_INLINE_ONLY = frozenset({*HEADINGS, "p", "pre", "summary", "dt", "rt", "rp", *PHRASING}) - {"img", "br", "wbr"}
_PARENTS = {
    "li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "figcaption": ("figure",), "summary": ("details",),
    "caption": ("table",),
}
_WRAPPERS = {"li": "ul", "dt": "dl", "dd": "dl"}


def unnest_blocks(body: etree._Element) -> None:
    """Take away a phrase, paragraph or heading around blocks, which may hold none."""
    for element in reversed([e for e in body.iterdescendants() if e.tag in _INLINE_ONLY]):
        if holds_blocks(element):
            if element.tag in ("p", "pre"):
                gather(element)
            if element.tag in HEADINGS or element.tag in ("dt", "summary"):
                while (block := next((child for child in element if child.tag in FLOW), None)) is not None:
                    unwrap(block)
            else:
                unwrap(element)


def find_parents(body: etree._Element) -> None:
    """Give list items a list, and set captions without their element as text."""
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
        else:
            element.tag = "p"


def order_details(body: etree._Element) -> None:
    """Let each `<details>` begin with its one summary (HTML 4.11.1); without one it is no more than its content."""
    for details in list(body.iter("details")):
        summaries = details.findall("summary")
        for extra in summaries[1:]:
            extra.tag = "p"
        if not summaries:
            gather(details)
            unwrap(details)
        elif details.index(summaries[0]) or (details.text or "").strip():
            take_out(summaries[0])
            details.insert(0, summaries[0])
            summaries[0].tail, details.text = details.text, None


def order_tables(body: etree._Element) -> None:
    """Let a table begin with its one caption, then its one head, and end with its foot (HTML 4.9.1)."""
    for table in list(body.iter("table")):
        captions = table.findall("caption")
        for extra in captions[1:]:
            take_out(extra)
            extra.tag = "p"
            table.addprevious(extra)
        if captions and table[0] is not captions[0]:
            take_out(captions[0])
            table.insert(0, captions[0])
        groups = table.findall("thead") + table.findall("tbody") + table.findall("tfoot")
        first = next((group for group in table if group in groups), None)
        for group in groups:
            misplaced_head = group.tag == "thead" and group is not first
            misplaced_foot = group.tag == "tfoot" and group is not table[-1]
            if misplaced_head or misplaced_foot:
                group.tag = "tbody"


def fill_lists(body: etree._Element) -> None:
    """Put what stands between the items of a list into items."""
    for parent_tag, item_tag, items in (("ul", "li", ("li",)), ("ol", "li", ("li",)), ("dl", "dd", ("dt", "dd"))):
        for parent in list(body.iter(parent_tag)):
            wrap_runs(parent, item_tag, partial(is_other, items))


def order_definitions(body: etree._Element) -> None:
    """Let a definition list begin with a term and end with a definition (HTML 4.4.9); what does not is a paragraph."""
    for definitions in list(body.iter("dl")):
        while len(definitions) and definitions[0].tag == "dd":
            stray = definitions[0]
            gather(stray)
            definitions.addprevious(stray)
            stray.tail = None
            unwrap(stray)
        while len(definitions) and definitions[-1].tag == "dt":
            stray = definitions[-1]
            stray.tag = "p"
            tail, definitions.tail = definitions.tail, None
            definitions.addnext(stray)
            stray.tail = tail
