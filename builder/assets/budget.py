"""Fits the pictures of an EPUB to the screens it is read on and to the bytes it may have; the printed book keeps them whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from builder.assets import confined
from builder.assets.labour import in_parallel
from builder.assets.pictures import KEPT_PIXELS, LONGEST_SIDE
from builder.assets.store import Store
from builder.errors import Report
from builder.model import Asset

REDUCED_AT_ONCE = 2
LEAST_PIXELS = 250_000
"""A picture is not made smaller than that for the budget's sake: what is left of it would show nothing."""
FULL_COLOUR = 1 << 24
LARGEST_NAMED = 5
RECIPE = 1
"""Raised whenever the same picture would be made smaller differently, so that the store forgets the old result."""
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Family:
    """Devices of a kind, by what their screens can show."""

    pixels: int
    """The most a picture may have."""
    widest: int
    """The longer side of the screen: a wide picture is looked at with the device turned, a tall one runs over pages."""


FAMILIES = {
    "any": Family(KEPT_PIXELS, LONGEST_SIDE),
    "kindle": Family(1264 * 1680, 1680),
    "kobo": Family(1440 * 1920, 1920),
    "tablet": Family(KEPT_PIXELS, 2732),
}
"""Name -> what its screens show. Kindle: Paperwhite and Colorsoft of 2024. Kobo: Sage; Libra Colour has 1264 x 1680. Tablets:
the 12.9-inch iPad, 2048 x 2732, within the four megapixels that all readers open."""


@dataclass(frozen=True, slots=True)
class Step:
    """How much is taken off every picture alike."""

    quality: int
    """Of a JPEG, as libjpeg counts."""
    share: float
    """Of the pixels that stay."""
    colours: int = FULL_COLOUR
    """The most of a PNG."""


STEPS = (
    Step(88, 1.0), Step(82, 1.0), Step(76, 0.85), Step(70, 0.7, 256), Step(62, 0.55, 256), Step(54, 0.4, 128),
    Step(46, 0.3, 64), Step(38, 0.2, 32),
)
"""The first is for pictures larger than the screen alone; from the second on all are made anew, until the book fits."""


def fit(
    pictures: Sequence[Asset], *, target: str, room: int, most: int, store: Store, places: Mapping[str, str], report: Report,
) -> dict[str, Asset]:
    """Return what each picture becomes, by its old name: the same one where it is within its measures already.

    No picture grows in pixels, nor in bytes unless its screen asks for fewer pixels. The same pictures give the same result;
    the store keeps it.

    Args:
        pictures: as `prepare` made them.
        target: a name in FAMILIES.
        room: bytes that all of them may have together.
        most: bytes that the whole book may have, for the messages.
        store: keeps what was made smaller before.
        places: a picture's name -> where it stands, as it is told to the user.
        report: takes the hint A060 when quality was lost, the warning A061 when even that was not enough.
    """
    family = FAMILIES[target]
    tried = {0: _at(0, pictures, family, store)}
    chosen = 0
    if _weight(tried[0]) > room:
        low, high = 1, len(STEPS) - 1
        while low < high:
            middle = (low + high) // 2
            tried[middle] = _at(middle, pictures, family, store)
            low, high = (low, middle) if _weight(tried[middle]) <= room else (middle + 1, high)
        chosen = low
        if chosen not in tried:
            tried[chosen] = _at(chosen, pictures, family, store)
        _tell(tried[0], tried[chosen], STEPS[chosen], room, most, places, report)
    return {old.name: new for old, new in zip(pictures, tried[chosen], strict=True)}


def _weight(pictures: Sequence[Asset]) -> int:
    return sum(len(picture.data) for picture in pictures)


def _at(step: int, pictures: Sequence[Asset], family: Family, store: Store) -> list[Asset]:
    return in_parallel(partial(_reduced, step=step, family=family, store=store), pictures, REDUCED_AT_ONCE)


def _reduced(picture: Asset, *, step: int, family: Family, store: Store) -> Asset:
    pixels = picture.width * picture.height
    is_within = pixels <= family.pixels and picture.width <= family.widest
    if step == 0 and is_within:
        return picture
    asked = STEPS[step]
    allowed = min(pixels, family.pixels)
    most = max(int(allowed * asked.share), min(allowed, LEAST_PIXELS))
    arguments = tuple(map(str, (asked.quality, most, family.pixels, family.widest, asked.colours)))
    key = f"reduced {RECIPE} pillow {version('pillow')} {' '.join(arguments)} {sha256(picture.data).hexdigest()}"
    answer = store.recall(key)
    if answer is None:
        answer = confined.run("reducing.py", picture.data, *arguments)
        store.keep(key, answer)
    head, _, data = answer.partition(b"\n")
    facts: dict[str, Any] = json.loads(head)
    if is_within and len(data) >= len(picture.data):
        return picture
    suffix = picture.name.rpartition(".")[2]
    return Asset(f"{sha256(data).hexdigest()[:12]}.{suffix}", facts["type"], data, facts["width"], facts["height"])


def _tell(
    before: Sequence[Asset], after: Sequence[Asset], step: Step, room: int, most: int, places: Mapping[str, str],
    report: Report,
) -> None:
    was, now = _weight(before), _weight(after)
    allowed = f"{most / MEGABYTE:g} MB"
    report.hint(
        "A060", f"the EPUB would have more than {allowed}, so its pictures were made smaller, "
        f"from {was / MEGABYTE:.1f} to {now / MEGABYTE:.1f} MB: JPEGs at quality {step.quality}, "
        f"{step.share:.0%} of the pixels",
        hint="allow more with max-size under [epub] in book.toml; the printed book keeps them whole")
    if now <= room:
        return
    heaviest = sorted(zip(before, after, strict=True), key=lambda pair: len(pair[1].data), reverse=True)[:LARGEST_NAMED]
    named = ", ".join(f"{places.get(old.name, old.name)} ({len(new.data) / MEGABYTE:.2f} MB)" for old, new in heaviest)
    report.warn(
        "A061", f"the EPUB has {(most - room + now) / MEGABYTE:.1f} MB, more than {allowed}, with its pictures at the "
        "lowest quality",
        hint=f"leave pictures out, part the book, or raise max-size; the largest are {named}")
