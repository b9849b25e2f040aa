"""Where pages begin: a finished layout comes in, the block and letter that each page begins with leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from builder.pdf.engine import boxes, page_boxes, placed_box
from builder.typography.places import PLACE, is_apart, letters_in


def page_starts(document: Any) -> tuple[tuple[int, str, int], ...]:
    """Return (index of the page, name of the block, letters of the block on earlier pages) of every page that holds text or a
    picture from a block with a name, in order."""
    pages = list(page_boxes(document))
    reader = _Reader(pages[0].children[0].element)
    counts: Counter[str] = Counter()
    found = []
    for index, page in enumerate(pages):
        is_first = True
        for box in reader.contents(page, index):
            place = reader.place_of(box.element)
            if not place:
                continue
            if is_first:
                found.append((index, place, counts[place]))
                is_first = False
            if isinstance(box, boxes.TextBox):
                counts[place] += letters_in(box.text)
    return tuple(found)


class _Reader:
    """Reads the pages of one document in order."""

    def __init__(self, root: Any) -> None:
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._places: dict[Any, str] = {}
        self._heads: dict[Any, int] = {}

    def place_of(self, element: Any) -> str:
        """Return the name of the block that text of an element counts for; empty where it counts for none."""
        place = self._places.get(element)
        if place is None:
            place = self._places[element] = self._find_place(element)
        return place

    def _find_place(self, element: Any) -> str:
        if element is None:
            return ""
        if place := element.get(PLACE):
            return str(place)
        if is_apart(str(element.tag).rpartition("}")[2], (element.get("class") or "").split()):
            return ""
        return self.place_of(self._parents.get(element))

    def contents(self, box: Any, page: int) -> Iterator[Any]:
        """Yield the texts and pictures of a page that are the document's own: no furniture, no notes at its foot, nothing made
        by a style sheet, and the heads of a table only where it begins."""
        box = placed_box(box)
        if isinstance(box, boxes.MarginBox | boxes.FootnoteAreaBox) or box.is_leader or "::" in str(box.element_tag):
            return
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
            yield box
            return
        if (isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer)
                and self._heads.setdefault(box.element, page) != page):
            return
        for child in box.children if isinstance(box, boxes.ParentBox) else ():
            yield from self.contents(child, page)
