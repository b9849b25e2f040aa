"""The front cover: a Book and a Theme come in; one page for both editions leaves, as markup and as a JPEG."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from html import escape

from builder.assets import art
from builder.assets.art import Place
from builder.cover_layout import GAP, TIGHT, Box, Layout, Lettering, bars, below, is_upright, runs, upright
from builder.errors import Report
from builder.faces import Catalogue
from builder.fonts import body_family, cover_pages
from builder.model import Asset, Book, Theme
from builder.pdf.press import press
from builder.pdf.raster import rasterise
from builder.templates import fill, font_faces
from builder.themes import words

FRONT = (160.0, 256.0)
"""Millimetres: the page that becomes an EPUB's cover, ten pixels a millimetre."""
PIXELS = (1600, 2560)
"""Kindle publishing guidelines 4.2: the size asked of a cover."""
PLATE_FOOT = (0.55, 0.62)
"""A picture reaches down to between these shares of the page's height."""
COARSEST = 110
"""Pixels an inch that a small picture is set at, at least."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A cover's colours where no picture gives them."""

    name: str
    """The colour's traditional name."""
    ground: str
    ink: str
    """The lettering."""
    accent: str
    """The figure."""


PALETTE = (
    Ground("黛蓝", "#34435a", art.PAPER, "#d9b98a"),
    Ground("赭石", "#6d4328", art.PAPER, "#e0b583"),
    Ground("竹青", "#3f5840", art.PAPER, "#d3cfa0"),
    Ground("绛紫", "#662c40", art.PAPER, "#dfae9c"),
    Ground("藏青", "#24395b", art.PAPER, "#c9a15e"),
    Ground("秋香", "#d9c58a", art.INK, "#8a4a24"),
    Ground("月白", "#d6e0df", art.INK, "#33566b"),
    Ground("胭脂", "#7e2630", art.PAPER, "#e3b48c"),
    Ground("黛绿", "#2c4a48", art.PAPER, "#c9b889"),
    Ground("藕荷", "#dcc8cc", art.INK, "#7a3446"),
    Ground("玄青", "#312f45", art.PAPER, "#c7a0a0"),
    Ground("缟素", "#f0eadc", art.INK, "#a03a2a"),
)
"""Traditional colours, each a little darker or paler than the swatch books have it, so that lettering stands off by 7:1
and no ink of it lies outside what four-colour printing reaches."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover as one section of a document, for a page of one size."""

    markup: str
    """`<section class="cover">...`; names its picture `images/NAME`."""
    stylesheet: str
    """CSS with an `@page cover` of the page's size and bleed."""
    assets: tuple[Asset, ...]
    """The picture, cropped for this page; none on a typographic cover."""
    language: str
    """BCP 47 tag of the lettering."""
    title: str
    """Plain text."""
    width: float
    """Millimetres, without the bleed."""
    height: float
    """Millimetres, without the bleed."""
    missing_glyph: str = "error"
    """The book's option: what becomes of a character that no face has."""
    colours: tuple[str, str, str] = ("#ffffff", art.INK, art.INK)
    """Ground, lettering and accent for what lies beside the front."""


def compose(book: Book, theme: Theme, *, width: float, height: float, bleed: float, report: Report) -> Cover:
    """Return the front cover of a book for a page of that size.

    Args:
        book: Its title, names and picture, and the lengths of its chapters for the figure of a cover without one.
        theme: Gives `cover.html.j2`, `cover.css.j2` and the words beside the names.
        width: Of the page, in millimetres.
        height: Of the page, in millimetres.
        bleed: How far grounds and pictures reach beyond the page's edges, in millimetres.
        report: Gathers mistakes in the theme.

    Raises:
        PostpressError: T010, T011 when the theme's templates are missing or wrong.
    """
    metadata = book.metadata
    layout, assets, (ground, ink, accent) = _above(book, width, height, bleed)

    def lettered(lettering: Lettering | None) -> tuple[tuple[tuple[str, str], ...], ...]:
        return tuple(runs(line, metadata.language) for line in lettering.lines) if lettering else ()

    context: dict[str, object] = {
        "meta": metadata,
        "t": _words(theme, metadata.language),
        "language_is_han": metadata.language.partition("-")[0] in ("zh", "ja"),
        "kind": "whole" if layout.title is None else "upright" if layout.is_vertical else "level",
        "width": width, "height": height, "bleed": bleed,
        "ground": ground, "ink": ink, "accent": accent,
        "picture": assets[0] if assets else None,
        "layout": layout,
        "lines": lettered(layout.title), "tail_lines": lettered(layout.tail), "subtitle_lines": lettered(layout.subtitle),
        "gap": GAP, "tight": TIGHT,
    }  # fmt: skip
    return Cover(
        markup=fill(theme, "cover.html.j2", context, report),
        stylesheet=fill(theme, "cover.css.j2", context, report),
        assets=assets,
        language=metadata.language,
        title=metadata.title,
        width=width,
        height=height,
        missing_glyph=book.options.missing_glyph,
        colours=(ground, ink, accent) if layout.title or book.cover_art is None else art.ground(book.cover_art),
    )


