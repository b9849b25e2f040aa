"""A face for every character: which one, how the page says so, and what is reported when there is none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from builder.errors import Report
from builder.faces import Catalogue, Face
from builder.fonts import Covered, cover_pages
from builder.fonts.cascade import FontStyle
from builder.fonts.choice import IGNORABLE, Choice
from builder.fonts.runs import part

CSS = """
body { font-family: "Noto Serif SC", serif }
h1, figcaption { font-family: "Noto Sans SC", sans-serif }
pre, code { font-family: "JetBrains Mono", "Noto Sans SC", monospace }
blockquote { font-family: "Postpress Kai", serif }
"""


def page(body: str, *, lang: str = "zh-Hans") -> str:
    return (f'<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="{lang}"><head><title>題</title></head>'
            f'<body data-path="post.md">{body}</body></html>')


def covered(catalogue: Catalogue, body: str, *, css: str = CSS, missing: str = "error", exact: bool = True,
            report: Report | None = None, lang: str = "zh-Hans") -> Covered:
    return cover_pages([page(body, lang=lang)], css, catalogue, missing=missing, exact=exact,
                       report=Report() if report is None else report)


def inside(result: Covered) -> str:
    found = re.search(r"<body>(.*)</body>", result.documents[0], re.DOTALL)
    assert found
    return found[1]


def set_in(result: Covered, family: str, weight: int = 400, *, italic: bool = False) -> str:
    """Return the characters that a face is cut to, in order, without the spaces it always has."""
    return "".join(chr(c) for f in result.faces if (f.family, f.weight, f.italic) == (family, weight, italic)
                   for c in sorted(f.characters - {0x20, 0xA0}))


def test_plain_text_stays_as_it_is(catalogue: Catalogue) -> None:
    body = "<h1>雨</h1><p>你好，<strong>世界</strong> and <code>x = 1 # 注</code></p><pre><code>if a:\n\tb</code></pre>"
    result = covered(catalogue, body)
    assert inside(result) == body
    assert result.stylesheet == CSS
    assert set_in(result, "Noto Serif SC") == "adn你好，"
    assert set_in(result, "Noto Serif SC", 700) == "世界"
    assert set_in(result, "Noto Sans SC", 700) == "雨"
    assert set_in(result, "Noto Sans SC") == "注"
    assert set_in(result, "JetBrains Mono") == "#1:=abfix"


def test_emphasised_han_is_kai_and_upright_its_latin_a_true_italic(catalogue: Catalogue) -> None:
    result = covered(catalogue, "<p>一<em>重要的 Go 语言</em></p>")
    assert inside(result) == (
        '<p>一<em><span class="face-postpress-kai">重要的 </span><span class="face-noto-serif-italic">Go </span>'
        '<span class="face-postpress-kai">语言</span></em></p>')
    assert ('.face-postpress-kai { font-family: "Postpress Kai" !important; font-weight: 400 !important; '
            "font-style: normal !important }") in result.stylesheet
    assert result.stylesheet.startswith(CSS)
    assert set_in(result, "Postpress Kai") == "的要言语重"
    assert set_in(result, "Noto Serif", italic=True) == "Go"


@pytest.mark.parametrize(("body", "wrapped"), [
    ("<p><strong><em>粗</em></strong></p>", "noto-serif-sc-700"),
    ("<blockquote><p><strong>粗</strong></p></blockquote>", "noto-serif-sc-700"),
    ("<h1><em>斜</em></h1>", "noto-sans-sc-700"),
    ("<p><code><strong><em>bi</em></strong></code></p>", "jetbrains-mono-700"),
    ("<p><em>\U00020BB7</em></p>", "postpress-kai"),
    ("<p>\U00020BB7</p>", "postpress-kai"),
    ("<p>😀</p>", "noto-emoji"),
    ("<p>♞</p>", "noto-sans-symbols-2"),
    ("<p>Łukasz</p>", "noto-serif"),
    ("<h1>Škoda</h1>", "noto-sans-700"),
    ("<p><code>日</code><b><i>x</i></b></p>", "noto-serif-700-italic"),
])
def test_what_has_no_face_gets_a_named_one(catalogue: Catalogue, body: str, wrapped: str) -> None:
    assert re.findall(r'class="face-([\w-]+)"', covered(catalogue, body).documents[0]) == [wrapped]


def test_true_italics_of_code_need_no_span(catalogue: Catalogue) -> None:
    body = "<p><code><em>slanted</em></code></p>"
    assert inside(covered(catalogue, body)) == body


def test_code_without_a_family_is_not_left_to_the_reading_system(catalogue: Catalogue) -> None:
    result = covered(catalogue, "<p><code>x</code></p>", css='body { font-family: "Noto Serif SC" }')
    assert inside(result) == '<p><code><span class="face-jetbrains-mono">x</span></code></p>'


def test_a_theme_that_names_the_kai_needs_no_span(catalogue: Catalogue) -> None:
    css = CSS + 'em { font-family: "Postpress Kai"; font-style: normal }'
    assert inside(covered(catalogue, "<p><em>重要</em></p>", css=css)) == "<p><em>重要</em></p>"


def test_a_word_is_in_one_face(catalogue: Catalogue) -> None:
    result = covered(catalogue, "<p>见 Dvořák 与 Bach</p>")
    assert inside(result) == '<p>见 <span class="face-noto-serif">Dvořák </span>与 Bach</p>'


@pytest.mark.parametrize("sign", [
    "❤\ufe0f", "👨\u200d👩\u200d👧", "🇨🇳", "1\ufe0f\u20e3", "👍🏽",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
])
def test_an_emoji_is_whole(catalogue: Catalogue, sign: str) -> None:
    result = covered(catalogue, f"<p>好{sign}的</p>")
    assert inside(result) == f'<p>好<span class="face-noto-emoji">{sign}</span>的</p>'
    [face] = [f for f in result.faces if f.family == "Noto Emoji"]
    assert {ord(c) for c in sign} & set(next(f for f in catalogue.faces if f.family == "Noto Emoji").characters) \
        <= face.characters


def test_marks_shared_with_latin_follow_their_neighbours(catalogue: Catalogue) -> None:
    css = 'body { font-family: "Noto Serif", "Noto Serif SC" }'
    result = covered(catalogue, "<p><i>他说“好”，she said “good”</i></p>", css=css)
    assert '<span class="face-postpress-kai">他说“好”，</span>' in inside(result)
    assert set_in(result, "Noto Serif", italic=True) == "adeghios“”"


def test_joiners_selectors_and_zero_width_characters_are_not_missing(catalogue: Catalogue) -> None:
    report = Report()
    text = "葛\U000e0100城\u200b\u200c\u200d\u200e\u2060\ufeff\u00ad\u2066a\u2069\ufe00"
    result = covered(catalogue, f"<p>{text}</p>", report=report)
    assert not report.errors
    assert text in result.documents[0]


def test_a_soft_hyphen_brings_a_hyphen(catalogue: Catalogue) -> None:
    assert "-" in set_in(covered(catalogue, "<p>ab\u00adcd</p>"), "Noto Serif SC")


@pytest.mark.parametrize(("space", "as_set"), [
    *((c, f'<span class="face-noto-serif">{c}</span>') for c in "\u2009\u200a\u202f\u2007\u205f"),
    ("\u2028", " "), ("\u1680", " "), ("\u2002", "\u2002"), ("\u2003", "\u2003"), ("\u3000", "\u3000")])
def test_special_spaces(catalogue: Catalogue, space: str, as_set: str) -> None:
    report = Report()
    assert inside(covered(catalogue, f"<p>甲{space}乙</p>", report=report)) == f"<p>甲{as_set}乙</p>"
    assert not report.errors


def test_the_space_of_slanted_words_is_of_the_same_face(catalogue: Catalogue) -> None:
    result = covered(catalogue, "<p><em><b>a</b> <b>b</b></em></p>")
    assert '</b><span class="face-noto-serif-italic"> </span><b>' in inside(result)


def test_the_characters_of_a_script_are_one_error(catalogue: Catalogue) -> None:
    report = Report()
    text = "".join(map(chr, range(0x5D0, 0x5DB))) + "\u05b8 \u0e01 \u0627\u064e\u060c"
    covered(catalogue, f'<p data-line="3">{text}</p>', report=report)
    assert [d.message for d in report.errors] == [
        "no face has 12 characters of the script Hebrew (א ב ג ד ה ו ז ח ...), used 12 times",
        "no face has ก (U+0E01, THAI CHARACTER KO KAI)",
        "no face has 3 characters of the script Arabic (ا \u25cc\u064e ،), used 3 times"]
    assert next(d.hint for d in report.errors) == (
        'set missing-glyph = "show" in book.toml to have their codes set in boxes; none of the faces that can be fetched has them')


def test_a_few_rare_han_characters_are_named_each(catalogue: Catalogue) -> None:
    report = Report()
    covered(catalogue, '<p data-line="3">\U00031000</p><p data-line="4">\U00031001</p>', report=report)
    assert [d.line for d in report.errors] == [3, 4]
    report = Report()
    covered(catalogue, "<p>" + "".join(map(chr, range(0x31000, 0x3100A))) + "</p>", report=report)
    (found,) = report.errors
    assert found.message.startswith("no face has 10 characters of the script Han (\U00031000 ")


def test_a_missing_character_is_named_once_with_its_place(catalogue: Catalogue) -> None:
    report = Report()
    covered(catalogue, '<h1>한</h1><p data-line="7">x</p><div data-path="b.md"><p data-line="9">한자 <b data-line="10">한</b>'
                       "</p></div>", report=report)
    hint = ('  hint: postpress fonts --fetch ko brings Noto Serif KR, which has them; '
            'or set missing-glyph = "show" in book.toml')
    assert [str(d) for d in report] == [
        f"b.md:9: error[F010] no face has 2 characters of the script Hangul (한 자), used 3 times\n{hint}",
    ]


def test_a_missing_character_is_shown_as_its_code(catalogue: Catalogue) -> None:
    report = Report()
    result = covered(catalogue, '<p data-line="3">去ሀ了</p>', missing="show", report=report)
    assert inside(result) == '<p>去<span class="missing-glyph face-noto-serif-sc">U+1200</span>了</p>'
    assert ".missing-glyph { " in result.stylesheet
    assert [str(d).splitlines()[0] for d in report] == [
        "post.md:3: warning[F011] no face has ሀ (U+1200, ETHIOPIC SYLLABLE HA); its code is set in a box"]
    assert set("U+1200") <= set(set_in(result, "Noto Serif SC"))


def test_a_mark_that_nothing_has_does_not_take_its_letter_along(catalogue: Catalogue) -> None:
    report = Report()
    covered(catalogue, "<p>e\u1dfa</p>", report=report)  # COMBINING DOT BELOW LEFT
    assert [d.message for d in report.errors] == ["no face has \u1dfa (U+1DFA, COMBINING DOT BELOW LEFT)"]


def test_a_family_that_is_not_at_hand(catalogue: Catalogue) -> None:
    report = Report()
    covered(catalogue, "<p>a</p>", css='p { font-family: "Noto Serif JP", Verdana }', report=report)
    assert [(d.code, d.hint) for d in report] == [
        ("F012", "postpress fonts --fetch ja brings it"),
        ("F012", "there are: " + ", ".join(dict.fromkeys(f.family for f in catalogue.faces)))]


def test_the_shorthand_is_refused(catalogue: Catalogue) -> None:
    report = Report()
    covered(catalogue, "<p>a</p>", css="p { font: italic 12pt serif }", report=report)
    assert [d.code for d in report] == ["F013"]


def test_generated_text_is_covered(catalogue: Catalogue) -> None:
    css = CSS + 'p::before { content: "♞注" }'
    result = covered(catalogue, "<p>a</p>", css=css)
    assert set_in(result, "Noto Sans Symbols 2") == "♞"
    assert set_in(result, "Noto Serif SC") == "a注"
    assert 'p::before { font-family: "Noto Sans Symbols 2", "Noto Serif SC" !important' in result.stylesheet


def test_generated_text_can_be_missing(catalogue: Catalogue) -> None:
    report = Report()
    covered(catalogue, "<p>a</p><p>b</p>", css=CSS + 'p::after { content: "한" }', report=report)
    assert [d.code for d in report.errors] == ["F010"]


def test_a_pdf_has_everything_for_its_running_heads(catalogue: Catalogue) -> None:
    css = CSS + '@page { @top-left { content: string(title); font-family: "Noto Sans SC" } }'
    result = covered(catalogue, "<h1>雨</h1><p>风 <em>x</em></p>", css=css, exact=False)
    for family, weight, italic in (("Noto Sans SC", 400, False), ("Noto Serif SC", 400, False)):
        assert set("雨风x0123456789Az~") <= set(set_in(result, family, weight, italic=italic))
    exact = covered(catalogue, "<h1>雨</h1><p>风 <em>x</em></p>", css=css, exact=True)
    assert set_in(exact, "Noto Serif SC") == "风"


def test_case_changes_and_hyphens_are_covered(catalogue: Catalogue) -> None:
    css = CSS + "p { text-transform: uppercase; hyphens: auto }"
    assert set_in(covered(catalogue, "<p>ab</p>", css=css), "Noto Serif SC") == "-ABab‐"


def test_working_attributes_leave_and_the_rest_stays(catalogue: Catalogue) -> None:
    document = ('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
                '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="zh"><head>'
                '<title>t</title></head><body data-path="a.md"><!-- note --><section epub:type="chapter" data-line="3">'
                '<p id="p" data-line="4">一&amp;二<br/>三<a id="e"></a></p><td></td></section></body></html>')
    result = cover_pages([document], CSS, catalogue, missing="error", exact=True, report=Report())
    assert "data-" not in result.documents[0]
    assert result.documents[0].startswith("<!DOCTYPE html>\n<html")
    assert '<!-- note --><section epub:type="chapter"><p id="p">一&amp;二<br/>三<a id="e"></a></p><td></td>' \
        in result.documents[0]


def test_mathml_and_svg_hold_no_spans_of_html(catalogue: Catalogue) -> None:
    body = ('<p><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>😀</mi></math>'
            '<svg xmlns="http://www.w3.org/2000/svg"><text>好😀</text></svg></p>')
    result = inside(covered(catalogue, body))
    assert '<mi class="face-noto-emoji">😀</mi>' in result
    assert '<text>好<tspan class="face-noto-emoji">😀</tspan></text>' in result


def test_the_same_input_gives_the_same_output(catalogue: Catalogue) -> None:
    body = "<p>甲<em>乙 x</em>😀</p>"
    assert covered(catalogue, body, exact=False) == covered(catalogue, body, exact=False)


def test_faces_come_in_the_order_of_the_catalogue(catalogue: Catalogue) -> None:
    result = covered(catalogue, "<p>😀<em>乙</em>甲</p>")
    assert [f.family for f in result.faces] == ["Noto Serif SC", "Postpress Kai", "Noto Emoji"]


SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f"
SIGNS = "甲乙ab Łřé’“”—…😀❤\ufe0f\u200d👩🏽🇨🇳1\u20e3\u0301\u00ad\u2009\u00a0\n𠮷한ሀ、。カ"
TEXT = st.text(st.sampled_from(SIGNS) | st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)


@settings(deadline=None, max_examples=200)
@given(TEXT, st.sampled_from(["p", "em", "code", "strong"]), st.booleans())
def test_runs_joined_are_the_text(catalogue: Catalogue, text: str, tag: str, han: bool) -> None:
    family = ("JetBrains Mono", "Noto Sans SC") if tag == "code" else ("Noto Serif SC", "serif")
    style = FontStyle(family, 700 if tag == "strong" else 400, tag == "em")
    runs = part(text, style, Choice(catalogue), han=han)
    assert _flat("".join(r.text for r in runs)) == _flat(text)
    for run in runs:
        if run.face is None:
            assert len(run.text) == 1
            assert not any(ord(run.text) in f.characters for f in catalogue.faces)
        else:
            assert {ord(c) for c in run.text} - IGNORABLE - {0x09, 0x0A, 0x0D, 0x20, 0xA0} <= run.face.characters


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["em", "b", "code", "i", "span"]), TEXT, TEXT), max_size=5))
def test_the_visible_text_is_unchanged(catalogue: Catalogue, parts: list[tuple[str, str, str]]) -> None:
    root = etree.fromstring('<html xmlns="http://www.w3.org/1999/xhtml"><body><p/></body></html>')
    place = root[0][0]
    for tag, text, tail in parts:
        child = etree.SubElement(place, f"{{http://www.w3.org/1999/xhtml}}{tag}")
        child.text, child.tail = _xml(text), _xml(tail)
    document = etree.tostring(root, encoding="unicode")
    result = cover_pages([document], CSS, catalogue, missing="show", exact=True, report=Report())
    before, after = _text(root), _text(etree.fromstring(result.documents[0]))
    has = set().union(*(f.characters for f in catalogue.faces))
    expected = "".join(c if ord(c) in has or ord(c) in IGNORABLE or c in f"\t\n\r{SPACES}"
                       else f"U+{ord(c):04X}" for c in before)
    assert _flat(after) == _flat(expected)


def _text(root: etree._Element) -> str:
    return "".join(map(str, root.itertext()))


def _flat(text: str) -> str:
    """Return a text with every kind of space as a space."""
    return "".join(" " if c in SPACES else c for c in text)


def _xml(text: str) -> str:
    return "".join(c for c in text if c not in "\ufffe\uffff" and (ord(c) >= 0x20 or c in "\t\n"))


def test_a_catalogue_without_substitutes_still_finds_a_face() -> None:
    face = Face("Tiny", 400, italic=False, file="Tiny.ttf", license="OFL-1.1", copyright="c", data=b"",
                characters=frozenset({0x61}))
    choice = Choice(Catalogue((face,)))
    assert choice.choose(FontStyle(("Tiny",), 700, italic=True), "a") is face
    assert choice.choose(FontStyle(("Tiny",)), "b") is None
