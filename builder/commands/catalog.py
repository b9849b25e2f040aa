"""`postpress catalog`: the same catalogue as files, for any web server or a drive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from builder.errors import Report
from builder.terminal import Quiet, Strict, as_exit, results, show


def catalog(
    folder: Annotated[Path, typer.Argument(metavar="[DIST]", help="The folder of finished books.")] = Path("dist"),
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where the catalogue goes.")] = Path("catalog"),
    url: Annotated[str, typer.Option("--url", metavar="ADDRESS", help="Where it will stand; else links are relative.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="WORDS", help="What the catalogue is called.")] = "",
    link: Annotated[bool, typer.Option("--link", help="Link the books in place of copying them, where that can be.")] = False,
    strict: Strict = False,
    quiet: Quiet = False,
) -> int:
    """Write finished books as an OPDS catalogue and a page of files."""
    from builder import catalogue  # noqa: PLC0415 - as in serve

    report = Report()
    written: tuple[Path, ...] = ()
    with as_exit(report, strict=strict) as outcome:
        base = catalogue.address(url, report)
        shelf = catalogue.Library(folder, title=title, by_file=False).shelf(report)
        if not shelf.books:
            report.hint("K012", "there are no books in the folder", path=str(folder),
                        hint="make some: 'postpress build my-post.md'")
        written = catalogue.publish(shelf, folder, out, catalogue.Published(base), report, link=link)
    show(report, quiet=quiet)
    results(written)
    return outcome.code
