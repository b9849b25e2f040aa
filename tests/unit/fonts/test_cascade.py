"""The cascade of the three properties, against what CSS says."""

from __future__ import annotations

import pytest
from lxml import etree

from builder.fonts.cascade import FontStyle, margin_styles, styles
from builder.fonts.sheet import read_sheet

NAMES = ("Noto Serif SC", "Noto Sans SC", "JetBrains Mono")


def style_of(css: str, body: str, *, medium: str = "screen") -> FontStyle:
    """Return the style of the element with id x."""
    root = etree.fromstring(f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head>'
                            f"<body>{body}</body></html>")
    for element, style, _ in styles(root, read_sheet(css, NAMES, medium=medium), ("serif",)):
        if element.id == "x":
            return style
    raise AssertionError("no x")


@pytest.mark.parametrize(("css", "body", "families", "weight", "italic"), [
    # inheritance and what a reading system sets by itself
    ("", '<p id="x"/>', ("serif",), 400, False),
    ("", '<h1><i id="x"/></h1>', ("serif",), 700, True),
    ("", '<pre id="x"/>', ("monospace",), 400, False),
    ("body { font-weight: bold }", '<p><em id="x"/></p>', ("serif",), 700, True),
    # names: quoted or not, case, generics, lists
    ("p { font-family: Noto Sans SC, 'noto serif sc', serif }", '<p id="x"/>',
     ("Noto Sans SC", "Noto Serif SC", "serif"), 400, False),
    # specificity, order, importance
    ("#x { font-weight: 700 } p { font-weight: 400 }", '<p id="x"/>', ("serif",), 700, False),
    (".a { font-style: italic } .b { font-style: normal }", '<p class="b a" id="x"/>', ("serif",), 400, False),
    ("p { font-weight: 700 !important } #x { font-weight: 400 }", '<p id="x"/>', ("serif",), 700, False),
    ("p { font-weight: 700 !important } #x { font-weight: 400 !important }", '<p id="x"/>', ("serif",), 400, False),
    ("p { font-weight: 700; font-weight: 400 }", '<p id="x"/>', ("serif",), 400, False),
    ("p { font-weight: 700; font-weight: heavy }", '<p id="x"/>', ("serif",), 700, False),
    ("p { font-weight: 700 }", '<p id="x" style="font-weight: 400; font-style: oblique"/>', ("serif",), 400, True),
    # weights between the two there are
    ("p { font-weight: 500 }", '<p id="x"/>', ("serif",), 400, False),
    ("p { font-weight: 600 }", '<p id="x"/>', ("serif",), 700, False),
    ("p { font-weight: bolder }", '<p id="x"/>', ("serif",), 700, False),
    ("strong { font-weight: lighter }", '<strong id="x"/>', ("serif",), 400, False),
    # keywords
    ("em { font-style: inherit }", '<p><em id="x"/></p>', ("serif",), 400, False),
    ("h1 { font-weight: initial; font-style: italic }", '<h1 id="x"/>', ("serif",), 400, True),
    ("body { font-family: 'Noto Sans SC' } code { font-family: inherit }", '<code id="x"/>', ("Noto Sans SC",), 400, False),
    # selectors
    ("em:lang(zh) { font-style: normal }", '<p lang="zh-Hans"><em id="x"/></p>', ("serif",), 400, False),
    ("em:lang(zh) { font-style: normal }", '<p lang="en"><em id="x"/></p>', ("serif",), 400, True),
    ("h1 + p > b { font-weight: 400 }", '<h1/><p><b id="x"/></p>', ("serif",), 400, False),
    ("p:hover, p::selection, p:unknown(3) { font-weight: 700 }", '<p id="x"/>', ("serif",), 400, False),
    ("@namespace h 'http://www.w3.org/1999/xhtml'; h|p { font-weight: 700 }", '<p id="x"/>', ("serif",), 700, False),
    # media
    ("@media print { p { font-weight: 700 } }", '<p id="x"/>', ("serif",), 400, False),
    ("@media screen, print { p { font-weight: 700 } }", '<p id="x"/>', ("serif",), 700, False),
    ("@media all { p { font-weight: 700 } }", '<p id="x"/>', ("serif",), 700, False),
    ("@media (prefers-color-scheme: dark) { p { font-weight: 700 } }", '<p id="x"/>', ("serif",), 400, False),
    ("@supports (display: grid) { p { font-weight: 700 } }", '<p id="x"/>', ("serif",), 700, False),
    ("@supports not (display: grid) { p { font-weight: 700 } }", '<p id="x"/>', ("serif",), 400, False),
    # what is no style rule
    ("p { } } h1 { font-weight: 700 ", '<p id="x"/>', ("serif",), 400, False),
])
def test_style(css: str, body: str, families: tuple[str, ...], weight: int, italic: bool) -> None:
    assert style_of(css, body) == FontStyle(families, weight, italic)


def test_print_rules_are_for_print() -> None:
    assert style_of("@media print { p { font-weight: 700 } }", '<p id="x"/>', medium="print").weight == 700


def test_margin_boxes_inherit_from_the_page_and_the_root() -> None:
    sheet = read_sheet('@page { font-family: "Noto Sans SC"; @top-left { content: "第" counter(page) "页"; font-weight: 700 }'
                       " @bottom-center { font-style: italic } } @page :left { @top-right { font-weight: 700 } }",
                       NAMES, medium="print")
    found = [(g.style, g.text) for g in margin_styles(sheet, FontStyle(("serif",)))]
    assert found == [
        (FontStyle(("Noto Sans SC",), 700), "第0123456789页"),
        (FontStyle(("Noto Sans SC",), 400, italic=True), ""),
        (FontStyle(("serif",), 700), ""),
    ]


def test_generated_text_has_its_own_style() -> None:
    root = etree.fromstring('<html xmlns="http://www.w3.org/1999/xhtml"><body><p title="注"/></body></html>')
    sheet = read_sheet('p::before { content: "※" attr(title); font-weight: 700 }', NAMES, medium="screen")
    [item] = [g for _, _, generated in styles(root, sheet, ("serif",)) for g in generated]
    assert (item.style.weight, item.text, item.selector) == (700, "※注", "p::before")
    assert sheet.shows_attributes


def test_what_a_sheet_says_beside_the_cascade() -> None:
    sheet = read_sheet('p { font-family: Arial, "Noto Sans SC" } h1 { font: 12pt serif } b { font: inherit }'
                       " i { text-transform: uppercase } u { text-emphasis: dot } li { list-style-type: '◆' }",
                       NAMES, medium="screen")
    assert sheet.unknown == ("Arial",)
    assert sheet.families == {"Noto Sans SC"}
    assert sheet.shorthand
    assert sheet.changes_case
    assert {"•", "◆"} <= sheet.drawn
    assert not read_sheet("b { font: inherit }", NAMES, medium="screen").shorthand
