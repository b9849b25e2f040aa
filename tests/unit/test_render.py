from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from builder import fonts, themes
from builder.cover import Cover, compose
from builder.epub.limits import faults
from builder.errors import PostpressError, Report
from builder.faces import Catalogue
from builder.layouts import Shown
from builder.model import (
    Asset,
    Book,
    Chapter,
    Contributor,
    Matter,
    Metadata,
    Note,
    Pages,
    Role,
    Section,
    Target,
    Theme,
    ThemeFile,
)
from builder.options import Copyright, Inscription, NoteRule, Options, Readings
from builder.paper import HEAD_WIDTH, shortened
from builder.render import typeset
from builder.typography import FootNumbers
from builder.typography.titles import line_width
from builder.typography.trees import plain_text

META = Metadata("山中岁月：笔记", "zh-Hans", "urn:uuid:1", date(2024, 1, 2), contributors=(Contributor("林中路"),),
                source="https://example.org/原文")
COVER = Asset("0123456789ab.jpg", "image/jpeg", b"", 1600, 2560)


def chapter(name: str, role: Role, title: str, markup: str, *, label: str = "", notes: tuple[Note, ...] = (),
            sections: tuple[Section, ...] = ()) -> Chapter:
    matter = Matter.BACK if role is Role.CONCLUSION else Matter.BODY
    return Chapter(name, role, matter, label, title, title, markup, notes, sections, "post.md", 3)


BOOK = Book(META, (
    chapter("intro", Role.INTRODUCTION, "", '<p data-line="5">开篇。见<a href="#two">第二章</a>。</p>'),
    chapter("one", Role.CHAPTER, "入山", '<p>文<a class="noteref" id="noteref-1" href="#note-1">1</a>，见'
            '<a href="https://example.org/a">此处</a>与<a href="https://example.org/a">彼处</a>。</p><h2 id="s">小节</h2><p>文。</p>',
            label="第一章", notes=(Note("note-1", 1, "<p>注文。</p>", ("noteref-1",)),), sections=(Section("s", "小节", 2),)),
    chapter("two", Role.CHAPTER, "出山", "<pre><code>变量 = 1</code></pre>", label="第二章"),
    chapter("end", Role.CONCLUSION, "后记", "<p>“完”。</p>"),
), (), None, Options())


@cache
def shop() -> tuple[Theme, Catalogue]:
    return themes.load("classic", report=Report()), fonts.load_catalogue(Report())


def epub(book: Book = BOOK) -> Pages:
    return typeset(book, *shop(), Target.EPUB, COVER, Report())


def printed(book: Book = BOOK, feet: FootNumbers | None = None, theme: Theme | None = None) -> Pages:
    theme = theme or shop()[0]
    cover: Cover = compose(book, theme, width=148, height=210, bleed=3, report=Report())
    return typeset(book, theme, shop()[1], Target.PDF, cover, Report(), shown=Shown(feet or FootNumbers()))


def page(pages: Pages, name: str) -> str:
    return next(p.markup for p in pages.pages if p.name == name)


def test_an_epub_has_a_file_for_each_part_in_reading_order() -> None:
    assert [p.name for p in epub().pages] == [
        "cover.xhtml", "title-page.xhtml", "copyright-page.xhtml", "nav.xhtml", "introduction.xhtml", "chapter-01.xhtml",
        "chapter-02.xhtml", "conclusion.xhtml", "colophon.xhtml",
    ]


def test_every_page_is_well_formed_and_says_its_language() -> None:
    for each in (*epub().pages, *printed().pages):
        root = etree.fromstring(each.markup.encode())
        assert root.get("lang") == "zh-Hans"
        assert not root.xpath("//@data-line | //@data-path")


def test_a_link_to_another_chapter_finds_its_file() -> None:
    assert 'href="chapter-02.xhtml#two"' in page(epub(), "introduction.xhtml")
    assert 'href="#two"' in page(printed(), "book.xhtml")


