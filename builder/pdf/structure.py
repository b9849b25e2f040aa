"""Structure: what WeasyPrint's boxes come from goes in, the tree of tags of a PDF leaves (ISO 32000-1, 14.8), as plain values.

WeasyPrint's own tags follow its boxes, page by page: a paragraph over two pages becomes two, a note stands behind the page, and
ruby, readings and quotations have no names. Here the tree follows the document, and each page's marks find their place in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from builder.pdf import ordering
from builder.pdf.engine import Marks, boxes, marked_pages, placed_box
from builder.pdf.tags import Annotation, Content, Structure, Tag

PT = 0.75
"""Points in a CSS pixel."""

_GROUPS = {
    "section": "Sect", "article": "Art", "nav": "Sect", "div": "Div", "aside": "Div", "header": "Div", "footer": "Div",
    "main": "Div", "details": "Div", "figure": "Div", "blockquote": "BlockQuote", "ul": "L", "ol": "L", "dl": "L",
    "table": "Table", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot", "tr": "TR",
}
"""Elements that hold blocks; text right inside one gets a paragraph of its own."""

_BLOCKS = {
    "p": "P", "pre": "P", "summary": "P", **{f"h{n}": f"H{n}" for n in range(1, 7)}, "figcaption": "Caption",
    "caption": "Caption", "td": "TD", "th": "TH", "li": "LBody", "dt": "Lbl", "dd": "LBody",
}
"""Elements that hold text."""

_INLINE = {"code": "Code", "q": "Quote", "math": "Formula", "ruby": "Ruby"}

_HOLDERS = {"as-li": "ul", "as-thead": "table", "as-tbody": "table", "as-tr": "table", "as-dt": "dl", "as-p": "blockquote"}
"""What holds a block of that class."""

_AFTER_WHOLE = frozenset({"P", "H1", "H2", "H3", "H4", "H5", "H6"})
"""What a note comes behind; in all others it stands at the end."""

_MIXED = frozenset({"LBody", "TD", "TH", "Lbl", "Caption", "Note"})


@dataclass(slots=True)
class _Page:
    """A page while it is read."""

    index: int
    height: float
    """In px."""
    marks: Marks
    in_links: list[Any] = field(default_factory=list)


def read_structure(document: Any, streams: Any) -> Structure:
    """Return the structure of a document that was laid out and drawn, its marks in the contents of its pages.

    What of the contents has no place in it is made an artifact there.
    """
    pages = list(marked_pages(document, streams))
    root = pages[0][0].children[0].element
    return _Reader(root).read(iter(pages))


class _Reader:
    """Reads the pages of one document into one tree."""

    def __init__(self, root: Any) -> None:
        self.parents = {child: parent for parent in root.iter() for child in parent}
        self.document = Tag("Document")
        self.tags: dict[Any, Tag] = {}
        self.note_places: dict[Any, Tag] = {}
        self.header_pages: dict[Any, int] = {}
        self.redundant: list[Annotation] = []

    def read(self, pages: Iterator[tuple[Any, Marks]]) -> Structure:
        """Return the tree of the pages, each given as its box and its marks; what has no place in it becomes an artifact."""
        for index, (box, marks) in enumerate(pages):
            page = _Page(index, box.height + box.margin_top + box.margin_bottom, marks)
            self._walk(box, page)
            marks.discard_rest()
        ordering.settle(self.document)
        return Structure(self.document, tuple(self.redundant))

    # -- boxes

    def _walk(self, box: Any, page: _Page) -> None:
        box = placed_box(box)
        if isinstance(box, boxes.MarginBox):
            self._discard(box, page, "Header" if box.at_keyword.startswith("@top") else "Footer")
            return
        if box.is_leader or self._is_repeated(box, page):
            self._discard(box, page, "")
            return
        if isinstance(box, boxes.TextBox):
            if (mark := page.marks.take(box)) is not None:
                self._holder(box.element, box.element_tag).kids.append(Content(page.index, mark))
            return
        if isinstance(box, boxes.ReplacedBox):
            self._read_picture(box, page)
            if box.link_annotation is not None:  # a picture is higher than the line its link stands in
                self._tag(self._link_around(box.element)).kids.append(Annotation(page.index, box.link_annotation.number))
            return
        if box.element is not None and box.element_tag == box.element.tag:
            self._read_table(box, _name(box.element)[0])
        if "footnote-call" in str(box.element_tag):
            self.note_places[box.element] = self._holder(self.parents[box.element], "")
        is_link = self._note_link(box, page)
        for child in box.children if isinstance(box, boxes.ParentBox) else ():
            self._walk(child, page)
        if is_link:
            page.in_links.pop()

    def _discard(self, box: Any, page: _Page, furniture: str) -> None:
        """Make artifacts of all that stands in a box, and take out the areas of its links."""
        box = placed_box(box)
        if (mark := page.marks.take(box)) is not None:
            page.marks.discard(mark, furniture)
        if box.link_annotation is not None:
            self.redundant.append(Annotation(page.index, box.link_annotation.number))
        for child in box.children if isinstance(box, boxes.ParentBox) else ():
            self._discard(child, page, furniture)

    def _is_repeated(self, box: Any, page: _Page) -> bool:
        """Return whether a box is the head of a table that was read on an earlier page."""
        if not isinstance(box, boxes.TableRowGroupBox) or not (box.is_header or box.is_footer) or box.element is None:
            return False
        return self.header_pages.setdefault(box.element, page.index) != page.index

    def _note_link(self, box: Any, page: _Page) -> bool:
        """Return whether a box is a link of its own, and put its annotation below the link's tag."""
        if box.link_annotation is None:
            return False
        annotation = Annotation(page.index, box.link_annotation.number)
        link = self._link_around(box.element)
        if page.in_links:  # the boxes inside a link have annotations too, which say nothing more
            self.redundant.append(annotation)
            return False
        page.in_links.append(link)
        self._tag(link).kids.append(annotation)
        return True

    def _link_around(self, element: Any) -> Any:
        while not (element.tag == "a" and element.get("href")):
            element = self.parents[element]
        return element

    def _read_picture(self, box: Any, page: _Page) -> None:
        mark = page.marks.take(box)
        if mark is None:
            return
        alt = (box.element.get("alt") or "").strip() if box.element is not None else ""
        if not alt:
            page.marks.discard(mark, "")
            return
        left, top = box.content_box_x(), box.content_box_y()
        bounds = (left * PT, (page.height - top - box.height) * PT, (left + box.width) * PT, (page.height - top) * PT)
        holder = self._holder(self.parents[box.element], "")
        holder.add(Tag("Figure", alt=alt, bounds=bounds, kids=[Content(page.index, mark)], language=_language(box.element)))

    def _read_table(self, box: Any, name: str) -> None:
        """Make the tags of a table, its rows and cells, which are there without any text in them too."""
        if name not in ("table", "tr", "td", "th"):
            return
        tag = self._tag(box.element)
        if isinstance(box, boxes.TableCellBox):
            tag.span = (box.colspan, box.rowspan)
        if tag.kind == "TH":
            group = self.parents.get(self.parents[box.element])
            scope = box.element.get("scope") or ("col" if group is not None and _name(group)[0] == "thead" else "row")
            tag.scope = "Row" if scope.startswith("row") else "Column"

    # -- elements

    def _holder(self, element: Any, part: str) -> Tag:
        """Return the tag that text of an element goes to; `part` is the box's name for it, `li::marker` and the like."""
        if part.endswith("::marker"):
            item = self._tag(element).parent or self.document
            return next((kid for kid in item.tags() if kid.kind == "Lbl"), None) or item.add(Tag("Lbl"), first=True)
        tag = self._tag(element)
        if tag.kind == "Ruby":
            return tag.last("RB") or tag.add(Tag("RB"))
        if tag.kind in _GROUPS.values() or tag.kind == "Document":
            kind = "P"
            if tag.kind == "L":
                tag, kind = tag.last("LI") or tag.add(Tag("LI")), "LBody"
            last = tag.kids[-1] if tag.kids else None
            return last if isinstance(last, Tag) and last.is_ours else tag.add(Tag(kind, is_ours=True))
        return tag

    def _tag(self, element: Any) -> Tag:
        """Return the tag of an element, made when it is first met, or that of the nearest one around it that has one."""
        if element not in self.parents or element.tag == "body":
            return self.document
        found = self.tags.get(element)
        if found is None:
            found = self.tags[element] = self._make(element)
        return found

    def _make(self, element: Any) -> Tag:
        above = self.parents[element]
        name, classes = _name(element)
        language = _language(element)
        if "footnote" in classes or "note" in classes:
            return self._make_note(element)
        if name == "rt":
            return self._tag(above).add(Tag("RT"))
        if name in ("li", "dt", "dd"):
            return self._make_item(name, self._tag(above), language)
        if name == "div" and above.tag == "dl":
            return self._tag(above)
        kind = _GROUPS.get(name) or _BLOCKS.get(name)
        if kind == "L" and "contents" in _classes_around(element, self.parents):
            kind = "TOC"
        if kind is not None:
            around = self._tag(above)
            while around.kind in _AFTER_WHOLE and around.parent is not None:  # a block may not stand inside a paragraph
                around = around.parent
            tag = around.add(Tag(kind, language=language))
            tag.numbering = {"ol": "Decimal", "ul": "Disc"}.get(name, "None") if kind == "L" else ""
            return tag
        return self._make_inline(element, name, classes, language)

    def _make_inline(self, element: Any, name: str, classes: frozenset[str], language: str) -> Tag:
        around = self._holder(self.parents[element], "")
        if name == "a" and element.get("href"):
            if "note-back" in classes:
                around = around.add(Tag("Lbl"))
            elif "call" in classes or around.kind == "Reference" or self._is_contents(around):
                around = around.add(Tag("Reference"))
            return around.add(Tag("Link", language=language, alt=_words(element), address=element.get("href")))
        if name == "math":
            return around.add(Tag("Formula", alt=_words(element), language=language))
        if name == "abbr" and element.get("title"):
            return around.add(Tag("Span", expansion=element.get("title"), language=language))
        if kind := _INLINE.get(name):
            return around.add(Tag(kind, language=language))
        return around.add(Tag("Span", language=language)) if language else around

    @staticmethod
    def _is_contents(tag: Tag) -> bool:
        return tag.kind == "TOCI"

    def _make_item(self, name: str, around: Tag, language: str) -> Tag:
        """Return the tag for what stands in a list's item, a term or its explanation."""
        if around.kind == "TOC":
            return around.add(Tag("TOCI", language=language))
        if around.kind != "L":
            around = around.last("L") or around.add(Tag("L", numbering="None"))
        item = around.last("LI")
        if name == "li" or item is None or (name == "dt" and item.last("LBody")):
            item = around.add(Tag("LI"))
        return item.add(Tag("Lbl" if name == "dt" else "LBody", language=language))

    def _make_note(self, element: Any) -> Tag:
        """Return the tag of a note: behind the paragraph with its mark, or at the end of what else the mark stands in."""
        note = Tag("Note", name=element.get("id") or "", language=_language(element))
        place = self.note_places.get(element)
        if place is None:
            return self._tag(self.parents[element]).add(note)
        while place.parent is not None and place.kind not in _AFTER_WHOLE | _MIXED | set(_GROUPS.values()):
            place = place.parent
        if place.kind in _AFTER_WHOLE and place.parent is not None:
            place.parent.add(note, behind=place)
            return note
        return place.add(note)


