"""The paragraphs of a post as they must read on paper, by pandoc's reading of it, with their blanks and hard breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from . import expected

MEASURED = ("paragraph", "item")
"""Kinds of blocks whose lines are the body of a text."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look."""

    text: str
    """`\\n` is a hard break."""
    bold: bool = False
    italic: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What is set as one paragraph."""

    kind: str
    """`paragraph`, `item` (a paragraph of a list), `quote` (one in a block quotation), `heading`, `code` or `table`."""
    runs: tuple[Run, ...]
    level: int = 0
    """Of a heading, 1 to 6; of an item, how deep its list stands."""
    marker: str = ""
    """Of the first paragraph of an item."""

    @property
    def text(self) -> str:
        """The visible text; one space for any blank, `\\n` for a hard break."""
        return "".join(run.text for run in self.runs)


@dataclass
class _Place:
    kind: str = "paragraph"
    depth: int = 0
    marker: str = ""
    blocks: list[Block] = field(default_factory=list)


def is_narrow(character: str) -> bool:
    """Return whether a character belongs to Latin or a like script: blanks beside any other may be the typesetter's."""
    return ord(character) < 0x2000 and character != "·"


def paragraphs(source: str) -> list[Block]:
    """Return the blocks of a post in reading order; calls and texts of notes, readings of ruby, pictures and raw HTML are left
    out."""
    title, document = expected.document(source)
    del title
    place = _Place()
    _blocks(document["blocks"], place)
    return [block for block in place.blocks if block.text]


def _blocks(blocks: list[Any], place: _Place) -> None:
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind in {"Para", "Plain"}:
            _add(place, place.kind, content, place.depth)
        elif kind == "Header":
            _add(place, "heading", content[2], content[0])
        elif kind == "CodeBlock":
            place.blocks.append(Block("code", (Run(content[1], code=True),)))
        elif kind == "BlockQuote":
            _blocks(content, _inside(place, "quote", place.depth))
        elif kind in {"BulletList", "OrderedList"}:
            first = content[0][0] if kind == "OrderedList" else 0
            for number, item in enumerate(content[1] if kind == "OrderedList" else content, first):
                inner = _inside(place, "quote" if place.kind == "quote" else "item", place.depth + 1)
                inner.marker = f"{number}." if kind == "OrderedList" else "•"
                _blocks(item, inner)
        elif kind == "Div":
            _blocks(content[1], place)
        elif kind == "Table":
            place.blocks.append(Block("table", (Run("table"),)))


def _inside(place: _Place, kind: str, depth: int) -> _Place:
    return _Place(kind, depth, "", place.blocks)


def _add(place: _Place, kind: str, inlines: list[Any], level: int) -> None:
    runs = _settled(_runs(inlines, Run("")))
    place.blocks.append(Block(kind, runs, level, place.marker))
    place.marker = ""


_BLANKS = {"Space": " ", "SoftBreak": "\r", "LineBreak": "\n"}
"""A line break of the source is kept as a carriage return until both its neighbours are known."""


def _runs(inlines: list[Any], look: Run) -> list[Run]:
    found: list[Run] = []
    is_reading = False
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "RawInline" and (tag := re.match(r"<(/?)(?:rt|rp|rtc)\b", content[1])):
            is_reading = not tag[1]
        elif is_reading:
            continue
        elif kind == "Str" or kind in _BLANKS:
            found.append(_like(look, content if kind == "Str" else _BLANKS[kind]))
        elif kind == "Code":
            found.append(Run(content[1], look.bold, look.italic, code=True))
        elif kind == "Strong":
            found += _runs(content, Run("", True, look.italic, look.code))
        elif kind == "Emph":
            found += _runs(content, Run("", look.bold, True, look.code))
        elif kind in {"Link", "Span", "Quoted"}:
            found += _runs(content[1], look)
        elif kind in {"Strikeout", "Underline", "SmallCaps", "Superscript", "Subscript"}:
            found += _runs(content, look)
        elif kind == "RawInline" and re.match(r"</?(strong|b)>", content[1]):
            look = Run("", not content[1].startswith("</"), look.italic, look.code)
    return found


def _like(look: Run, text: str) -> Run:
    return Run(text, look.bold, look.italic, look.code)


def _settled(runs: list[Run]) -> tuple[Run, ...]:
    """Return runs of one look joined; a line break of the source is a space between Latin, and nothing beside an ideograph."""
    text = "".join(run.text for run in runs)
    settled: list[Run] = []
    at = 0
    for run in runs:
        said = run.text
        if said == "\r":
            said = " " if 0 < at < len(text) - 1 and is_narrow(text[at - 1]) and is_narrow(text[at + 1]) else ""
        at += len(run.text)
        if settled and settled[-1] == _like(run, settled[-1].text):
            settled[-1] = _like(run, settled[-1].text + said)
        else:
            settled.append(_like(run, said))
    return tuple(run for run in settled if run.text)
