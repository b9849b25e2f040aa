"""Pictures alone in their paragraph become figures, their titles captions."""

from __future__ import annotations

from lxml import etree

from builder.manuscript.tree import take_out, taken


def make_figures(body: etree._Element) -> None:
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
        take_out(paragraph)
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


def order_figures(body: etree._Element) -> None:
    """Let a figure have one caption, before or behind all else (HTML 4.4.12)."""
    for figure in body.iter("figure"):
        captions = figure.findall("figcaption")
        for extra in captions[1:]:
            extra.tag = "p"
        if captions and figure[0] is not captions[0] and figure[-1] is not captions[0]:
            take_out(captions[0])
            figure.append(captions[0])
