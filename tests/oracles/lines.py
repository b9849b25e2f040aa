"""How well the lines of a finished PDF are set, measured on the page itself, so that every maker is judged alike.

A line *goes on* when its paragraph has another line after it that no hard break of the author forces. Only the lines of
paragraphs and list items in the body size are measured; headings, captions, quotations, code, notes, heads and markers are not.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from .origins import Glyph, glyphs_of
from .paragraphs import MEASURED, paragraphs
from .setting import SetBlock, SetLine, body_size, guessed_blocks, is_ideograph, lines_of, set_blocks, wrong_blanks

OPENING = frozenset("（《「『【〔〈〖“‘")
"""Marks whose ink is in the right half of their square."""

CLOSING = frozenset("，。、；：？！）》」』】〕〉〗”’")
"""Marks whose ink is in the left half of their square."""

NOT_FIRST = CLOSING | frozenset("·%％")
"""What no line begins with."""

NARROW = frozenset(",.;:-'\"")
"""Latin marks that some makers let hang over the edge, the hyphen among them."""

DOUBLED = frozenset("—…")
"""Marks that are set twice and read as one."""

FLUSH = 0.5
"""Points that a line may end short of the measure or beyond it."""

LOOSE = 0.10
"""Mean room between ideographs, in em, above which a line is loose."""

SQUEEZED = 1.75
"""Ems that two neighbouring full-width marks take at most when they are squeezed; apart they take 2, squeezed 1.5."""

OFF_GRID = 0.1
"""Points that a baseline may stand off its grid."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How a length varies, in em of the body size."""

    count: int
    median: float
    p5: float
    p95: float
    p99: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured. A share is None when there was nothing to take it of."""

    size: float
    """Body size in points."""
    paragraphs: int
    continuing: int
    """Lines that go on."""
    flush: float | None
    """Share of continuing lines that end within 0.5 pt of the measure."""
    ragged: tuple[str, ...]
    """Continuing lines that do not, with their distance in points."""
    off_left: tuple[str, ...]
    """Lines, other than first ones, that do not begin at the left edge."""
    loose: float | None
    """Share of continuing lines whose mean gap between neighbouring ideographs exceeds 0.10 em; lines without two neighbouring
    ideographs are not counted at all."""
    gaps: Spread | None
    """Room between neighbouring ideographs on continuing lines: distance of their origins less one em."""
    kinsoku: tuple[str, ...]
    """Lines that begin or end with what may not stand there, or part a doubled mark."""
    pairs: int
    """Neighbouring full-width marks on one line, the first a closing mark or both opening ones."""
    squeezed: float | None
    """Share of them set in 1.75 em or less."""
    autospace: Spread | None
    """Room between an ideograph and a Latin letter or digit beside it, a typed space included: from the end of the first one's
    advance to the other's origin. Not beside code."""
    runts: tuple[str, ...]
    """Paragraphs of more than one line whose last line has one ideograph and no letter."""
    difference: str | None
    """Where the text first differs from its source; None: nowhere, or no source was given."""


def measured(path: Path, *, source: str = "", measure: float = 0.0) -> Measures:
    """Return the measures of a PDF of one column.

    Args:
        path: the PDF.
        source: the Markdown it was made of; without it paragraphs are guessed from the look of the lines.
        measure: width of the column in points; 0: as far as lines reach.
    """
    glyphs = glyphs_of(path)
    size = body_size(glyphs)
    found, lost = found_blocks(glyphs, source)
    differences = [*lost, *filter(None, map(wrong_blanks, found))]
    body = [block for block in found if block.block.kind in MEASURED]
    edges = Edges(body, size, measure)
    going = [(block, line) for block in body for line, on in zip(block.lines, block.goes_on, strict=True) if on]
    judged = [(line, edges.off_right(line)) for _, line in going]
    gaps = [list(ideograph_gaps(line, size)) for _, line in going]
    means = [math.fsum(g) / len(g) for g in gaps if g]
    pairs = [taken for block in body for line in block.lines for taken in mark_pairs(line, size)]
    return Measures(
        size=size,
        paragraphs=len(body),
        continuing=len(going),
        flush=_share(abs(off) <= FLUSH for _, off in judged),
        ragged=tuple(f"{_named(line)} {off:+.2f} pt" for line, off in judged if abs(off) > FLUSH),
        off_left=tuple(f"{_named(line)} {off:+.2f} pt" for block in body if block.block.kind == "paragraph"
                       for line, on in zip(block.lines[1:], block.goes_on, strict=False)
                       if on and abs(off := edges.off_left(line)) > FLUSH),
        loose=_share(mean > LOOSE for mean in means),
        gaps=_spread([gap for line in gaps for gap in line]),
        kinsoku=tuple(fault for block in found for fault in forbidden(block)),
        pairs=len(pairs),
        squeezed=_share(taken <= SQUEEZED for taken in pairs),
        autospace=_spread([gap for block in body for line in block.lines for gap in latin_gaps(line, size)]),
        runts=tuple(runt for block in body for runt in _runts(block)),
        difference=differences[0] if source and differences else None,
    )


