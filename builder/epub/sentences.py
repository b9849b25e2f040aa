"""Where sentences end, for reading systems that mark and remember places by the sentence."""

from __future__ import annotations

import re

_RUN = re.compile("[。！？；｡．…⋯.!?‼⁇⁈⁉]+")
"""Marks that may end a sentence, as many as stand together."""

_ALWAYS = frozenset("。！？；｡‼⁇⁈⁉")
"""Marks of Chinese and Japanese that end a sentence whatever follows."""

_DOTS = frozenset("…⋯")

_CLOSING = frozenset("”’」』）】》〉〕〗〙〛﹂﹄)]}»›\"'＂＇")
"""What may stand between the end of a sentence and its mark's right side, and belongs to it."""

_STRAIGHT = frozenset("\"＂")
"""Marks that open and close: one closes when it is the second of a pair."""

_WIDE = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
"""Ideographs, kana and the marks set among them, which no space parts."""

_SPACES = re.compile(r"\s*")
_NUMBERED = re.compile(r"\s*\(?[0-9]{1,3}")
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*\Z")

_SHORT = frozenset({
    "mr", "mrs", "ms", "mx", "dr", "prof", "st", "mt", "rev", "hon", "gen", "col", "sgt", "lt", "capt", "cmdr", "gov",
    "sen", "rep", "pres", "jr", "sr", "vs", "viz", "approx", "resp", "univ", "est", "cf", "al", "eds", "e.g", "i.e", "z.b",
    "d.h", "u.a", "bzw", "usw", "abb", "hr", "fr", "mme", "mlle", "dipl",
})
"""Words written short with a full stop, in lower case and without it."""

_SHORT_BEFORE_NUMBERS = frozenset({
    "no", "nos", "nr", "bd", "vol", "vols", "ed", "fig", "figs", "eq", "eqs", "sec", "secs", "ch", "chs", "p", "pp", "pt",
    "pts", "art", "arts", "ref", "refs", "ca", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec",
})
"""Words written short in front of a number, some of which are whole words elsewhere."""


def sentences(text: str) -> list[str]:
    """Return a text in its sentences, which joined are the text again.

    A sentence keeps its closing quotes and brackets and the white space behind it. Those of Chinese and Japanese end at their
    own full stop, exclamation and question mark, at a semicolon and an ellipsis. Latin ones end at a full stop, ! or ? with a
    space behind, but not inside numbers and addresses, behind abbreviations and initials, at an ellipsis, or where a small
    letter goes on.
    """
    found: list[str] = []
    begun = at = 0
    while (run := _RUN.search(text, at)) is not None:
        at = _closed(text, begun, run.end())
        if not _ends(text, begun, run, at):
            at = run.end()
            continue
        while (more := _RUN.match(text, at)) is not None:  # `（好。）。`
            at = _closed(text, begun, more.end())
        at = _SPACES.match(text, at).end()  # type: ignore[union-attr]  # matches the empty string too
        found.append(text[begun:at])
        begun = at
    return [*found, text[begun:]] if begun < len(text) or not found else found


def _closed(text: str, begun: int, at: int) -> int:
    """Return where the quotes and brackets end that close behind a mark."""
    while at < len(text) and text[at] in _CLOSING:
        if text[at] in _STRAIGHT and text.count(text[at], begun, at) % 2 == 0:
            break
        at += 1
    return at


def _ends(text: str, begun: int, run: re.Match[str], closed: int) -> bool:
    """Return whether a run of marks ends the sentence that began there; `closed` is behind its closing quotes."""
    marks, before, after = run[0], text[run.start() - 1 : run.start()], text[closed : closed + 1]
    if _ALWAYS & set(marks):
        return True
    if set(marks) <= _DOTS:
        return bool(_WIDE.match(before) or _WIDE.match(after))
    if marks == "．":
        return not (before.isdigit() and after.isdigit())
    if after and not after.isspace() and not _WIDE.match(after):
        return False
    if "!" not in marks and "?" not in marks and (marks != "." or _is_short(text, begun, run.start())):
        return False
    following = text[closed:].lstrip()[:1]
    return not following.islower()


def _is_short(text: str, begun: int, stop: int) -> bool:
    """Return whether a full stop belongs to an abbreviation, an initial or the number of an item."""
    if _NUMBERED.fullmatch(text, begun, stop):
        return True
    found = _WORD.search(text, max(begun, stop - 40), stop)
    if found is None:
        return False
    word = found[0].lower()
    last = word.rpartition(".")[2]
    if word in _SHORT_BEFORE_NUMBERS:
        return text[stop + 1 :].lstrip()[:1].isdigit()
    return word in _SHORT or last in _SHORT or (len(last) == 1 and last.isascii() and found[0] != "I")