def test_the_outline_has_labels_titles_and_sections() -> None:
    outline = epub().outline
    assert [(e.label, e.title) for e in outline] == [
        ("", "引言"), ("第一章", "入山"), ("第二章", "出山"), ("", "后记"), ("", "书籍说明")]
    assert [(e.title, e.href) for e in outline[1].entries] == [("小节", "chapter-01.xhtml#s")]


def test_an_epub_note_pops_up_and_leads_back() -> None:
    markup = page(epub(), "chapter-01.xhtml")
    assert 'epub:type="noteref"' in markup
    assert '<aside id="note-1" epub:type="footnote" role="doc-footnote">' in markup
    assert 'href="#noteref-1"' in markup


def test_printed_notes_and_links_stand_at_the_foot() -> None:
    markup = page(printed(), "book.xhtml")
    assert "noteref" not in markup
    assert markup.count('class="footnote') == 3
    assert [n for n in ("foot-1", "foot-2", "foot-3") if f'id="{n}"' in markup] == ["foot-1", "foot-2", "foot-3"]


def test_a_repeated_link_is_left_out_when_the_layout_says_so() -> None:
    feet = FootNumbers((("foot-1", 1), ("foot-2", 2)), (("foot-3", "foot-2"),))
    markup = page(printed(feet=feet), "book.xhtml")
    assert markup.count('class="footnote') == 2
    assert "彼处</a>。" in markup


def test_link_notes_can_be_turned_off() -> None:
    theme = themes.load("classic", options=(("link-notes", False),), report=Report())
    assert "link-note" not in page(printed(theme=theme), "book.xhtml")


def on_screen(book: Book = BOOK, feet: FootNumbers | None = None) -> Pages:
    theme, catalogue = shop()
    cover: Cover = compose(book, theme, width=148, height=210, bleed=0, report=Report())
    return typeset(book, theme, catalogue, Target.SCREEN, cover, Report(), shown=Shown(feet or FootNumbers()))


def test_on_a_screen_links_are_live_and_notes_lead_there_and_back() -> None:
    markup = page(on_screen(), "book.xhtml")
    assert 'href="https://example.org/a"' in markup
    assert "link-note" not in markup
    assert markup.count('class="footnote"') == 1
    assert 'id="foot-1-call" href="#foot-1"' in markup
    assert 'class="note-back" href="#foot-1-call"' in markup
    assert f'<a href="{META.source}">' in markup


def test_on_a_screen_no_page_guards_the_title_and_none_is_left_blank() -> None:
    pages = on_screen()
    assert 'id="half-title"' not in page(pages, "book.xhtml")
    assert pages.manner is not None
    assert "counter-reset: page 1" in pages.stylesheet
    assert pages.stylesheet.rindex("break-before: page") > pages.stylesheet.rindex("break-before: recto")
    assert pages.stylesheet.rindex("bleed: 0") > pages.stylesheet.rindex("bleed: 3.0mm")


EMPHASIS = replace(BOOK, chapters=(chapter(
    "one", Role.CHAPTER, "甲", "<p>文<em>强调，x</em><em><strong>粗y</strong></em>“字”</p><blockquote><p><em>引</em></p></blockquote>"
    "<h2><em>节z</em></h2><p><code><em>码</em></code></p>"),))


def emphasised(option: str, language: str = "zh-Hans") -> tuple[str, str]:
    """Return a chapter's page and the style sheet of an EPUB with emphasis by that option."""
    theme = themes.load("classic", options=(("emphasis", option),), report=Report())
    book = replace(EMPHASIS, metadata=replace(META, language=language))
    pages = typeset(book, theme, shop()[1], Target.EPUB, COVER, Report())
    return page(pages, "chapter-01.xhtml"), pages.stylesheet


