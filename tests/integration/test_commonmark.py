"""CommonMark's own 652 examples, from the package `commonmark-spec`: the amendments for CJK change none of them."""

from __future__ import annotations

import re

import pytest

from builder.manuscript.markdown import parser

from .node_modules import package

pytestmark = pytest.mark.integration

EXAMPLES = 652
"""In version 0.31.2 of the specification."""


def examples(text: str) -> list[tuple[str, str]]:
    """Return each example's Markdown and HTML; the specification writes tabs as arrows."""
    found = re.findall(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", text, re.M | re.S)
    return [(source.replace("→", "\t"), html.replace("→", "\t")) for source, html in found]


def test_every_example_of_the_specification() -> None:
    found = examples((package("commonmark-spec") / "spec.txt").read_text(encoding="utf-8"))
    assert len(found) == EXAMPLES
    md = parser(extensions=False)
    # An empty quotation is written with a line feed there and without one here; to HTML they are the same.
    wrong = [(source, html, md.render(source)) for source, html in found
             if md.render(source).replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>") != html]
    assert not wrong, f"{len(wrong)} examples differ, the first: {wrong[0]}"
