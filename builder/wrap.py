"""The wrap: a Book, a Theme, a Profile and the pages of its block come in; Pages of one sheet leave, ready to bind."""

from __future__ import annotations

import re
from html import escape

from builder import typography
from builder.barcode import ean13
from builder.cover import Cover, compose
from builder.cover_layout import MARGIN
from builder.errors import Report
from builder.faces import Catalogue
from builder.fonts import body_family, cover_pages
from builder.manner import Manner
from builder.model import Book, Matter, Page, Pages, Role, Target, Theme
from builder.options import WrapOptions
from builder.profile import Profile
from builder.setting import shaped
from builder.templates import fill, font_faces
from builder.themes import words
from builder.typography import TRIMS
from builder.wrap_layout import ABOUT, BackCover, Code, Piece, back_cover, back_lettering, code_of
from builder.wrap_sheet import Sheet, measure

NAMESPACE = "urn:isbn:"


def typeset_wrap(
    book: Book, theme: Theme, catalogue: Catalogue, profile: Profile, pages: int, report: Report,
) -> tuple[Pages, Sheet]:
    """Return the sheet of back cover, back and front cover, set for a block of so many pages, and its measures.

    Args:
        book: Its cover's title, names and picture, its description, and what `[wrap]` of its book.toml asks.
        theme: Gives `wrap.xhtml.j2` and `wrap.css.j2`, and the front cover's templates.
        catalogue: The faces.
        profile: What the printing house asks.
        pages: Of the block.
        report: Takes W001, an error, for a text too long for its cover; warnings and hints.

    Raises:
        PostpressError: W-codes, T010 and T011 from a template, F-codes for characters without a glyph.
    """
    asked, meta = book.options.wrap, book.metadata
    sheet = measure(TRIMS[book.options.trim or profile.trim], profile, pages, report, paper=book.options.paper,
                    thickness=asked.thickness)
    front = compose(book, theme, width=sheet.width, height=sheet.height, bleed=sheet.bleed, report=report)
    blurb = asked.blurb or ((meta.description,) if meta.description else ())
    back = back_cover(sheet, meta.language, blurb, asked.about, code=_code(book, theme, report))
    _judge_text(back, blurb, asked.about, report)
    pieces, why = back_lettering(meta, words(theme, meta.language).get("by", ""), sheet, profile)
    if why:
        report.hint("W006", f"nothing is lettered on the back: {why}",
                    hint="nothing need be done: a thin book has a blank back")
    guides = _guides(sheet, back, profile, asked, report)
    report.stop_on_errors()
    context = _context(book, theme, catalogue, front, sheet, back, pieces, guides)
    context |= {"blurb": [_paragraph(text) for text in blurb], "about": _paragraph(asked.about)}
    markup, style = fill(theme, "wrap.xhtml.j2", context, report), fill(theme, "wrap.css.j2", context, report)
    covered = cover_pages((markup,), front.stylesheet + style, catalogue, missing=book.options.missing_glyph, exact=False,
                          report=report, centre_marks=typography.is_traditional(meta.language))
    report.stop_on_errors()
    page = Page("wrap.xhtml", Role.COVER, Matter.BACK, meta.title, covered.documents[0])
    return Pages(
        target=Target.WRAP, metadata=meta, pages=(page,), outline=(), stylesheet=font_faces(covered.faces) + covered.stylesheet,
        faces=covered.faces, assets=front.assets, cover=None,
        manner=_manner(theme) if book.options.composition == "full" else None,
    ), sheet


def _manner(theme: Theme) -> Manner:
    """Return how the text of the back cover is set: as the theme has it within, but on no grid."""
    gap = float(theme.option("autospace"))
    return Manner(gap=gap, least_gap=min(gap, Manner().least_gap), most_gap=max(gap, Manner().most_gap),
                  hanging=bool(theme.option("hanging-marks")))


def _paragraph(text: str) -> str:
    return shaped(escape(text, quote=False))


