"""Where things stand on the outside of a book: texts, an ISBN and a sheet's measures come in; boxes in millimetres leave.

The front cover is `cover_layout`'s. Boxes of the back cover are counted from its trimmed upper left corner, those of the back
from the fold beside the back cover and the trimmed top.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from builder import barcode
from builder.cover_layout import FOOT, GAP, MARGIN, NAMES, TIGHT, Box, parted, runs, set_width
from builder.model import Metadata
from builder.profile import Profile
from builder.typography.titles import advance
from builder.wrap_sheet import Sheet

PT = 25.4 / 72
"""A point in mm."""
SMALLEST = 6 * PT
"""The size of the smallest lettering on a back."""
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
"""Sizes of the back cover's text in pt, the wished-for first, on a cover of A5."""
EMS = 30
"""The longest line of the back cover's text: a paragraph on a cover is read at a glance."""
TRACKING = 0.06
"""Ems between two ideographs that stand one below the other."""
LEADING = 1.8
"""From line to line of the back cover's text, in ems."""
ABOUT = 0.86
"""The size of the line about the author, as a share of the text's."""

_TOP = 0.13
"""Where the text of the back cover begins, as a share of the height."""
_AIR = 9.0
"""Between that text and what stands at the foot, at least, in mm."""
_BESIDE = 4.0
"""Between imprint and barcode, in mm."""
_BETWEEN = 0.6
"""Lines between two paragraphs."""
_SLACK = 1.04
"""What broken lines take more than their letters, beyond the last one."""


@dataclass(frozen=True, slots=True)
class Label:
    """A line of lettering in the middle of its box."""

    text: str
    box: Box
    size: float
    """Of the type, in mm."""


@dataclass(frozen=True, slots=True)
class Code:
    """A barcode on its white patch."""

    patch: Box
    bars: tuple[Box, ...]
    """From the patch's upper left corner, like all that follows."""
    labels: tuple[Label, ...]
    """Digits, the ISBN above them and the price below."""


@dataclass(frozen=True, slots=True)
class BackCover:
    """Where everything on the back cover stands."""

    text: Box
    """Blurb and the line about the author."""
    size: float
    """Of the blurb's type, in mm."""
    leading: float
    """From line to line, in mm."""
    between: float
    """Between two paragraphs, in mm."""
    names: Box
    """The imprint's last line; a long imprint has more above it."""
    names_size: float
    code: Code | None
    too_much: float = 0.0
    """What of the text has no room, as a share of what has; 0: all has."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A character that stands upright on the back, or a run of Latin turned clockwise."""

    text: str
    box: Box
    """What it takes of the back as it is seen."""
    size: float
    is_turned: bool
    is_title: bool = False


def back_cover(
    sheet: Sheet, language: str, blurb: Sequence[str], about: str, *, code: Code | None,
) -> BackCover:
    """Return the layout of the back cover, in the largest of `SIZES` in which its texts have room.

    Args:
        sheet: The measures.
        language: BCP 47 tag.
        blurb: Paragraphs, plain text.
        about: A line about the author, or empty.
        code: The barcode, placed anywhere; it goes to the lower right, beside the fold.
    """
    margin, size = MARGIN * sheet.width, NAMES * sheet.width
    foot = (1 - FOOT) * sheet.height
    names = Box(margin, foot - 1.7 * size, sheet.width - 2 * margin, 1.7 * size)
    end = names.top
    if code is not None:
        patch = replace(code.patch, left=sheet.width - margin - code.patch.width, top=foot - 0.35 * size - code.patch.height)
        code, end = replace(code, patch=patch), patch.top
        names = replace(names, width=patch.left - margin - _BESIDE)
    top = _TOP * sheet.height
    room = end - _AIR - top
    scale = min(max(sheet.width / 148, 0.92), 1.15)
    for points in SIZES:
        type_size = points * PT * scale
        ems = min(EMS, int((sheet.width - 2 * margin) / type_size))
        taken = _depth(blurb, about, language, ems) * type_size
        if taken <= room:
            break
    return BackCover(Box(margin, top, ems * type_size, room), type_size, LEADING * type_size, _BETWEEN * LEADING * type_size,
                     names, size, code, max(taken / room - 1, 0.0))


