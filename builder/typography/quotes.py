"""Curly quotation marks: one code point for two shapes. In a run of ideographs they are full-width, in Latin words they are not
(CLREQ 3.1.4; GB/T 15834-2011, 5.1.2), and a Chinese face draws all of them full-width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from builder.typography.characters import is_han, is_wide
from builder.typography.passages import Stretch, passages
from builder.typography.trees import Parts, element

QUOTES = frozenset("“”‘’")
_CLOSE = {"“": "”", "‘": "’"}
_DASHES = frozenset("—…·―⸺")
"""Marks that take their shape from what stands beyond them."""

_SLANTED = {"em", "i", "cite", "dfn", "var"}
_CODE = {"code", "pre", "kbd", "samp"}
_SHAPED = {".latin-mark", ".han-mark"}

_WORD = r"[^\W\d_\u2e80-\U0003ffff]+"
_STOPS = r"[!-/:-@\[-`{-~]*"
_GOES_ON = re.compile(rf"{_STOPS}\s+{_WORD}(?P<more>[\s,;:-]+{_WORD})?")
_LEADS_IN = re.compile(rf"(?P<more>{_WORD}[\s,;:-]+)?{_WORD}{_STOPS}\s+\Z")
"""Latin words behind and before a quotation; `more` when there are two, which make it part of their sentence."""
_SEEN = 80

_DECADE = re.compile(r"[‘’]\d0s(?![A-Za-z])")
"""An apostrophe, whichever way an editor turned it."""

Pair = tuple[int, int]


@dataclass(slots=True)
class _Marks:
    """The marks of a passage, by what they are."""

    apostrophes: set[int] = field(default_factory=set)
    pairs: list[Pair] = field(default_factory=list)
    alone: list[int] = field(default_factory=list)


def latin_quotes(text: str) -> frozenset[int]:
    """Return the offsets of the quotation marks and apostrophes of a passage that belong to Latin words.

    A pair belongs to what it encloses and what stands against it: any ideograph there makes it full-width, and so does a
    full-width mark, unless a sentence of Latin words goes on at the other side. An apostrophe belongs to its word.
    """
    marks = _sorted(text)
    latin, full = marks.apostrophes, set[int]()
    for group in _groups(marks.pairs):
        offsets = {offset for pair in group for offset in pair}
        if _is_latin_group(text, group, full):
            latin |= offsets
        else:
            full |= offsets
    for offset in marks.alone:
        said, before, after = text[offset], text[:offset], text[offset + 1 :]
        inner, beyond = (after, before[-1:]) if said in _CLOSE else (before, after[:1])
        touched = inner[:1] if said in _CLOSE else inner.rstrip(".,!?;:")[-1:]
        if _is_latin(touched) and not _is_east(beyond) and not any(map(_is_east, inner)):
            latin.add(offset)
    return frozenset(latin)


def _sorted(text: str) -> _Marks:
    marks = _Marks()
    opened: list[int] = []
    for offset, character in enumerate(text):
        if character not in QUOTES:
            continue
        if _is_apostrophe(text, offset, is_open=any(text[o] == "‘" for o in opened)):
            marks.apostrophes.add(offset)
        elif character in _CLOSE:
            opened.append(offset)
        else:
            start = next((o for o in reversed(opened) if _CLOSE[text[o]] == character), None)
            if start is None:
                marks.alone.append(offset)
            else:
                opened.remove(start)
                marks.pairs.append((start, offset))
    marks.alone += opened
    marks.pairs.sort()
    return marks


def _is_apostrophe(text: str, offset: int, *, is_open: bool) -> bool:
    """Return whether a mark stands for letters left out: dog’s, dogs’, ’90s, rock ’n’ roll, 张三’s.

    `is_open` says that a ‘ waits for its ’: then one behind a word closes it, unless a letter follows.
    """
    if _DECADE.match(text, offset):
        return True
    if text[offset] != "’":
        return False
    before, after = text[max(offset - 1, 0) : offset], text[offset + 1 : offset + 2]
    if _is_latin(after) and (not before or before.isspace() or before in "([{“"):
        return True
    return _is_latin(before) and _is_latin(after) if is_open else _is_latin(before) or _is_latin(after)


def _groups(pairs: list[Pair]) -> Iterator[list[Pair]]:
    """Yield pairs, outer ones first; those that stand side by side together, so that they come out alike."""
    by_start = dict(pairs)
    taken: set[int] = set()
    for start, _ in pairs:
        group: list[Pair] = []
        while start in by_start and start not in taken:
            taken.add(start)
            group.append((start, by_start[start]))
            start = by_start[start] + 1  # noqa: PLW2901 - on to the pair that begins where this one ends
        if group:
            yield group


def _is_latin_group(text: str, group: list[Pair], full: set[int]) -> bool:
    content = "".join(text[start + 1 : end] for start, end in group)
    start, end = group[0][0], group[-1][1]
    beside = {_beside(text, start, -1, full), _beside(text, end, 1, full)}
    if "han" in beside or any(map(_is_east, content)):
        return False
    sentence = [_LEADS_IN.search(text[max(0, start - _SEEN) : start]), _GOES_ON.match(text, end + 1, end + 1 + _SEEN)]
    if "mark" in beside:
        return any(words and words["more"] for words in sentence)
    return any(map(_is_latin, content)) or any(sentence)


def _beside(text: str, offset: int, step: int, full: set[int]) -> str:
    """Return what a quotation touches: `han`, a full-width `mark`, or nothing of the kind."""
    at = offset + step
    while 0 <= at < len(text) and text[at] in _DASHES:
        at += step
    if not 0 <= at < len(text) or not (_is_east(text[at]) or at in full):
        return ""
    return "han" if is_han(text[at]) else "mark"


def _is_latin(character: str) -> bool:
    return character.isalnum() and not is_wide(character)


def _is_east(character: str) -> bool:
    """Return whether it is an ideograph or a full-width letter or mark; an emoji, as wide as it is, is none."""
    return bool(character) and (is_han(character) or (is_wide(character) and character < "\U0001f000"))


def shape_quotes(root: etree._Element) -> None:
    """Wrap quotation marks that the face would draw in the wrong shape: `<span class="latin-mark">` for those of Latin words,
    and in slanted text, which is set in a Latin face, `<span class="han-mark">` for those of ideographs.
    """
    for passage in passages(root):
        text = "".join(_readable(stretch) for stretch in passage)
        if QUOTES & set(text):
            _shape(passage, latin_quotes(text))


def _readable(stretch: Stretch) -> str:
    """Return a stretch's text; the marks of code are no quotation marks."""
    return re.sub("[“”‘’]", "\ufffc", stretch.text) if stretch.inside & _CODE else stretch.text


def _shape(passage: list[Stretch], latin: frozenset[int]) -> None:
    start = 0
    for stretch in passage:
        if QUOTES & set(stretch.text) and not stretch.inside & (_CODE | _SHAPED):
            parts: Parts = []
            for offset, character in enumerate(stretch.text, start):
                name = ""
                if character in QUOTES:
                    name = "latin-mark" if offset in latin else "han-mark" if stretch.inside & _SLANTED else ""
                parts.append(element("span", character, class_=name) if name else character)
            stretch.put(parts)
        start += len(stretch.text)
