"""Rows of clusters written as text, for the tests of spacing and line breaking: no face is needed to say how marks stand."""

from __future__ import annotations

from hypothesis import strategies as st

from builder.manner import Manner
from builder.typography import galley as kinds
from builder.typography.fitting import Stop
from builder.typography.galley import Galley, kind_of, space

SIZE = 10.0
"""One em of a row."""

CALL, PAD, OBJECT = "¹", "▏", "▣"
"""What stands in a text for the call of a note, the padding of an inline box and a picture."""

_WIDE = {kinds.HAN, kinds.OPEN, kinds.CLOSE, kinds.STOP, kinds.DASH}
_SIGNS = {CALL: (kinds.CALL, 0.3), PAD: (kinds.PAD, 0.2), OBJECT: (kinds.OBJECT, 2.0), " ": (kinds.SPACE, 0.25),
          "\n": (kinds.BREAK, 0.0)}


def row(text: str, manner: Manner | None = None, *, centred: bool = False) -> Galley:
    """Return a text as a row, spaced: full-width characters take an em, all others half of one.

    Args:
        text: One cluster a character, combining marks with their letter; what stands between backticks is code.
        manner: How it is spaced.
        centred: Whether stops stand in the middle of their square, as in Traditional Chinese.
    """
    galley = Galley()
    code = False
    for cluster in clusters(text):
        if cluster == "`":
            code = not code
            continue
        kind, ems = _SIGNS.get(cluster) or (kind_of(cluster), 0.0 if kind_of(cluster) == kinds.JOINER else 0.5)
        before, after = _blanks(kind, centred=centred)
        galley.add(cluster, kind, SIZE, (1.0 if kind in _WIDE or kind == kinds.MIDDLE else ems) * SIZE,
                   before=before * SIZE, after=after * SIZE, code=code)
    space(galley, manner or Manner())
    return galley


def clusters(text: str) -> list[str]:
    """Return a text in clusters, combining marks with their letter."""
    found: list[str] = []
    for character in text:
        if found and character in "\u0301\u3099\U000e0100\ufe0f":
            found[-1] += character
        else:
            found.append(character)
    return found


def _blanks(kind: int, *, centred: bool) -> tuple[float, float]:
    """Return the blanks of a mark in em, as a face gives them: what is beside its ink, a quarter on both sides in the middle."""
    if kind == kinds.OPEN:
        return 0.5, 0.0
    if kind == kinds.CLOSE or (kind == kinds.STOP and not centred):
        return 0.0, 0.5
    return (0.25, 0.25) if kind in {kinds.STOP, kinds.MIDDLE} else (0.0, 0.0)


MIXED = st.lists(st.sampled_from([
    *"汉字十年かなー々𠮷㐀가Ａ１", *"，。、：；！？．", *"（《「“", *"）》」”", *"·・", "——", "……", "—", "…",
    "a", "word", "API", "é", "e\u0301", "שלום", "سلام", "я", "7", "3.5", "²", " ", "-", "/", "(", ")", "$", "%", "🚲", "①", "\u3000", "\u00a0",
    "\u200b", "\u200d", "\u2060", "\xad", "\u0301", "\ufe0f", CALL, PAD, OBJECT, "`", "\n",
]), max_size=40).map("".join)
"""Texts of everything that may meet in a line."""

MANNERS = st.builds(
    lambda gap, squeeze, hanging: Manner(gap=gap, least_gap=min(gap, 0.125), most_gap=max(gap, 0.48), squeeze=squeeze,
                                         hanging=hanging),
    st.sampled_from([0.0, 0.1, 0.2, 0.25, 0.4]), st.sampled_from([0.0, 0.35, 0.5]), st.booleans())

LINE_STARTS = {kinds.HAN, kinds.LATIN, kinds.OTHER, kinds.OPEN, kinds.DASH, kinds.OBJECT}
_STAYS = {kinds.OPEN, kinds.JOINER, kinds.PAD}


def stops(galley: Galley, *, hyphens: dict[int, float] | None = None, prices: dict[int, float] | None = None) -> list[Stop]:
    """Return where the lines of a row may end: between squares, at spaces, at forced breaks; not inside words and code, before
    closing marks, or behind opening ones.

    Args:
        galley: The row.
        hyphens: Clusters before which a word may be parted too, each with the width of the hyphen.
        prices: Prices of places, by the cluster that follows.
    """
    hyphens, prices = hyphens or {}, prices or {}
    count = len(galley)
    found = [Stop(_skipped(galley, 0), _skipped(galley, 0))]
    for here in range(found[0].start, count):
        kind, before = galley.kinds[here], galley.kinds[here - 1] if here else kinds.BREAK
        end = max(_trimmed(galley, here), found[-1].start)
        if kind == kinds.BREAK:
            found.append(Stop(end, _skipped(galley, here + 1), forced=True))
        elif end > found[-1].start and (here in hyphens or _may_part(before, kind)):
            found.append(Stop(end, here, prices.get(here, 1.0 if here in hyphens else 0.0), hyphens.get(here, 0.0)))
    return [*found, Stop(max(_trimmed(galley, count), found[-1].start), count)]


def _may_part(before: int, kind: int) -> bool:
    if kind not in LINE_STARTS or before in _STAYS:
        return False
    return {before, kind} != {kinds.DASH} and not {before, kind} <= {kinds.LATIN, kinds.OTHER}


def _skipped(galley: Galley, here: int) -> int:
    while here < len(galley) and galley.kinds[here] == kinds.SPACE:
        here += 1
    return here


def _trimmed(galley: Galley, here: int) -> int:
    while here and galley.kinds[here - 1] == kinds.SPACE:
        here -= 1
    return here
