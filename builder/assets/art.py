"""Cover art: a picture comes in; its crop, the tones a cover takes from it and finished JPEG covers leave."""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from PIL import Image, ImageChops, ImageFilter

from builder.assets.tones import Tone, named, oklch, rgb, stand_off
from builder.model import Asset

SMALL = 600
"""Pixels: a picture narrower than this is set at its own size on the ground, never blown up to the page's width."""
LARGEST = 2600
"""Pixels on the longer side: what 300 dpi asks of the largest trim with its bleed; more is reduced."""
COVER_LIMIT = 1_000_000
"""Bytes a reading system's shop takes for a cover (Kindle publishing guidelines)."""

PAPER = "#faf7f0"
"""Lettering on a dark ground."""
INK = "#1c1a18"
"""Lettering on a light ground."""
SHEET = "#f4efe4"
"""The ground of a drawing on white: uncoated paper, which keeps its edge on a white screen too."""
CONTRAST = 7.0
"""The least contrast of lettering to its ground (WCAG 2.2, 1.4.6)."""
_ROOMY = 9.6
"""The contrast the ink is given where the ground may be chosen, so that the accent too stands off by `CONTRAST`."""

_FORMATS = ("JPEG", "PNG")


class Place(StrEnum):
    """What a cover does with its picture."""

    WHOLE = "whole"
    """It is a cover already: the whole page, without lettering of ours."""
    PLATE = "plate"
    """Cropped, over the upper part of the page, to the edges."""
    BAND = "band"
    """Too long for a plate: cropped less, across the page, with the ground above it as well."""
    INSET = "inset"
    """On the ground with space around it: a diagram or logo with a border of one colour, a small picture or a very tall one."""


def place(art: Asset) -> Place:
    """Return what a cover does with a picture, from its size, its shape and its border."""
    tall = art.height / art.width
    if art.width >= SMALL and 1.4 <= tall <= 1.75:
        return Place.WHOLE
    if art.width < SMALL or tall > 2.2 or border(art) is not None:
        return Place.INSET
    return Place.PLATE if tall > 1 / 2.35 else Place.BAND


def crop(art: Asset, ratio: float) -> Asset:
    """Return the part of a picture of that shape (width by height) that holds most of its detail.

    One side is kept whole; the other is cut where little is lost and no edge runs through the cut, with the detail
    near the middle of what is left. Nothing is stretched, nothing enlarged; a picture above `LARGEST` is reduced.
    """
    picture = _opened(art)
    width, height = picture.size
    if width / height > ratio:
        part = max(1, round(height * ratio))
        start = _window(picture, part / width, across=True) * width
        left = min(max(round(start), 0), width - part)
        box = (left, 0, left + part, height)
    else:
        part = max(1, round(width / ratio))
        start = _window(picture, part / height, across=False) * height
        top = min(max(round(start), 0), height - part)
        box = (0, top, width, top + part)
    return _asset(_reduced(picture.crop(box)))


def whole(art: Asset) -> Asset:
    """Return a picture that is used whole, without transparency and no larger than print needs."""
    return _asset(_reduced(_opened(art)))


