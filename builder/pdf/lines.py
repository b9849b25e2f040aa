"""Lines of ideographs, in WeasyPrint's place.

WeasyPrint 70 breaks a paragraph line by line and justifies by spaces alone. Here a paragraph that holds ideographs or kana is
shaped once, spaced by `typography.space`, broken as a whole by `typography.fit`, and handed back as the line boxes WeasyPrint
would have made, with the place of every glyph fixed. All other paragraphs are WeasyPrint's own. Both stand on the page's grid.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from builder.pdf import engine
from builder.pdf.drawing import draw_first_line, draw_text
from builder.pdf.engine import (
    avoid_collisions,
    boxes,
    handle_leader,
    resolve_one_percentage,
    resolve_percentages,
    strut,
    weasyprint_line_widths,
    weasyprint_lines,
    weasyprint_next_line,
)
from builder.pdf.grid import asks, grid_of, manner_of, objects_of
from builder.pdf.lineboxes import build_line
from builder.pdf.paragraph import NotOurs, Paragraph, TextNode, text_boxes, texts_of
from builder.pdf.stops import find_stops, only_line, parted_anywhere
from builder.pdf.structure import read_structure
from builder.typography.characters import is_han
from builder.typography.fitting import Line, Stop, fit


def install() -> None:
    """Put our line setting in WeasyPrint's place, once.

    Raises:
        UnknownWeasyPrintError: when WeasyPrint is not of the release line that `engine` knows.
    """
    engine.install(lines=_lines_of, next_line=_next_line, line_widths=_line_widths, draw_text=draw_text,
                   draw_first_line=draw_first_line, add_tags=_note_structure)


def _note_structure(pdf: Any, document: Any, pdf_version: Any, streams: Any) -> None:
    """Keep the structure of a document on it, for those who finish the file."""
    del pdf, pdf_version
    document.structure = read_structure(document, streams)


def is_ours(box: Any) -> bool:
    """Return whether a line box is for us to set: it holds an ideograph or kana, and is in no language of other rules."""
    style = box.style
    language = (style["lang"] or "").split("-")[0]
    if asks(style, "__composition", "plain"):
        return False
    if language == "ko" or style["direction"] != "ltr" or box.text_overflow != "clip" or box.block_ellipsis != "none":
        return False
    return any(is_han(c) for text in text_boxes(box) for c in text.text)


def _paragraph(context: Any, box: Any, containing_block: Any) -> Paragraph | None:
    """Return a line box as a paragraph, kept on the box until its text changes; None when it is WeasyPrint's to set."""
    manner = manner_of(box)
    if manner is None:
        return None
    kept = getattr(box, "galley", None)
    if kept is not None and kept[0] == (now := texts_of(box)):
        return kept[1]  # type: ignore[no-any-return]  # an attribute of an untyped box
    paragraph = None
    if is_ours(box):
        try:
            paragraph = Paragraph(context, box, containing_block, manner)
        except NotOurs:
            paragraph = None
    now = texts_of(box)
    box.galley = (now, paragraph)
    return paragraph


def _fitted(paragraph: Paragraph, measure: float, indent: float) -> list[Line]:
    """Return the paragraph's lines at a measure, in px."""
    key = (round(measure, 3), round(indent, 3))
    if key not in paragraph.fitted:
        only = only_line(paragraph, measure - indent)
        paragraph.fitted[key] = [only] if only is not None else fit(
            paragraph.galley, parted_anywhere(paragraph, _stops(paragraph), measure - indent), measure=measure, indent=indent,
            em=paragraph.shaper.size, ragged=paragraph.box.style["text_align_all"] != "justify",
            hanging=paragraph.manner.hanging and not paragraph.is_centred)
    return paragraph.fitted[key]


def _stops(paragraph: Paragraph) -> list[Stop]:
    """Return where the paragraph's lines may end, looked for once."""
    if not paragraph.stops:
        paragraph.stops = find_stops(paragraph)
    return paragraph.stops


def _natural_widths(paragraph: Paragraph, *, minimum: bool) -> list[float]:
    """Return the widths of the lines between forced breaks, or of what lies between any two stops."""
    stops = _stops(paragraph)
    stops = [s for n, s in enumerate(stops) if minimum or s.forced or n in (0, len(stops) - 1)]
    return [paragraph.galley.width(one.start, other.end) + other.hyphen
            for one, other in pairwise(stops)] or [0.0]


