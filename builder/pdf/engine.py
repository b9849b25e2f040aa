"""WeasyPrint's inside, as far as lines need it: the one module that names its private functions.

They are looked at when the program starts: another release than the one they were read in, or one that lacks a name, is
refused with what to compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import weasyprint
import weasyprint.draw
import weasyprint.draw.text
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline, preferred
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.float import avoid_collisions
from weasyprint.layout.leader import handle_leader
from weasyprint.layout.percent import resolve_one_percentage, resolve_percentages
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango

__all__ = [
    "FROM_UNITS",
    "Layout",
    "Marks",
    "UnknownWeasyPrintError",
    "adjust_line_height",
    "atomic_box",
    "avoid_collisions",
    "boxes",
    "ffi",
    "handle_leader",
    "install",
    "is_tagged",
    "keep_font",
    "line_attributes",
    "line_box_verticality",
    "line_size",
    "marked_pages",
    "page_boxes",
    "pango",
    "placed_box",
    "resolve_one_percentage",
    "resolve_percentages",
    "srgb_profile",
    "strut",
    "style_key",
    "weasyprint_add_tags",
    "weasyprint_draw_first_line",
    "weasyprint_draw_text",
    "weasyprint_line_widths",
    "weasyprint_lines",
    "weasyprint_next_line",
]

SUPPORTED = "70."
"""The release line whose private functions are known; another one may name or call them differently."""

REPLACED: dict[str, tuple[Any, str]] = {
    "lines": (block, "iter_line_boxes"),
    "next_line": (inline, "get_next_linebox"),
    "line_widths": (preferred, "inline_line_widths"),
    "draw_text": (weasyprint.draw, "draw_text"),
    "draw_first_line": (weasyprint.draw.text, "draw_first_line"),
    "add_tags": (weasyprint.pdf, "add_tags"),
}
"""What `install` puts others in the place of, each under the name of its argument."""

CALLED: tuple[tuple[Any, str], ...] = (
    (inline, "_adjust_line_height"), (inline, "atomic_box"), (inline, "line_box_verticality"), (line_break, "Layout"),
    (line_break, "_font_style_cache_key"), (line_break, "get_log_attrs"), (line_break, "line_size"), (line_break, "strut"),
)


class UnknownWeasyPrintError(RuntimeError):
    """The installed WeasyPrint is not of the release line that this module knows."""


def _judge() -> None:
    """Refuse a WeasyPrint that is not the one this module was written for.

    Raises:
        UnknownWeasyPrintError: when it is of another release line than `SUPPORTED`, or lacks what is replaced or called.
    """
    missing = [f"{module.__name__}.{name}" for module, name in (*REPLACED.values(), *CALLED) if not hasattr(module, name)]
    if not weasyprint.VERSION.startswith(SUPPORTED) or missing:
        raise UnknownWeasyPrintError(
            f"WeasyPrint {weasyprint.VERSION} is installed, and lines are set for {SUPPORTED}*"
            + (f", which has {', '.join(missing)}" if missing else "")
            + ": compare what builder/pdf/engine.py replaces and calls with that release, then raise SUPPORTED"
        )


_judge()

weasyprint_lines = block.iter_line_boxes
weasyprint_next_line = inline.get_next_linebox
weasyprint_line_widths = preferred.inline_line_widths
weasyprint_draw_text = weasyprint.draw.draw_text
weasyprint_draw_first_line = weasyprint.draw.text.draw_first_line
weasyprint_add_tags = weasyprint.pdf.add_tags

Layout = line_break.Layout
adjust_line_height = inline._adjust_line_height  # noqa: SLF001 - this module's purpose
atomic_box = inline.atomic_box
line_box_verticality = inline.line_box_verticality
line_size = line_break.line_size
strut = line_break.strut


def install(**ours: Any) -> None:
    """Put functions in the place of WeasyPrint's own, by the names of `REPLACED`; once more is no harm.

    Raises:
        UnknownWeasyPrintError: when the WeasyPrint that is installed is not the one this module knows.
    """
    _judge()
    for name, function in ours.items():
        module, replaced = REPLACED[name]
        setattr(module, replaced, function)


def style_key(style: Any) -> tuple[str, ...]:
    """Return what shaping depends on in a computed style."""
    return (
        line_break._font_style_cache_key(style, include_size=True),  # noqa: SLF001 - this module's purpose
        str(style["letter_spacing"]), str(style["word_spacing"]), style["hyphenate_character"],
        str(style["text_decoration_line"] != "none"),
    )


def line_attributes(text: str, language: str) -> memoryview:
    """Return Pango's attributes of every character of a text, and of its end, as bit fields; bit 0 says that a line may begin
    there (UAX 14)."""
    return memoryview(ffi.buffer(line_break.get_log_attrs(text, language))).cast("I")


ffi.cdef("void * g_object_ref (void * object);")


def keep_font(font: Any) -> Any:
    """Return a handle that keeps a Pango font alive: the font map drops fonts it has not used for long."""
    return ffi.gc(gobject.g_object_ref(font), gobject.g_object_unref)


def srgb_profile() -> bytes:
    """Return the ICC's own profile of sRGB, which WeasyPrint brings with it."""
    return resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()


def placed_box(box: Any) -> Any:
    """Return a box itself for the stand-in that an absolutely positioned one has among its neighbours."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box  # noqa: SLF001 - this module's purpose


def is_tagged(stream: Any) -> bool:
    """Return whether a page's content is marked for a structure tree."""
    return stream._tags is not None  # noqa: SLF001 - this module's purpose


def page_boxes(document: Any) -> Iterator[Any]:
    """Yield the box of each page."""
    return (page._page_box for page in document.pages)  # noqa: SLF001 - this module's purpose


def marked_pages(document: Any, streams: Any) -> Iterator[tuple[Any, Marks]]:
    """Yield the box of each page and the marks in its content."""
    for box, stream in zip(page_boxes(document), streams, strict=True):
        yield box, Marks(stream)


class Marks:
    """The stretches of a page's content that are marked (ISO 32000-1, 14.6), each for the box it was drawn for."""

    def __init__(self, stream: Any) -> None:
        self._left = {box: entry["mcid"] for box, entry in stream._tags.items()}  # noqa: SLF001 - this module's purpose
        self._stream = stream.stream
        self._places = {item["MCID"]: n for n, item in enumerate(self._stream) if isinstance(item, dict) and "MCID" in item}

    def take(self, box: Any) -> int | None:
        """Return the number of a box's mark, once; None when it has none."""
        mark: int | None = self._left.pop(box, None)
        return mark

    def discard(self, mark: int, furniture: str) -> None:
        """Make a stretch an artifact, which no reader speaks: of a page's furniture a `Header` or `Footer` (ISO 32000-1,
        14.8.2.2.2), of nothing else."""
        if (place := self._places.get(mark)) is None:  # drawn into a group, as what is half transparent is
            return
        self._stream[place - 1] = "/Artifact"
        properties = self._stream[place]
        del properties["MCID"]
        if furniture:
            properties.update({"Type": "/Pagination", "Subtype": f"/{furniture}"})

    def discard_rest(self) -> None:
        """Make artifacts of all that was not taken."""
        for mark in self._left.values():
            self.discard(mark, "")
        self._left.clear()
