"""HTML to clean, well-formed XHTML: nh3's allow-list in one pass, then its output read strictly as XML.

nh3 is the only judge of what may stay; what comes before it only writes warnings, what comes after only tidies.
"""

from __future__ import annotations

import re

import nh3
from lxml import etree

from builder.manuscript.addresses import href_problem
from builder.manuscript.characters import is_unprintable
from builder.manuscript.raw_html import NESTING
from builder.manuscript.vocabulary import ALLOWED, BY_AUTHOR, EVERYWHERE, LEFT_OUT_WHOLE, NUMBERS, OURS, VOID

DEPTH = NESTING * 3
"""How deep elements may stand in one another once lists, quotations and emphasis are all counted."""

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')


class TooDeepError(Exception):
    """Elements stand deeper in one another than a reading system can be asked to follow."""


_VALUES = {
    "class": re.compile(r"language-[\w+#.-]+|left|center|right|task|box|noteref|indexed|decorative", re.ASCII),
    "lang": re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "type": re.compile(r"[1aAiI]"),
    **dict.fromkeys(("data-line", "data-at", *NUMBERS), re.compile(r"[0-9]+")),
}
"""What the values of attributes may be; those of others are free."""


def _attribute(tag: str, name: str, value: str) -> str | None:
    del tag
    if name == "href":
        problem, address = href_problem(value)
        return None if problem else address
    return value if name not in _VALUES or _VALUES[name].fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED),
    clean_content_tags=set(LEFT_OUT_WHOLE),
    attributes={"*": set(EVERYWHERE | OURS), **{tag: set(names) for tag, names in BY_AUTHOR.items()}},
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)


def clean(html: str) -> etree._Element:
    """Return the text as an element `body`, holding allowed elements and attributes only.

    Args:
        html: The rendered text of one post.

    Raises:
        TooDeepError: when elements stand more than `DEPTH` deep in one another.
    """
    return parse_fragment(well_formed(_CLEANER.clean(html)))


def well_formed(html: str) -> str:
    """Return nh3's HTML serialisation as XML.

    html5ever writes attributes in double quotes and escapes & < > and no-break spaces (HTML, section 13.3), so that only
    empty elements, `&nbsp;` and characters that XML 1.0 has no place for are left to do.
    """
    depth = 0

    def tag(match: re.Match[str]) -> str:
        nonlocal depth
        if match[2] in VOID:
            return f"<{match[2]}{match[3]}/>"
        depth += -1 if match[1] else 1
        if depth > DEPTH:
            raise TooDeepError
        return match[0]

    xml = _TAG.sub(tag, html).replace("&nbsp;", "&#160;")
    return "".join("\ufffd" if is_unprintable(c) else c for c in xml) if _UNPRINTABLE.search(xml) else xml


_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + "".join(
    chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF)) + "]")


def parse_fragment(xml: str) -> etree._Element:
    """Return a well-formed fragment as the content of an element `body`.

    Raises:
        lxml.etree.XMLSyntaxError: when it is not well-formed.
    """
    strict = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(f"<body>{xml}</body>", strict)


def fragment(parent: etree._Element) -> str:
    """Return the content of an element as a well-formed fragment; only void elements close themselves."""
    for element in parent.iter():
        if element.text is None and len(element) == 0 and element.tag not in VOID:
            element.text = ""
    lead = escape_text(parent.text or "")
    return lead + "".join(etree.tostring(child, encoding="unicode") for child in parent)


def escape_text(text: str) -> str:
    """Return plain text as XML character data."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
