from __future__ import annotations

import pytest

from builder.preflight.sfnt import Font, read
from builder.shipped import shipped


@pytest.mark.parametrize(("file", "family"), [
    ("JetBrainsMono-Bold.ttf", "JetBrains Mono"), ("NotoSerif-Italic.ttf", "Noto Serif"),
    ("NotoSansSymbols2-Regular.ttf", "Noto Sans Symbols 2"),
])
def test_the_families_of_shipped_faces(file: str, family: str) -> None:
    font = read((shipped("fonts") / file).read_bytes())
    assert font.kind == "TrueType"
    assert font.has_outlines
    assert family in font.families


@pytest.mark.parametrize(("data", "kind"), [
    (b"", ""), (b"wOFF", "WOFF"), (b"wOF2", "WOFF2"), (b"ttcf", "a collection"), (b"\0\1\0\0", ""), (b"\0\1\0\0\xff\xff", ""),
    (b"OTTO\0\0\0\0", "OpenType"), (b"garbage", ""),
])
def test_what_is_no_whole_font(data: bytes, kind: str) -> None:
    assert read(data) == Font(kind, frozenset(), has_outlines=False)


def test_a_font_cut_short_is_no_font() -> None:
    data = (shipped("fonts") / "JetBrainsMono-Regular.ttf").read_bytes()
    assert read(data[:300]).kind == "" or not read(data[:300]).families
