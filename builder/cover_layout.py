"""Where things stand on a front cover: a title, its names and the page's size come in; boxes in millimetres leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from builder.model import Metadata
from builder.typography.titles import LONGEST, advance, balance, break_title, is_square, widest

VERTICAL = 8
"""A title of at most so many ideographs and nothing else is set vertically on a cover without a picture."""
LINES = 3
"""The most lines of a title."""
GAP = 0.14
"""Ems between Han and Latin in a title."""
TIGHT = 0.32
"""Ems taken from the blank half of a mark inside a line."""

MARGIN = 0.095
"""Side margins, as a share of the page's width."""
FOOT = 0.062
"""Below the names, as a share of the page's height."""
NAMES = 0.029
_LEAST_TITLE = 0.05
"""Of the page's height: the least room a title is left when a subtitle stands under it."""
_SUBTITLE = 0.036
"""Sizes of type, as shares of the page's width."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, in millimetres from the upper left corner of the trimmed page."""

    left: float
    top: float
    width: float
    height: float

    @property
    def foot(self) -> float:
        """Its lower edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Lettering:
    """Lines of one size, from one left edge."""

    lines: tuple[str, ...]
    """From top to bottom; a vertical title has one character in each."""
    size: float
    """Of the type, in millimetres."""
    leading: float
    """From line to line, in millimetres."""
    box: Box
    """From the top of the first line's characters to the foot of the last one's."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything on the cover stands."""

    title: Lettering | None = None
    """None where the picture is a finished cover."""
    tail: Lettering | None = None
    """What follows the colon of a title too long to be set in one size."""
    subtitle: Lettering | None = None
    names: Box | None = None
    """Author and translator, with the imprint at its right."""
    names_size: float = 0.0
    imprint_apart: bool = False
    """Whether the imprint has a line of its own below the names."""
    plate: Box | None = None
    """Where the picture stands."""
    bars: tuple[Box, ...] = ()
    """The figure of a cover without a picture."""
    is_vertical: bool = False


def below(metadata: Metadata, width: float, height: float, *, top: float, largest: float) -> Layout:
    """Return the layout of a cover whose lettering stands under a picture or figure that ends at `top`.

    Args:
        metadata: The title, the subtitle and who is named.
        width: Of the page, in millimetres.
        height: Of the page, in millimetres.
        top: Where the part above ends.
        largest: The largest size of the title.
    """
    margin = MARGIN * width
    measure = width - 2 * margin
    names, names_size, is_apart = _names(metadata, width, height)
    start = top + 0.06 * height
    room = names.top - 0.045 * height - start
    subtitle = _subtitle(metadata, width, measure)
    if subtitle is not None:
        taken = 1.4 * subtitle.size + subtitle.box.height
        if room - taken < _LEAST_TITLE * height:
            subtitle = None  # many names: the title page has room for both
        else:
            room -= taken
    title, tail = _title(metadata.title, metadata.language, measure=measure, room=max(room, 1.0), largest=largest, page=width)
    title = _moved(title, margin, start)
    foot = title.box.foot
    if tail is not None:
        tail = _moved(tail, margin, foot + 1.1 * tail.size)
        foot = tail.box.foot
    if subtitle is not None:
        subtitle = _moved(subtitle, margin, foot + 1.4 * subtitle.size)
    return Layout(title, tail, subtitle, names, names_size, is_apart)


def upright(metadata: Metadata, width: float, height: float) -> Layout:
    """Return the layout of a cover whose short title runs down its right side, the names at the lower left."""
    margin = MARGIN * width
    names, names_size, is_apart = _names(metadata, width, height)
    characters = tuple(metadata.title)
    size = min(0.24 * width, 0.62 * height / (1 + (len(characters) - 1) * 1.08))
    column = size + (len(characters) - 1) * 1.08 * size
    title = Lettering(characters, size, 1.08 * size, Box(width - margin - size, 0.1 * height, size, column))
    subtitle = _subtitle(metadata, width, width - 2 * margin)
    if subtitle is not None:
        subtitle = _moved(subtitle, margin, names.top - 0.6 * subtitle.size - subtitle.box.height)
    return Layout(title, None, subtitle, names, names_size, is_apart, is_vertical=True)


def is_upright(title: str, language: str) -> bool:
    """Return whether a title is set vertically: short, and nothing but ideographs, kana and marks that turn."""
    if language.partition("-")[0].lower() not in ("zh", "ja", "lzh", "yue", "wuu"):
        return False
    return 0 < len(title) <= VERTICAL and all((is_square(c) or c in "—…") and not c.isspace() for c in title)


def bars(amounts: tuple[int, ...], *, left: float, width: float, longest: float, bleed: float) -> tuple[Box, ...]:
    """Return one bar for each amount, side by side, as long as its share of the greatest; they hang from the bleed.

    However many there are, they stand within `width`; a few stand close together at its left.
    """
    if not amounts or not max(amounts):
        return ()
    pitch = min(width / (len(amounts) - 0.68), 0.085 * width)
    return tuple(
        Box(left + i * pitch, -bleed, 0.32 * pitch, bleed + longest * max(amount / max(amounts), 0.03))
        for i, amount in enumerate(amounts)
    )