def inset(art: Asset) -> Asset:
    """Return a picture without its border of one colour; white becomes `SHEET`, as if it were printed on the cover."""
    picture = _opened(art)
    edge = border(art)
    if edge is not None:
        plain = Image.new("RGB", picture.size, edge)
        difference = ImageChops.difference(picture, plain).convert("L").point([0] * 14 + [255] * 242)
        box = difference.getbbox()
        if box:
            air = max(2, picture.width // 100)
            picture = picture.crop((
                max(box[0] - air, 0), max(box[1] - air, 0),
                min(box[2] + air, picture.width), min(box[3] + air, picture.height),
            ))  # fmt: skip
    if edge is not None and _is_white(edge):
        picture = ImageChops.multiply(picture, Image.new("RGB", picture.size, SHEET))
    return _asset(_reduced(picture), lossless=art.media_type == "image/png")


@lru_cache(maxsize=8)
def border(art: Asset) -> str | None:
    """Return the one colour (`#rrggbb`) that runs round a picture's edge, or None where it has no such border."""
    edges = _edges(_opened(art))
    middle = _median([p for edge in edges for p in edge])
    shares = [sum(all(abs(a - b) <= 9 for a, b in zip(p, middle, strict=True)) for p in edge) / len(edge) for edge in edges]
    return named(middle) if min(shares) >= 0.93 else None


def rim(art: Asset) -> str:
    """Return the middle colour of a picture's edge, `#rrggbb`: what goes on beside a picture shown whole."""
    return named(_median([p for edge in _edges(_opened(art)) for p in edge]))


@lru_cache(maxsize=8)
def ground(art: Asset) -> tuple[str, str, str]:
    """Return (ground, ink, accent) for the lettering beside a picture, all `#rrggbb`.

    The ground is the picture's border colour, or else its dominant dark or light tone, made darker or lighter until
    ink and accent stand off from it by at least `CONTRAST`; the accent is the picture's strongest colour.
    """
    tones = _tones(_opened(art))
    edge = border(art)
    if edge is not None:
        base, least = oklch(SHEET if _is_white(edge) else edge), CONTRAST + 0.15
    else:
        base, least = max(tones, key=lambda t: t[1] * _fitness(t[0]))[0], _ROOMY
        base = _joined(_opened(art), (base[0], min(base[1], 0.085), base[2]))
    # a tone a little lighter than middle grey still makes the better dark ground: pictures are seldom pale all over
    dark = base[0] < (0.5 if edge is not None else 0.62)
    ink = PAPER if dark else INK
    shade = stand_off(base, ink, least, darker=dark)
    strongest = _strongest(_opened(art), base[2])
    hue, chroma = (strongest[2], min(max(strongest[1], 0.07), 0.13)) if strongest[1] > 0.03 else (1.3, 0.06)
    accent = stand_off((0.74 if dark else 0.50, chroma, hue), shade, CONTRAST + 0.1, darker=not dark)
    return shade, ink, accent


def _joined(picture: Image.Image, tone: Tone) -> Tone:
    """Return the tone of the picture's foot where that is one tone and nearly this one, so that no faint seam shows."""
    foot = _edges(picture)[1]
    middle = _median(foot)
    alike = sum(all(abs(a - b) <= 10 for a, b in zip(pixel, middle, strict=True)) for pixel in foot)
    near = oklch(named(middle))
    away = math.dist((near[0], near[1] * math.cos(near[2]), near[1] * math.sin(near[2])),
                     (tone[0], tone[1] * math.cos(tone[2]), tone[1] * math.sin(tone[2])))  # fmt: skip
    return near if alike >= 0.75 * len(foot) and away <= 0.07 else tone


def cover_jpeg(pixels: bytes, width: int, height: int, *, limit: int = COVER_LIMIT) -> Asset:
    """Return rows of RGB pixels as a JPEG under `limit` bytes, of the best quality that fits."""
    picture = Image.frombytes("RGB", (width, height), pixels)
    data = b""
    for quality, sampling in ((95, 0), (92, 0), (88, 0), (84, 2), (78, 2), (70, 2), (60, 2), (45, 2), (30, 2)):
        data = _jpeg(picture, quality, sampling)
        if len(data) < limit:
            break
    return _named(data, "image/jpeg", width, height)


def _window(picture: Image.Image, share: float, *, across: bool) -> float:
    """Return where the window of that share of a side begins, as a share of the side."""
    energies = _energies(picture, across=across)
    count = len(energies)
    size = max(1, round(count * share))
    if size >= count:
        return 0.0
    sums = (0.0, *accumulate(energies))
    moments = (0.0, *accumulate((i + 0.5) * energy for i, energy in enumerate(energies)))
    mean = sums[-1] / count or 1.0

    def worth(start: int) -> float:
        held = (sums[start + size] - sums[start]) / sums[-1] if sums[-1] else 0.0
        # what the cut runs through: an edge of the window is best laid where nothing is
        cut = sum(energies[i] for i in (start - 1, start, start + size - 1, start + size) if 0 < i < count - 1) / (4 * mean)
        inside = sums[start + size] - sums[start]
        middle = (moments[start + size] - moments[start]) / inside if inside else start + size / 2
        off = abs(middle - (start + size / 2)) / size
        return held - 0.015 * min(cut, 4.0) - 0.15 * off

    best = max(range(count - size + 1), key=lambda start: (round(worth(start), 9), -abs(2 * start + size - count), -start))
    return best / count


def _energies(picture: Image.Image, *, across: bool) -> Sequence[float]:
    """Return the detail in each column (or row) of a small copy: squared edges, and a little for colour."""
    scale = 144 / max(picture.size)
    small = picture.resize(
        (max(8, round(picture.width * scale)), max(8, round(picture.height * scale))), Image.Resampling.BOX
    )
    width, height = small.size
    edges = small.convert("L").filter(ImageFilter.FIND_EDGES).tobytes()
    colour = small.convert("HSV").getchannel("S").tobytes()
    rows = [
        [edges[y * width + x] ** 1.5 + 0.6 * colour[y * width + x] for x in range(1, width - 1)]
        for y in range(1, height - 1)
    ]
    return [sum(column) for column in zip(*rows, strict=True)] if across else [sum(row) for row in rows]


def _tones(picture: Image.Image) -> list[tuple[Tone, float]]:
    """Return the picture's chief tones (OKLCh) with their shares of it, the largest first."""
    small = picture.resize((96, 96), Image.Resampling.BOX).quantize(16, method=Image.Quantize.MEDIANCUT)
    palette = small.getpalette() or []
    counts = sorted(enumerate(small.histogram()), key=lambda entry: (-entry[1], entry[0]))
    return [(oklch(named(tuple(palette[3 * i : 3 * i + 3]))), count / (96 * 96)) for i, count in counts if count]


def _strongest(picture: Image.Image, hue: float) -> Tone:
    """Return the tone that speaks loudest beside a ground of that hue: strong, apart from it, and no mere speck."""
    small = picture.resize((64, 64), Image.Resampling.BOX)
    groups: dict[int, list[Tone]] = {}
    for pixel in _pixels(small):
        tone = oklch(named(pixel))
        groups.setdefault(int(tone[2] // (math.pi / 8)), []).append(tone)

    def strength(group: list[Tone]) -> float:
        chroma = sorted(tone[1] for tone in group)[-max(1, len(group) // 4)]  # the upper quarter's least
        apart = (1 - math.cos(group[0][2] - hue)) / 2  # 1 for a hue opposite to the ground's
        return min(chroma, 0.16) * math.sqrt(min(len(group) / 4096, 0.05)) * (0.35 + apart)

    loudest = groups[max(sorted(groups), key=lambda index: strength(groups[index]))]
    return max(loudest, key=lambda tone: (tone[1], tone))


def _fitness(tone: Tone) -> float:
    """Return how well a tone serves as a ground: dark or light rather than between, coloured rather than grey."""
    light, chroma, _ = tone
    return (0.35 + abs(light - 0.62)) * (0.6 + min(chroma, 0.12) * 6)


@lru_cache(maxsize=2)
def _opened(art: Asset) -> Image.Image:
    """Return the picture as RGB; what is transparent becomes white, or dark behind light drawings."""
    with Image.open(io.BytesIO(art.data), formats=_FORMATS) as file:
        file.load()
        if file.mode in ("RGBA", "LA", "PA") or "transparency" in file.info:
            picture = file.convert("RGBA")
            drawn = picture.getchannel("A").point([0] * 128 + [255] * 128)
            light = picture.convert("L").histogram(drawn)
            seen = sum(light) or 1
            pale = sum(level * count for level, count in enumerate(light)) / seen > 175
            behind = Image.new("RGBA", picture.size, "#22262b" if pale else "#ffffff")
            return Image.alpha_composite(behind, picture).convert("RGB")
        return file.convert("RGB")


def _reduced(picture: Image.Image) -> Image.Image:
    longer = max(picture.size)
    if longer <= LARGEST:
        return picture
    scale = LARGEST / longer
    return picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)


def _asset(picture: Image.Image, *, lossless: bool = False) -> Asset:
    if lossless:
        stream = io.BytesIO()
        picture.save(stream, "PNG", optimize=True)
        return _named(stream.getvalue(), "image/png", *picture.size)
    return _named(_jpeg(picture, 93, 0), "image/jpeg", *picture.size)


def _jpeg(picture: Image.Image, quality: int, sampling: int) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality, subsampling=sampling, dpi=(300, 300))
    return stream.getvalue()


def _is_white(colour: str) -> bool:
    return min(rgb(colour)) >= 0.95


def _named(data: bytes, media_type: str, width: int, height: int) -> Asset:
    ending = {"image/jpeg": "jpg", "image/png": "png"}[media_type]
    return Asset(f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}", media_type, data, width, height)


def _edges(picture: Image.Image) -> list[list[tuple[int, ...]]]:
    """Return the pixels along the top, foot, left and right of a picture, each thinned to a few hundred."""
    width, height = picture.size
    deep = max(1, min(width, height) // 80)
    boxes = ((0, 0, width, deep), (0, height - deep, width, height), (0, 0, deep, height), (width - deep, 0, width, height))
    strips = (picture.crop(box) for box in boxes)
    return [
        _pixels(s.resize((min(s.width, 200), min(s.height, 200)), Image.Resampling.NEAREST)) for s in strips
    ]


def _median(pixels: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted(channel)[len(channel) // 2] for channel in zip(*pixels, strict=True))


def _pixels(picture: Image.Image) -> list[tuple[int, ...]]:
    data = picture.tobytes()
    return [tuple(data[i : i + 3]) for i in range(0, len(data), 3)]
