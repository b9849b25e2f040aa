"""What a post says, by pandoc's reading of it: the text of a book as it must stand, block by block.

Nothing here knows the builder. Pandoc reads CommonMark with the extensions a post may use; three plain rules come before it:
the front matter is what stands between two lines of hyphens; marks of emphasis next to full-width punctuation are read as
their author means them (the CJK-friendly amendments, which pandoc has not); `{汉字|hàn|zì}` is ruby, and of `{^words|entry}` the
words are printed, of `{^entry!sub-entry}` the last.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

READER = "commonmark+pipe_tables+strikeout+footnotes+definition_lists+task_lists+attributes+raw_html"

IGNORABLE = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+")
"""White space, and what has no glyph of its own (Unicode: Default_Ignorable_Code_Point)."""

BULLETS = ("•", "◦", "○", "▪", "■", "‣", "–")
NUMBERED = (".", ")", "．", "、")
BOXES = {"☐": ("☐",), "☒": ("☑", "☒")}
"""How pandoc writes a task's box, and how a book may."""

_AMENDED = re.compile(
    r"(?<!\*)\*\*(?=[“‘《〈（「『【〔{])([^*\n`]+)(?<=[”’》〉）」』】〕。！？}])\*\*(?!\*)")

_RUBY = re.compile(r"(?<!\\)\{([\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)((?:\\?\|[^{}|\\\n]*)+)\}")

_CODE = r"`+[^`\n]+`+"
_MARK = re.compile(rf"(?P<code>{_CODE})|(?<!\\)\{{\^(?!\[)(?P<shown>(?:\{{[^{{}}]*\}}|{_CODE}|[^{{}}|`])*)(?P<rest>(?:\\?\|[^{{}}]*)?)\}}")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of what must stand in the book."""

    kind: str
    """`text`: this and nothing else. `choice`: one of several. `call`: the number of a note, set small. `repeat`: the head of a
    table, again where the table goes on to a new page. `opening`: a title the book gave a chapter that had none. `reading`: what
    stands over the text before it, or behind it where a book sets it in the line."""
    texts: tuple[str, ...] = ()
    """White space and characters without a glyph are taken out. Of a choice, an empty one says that there may be nothing."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item, cell or block of code."""

    name: str
    """Pandoc's name for it; of a heading, `h` and its level."""
    parts: tuple[Part, ...]

    @property
    def plain(self) -> str:
        """The text without what may or may not be there."""
        return "".join(p.texts[0] for p in self.parts if p.kind == "text")


@dataclass(frozen=True, slots=True)
class Expectation:
    """All a book must say between its contents and its colophon."""

    title: str
    """The title the front matter gives, without white space."""
    blocks: tuple[Block, ...]
    notes: tuple[tuple[str, ...], ...]
    """What must stand at the feet of the printed pages, in order: each note in the forms it may take."""


@dataclass
class _Reading:
    """What is gathered on the way."""

    at_foot: bool
    blocks: list[Block] = field(default_factory=list)
    notes: list[tuple[str, ...]] = field(default_factory=list)
    chapter_notes: dict[str, tuple[int, Any]] = field(default_factory=dict)
    marker: Part | None = None
    head: str = ""
    skipping: str = ""
    in_note: bool = False


def squeeze(text: str) -> str:
    """Return text without white space and without characters that have no glyph."""
    return IGNORABLE.sub("", text)


def expectation(source: str, *, notes_at_foot: bool) -> Expectation:
    """Return what the book of a post must say.

    Args:
        source: the post as its author keeps it.
        notes_at_foot: True for paper, where notes and addresses stand at the foot of the page; False for an EPUB, where a
            chapter's notes follow its text.
    """
    title, read = document(source)
    reading = _Reading(notes_at_foot)
    blocks: list[Any] = read["blocks"]
    first = next((b for b in blocks if b["t"] == "Header"), None)
    if first is not None and first["c"][0] == 1 and _letters(_plain(first["c"][2])) == _letters(title):
        blocks.remove(first)
    if not (blocks and blocks[0]["t"] == "Header" and blocks[0]["c"][0] <= 2):
        reading.blocks.append(Block("opening", (Part("opening"),)))
    _blocks(blocks, reading)
    _end_chapter(reading)
    return Expectation(squeeze(title), tuple(b for b in reading.blocks if b.parts), tuple(reading.notes))