def letter(
    title: str, language: str, *, width: float, height: float, largest: float, leading: float = 1.3, most: int = LINES,
) -> Lettering:
    """Return a title in the largest size at which it fits the space in at most `most` balanced lines.

    One line more is taken only where it makes the type a good deal larger. The box stands at 0, 0.

    Args:
        title: Plain text.
        language: Its BCP 47 tag.
        width: Of the space, in millimetres.
        height: Of the space, in millimetres.
        largest: The largest size, in millimetres.
        leading: From line to line, in ems.
        most: Lines.
    """

    def measure(text: str) -> float:
        return set_width(text, language)

    best: tuple[tuple[str, ...], float] | None = None
    for count in range(1, most + 1):
        lines = balance(title, language, count, advance=measure)
        size = min(largest, width / max(widest(lines, measure), 0.5), height / (1 + (len(lines) - 1) * leading))
        # a colon at a line's end shows the title's two parts: worth a tenth of the size
        worth = 1.1 if len(lines) == 2 and lines[0].rstrip()[-1:] in ":：" else 1.0
        worth *= 0.84 + 0.16 * min(set_width(line.rstrip(), language) for line in lines) / max(widest(lines, measure), 0.5)
        if best is None or size * worth > best[1] * 1.16:
            best = lines, size
    assert best is not None  # noqa: S101  # the loop runs at least once
    lines, size = best
    return Lettering(lines, size, size * leading, Box(0, 0, width, size * (1 + (len(lines) - 1) * leading)))


def set_width(text: str, language: str) -> float:
    """Return the width of a line in ems as the cover sets it, with its gaps and its tightened marks."""
    pieces = runs(text, language)
    total = advance(text)
    for (kind, piece), (after, _) in pairwise(pieces):
        if {kind, after} == {"han", "latin"}:
            total += GAP
        if kind == "close":
            total -= TIGHT * len(piece)
        if after == "open":
            total -= TIGHT
    return max(total, 0.0)


def runs(line: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return a line as (kind, text) pieces: `han`, `latin`, and the marks `open` and `close`, which are set tighter.

    The marks in the middle of the square, as Traditional Chinese has them, keep their space and count as `han`.
    """
    parts = set(language.lower().split("-"))
    centred = "zh" in parts and bool({"hant", "tw", "hk", "mo"} & parts)

    def kind(character: str) -> str:
        if character in "（《「『【〔〈“‘":
            return "open"
        if character in "）》」』】〕〉”’" or (character in "，。、：；！？" and not centred):
            return "close"
        return "han" if is_square(character) or character in "—…" else "latin"

    kinds = [kind(c) for c in line]
    if "han" not in kinds and not any(c in "，。、：；！？《》「」" for c in line):
        kinds = ["latin"] * len(line)  # the quotation marks of a Latin line are Latin
    pairs = groupby(zip(kinds, line, strict=True), key=lambda pair: pair[0])
    return tuple((name, "".join(c for _, c in group)) for name, group in pairs)


def _title(
    title: str, language: str, *, measure: float, room: float, largest: float, page: float,
) -> tuple[Lettering, Lettering | None]:
    """Return a title in one size or, where that is small and a colon parts it, its two parts in two sizes."""
    if len(title) > LONGEST:
        title = title[: LONGEST - 1].rstrip() + "…"
    whole = letter(title, language, width=measure, height=room, largest=largest)
    parts = parted(title)
    if parts is None or whole.size >= 0.076 * page:
        return whole, None
    largest = min(largest, 0.115 * page)
    head = letter(parts[0], language, width=measure, height=0.55 * room, largest=largest, most=1)
    if head.size < 0.08 * page:
        head = letter(parts[0], language, width=measure, height=0.55 * room, largest=largest, most=2)
    tail = letter(parts[1], language, width=measure, height=max(room - head.box.height, 1.0) * 0.72,
                  largest=min(0.052 * page, 0.6 * head.size), leading=1.45)  # fmt: skip
    return (head, tail) if head.size >= 1.3 * whole.size and tail.size >= 0.6 * whole.size else (whole, None)


def parted(title: str) -> tuple[str, str] | None:
    """Return a title's two parts, the colon with the first, or None where it has no colon."""
    for place in range(1, len(title) - 1):
        if title[place] == "：" or (title[place] == ":" and title[place + 1].isspace()):
            return title[: place + 1], title[place + 1 :].lstrip()
    return None


def _subtitle(metadata: Metadata, width: float, measure: float) -> Lettering | None:
    """Return the subtitle in at most two small lines; a longer one is a paragraph, for which the title page has room."""
    if not metadata.subtitle:
        return None
    size = _SUBTITLE * width
    lines = break_title(metadata.subtitle, metadata.language, lines=2, measure=measure / size)
    if widest(lines) * size > measure:
        return None
    return Lettering(lines, size, 1.5 * size, Box(0, 0, measure, size * (1.5 * len(lines) - 0.5)))


def _names(metadata: Metadata, width: float, height: float) -> tuple[Box, float, bool]:
    """Return the box of the names at the page's foot, their size, and whether the imprint stands below them, as it does where
    their last line leaves it no room; a line of names that runs over gets its lines."""
    margin, size = MARGIN * width, NAMES * width
    measure = width - 2 * margin
    lengths = [(sum(advance(name) + 1.04 for name in names) + 2) * size * 1.05
               for role in ("aut", "trl") if (names := metadata.names(role))]
    imprint = advance(metadata.publisher) * size * 1.05
    is_apart = bool(imprint and lengths) and (max(lengths) > 0.66 * measure or lengths[-1] + size + imprint > measure)
    rows = sum(1 + int(length // measure) for length in lengths)
    if is_apart or (imprint and not lengths):
        rows += 1 + int(imprint // measure)
    tall = rows * size * 1.7
    return Box(margin, height * (1 - FOOT) - tall, measure, tall), size, is_apart


def _moved(lettering: Lettering, left: float, top: float) -> Lettering:
    return replace(lettering, box=replace(lettering.box, left=left, top=top))