@pytest.mark.parametrize("option", ["kai", "dots"])
def test_no_ideograph_is_slanted_and_no_face_made_by_machine(option: str) -> None:
    """Whatever face a reader's own settings take, an upright one stays upright: the spans say so themselves."""
    markup, style = emphasised(option)
    upright = set(re.findall(r"\.([\w-]+) {[^}]*font-style: normal", style)) | {"dotted", "han-mark", "wide"}
    drawn = {(f.family, f.weight, f.italic) for f in shop()[1].faces}
    for rule in re.findall(r'\.face-[\w-]+ \{ font-family: "([^"]+)" !important; font-weight: (\d+) !important; font-style: (\w+)', style):
        assert (rule[0], int(rule[1]), rule[2] == "italic") in drawn
    found = 0
    for slanted in etree.fromstring(markup.encode()).iter("{*}em"):
        for item in slanted.iter():
            if any("\u4e00" <= c <= "\u9fff" for c in item.text or ""):
                found += 1
                assert set((item.get("class") or "").split()) & upright, etree.tostring(item, encoding="unicode")
            assert item is slanted or not any("\u4e00" <= c <= "\u9fff" for c in item.tail or "")
    assert found == 5


def test_emphasis_is_kai() -> None:
    markup, style = emphasised("kai")
    assert '<em><span class="face-postpress-kai">强调，</span>x</em>' in markup
    assert '<em><strong><span class="face-noto-serif-sc-700">粗</span>y</strong></em>' in markup
    assert "dotted" not in markup
    assert "text-emphasis" not in style


def test_emphasis_is_dots_in_the_face_of_the_text_around() -> None:
    markup, style = emphasised("dots")
    assert ('<em><span class="dotted">强调</span><span class="han-mark">，</span><span class="face-noto-serif-italic">x</span></em>'
            '<em><strong><span class="dotted">粗</span><span class="face-noto-serif-700-italic">y</span></strong></em>“字”') in markup
    assert '<blockquote><p><em><span class="dotted">引</span></em></p></blockquote>' in markup
    assert '<em><span class="dotted">节</span><span class="face-noto-sans-700-italic">z</span></em>' in markup
    assert '<code><em><span class="wide">码</span></em></code>' in markup
    assert "text-emphasis-position: under right" in style


def test_dots_stand_over_japanese() -> None:
    assert "text-emphasis-position: over right" in emphasised("dots", "ja")[1]


@pytest.mark.parametrize(("language", "has"), [("zh-Hans", True), ("ja", True), ("en", False)])
def test_room_between_han_and_latin_is_left_to_the_reading_system(language: str, has: bool) -> None:
    style = epub(replace(BOOK, metadata=replace(META, language=language))).stylesheet
    body, = [rule for rule in style.splitlines() if rule.startswith("body {")]
    code, = [rule for rule in style.splitlines() if rule.startswith("code, pre, kbd, samp {")]
    assert ("text-autospace: normal;" in body) == has
    assert ("text-autospace: no-autospace;" in code) == has
    assert "text-autospace" not in printed(replace(BOOK, metadata=replace(META, language=language))).stylesheet


PIECES = st.sampled_from([
    "字", "文", "，", "。", "“", "”", "‘", "’", "——", "……", "a", "Kubernetes", "10", " ", "  ", "\u2009", "\u202f", "\u3000", "\u00a0", "\n",
    "https://example.org/a-b/c?d=e", "<em>强x，</em>", "<strong>“粗”</strong>", "<code>a  ‘b’ 码</code>", "<ruby>漢<rt>かん</rt></ruby>", "<br/>",
    '<a href="https://example.org/">“links”</a>', "葛\U000e0100", "dog’s",
])


