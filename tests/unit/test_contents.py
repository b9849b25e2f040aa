from __future__ import annotations

from dataclasses import replace

from builder.contents import MANY, files_of, homes_of, lists_of, outline_of, text_start, title_of, with_ids
from builder.model import Chapter, Matter, Note, Role, Section
from builder.options import Options

WORDS = {"introduction": "引言", "figures": "插图目录", "tables": "表格目录", "colophon": "书籍说明"}


def chapter(name: str, role: Role, title: str = "题", markup: str = "<p>文</p>", sections: tuple[Section, ...] = ()) -> Chapter:
    return Chapter(name, role, Matter.BODY, "", title, title, markup, (Note(f"note-{name}", 1, '<p id="in">注</p>', ()),), sections, "a.md", 1)


def test_chapters_are_numbered_and_a_role_that_stands_alone_is_not() -> None:
    roles = [Role.INTRODUCTION, Role.CHAPTER, Role.CHAPTER, Role.CONCLUSION]
    assert files_of([chapter(str(n), role) for n, role in enumerate(roles)]) == (
        "introduction.xhtml", "chapter-01.xhtml", "chapter-02.xhtml", "conclusion.xhtml")
    assert files_of([chapter("a", Role.CONCLUSION), chapter("b", Role.CONCLUSION)]) == ("conclusion-01.xhtml", "conclusion-02.xhtml")


def test_an_introduction_without_a_title_gets_the_word_for_it() -> None:
    assert title_of(chapter("a", Role.INTRODUCTION, ""), WORDS) == "引言"


def test_the_contents_lead_to_files_or_to_ids() -> None:
    chapters = [chapter("one", Role.CHAPTER, sections=(Section("s", "节", 2, (Section("t", "小节", 3),)),))]
    epub, printed = outline_of(chapters, WORDS, epub=True), outline_of(chapters, WORDS, epub=False)
    assert [e.href for e in epub] == ["chapter-01.xhtml", "colophon.xhtml"]
    assert [e.href for e in printed] == ["#one", "#colophon"]
    assert epub[0].entries[0].href == "chapter-01.xhtml#s"
    assert epub[0].entries[0].entries == ()


def test_a_part_has_its_chapters_below_it() -> None:
    chapters = [chapter("before", Role.CHAPTER), chapter("p", Role.PART),
                replace(chapter("one", Role.CHAPTER, sections=(Section("s", "节", 2),)), part="p"),
                replace(chapter("two", Role.CHAPTER), part="p"), chapter("behind", Role.CHAPTER)]
    lines = outline_of(chapters, WORDS, epub=True)
    assert [e.href for e in lines] == ["chapter-01.xhtml", "part.xhtml", "chapter-04.xhtml", "colophon.xhtml"]
    assert [e.href for e in lines[1].entries] == ["chapter-02.xhtml", "chapter-03.xhtml"]
    assert [e.href for e in lines[1].entries[0].entries] == ["chapter-02.xhtml#s"]


def test_every_id_has_a_home() -> None:
    chapters = [chapter("one", Role.CHAPTER, markup='<h2 id="s">节</h2>')]
    home = homes_of(chapters, ["chapter-01.xhtml"])
    assert {home[name] for name in ("one", "s", "note-one", "in")} == {"chapter-01.xhtml"}


def test_the_text_starts_behind_the_front_matter() -> None:
    preface, one = replace(chapter("preface", Role.INTRODUCTION), matter=Matter.FRONT), chapter("one", Role.CHAPTER)
    assert text_start([preface, one]) is one
    assert text_start([one]) is one
    assert text_start([preface]) is preface


def test_entries_know_their_matter() -> None:
    preface = replace(chapter("preface", Role.INTRODUCTION, sections=(Section("s", "节", 2),)), matter=Matter.FRONT)
    outline = outline_of([preface, chapter("one", Role.CHAPTER)], WORDS, epub=False)
    assert [entry.matter for entry in outline] == [Matter.FRONT, Matter.BODY, Matter.BACK]
    assert outline[0].entries[0].matter is Matter.FRONT


FIGURE = '<figure><img src="a"/><figcaption>图<ruby>一<rt>yī</rt></ruby><a class="noteref" href="#n">1</a></figcaption></figure>'
PLAIN = '<figure><img src="a"/></figure>'
TABLE = '<table id="own"><caption>表一</caption><tr><td>1</td></tr></table>'


def test_captioned_figures_and_tables_get_an_id_and_keep_their_own() -> None:
    one, two = with_ids([chapter("figure-1", Role.CHAPTER, markup=FIGURE + PLAIN + TABLE), chapter("two", Role.CHAPTER, markup=FIGURE)])
    assert one.markup.count('<figure id="figure-2">') == 1
    assert one.markup.count(" id=") == 2
    assert '<table id="own">' in one.markup
    assert '<figure id="figure-3">' in two.markup
    plain = chapter("one", Role.CHAPTER, markup="<p>a&#160;b<br></br></p>")
    assert with_ids([plain]) == (plain,)


def test_figures_and_tables_are_listed_when_asked_for_in_their_order() -> None:
    chapters = with_ids([chapter("one", Role.CHAPTER, markup=FIGURE + TABLE), chapter("two", Role.CHAPTER, markup=FIGURE)])
    figures, tables = lists_of(chapters, Options(list_of_figures=True, list_of_tables=True), WORDS, epub=True)
    assert (figures.kind, figures.title, tables.kind, tables.title) == ("loi", "插图目录", "lot", "表格目录")
    assert [(e.title, e.href) for e in figures.entries] == [
        ("图一", "chapter-01.xhtml#figure-1"), ("图一", "chapter-02.xhtml#figure-2")]
    assert [e.href for e in lists_of(chapters, Options(list_of_tables=True), WORDS, epub=False)[0].entries] == ["#own"]


def test_many_figures_are_listed_unasked_and_few_or_none_are_not() -> None:
    few, many = (with_ids([chapter("one", Role.CHAPTER, markup=FIGURE * count)]) for count in (MANY - 1, MANY))
    assert lists_of(few, Options(), WORDS, epub=False) == ()
    assert [listing.kind for listing in lists_of(many, Options(), WORDS, epub=False)] == ["loi"]
    assert lists_of(many, Options(list_of_figures=False), WORDS, epub=False) == ()
    assert lists_of([chapter("one", Role.CHAPTER)], Options(list_of_figures=True), WORDS, epub=False) == ()
