"""Emphasis and strikethrough on generated text, against markdown-it-cjk-friendly, which others wrote from the same specification."""

from __future__ import annotations

import json
import random
import re
import subprocess
from pathlib import Path

import pytest

from builder.manuscript.markdown import parser

from .node_modules import node, package

pytestmark = pytest.mark.integration

SCRIPT = Path(__file__).parent / "node" / "cjk_friendly.mjs"
PIECES = [
    "*", "*", "**", "**", "**", "_", "__", "~~", "***", "字", "的", "か", "カ", "한", "ｱ", "a", "b1", "é", " ", "\n", "\u3000", "。", "，", "“", "”", "‘", "’", "…", "—",
    "「", "」", "《", "》", "（", "）", "(", ")", ".", ",", "!", "?", "\"", "'", "[", "]", "`x`", "&amp;", "\\*", "<b>", "</b>", "😀", "✅", "⭐", "❗\ufe0f", "〰\ufe0f",
    "葛\U000e0100", "𠀀", "〇", "々", "·", "€", "¥", "￥", "₩", "※", "→", "①", "㊙", "🈂", "⺀", "\u200b", "字\ufe0e", "a\ufe01", "”\ufe01", "。\ufe00",
    "[字](http://e.com)", "![字](e.png)", "1", "%", "％", "~", "～", "〜", "゛", "ー", "•", "§", "µ", "א", "я", "ㄅ", "ꥠ", "ᄀ", "\u00a0",
]
"""Marks, and characters of every class the specification tells apart; all of them older than Unicode 14, so that the character
tables of both programs know them."""

TEXTS = 20_000


def generated() -> list[str]:
    chance = random.Random(650)  # the number of the issue that started the amendments
    texts = []
    for _ in range(TEXTS):
        pieces = [chance.choice(PIECES) for _ in range(chance.randint(2, 12))]
        mark = chance.choice(["*", "**", "_", "__", "~~"])
        texts.append("x" + "".join(pieces) + mark + chance.choice(PIECES) + "".join(chance.choices(PIECES, k=3)) + mark + chance.choice(PIECES) + "y")
    return texts


def trimmed(html: str) -> str:
    """Return HTML without the wide spaces at a paragraph's ends, which one of the two takes off."""
    return re.sub(r"(?<=<p>)[\u00a0\u3000]+|[\u00a0\u3000]+(?=</p>)", "", html)


def test_twenty_thousand_texts_are_read_alike() -> None:
    package("markdown-it")
    modules = package("markdown-it-cjk-friendly").parent
    texts = generated()
    answer = subprocess.run([node(), str(SCRIPT), str(modules)], input=json.dumps(texts).encode(), capture_output=True, check=True)
    theirs = json.loads(answer.stdout)
    md = parser(extensions=False).enable("strikethrough")
    md.options.xhtmlOut = False
    ours = [md.render(text) for text in texts]
    wrong = [(text, a, b) for text, a, b in zip(texts, ours, theirs, strict=True) if trimmed(a) != trimmed(b)]
    assert not wrong, f"{len(wrong)} of {len(texts)} differ, the first: {wrong[0]}"
    marked = sum("<strong>" in html or "<em>" in html or "<s>" in html for html in ours)
    assert marked > TEXTS // 3, "the generated texts mark too little to tell anything"