def picture(cover: Cover, catalogue: Catalogue, report: Report) -> Asset:
    """Return a cover composed at `FRONT` without bleed as the JPEG of an EPUB: 1600 x 2560 pixels, under 1 MB.

    Raises:
        PostpressError: F010, F012 for a character or a family that the catalogue lacks; P-codes of the press.
    """
    document = (
        f'<html xmlns="http://www.w3.org/1999/xhtml" lang="{escape(cover.language)}" xml:lang="{escape(cover.language)}">'
        f"<head><title>{escape(cover.title)}</title></head><body>{cover.markup}</body></html>"
    )
    family = body_family(catalogue, "Noto Serif", cover.language)
    stylesheet = f'html, body {{ margin: 0; padding: 0; font-family: "{family}", serif }}\n{cover.stylesheet}'
    covered = cover_pages((document,), stylesheet, catalogue, missing=cover.missing_glyph, exact=False, report=report)
    report.stop_on_errors()
    pressed = press(
        covered.documents[0], stylesheet=font_faces(covered.faces) + covered.stylesheet, assets=cover.assets,
        faces=covered.faces, report=report, identifier=b"cover",
    )  # fmt: skip
    pixels = rasterise(pressed.data, width=PIXELS[0], height=PIXELS[1])
    return art.cover_jpeg(pixels, *PIXELS)


def ground_of(title: str) -> Ground:
    """Return the colour of a title's typographic cover: the same for the same title, on every machine."""
    digest = hashlib.sha256(" ".join(title.split()).encode()).digest()
    return PALETTE[int.from_bytes(digest[:4], "big") % len(PALETTE)]


def lengths(book: Book) -> tuple[int, ...]:
    """Return the length of each chapter's text in characters, white space aside, in reading order."""
    return tuple(len(re.sub(r"<[^>]*>|\s+", "", chapter.markup)) for chapter in book.chapters)


def _above(book: Book, width: float, height: float, bleed: float) -> tuple[Layout, tuple[Asset, ...], tuple[str, str, str]]:
    """Return a cover's layout, its picture and its (ground, ink, accent)."""
    metadata, picture = book.metadata, book.cover_art
    if picture is None:
        colours = ground_of(metadata.title)
        return _typographic(book, width, height, bleed), (), (colours.ground, colours.ink, colours.accent)
    use = art.place(picture)
    if use is Place.WHOLE:
        plate, image = _fitted(picture, width, height, bleed)
        tone = art.rim(picture)
        return Layout(plate=plate), (image,), (tone, art.INK, art.INK)
    plate, image = _plate(picture, use, width, height, bleed)
    top = PLATE_FOOT[0] * height if use is Place.INSET else plate.foot
    layout = below(metadata, width, height, top=top, largest=0.145 * width)
    return replace(layout, plate=plate), (image,), art.ground(picture)


def _typographic(book: Book, width: float, height: float, bleed: float) -> Layout:
    """Return the layout without a picture: the title, and one bar a chapter that hangs from the top edge."""
    metadata, longest = book.metadata, 0.47 * height
    if is_upright(metadata.title, metadata.language):
        layout = upright(metadata, width, height)
        left = width - layout.title.box.left - layout.title.box.width if layout.title else 0.0
        room = (layout.title.box.left if layout.title else width) - 2.2 * left
    else:
        layout = below(metadata, width, height, top=0.5 * height, largest=0.17 * width)
        left = layout.title.box.left if layout.title else 0.0
        room = width - 2 * left
    return replace(layout, bars=bars(lengths(book), left=left, width=room, longest=longest, bleed=bleed))


def _plate(picture: Asset, use: Place, width: float, height: float, bleed: float) -> tuple[Box, Asset]:
    """Return where a picture stands in the upper part of the page, and the picture cut for it."""
    across = width + 2 * bleed
    shape = picture.width / picture.height
    if use is Place.PLATE:
        foot = min(max(width / shape, PLATE_FOOT[0] * height), PLATE_FOOT[1] * height)
        return Box(-bleed, -bleed, across, foot + bleed), art.crop(picture, across / (foot + bleed))
    if use is Place.BAND:
        tall = across / (0.62 * shape)
        return Box(-bleed, 0.56 * height - tall, across, tall), art.crop(picture, across / tall)
    image = art.inset(picture)
    margin = 0.095 * width
    room = Box(margin, 0.1 * height, width - 2 * margin, 0.4 * height)
    wide = min(room.width, image.width * 25.4 / COARSEST, room.height * image.width / image.height)
    tall = wide * image.height / image.width
    return Box(margin, 0.5 * height - tall, wide, tall), image


def _fitted(picture: Asset, width: float, height: float, bleed: float) -> tuple[Box, Asset]:
    """Return where a picture that is a cover already stands: over the page, or as large as the page holds all of it."""
    across, down = width + 2 * bleed, height + 2 * bleed
    shape, page = picture.width / picture.height, across / down
    if abs(shape / page - 1) <= 0.07:
        return Box(-bleed, -bleed, across, down), art.crop(picture, page)
    wide = min(width, height * shape)
    tall = wide / shape
    return Box((width - wide) / 2, (height - tall) / 2, wide, tall), art.whole(picture)


def _words(theme: Theme, language: str) -> dict[str, str]:
    """Return the words the cover may print, the same as those of the pages within."""
    return words(theme, language)
