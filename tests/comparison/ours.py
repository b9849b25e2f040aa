"""postpress as a maker: the whole way from the post to the PDF, on the comparison's page instead of the theme's own."""

from __future__ import annotations

import shutil
from pathlib import Path

from .jobs import Job

THEME = """name = "compared"
summary = "The classic theme on the page of the comparison."
extends = "classic"
"""


def postpress(job: Job, folder: Path) -> Path:
    """Return the PDF that postpress makes, its margins and size set as the job asks.

    Raises:
        PostpressError: when the book cannot be built.
    """
    return _built(job, folder, "full")


def plain(job: Job, folder: Path) -> Path:
    """Return the PDF that postpress makes when it leaves the lines to WeasyPrint.

    Raises:
        PostpressError: when the book cannot be built.
    """
    return _built(job, folder, "plain")


def _built(job: Job, folder: Path, composition: str) -> Path:
    import builder

    shutil.copy(job.source, folder / "text.md")
    (folder / "book.toml").write_text(_book(job, composition), encoding="utf-8")
    styles = folder / "themes" / "compared" / "styles"
    styles.mkdir(parents=True)
    (styles.parent / "theme.toml").write_text(THEME, encoding="utf-8")
    (styles / "extra.css.j2").write_text(_margins(job), encoding="utf-8")
    settings = builder.Settings(offline=True, store=folder / "store")
    built = builder.build(folder / "book.toml", to=(builder.Target.PDF,), out=folder / "out", settings=settings,
                          report=builder.Report())
    return built.editions[0]


def _book(job: Job, composition: str) -> str:
    return (f'posts = ["text.md"]\ntheme = "compared"\n\n[print]\ncomposition = "{composition}"\n\n[theme-options]\nbody-size = {job.size}\nleading = {job.leading}\n'
            "link-notes = false\nopening-lines = 0\n")


def _margins(job: Job) -> str:
    sides = f"margin-left: {job.margin:.4f}pt; margin-right: {job.margin:.4f}pt;"
    return f"@page :left {{ {sides} }}\n@page :right {{ {sides} }}\n"
