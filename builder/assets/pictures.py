"""Turns the bytes of any picture into one that every reader and printing house takes, or says why not."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from builder.assets import confined, kinds
from builder.assets.store import Store
from builder.errors import Diagnostic, Report, Severity
from builder.faces import Face
from builder.model import Asset

MAX_PIXELS = 80_000_000
"""Decoded at all: above every camera that is carried about (61 megapixels), below what is made to exhaust memory."""
KEPT_PIXELS = 4_000_000
"""In the book: what old reading systems open. On paper that is
279 dpi over a whole A5 page with its bleed (154 x 216 mm), and 457 dpi for a square of the type area's 111 mm."""
LONGEST_SIDE = 4096
"""In the book: the texture size of old devices."""
SVG_MAGNIFICATION = 2.0
MAX_SVG_BYTES = 5_000_000
RECIPE = 3
"""Raised whenever the same bytes would be prepared differently, so that the store forgets the old result."""


@dataclass(frozen=True, slots=True)
class Print:
    """What became of one picture."""

    asset: Asset | None
    """The picture as it goes into the book; None when it was refused."""
    findings: tuple[Diagnostic, ...] = ()
    """Why it was refused, or what was changed that its author should know; without a place."""


def prepare(
    data: bytes, *, target: str, shown: str, line: int | None, report: Report, faces: Sequence[Face] = (),
) -> Asset | None:
    """Return the picture as JPEG or PNG, sRGB or grey, at most 4 megapixels, upright, opaque, bare of metadata.

    The same bytes give the same asset. Its kind is judged by content; the name in `target` is only for messages.

    Args:
        data: the file's bytes, whatever they are.
        target: the address or path as its author wrote it.
        shown: the file that asks for the picture, as the user would type it.
        line: where in that file.
        report: takes A020 to A030: errors for what cannot be used (None is returned), warnings for what was changed.
        faces: what text in an SVG may be set in; system fonts are not asked.
    """
    return told(develop(data, target=target, faces=faces), shown=shown, line=line, report=report)


def told(done: Print, *, shown: str, line: int | None, report: Report) -> Asset | None:
    """Return the print's asset, its findings put into the report at that place."""
    for d in done.findings:
        report.add(Diagnostic(d.severity, d.code, d.message, shown, line, None, d.hint))
    return done.asset


def develop(data: bytes, *, target: str, faces: Sequence[Face] = (), store: Store | None = None) -> Print:
    """Return what becomes of the picture; see `prepare`. With a store, the same picture is developed only once."""
    name = f"'{target if len(target) <= 120 else target[:100] + '…'}'"
    kind = kinds.media_type(data)
    if kind != kinds.SVG and kind not in kinds.RASTERS:
        return _no_picture(kind, name, is_empty=not data)
    try:
        if kind != kinds.SVG:
            return _developed(data, kind, name, store)
        png = _drawn(data, name, faces, store)
        return png if isinstance(png, Print) else _developed(png, "image/png", name, store)
    except confined.ConfinedError as error:
        return _refusal("A030", f"{name} cannot be opened: {error}", "save it anew, smaller")


def _no_picture(kind: str, name: str, *, is_empty: bool) -> Print:
    if is_empty:
        return _refusal("A020", f"{name} is empty", "put the picture there again; this file has 0 bytes")
    if kind == kinds.WEB_PAGE:
        return _refusal("A021", f"{name} is a web page, not a picture",
                        "open the address in a browser, save the picture itself beside the post and name that file")
    if kind == kinds.GIT_LFS:
        return _refusal("A022", f"{name} is a pointer of Git LFS, not the picture", "run 'git lfs pull'")
    return _refusal("A022", f"{name} is {kinds.described(kind)}",
                    "save it as PNG or JPEG; GIF, WebP, AVIF and SVG are taken as well")


