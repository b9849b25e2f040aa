from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from builder.errors import PostpressError, Report
from builder.manuscript import BookConfig, find_config, load_config
from builder.model import FrontMatter
from builder.options import ChapterRule, Copyright, Inscription, NoteRule, Options, Readings, Variant, WrapOptions

WHOLE = """\
title = "十年"
subtitle = "S"
author = "Matt Butcher"
translators = ["甲", "乙"]
lang = "zh-Hans"
date = 2024-12-30
published = "2024/12/29"
publisher = "P"
isbn = "978-3-16-148410-0"
description = "D"
license = "CC-BY-4.0"
source = "https://e.com/"
tags = ["x", "y"]
category = "C"
cover = "https://e.com/a.png-30"
theme = "classic"
output = "ten-years"
posts = ["a.md", "sub/b.md"]
missing-glyph = "show"
dedication = "献给甲  \\n和乙\\n"
epigraph = "一\\n\\n二"
epigraph-source = "丙"

[theme-options]
accent = "red"
lines = 28
ratio = 1.5
plain = true

[figures]
numbered = true

[print]
trim = "16开"
composition = "plain"
list-of-figures = true
list-of-tables = false

[chapters]
level = 3
pattern = "^第"

[code]
numbers = true

[notes]
place = "foot"
numbering = "chapter"

[copyright]
rights = "R"
cip = "CIP\\n\\n　数据"
printer = "厂"
format = "1/32"
sheets = 6.5
characters = "auto"
edition = "第1版"
impression = "第1次"
price = "48元"

[wrap]
blurb = ["一", "二"]
about = "三"
price = "39.00 元"
price-code = "03900"
barcode-size = 90
thickness = 0.06
pages = 84
guides = true

[variant]
to = "zh-TW-phrases"
keep = ["后"]
quotes = "corner"
isbn = "978-0-306-40615-7"
list-doubtful = true

[variant.words]
"软件" = "軟體"

[readings]
ruby = "pinyin"
headings = true

[readings.words]
"重庆" = "chóng qìng"
"""


def place(folder: Path, text: str | bytes) -> Path:
    (folder / "sub").mkdir(exist_ok=True)
    for name in ("a.md", "sub/b.md"):
        (folder / name).write_text("x")
    path = folder / "book.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def errors(folder: Path, text: str | bytes) -> list[str]:
    report = Report()
    with pytest.raises(PostpressError):
        load_config(place(folder, text), "book.toml", report)
    return [str(error) for error in report.errors]


def test_every_key(tmp_path: Path) -> None:
    report = Report()
    path = place(tmp_path, WHOLE)
    config = load_config(path, "book.toml", report)
    assert not len(report)
    assert config == BookConfig(
        path=path, posts=("a.md", "sub/b.md"),
        settings=FrontMatter(
            title="十年", subtitle="S", authors=("Matt Butcher",), translators=("甲", "乙"), date=date(2024, 12, 30),
            published=date(2024, 12, 29), language="zh-Hans", tags=("x", "y"), category="C", description="D",
            image="https://e.com/a.png-30", license="CC-BY-4.0", source="https://e.com/", lines=config.settings.lines,
        ),
        publisher="P", identifier="urn:isbn:9783161484100",
        options=Options(
            theme="classic", theme_options=(("accent", "red"), ("lines", 28), ("plain", True), ("ratio", 1.5)), trim="16开",
            composition="plain", list_of_figures=True, list_of_tables=False, chapters=ChapterRule(3, "^第"), missing_glyph="show", output="ten-years", front_cover="https://e.com/a.png-30",
            code_numbers=True, notes=NoteRule("foot", "chapter"),
            numbered_figures=True, copyright=Copyright("R", ("CIP", "", "　数据"), "厂", "1/32", "6.5", "auto", "第1版", "第1次", "978-3-16-148410-0", "48元"),
            dedication=Inscription(("献给甲", "和乙")), epigraph=Inscription(("一", "", "二"), "丙"),
            wrap=WrapOptions(("一", "二"), "三", "39.00 元", "03900", 90, 0.06, 84, guides=True),
            variant=Variant("zh-Hant-TW", True, ("后",), (("软件", "軟體"),), "corner", "978-0-306-40615-7", True),
            readings=Readings("pinyin", True, (("重庆", "chóng qìng"),)),
        ),
    )
    assert dict(config.settings.lines)["date"] == 6
    assert config.post_paths == (tmp_path / "a.md", tmp_path / "sub/b.md")


