"""A finished PDF's glyphs, gathered into lines, and the lines into the paragraphs they were set from."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .origins import Glyph
from .paragraphs import Block, is_narrow

SAME_BASELINE = 0.6
"""Glyphs whose baselines differ by no more points stand on one line."""

SMALL = 0.78
"""Glyphs below this share of the body size are calls of notes, readings or page furniture."""

RAISED = 0.7
"""A call of a note stands no further above its line than this share of the body size."""

WORD_SPACE = 0.15
"""Room between two Latin glyphs, in em, that is read as a space where the PDF has no glyph for it."""

REACH = 80
"""Lines that may stand between two lines of one paragraph: notes, heads and folios."""

SHOWN = 24
"""Characters of a place that a message quotes."""

_MARKER = re.compile(r"(?:[•‧◦○▪■‣–*]|\d+[.)．、])")
_VARIANTS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line as it stands on its page."""

    page: int
    y: float
    """Baseline, in points from the top of the page."""
    glyphs: tuple[Glyph, ...]
    """From left to right by their ink, blanks that are drawn as glyphs among them: squeezed squares may lie one in the other."""
    calls: tuple[Glyph, ...] = ()
    """Small raised glyphs beside them."""

    @property
    def ink(self) -> tuple[Glyph, ...]:
        """The glyphs without blanks."""
        return tuple(glyph for glyph in self.glyphs if glyph.text != " ")

    @property
    def said(self) -> str:
        """What the line says, without blanks, each character in its usual form."""
        return folded("".join(glyph.text for glyph in self.ink))


@dataclass(frozen=True, slots=True)
class SetBlock:
    """A paragraph with its lines."""

    block: Block
    lines: tuple[SetLine, ...]
    goes_on: tuple[bool, ...]
    """For each line, whether the text before the next line's is not ended by its author: by the paragraph's end or a hard break."""


def folded(text: str) -> str:
    """Return text without white space, and with the characters that some makers name by a double (⼀ for 一, ⋯ for …) in their
    usual form."""
    plain = "".join(text.split()).replace("\u2011", "-").replace("⋯", "…")
    return _VARIANTS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), plain)


def is_ideograph(text: str) -> bool:
    """Return whether a glyph stands for one character that is set in a square of its own: Han, kana, Bopomofo."""
    return len(text) == 1 and unicodedata.name(folded(text), "").startswith(("CJK UNIFIED", "HIRAGANA", "KATAKANA", "BOPOMOFO"))


def body_size(glyphs: Iterable[Glyph]) -> float:
    """Return the type size in points that most ideographs are set in, or most glyphs where there are none."""
    sizes = Counter((is_ideograph(glyph.text), round(glyph.size, 2)) for glyph in glyphs if glyph.text != " ")
    return max(sizes, key=lambda key: (key[0], sizes[key]))[1] if sizes else 0.0


def lines_of(glyphs: Sequence[Glyph], size: float) -> list[SetLine]:
    """Return the lines of a PDF of one column, page by page from the top.

    Args:
        glyphs: all glyphs of the file.
        size: the body size in points.
    """
    lines: list[SetLine] = []
    for page in sorted({glyph.page for glyph in glyphs}):
        rows: list[list[Glyph]] = []
        for glyph in sorted((g for g in glyphs if g.page == page), key=lambda g: g.y):
            if rows and glyph.y - rows[-1][0].y <= SAME_BASELINE:
                rows[-1].append(glyph)
            else:
                rows.append([glyph])
        lines += _with_calls([SetLine(page, row[0].y, tuple(sorted(row, key=lambda g: g.ink))) for row in rows if any(
            glyph.text != " " for glyph in row)], size)
    return lines


def _with_calls(rows: list[SetLine], size: float) -> list[SetLine]:
    """Return the lines of a page that are not all small, each with the small glyphs that stand just above its baseline."""
    large = [row for row in rows if max(glyph.size for glyph in row.ink) >= SMALL * size]
    for row in rows:
        if row in large:
            continue
        below = [n for n, line in enumerate(large) if 0 < line.y - row.y <= RAISED * size]
        if below:
            nearest = min(below, key=lambda n: large[n].y)
            large[nearest] = replace(large[nearest], calls=(*large[nearest].calls, *row.ink))
    return large


# ---- lines to paragraphs


def set_blocks(blocks: Sequence[Block], lines: Sequence[SetLine], size: float) -> tuple[list[SetBlock], list[str]]:
    """Return the paragraphs, items and quotations with the lines they were set in, and a message for each that is not found.

    A line belongs to a paragraph when it says what comes next in it; what stands between (notes, heads, folios) is passed over.
    """
    found: list[SetBlock] = []
    lost: list[str] = []
    at = 0
    folios = {n for n, line in enumerate(lines) if line.said.isdigit() and all(g.size < 0.95 * size for g in line.ink)}
    offered = [line for n, line in enumerate(lines) if n not in folios]
    for block in blocks:
        if block.kind not in {"paragraph", "item", "quote"}:
            continue
        best = ""
        for start in range(at, len(offered)):
            taken, left = _followed(block, offered, start)
            if not left:
                found.append(_set_block(block, [offered[n] for n in taken]))
                at = taken[-1] + 1
                break
            if taken and (not best or len(left) < len(best)):
                best = left
        else:
            lost.append(f"{block.text[:SHOWN]!r} is not found" + (f"; it is lost before {best[:SHOWN]!r}" if best else ""))
    return found, lost


