"""A text parted into runs of one face: clusters stay whole, a word stays in one face, marks follow their neighbours."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from builder.faces import Face
from builder.fonts.cascade import FontStyle
from builder.fonts.choice import IGNORABLE, Choice

SPACES = frozenset(map(ord, "\t\n\r\f \u00a0"))
_SPECIAL_SPACES = {c: "\u00a0" if c in "\u2007\u202f" else " " for c in (
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u1680\u2028\u2029")}
"""Spaces of other widths, with the space that stands for one that no face has."""

_SEPARATORS = frozenset("\u2028\u2029")
"""Ends of lines that a text was copied with: they would break the line wherever they stand."""

# Marks that Chinese and Latin share one code point for: full-width between Han, proportional between letters.
_SHARED = frozenset("‘’“”—―…‥·")
_NEUTRAL = IGNORABLE | SPACES
_LETTERS = frozenset(map(ord, "abc"))
_HAN = 0x4E00
_Piece = tuple[str, Face | str | None]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face."""

    text: str
    face: Face | None
    """None when no face has its one character."""


def part(text: str, style: FontStyle, choice: Choice, *, han: bool) -> list[Run]:
    """Return the text as runs; joined they are the text, but for line separators and spaces that no face has.

    `han` says that the text's language sets its quotation marks and dashes full-width beside Han.
    """
    first = choice.candidates(style)[0]
    points = set(map(ord, text)) - _NEUTRAL
    plain = points <= first.characters and not any(c in _SPECIAL_SPACES for c in text) and "\ufe0f" not in text
    if plain and (not han or _HAN in first.characters or not _SHARED & set(text)):
        return [Run(text, first)]
    pieces: list[_Piece] = []
    for at, cluster in _clusters(text):
        face = _face(cluster, text, at, style, choice, han=han)
        if face is None and len(cluster) > 1:  # no face has all of it: each sign by itself
            pieces += [(c, _face(c, text, at, style, choice, han=han)) for c in cluster]
        else:
            pieces.append((cluster, face))
    return _joined(_words_whole(pieces, style, choice), first, lambda space: choice.choose(style, space))


def _face(cluster: str, text: str, at: int, style: FontStyle, choice: Choice, *, han: bool) -> Face | str | None:
    """Return a cluster's face, None when nothing has it, or what kind of neutral it is."""
    if all(ord(c) in _NEUTRAL for c in cluster):
        return "neutral"
    if cluster in _SPECIAL_SPACES:
        return "space"
    return choice.choose(style, cluster, wide=han and cluster in _SHARED and _beside_han(text, at))


def _beside_han(text: str, at: int) -> bool:
    """Whether the nearest letter before, else after, is Han or kana; a mark by itself takes the style sheet's own face."""
    for c in (*reversed(text[max(0, at - 64):at]), *text[at:at + 64]):
        if unicodedata.category(c)[0] in "LN":
            return unicodedata.east_asian_width(c) in "WF"
    return False


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield the text's clusters with their places: a base with its marks, selectors and what a joiner ties to it.

    A shorter rule than Unicode's UAX 29, sufficient to keep one face for what is drawn as one sign.
    """
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or not _extends(text, start, i):
            yield start, text[start:i]
            start = i


def _extends(text: str, start: int, i: int) -> bool:
    c = text[i]
    if ord(text[start]) in SPACES or text[start] in _SPECIAL_SPACES:
        return False
    if text[i - 1] == "\u200d":
        return _is_pictograph(text[start]) and _is_pictograph(c)
    if "\U0001f1e6" <= c <= "\U0001f1ff":
        return i - start == 1 and "\U0001f1e6" <= text[start] <= "\U0001f1ff"
    return (c in "\u200d\u20e3" or "\ufe00" <= c <= "\ufe0f" or "\U0001f3fb" <= c <= "\U0001f3ff"
            or "\U000e0020" <= c <= "\U000e01ef" or _is_mark(c))


def _is_pictograph(c: str) -> bool:
    return "\u2190" <= c <= "\u2bff" or c >= "\U0001f000"


@cache
def _is_mark(c: str) -> bool:
    return unicodedata.category(c)[0] == "M"


@cache
def _is_letter(cluster: str) -> bool:
    return unicodedata.category(cluster[0])[0] == "L" and unicodedata.east_asian_width(cluster[0]) not in "WF"


def _words_whole(pieces: list[_Piece], style: FontStyle, choice: Choice) -> list[_Piece]:
    """Return the pieces with every word of an alphabet in one face, where one face has all of it."""
    done: list[_Piece] = []
    i = 0
    while i < len(pieces):
        end = i
        while end < len(pieces) and _is_letter(pieces[end][0]):
            end += 1
        word = pieces[i:end]
        if len({id(face) for _, face in word}) > 1:
            whole = choice.choose(style, "".join(c for c, _ in word))
            word = [(c, whole or face) for c, face in word]
        done += word or [pieces[i]]
        i = max(end, i + 1)
    return done


def _joined(pieces: list[_Piece], first: Face, spare: Callable[[str], Face | None]) -> list[Run]:
    """Return pieces of one face as one run. Neutral ones follow the face before them, at the start the one after; `spare` is
    asked for a face for a space that the one beside it lacks."""
    faces = [face for _, face in pieces if isinstance(face, Face)]
    beside = faces[0] if faces else first
    runs: list[Run] = []
    text = ""
    for cluster, face in pieces:
        if face is None:
            if text:
                runs.append(Run(text, beside))
                text = ""
            runs.append(Run(cluster, None))
            continue
        if isinstance(face, Face) and face is not beside:
            if text:
                runs.append(Run(text, beside))
                text = ""
            beside = face
        elif face == "neutral" and cluster.isspace() and not beside.characters >= _LETTERS:
            # A space beside a sign is the text's own: a face of signs has one as wide as its signs.
            if text and beside is not first:
                runs.append(Run(text, beside))
                text = ""
            beside = first
        kept = face != "space" or ord(cluster) in beside.characters
        own = None if kept or cluster in _SEPARATORS else spare(cluster)
        if own is not None:
            runs += [Run(text, beside)] if text else []
            runs.append(Run(cluster, own))
            text = ""
            continue
        text += cluster if kept else _SPECIAL_SPACES[cluster]
    return [*runs, Run(text, beside)] if text else runs