@settings(deadline=None, max_examples=25)
@given(st.lists(PIECES, min_size=1, max_size=20), st.sampled_from(["kai", "dots"]))
def test_an_epub_says_what_the_author_wrote_to_the_space(pieces: list[str], option: str) -> None:
    markup = f"<p>{''.join(pieces)}</p><blockquote><p>{''.join(pieces)}</p></blockquote>"
    theme = themes.load("classic", options=(("emphasis", option),), report=Report())
    pages = typeset(replace(BOOK, chapters=(chapter("one", Role.CHAPTER, "甲", markup),)), theme, shop()[1], Target.EPUB, COVER, Report())
    section = next(etree.fromstring(page(pages, "chapter-01.xhtml").encode()).iter("{*}section"))
    section.remove(section[0])
    assert "".join(map(str, section.itertext())).strip("\n") == "".join(map(str, etree.fromstring(f"<div>{markup}</div>").itertext())).strip("\n")


def test_print_gets_the_spans_and_no_property_that_its_engine_lacks() -> None:
    theme = themes.load("classic", options=(("emphasis", "dots"),), report=Report())
    pages = printed(EMPHASIS, theme=theme)
    assert '<span class="dotted">强调</span>' in page(pages, "book.xhtml")
    assert "text-emphasis" not in pages.stylesheet


def test_quotation_marks_of_titles_have_the_shape_of_their_words() -> None:
    plain = chapter("one", Role.CHAPTER, "Kubernetes’ “图谱”", "<p>文。</p>")
    book = replace(BOOK, metadata=replace(META, title="O’Reilly"), chapters=(plain,))
    mark = '<span class="latin-mark">’</span>'
    assert f"Kubernetes{mark} “图谱”" in page(epub(book), "chapter-01.xhtml")
    assert f"Kubernetes{mark} “图谱”" in page(epub(book), "nav.xhtml")
    assert f"O{mark}Reilly" in page(epub(book), "title-page.xhtml")
    assert page(printed(book), "book.xhtml").count(f"O{mark}Reilly") >= 3


def test_bookmarks_of_headings_are_without_readings_and_notes() -> None:
    note = Note("note-1", 1, "<p>题注。</p>", ("noteref-1",))
    heading = '<h2 id="s"><ruby>汉<rt>hàn</rt></ruby>字<a class="noteref" id="noteref-1" href="#note-1">1</a></h2>'
    book = replace(BOOK, chapters=(chapter("one", Role.CHAPTER, "甲", heading, notes=(note,)),))
    assert 'data-title="汉字"' in page(printed(book), "book.xhtml")


def test_han_in_code_is_spaced_to_two_cells_in_both() -> None:
    assert '<span class="wide">变量</span>' in page(epub(), "chapter-02.xhtml")
    assert '<span class="wide">变量</span>' in page(printed(), "book.xhtml")


def test_an_epubs_faces_hold_just_what_its_pages_use() -> None:
    faces = {(f.family, f.weight): f for f in epub().faces}
    assert ("JetBrains Mono", 400) in faces
    assert ord("山") in faces["Noto Serif SC", 400].characters
    assert ord("龙") not in faces["Noto Serif SC", 400].characters


def test_the_colophon_names_the_faces_that_are_used_and_no_others() -> None:
    named = page(epub(), "colophon.xhtml")
    assert "JetBrains Mono" in named
    assert "Noto Emoji" not in named
    plain = replace(BOOK, chapters=(BOOK.chapters[0], BOOK.chapters[3]))
    linked = replace(plain, chapters=(replace(plain.chapters[0], markup="<p>文</p>"), plain.chapters[1]))
    assert "JetBrains Mono" not in page(epub(linked), "colophon.xhtml")


@pytest.mark.parametrize(("language", "contents"), [("en", "Contents"), ("ja", "目次"), ("zh-Hant", "目錄")])
def test_a_book_speaks_its_own_language(language: str, contents: str) -> None:
    book = replace(BOOK, metadata=replace(META, language=language))
    assert contents in page(epub(book), "nav.xhtml")


def test_a_korean_book_is_told_which_faces_to_fetch() -> None:
    with pytest.raises(PostpressError) as error:
        epub(replace(BOOK, metadata=replace(META, language="ko")))
    assert error.value.report.errors[0].code.startswith("F")
    assert "ko" in (error.value.report.errors[0].hint or "")