def document(source: str) -> tuple[str, dict[str, Any]]:
    """Return the title that a post's front matter gives, and the rest as pandoc's JSON tree."""
    title, body = _parted(source.removeprefix("\ufeff").replace("\r\n", "\n"))
    return title, _pandoc(_amended(body))


def _parted(source: str) -> tuple[str, str]:
    match = re.match(r"---[ \t]*\n(.*?)\n---[ \t]*\n(.*)", source, re.DOTALL)
    if not match or not re.search(r"^[A-Za-z_-]+[ \t]*:", match[1], re.MULTILINE):
        return "", source
    title = re.search(r"^title[ \t]*:[ \t]*(.+?)[ \t]*$", match[1], re.MULTILINE)
    return (title[1].strip("\"'") if title else ""), match[2]


def _amended(body: str) -> str:
    pieces = re.split(r"(^(?:```|~~~)[\s\S]*?^(?:```|~~~)[^\n]*$)", body, flags=re.MULTILINE)
    return "".join(p if n % 2 else _annotated(_AMENDED.sub(r"<strong>\1</strong>", p)) for n, p in enumerate(pieces))


def _annotated(text: str) -> str:
    """Return text with ruby in HTML where a post has it in braces; code in the line stays."""
    pieces = re.split(rf"({_CODE})", _MARK.sub(_shown, text))
    return "".join(p if n % 2 else _RUBY.sub(_ruby, p) for n, p in enumerate(pieces))


def _shown(match: re.Match[str]) -> str:
    """Return what a mark for the index prints; code as it is."""
    if match["code"]:
        return match[0]
    shown = match["shown"].rstrip("\\").strip()
    return shown if match["rest"] or shown.endswith("!") else shown.rpartition("!")[2]


def _ruby(match: re.Match[str]) -> str:
    base, readings = match[1], [html.escape(r.strip()) for r in re.split(r"\\?\|", match[2])[1:]]
    if len(readings) not in (1, len(base)):
        return match[0]
    bases = [base] if len(readings) == 1 else list(base)
    return "".join(f"<ruby>{b}<rt>{r}</rt></ruby>" if r else b for b, r in zip(bases, readings, strict=True))


def _pandoc(body: str) -> dict[str, Any]:
    run = subprocess.run(["pandoc", "-f", READER, "-t", "json"], input=body.encode(), capture_output=True, check=True, timeout=120)
    tree: dict[str, Any] = json.loads(run.stdout)
    return tree


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum()).casefold()


def _plain(inlines: list[Any]) -> str:
    reading = _Reading(at_foot=False)
    return "".join(p.texts[0] for p in _inlines(inlines, reading) if p.kind == "text")


# ---- blocks


def _add(name: str, parts: list[Part], reading: _Reading) -> None:
    if reading.marker is not None:
        parts.insert(0, reading.marker)
        reading.marker = None
    merged: list[Part] = []
    for part in parts:
        if part.kind == "text" and merged and merged[-1].kind == "text":
            merged[-1] = Part("text", (merged[-1].texts[0] + part.texts[0],))
        elif part.kind != "text" or part.texts[0]:
            merged.append(part)
    reading.blocks.append(Block(name, tuple(merged)))


def _text(text: str) -> Part:
    return Part("text", (squeeze(text),))


def _block(block: dict[str, Any], reading: _Reading) -> None:
    kind = block["t"]
    if kind not in _BLOCKS:
        raise NotImplementedError(f"pandoc has a block {kind!r} that the oracle does not know")
    _BLOCKS[kind](block.get("c"), reading)


def _blocks(blocks: list[Any], reading: _Reading) -> None:
    for block in _captioned(blocks):
        _block(block, reading)


