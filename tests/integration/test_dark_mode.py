"""The finished EPUBs at night: foliate-js gives the page the reader's own colours, and every word can still be read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from oracles.finished import Finished
from PIL import Image

from builder.assets.tones import contrast, named

from .node_modules import node, package
from .tools import artifacts, require, run

pytestmark = pytest.mark.integration

SCRIPT = Path(__file__).parent / "node" / "foliate.mjs"
INK, LINK, GROUND = "rgb(230, 230, 230)", "rgb(173, 216, 230)", "rgb(16, 16, 16)"
NIGHT = (f"html {{ color: {INK} !important; background: {GROUND} !important }} body {{ background: none !important }}"
         f" a:any-link {{ color: {LINK} !important }}")
LEAST = 4.5
"""Contrast of text (WCAG 2.2, 1.4.3)."""


def told_at_night(book: Finished, shots: Path) -> dict[str, Any]:
    modules = package("foliate-js").parent
    package("playwright-core")
    done = run([node(), SCRIPT, book.epub, modules, require("chromium"), shots, NIGHT])
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def hexadecimal(colour: str) -> str:
    return named(int(part) for part in re.findall(r"\d+", colour)[:3])


def test_every_word_is_in_the_readers_colours_or_stands_out_from_a_ground_of_its_own(
    finished: Finished, tmp_path: Path,
) -> None:
    shots = artifacts(tmp_path, f"night-{finished.epub.stem}")
    told = told_at_night(finished, shots)
    assert told["errors"] == []
    words = [(page["id"], *colours) for page in told["sections"] for colours in page["colours"]]
    assert {"p", "h1", "a"} <= {name for _, name, _, _ in words}
    own = [word for word in words if word[2:] not in {(INK, GROUND), (LINK, GROUND)}]
    assert {name for _, name, _, _ in own} <= {"mark"}, own  # the browser's own yellow, under black words
    assert [word for word in words if contrast(hexadecimal(word[2]), hexadecimal(word[3])) < LEAST] == []
    for shot in sorted(shots.glob("foliate-*.png"))[1:]:  # the cover is a picture
        with Image.open(shot) as image:
            _, most = max(image.convert("RGB").getcolors(1 << 20) or [(0, None)])
        assert most == (16, 16, 16), f"{shot.name} is not a dark page"