def found_blocks(glyphs: Sequence[Glyph], source: str) -> tuple[list[SetBlock], list[str]]:
    """Return the paragraphs of a PDF with their lines, and a message for each of the source's that is not in it."""
    size = body_size(glyphs)
    lines = lines_of(glyphs, size)
    return set_blocks(paragraphs(source), lines, size) if source else (guessed_blocks(lines, size), [])


def first_difference(path: Path, source: str) -> str | None:
    """Return where a PDF's text first differs from its source, blanks beside ideographs and hyphens at line ends apart."""
    found, lost = found_blocks(glyphs_of(path), source)
    return next(iter([*lost, *filter(None, map(wrong_blanks, found))]), None)


def off_grid(path: Path, *, origin: float, leading: float, source: str = "") -> list[str]:
    """Return the lines of the text whose baseline is off the grid.

    Args:
        path: the PDF.
        origin: a baseline of the grid, in points from the top of the page.
        leading: from one baseline to the next, in points.
        source: the Markdown it was made of.
    """
    found, _ = found_blocks(glyphs_of(path), source)
    return [f"{_named(line)} {off:+.2f} pt" for block in found for line in block.lines
            if abs(off := math.remainder(line.y - origin, leading)) > OFF_GRID]


# ---- edges


class Edges:
    """The left and right edges of the column, on rectos and versos."""

    def __init__(self, blocks: Sequence[SetBlock], size: float, measure: float) -> None:
        self._size = size
        starts: dict[int, list[float]] = defaultdict(list)
        ends: dict[int, list[float]] = defaultdict(list)
        for block in blocks:
            for line, later, on in zip(block.lines, range(len(block.lines)), block.goes_on, strict=True):
                if later and block.block.kind == "paragraph":
                    starts[line.page % 2].append(line.ink[0].x)
                if on and line.ink[-1].text not in CLOSING:
                    ends[line.page % 2].append(line.ink[-1].right)
        self.left = {side: Counter(round(x, 1) for x in found).most_common(1)[0][0] for side, found in starts.items()}
        self.right = {side: left + measure for side, left in self.left.items()} if measure else {
            side: _farthest(found) for side, found in ends.items()}

    def off_right(self, line: SetLine) -> float:
        """Return how far a line ends beyond the right edge, in points: a full-width closing mark by the end of its square, of the
        square's left half or of its ink, or by its start (when it hangs), whichever is nearest; a Latin mark may hang by any part.
        """
        last = max((*line.ink, *line.calls), key=lambda glyph: glyph.ink)
        ends = [last.right]
        if last.text in CLOSING and is_full_width(last):
            ends += [last.x + 0.5 * last.size, last.ink[1], last.x]
        edge = self.right.get(line.page % 2, next(iter(self.right.values()), 0.0))
        if last.text in NARROW and last.x <= edge <= last.right:
            return 0.0
        return min((end - edge for end in ends), key=abs)

    def off_left(self, line: SetLine) -> float:
        """Return how far a line begins right of the left edge, in points: a full-width opening mark by its square, the right half
        of it or its ink, whichever is nearest."""
        first = line.ink[0]
        starts = [first.x]
        if first.text in OPENING and is_full_width(first):
            starts += [first.x + 0.5 * first.size, first.ink[0]]
        edge = self.left.get(line.page % 2, next(iter(self.left.values()), 0.0))
        return min((start - edge for start in starts), key=abs)


