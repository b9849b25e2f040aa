from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.epub.styles import AtRule, Declaration, addresses, families, font_rules, named_families, parts, settle

FACE = '@font-face { font-family: "Noto Serif SC"; font-weight: 700; font-style: italic; src: url(fonts/a.ttf), url("fonts/b.ttf") }\n'


def only(css: str) -> Declaration:
    (found,) = [p for p in parts(css) if isinstance(p, Declaration)]
    return found


def test_a_declaration_knows_its_selector_and_its_place() -> None:
    found = only("/* x */\n\np.a,\np.b {\n  Color: Red;\n}")
    assert (found.name, found.value, found.selector, found.line, found.column) == ("color", "Red", "p.a,\np.b", 5, 3)


def test_declarations_in_a_media_rule_are_found_and_so_is_the_rule() -> None:
    found = list(parts("@media amzn-kf8 { p { margin: 0 } }"))
    assert [type(p).__name__ for p in found] == ["AtRule", "Selector", "Declaration"]
    assert isinstance(found[0], AtRule)
    assert (found[0].keyword, found[0].prelude, found[0].is_empty) == ("media", "amzn-kf8", False)


def test_nested_functions_lie_flat_after_one_another() -> None:
    assert [(v.kind, v.text) for v in only("p { width: calc(1px + max(2REM, 3em)) }").values if v.kind != "other"] == [
        ("function", "calc"), ("dimension", "px"), ("function", "max"), ("dimension", "rem"), ("dimension", "em")]


@pytest.mark.parametrize(("css", "expected"), [
    ('p { font-family: "Noto Serif SC", Song Ti, serif }', ("Noto Serif SC", "Song Ti")),
    ("p { font-family: 'A', monospace }", ("A",)),
    ("p { font: italic bold 12pt/1.5 Times New Roman, serif }", ("Times New Roman",)),
    ('p { font: 1em "A" }', ("A",)),
    ("p { font: inherit }", ()),
    ("p { font-family: inherit }", ()),
    ("p { font-family: Sans-Serif }", ()),
])
def test_families_are_those_that_are_no_generic_names(css: str, expected: tuple[str, ...]) -> None:
    assert families(only(css)) == expected


def test_font_rules_are_told_apart_even_when_they_follow_each_other() -> None:
    first, second = font_rules(FACE + "@font-face { font-family: B; src: url(c.ttf) }\np { color: red }")
    assert (first.family, first.weight, first.style, first.sources) == (
        "Noto Serif SC", "700", "italic", ("fonts/a.ttf", "fonts/b.ttf"))
    assert (second.family, second.weight, second.style, second.line) == ("B", "400", "normal", 2)


def test_an_empty_font_rule_is_still_a_rule() -> None:
    assert [r.family for r in font_rules("@font-face {}\n@font-face { font-family: B }")] == ["", "B"]


def test_names_in_font_rules_are_not_requests() -> None:
    assert [name for name, _ in named_families(FACE + "p { font-family: X, serif }")] == ["X"]


def test_addresses_are_those_of_declarations_and_imports() -> None:
    css = "@import 'x.css';\n@import url(y.css);\np { background: url( 'z.png' ) }\nq { content: 'not.png' }"
    assert list(addresses(css)) == [("x.css", 1), ("y.css", 2), ("z.png", 3)]


def test_a_blank_that_is_written_as_an_escape_stays_one() -> None:
    assert settle(r'.line-1:before { content: "1\a0" }', folder="", files=(), carried=()) == r'.line-1:before { content: "1\a0 " }'


def test_settling_counts_addresses_from_the_sheets_folder() -> None:
    css = settle("p { background: url(images/a.png) } q { background: url('images/a.png') } r { background: url(b.png) }",
                 folder="styles", files={"images/a.png"}, carried=())
    assert [a for a, _ in addresses(css)] == ["../images/a.png", "../images/a.png", "b.png"]


@pytest.mark.parametrize(("css", "expected"), [
    ('p { font-family: "A", "B", serif; margin: 0 }', 'p { font-family: "A", serif; margin: 0 }'),
    ('p { font-family: "B", serif }', "p { font-family: serif }"),
    ('p { font-family: "B"; margin: 0 }', "p { margin: 0 }"),
    ('p { margin: 0; font-family: "B" }', "p { margin: 0; }"),
    ('p { font-family: "A" }', 'p { font-family: "A" }'),
    ('p { font-family: "B", serif } q { font-family: "B", monospace }', "p { font-family: serif } q { font-family: monospace }"),
    ('/* 汉 */ p { font-family: "B", "A" }\nq { font-family: "B" }', '/* 汉 */ p { font-family: "A" }\nq { }'),
    ("p { font-family: B C, A }", 'p { font-family: "A" }'),
])
def test_settling_leaves_out_families_that_no_face_carries(css: str, expected: str) -> None:
    assert settle(css, folder="", files=(), carried={"A"}) == expected


@given(st.lists(st.sampled_from(["A", "B", "C D", "serif", "monospace"]), min_size=1, max_size=5),
       st.sets(st.sampled_from(["A", "B", "C D"])))
def test_after_settling_only_carried_families_are_named_and_none_of_them_is_lost(names: list[str], carried: set[str]) -> None:
    value = ", ".join(name if name in {"serif", "monospace"} else f'"{name}"' for name in names)
    css = settle(f"p {{ margin: 0; font-family: {value}; color: red }}\nq {{ font-family: {value} }}",
                 folder="", files=(), carried=carried)
    wanted = [name for name in names if name in carried]
    assert [name for name, _ in named_families(css)] == wanted * 2
    assert [d.name for d in parts(css) if isinstance(d, Declaration) and d.name != "font-family"] == ["margin", "color"]
    assert settle(css, folder="", files=(), carried=carried) == css