def _depth(blurb: Sequence[str], about: str, language: str, ems: int) -> float:
    """Return the height of the texts in ems of the blurb's size, rather too much than too little."""
    lines = sum(math.ceil(set_width(text, language) * _SLACK / ems) for text in blurb)
    total = LEADING * (lines + _BETWEEN * max(len(blurb) - 1, 0))
    if about:
        total += LEADING * ((1.5 if blurb else 0) + ABOUT * math.ceil(set_width(about, language) * _SLACK * ABOUT / ems))
    return total


def code_of(isbn: str, *, shown: str, percent: float, addon: str = "", price: str = "") -> Code:
    """Return the barcode of an ISBN with its digits on a white patch that holds the quiet zones, at 0, 0.

    Args:
        isbn: Ten or thirteen digits.
        shown: The ISBN as it is printed above, with its hyphens.
        percent: Of the nominal size, 80 to 120 (GS1 General Specifications: never less than 80 in trade).
        addon: Five digits of the symbol beside it, or empty.
        price: The line below, or empty.
    """
    digits, scale = barcode.ean13(isbn), percent / 100
    x = barcode.X * scale
    modules = barcode.QUIET_LEFT + barcode.MODULES
    modules += barcode.ADDON_GAP + barcode.ADDON_MODULES + barcode.ADDON_QUIET if addon else barcode.QUIET_RIGHT
    above = Label(f"ISBN {shown}", Box(0, 1.5 * scale, 0, 3.2 * scale), 2.5 * max(scale, 1.0))
    width = max((modules + 2) * x, _text_width(above) + 2 * x)
    left = (width - modules * x) / 2 + barcode.QUIET_LEFT * x
    top, tall = above.box.foot + 0.9 * scale, barcode.HEIGHT * scale
    found = [Box(left + bar.start * x, top, bar.width * x, tall + (barcode.GUARD * x if bar.is_guard else 0))
             for bar in barcode.bars(digits)]
    row, size = Box(0, top + tall + x, 7 * x, 2.75 * scale), 3.4 * scale
    starts = (-9, *(3 + 7 * n for n in range(6)), *(50 + 7 * n for n in range(6)))
    labels = [replace(above, box=replace(above.box, width=width))]
    labels += [Label(digit, replace(row, left=left + start * x), size) for digit, start in zip(digits, starts, strict=True)]
    if addon:
        start = left + (barcode.MODULES + barcode.ADDON_GAP) * x
        end, short = top + tall + barcode.GUARD * x, barcode.ADDON_HEIGHT * scale
        found += [Box(start + bar.start * x, end - short, bar.width * x, short) for bar in barcode.addon(addon)]
        labels += [Label(digit, Box(start + (4 + 9 * n) * x, top - scale, 7 * x, end - short - top), 2.9 * scale)
                   for n, digit in enumerate(addon)]
    foot = row.foot + 1.2 * scale
    if price:
        label = Label(price, Box(0, foot - 0.2 * scale, width, 3.2 * scale), 2.6 * max(scale, 1.0))
        labels.append(replace(label, size=min(label.size, label.size * width / (_text_width(label) + 2 * x))))
        foot = label.box.foot + 1.2 * scale
    return Code(Box(0, 0, width, foot), tuple(found), tuple(labels))


def _text_width(label: Label) -> float:
    return advance(label.text) * label.size


