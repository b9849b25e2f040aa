"""Colours: what a colour space is, and how much ink a colour in it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pikepdf

from builder.matrices import Matrix
from builder.preflight.names import name_of
from builder.preflight.printing.observed import Space
from builder.preflight.printing.streams import BROKEN, unpacked

GRAY, RGB, CMYK = Space("DeviceGray", 1), Space("DeviceRGB", 3), Space("DeviceCMYK", 4)
PATTERN = Space("Pattern", 0)
UNKNOWN = Space("DeviceN", 0)
_DEVICE = {
    "/DeviceGray": GRAY, "/G": GRAY, "/CalGray": GRAY, "/DeviceRGB": RGB, "/RGB": RGB, "/DeviceCMYK": CMYK, "/CMYK": CMYK,
    "/Pattern": PATTERN,
}
_DEFAULTS = {"DeviceGray": "/DefaultGray", "DeviceRGB": "/DefaultRGB", "DeviceCMYK": "/DefaultCMYK"}
_NESTED_MOST = 6
_PALETTE_MOST = 1 << 20

PROCESS = frozenset({"Cyan", "Magenta", "Yellow", "Black", "All", "None"})
"""Colorants that need no ink beyond the four (ISO 32000-1, 8.6.6.4)."""


class Ground:
    """A pattern, as one stream set it."""

    __slots__ = ("pattern", "within")

    def __init__(self, pattern: Any, within: Matrix) -> None:
        self.pattern = pattern
        self.within = within
        """Of the page or form whose colour it is."""


class Paint(NamedTuple):
    """A colour."""

    space: Space
    values: tuple[float, ...]
    palette: bytes = b""
    """Of an Indexed space the colours of the space under it, a byte for each part; `values` are then one of these."""
    ground: Ground | None = None
    """The pattern painted with."""

    def of(self, values: tuple[float, ...]) -> Paint:
        """Return another colour of its space, by the numbers a file gives."""
        if not self.palette:
            return Paint(self.space, values)
        place = self.space.parts * max(0, int(values[0]) if values else 0)
        entry = self.palette[place : place + self.space.parts] or self.palette[-self.space.parts :]
        return Paint(self.space, tuple(byte / 255 for byte in entry), self.palette)

    @property
    def is_white(self) -> bool:
        """Whether it leaves the paper as it is."""
        if self.space.kind in {"gray", "rgb"} and self.space.family != "Lab":
            return bool(self.values) and min(self.values) >= 1
        return self.space.kind in {"cmyk", "spot"} and bool(self.values) and max(self.values) <= 0

    @property
    def ink(self) -> float:
        """The sum of its inks in percent; 0 for what is not yet in inks, and for marks in all inks at once."""
        if self.space.kind not in {"cmyk", "spot"} or "All" in self.space.colorants:
            return 0.0
        return 100 * sum(min(max(value, 0.0), 1.0) for value in self.values)

    @property
    def is_rich_black(self) -> bool:
        """Whether it is black, or nearly, of more inks than black alone."""
        if self.space.kind != "cmyk" or len(self.values) != CMYK.parts:
            return False
        *colours, black = self.values
        return max(colours) > 0.005 and all((1 - ink) * (1 - black) < 0.15 for ink in colours)


def resolve(written: Any, resources: Any, *, depth: int = 0) -> Space:
    """Return the colour space that is written in a picture, a shading or among resources.

    A device space for which the resources give a default has that default's nature (ISO 32000-1, 8.6.5.6).
    """
    try:
        return _resolve(written, resources, depth)
    except BROKEN:
        return UNKNOWN


def _resolve(written: Any, resources: Any, depth: int) -> Space:
    if depth > _NESTED_MOST:
        return UNKNOWN
    if isinstance(written, pikepdf.Name):
        return _resolve_name(str(written), resources, depth)
    return _resolve_array(written, resources, depth) if isinstance(written, pikepdf.Array) else UNKNOWN


def _resolve_name(name: str, resources: Any, depth: int) -> Space:
    named = resources.get("/ColorSpace") if resources is not None else None
    space = _DEVICE.get(name)
    if space is None:
        return _resolve(named[name], resources, depth + 1) if named is not None and name in named else UNKNOWN
    default = _DEFAULTS.get(space.family, "")
    return _resolve(named[default], None, depth + 1) if named is not None and default in named else space


def _resolve_array(written: Any, resources: Any, depth: int) -> Space:
    family = str(written[0]).removeprefix("/")
    space = _DEVICE.get("/" + family, UNKNOWN)
    match family:
        case "ICCBased":
            space = Space(family, int(written[1]["/N"]), tagged=True)
        case "CalRGB" | "Lab":
            space = Space(family, 3, tagged=True)
        case "CalGray":
            space = Space(family, 1, tagged=True)
        case "Indexed" | "I":
            space = _resolve(written[1], resources, depth + 1)
        case "Separation":
            space = Space(family, 1, (name_of(written[1]),))
        case "DeviceN":
            names = tuple(name_of(name) for name in list(written[1])[:32])
            space = Space(family, len(names), names)
    return space


def uncoloured(pattern: Any, resources: Any) -> Space | None:
    """Return the space under `[/Pattern base]`, or None."""
    if isinstance(pattern, pikepdf.Array) and len(pattern) > 1 and str(pattern[0]) == "/Pattern":
        return resolve(pattern[1], resources)
    return None


def palette(written: Any, resources: Any) -> bytes:
    """Return the colours of an Indexed space, written as an array or by a name among resources; of any other space nothing."""
    try:
        named = resources.get("/ColorSpace") if isinstance(written, pikepdf.Name) and resources is not None else None
        if named is not None:
            written = named.get(str(written))
        if not isinstance(written, pikepdf.Array) or str(written[0]) not in {"/Indexed", "/I"}:
            return b""
        table = written[3]
        return bytes(table) if isinstance(table, pikepdf.String) else unpacked(table, _PALETTE_MOST) or b""
    except BROKEN:
        return b""


def initial(space: Space, colours: bytes = b"") -> Paint:
    """Return the colour that setting a space brings (ISO 32000-1, 8.6.5.2 and on): of an Indexed one its first."""
    if colours:
        return Paint(space, (), colours).of((0.0,))
    if space.kind == "cmyk":
        return Paint(space, (0.0, 0.0, 0.0, 1.0))
    return Paint(space, (1.0 if space.kind == "spot" else 0.0,) * space.parts)


def spots(space: Space) -> tuple[str, ...]:
    """Return the inks it needs beyond the four of the press."""
    return tuple(name for name in space.colorants if name not in PROCESS)


def heaviest(pixels: bytes, *, inverted: bool, samples: int = 40_000) -> float:
    """Return the ink in percent that one pixel in a thousand of CMYK data exceeds.

    `samples` pixels are looked at, spread over the picture: more tell no more.
    """
    count = len(pixels) // CMYK.parts
    if not count:
        return 0.0
    step = max(1, count // samples) | 1
    inks: Sequence[bytes] = [pixels[n : count * CMYK.parts : CMYK.parts * step] for n in range(CMYK.parts)]
    sums = sorted(map(sum, zip(*inks, strict=True)))
    found = sums[len(sums) // 1000] if inverted else sums[-1 - len(sums) // 1000]
    return (4 * 255 - found if inverted else found) / 2.55
