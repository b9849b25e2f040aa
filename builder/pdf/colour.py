"""Colour for the press: a PDF with the colours of screens comes in, one with those of inks leaves.

Greys become black ink alone, as text is, and black ink overprints; other colours and, where the printer wants it, pictures go
through LittleCMS into the output profile. A press that takes any colours gets greys as grey and pictures as they are.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf
from PIL import Image, ImageChops, ImageCms, ImageOps

from builder.pdf.engine import srgb_profile
from builder.profile import Profile

BLACK, COLOUR = "/PpBlack", "/PpColour"
"""Names of the graphics states in which black ink overprints and others do not (ISO 32000-1, 8.6.7)."""

DRAWN = "/PpDrawn"
"""A mark on pictures of letters and lines: their greys are black ink alone, pixel by pixel, as in letters and lines."""

JPEG_QUALITY = 92

_NUMBER = rb"[+-]?(?:\d+\.?\d*|\.\d+)"
_SPACE = rb"[\x00\t\n\f\r ]+"
_LITERAL = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))*\)"
_SETTING = re.compile(
    _LITERAL + rb"|<[0-9A-Fa-f\s]*>|(?<![^\s\]>)])("
    + _NUMBER + rb"(?:" + _SPACE + _NUMBER + rb"){0,3})" + _SPACE + rb"(rg|RG|g|G|k|K|scn|SCN)(?![^\s\[(</])", re.DOTALL)
"""A string, which is passed over, or a colour's parts and the operator that sets it; WeasyPrint writes no inline pictures."""

_PARTS = {"g": 1, "rg": 3, "k": 4, "scn": 4}
"""How many parts each operator's colour has; `scn` sets the inks of a colour that a style sheet gave as `device-cmyk()`."""
NEAR_BLACK = 0.3
"""Light, of 1, of the brightest part of a colour that is printed in black ink alone: small letters in four inks blur."""


class Inks:
    """Turns colours of screens into inks by an output profile."""

    def __init__(self, icc: bytes) -> None:
        output = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        screen = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
        # Relative to paper white, with the darkest tone brought to the press's darkest: what pictures in books are printed by.
        self._transform = ImageCms.buildTransform(
            screen, output, "RGB", "CMYK", ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION)
        self._icc = icc
        self._known: dict[tuple[float, ...], tuple[float, ...]] = {}

    def picture(self, image: Image.Image) -> Image.Image:
        """Return an RGB picture in the four inks."""
        done = ImageCms.applyTransform(image, self._transform)
        if done is None:
            raise TypeError("the transform works on a copy")
        return done

    def light(self, parts: tuple[float, ...]) -> tuple[float, ...]:
        """Return four inks, each from 0 to 1, as RGB; black ink alone as grey, and other colours as they are."""
        if len(parts) != 4:
            return parts
        if parts[:3] == (0, 0, 0):
            return (round(1 - parts[3], 4),)
        inks = tuple(round(255 * min(max(part, 0), 1)) for part in parts)
        done = ImageCms.profileToProfile(
            Image.new("CMYK", (1, 1), inks), io.BytesIO(self._icc), io.BytesIO(srgb_profile()),
            ImageCms.Intent.RELATIVE_COLORIMETRIC, outputMode="RGB", flags=ImageCms.Flags.BLACKPOINTCOMPENSATION)
        pixel = done.getpixel((0, 0)) if done is not None else None
        if not isinstance(pixel, tuple):
            raise TypeError("a colour of light is three numbers")
        return tuple(round(light / 255, 4) for light in pixel)

    def colour(self, parts: tuple[float, ...]) -> tuple[float, ...]:
        """Return a grey, an RGB colour or four inks, each from 0 to 1, as the four inks."""
        if len(parts) == 4:
            return parts
        if len(parts) == 1 or max(parts) - min(parts) < 0.002:
            return 0.0, 0.0, 0.0, round(1 - parts[0], 4)
        if max(parts) < NEAR_BLACK:
            light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]  # of sRGB's primaries (IEC 61966-2-1)
            return 0.0, 0.0, 0.0, round(1 - light, 4)
        if parts not in self._known:
            lights = tuple(round(255 * min(max(part, 0), 1)) for part in parts)
            pixel = self.picture(Image.new("RGB", (1, 1), lights)).getpixel((0, 0))
            if not isinstance(pixel, tuple):
                raise TypeError("four inks are four numbers")
            self._known[parts] = tuple(round(ink / 255, 4) for ink in pixel)
        return self._known[parts]