def _name(element: Any) -> tuple[str, frozenset[str]]:
    """Return what an element is, and its classes: blocks of a note are spans of the class `as-NAME`, or `as-first`, of which
    what is in it tells the kind."""
    classes = frozenset((element.get("class") or "").split())
    said = next((c.removeprefix("as-") for c in sorted(classes) if c.startswith("as-")), "")
    if said == "first" and len(element):
        said = _HOLDERS.get(element[0].get("class") or "", said)
    return ("p" if said == "first" or said[:1] == "h" else said) or str(element.tag).rpartition("}")[2], classes


def _classes_around(element: Any, parents: dict[Any, Any]) -> set[str]:
    found: set[str] = set()
    while element is not None:
        found |= set((element.get("class") or "").split())
        element = parents.get(element)
    return found


def _language(element: Any) -> str:
    return (element.get("lang") or "").strip() if element is not None else ""


def _words(element: Any) -> str:
    """Return the words of an element in one line, pictures by what is said of them, readings of ruby left out."""

    def pieces(item: Any) -> Iterator[str]:
        name = str(item.tag).rpartition("}")[2]
        if name in ("rt", "rp"):
            return
        if name == "img":
            yield item.get("alt") or ""
        yield item.text or ""
        for child in item:
            yield from pieces(child)
            yield child.tail or ""

    return " ".join("".join(pieces(element)).split())
