"""Paper: a book's one document for print, its chapters and the pages before and behind them; and that for a screen."""

from __future__ import annotations

import math
from xml.sax.saxutils import escape

from lxml import etree

from builder import typography
from builder.contents import lists_of, title_of
from builder.cover import Cover
from builder.index_page import blocks, by_page
from builder.layouts import Shown
from builder.model import Chapter, Entry, Matter, Page, Role, Target
from builder.setting import Setting, copyright_page, inscriptions, name_pictures, shaped
from builder.typography.code import CELL, CODE_SIZE
from builder.typography.titles import break_title, line_width
from builder.typography.trees import fragment, serialise

TITLE_WIDTH = 14
"""Ems of its own size that a chapter's title may be wide on paper (the art direction's figure)."""


CODE_CELL = CODE_SIZE * CELL
"""Width of a cell of printed code, in pt: the face's advance at its size."""

HEAD_WIDTH = 34
"""Ems of its own size that a running head may take of the line; a third of it stays free."""

TABLE_SIZE = 9.0
"""Type size of a printed table, in pt."""


def printed_page(
    setting: Setting, outline: tuple[Entry, ...], cover: Cover, faces: list[tuple[str, str, str]],
    shown: Shown,
) -> tuple[Page, tuple[Entry, ...]]:
    """Return the one document of a printed book, and its contents, to which notes at its end belong."""
    meta = setting.meta
    chapters: list[str] = []
    groups: list[str] = []
    counted = 0
    for chapter in setting.book.chapters:
        markup, notes, counted = _print_chapter(setting, chapter, counted, shown.feet)
        chapters.append(markup)
        groups += [notes] if notes else []
    if groups:
        behind = 2 if setting.book.index else 1
        notes_line = Entry(setting.words["notes"], "", "#endnotes", Role.ENDNOTES, (), Matter.BACK)
        outline = (*outline[:-behind], notes_line, *outline[-behind:])
        chapters.append(setting.part("endnotes.xhtml.j2", groups=groups))
    if setting.book.index:
        lines = blocks(setting.book.index, setting.words, by_page(shown.folios))
        chapters.append(setting.part("index.xhtml.j2", groups=lines))
    title_lines = tuple(line.strip() for line in break_title(meta.title, meta.language, lines=3, measure=13))
    on_screen = setting.target is Target.SCREEN  # where the half-title, there to guard the title page, has nothing to guard
    parts = [
        *([cover.markup] if setting.profile.cover else []),
        *([] if on_screen else [setting.part("half-title.xhtml.j2", title_lines=title_lines)]),
        setting.part("title-page.xhtml.j2", title_lines=title_lines),
        copyright_page(setting),
        *(content for _, content in inscriptions(setting)),
        setting.part("contents.xhtml.j2", outline=outline,
                     lists=lists_of(setting.book.chapters, setting.book.options, setting.words, epub=False)),
        *chapters,
        setting.part("colophon.xhtml.j2", faces=faces, credits=setting.credits()),
    ]
    return Page("book.xhtml", Role.CHAPTER, Matter.BODY, meta.title, setting.fill("book.xhtml.j2", parts=parts)), outline


def _print_chapter(
    setting: Setting, chapter: Chapter, counted: int, feet: typography.FootNumbers,
) -> tuple[str, str, int]:
    """Return a chapter's section for paper, its notes where they stand at the end of the book, and the number of notes at the
    foot counted up to its end."""
    rule = setting.book.options.notes
    gathering = typography.Gathering(chapter.id)
    title = title_of(chapter, setting.words)
    full_title = f"{chapter.label}　{title}" if chapter.label and setting.is_han else f"{chapter.label} {title}".strip()

    def settle(markup: str, counted: int, notes_title: str = "") -> tuple[str, str, int]:
        root = fragment(markup)
        name_pictures(root)
        typography.number_captions(root, figure=setting.words["figure"], table=setting.words["table"])
        typography.lift_captions(root)
        typography.name_headings(root)
        typography.set_at_foot(root, chapter.notes)
        typography.keep_first_places(root)
        if setting.theme.option("link-notes") and setting.target is not Target.SCREEN:
            typography.note_links(root)
        notes: etree._Element | None = None
        if rule.place == "foot" or setting.target is Target.SCREEN:
            counted = typography.number_at_foot(root, feet, counted, series="" if rule.by_page else chapter.id)
        else:
            gathering.take(root)
            notes = gathering.section(notes_title) if notes_title else None
        if setting.target is Target.SCREEN:
            typography.link_notes(root, feet)
        if notes is not None:
            root.append(notes)
        typography.break_addresses(root)
        typography.mark_opening_brackets(root)
        if setting.has_dots:
            typography.dot_emphasis(root)
        typography.shape_quotes(root)
        typography.count_from_start(root)
        typography.mark_tight_tables(root, ems=setting.area.measure / TABLE_SIZE)
        if setting.book.options.code_numbers:
            typography.number_lines(root)
        typography.wrap_lines(root, width=int((setting.area.measure - setting.area.size) / CODE_CELL))
        typography.space_wide(root)
        typography.join_rubies(root)
        behind = fragment("")
        if notes is not None and rule.place == "book":
            behind.append(notes)
        return serialise(root), serialise(behind), counted

    lines = break_title(title, setting.meta.language, lines=8, measure=TITLE_WIDTH)
    title_markup = shaped("<br/>".join(escape(line.strip()) for line in lines))
    if len(fragment(chapter.title_markup)):
        title_markup, _, counted = settle(chapter.title_markup, counted)
    markup, behind, counted = settle(chapter.markup + typography.loose_notes(chapter.notes), counted,
                                     full_title if rule.place == "book" else setting.words["notes"])
    return setting.fill(
        "chapter.xhtml.j2", chapter=chapter, full_title=full_title, head=shortened(full_title),
        title_height=math.ceil(len(lines) * 1.5) * setting.area.leading, title_markup=title_markup, chapter_markup=markup,
        notes=(),
    ), behind, counted


def shortened(title: str) -> str:
    """Return a title as a running head has room for it, its end left out with an ellipsis."""
    kept = title
    while line_width(kept) > HEAD_WIDTH:
        kept = kept[:-1]
    return title if kept == title else kept.rstrip(" ，、：；,:;—") + "…"
