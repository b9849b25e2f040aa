"""Colours as the eye sorts them: `#rrggbb` comes in, contrast and tones in OKLCh leave, and colours made from them."""

from __future__ import annotations

import math
from collections.abc import Iterable

Tone = tuple[float, float, float]
"""Lightness (0 to 1), chroma (0 to about 0.37) and hue (radians) in OKLCh (CSS Color 4, 9.4)."""


def stand_off(tone: Tone, other: str, least: float, *, darker: bool) -> str:
    """Return a tone (OKLCh) made darker or lighter, hue kept, until its contrast to another colour is at least `least`.

    Where the end of the scale comes first, black or white is returned.
    """
    light, chroma, hue = tone
    for step in range(101):
        level = max(light - step * 0.01, 0.0) if darker else min(light + step * 0.01, 1.0)
        colour = from_oklch((level, chroma, hue))
        if contrast(colour, other) >= least:
            return colour
    return "#000000" if darker else "#ffffff"


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklch(colour: str) -> Tone:
    """Return lightness (0 to 1), chroma and hue (radians) of `#rrggbb` in OKLCh (CSS Color 4, 9.4)."""
    red, green, blue = (_linear(c) for c in rgb(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, math.hypot(a, b), math.atan2(b, a)


def from_oklch(tone: Tone) -> str:
    """Return `#rrggbb` for a tone in OKLCh; a colour that sRGB lacks loses chroma until it has it."""
    light, chroma, hue = tone
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0):
        a, b = chroma * share * math.cos(hue), chroma * share * math.sin(hue)
        long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
        channels = (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
        if all(-0.0005 <= c <= 1.0005 for c in channels):
            break
    return named(round(255 * _companded(min(max(c, 0.0), 1.0))) for c in channels)


def rgb(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue of `#rrggbb`, each from 0 to 1."""
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def named(channels: Iterable[int]) -> str:
    """Return `#rrggbb` of red, green and blue from 0 to 255."""
    return "#" + "".join(f"{c:02x}" for c in channels)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else math.pow((channel + 0.055) / 1.055, 2.4)


def _companded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * math.pow(channel, 1 / 2.4) - 0.055


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(c) for c in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
