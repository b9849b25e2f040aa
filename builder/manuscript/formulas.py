"""Formulas as EPUB's MathML wants them (MathML 3, Presentation): the right number of parts, and text in token elements only."""

from __future__ import annotations

from lxml import etree

from builder.manuscript.vocabulary import MATH_TOKENS

_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
"""Elements that take so many parts, no more and no fewer (MathML 3, section 3.1.3.2)."""

_TABLE = {"mtable": "mtr", "mtr": "mtd"}


def mend_formulas(body: etree._Element) -> None:
    """Change the formulas of a text in place: what is no MathML becomes a row of the same parts, and no text is lost."""
    for formula in list(body.iter("math")):
        if formula.get("display") not in ("block", "inline", None):
            del formula.attrib["display"]
        for element in list(formula.iter()):
            _wrap_text(element)
        for element in list(formula.iter("mtr", "mtd")):
            if not _stands_in_table(element):
                element.tag = "mrow"
                element.attrib.clear()
        for element in list(formula.iter(*_TABLE)):
            _fill_table(element, _TABLE[str(element.tag)])
        for element in list(formula.iter("mprescripts", "none")):
            above = element.getparent()
            if above is not None and above.tag != "mmultiscripts":
                element.tag = "mrow"
        for element in formula.iter(*_PARTS):
            if len(element) != _PARTS[str(element.tag)]:
                element.tag = "mrow"
                element.attrib.clear()


def _wrap_text(element: etree._Element) -> None:
    """Put text that stands among the parts of a formula into `mtext`."""
    if element.tag in MATH_TOKENS:
        return
    if (element.text or "").strip():
        token = etree.Element("mtext")
        token.text, element.text = element.text, None
        element.insert(0, token)
    for child in list(element):
        if (child.tail or "").strip():
            token = etree.Element("mtext")
            token.text, child.tail = child.tail, None
            child.addnext(token)


def _stands_in_table(element: etree._Element) -> bool:
    above = element.getparent()
    return above is not None and _TABLE.get(str(above.tag)) == element.tag


def _fill_table(table: etree._Element, row: str) -> None:
    for child in list(table):
        if child.tag != row:
            wrapper = etree.Element(row)
            child.addprevious(wrapper)
            wrapper.append(child)
            if row == "mtr":
                _fill_table(wrapper, "mtd")