def test_what_is_not_set_is_the_default(tmp_path: Path) -> None:
    config = load_config(place(tmp_path, 'posts = "a.md"\n'), "book.toml", Report())
    assert config.options == Options()
    assert config.posts == ("a.md",)
    assert (config.publisher, config.identifier) == ("", "")


@pytest.mark.parametrize(("text", "expected"), [
    ('posts = ["a.md"]\ntitel = "x"\n', "book.toml:2: error[C004] there is no key 'titel'\n  hint: did you mean 'title'?"),
    ('posts = ["a.md"]\nmissing_glyph = "show"\n', "book.toml:2: error[C004] there is no key 'missing_glyph'\n  hint: did you mean 'missing-glyph'?"),
    ('posts = ["a.md"]\n[chapters]\nlevle = 2\n', "book.toml:3: error[C004] there is no key 'chapters.levle'\n  hint: did you mean 'level'?"),
    ('posts = ["a.md"]\n[prnt]\ntrim = "A5"\n', "book.toml:2: error[C004] there is no key 'prnt'\n  hint: did you mean 'print'?"),
    ('posts = ["a.md"]\n[print]\nqqq = 1\n', "book.toml:3: error[C004] there is no key 'print.qqq'\n  hint: known here: printer, trim, bleed, marks, cover, multiple, standard, pictures, condition, icc, paper, composition, list-of-figures, list-of-tables"),
    ('posts = ["a.md"]\ntitle = 3\n', "book.toml:2: error[C005] 'title': must be text, in quotes\n  hint: see the reference of book.toml"),
    ('posts = ["a.md"]\ndate = "2024-13-45"\n', "book.toml:2: error[C005] 'date': there is no day '2024-13-45'\n  hint: write date = 2024-12-30"),
    ('posts = ["a.md"]\nmissing-glyph = "x"\n',
     "book.toml:2: error[C005] 'missing-glyph': input should be 'error' or 'show'\n  hint: write missing-glyph = \"error\" or \"show\""),
    ('posts = ["a.md"]\n[figures]\nnumbered = "yes"\n',
     "book.toml:3: error[C005] 'figures.numbered': must be true or false\n  hint: write numbered = true or false, without quotes"),
    ('posts = ["a.md"]\n[print]\ncomposition = "x"\n',
     "book.toml:3: error[C005] 'print.composition': input should be 'full' or 'plain'\n  hint: write composition = \"full\" or \"plain\""),
    ('posts = ["a.md"]\n[print]\nlist-of-figures = "yes"\n', ("book.toml:3: error[C005] 'print.list-of-figures': must be true or false\n"
     "  hint: write list-of-figures = true or false, without quotes")),
    ('posts = ["a.md"]\n[notes]\nplace = "end"\n', ("book.toml:3: error[C005] 'notes.place': input should be 'foot', 'chapter' or 'book'\n"
     "  hint: write place = \"foot\", \"chapter\" or \"book\"")),
    ('posts = ["a.md"]\n[notes]\nplace = "book"\nnumbering = "page"\n',
     ("book.toml:4: error[C005] 'notes.numbering': notes behind their chapter or the book cannot be numbered by page\n"
     "  hint: write numbering = \"chapter\", or place = \"foot\"")),
    ('posts = ["a.md"]\n[chapters]\nlevel = 7\n',
     "book.toml:3: error[C005] 'chapters.level': input should be less than or equal to 6\n  hint: write a heading level from 1 to 6"),
    ('posts = ["a.md"]\n[copyright]\ncharacters = "many"\n',
     ("book.toml:3: error[C005] 'copyright.characters': must be a whole number or \"auto\"\n"
     "  hint: write characters = 120000, or characters = \"auto\" to have them counted")),
    ('posts = ["a.md"]\n[copyright]\ncpi = "x"\n', "book.toml:3: error[C004] there is no key 'copyright.cpi'\n  hint: did you mean 'cip'?"),
    ('posts = ["a.md"]\nepigraph-source = "x"\n',
     "book.toml:2: error[C005] 'epigraph-source': there is no epigraph\n  hint: add epigraph = \"...\""),
    ('posts = ["a.md"]\ndedication = "a\\u0007"\n',
     "book.toml:2: error[C005] 'dedication': holds a character that cannot stand in a book\n  hint: see the reference of book.toml"),
    ('posts = ["a.md"]\n[chapters]\nlevel = "2"\n',
     "book.toml:3: error[C005] 'chapters.level': must be a whole number\n  hint: write a heading level from 1 to 6"),
    ('posts = ["a.md"]\n[chapters]\npattern = "("\n',
     ("book.toml:3: error[C005] 'chapters.pattern': is no regular expression: missing ), unterminated subpattern at position 0\n"
     "  hint: escape ( ) [ ] . * + ? with a backslash where they are meant as text")),
    ('posts = ["a.md"]\noutput = "a/b"\n', ("book.toml:2: error[C005] 'output': must be a file name without folders\n"
                                          "  hint: write a file name without folders and without its ending")),
    ('posts = ["a.md"]\ntitle = "a\\u0007"\n', ("book.toml:2: error[C005] 'title': holds a character that cannot stand in a book\n"
                                              "  hint: see the reference of book.toml")),
    ('posts = 3\n', "book.toml:1: error[C005] 'posts': must be a text or a list of texts\n  hint: write a list of files: posts = [\"my-post.md\"]"),
    ('title = "x"\n', "book.toml:1: error[C006] no posts are listed\n  hint: add posts = [\"my-post.md\"]"),
    ('title = "x"\nposts = []\n', "book.toml:2: error[C006] no posts are listed\n  hint: add posts = [\"my-post.md\"]"),
    ('posts = ["aa.md"]\n', "book.toml:1: error[C007] the post 'aa.md' does not exist\n  hint: did you mean 'a.md'?"),
    ('posts = ["sub"]\n', "book.toml:1: error[C007] the post 'sub' does not exist\n  hint: its path is counted from the folder of book.toml"),
    ('posts = ["a.md", "sub/b.md"]\n', "book.toml:1: error[C008] a book of several posts needs a title\n  hint: add title = \"...\""),
    ('posts = ["../a.md"]\n', ("book.toml:1: error[C009] '../a.md' lies outside the folder of book.toml\n"
                              "  hint: move the post beside it, or book.toml above the post; links out of the folder count")),
    ('posts = ["/etc/hostname"]\n', ("book.toml:1: error[C009] '/etc/hostname' lies outside the folder of book.toml\n"
                                    "  hint: move the post beside it, or book.toml above the post; links out of the folder count")),
    ('title = "x"\nposts = ["a.md", "./a.md"]\n', "book.toml:2: error[C010] the post './a.md' is listed twice\n  hint: list it once"),
    ('posts = ["a.md"]\nisbn = "123"\n', ("book.toml:2: error[C011] '123' is no ISBN: it has neither ten nor thirteen digits\n"
                                        "  hint: copy all ten or thirteen digits")),
    ('posts = ["a.md"]\nidentifier = "mine"\n', ("book.toml:2: error[C011] 'mine' is no identifier\n"
     "  hint: write a URI, such as urn:uuid:..., or leave it out and one is made from title and author")),
    ('posts = ["a.md"]\nidentifier = "urn:isbn:9783161484101"\n', ("book.toml:2: error[C011] '9783161484101' is no ISBN: its check digit is wrong\n"
     "  hint: copy all ten or thirteen digits")),
    ('posts = ["a.md"]\n[wrap]\nprice-code = "519"\n', ("book.toml:3: error[C005] 'wrap.price-code': must be five digits\n"
     "  hint: write five digits: price-code = \"03900\"")),
    ('posts = ["a.md"]\n[wrap]\nbarcode-size = 79\n', ("book.toml:3: error[C005] 'wrap.barcode-size': input should be greater than or equal to 80\n"
     "  hint: write a number of percent from 80 to 120; a barcode is never smaller")),
    ('posts = ["a.md"]\n[wrap]\nblurp = "x"\n', "book.toml:3: error[C004] there is no key 'wrap.blurp'\n  hint: did you mean 'blurb'?"),
    ('posts = ["a.md"]\nauthor = Matt\n', "book.toml:2:10: error[C003] this is no TOML: invalid value\n  hint: put the text in quotes: author = \"Matt\""),
    ('posts: ["a.md"]\n', ("book.toml:1:6: error[C003] this is no TOML: expected '=' after a key in a key/value pair\n"
                          "  hint: write '=' between key and value: posts = [\"a.md\"]")),
    ('title = "x\n', ("book.toml:1:11: error[C003] this is no TOML: illegal character '\\n'\n"
                     "  hint: see that every line is 'key = value', with texts in \"quotes\"")),
    ('posts = ["a.md"\n', ("book.toml:1:1: error[C003] this is no TOML: unclosed array\n"
                          "  hint: see that every line is 'key = value', with texts in \"quotes\"")),
    ('title = "x"\ntitle = "y"\n', ("book.toml:2:12: error[C003] this is no TOML: cannot overwrite a value\n"
                                  "  hint: see that every line is 'key = value', with texts in \"quotes\"")),
])
def test_errors_name_the_line_and_the_way_out(tmp_path: Path, text: str, expected: str) -> None:
    assert errors(tmp_path, text) == [expected]


