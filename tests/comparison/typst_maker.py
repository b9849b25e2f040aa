"""A text as Typst sets it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from oracles.paragraphs import Block, Run, paragraphs

from .jobs import CODE, FONTS, HEAD, HEIGHT, WIDTH, Job
from .web import PEERS, language

COMPILE = """
import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], font_paths=[sys.argv[3]], ignore_system_fonts=True)
"""


def typst(job: Job, folder: Path) -> Path:
    """Return the PDF of Typst, with the faces of `fonts/` and no others."""
    (folder / "page.typ").write_text(_document(job), encoding="utf-8")
    subprocess.run([sys.executable, "-c", COMPILE, folder / "page.typ", folder / "page.pdf", FONTS], check=True, timeout=300,
                   env=_environment())
    return folder / "page.pdf"


def typst_missing() -> str:
    """Return what has to be installed before Typst can be asked."""
    found = subprocess.run([sys.executable, "-c", "import typst"], env=_environment(), capture_output=True, check=False)
    return ".venv/bin/pip install --target .tools/peers/typst typst" if found.returncode else ""


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(PEERS / "typst")}


def _document(job: Job) -> str:
    tag, _, script = language(job).partition("-")
    region = {"Hant": "tw", "Hans": "cn"}.get(script, "")
    head = f"""
#set page(width: {WIDTH:.4f}pt, height: {HEIGHT:.4f}pt,
  margin: (left: {job.margin:.4f}pt, right: {job.margin:.4f}pt, top: {HEAD}pt, bottom: {job.foot:.4f}pt))
#set text(font: "Noto Serif SC", size: {job.size}pt, lang: "{tag}"{f', region: "{region}"' if region else ""},
  top-edge: 0.8em, bottom-edge: -0.2em)
#set par(justify: true, leading: {job.leading - job.size:.4f}pt, spacing: {job.leading - job.size:.4f}pt,
  first-line-indent: (amount: 2em, all: true))
#set smartquote(enabled: false)
#show raw: set text(font: ("JetBrains Mono", "Noto Sans SC"), size: {CODE}em / 0.8, ligatures: false, features: (calt: 0))
#show heading: set text(size: {job.size}pt)
"""
    return head + "\n\n".join(_block(block) for block in paragraphs(job.markdown)) + "\n"


def _block(block: Block) -> str:
    inner = "".join(map(_run, block.runs))
    if block.kind == "heading":
        return f"#heading(level: {block.level})[{inner}]"
    if block.kind == "code":
        return f"#raw(block: true, {_quoted(block.text)})"
    if block.kind == "quote":
        return f"#pad(left: 2em, right: 2em)[{inner}]"
    if block.kind == "item":
        marker = f"#{_quoted(block.marker + ' ')}" if block.marker else ""
        return f"#pad(left: 2em)[#set par(first-line-indent: 0em)\n{marker}{inner}]"
    return inner


def _run(run: Run) -> str:
    text = f"#raw({_quoted(run.text)})" if run.code else "#linebreak()".join(
        f"#{_quoted(part)}" if part else "" for part in run.text.split("\n"))
    text = f"#strong[{text}]" if run.bold else text
    return f"#emph[{text}]" if run.italic else text


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
