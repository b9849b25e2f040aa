"""A file to a post: decoded, parted, rendered, cleaned."""

from __future__ import annotations

import difflib
from pathlib import Path

from builder.errors import Report
from builder.manuscript.cleaning import TooDeepError, clean, fragment
from builder.manuscript.decoding import decode
from builder.manuscript.front_matter import part, read_front_matter
from builder.manuscript.ornaments import report_mute_links
from builder.manuscript.rendering import render
from builder.manuscript.structure import tidy
from builder.manuscript.tree import plain
from builder.model import Post, Reference

SIZE = 5 * 1024 * 1024
"""The most bytes a post may have."""


def read_post(path: Path, shown: str, report: Report) -> Post:
    """Return one Markdown file, read and parsed.

    Args:
        path: Where the file is.
        shown: The same as the user would type it; names the file in diagnostics.
        report: Takes every finding.

    Raises:
        PostpressError: when the file cannot be read, is empty, or holds what a book cannot.
    """
    data = _bytes_of(path, shown, report)
    report.stop_on_errors()
    text = decode(data, shown, report)
    report.stop_on_errors()
    parted = part(text, shown, report)
    front_matter = read_front_matter(parted, shown, report)
    if not parted.body.strip() and not report.errors:
        has_matter = parted.block is not None
        report.error(
            "M015" if has_matter else "M014", "the post has front matter and no text" if has_matter else "the post is empty",
            path=shown, line=parted.body_line if has_matter else 1, hint="write something below the front matter"
            if has_matter else "write something into it",
        )
    report.stop_on_errors()
    rendering = render(parted.body, parted.body_line, shown, report)
    report.stop_on_errors()
    markup = ""
    try:
        body = clean(rendering.html)
        tidy(body, rendering.images)
        report_mute_links(body, shown, report)
        markup = fragment(body)
        if not plain([body]) and body.find(".//img") is None and body.find(".//hr") is None:
            report.error("M015", "the post has no text that a reader would see", path=shown, line=parted.body_line,
                         hint="comments and scripts do not come into the book; write something beside them")
    except TooDeepError:
        report.error("M039", "elements are nested too deep for a book", path=shown, line=parted.body_line,
                     hint="simplify the lists, quotations or emphasis that stand in one another")
    report.stop_on_errors()
    return Post(
        shown, front_matter, markup, tuple(Reference(target, line) for target, line in rendering.images),
    )


def _bytes_of(path: Path, shown: str, report: Report) -> bytes:
    try:
        if path.is_dir():
            report.error("M016", "this is a folder, not a post", path=shown, hint="name a Markdown file in it, or a book.toml")
            return b""
        size = path.stat().st_size
        if size > SIZE:
            report.error(
                "M017", f"the post has {size / 1048576:.1f} MB, more than the {SIZE // 1048576} MB a post may have",
                path=shown, hint="split it into several posts and list them in a book.toml; pictures belong in files",
            )
            return b""
        return path.read_bytes()
    except FileNotFoundError:
        near = _nearest(path)
        report.error("M016", "there is no such file", path=shown, hint=f"did you mean '{near}'?" if near else
                     "check the name and the folder you stand in")
    except OSError as error:
        report.error("M016", f"the file cannot be read: {error.strerror or error}", path=shown,
                     hint="check its permissions")
    except ValueError:
        report.error("M016", "this is no file name", path=shown, hint="check the name")
    return b""


def _nearest(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.suffix.lower() in (".md", ".markdown")]
    except OSError:
        return ""
    return next(iter(difflib.get_close_matches(path.name, names, n=1)), "")