def back_lettering(metadata: Metadata, by: str, sheet: Sheet, profile: Profile) -> tuple[tuple[Piece, ...], str]:
    """Return what stands on the back, and why nothing does where nothing does.

    The title runs from the top, the author below it, the imprint up from the foot: ideographs upright, Latin turned clockwise,
    so that it is read when the book lies with its front up. What has no room is left out, the imprint first; a long title gives
    way to its part before the colon. No type is smaller than `SMALLEST`, none nearer to a fold than the printer's safety.

    Args:
        metadata: Title, authors, imprint.
        by: The word behind an author's name, `著`, or empty.
        sheet: The measures.
        profile: From how many pages on a back is lettered, and how far lettering stays from the folds.
    """
    if sheet.pages < profile.back_title_pages:
        return (), f"{sheet.pages} pages, and this printer wants {profile.back_title_pages} for it"
    largest = min((sheet.back - 2 * profile.back_safety) / 1.2, 0.5 * sheet.back, 0.045 * sheet.width)
    if largest < SMALLEST:
        return (), f"{sheet.back:.1f} mm leave no room for type of 6 pt between safe areas of {profile.back_safety} mm"
    top, foot = 0.1 * sheet.height, (1 - FOOT) * sheet.height
    whole = (metadata.title, "　".join(metadata.names("aut")) + (f"　{by}" if by else ""), metadata.publisher)
    head = (parted(metadata.title) or ("", ""))[0].rstrip(":：")
    if not metadata.names("aut"):
        whole = (whole[0], "", whole[2])
    ways = [whole, (*whole[:2], ""), (head, *whole[1:]), (whole[0], "", ""), (head, *whole[1:2], ""), (head, "", "")]
    for least in (min(largest, 9 * PT), SMALLEST):
        for title, author, imprint in ways:
            size = _fitting(title, author, imprint, metadata.language, foot - top, largest) if title else 0.0
            if size >= least - 1e-9:
                return _set(title, author, imprint, metadata.language, size, sheet.back / 2, (top, foot)), ""
    return (), f"the title is too long for {sheet.height:g} mm"


def _small(size: float) -> float:
    return max(0.74 * size, SMALLEST)


def _fitting(title: str, author: str, imprint: str, language: str, room: float, largest: float) -> float:
    """Return the title's largest size at which all three fit into the room; 0 where none does."""
    size = largest
    while size >= SMALLEST - 1e-9:
        small = _small(size)
        taken = _length(title, language) * size
        taken += sum(1.6 * size + _length(text, language) * small for text in (author, imprint) if text)
        if taken <= room:
            return size
        size -= 0.05
    return 0.0


def _set(
    title: str, author: str, imprint: str, language: str, size: float, middle: float, reach: tuple[float, float],
) -> tuple[Piece, ...]:
    small = _small(size)
    found = [replace(piece, is_title=True) for piece in _column(title, language, size, middle, reach[0])]
    if author:
        found += _column(author, language, small, middle, reach[0] + (_length(title, language) + 1.6) * size)
    if imprint:
        found += _column(imprint, language, small, middle, reach[1] - _length(imprint, language) * small)
    return tuple(found)


def _length(text: str, language: str) -> float:
    """Return how far a text runs down a back, in ems."""
    return max((piece.box.foot for piece in _column(text, language, 1.0, 0.0, 0.0)), default=0.0)


def _column(text: str, language: str, size: float, middle: float, top: float) -> list[Piece]:
    """Return a text as pieces, one below the other."""
    found: list[Piece] = []
    place, before = top, ""
    for kind, piece in runs(text, language):
        if {kind, before} == {"han", "latin"}:
            place += GAP * size
        if kind == "latin":
            kept = piece.strip()
            length = max(advance(kept), 0.3) * size
            stands = len(kept) <= 2 and kept.isdecimal() and kept.isascii() and kept != text.strip()
            length = size if stands else length
            if kept:
                found.append(Piece(kept, Box(middle - size / 2, place, size, length), size, is_turned=not stands))
                place += length
        else:
            for character in piece:
                if kind == "open" and place > top:
                    place -= TIGHT * size
                if not character.isspace():
                    found.append(Piece(character, Box(middle - size / 2, place, size, size), size, is_turned=False))
                place += size * (0.5 if character.isspace() else 1 - TIGHT if kind == "close" else 1 + TRACKING)
        before = kind
    return found
