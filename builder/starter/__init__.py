"""Starter: a folder's name and a language come in; a book.toml, a post that shows what a book can have, and a picture leave."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from builder.errors import Report

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
"""Language of the texts at hand -> the tag the new book.toml gets."""


def plant(folder: Path, language: str, report: Report) -> tuple[Path, ...]:
    """Make a folder with the starter's files, in the language nearest to the tag, and return their paths.

    Raises:
        PostpressError: U004 when the folder holds something already, U005 when there is no starter in that language, S001
            when it cannot be made or written.
    """
    primary = language.split("-", maxsplit=1)[0].lower()
    if primary not in LANGUAGES:
        report.error("U005", f"there is no starter in {language!r}", hint=f"choose {' or '.join(LANGUAGES.values())}")
        report.stop_on_errors()
    texts = resources.files(__name__)
    config = texts.joinpath("book.toml").read_text(encoding="utf-8")
    post = "first-post.md"
    name = "".join(c for c in folder.resolve().name if c.isprintable())
    title = json.dumps(name, ensure_ascii=False)  # of printable text, a JSON string is a TOML string too
    files = {
        "book.toml": config.replace("@title@", title).replace("@language@", LANGUAGES[primary]).encode(),
        post: texts.joinpath(f"{primary}.md").read_bytes(),
        "lantern.png": texts.joinpath("lantern.png").read_bytes(),
    }
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            report.error("U004", "there is something of that name already", path=str(folder),
                         hint="choose a name that is free, or an empty folder")
            report.stop_on_errors()
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        report.error("S001", f"the folder cannot be made: {(error.strerror or str(error)).lower()}", path=str(folder),
                     hint="choose another place, or ask for the right to write there")
        report.stop_on_errors()
    return tuple(folder / name for name in files)
