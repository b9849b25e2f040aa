"""The elements and attributes a chapter may be made of, and what becomes of all others."""

from __future__ import annotations

VOID = frozenset({"br", "hr", "img", "wbr"})

PHRASING = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "mark", "nobr", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
})
"""Elements that stand in a line of text."""

FLOW = frozenset({
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dir", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "nav",
    "ol", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
"""Elements that stand as blocks."""

MATHML = frozenset({
    "math", "maction", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd",
    "mtext", "mtr", "munder", "munderover", "none", "semantics",
})
"""MathML Core and the little of MathML 3 that formula tools still write."""

MATH_TOKENS = frozenset({"mi", "mn", "mo", "ms", "mtext"})
"""Elements of a formula that hold text and no elements."""

ALLOWED = PHRASING | FLOW | MATHML

SELF_CLOSING_BY_RULE = frozenset({"p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "rt", "rp", "rb", "rtc"})
"""Elements whose end tag HTML lets the author leave out; a missing one swallows nothing."""

FORMATTING = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u", "abbr", "cite",
    "del", "dfn", "ins", "kbd", "mark", "q", "samp", "span", "sub", "sup", "var",
})
"""Elements that, left open, HTML carries on into every paragraph that follows."""

LEFT_OUT_WHOLE = frozenset({
    "applet", "audio", "canvas", "frame", "frameset", "iframe", "math-script", "noembed", "noframes", "object", "script",
    "style", "svg", "template", "video", "annotation", "annotation-xml",
})
"""Elements left out with all that stands in them: none of it is text a reader of the page would see."""

LEFT_OUT = frozenset({
    "base", "button", "datalist", "dialog", "embed", "fieldset", "form", "input", "label", "legend", "link", "meta",
    "meter", "optgroup", "option", "output", "param", "plaintext", "progress", "select", "source", "textarea", "track",
})
"""Elements left out while the text in them stays."""

UNWRAPPED = frozenset({
    "acronym", "area", "basefont", "bgsound", "blink", "body", "col", "colgroup", "data", "head", "html", "keygen",
    "listing", "map", "marquee", "menu", "menuitem", "noscript", "picture", "slot", "title", "xmp",
})
"""Elements that say nothing to a book; what stands in them stays."""

SILENT = frozenset({"annotation", "annotation-xml", "source", "track", "param", "label", "datalist"})
"""Left out without a word: they go with another element, which is spoken of, or hold a formula a second time."""

SVG_PARTS = frozenset({
    "circle", "clippath", "defs", "desc", "ellipse", "g", "lineargradient", "line", "path", "polygon", "polyline",
    "radialgradient", "rect", "stop", "symbol", "text", "tspan", "use",
})

KNOWN = ALLOWED | LEFT_OUT_WHOLE | LEFT_OUT | UNWRAPPED | SVG_PARTS
"""Every name that is an element of HTML, MathML or SVG. `<String>` in a sentence is none: it is text."""

_MATH_ATTRIBUTES = frozenset({
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle", "fence",
    "form", "height", "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize", "movablelimits",
    "notation", "rowalign", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "symmetric",
    "voffset", "width", "columnspan", "rowspan",
})

EVERYWHERE = frozenset({"id", "lang", "dir"})
BY_AUTHOR: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "name"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "li": frozenset({"value"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "img": frozenset({"alt", "title"}),
    **dict.fromkeys(MATHML, _MATH_ATTRIBUTES),
}
"""Attributes an author may set, beside those allowed everywhere."""

OURS = frozenset({"class", "data-line", "data-note", "data-image", "data-term", "data-reading", "data-at"})
"""Attributes only our own rendering sets."""

NUMBERS = frozenset({"start", "value", "colspan", "rowspan"})

RENAMED = {
    "b": "strong", "i": "em", "cite": "em", "dfn": "em", "var": "em", "s": "del", "strike": "del", "tt": "code",
    "samp": "code", "ins": "u", "dir": "ul", "address": "p", "center": "div", "hgroup": "div",
}
"""Elements whose look has one name in a chapter."""

TRANSPARENT = frozenset({"div", "article", "section", "main", "header", "footer", "nav", "aside", "search"})
"""Containers of a web page: a book has its own."""

LOOSE = frozenset({"abbr", "bdi", "big", "font", "nobr", "span", "time", "wbr"})
"""Phrasing elements that go unless an attribute gives them a meaning."""