def _farthest(ends: Sequence[float]) -> float:
    """Return the farthest end that is no accident: one in twenty lines, and two at least, end there."""
    enough = min(len(ends), max(2, len(ends) // 20))
    return max((end for end in ends if sum(abs(end - other) <= FLUSH / 2 for other in ends) >= enough), default=max(ends))


def is_full_width(glyph: Glyph) -> bool:
    """Return whether a glyph's own advance is that of an ideograph."""
    return glyph.advance > 0.9 * glyph.size


# ---- room


def _beside(line: SetLine) -> Iterator[tuple[Glyph, Glyph]]:
    """Yield neighbours on a line, blanks left out, but not two that have the call of a note between them."""
    for a, b in pairwise(line.ink):
        if not any(a.right - 0.1 * a.size <= call.x < b.x for call in line.calls):
            yield a, b


def _in_body(glyph: Glyph, size: float) -> bool:
    return abs(glyph.size - size) < 0.02 * size and "mono" not in glyph.font.lower()


def ideograph_gaps(line: SetLine, size: float) -> Iterator[float]:
    """Yield the room between neighbouring ideographs of the body size, in em; two with a typed space between are no neighbours."""
    blanks = [glyph.x for glyph in line.glyphs if glyph.text == " "]
    for a, b in _beside(line):
        if any(a.x < blank <= b.x for blank in blanks):
            continue
        if is_ideograph(a.text) and is_ideograph(b.text) and _in_body(a, size) and _in_body(b, size):
            yield (b.x - a.x) / size - 1


def latin_gaps(line: SetLine, size: float) -> Iterator[float]:
    """Yield the room between an ideograph and a Latin letter or digit beside it, in em."""
    for a, b in _beside(line):
        kinds = {"han" if is_ideograph(t) else "latin" if _is_latin(t) else "" for t in (a.text[-1], b.text[0])}
        if kinds == {"han", "latin"} and _in_body(a, size) and _in_body(b, size):
            yield (b.x - a.right) / size


def _is_latin(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN" and unicodedata.east_asian_width(character) not in "WF"


def mark_pairs(line: SetLine, size: float) -> Iterator[float]:
    """Yield what two neighbouring full-width marks take, in em, the second one's blank included.

    It is read off the origins of their squares, for the ink stands in its half of the square however a maker moves it: from
    the origin of the first to the end of the second one's square, 2 em apart, 1.5 when half an em between them is taken out. A
    mark whose glyph is itself half an em wide counts as if its blank half were there.
    """
    for a, b in _beside(line):
        closes = a.text in CLOSING and b.text in CLOSING | OPENING
        if (closes or (a.text in OPENING and b.text in OPENING)) and _is_wide(a, size) and _is_wide(b, size):
            yield (_square(b) + b.size - _square(a)) / size


def _is_wide(glyph: Glyph, size: float) -> bool:
    """Return whether a mark is a full-width one of the body: narrow ’ and ” of Latin words are not."""
    return _in_body(glyph, size) and (is_full_width(glyph) or glyph.text not in "“”‘’")


def _square(glyph: Glyph) -> float:
    return glyph.right - glyph.size if glyph.text in OPENING else glyph.x


# ---- faults


def forbidden(block: SetBlock) -> Iterator[str]:
    """Yield the lines of a paragraph that begin or end with what may not stand there, or part a doubled mark."""
    for number, line in enumerate(block.lines):
        first, last = line.ink[0], line.ink[-1]
        before = block.lines[number - 1] if number and block.goes_on[number - 1] else None
        if before and first.text in NOT_FIRST and (is_full_width(first) or first.text not in "“”‘’"):
            yield f"{_named(line)} begins with {first.text}"
        if block.goes_on[number] and last.text in OPENING and (is_full_width(last) or last.text not in "“”‘’"):
            yield f"{_named(line)} ends with {last.text}"
        if before and first.text in DOUBLED and before.said.endswith(first.text):
            run = len(before.said) - len(before.said.rstrip(first.text))
            if run % 2:
                yield f"{_named(line)} parts {first.text * 2}"


def _runts(block: SetBlock) -> Iterator[str]:
    """Yield the last lines of one ideograph; what a hard break ends is a paragraph of its own."""
    for number, line in enumerate(block.lines):
        if number and block.goes_on[number - 1] and not block.goes_on[number]:
            letters = [glyph.text for glyph in line.ink if any(unicodedata.category(c)[0] in "LN" for c in glyph.text)]
            if len(letters) == 1 and is_ideograph(letters[0]):
                yield _named(line)


def _named(line: SetLine) -> str:
    return f"page {line.page + 1}: {line.said[:12]}…{line.said[-6:]}"


# ---- figures


def _share(judged: Iterable[bool]) -> float | None:
    found = list(judged)
    return sum(found) / len(found) if found else None


def _spread(found: Sequence[float]) -> Spread | None:
    if not found:
        return None
    ranked = sorted(found)

    def at(share: float) -> float:
        return ranked[min(len(ranked) - 1, math.ceil(share * len(ranked)) - 1)] if share else ranked[0]

    return Spread(len(ranked), at(0.5), at(0.05), at(0.95), at(0.99), ranked[0], ranked[-1])
