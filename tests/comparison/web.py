"""A text as a web page for the makers that read HTML: WeasyPrint alone, and Vivliostyle with Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path

from oracles.paragraphs import Block, Run, paragraphs

from .jobs import CODE, FONTS, HEAD, HEIGHT, TOP, WIDTH, Job

PEERS = Path(os.environ.get("POSTPRESS_PEERS") or TOP / ".tools" / "peers")
"""Where the makers that come from a package registry are installed."""

FACES = (
    ("Noto Serif SC", 400, "NotoSerifSC-Regular.ttf"), ("Noto Serif SC", 700, "NotoSerifSC-Bold.ttf"),
    ("JetBrains Mono", 400, "JetBrainsMono-Regular.ttf"), ("JetBrains Mono", 700, "JetBrainsMono-Bold.ttf"),
    ("Noto Sans SC", 400, "NotoSansSC-Regular.ttf"), ("Noto Sans SC", 700, "NotoSansSC-Bold.ttf"),
)
"""Family, weight and file of every face that is used."""


def language(job: Job) -> str:
    """Return the language tag of a post's front matter."""
    named = [line.partition(":")[2].strip() for line in job.markdown.splitlines()[:20] if line.startswith("lang")]
    return named[0] if named else "zh-Hans"


def write_page(job: Job, folder: Path, *, style: str = "") -> Path:
    """Put a job into a folder as an HTML document with its style sheet inside and its faces beside it; return the document."""
    for _, _, file in FACES:
        shutil.copy(FONTS / file, folder / file)
    faces = "".join(f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{file}") }}\n'
                    for family, weight, file in FACES)
    sheet = f"""{faces}
@page {{ size: {WIDTH:.4f}pt {HEIGHT:.4f}pt; margin: {HEAD}pt {job.margin:.4f}pt {job.foot:.4f}pt }}
html {{ font: {job.size}pt/{job.leading}pt "Noto Serif SC"; text-align: justify; overflow-wrap: break-word }}
body, p, pre, h1, h2, h3, h4, h5, h6 {{ margin: 0; font-size: 1em }}
p {{ text-indent: 2em; widows: 2; orphans: 2 }}
.quote {{ margin: 0 2em }}
.item {{ text-indent: 0; padding-left: 2em }}
code {{ font: {CODE}em "JetBrains Mono", "Noto Sans SC"; font-variant-ligatures: none }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; text-align: left }}
{style}"""
    body = "\n".join(_block(block) for block in paragraphs(job.markdown))
    document = (f'<!DOCTYPE html>\n<html lang="{language(job)}"><head><meta charset="utf-8"><title>{job.text}</title>'
                f"<style>{sheet}</style></head>\n<body>\n{body}\n</body></html>\n")
    (folder / "page.html").write_text(document, encoding="utf-8")
    return folder / "page.html"


def _block(block: Block) -> str:
    inner = "".join(map(_run, block.runs))
    if block.kind == "heading":
        return f"<h{block.level}>{inner}</h{block.level}>"
    if block.kind == "code":
        return f"<pre>{inner}</pre>"
    marker = f"{escape(block.marker)} " if block.marker else ""
    return f'<p class="{block.kind}">{marker}{inner}</p>'


def _run(run: Run) -> str:
    text = escape(run.text).replace("\n", "<br>") if not run.code else escape(run.text)
    for tag, is_on in (("code", run.code), ("em", run.italic), ("strong", run.bold)):
        text = f"<{tag}>{text}</{tag}>" if is_on else text
    return text


# ---- makers


def weasyprint(job: Job, folder: Path) -> Path:
    """Return the PDF of WeasyPrint as it is, in a process of its own, for the builder changes how it sets lines."""
    subprocess.run([sys.executable, "-m", "weasyprint", "--quiet", write_page(job, folder), folder / "page.pdf"], check=True, timeout=300)
    return folder / "page.pdf"


SPACING = "html { text-autospace: normal; text-spacing-trim: normal; line-break: strict }"


def vivliostyle(job: Job, folder: Path) -> Path:
    """Return the PDF of Vivliostyle, its Chromium the system's."""
    write_page(job, folder, style=SPACING)
    command: list[str | Path] = [
        _node(), PEERS / "node_modules" / "@vivliostyle" / "cli" / "dist" / "cli.js", "build", "page.html", "-o", "page.pdf",
        "--executable-browser", shutil.which("chromium") or "", "--log-level", "silent"]
    subprocess.run(command, cwd=folder, check=True, timeout=600, stdout=subprocess.DEVNULL)
    return folder / "page.pdf"


def vivliostyle_missing() -> str:
    """Return what has to be installed before Vivliostyle can be asked."""
    if not (PEERS / "node_modules" / "@vivliostyle" / "cli").is_dir():
        return "npm install --prefix .tools/peers @vivliostyle/cli node@22"
    return "" if shutil.which("chromium") else "install chromium"


def _node() -> str:
    own = PEERS / "node_modules" / "node" / "bin" / "node"
    return str(own) if own.exists() else "node"