def test_a_template_that_is_no_xml_is_named() -> None:
    theme, _ = shop()
    broken = tuple((name, ThemeFile(file.path, "<p>open") if name == "half-title.xhtml.j2" else file)
                   for name, file in theme.templates)
    with pytest.raises(PostpressError) as error:
        printed(theme=replace(theme, templates=broken))
    assert [d.code for d in error.value.report.errors] == ["T012"]


def test_what_the_author_wrote_cannot_leave_its_place() -> None:
    book = replace(BOOK, metadata=replace(META, title="<script>alert(1)</script>", publisher='"><img src=x>'))
    for each in (*epub(book).pages, *printed(book).pages):
        assert "<script" not in each.markup
        assert "<img src=x" not in each.markup


def test_a_title_with_a_note_a_link_and_a_picture_is_set_like_any_text() -> None:
    note = Note("note-1", 1, "<p>题注。</p>", ("noteref-1",))
    markup = '甲<a class="noteref" id="noteref-1" href="#note-1">1</a><a href="https://example.org/x">乙</a><img src="asset:a.png" alt=""/>'
    book = replace(BOOK, chapters=(replace(chapter("one", Role.CHAPTER, "甲乙", "<p>文。</p>", notes=(note,)), title_markup=markup),))
    text = page(printed(book), "book.xhtml")
    assert "题注。" in text
    assert 'data-address="https://example.org/x"' in text
    assert 'src="images/a.png"' in text
    assert "asset:" not in text


@pytest.mark.parametrize("title", ["短题", "长" * 60, "A long title " * 8])
def test_a_running_head_fits_its_line(title: str) -> None:
    head = shortened(title)
    assert line_width(head) <= HEAD_WIDTH + 1
    assert head == title or head.endswith("…")


def test_a_date_is_printed_where_nothing_says_when_it_was_published() -> None:
    assert "2024-01-02" in page(epub(), "copyright-page.xhtml")
    undated = replace(BOOK, metadata=replace(META, date=date(1980, 1, 1)))
    assert "1980" not in page(epub(undated), "copyright-page.xhtml")


INSCRIBED = replace(BOOK, options=Options(
    copyright=Copyright(rights="版权所有", cip=("图书在版编目", "", "甲", "乙"), price="48元"),
    dedication=Inscription(("献给“甲”", "和乙")), epigraph=Inscription(("行到水穷处",), "王维")))


def test_dedication_and_epigraph_stand_before_the_contents() -> None:
    assert [p.name for p in epub(INSCRIBED).pages][1:6] == [
        "title-page.xhtml", "copyright-page.xhtml", "dedication.xhtml", "epigraph.xhtml", "nav.xhtml"]
    found = re.findall(r'epub:type="([a-z-]+)"', page(printed(INSCRIBED), "book.xhtml"))
    assert found[:6] == ["halftitlepage", "titlepage", "copyright-page", "dedication", "epigraph", "toc"]


@pytest.mark.parametrize("make", [epub, printed])
def test_both_editions_say_what_book_toml_says_of_the_book(make: Callable[[Book], Pages]) -> None:
    text = "".join(p.markup for p in make(INSCRIBED).pages)
    assert '<p class="rights">版权所有</p>' in text
    assert "<p>图书在版编目</p>\n<p>甲<br/>乙</p>" in text
    assert "<dt>定价</dt><dd>48元</dd>" in text
    assert "<p>献给“甲”<br/>和乙</p>" in text
    assert '<p>行到水穷处</p>\n<p class="source">——王维</p>' in text


