"""`postpress serve`: the finished books for e-readers and browsers on the home network."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Annotated

import typer

from builder.errors import Diagnostic, Exit, Report
from builder.terminal import Quiet, plain, results, show, stderr


def serve(
    folder: Annotated[Path, typer.Argument(metavar="[DIST]", help="The folder of finished books.")] = Path("dist"),
    lan: Annotated[bool, typer.Option("--lan", help="For the whole network, with a password.")] = False,
    port: Annotated[int, typer.Option(metavar="NUMBER", help="The port; 0 takes any free one.")] = 8080,
    password_file: Annotated[Path | None, typer.Option(
        "--password-file", metavar="FILE", help="Its first line is the password; else one is made.")] = None,
    url: Annotated[str, typer.Option("--url", metavar="ADDRESS", help="Where the catalogue is seen from outside.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="WORDS", help="What the catalogue is called.")] = "",
    quiet: Quiet = False,
) -> int:
    """Serve finished books as an OPDS catalogue and a page, until Ctrl-C."""
    from builder import catalogue  # noqa: PLC0415 - half a second that no other command has to wait

    report = Report()
    base = catalogue.address(url, report)
    given = catalogue.password_from(password_file, os.environ.get("POSTPRESS_PASSWORD", ""), report)
    password = given or (catalogue.new_password() if lan else "")
    library = catalogue.Library(folder, title=title)
    books = len(library.shelf(report).books)
    if not books:
        report.hint("K012", "there are no books in the folder", path=str(folder),
                    hint="make some: 'postpress build my-post.md'")
    show(report, quiet=quiet)
    access = catalogue.Access(password, base=base, hosts=None) if lan else catalogue.Access(password, base=base)

    def told(news: str | Diagnostic) -> None:
        if isinstance(news, Diagnostic):
            show([news], quiet=quiet)
        elif not quiet:
            stderr().print(plain(f"fetched: {news}"))

    opened = catalogue.listen(port, report, lan=lan)
    with opened:
        found = [base] if base else list(catalogue.addresses(opened, lan=lan))
        results(found)
        _explain(books, found[0], password if not given else "", lan=lan, quiet=quiet)
        with contextlib.suppress(KeyboardInterrupt):  # the way it is meant to end
            catalogue.run(catalogue.application(library, access, told), opened)
    return Exit.BUILT


def _explain(books: int, address: str, password: str, *, lan: bool, quiet: bool) -> None:
    """Say what to do with the address; a password that was made is said even when quiet, for nobody else knows it."""
    console = stderr()
    if password:
        console.print(f"user: reader\npassword: {password}")
    if quiet:
        return
    console.print(f"books: {books}; type the address on the device, in a browser or as an OPDS catalogue")
    console.print(f"KOReader's sync wants {address.rstrip('/')}/new")
    if not lan:
        console.print("only this machine can reach it; --lan opens it to the network")
    console.print("Ctrl-C ends it")
