from __future__ import annotations

import re

import pytest

from builder.epub.limits import faults


@pytest.mark.parametrize("value", [
    "width: var(--x)", "width: calc(100% - 1em)", "width: -webkit-calc(1px)", "width: min(1em, 2em)", "width: MAX(1em, 2em)",
    "width: clamp(1em, 2em, 3em)", "width: env(x)", "--x: 1px", "margin: 0 calc(1px)", "width: foo(calc(1px))",
])
def test_what_makes_adobe_drop_the_sheet(value: str) -> None:
    found = faults(f"p {{ margin: 0; {value} }}")
    assert found
    assert found[0].drops_sheet
    assert found[0].what == value


@pytest.mark.parametrize("css", [
    "p { margin: 2rem }", "p { margin: 50vh }", "p { width: 3vmin }", "p { width: 2ch }", "p { width: 10svh }",
    "div { display: grid }", "div { display: inline-flex }", "div { grid-template-columns: 1fr }", "div { gap: 1em }",
    "div { align-items: center }", "p { position: fixed }", "p { transform: rotate(3deg) }", "img { object-fit: cover }",
    "@supports (display: grid) { p { margin: 0 } }", "@layer a { p { margin: 0 } }", "@import 'x.css';",
    "@keyframes a { from { margin: 0 } }", "@media print { }", "p:has(a) { margin: 0 }", "p:is(a, b) { margin: 0 }",
    "p { margin 0 }", "p { : red }",
])
def test_what_goes_wrong_on_old_engines(css: str) -> None:
    assert faults(css)
    assert not any(f.drops_sheet or f.is_colour for f in faults(css))


@pytest.mark.parametrize("css", [
    "p { margin: 0 0 1.5em 3%; text-indent: 2em; font-size: 12pt }", "@font-face { font-family: A; src: url(a.ttf) }",
    "[hidden] { display: none }", "h1 + p, li > p { text-indent: 0 }", "@media amzn-kf8 { p { margin: 0 } }",
    "@page { margin: 5pt }", "td { border-bottom: 0.5pt solid #999 }", "p { color: inherit }", "a { background: none }",
    "hr { background: url(a.png) no-repeat center top }",
    "p:first-child { margin: 0 }", "q { content: 'calc(1px)' }", "p { background-image: url(calc.png) }", "",
    "p { margin: -1.5em }", "pre { white-space: pre-wrap; word-wrap: break-word }", "@charset 'utf-8';", "p { font-style: italic }",
])
def test_what_every_engine_reads(css: str) -> None:
    assert faults(css) == ()


@pytest.mark.parametrize("css", [
    "p { color: black }", "body { background: white url(a.png) no-repeat }", "p { background-color: #eee }",
    "p { color: rgb(1, 2, 3) }",
])
def test_colours_of_text_and_page_are_told_from_the_rest(css: str) -> None:
    (found,) = faults(css)
    assert found.is_colour


def test_a_fault_names_declaration_and_place() -> None:
    (found,) = faults("p {\n  margin: 0;\n  width: calc(1px + 2px);\n}")
    assert (found.what, found.line, found.column) == ("width: calc(1px + 2px)", 3, 3)


def test_style_attributes_are_read_as_declarations() -> None:
    assert [f.what for f in faults("margin: 0; width: 3rem", is_attribute=True)] == ["width: 3rem"]


def test_the_shipped_theme_is_within_the_limits() -> None:
    from builder import themes
    from builder.errors import Report

    theme = themes.load("classic", report=Report())
    for name, file in theme.styles:
        if name in {"shared.css.j2", "epub.css.j2"}:
            said = re.sub(r"\{#.*?#\}", "", file.text, flags=re.DOTALL)
            plain = "\n".join("" if "{%" in line else line for line in said.split("\n"))
            assert faults(plain.replace("{{", "").replace("}}", "")) == (), name
