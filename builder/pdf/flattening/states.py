"""States: what is painted with, and how much of it covers, as far as that matters to what lies beneath."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

from builder.matrices import IDENTITY, Matrix
from builder.pdf.flattening.geometry import Box
from builder.pdf.flattening.ground import Colour
from builder.pdf.flattening.shining import blends, instruction, is_masked, item_shines

_BLACK: Colour = (0.0, 0.0, 0.0)
_DEVICE = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}


@dataclass(frozen=True, slots=True)
class Paint:
    """What fills or strokes."""

    colour: Colour | None = _BLACK
    """None: a pattern, or a colour of a space that is not looked into."""
    space: str = "/DeviceGray"
    setters: tuple[Any, ...] = ()
    """The operators that set it."""
    kinds: frozenset[str] = frozenset()
    """What shines in the pattern."""
    shown: Colour | None = None
    """What was set in its place; None: itself."""

    def after(self, each: Any, operator: str, resources: Any) -> Paint:
        """Return the paint that an operator sets, which is named as the one for fills (ISO 32000-1, 8.6.8)."""
        operands = each.operands
        values = tuple(float(n) for n in operands if not isinstance(n, pikepdf.Name))
        space = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}.get(operator, self.space)
        if operator == "cs":
            space = str(operands[0])
            values = {"/DeviceGray": (0.0,), "/DeviceRGB": _BLACK, "/DeviceCMYK": (0.0, 0.0, 0.0, 1.0)}.get(space, ())
        setters = (each,) if operator in {"g", "rg", "k", "cs"} else (*self.setters[:1], each)
        colour = (values * 3 if len(values) == 1 else values) if _DEVICE.get(space) == len(values) else None
        kinds: frozenset[str] = frozenset()
        if operator == "scn" and isinstance(operands[-1], pikepdf.Name):
            kinds = item_shines(resources["/Pattern"][str(operands[-1])])
        return Paint(colour, space, setters, kinds)


@dataclass(frozen=True, slots=True)
class State:
    """A graphics state, as far as it matters here."""

    clip: Box
    ctm: Matrix = IDENTITY
    sure: Box | None = None
    """A box in which no clipping takes anything away; None: unknown."""
    fill: Paint = field(default_factory=lambda: Paint(setters=(instruction("g", 0),)))
    stroke: Paint = field(default_factory=lambda: Paint(setters=(instruction("G", 0),)))
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    masked: bool = False
    """Whether there is a soft mask."""
    mixing: bool = False
    """Whether there is a blend mode other than Normal."""
    width: float = 1.0
    miter: float = 10.0
    mode: int = 0
    """Of text."""

    def after(self, found: Any) -> State:
        """Return the state that the dictionary of a graphics state leaves (ISO 32000-1, 8.4.5)."""
        return replace(self, fill_alpha=float(found.get("/ca", self.fill_alpha)),
                       stroke_alpha=float(found.get("/CA", self.stroke_alpha)),
                       width=float(found.get("/LW", self.width)), miter=float(found.get("/ML", self.miter)),
                       masked=is_masked(found) if "/SMask" in found else self.masked,
                       mixing=blends(found) if "/BM" in found else self.mixing)