def recolour(pdf: pikepdf.Pdf, profile: Profile) -> None:
    """Put a PDF's colours into those of a press, in place."""
    if profile.ink == "cmyk":
        inks = Inks(profile.icc_data)
        for stream, resources in _contents(pdf):
            _rewrite(stream, lambda parts, stroke: _as_ink(inks.colour(parts), stroke=stroke))
            if "/ExtGState" not in resources:
                resources["/ExtGState"] = pikepdf.Dictionary()
            states = resources["/ExtGState"]
            states[BLACK] = pikepdf.Dictionary(OP=True, op=True, OPM=1)
            states[COLOUR] = pikepdf.Dictionary(OP=False, op=False)
        _recolour_shadings(pdf, inks)
        _recolour_pictures(pdf, profile, inks)
    else:
        for stream, _ in _contents(pdf):
            _rewrite(stream, lambda parts, stroke: _as_light(parts, stroke=stroke))


def put_in_light(pdf: pikepdf.Pdf, profile: Profile) -> None:
    """Put the inks that a theme asked for into colours of screens, in place, so that a painter of screens shows them right."""
    if profile.ink == "cmyk":
        inks = Inks(profile.icc_data)
        for stream, _ in _contents(pdf):
            _rewrite(stream, lambda parts, stroke: _as_light(inks.light(parts), stroke=stroke))


def _as_ink(parts: tuple[float, ...], *, stroke: bool) -> str:
    state = BLACK if parts[:3] == (0, 0, 0) and parts[3] == 1 else COLOUR
    return f"{state} gs {_written(parts)} {'K' if stroke else 'k'}"


def _as_light(parts: tuple[float, ...], *, stroke: bool) -> str:
    """Return a colour for a press that takes any: black ink alone as grey, which no conversion makes rich."""
    if len(parts) == 4 and parts[:3] == (0, 0, 0):
        parts = (1 - parts[3],)
    operator = {1: "g", 3: "rg", 4: "k"}[len(parts)]
    return f"{_written(parts)} {operator.upper() if stroke else operator}"


def _written(parts: tuple[float, ...]) -> str:
    return " ".join(f"{part:.4f}".rstrip("0").rstrip(".") or "0" for part in parts)


def _contents(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, Any]]:
    """Yield every stream of drawing operators, of pages, forms and patterns, with its resources."""
    for page in pdf.pages:
        page.contents_coalesce()
        if "/Contents" in page.obj:
            yield page.obj["/Contents"], page.resources
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and (found.get("/Subtype") == "/Form" or found.get("/PatternType") == 1):
            if "/Resources" not in found:
                found["/Resources"] = pikepdf.Dictionary()
            yield found, found["/Resources"]