def _captioned(blocks: list[Any]) -> list[Any]:
    """Return blocks with the captions of tables over them and without their sign: that above a table wins, and one between two
    tables is the lower one's."""
    blocks = list(blocks)
    for place, block in enumerate(blocks):
        if block["t"] != "Table":
            continue
        if place and (caption := _caption(blocks[place - 1])):
            blocks[place - 1] = caption
        elif (place + 1 < len(blocks) and (caption := _caption(blocks[place + 1]))
              and (place + 2 == len(blocks) or blocks[place + 2]["t"] != "Table")):
            blocks[place:place + 2] = [caption, block]
    return blocks


def _caption(block: dict[str, Any]) -> dict[str, Any] | None:
    first = block["c"][0] if block["t"] == "Para" else None
    if first is None or first["t"] != "Str" or not (sign := re.match(r"(表格?|Table|표)[:：]", first["c"])):
        return None
    return {"t": "Para", "c": [{"t": "Str", "c": first["c"][sign.end():]}, *block["c"][1:]]}


def _bullets(items: list[Any], reading: _Reading) -> None:
    for item in items:
        _item(item, Part("choice", BULLETS), reading)


def _numbered(content: list[Any], reading: _Reading) -> None:
    (first, _, _), items = content
    for number, item in enumerate(items, first):
        _item(item, Part("choice", tuple(f"{number}{mark}" for mark in NUMBERED)), reading)


def _definitions(content: list[Any], reading: _Reading) -> None:
    for term, definitions in content:
        _add("term", _inlines(term, reading), reading)
        for definition in definitions:
            _blocks(definition, reading)


def _paragraph(content: list[Any], reading: _Reading) -> list[Part]:
    if len(content) == 1 and content[0]["t"] == "Image":
        return [_text(content[0]["c"][2][1])]  # the title is the caption; the description is for those who cannot see
    return _inlines(content, reading)


def _header(content: list[Any], reading: _Reading) -> None:
    level, _, inlines = content
    parts = _inlines(inlines, reading)
    if level <= 2:
        _end_chapter(reading)
        # The mark between a label and its title is not printed where the label stands above the title.
        match = re.match(r"([^：:.、]{1,12})([：:.、])(.+)", parts[0].texts[0]) if parts and parts[0].kind == "text" else None
        if match:
            parts[:1] = [_text(match[1]), Part("choice", (match[2], "")), _text(match[3])]
    _add(f"h{level}", parts, reading)


def _item(item: list[Any], marker: Part, reading: _Reading) -> None:
    first = item[0] if item else None
    inlines = first["c"] if first is not None and first["t"] in {"Para", "Plain"} else []
    if inlines and inlines[0]["t"] == "Str" and inlines[0]["c"] in BOXES:
        marker = Part("choice", ("", *marker.texts))
    reading.marker = marker
    _blocks(item, reading)
    reading.marker = None


def _table(content: list[Any], reading: _Reading) -> None:
    _, _, _, (_, head_rows), bodies, (_, foot_rows) = content
    start = len(reading.blocks)
    for row in head_rows:
        _row(row, reading)
    head = "".join(block.plain for block in reading.blocks[start:])
    for row in [row for _, _, inner, rows in bodies for row in (*inner, *rows)] + foot_rows:
        if head:
            reading.blocks.append(Block("head again", (Part("repeat", (head,)),)))
        _row(row, reading)


def _row(row: list[Any], reading: _Reading) -> None:
    for _, _, _, _, blocks in row[1]:
        _blocks(blocks, reading)


_RULE = Part("choice", ("***", "＊＊＊", "*", "⁂", ""))

_BLOCKS: dict[str, Callable[[Any, _Reading], None]] = {
    "Para": lambda content, reading: _add("Para", _paragraph(content, reading), reading),
    "Plain": lambda content, reading: _add("Plain", _paragraph(content, reading), reading),
    "Header": _header,
    "CodeBlock": lambda content, reading: _add("CodeBlock", [_text(content[1])], reading),
    "BlockQuote": _blocks,
    "BulletList": _bullets,
    "OrderedList": _numbered,
    "DefinitionList": _definitions,
    "Table": _table,
    "RawBlock": lambda content, reading: _add("RawBlock", _raw(content[1], reading), reading),
    "HorizontalRule": lambda _, reading: _add("HorizontalRule", [_RULE], reading),
    "Div": lambda content, reading: _blocks(content[1], reading),
}


