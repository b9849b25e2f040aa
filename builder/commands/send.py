"""`postpress send`: a book by mail, as a Kindle takes it."""

from __future__ import annotations

import os
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated

import typer

from builder import mailing
from builder.errors import Report
from builder.terminal import Json, Quiet, as_dicts, as_exit, results, results_json, show, watched


def send(
    books: Annotated[list[Path], typer.Argument(metavar="BOOK...", help="Finished .epub files.")],
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="A mail address: name@kindle.com.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show each message without its book, and send none.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> int:
    """Send books by mail, by the server that the environment names."""
    report = Report()
    sent: list[str] = []
    shown: list[str] = []
    with as_exit(report, strict=False) as outcome:
        server = mailing.server_of(dict(os.environ), report)
        messages = [(book, mailing.compose(book, to, server.sender, report)) for book in books]
        with watched(silent=quiet or as_json) as progress:
            for book, message in messages:
                if dry_run:
                    shown += [*(f"{name}: {value}" for name, value in message.items()), *_parts(message), ""]
                    continue
                if progress:
                    progress(f"sending {book.name} to {to}")
                mailing.send(message, server, report)
                sent.append(str(book))
    if as_json:
        results_json({"to": to, "sent": sent, "diagnostics": as_dicts(report), "exit": outcome.code})
    else:
        show(report, quiet=quiet)
        results(shown or sent)
    return outcome.code


def _parts(message: EmailMessage) -> list[str]:
    return [f"  {part.get_content_type()} {part.get_filename() or ''} {len(part.get_payload(decode=True) or b'')} bytes"
            for part in message.walk() if not part.is_multipart()]
