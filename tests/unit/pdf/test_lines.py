from __future__ import annotations

from typing import Any

import pytest
import weasyprint

from builder.pdf import lines


class _Box:
    element_tag = "p"

    def __init__(self, ligatures: str = "normal") -> None:
        self.style = {"font_variant_ligatures": ligatures}


def _weight(before: str, after: str, tag: str = "p") -> float:
    box = _Box()
    box.element_tag = tag
    one: Any = lines._Character(_Box(), before, 0)
    two: Any = lines._Character(box, after, 0)
    return lines._weight(one, two)


@pytest.mark.parametrize("pair", ["汉字", "字，", "，字", "字A", "A字", "かな", "」「", "字（"])
def test_room_may_open_between(pair: str) -> None:
    assert _weight(pair[0], pair[1]) == 1


@pytest.mark.parametrize("pair", ["ab", "12", "——", "……", "字 ", "a,", "a\u00a0"])
def test_no_room_opens_between(pair: str) -> None:
    assert _weight(pair[0], pair[1]) == 0


def test_a_space_takes_more_than_a_gap() -> None:
    assert _weight(" ", "字") == lines.SPACE_WEIGHT


def test_no_room_before_a_notes_mark() -> None:
    assert _weight("字", "1", "p::footnote-call") == 0


def test_no_room_opens_inside_code_but_beside_it() -> None:
    code: Any = lines._Character(_Box("none"), "值", 0)
    text: Any = lines._Character(_Box(), "字", 0)
    assert lines._weight(code, code) == 0
    assert lines._weight(text, code) == 1


def test_another_weasyprint_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    with pytest.raises(lines.UnknownWeasyPrintError, match=r"71\.0.*justify_line"):
        lines.install()