def _end_chapter(reading: _Reading) -> None:
    """In an EPUB a chapter's notes follow its text, each with its number and ways back."""
    notes, reading.chapter_notes = reading.chapter_notes, {}
    if reading.at_foot:
        return
    reading.in_note = True
    for number, (times, blocks) in enumerate(notes.values(), 1):
        back = "".join(f"({n})" for n in range(2, times + 1))
        reading.marker = Part("choice", (f"{number}{back}", f"{number}.{back}"))
        _blocks(blocks, reading)
    reading.in_note = False


# ---- inlines


def _inlines(inlines: list[Any], reading: _Reading) -> list[Part]:
    parts: list[Part] = []
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "RawInline":
            parts += _raw(content[1], reading)
            continue
        if reading.skipping in {"script", "style"} or (kind in {"Space", "SoftBreak", "LineBreak", "Image"}):
            continue
        if kind == "Str" and reading.skipping in {"rp", "rt"}:
            said = squeeze(content)
            parts.append(Part("choice", (said, "")) if reading.skipping == "rp" else Part("reading", (said,)))
        elif kind == "Str" and content in BOXES and not parts:
            parts.append(Part("choice", BOXES[content]))
        elif kind == "Str":
            parts.append(_text(content))
        elif kind in {"Code", "Math"}:
            parts.append(_text(content[1]))
        elif kind in {"Emph", "Strong", "Strikeout", "Underline", "Superscript", "Subscript", "SmallCaps"}:
            parts += _inlines(content, reading)
        elif kind in {"Span", "Quoted"}:
            parts += _inlines(content[1], reading)
        elif kind == "Link":
            parts += _link(content, reading)
        elif kind == "Note":
            parts += _note(content, reading)
        else:
            raise NotImplementedError(f"pandoc has an inline {kind!r} that the oracle does not know")
    return parts


def _link(content: list[Any], reading: _Reading) -> list[Part]:
    _, inlines, (address, _) = content
    parts = _inlines(inlines, reading)
    shown = "".join(p.texts[0] for p in parts if p.kind == "text")
    if not reading.at_foot or not address.startswith(("http", "mailto:")) or _same(shown, address):
        return parts
    if reading.in_note:
        parts.append(Part("text", (f"({squeeze(address)})",)))  # in a note the address follows in brackets
    else:
        reading.notes.append((squeeze(address), squeeze(unquote(address))))
        parts.append(Part("call", ("optional",)))  # once per page and address
    return parts


def _same(shown: str, address: str) -> bool:
    def bare(text: str) -> str:
        return re.sub(r"^(mailto:|https?://)?(www\.)?", "", unquote(text)).rstrip("/").casefold()

    return bare(shown) == bare(squeeze(address))


def _note(blocks: list[Any], reading: _Reading) -> list[Part]:
    key = json.dumps(blocks, sort_keys=True)
    times, _ = reading.chapter_notes.get(key, (0, None))
    reading.chapter_notes[key] = (times + 1, blocks)
    if reading.at_foot:
        inner = _Reading(at_foot=True, in_note=True)
        _blocks(blocks, inner)
        reading.notes.append(("".join(b.plain for b in inner.blocks),))
    return [Part("call", ("required",))]


def _raw(markup: str, reading: _Reading) -> list[Part]:
    """Return the text between an author's own tags; what stands in scripts and styles is no text."""
    parts: list[Part] = []
    for piece in re.split(r"(<!--.*?-->|</?[A-Za-z][^>]*>)", markup, flags=re.DOTALL):
        tag = re.match(r"<(/?)([A-Za-z]+)", piece)
        if tag and tag[2].lower() in {"script", "style", "rp", "rt", "ruby"}:
            reading.skipping = "" if tag[1] or tag[2].lower() == "ruby" else tag[2].lower()
        elif not tag and not piece.startswith("<!--") and reading.skipping not in {"script", "style"}:
            parts.append(Part("reading", (squeeze(piece),)) if reading.skipping == "rt" and squeeze(piece) else _text(piece))
    return parts
