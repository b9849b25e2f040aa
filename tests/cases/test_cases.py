"""What a piece of Markdown becomes. The cases stand in the `.md` files beside this one and need no Python to extend:

    ==== what the case shows
    **“重要”**的
    ....
    <p><strong>“重要”</strong>的</p>
    ....
    post.md:1: warning[M046] ...

Above the dots the post, below them the text as a chapter has it, without line numbers. What a second line of dots is
followed by are the findings, hints left off; without one there must be none. Lines above the first case are for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.errors import Report
from builder.manuscript import read_post

HERE = Path(__file__).parent


def cases() -> Iterator[object]:
    for file in sorted(HERE.glob("*.md")):
        text = file.read_text(encoding="utf-8")
        for title, case in re.findall(r"^==== (.+)\n((?:(?!==== ).*\n?)*)", text, re.M):
            source, dots, rest = case.partition("\n....\n")
            assert dots, f"{file.name}: '{title}' has no line of dots"
            markup, _, findings = rest.partition("....\n")
            yield pytest.param(source, markup.strip(), findings.strip(), id=f"{file.stem}: {title}")


@pytest.mark.parametrize(("source", "markup", "findings"), list(cases()))
def test_case(source: str, markup: str, findings: str, tmp_path: Path) -> None:
    report = Report()
    (tmp_path / "post.md").write_text(source + "\n", encoding="utf-8")
    post = read_post(tmp_path / "post.md", "post.md", report)
    written = re.sub(r' data-line="\d+"', "", post.markup)
    assert re.sub(r"\n+", "\n", written).strip() == markup
    assert "\n".join(str(found).partition("\n")[0] for found in report) == findings