def _rewrite(stream: pikepdf.Object, colour: Any) -> None:
    def replaced(match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            return match[0]
        parts, operator = tuple(float(n) for n in match[1].split()), match[2].decode()
        if len(parts) != _PARTS[operator.lower()]:
            return match[0]
        return str(colour(parts, operator.isupper())).encode()

    stream.write(_SETTING.sub(replaced, stream.read_bytes()))


# ---- gradients


def _recolour_shadings(pdf: pikepdf.Pdf, inks: Inks) -> None:
    """Put gradients of lights into inks, stop by stop (ISO 32000-1, 8.7.4.5): between two stops the inks change evenly, as the
    lights did. What is no function of stops is left, and preflight names it."""
    for shading in _shadings(pdf):
        function = shading.get("/Function")
        if shading.get("/ColorSpace") != "/DeviceRGB" or function is None:
            continue
        stops = list(_stops(function))
        if not stops:
            continue
        for stop in stops:
            for key, default in (("/C0", (0.0, 0.0, 0.0)), ("/C1", (1.0, 1.0, 1.0))):
                parts = tuple(map(float, stop[key])) if key in stop else default
                if len(parts) == 3:  # a function may be met again in another gradient
                    stop[key] = pikepdf.Array([Decimal(_written((ink,))) for ink in inks.colour(parts)])
        shading["/ColorSpace"] = pikepdf.Name.DeviceCMYK
        if "/Background" in shading:
            shading["/Background"] = pikepdf.Array([
                Decimal(_written((ink,))) for ink in inks.colour(tuple(map(float, shading["/Background"])))])


def _shadings(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield the gradients of all pages, forms and patterns."""
    for _, resources in _contents(pdf):
        yield from resources.get("/Shading", pikepdf.Dictionary()).values()
        for pattern in resources.get("/Pattern", pikepdf.Dictionary()).values():
            if "/Shading" in pattern:
                yield pattern["/Shading"]


def _stops(function: Any) -> Iterator[Any]:
    """Yield the functions between two stops that a function is made of; none when it is of another kind."""
    kind = function.get("/FunctionType") if isinstance(function, pikepdf.Dictionary) else None
    if kind == 2:
        yield function
    elif kind == 3:
        parts = [list(_stops(part)) for part in function["/Functions"]]
        if all(parts):
            yield from (stop for part in parts for stop in part)


# ---- pictures


def _recolour_pictures(pdf: pikepdf.Pdf, profile: Profile, inks: Inks) -> None:
    found = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
    masks = {o[key].objgen for o in found for key in ("/SMask", "/Mask") if isinstance(o.get(key), pikepdf.Stream)}
    flat = profile.standard.startswith("PDF/X-1a")
    screen: pikepdf.Object | None = None
    for picture in found:
        if picture.objgen in masks or picture.get("/ImageMask"):
            continue
        if profile.pictures == "srgb" and not flat and picture.get("/ColorSpace") == "/DeviceRGB":
            if screen is None:
                screen = pdf.make_indirect(pikepdf.Array([
                    pikepdf.Name.ICCBased, pdf.make_stream(srgb_profile(), N=3, Alternate=pikepdf.Name.DeviceRGB)]))
            picture["/ColorSpace"] = screen
        elif profile.pictures == "cmyk" or flat:
            _convert(picture, inks, flat=flat)


def _convert(picture: pikepdf.Stream, inks: Inks, *, flat: bool) -> None:
    """Put a picture into inks, in place: into black alone when it is grey; flat ones lie on white paper."""
    image = pikepdf.PdfImage(picture).as_pil_image()
    mask = picture.get("/SMask")
    has_mask = isinstance(mask, pikepdf.Stream)
    if image.mode in ("L", "1", "CMYK") and not (has_mask and flat):
        return
    if image.mode == "CMYK":
        image = image.convert("RGB")
    image = image.convert("RGB")
    if isinstance(mask, pikepdf.Stream) and flat:
        shade = pikepdf.PdfImage(mask).as_pil_image().convert("L").resize(image.size)
        image = Image.composite(image, Image.new("RGB", image.size, "white"), shade)
        del picture["/SMask"]
    was_photograph = "/DCTDecode" in str(picture.get("/Filter", ""))
    done = image.convert("L") if _is_grey(image) else inks.picture(image)
    if DRAWN in picture:
        del picture[DRAWN]
        done = _as_drawn(image, done) if done.mode == "CMYK" else done
    for key in ("/DecodeParms", "/Decode", "/Intent"):
        if key in picture:
            del picture[key]
    picture["/ColorSpace"] = pikepdf.Name.DeviceGray if done.mode == "L" else pikepdf.Name.DeviceCMYK
    picture["/BitsPerComponent"] = 8
    if was_photograph:
        out = io.BytesIO()
        done.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=False)
        picture.write(out.getvalue(), filter=pikepdf.Name.DCTDecode)
        if done.mode == "CMYK":  # Pillow writes inks upside down, as Adobe's programs do
            picture["/Decode"] = pikepdf.Array([1, 0] * 4)
    else:
        picture.write(zlib.compress(done.tobytes(), 9), filter=pikepdf.Name.FlateDecode)


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return red.tobytes() == green.tobytes() == blue.tobytes()


def _as_drawn(image: Image.Image, inked: Image.Image) -> Image.Image:
    """Return a picture in inks whose greys and near-blacks are black ink alone, as `Inks.colour` has them."""
    red, green, blue = image.split()
    brightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    greys = ImageChops.difference(brightest, darkest).point(lambda light: 255 if light == 0 else 0)
    blacks = brightest.point(lambda light: 255 if light < NEAR_BLACK * 255 else 0)
    none = Image.new("L", image.size, 0)
    black = ImageOps.invert(image.convert("L", (0.2126, 0.7152, 0.0722, 0)))
    return Image.composite(Image.merge("CMYK", (none, none, none, black)), inked, ImageChops.lighter(greys, blacks))