def test_a_preface_has_folios_of_the_front_matter() -> None:
    book = replace(BOOK, chapters=(replace(BOOK.chapters[0], matter=Matter.FRONT), *BOOK.chapters[1:]))
    pages = printed(book)
    markup = page(pages, "book.xhtml")
    assert pages.text_starts == "one"
    assert markup.count('href="#intro" class="front"') == 1
    assert markup.count(' class="front"') == 1
    assert 'class="chapter introduction front"' in markup
    assert 'class="front"' not in "".join(p.markup for p in epub(book).pages)


def test_the_text_is_numbered_anew_once_a_layout_has_shown_where_it_begins() -> None:
    theme, catalogue = shop()
    cover = compose(BOOK, theme, width=148, height=210, bleed=3, report=Report())
    pages = typeset(BOOK, theme, catalogue, Target.PDF, cover, Report(), shown=Shown(text_page=9))
    assert "@page :nth(9) { counter-reset: page 1; }" in pages.stylesheet
    assert ":nth(" not in printed().stylesheet
    assert (pages.text_starts, epub().text_starts) == ("intro", "")


def test_notes_may_stand_behind_their_chapter() -> None:
    markup = page(printed(replace(BOOK, options=Options(notes=NoteRule("chapter")))), "book.xhtml")
    assert 'class="footnote' not in markup
    one, two = markup.index('id="one"'), markup.index('id="two"')
    assert one < markup.index(">注释</h2>") < markup.index("注文。") < two
    assert markup.count('data-address="https://example.org/a"') == 1


def test_notes_may_stand_at_the_end_of_the_book_and_in_its_contents() -> None:
    pages = printed(replace(BOOK, options=Options(notes=NoteRule("book"))))
    markup = page(pages, "book.xhtml")
    assert 'class="footnote' not in markup
    assert markup.index("“完”。") < markup.index('<section epub:type="endnotes"') < markup.index(">第一章　入山</h2>") < markup.index("注文。")
    assert markup.index("注文。") < markup.index('id="colophon"')
    assert [e.title for e in pages.outline][-2:] == ["注释", "书籍说明"]
    assert 'href="#endnotes"' in markup


def test_lines_of_code_are_numbered_by_the_style_sheet_when_asked() -> None:
    code = chapter("one", Role.CHAPTER, "甲", "<pre><code>a\nb\n</code></pre>")
    for make in (epub, printed):
        pages = make(replace(BOOK, chapters=(code,), options=Options(code_numbers=True)))
        text = "".join(p.markup for p in pages.pages)
        assert '<span class="line-number line-2"' in text
        assert '.line-2:before { content: "2\\a0"; }' in pages.stylesheet
        assert ".line-3:before" not in pages.stylesheet
        plain = make(replace(BOOK, chapters=(code,)))
        assert "line-number" not in plain.stylesheet + "".join(p.markup for p in plain.pages)


def test_a_book_without_notes_has_no_page_for_them() -> None:
    bare = replace(BOOK, chapters=BOOK.chapters[2:], options=Options(notes=NoteRule("book")))
    assert "endnotes" not in page(printed(bare), "book.xhtml")


def test_an_epubs_notes_pop_up_wherever_those_on_paper_stand() -> None:
    for rule in (NoteRule("chapter"), NoteRule("book")):
        assert page(epub(replace(BOOK, options=Options(notes=rule))), "chapter-01.xhtml") == page(epub(), "chapter-01.xhtml")


def test_lines_open_for_readings_everywhere() -> None:
    read = replace(BOOK, options=Options(readings=Readings("pinyin")))
    assert "line-height: 17.5pt" in printed().stylesheet
    opened = printed(read)
    assert "line-height: 23.275pt" in opened.stylesheet
    assert opened.manner is not None
    assert opened.manner.grid is not None
    assert opened.manner.grid[1] == pytest.approx(23.275)
    assert "line-height: 2.2" in epub(read).stylesheet
    assert "line-height: 2.2" not in epub().stylesheet


# ---- vertical lines


def vertical(book: Book = BOOK, theme: Theme | None = None) -> Pages:
    book = replace(book, options=replace(book.options, writing="vertical"))
    return typeset(book, theme or shop()[0], shop()[1], Target.EPUB, COVER, Report())