def _followed(block: Block, lines: Sequence[SetLine], start: int) -> tuple[list[int], str]:
    """Return the lines that a block takes from `start` on, and what of it they do not say."""
    left = folded(block.text)
    taken: list[int] = []
    for n in range(start, len(lines)):
        rest = _after(left, lines[n], may_be_marked=bool(block.kind == "item" and not taken))
        if rest is not None:
            taken.append(n)
            left = rest
        if not left or (rest is None and (not taken or n - taken[-1] > REACH)):
            break
    return taken, left


def _after(left: str, line: SetLine, *, may_be_marked: bool) -> str | None:
    """Return what is left of a text after a line, or None when the line does not say what comes next."""
    mixed = folded("".join(g.text for g in sorted((*line.ink, *line.calls), key=lambda g: g.ink)))
    for said in dict.fromkeys((line.said, mixed)):
        for form in (said, _MARKER.sub("", said, count=1)) if may_be_marked else (said,):
            if form and left.startswith(form):
                return left[len(form) :]
            if form.endswith("-") and len(form) > 1 and left.startswith(form[:-1]):
                return left[len(form) - 1 :]
    return None


def _set_block(block: Block, lines: list[SetLine]) -> SetBlock:
    breaks = set()
    said = 0
    for part in block.text.split("\n"):
        said += len(folded(part))
        breaks.add(said)
    goes_on, said = [], 0
    for line in lines:
        rest = _after(folded(block.text)[said:], line, may_be_marked=block.kind == "item" and said == 0)
        said = len(folded(block.text)) - len(rest or "")
        goes_on.append(said not in breaks)
    return SetBlock(block, tuple(lines), tuple(goes_on))


def guessed_blocks(lines: Sequence[SetLine], size: float) -> list[SetBlock]:
    """Return paragraphs guessed from the look of the lines alone, for a PDF whose source is not at hand.

    A new one begins where a line is indented, stands further below than the usual leading, or follows a line that is short by
    more than two ems.
    """
    body = [line for line in lines if abs(max(g.size for g in line.ink) - size) < 0.1 * size]
    lefts = {side: _usual(line.ink[0].x for line in body if line.page % 2 == side) for side in (0, 1)}
    rights = {side: _usual(line.ink[-1].right for line in body if line.page % 2 == side) for side in (0, 1)}
    leading = Counter(round(b.y - a.y, 1) for a, b in _neighbours(body)).most_common(1)[0][0] if len(body) > 1 else 0.0
    groups: list[list[SetLine]] = []
    for line in body:
        before = groups[-1][-1] if groups else None
        goes_on = (before is not None and line.ink[0].x < lefts[line.page % 2] + 0.4 * size
                   and before.ink[-1].right > rights[before.page % 2] - 2 * size
                   and (line.page != before.page or line.y - before.y < 1.3 * leading))
        if goes_on:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [SetBlock(Block("paragraph", ()), tuple(group), (True,) * (len(group) - 1) + (False,)) for group in groups]


def _usual(places: Iterable[float]) -> float:
    """Return where most lines begin or end, to a tenth of a point; 0 when there is no line."""
    return next((place for place, _ in Counter(round(place, 1) for place in places).most_common(1)), 0.0)


def _neighbours(lines: Sequence[SetLine]) -> Iterator[tuple[SetLine, SetLine]]:
    return ((a, b) for a, b in pairwise(lines) if a.page == b.page)


# ---- blanks


def wrong_blanks(found: SetBlock) -> str | None:
    """Return the first place between Latin glyphs where a paragraph has a blank its source has not, or the other way round.

    Beside ideographs and full-width marks the typesetter may put room as he likes; where a line ends, anything may be.
    """
    wanted = [(m[1], bool(m[0][:-1])) for m in re.finditer(r"\s*(\S)", found.block.text)]
    at = 0
    for line in found.lines:
        before: Glyph | None = None
        blank = False
        for glyph in line.glyphs:
            if glyph.text == " ":
                blank |= before is None or glyph.x > before.right - WORD_SPACE * glyph.size  # some stand inside a letter
                continue
            if at < len(wanted) and folded(glyph.text)[0] == wanted[at][0]:
                has = blank or (before is not None and glyph.x - before.right > WORD_SPACE * glyph.size)
                if before is not None and is_narrow(before.text[-1]) and is_narrow(glyph.text[0]) and has != wanted[at][1]:
                    place = "".join(character for character, _ in wanted[max(0, at - SHOWN // 2) : at + SHOWN // 2])
                    return f"a blank too {'many' if has else 'few'} before {glyph.text!r} in {place!r}"
                at += len(folded(glyph.text))
            before, blank = glyph, False
    return None