def test_all_errors_are_gathered(tmp_path: Path) -> None:
    assert len(errors(tmp_path, 'titel = "x"\ndate = "x"\nposts = 3\n[chapters]\nlevel = 9\n')) == 4


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    assert "error[C003]" in errors(tmp_path, "posts = " + "[" * 5000)[0]


def test_missing_and_undecodable(tmp_path: Path) -> None:
    report = Report()
    with pytest.raises(PostpressError):
        load_config(tmp_path / "book.toml", "book.toml", report)
    assert str(report.errors[0]) == ("book.toml: error[C001] the file cannot be read: No such file or directory\n"
                                     "  hint: name a post or a book.toml that exists")
    assert "error[C002] this is not UTF-8 text, it is probably GB18030" in errors(tmp_path, 'title = "我们的书"\n'.encode("gb18030"))[0]
    assert "error[C002] the control character U+0007" in errors(tmp_path, 'title = "a\x07"\n')[0]


def test_a_link_out_of_the_folder_is_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("x")
    book = tmp_path / "book"
    book.mkdir()
    path = place(book, 'posts = ["link.md"]\n')
    (book / "link.md").symlink_to(tmp_path / "secret.md")
    report = Report()
    with pytest.raises(PostpressError):
        load_config(path, "book.toml", report)
    assert [error.code for error in report.errors] == ["C009"]