def test_a_vertical_epub_says_so_on_every_page_but_the_level_ones() -> None:
    pages = vertical()
    assert pages.is_vertical
    assert not epub().is_vertical
    assert [p.role for p in pages.pages if 'class="vertical"' not in p.markup] == [Role.COVER, Role.COPYRIGHT_PAGE, Role.COLOPHON]
    assert not any("vertical" in p.markup for p in epub().pages)
    assert "writing-mode" not in epub().stylesheet
    for prefix in ("-epub-", "-webkit-", ""):
        assert f" {prefix}writing-mode: vertical-rl;" in pages.stylesheet
    assert not faults(pages.stylesheet)


def test_print_stays_level() -> None:
    pages = printed(replace(BOOK, options=Options(writing="vertical")))
    assert not pages.is_vertical
    assert "writing-mode" not in pages.stylesheet
    assert "tcy" not in pages.pages[0].markup


def test_short_numbers_stand_upright_on_vertical_pages_alone() -> None:
    book = replace(BOOK, chapters=(chapter("one", Role.CHAPTER, "用了10年", '<p>“第3章”，2024年。</p>', label="第12章",
                                           notes=(Note("note-1", 1, "<p>注5。</p>", ()),)),))
    shown = page(vertical(book), "chapter-01.xhtml")
    for piece in ('第<span class="tcy">12</span>章', '用了<span class="tcy">10</span>年', '<span class="upright">“</span>第<span class="tcy">3</span>章',
                  "2024年", '注<span class="tcy">5</span>。'):
        assert piece in shown
    assert '用了<span class="tcy">10</span>年' in page(vertical(book), "nav.xhtml")
    assert 'class="tcy"' not in page(vertical(book), "copyright-page.xhtml")
    assert 'class="tcy"' not in page(epub(book), "chapter-01.xhtml")
    four = themes.load("classic", options=[("upright-digits", 4)], report=Report())
    assert '<span class="tcy">2024</span>年' in page(vertical(book, four), "chapter-01.xhtml")


def test_tables_too_long_for_a_vertical_line_let_their_words_break() -> None:
    row = "".join(f"<td>{'x' * 12}</td>" for _ in range(6))
    book = replace(BOOK, chapters=(chapter("one", Role.CHAPTER, "表", f"<table><tbody><tr>{row}</tr></tbody></table>"),))
    assert '<table class="tight">' in page(vertical(book), "chapter-01.xhtml")
    assert '<table class="tight">' not in page(epub(book), "chapter-01.xhtml")


@pytest.mark.parametrize(("language", "side"), [("zh-Hans", "left"), ("ja", "right")])
def test_proper_names_have_their_line_on_the_side_of_their_language(language: str, side: str) -> None:
    assert f"  text-underline-position: {side};" in vertical(replace(BOOK, metadata=replace(META, language=language))).stylesheet


def test_dots_are_on_the_right_of_vertical_lines() -> None:
    dots = themes.load("classic", options=[("emphasis", "dots")], report=Report())
    assert " text-emphasis-position: over right;" in vertical(theme=dots).stylesheet


@given(st.lists(st.sampled_from(["字", "，", "“", "”", "a", "12", "2024", "!?", " ", "T", "<em>重</em>", "<code>3</code>"]), max_size=16))
@settings(deadline=None, max_examples=15)
def test_a_vertical_epub_says_what_the_author_wrote(pieces: list[str]) -> None:
    written = f"<p>{''.join(pieces)}</p>"
    book = replace(BOOK, chapters=(chapter("one", Role.CHAPTER, "题", written),))
    shown = etree.fromstring(page(vertical(book), "chapter-01.xhtml").encode())
    paragraph = next(p for p in shown.iter("{*}p"))
    assert plain_text(paragraph) == plain_text(etree.fromstring(written))