def _key(paragraph: Paragraph, start: int) -> tuple[int, ...]:
    """Return where a line starts as a path through the boxes, ending with a byte offset in a text."""
    if start >= len(paragraph.owners):
        return ()
    node = paragraph.owners[start]
    if not isinstance(node, TextNode):
        return node.path
    return (*node.path, len("".join(node.shaped.texts[: start - node.start]).encode()))


# ---- what WeasyPrint asks


def _lines_of(
    context: Any, box: Any, position_y: float, bottom_space: float, skip_stack: Any, containing_block: Any,
    absolute_boxes: Any, fixed_boxes: Any, first_letter_style: Any, first_line_style: Any,
) -> Iterator[tuple[Any, Any]]:
    """Yield (line box, where the next one starts), as `weasyprint.layout.inline.iter_line_boxes` does; the first one on the
    page's grid."""
    position_y = _on_grid(box, position_y)
    rest = (context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,
            first_letter_style, first_line_style)
    if context.excluded_shapes or first_letter_style or first_line_style:
        yield from weasyprint_lines(*rest)
        return
    resolve_percentages(box, containing_block)
    paragraph = _paragraph(context, box, containing_block)
    if paragraph is None:
        yield from weasyprint_lines(*rest)
        return
    resolve_one_percentage(box, "text_indent", containing_block.width)
    indent = box.text_indent
    lines = _fitted(paragraph, containing_block.width, indent)
    number = 0
    if skip_stack is not None:
        wanted = _key_of(skip_stack)
        number = next((n for n, line in enumerate(lines) if _key(paragraph, line.start) == wanted), -1)
        if number < 0:
            yield from weasyprint_lines(*rest)
            return
    box.position_y, box.width, box.height = position_y, 0, 0
    left, _, _ = avoid_collisions(context, box, containing_block, outer=False)
    for n in range(number, len(lines)):
        line = lines[n]
        set_line = build_line(paragraph, line, left + (0 if n else indent), position_y,
                          containing_block.width - (0 if n else indent))
        resume = None if n == len(lines) - 1 else _stack_of(_key(paragraph, lines[n + 1].start))
        if paragraph.has_leader:
            handle_leader(context, set_line, containing_block)
        position_y += set_line.height
        yield set_line, resume


def _on_grid(box: Any, position_y: float) -> float:
    """Return where a paragraph begins: on the next line of the page's grid, for text that is set on its lines."""
    grid = grid_of(box)
    if grid is None:
        return position_y
    top, leading = grid
    lines = (position_y - top) / leading
    return position_y if lines < 0 else top + math.ceil(lines - 0.01) * leading


def _next_line(context: Any, linebox: Any, *rest: Any) -> Any:
    """Return WeasyPrint's own next line; on the grid, text of other faces and sizes does not make it higher."""
    line, resume = weasyprint_next_line(context, linebox, *rest)
    if line is not None and line.height and not context.excluded_shapes and grid_of(linebox) is not None \
            and not any(objects_of(line)):
        height, baseline = strut(line.style.root_style)
        top = line.position_y
        line.translate(0, baseline - line.baseline)
        line.position_y, line.height, line.baseline = top, height, baseline
    return line, resume


def _line_widths(
    context: Any, box: Any, outer: Any, is_line_start: Any, minimum: bool, skip_stack: Any = None, first_line: bool = False,
) -> Iterator[float]:
    """Yield the width of each line, as `weasyprint.layout.preferred.inline_line_widths` does."""
    if isinstance(box, boxes.LineBox) and skip_stack is None and not first_line and manner_of(box) is not None:
        # Percentages of a width that is not known yet count for nothing; a picture's size hangs on them.
        paragraph = _paragraph(context, box, (0, 0)) if not any(objects_of(box)) else None
        if paragraph is not None:
            yield from _natural_widths(paragraph, minimum=minimum)
            return
    yield from weasyprint_line_widths(context, box, outer, is_line_start, minimum, skip_stack, first_line)


def _key_of(stack: Any) -> tuple[int, ...]:
    path: list[int] = []
    while stack:
        (index, stack), = stack.items()
        path.append(index or 0)
    return tuple(path)


def _stack_of(path: tuple[int, ...]) -> Any:
    stack: Any = None
    for index in reversed(path):
        stack = {index: stack}
    return stack