def test_dotted_keys_and_byte_order_mark(tmp_path: Path) -> None:
    config = load_config(place(tmp_path, b'\xef\xbb\xbfposts = ["a.md"]\r\nprint.trim = "A4"\r\nchapters.level = 1\r\n'), "book.toml", Report())
    assert (config.options.trim, config.options.chapters.level) == ("A4", 1)
    assert "book.toml:2: error[C005] 'print.trim'" in errors(tmp_path, 'posts = ["a.md"]\nprint.trim = 4\n')[0]


# ---- which book.toml is a post's


def test_found_beside_the_post_and_above_it(tmp_path: Path) -> None:
    path = place(tmp_path, 'title = "x"\nposts = ["a.md", "sub/b.md"]\n')
    assert find_config(tmp_path / "a.md") == path
    assert find_config(tmp_path / "sub" / "b.md") == path


def test_relative_paths_stay_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(tmp_path, 'title = "x"\nposts = ["a.md", "sub/b.md"]\n')
    monkeypatch.chdir(tmp_path)
    assert find_config(Path("a.md")) == Path("book.toml")
    assert find_config(Path("sub/b.md")) == Path("book.toml")
    monkeypatch.chdir(tmp_path / "sub")
    found = find_config(Path("b.md"))
    assert found == Path("../book.toml")
    assert found.is_file()


def test_not_found_when_it_lists_others(tmp_path: Path) -> None:
    place(tmp_path, 'posts = ["a.md"]\n')
    (tmp_path / "c.md").write_text("x")
    assert find_config(tmp_path / "c.md") is None


def test_not_found_too_far_up_or_behind_a_repository(tmp_path: Path) -> None:
    deep = tmp_path / "1" / "2" / "3" / "4"
    deep.mkdir(parents=True)
    (deep / "p.md").write_text("x")
    (deep.parent / "p.md").write_text("x")
    place(tmp_path, 'title = "x"\nposts = ["1/2/3/4/p.md", "1/2/3/p.md"]\n')
    assert find_config(deep / "p.md") is None
    assert find_config(deep.parent / "p.md") == tmp_path / "book.toml"
    (tmp_path / "1" / ".git").mkdir()
    assert find_config(deep.parent / "p.md") is None


