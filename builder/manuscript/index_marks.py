"""Marks for the index in Markdown: `{^容器编排}` prints its words and says that the index leads here.

    {^容器|容器编排}          prints 容器, stands in the index as 容器编排
    {^容器编排!调度}          prints 调度, stands there as 调度 below 容器编排
    {^|容器编排}              prints nothing
    {^漢字|よみ=かんじ}       says how the words are read, and so where they stand

What is printed is Markdown like all text around it, ruby and code too; a mark holds no other mark. `{^` without its end, and
what says nothing to the index, stays the text it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from builder.manuscript.soft_breaks import without_soft_breaks

OPENING = "{^"
LONGEST = 1_000
"""Characters of a mark at most, so that a heap of marks without an end costs no more than its length."""
LEVELS = 3
"""Entry, sub-entry and one below it; more than that no printed index has."""

_READING = re.compile(r"\s*(?:よみ|読み|读音|讀音|拼音|注音|읽기|reading)\s*[=＝](.*)", re.DOTALL | re.IGNORECASE)
_JOINT = "!"
_MARK = re.compile(r"\{\^(?!\[|\{*\\[A-Za-z])")


@dataclass(frozen=True, slots=True)
class IndexMark:
    """What stands between a pair of braces, as places in the text around it."""

    shown: tuple[int, int]
    """Begin and end of what is printed; both the same when nothing is."""
    levels: tuple[str, ...]
    """Entry and sub-entries, Markdown as written."""
    readings: tuple[str, ...]
    """How each level is read, as written; empty without one."""
    end: int
    """The place behind the closing brace."""
    fault: str = ""
    """What keeps the mark from being one, in words."""


@dataclass(frozen=True, slots=True)
class Level:
    """An entry or sub-entry."""

    text: str
    """Plain text."""
    reading: str
    """As written, or put together from the ruby over the text; or empty."""


def is_mark(text: str, place: int) -> bool:
    """Return whether a mark is meant to begin at a place: `{^[` is a note in braces, `{^\\circ}` a formula."""
    return _MARK.match(text, place) is not None


def mark_at(text: str, place: int, end: int) -> IndexMark | None:
    """Return the mark that begins at a place; None when the text there is something else, or the mark has no end."""
    if not is_mark(text, place):
        return None
    strokes: list[int] = []
    for at, character, depth in _walk(text, place + 2, min(end, place + LONGEST), end):
        if character == "}" and depth < 0:
            return _mark(text, (place + 2, *(stroke + 1 for stroke in strokes)), at)
        if character == "|" and depth == 0:
            strokes.append(at)
    return None


def _mark(text: str, starts: tuple[int, ...], close: int) -> IndexMark:
    """Return the mark whose parts begin at these places."""
    ends = (*(start - 1 for start in starts[1:]), close)
    first = _trimmed(text, starts[0], ends[0])
    parts = [text[start:stop].strip() for start, stop in zip(starts[1:], ends[1:], strict=True)]
    readings: tuple[str, ...] = ()
    if parts and (said := _READING.fullmatch(parts[-1])):
        readings = tuple(reading.strip() for reading in said[1].split(_JOINT))
        parts.pop()
    source = parts[0] if parts else text[first[0]:first[1]]
    levels = _levels(source)
    shown = first
    if not parts and len(levels) > 1:
        shown = _trimmed(text, first[1] - len(levels[-1]), first[1])
    fault = ""
    if len(parts) > 1:
        fault = f"has {len(parts) + 1} parts"
    elif not source:
        fault = "names nothing"
    elif len(levels) > LEVELS:
        fault = f"has {len(levels)} levels"
    elif len(readings) > len(levels):
        fault = f"has {len(readings)} readings for {len(levels)} level{'s' if len(levels) > 1 else ''}"
    return IndexMark(shown, tuple(level.strip() for level in levels), readings, close + 1, fault)


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    inner = text[start:stop]
    bare = inner.strip()
    lead = len(inner) - len(inner.lstrip()) if bare else 0
    return start + lead, start + lead + len(bare)


def _levels(source: str) -> tuple[str, ...]:
    """Return a heading parted at its `!`s: those with words on both sides that open no picture."""
    joints = [at for at, character, depth in _walk(source, 0, len(source), len(source)) if character == _JOINT and not depth]
    found: list[str] = []
    start = 0
    for at in joints:
        if source[start:at].strip() and source[at + 1:].strip(f"{_JOINT} \n") and source[at + 1] not in f"[{_JOINT}":
            found.append(source[start:at])
            start = at + 1
    return (*found, source[start:])


def _walk(text: str, start: int, stop: int, end: int) -> Iterator[tuple[int, str, int]]:
    """Yield place, character and depth of braces of what is no code and not behind a backslash, up to a second mark.

    A closing brace has the depth it leads to, which is -1 for the one that closes the mark.
    """
    at, depth = start, 0
    while at < stop:
        character = text[at]
        if character == "\\":
            at += 2
            continue
        if character == "`":
            run = re.compile("`+").match(text, at, end)
            length = len(run[0]) if run else 1
            closing = re.compile(rf"(?<!`)`{{{length}}}(?!`)").search(text, at + length, end)
            at = closing.end() if closing else at + length
            continue
        if character == "{":
            if text.startswith(OPENING, at):
                return
            depth += 1
        elif character == "}":
            depth -= 1
        yield at, character, depth
        if depth < 0:
            return
        at += 1


def push_mark(state: StateInline, mark: IndexMark) -> None:
    """Write the tokens of a mark: what it prints, as Markdown, between an opening that knows the levels and a closing."""
    readings = (*mark.readings, *("" for _ in mark.levels[len(mark.readings):]))
    levels = [_said(source, reading, state) for source, reading in zip(mark.levels, readings, strict=True)]
    state.push("index_open", "span", 1).meta["levels"] = levels
    # The library's rule for text looks for its end in the whole source, whatever posMax is, so the source ends here meanwhile;
    # what it remembers of backticks goes with it.
    source, after, backticks, scanned = state.src, state.posMax, dict(state.backticks), state.backticksScanned
    state.src = source[:mark.shown[1]]
    state.pos, state.posMax = mark.shown
    state.md.inline.tokenize(state)
    state.src, state.posMax, state.backticks, state.backticksScanned = source, after, backticks, scanned
    state.pos = mark.end
    state.push("index_close", "span", -1)


def _said(source: str, reading: str, state: StateInline) -> Level:
    """Return a level as plain text; without a reading of its own, with the one that its ruby gives."""
    tokens: list[Token] = []
    state.md.inline.parse(source, state.md, {"references": state.env.get("references", {})}, tokens)
    pieces: list[tuple[str, str]] = []
    for token in without_soft_breaks(tokens):
        if token.type in ("text", "text_special", "code_inline"):
            pieces.append((token.content, ""))
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append((" ", ""))
        elif token.type == "ruby_reading" and pieces:
            pieces[-1] = (pieces[-1][0], token.content)
    text = " ".join("".join(base for base, _ in pieces).split())
    if not reading and any(over for _, over in pieces):
        apart = " " if any(over.isascii() or over[0] < "\u0250" for _, over in pieces if over) else ""
        reading = apart.join(over or base for base, over in pieces).strip()
    return Level(text, reading)


def written(levels: list[Level]) -> tuple[str, str]:
    """Return levels as the values of two attributes, their texts and their readings."""
    return _JOINT.join(_escaped(level.text) for level in levels), _JOINT.join(_escaped(level.reading) for level in levels)


def read_back(texts: str, readings: str) -> tuple[Level, ...]:
    """Return the levels that two attributes hold."""
    pairs = zip(_parted(texts), _parted(readings), strict=False)
    return tuple(Level(text, reading) for text, reading in pairs)


def _escaped(text: str) -> str:
    return re.sub(r"[\\!]", r"\\\g<0>", text)


def _parted(value: str) -> list[str]:
    parts = [""]
    for piece in re.findall(r"\\.|.", value, re.DOTALL):
        if piece == _JOINT:
            parts.append("")
        else:
            parts[-1] += piece[-1]
    return parts
