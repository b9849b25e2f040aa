"""Sheet: findings and the PDF come in, one page of HTML leaves: what to mend for a printer, with pictures of the pages."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from html import escape

import pypdfium2

from builder.errors import Severity
from builder.pdf.raster import rasterise
from builder.preflight.printing import Finding, named
from builder.profile import Profile

PICTURES_MOST = 12
WIDTH, TALLEST = 220, 440
"""Of a picture of a page, in pixels."""

_STYLE = """
:root { color-scheme: light dark; --ink: #1d1d1f; --paper: #fdfcf9; --rule: #c9c4b8; --error: #a3180d; --warning: #7a4d00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e1; --paper: #1b1b1d; --rule: #55524b; --error: #ff9c8f; --warning: #f2c76b; }
}
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: var(--paper);
       font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .55rem .8rem .55rem 0; border-bottom: 1px solid var(--rule);
         overflow-wrap: anywhere; }
th:first-child, td:first-child, td:nth-child(2) { white-space: nowrap; }
td:nth-child(3) { min-width: 5rem; }
.error { color: var(--error); font-weight: 600; }
.warning { color: var(--warning); font-weight: 600; }
.hint { display: block; opacity: .8; }
ul.pages { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
           gap: 1.25rem; }
figure { margin: 0; }
figure img { width: 100%; height: auto; border: 1px solid var(--rule); background: #fff; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem; }
a { color: inherit; }
"""


def sheet(data: bytes, name: str, profile: Profile, findings: Sequence[Finding]) -> str:
    """Return the page: self-contained, without script; the findings of that printer with at most a dozen pictures of pages."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    parts = [_head(name, profile)]
    if findings:
        count = f"{errors} to mend, {len(findings) - errors} to think about" if errors else f"{len(findings)} to think about"
        parts += [f"<p>{escape(profile.name)} would not take the file as it is: {count}.</p>" if errors else
                  f"<p>{escape(profile.name)} has nothing to refuse; {count}.</p>", _table(findings), _pictures(data, findings)]
    else:
        parts.append(f"<p>{escape(profile.name)} has nothing to refuse.</p>")
    parts.append(_sources(profile))
    return "\n".join(part for part in parts if part) + "\n</main>\n</body>\n</html>\n"


def _head(name: str, profile: Profile) -> str:
    # A name on the disk may hold bytes that are no text; a page of HTML may not.
    shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    title = f"{escape(shown)} for {escape(profile.name)}"
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Preflight: {title}</title>\n'
            f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{escape(profile.summary)}</p>")


def _table(findings: Sequence[Finding]) -> str:
    rows = [
        f'<tr><td><code>{escape(f.code)}</code></td><td class="{f.severity}">{f.severity}</td>'
        f"<td>{escape(named(f.pages).partition(' ')[2]) if f.pages else 'all'}</td>"
        f'<td>{escape(f.message)}<span class="hint">{escape(f.hint)}</span></td></tr>'
        for f in findings]
    return ('<h2 id="findings">Findings</h2>\n<table aria-labelledby="findings">\n<thead><tr><th scope="col">Code</th>'
            '<th scope="col">Weight</th><th scope="col">Pages</th>'
            '<th scope="col">What it is, and what to do</th></tr></thead>\n'
            "<tbody>\n"
            + "\n".join(rows) + "\n</tbody>\n</table>")


def _pictures(data: bytes, findings: Sequence[Finding]) -> str:
    """Return the pages the findings concern, each finding's first page before any second."""
    # PDFium would not come to the end of a page that preflight gave up.
    unread = {number for finding in findings if finding.code == "V050" for number in finding.pages}
    wanted: dict[int, None] = {}
    for turn in range(PICTURES_MOST):
        wanted |= dict.fromkeys(finding.pages[turn] for finding in findings
                                if len(finding.pages) > turn and finding.pages[turn] not in unread)
    items = []
    for number in sorted(list(wanted)[:PICTURES_MOST]):
        codes = ", ".join(sorted({finding.code for finding in findings if number in finding.pages}))
        picture = _picture(data, number)
        if picture:
            items.append(f'<li><figure><img src="{picture}" alt="Page {number} as it would be printed">'
                         f"<figcaption>Page {number}: {escape(codes)}</figcaption></figure></li>")
    if not items:
        return ""
    return '<h2>Pages</h2>\n<ul class="pages">\n' + "\n".join(items) + "\n</ul>"


def _picture(data: bytes, number: int) -> str:
    """Return a page as the address of a small PNG in itself; empty for a page that cannot be drawn."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            width, height = document.get_page_size(number - 1)
        tall = min(TALLEST, max(1, round(WIDTH * height / width)))
        rows = rasterise(data, page=number - 1, width=WIDTH, height=tall)
    except (pypdfium2.PdfiumError, LookupError, ArithmeticError):
        return ""
    return "data:image/png;base64," + base64.b64encode(png(rows, WIDTH, tall)).decode("ascii")


def png(rows: bytes, width: int, height: int) -> bytes:
    """Return RGB pixels as a PNG (PNG 3, 11.2): one header, one block of data."""
    raw = b"".join(b"\0" + rows[3 * width * y : 3 * width * (y + 1)] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks)


def _sources(profile: Profile) -> str:
    entries = [
        f'<li><a href="{escape(source.address)}">{escape(source.title)}</a>, read {escape(source.seen)}</li>'
        if source.address.startswith(("https://", "http://")) else f"<li>{escape(source.title)}</li>"
        for source in profile.sources]
    return "<h2>Sources</h2>\n<ul>\n" + "\n".join(entries) + "\n</ul>" if entries else ""