def _code(book: Book, theme: Theme, report: Report) -> Code | None:
    """Return the barcode of a book with an ISBN; without one the hint W002."""
    meta, asked, printed = book.metadata, book.options.wrap, book.options.copyright
    if not meta.identifier.startswith(NAMESPACE):
        report.hint("W002", "the book has no ISBN, so there is no barcode on its wrap",
                    hint='give the number as isbn = "..." in book.toml')
        return None
    plain = meta.identifier.removeprefix(NAMESPACE)
    digits = ean13(plain)
    price = asked.price or printed.price
    if price and not asked.price and is_han(meta.language):
        price = f"{words(theme, meta.language).get('price', '')}：{price}".removeprefix("：")
    return code_of(plain, shown=hyphenated(printed.isbn, digits), percent=asked.barcode_size, addon=asked.price_code,
                   price=price)


def is_han(language: str) -> bool:
    """Return whether a language's marks are full-width."""
    return language.partition("-")[0] in ("zh", "ja")


def hyphenated(written: str, digits: str) -> str:
    """Return an ISBN with the hyphens it is written with, or plain.

    They part what an agency gave out, in lengths of its own, so only the book's owner knows them.

    Args:
        written: Ten or thirteen digits with or without hyphens, or something else.
        digits: The thirteen digits it stands for.
    """
    shown = re.sub(r"[\s\u2010-\u2013]+", "-", re.sub(r"(?i)^isbn(-1[03])?:?", "", written.strip()).strip())
    if "-" in shown and len(shown.replace("-", "")) == 10:
        shown = f"978-{shown[:-1]}{digits[-1]}"
    return shown if shown.replace("-", "") == digits else digits


def _judge_text(back: BackCover, blurb: tuple[str, ...], about: str, report: Report) -> None:
    """Report W001 for a text that has no room in the smallest size, and W008 where there is none."""
    if back.too_much:
        count = sum(map(len, blurb)) + len(about)
        room = int(count / (1 + back.too_much) / 10) * 10
        report.error("W001", f"the texts of the back cover have no room: {count} characters, where about {room} stand",
                     hint="shorten blurb and about in [wrap]; without a blurb the description is taken")
    if not blurb:
        report.hint("W008", "the back cover has no text",
                    hint="give the book a description, or a blurb in [wrap] of its book.toml")


def _guides(sheet: Sheet, back: BackCover, profile: Profile, asked: WrapOptions, report: Report) -> dict[str, object] | None:
    """Return what the guides show, on proofs and where the book asks for them; W005 where a press would print them."""
    if not asked.guides and profile.name != "proof":
        return None
    if profile.standard:
        report.warn("W005", f"the guides are part of the page and will be printed: the file is {profile.standard}",
                    hint="take guides out of [wrap] before the file goes to the printing house")
    patch = back.code.patch if back.code else None
    return {
        "measures": f"{sheet.trimmed:.2f} × {sheet.height:.2f} mm + {sheet.bleed:g} mm",
        "back": f"{sheet.pages} × {sheet.paper.thickness:g} + {sheet.board:g} = {sheet.back:.2f} mm",
        "cover": f"{sheet.width:g} × {sheet.height:g} mm",
        "safety": profile.back_safety,
        "margin": MARGIN * sheet.width,
        "code": f"EAN-13 {asked.barcode_size:g} %, {patch.width:.1f} × {patch.height:.1f} mm" if patch else "",
    }


def _context(
    book: Book, theme: Theme, catalogue: Catalogue, front: Cover, sheet: Sheet, back: BackCover, pieces: tuple[Piece, ...],
    guides: dict[str, object] | None,
) -> dict[str, object]:
    """Return what the templates of the wrap are given, but for the texts."""
    meta = book.metadata
    ground, ink, accent = front.colours
    return {
        "meta": meta,
        "t": words(theme, meta.language),
        "language_is_han": is_han(meta.language),
        "serif": body_family(catalogue, "Noto Serif", meta.language),
        "sans": body_family(catalogue, "Noto Sans", meta.language),
        "front": front.markup, "sheet": sheet, "back": back, "pieces": pieces, "guides": guides, "about_share": ABOUT,
        "ground": ground, "ink": ink, "names_ink": accent if front.assets else ink,
    }
