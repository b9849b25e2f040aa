"""Captions: the numbers of figures and tables as text before their words; tables' captions over their tables."""

from __future__ import annotations

from lxml import etree

from builder.typography.trees import XHTML, element, name_of, named

_CAPTIONS = {"figure": "figcaption", "table": "caption"}


def number_captions(root: etree._Element, *, figure: str, table: str) -> None:
    """Set what `data-count` says before each caption's words, and take the attribute away.

    Args:
        root: A chapter's tree.
        figure: What stands before a figure's caption, with `{}` for the number: `图{}　`.
        table: The same for a table.
    """
    words = {"figure": figure, "table": table}
    for numbered in named(root, *_CAPTIONS):
        count = numbered.get("data-count")
        caption = next((child for child in numbered if name_of(child) == _CAPTIONS[name_of(numbered)]), None)
        if count is None or caption is None:
            continue
        del numbered.attrib["data-count"]
        if not (caption.text or "").strip() and len(caption) and name_of(caption[0]) in {"p", "div"}:
            caption = caption[0]
        label = element("span", words[name_of(numbered)].replace("{}", count), class_="caption-number")
        label.tail, caption.text = caption.text, None
        caption.insert(0, label)


def lift_captions(root: etree._Element) -> None:
    """Make every table with a caption a `figure` whose `figcaption` stands over it, as HTML would have it (4.9.2).

    Layout engines break a `caption` at the width of its table (CSS 2.2, 17.4), however narrow, and MuPDF, which many readers
    are made of, sets it below the rows.
    """
    for table in named(root, "table"):
        caption = next((child for child in table if name_of(child) == "caption"), None)
        around = table.getparent()
        if caption is None or around is None or name_of(around) == "figure":
            continue
        figure = element("figure", class_="table-figure")
        table.addprevious(figure)
        figure.tail, table.tail, caption.tail = table.tail, None, None
        caption.tag = f"{{{XHTML}}}figcaption"
        figure.extend([caption, table])
