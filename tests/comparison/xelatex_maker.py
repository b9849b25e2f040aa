"""A text as XeLaTeX sets it with the ctex classes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from oracles.paragraphs import Block, Run, paragraphs

from .jobs import CODE, FONTS, HEAD, HEIGHT, WIDTH, Job

SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
           "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "-": "-{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}"}
"""Characters that mean something to TeX; a hyphen stands alone, so that two of them are no dash."""

ADDRESS = re.compile(r"https?://[!-~]+")


def xelatex(job: Job, folder: Path) -> Path:
    """Return the PDF of XeLaTeX.

    Raises:
        RuntimeError: when TeX stops; the end of its log is the message.
    """
    (folder / "page.tex").write_text(_document(job), encoding="utf-8")
    run = subprocess.run(["xelatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"], cwd=folder, capture_output=True,
                         timeout=300, check=False)
    if run.returncode:
        raise RuntimeError(run.stdout.decode(errors="replace")[-1500:])
    return folder / "page.pdf"


def xelatex_missing() -> str:
    """Return what has to be installed before XeLaTeX can be asked."""
    kpsewhich = shutil.which("kpsewhich") if shutil.which("xelatex") else None
    if kpsewhich is None or subprocess.run([kpsewhich, "ctexart.cls"], capture_output=True, check=False).returncode:
        return "apt-get install --no-install-recommends texlive-xetex texlive-lang-chinese texlive-latex-recommended"
    return ""


def _document(job: Job) -> str:
    head = rf"""\documentclass[fontset=none,linespread=1]{{ctexart}}
\usepackage[driver=xetex,papersize={{{WIDTH:.4f}bp,{HEIGHT:.4f}bp}},left={job.margin:.4f}bp,right={job.margin:.4f}bp,
  top={HEAD}bp,bottom={job.foot:.4f}bp,headheight=0bp,headsep=0bp,footskip=0bp]{{geometry}}
\usepackage{{url}}\urlstyle{{same}}
\pagestyle{{empty}}
\setmainfont{{NotoSerifSC-Regular.ttf}}[Path={FONTS}/,BoldFont=NotoSerifSC-Bold.ttf,ItalicFont=NotoSerifSC-Regular.ttf,
  BoldItalicFont=NotoSerifSC-Bold.ttf,Ligatures=TeXOff]
\setCJKmainfont{{NotoSerifSC-Regular.ttf}}[Path={FONTS}/,BoldFont=NotoSerifSC-Bold.ttf,ItalicFont=NotoSerifSC-Regular.ttf,
  BoldItalicFont=NotoSerifSC-Bold.ttf]
\setmonofont{{JetBrainsMono-Regular.ttf}}[Path={FONTS}/,Scale={CODE},BoldFont=JetBrainsMono-Bold.ttf,
  Contextuals=AlternateOff,Ligatures=CommonOff]
\setCJKmonofont{{NotoSansSC-Regular.ttf}}[Path={FONTS}/,Scale={CODE},BoldFont=NotoSansSC-Bold.ttf]
\setlength\parindent{{2em}}\setlength\parskip{{0pt}}\raggedbottom
\begin{{document}}
\fontsize{{{job.size}bp}}{{{job.leading}bp}}\selectfont\setlength\parindent{{2em}}
"""
    return head + "\n\n".join(_block(block) for block in paragraphs(job.markdown)) + "\n\\end{document}\n"


def _block(block: Block) -> str:
    inner = "".join(map(_run, block.runs))
    if block.kind == "heading":
        return rf"\noindent\textbf{{{inner}}}\nopagebreak"
    if block.kind == "code":
        return r"{\raggedright\ttfamily " + r"\par ".join(_escaped(line) or r"\mbox{}" for line in block.text.split("\n")) + r"\par}"
    if block.kind == "quote":
        return r"{\leftskip=2em\rightskip=2em " + inner + r"\par}"
    if block.kind == "item":
        return r"{\parindent=0pt\leftskip=2em " + (_escaped(block.marker) + " " if block.marker else "") + inner + r"\par}"
    return inner


def _run(run: Run) -> str:
    if run.code:
        text = rf"\texttt{{{_escaped(run.text)}}}"
    else:
        pieces = re.split(f"({ADDRESS.pattern})", run.text)
        text = "".join(rf"\url{{{piece}}}" if n % 2 else _escaped(piece).replace("\n", r"\newline{}") for n, piece in enumerate(pieces))
    text = rf"\textbf{{{text}}}" if run.bold else text
    return rf"\textit{{{text}}}" if run.italic else text


def _escaped(text: str) -> str:
    return "".join(SPECIAL.get(character, character) for character in text)