def _developed(data: bytes, kind: str, name: str, store: Store | None) -> Print:
    limits = str(MAX_PIXELS), str(KEPT_PIXELS), str(LONGEST_SIDE)
    key = f"picture {RECIPE} pillow {version('pillow')} {' '.join(limits)} {sha256(data).hexdigest()}"
    facts, encoded = _answer(key, store, "darkroom.py", data, kinds.RASTERS[kind], *limits)
    match facts.get("refused"):
        case "pixels":
            width, height = facts["particulars"]
            return _refusal("A024", f"{name} has {width} x {height} pixels; {MAX_PIXELS // 1_000_000} megapixels are the most",
                            "save a smaller copy: 4 megapixels are what a book can show")
        case "damaged":
            return _refusal("A023", f"{name} is damaged: it is not a whole {kinds.RASTERS[kind]} picture",
                            "open it in a picture program; if that fails too, get it again")
    digest = sha256(encoded).hexdigest()
    suffix = {"image/jpeg": "jpg", "image/png": "png"}[facts["type"]]
    asset = Asset(f"{digest[:12]}.{suffix}", facts["type"], encoded, facts["width"], facts["height"])
    findings = []
    if facts["animated"]:
        findings.append(Diagnostic(Severity.WARNING, "A025", f"{name} moves; the book shows its first frame",
                                   hint="name a still picture if another frame says more"))
    if facts["pale"]:
        findings.append(Diagnostic(
            Severity.WARNING, "A029",
            f"{name} is pale without a background; on white paper it would vanish, so it is set on a dark one",
            hint="save it with a background of its own"))
    return Print(asset, tuple(findings))


def _drawn(data: bytes, name: str, faces: Sequence[Face], store: Store | None) -> bytes | Print:
    """Return the SVG as a PNG, or why not."""
    if len(data) > MAX_SVG_BYTES:
        return _refusal("A023", f"{name} is an SVG of more than {MAX_SVG_BYTES // 1_000_000} MB", "save it as PNG")
    with tempfile.TemporaryDirectory(prefix="postpress-") as folder:
        # Only a drawing with words needs faces; writing 30 MB of them for each arrow would be waste.
        has_words = bool(faces) and (b"text" in data or b"\0" in data)
        if has_words:
            for number, face in enumerate(faces):
                Path(folder, f"{number:03}.ttf").write_bytes(face.data)
        fonts = sha256(b"".join(sha256(f.data).digest() for f in faces)).hexdigest() if has_words else "none"
        key = f"drawing {RECIPE} resvg {version('resvg-py')} {SVG_MAGNIFICATION} {fonts} {sha256(data).hexdigest()}"
        facts, png = _answer(
            key, store, "drawings.py", data, str(SVG_MAGNIFICATION), str(KEPT_PIXELS), folder if has_words else "",
            *(_family(faces, word) for word in ("Serif", "Sans", "Mono")),
        )
    refused = facts.get("refused")
    if refused:
        return _svg_refusal(refused, facts["particulars"], name)
    missing = sorted(c for c in facts["text"] if not any(ord(c) in face.characters for face in faces))
    if missing:
        which = ", ".join(f"'{c}' U+{ord(c):04X}" for c in missing[:5])
        return _refusal("A028", f"{name} has characters that no face of the book has: {which}",
                        "save the SVG with its text as outlines, or as PNG")
    return png


def _svg_refusal(refused: str, particulars: list[Any], name: str) -> Print:
    if refused == "active":
        what, line = particulars
        return _refusal("A026", f"{name} is an SVG with {what} in its line {line}",
                        "a picture must not act: save it again as plain SVG, or as PNG")
    if refused == "outside":
        what, line = particulars
        return _refusal("A027", f"{name} is an SVG that loads {what} in its line {line}",
                        "save it with everything it shows inside it, or as PNG")
    if refused == "text":
        return _refusal("A028", f"{name} is an SVG with text, and there is no face to set it in",
                        "save the SVG with its text as outlines, or as PNG")
    return _refusal("A023", f"{name} is damaged: it is not a whole SVG drawing",
                    "save it again as plain SVG, or as PNG")


def _family(faces: Sequence[Face], word: str) -> str:
    """Return the largest family with that word in its name, else the largest of all, else nothing."""
    named = [face for face in faces if word in face.family] or faces
    return max(named, key=lambda face: len(face.characters)).family if named else ""


def _answer(key: str, store: Store | None, script: str, data: bytes, *arguments: str) -> tuple[dict[str, Any], bytes]:
    """Return the script's line of facts and its picture, from the store if it answered before."""
    answer = store.recall(key) if store else None
    if answer is None:
        answer = confined.run(script, data, *arguments)
        if store:
            store.keep(key, answer)
    head, _, body = answer.partition(b"\n")
    facts: dict[str, Any] = json.loads(head)
    return facts, body


def _refusal(code: str, message: str, hint: str) -> Print:
    return Print(None, (Diagnostic(Severity.ERROR, code, message, hint=hint),))