@pytest.mark.parametrize("text", ['posts = ["a.md"\n', 'title = "我"\nposts = ["a.md"]\n'.encode("gb18030")])
def test_a_broken_one_that_names_the_post_counts(tmp_path: Path, text: str | bytes) -> None:
    path = place(tmp_path, text)
    (tmp_path / "c.md").write_text("x")
    assert find_config(tmp_path / "a.md") == path
    assert find_config(tmp_path / "c.md") is None


@pytest.mark.parametrize("text", ['posts = [1, "a\\u0000"]\n', "posts = 3\n", "[posts]\n", "", 'posts = ["a.md"]\n[' + "x."*0 + "y]\n"])
def test_odd_lists_do_no_harm(tmp_path: Path, text: str) -> None:
    place(tmp_path, text)
    (tmp_path / "c.md").write_text("x")
    assert find_config(tmp_path / "c.md") is None


@pytest.mark.parametrize(("written", "shown"), [
    ("978-3-16-148410-0", "978-3-16-148410-0"), ("ISBN 978 3 16 148410 0", "978 3 16 148410 0"),
    ("urn:isbn:9783161484100", "9783161484100"), ("ISBN-13: 978-3-16-148410-0", "978-3-16-148410-0")])
def test_an_isbn_is_kept_as_given_for_the_copyright_page(tmp_path: Path, written: str, shown: str) -> None:
    config = load_config(place(tmp_path, f'posts = "a.md"\nisbn = "{written}"\n'), "book.toml", Report())
    assert config.options.copyright.isbn == shown


def test_a_variant_may_be_named_alone(tmp_path: Path) -> None:
    config = load_config(place(tmp_path, 'posts = "a.md"\nvariant = "zh-HK"\n'), "book.toml", Report())
    assert config.options.variant == Variant("zh-Hant-HK")


@pytest.mark.parametrize(("text", "expected"), [
    ('variant = "zh-XX"\n', "book.toml:2: error[C005] 'variant.to': is no variant\n  hint: write to = \"zh-Hant\", \"zh-TW\", \"zh-HK\" or \"zh-Hans\"; \"zh-TW-phrases\" exchanges words too"),
    ("variant = 5\n", "book.toml:2: error[C005] 'variant': must be a table\n  hint: write variant = \"zh-Hant\", \"zh-TW\", \"zh-HK\" or \"zh-Hans\"; \"zh-TW-phrases\" exchanges words too"),
    ('[variant]\nto = "zh-Hant"\nkeeps = ["后"]\n', "book.toml:4: error[C004] there is no key 'variant.keeps'\n  hint: did you mean 'keep'?"),
    ('[variant]\nkeep = ["后", ""]\n', "book.toml:3: error[C005] 'variant.keep': a word is empty\n  hint: take it out"),
    ('[variant.words]\n"软件" = 5\n', "book.toml:3: error[C005] 'variant.words.软件': must be text, in quotes\n  hint: see the reference of book.toml"),
    ('[variant.words]\n"软件" = ""\n', "book.toml:3: error[C005] 'variant.words': a word or what becomes of it is empty\n  hint: write \"word\" = \"what becomes of it\""),
    ('[variant]\nquotes = "low"\n', "book.toml:3: error[C005] 'variant.quotes': input should be '', 'corner' or 'curly'\n  hint: write quotes = \"corner\" for 「 」, or \"curly\" for “ ”"),
    ('[variant]\nisbn = "978-0-306-40615-8"\n', "book.toml:3: error[C011] '978-0-306-40615-8' is no ISBN: its check digit is wrong\n  hint: copy all ten or thirteen digits"),
    ('[readings]\nruby = "wade"\n', "book.toml:3: error[C005] 'readings.ruby': input should be '', 'pinyin' or 'bopomofo'\n  hint: write ruby = \"pinyin\" or \"bopomofo\""),
    ('[readings.words]\n"重庆" = "chóng"\n', "book.toml:3: error[C012] 'chóng' has 1 syllable, and '重庆' 2 ideographs\n  hint: write a syllable for each, with spaces between: \"重庆\" = \"chóng qìng\""),
])
def test_mistakes_in_what_editions_ask_for(tmp_path: Path, text: str, expected: str) -> None:
    assert errors(tmp_path, f'posts = ["a.md"]\n{text}') == [expected]
