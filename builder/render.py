"""Typeset: a Book, a Theme and a target come in, Pages leave: templates filled, text rules applied, faces chosen and subset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from lxml import etree

from builder import typography
from builder.contents import files_of, homes_of, lists_of, outline_of, text_start, title_of, with_ids, with_places
from builder.cover import Cover
from builder.errors import Report
from builder.fonts import body_family, cover_pages
from builder.index_page import NAME as INDEX
from builder.index_page import blocks, by_chapter, places_of
from builder.layouts import Shown
from builder.manner import Manner
from builder.model import (
    Asset,
    Book,
    Catalogue,
    Chapter,
    Entry,
    Face,
    Matter,
    Page,
    Pages,
    Role,
    Target,
    Theme,
)
from builder.page_starts import PageStart
from builder.paper import printed_page, shortened
from builder.profile import USUAL, Profile
from builder.setting import Setting, copyright_page, inscriptions, name_pictures, shaped
from builder.templates import font_faces
from builder.themes import words
from builder.typography.titles import break_title
from builder.typography.trees import fragment, named, serialise

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'

THINNEST = 0.5
"""Width in pt of the rules of a printed book, where its printer does not ask for more."""

PHRASE_WIDTH = 9
"""Ems of its own size that a phrase of a title may be wide on a screen: what a phone shows of a large heading."""


def typeset(
    book: Book, theme: Theme, catalogue: Catalogue, target: Target, cover: Cover | Asset, report: Report,
    *, shown: Shown | None = None, profile: Profile | None = None, printed: Sequence[PageStart] = (),
) -> Pages:
    """Return the book set for one target, its faces subset to what its pages use; an EPUB with marks where the pages of the
    printed book begin, when they are given.

    For an EPUB the cover is a picture, for a PDF the vector page. `shown` is what a layout before has shown; without it the
    faces that an EPUB's colophon names are those its pages turn out to use, and on paper all that the style sheet names.

    Raises:
        PostpressError: T010, T011 from a template, F-codes for characters without a glyph.
    """
    profile, shown = profile or USUAL, shown or Shown()
    book = replace(book, chapters=with_ids(book.chapters))
    if target is Target.PDF or printed:
        book = replace(book, chapters=with_places(book.chapters))
    setting = Setting(book, theme, target, words(theme, book.metadata.language),
                       typography.type_area(book.options.trim or profile.trim, size=_number(theme, "body-size"),
                                            leading=_leading(book, theme), gutter=shown.gutter, margin=profile.margin),
                       body_family(catalogue, "Noto Serif", book.metadata.language),
                       body_family(catalogue, "Noto Sans", book.metadata.language), report, profile)
    outline = outline_of(setting.book.chapters, setting.words, epub=setting.target is Target.EPUB,
                         has_index=bool(book.index))
    style = _stylesheet(setting, cover, shown.text_page)
    if target is Target.EPUB:
        if not isinstance(cover, Asset):
            raise TypeError("an EPUB's cover is a picture")
        pages, page_list = _epub_pages(setting, outline, cover, _families(catalogue, style, shown.families), printed)
    else:
        if not isinstance(cover, Cover):
            raise TypeError("a printed book's cover is a page")
        document, outline = printed_page(setting, outline, cover, _families(catalogue, style, shown.families), shown)
        pages, page_list = (document,), ()
    _judge_well_formed(pages, theme, report)
    report.stop_on_errors()
    covered = cover_pages([page.markup for page in pages], style, catalogue, missing=book.options.missing_glyph,
                          exact=target is Target.EPUB, report=report,
                          centre_marks=typography.is_traditional(book.metadata.language))
    report.stop_on_errors()
    used = frozenset(face.family for face in covered.faces)
    if target is Target.EPUB and shown.families is None:
        return typeset(book, theme, catalogue, target, cover, report, shown=Shown(families=used), profile=profile,
                       printed=printed)
    set_pages = tuple(replace(page, markup=XML + markup) for page, markup in zip(pages, covered.documents, strict=True))
    return Pages(
        target=target,
        metadata=book.metadata,
        pages=set_pages,
        outline=outline,
        stylesheet=font_faces(covered.faces) + covered.stylesheet,
        faces=covered.faces,
        assets=book.assets if isinstance(cover, Asset) else _together(book.assets, cover.assets),
        cover=cover if isinstance(cover, Asset) else None,
        manner=_manner(setting),
        text_starts="" if target in (Target.EPUB, Target.SCREEN) else text_start(book.chapters).id,
        indexed=places_of(book.index),
        page_list=page_list,
        printed=_edition_of(book, setting.area) if page_list else "",
    )


def _edition_of(book: Book, area: typography.TypeArea) -> str:
    """Return what names the printed edition: its ISBN, else its title and the size of its pages."""
    if book.metadata.identifier.startswith("urn:isbn:"):
        return book.metadata.identifier
    return f"{book.metadata.title} (PDF, {area.width_mm:g} × {area.height_mm:g} mm)"


def _manner(setting: Setting) -> Manner | None:
    """Return how the lines of a printed book are set, as its theme has it; None for an EPUB, and where book.toml wants none."""
    if not setting.is_composed:
        return None
    gap = _number(setting.theme, "autospace")
    return Manner(gap=gap, least_gap=min(gap, Manner().least_gap), most_gap=max(gap, Manner().most_gap),
                  hanging=bool(setting.theme.option("hanging-marks")), grid=(setting.area.head, setting.area.leading))


def _judge_well_formed(pages: Sequence[Page], theme: Theme, report: Report) -> None:
    """Report pages that are no XML: what the manuscript gives is, so the mistake is the theme's."""
    for page in pages:
        try:
            etree.fromstring(page.markup.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
        except etree.XMLSyntaxError as error:
            line = page.markup.splitlines()[error.position[0] - 1].strip() if page.markup else ""
            report.error("T012", f"the page {page.name} is not well-formed: {error.msg}",
                         hint=f"mend the template of the theme {theme.name!r} that writes {line[:80]!r}")


def _together(*groups: Sequence[Asset]) -> tuple[Asset, ...]:
    return tuple({asset.name: asset for group in groups for asset in group}.values())


def _number(theme: Theme, option: str) -> float:
    return float(theme.option(option))


def _leading(book: Book, theme: Theme) -> float:
    """Return the distance of printed lines in pt, opened for the readings over them where the book has them everywhere."""
    room = _number(theme, "readings-room") * _number(theme, "body-size") if book.options.readings.ruby else 0.0
    return _number(theme, "leading") + room


# ---- parts shared by both targets


def _families(catalogue: Catalogue, style: str, used: frozenset[str] | None) -> list[tuple[str, str, str]]:
    """Return (family, licence, copyright) of every family used, or named by the style sheet, in the catalogue's order."""
    found: dict[str, Face] = {}
    for face in catalogue.faces:
        if face.family in used if used is not None else f'"{face.family}"' in style:
            found.setdefault(face.family, face)
    return [(f.family, f.license, f.copyright) for f in found.values()]


def _stylesheet(setting: Setting, cover: Cover | Asset, text_page: int) -> str:
    han = setting.is_han
    korean = setting.meta.language.startswith("ko")
    japanese = setting.meta.language.startswith("ja")
    context = {
        "indent": ("1em" if japanese else "2em") if han else "1em" if korean else "1.2em",
        "indent_bracket": ("0.5em" if japanese else "1.5em") if han and not setting.is_composed else "",
        "indent_first": han or korean,
        "alignment": "justify",
        "furniture": f'font-family: "{setting.serif}", serif; font-size: 8pt; letter-spacing: 0.05em; line-height: 1;',
        "serif": setting.serif,
        "sans": setting.sans,
        "cover_pages": 2 if setting.profile.cover and setting.target is not Target.SCREEN else 0,
        "bleed": setting.profile.bleed,
        "hairline": max(THINNEST, setting.profile.thinnest_line),
        "text_page": text_page,
        "code_lines": _code_lines(setting.book),
        "head": shortened(setting.meta.title),
        "composed": setting.is_composed,
        "readings": setting.book.options.readings.ruby,
        "small_leading": 13 + (_number(setting.theme, "readings-room") * 8.5 if setting.book.options.readings.ruby else 0),
    }
    shared = setting.fill("shared.css.j2", **context)
    extra = setting.fill("extra.css.j2", **context)
    if isinstance(cover, Asset):
        return shared + setting.fill("epub.css.j2", **context) + extra
    on_screen = setting.fill("screen.css.j2", **context) if setting.target is Target.SCREEN else ""
    return shared + setting.fill("print.css.j2", **context) + cover.stylesheet + on_screen + extra


def _code_lines(book: Book) -> int:
    """Return the lines of the longest code of a book whose code is numbered, else 0."""
    if not book.options.code_numbers:
        return 0
    return max(typography.most_lines(fragment(chapter.markup)) for chapter in book.chapters)


# ---- EPUB


def _epub_pages(
    setting: Setting, outline: tuple[Entry, ...], cover: Asset, faces: list[tuple[str, str, str]],
    printed: Sequence[PageStart],
) -> tuple[tuple[Page, ...], tuple[Entry, ...]]:
    """Return the pages in the order of the spine, and the pages of the printed book where they begin in them."""
    words = setting.words
    files = files_of(setting.book.chapters)
    home = homes_of(setting.book.chapters, files)
    starts: dict[str, list[PageStart]] = {}
    for start in printed:
        starts.setdefault(start.place, []).append(start)
    page_list: list[Entry] = []

    def page(name: str, role: Role, matter: Matter, title: str, content: str) -> Page:
        if starts:
            root = fragment(content)
            page_list.extend(Entry(label, "", f"{name}#{mark}", role, (), matter)
                             for label, mark in typography.mark_pages(root, starts, home))
            content = serialise(root)
        markup = setting.fill("page.xhtml.j2", title=title, role=role.value, content=content,
                              matter="" if role is Role.COVER else matter.value)
        return Page(name, role, matter, title, markup)

    text_starts = home[text_start(setting.book.chapters).id]
    landmarks = [("cover", words["cover"], "cover.xhtml"), ("toc", words["contents"], "nav.xhtml#contents"),
                 ("bodymatter", words["text"], text_starts)]
    if setting.book.index:
        landmarks.append(("index", words["index"], INDEX))
    phrases = _phrases(setting.meta.title, setting.meta.language)
    pages = [
        page("cover.xhtml", Role.COVER, Matter.FRONT, words["cover"], setting.fill("cover-page.xhtml.j2", cover=cover)),
        page("title-page.xhtml", Role.TITLE_PAGE, Matter.FRONT, words["title-page"],
             setting.part("title-page.xhtml.j2", title_phrases=phrases)),
        page("copyright-page.xhtml", Role.COPYRIGHT_PAGE, Matter.FRONT, words["copyright-page"], copyright_page(setting)),
        *(page(f"{role.value}.xhtml", role, Matter.FRONT, words[role.value], content)
          for role, content in inscriptions(setting)),
        page("nav.xhtml", Role.CONTENTS, Matter.FRONT, words["contents"],
             setting.part("contents.xhtml.j2", outline=outline, landmarks=landmarks,
                          lists=lists_of(setting.book.chapters, setting.book.options, words, epub=True))),
    ]
    for chapter, file in zip(setting.book.chapters, files, strict=True):
        pages.append(page(file, chapter.role, chapter.matter, title_of(chapter, words),
                          _epub_chapter(setting, chapter, file, home)))
    if setting.book.index:
        locate = by_chapter(setting.book.chapters, files, home, words)
        pages.append(page(INDEX, Role.INDEX, Matter.BACK, words["index"],
                          setting.part("index.xhtml.j2", groups=blocks(setting.book.index, words, locate))))
    pages.append(page("colophon.xhtml", Role.COLOPHON, Matter.BACK, words["colophon"],
                      setting.part("colophon.xhtml.j2", faces=faces, credits=setting.credits())))
    return tuple(pages), tuple(page_list)


def _epub_chapter(setting: Setting, chapter: Chapter, file: str, home: dict[str, str]) -> str:
    def settle(markup: str, *, numbers: bool = False) -> str:
        root = fragment(markup)
        name_pictures(root)
        typography.number_captions(root, figure=setting.words["figure"], table=setting.words["table"])
        typography.lift_captions(root)
        if numbers:
            typography.number_lines(root)
        typography.refer(root)
        typography.mark_addresses(root)
        typography.break_addresses(root)
        typography.mark_opening_brackets(root)
        if setting.has_dots:
            typography.dot_emphasis(root)
        typography.shape_quotes(root)
        typography.space_wide(root)
        for link in named(root, "a"):
            target = link.get("href", "")
            if target.startswith("#") and home.get(target[1:], file) != file:
                link.set("href", home[target[1:]] + target)
        return serialise(root)

    notes = typography.with_backlinks(chapter.notes, setting.words["note-back"])
    return setting.fill(
        "chapter.xhtml.j2", chapter=chapter, full_title="", head="", title_height=0,
        title_markup=_epub_title(chapter, setting, settle(chapter.title_markup)),
        chapter_markup=settle(chapter.markup, numbers=setting.book.options.code_numbers),
        notes=[replace(n, markup=settle(n.markup)) for n in notes],
    )


def _epub_title(chapter: Chapter, setting: Setting, markup: str) -> str:
    """Return a chapter's title in phrases that a narrow screen keeps whole; one with markup of its own is left as it is."""
    if len(fragment(markup)):
        return markup
    return shaped(_phrases(title_of(chapter, setting.words), setting.meta.language))


def _phrases(title: str, language: str) -> str:
    """Return a title as `<span class="phrase">`s, which break between words when a screen is too narrow for them all."""
    lines = break_title(title, language, lines=4, measure=PHRASE_WIDTH)
    if len(lines) == 1:
        return escape(title)
    return "".join(f'<span class="phrase">{escape(line.rstrip())}</span>{" " if line.endswith(" ") else ""}' for line in lines)
