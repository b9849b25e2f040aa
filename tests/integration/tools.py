"""The tools that integration tests ask: skipped loudly where one is missing, a failure under CI=true."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from builder.preflight.outside import epubcheck_command

from .node_modules import absent, node, package

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
             "/Applications/Chromium.app/Contents/MacOS/Chromium",
             "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

PROGRAMS = {
    "chromium": CHROMIUMS,
    "mutool": ("mutool",),
    "pdffonts": ("pdffonts",),
    "pdftotext": ("pdftotext",),
    "qpdf": ("qpdf",),
    "pandoc": ("pandoc",),
}
"""Programs of the system, under each name they have."""


def require(tool: str) -> str:
    """Return the path of a program, or of the folder of a package, by its short name.

    Without it the test that asks is skipped with the reason, and fails where CI=true is set.
    """
    if tool == "node":
        return node()
    if tool == "epubcheck":
        command = epubcheck_command()
        if command is None:
            absent("EPUBCheck or its Java is not installed; 'make test' installs both")
        return str(command[-1]) if command else ""
    if tool == "kobofix":
        if find_spec("kobofix") is None:
            absent("kobofix is not installed; 'make test' installs it")
        return tool
    if tool in PROGRAMS:
        asked = os.environ.get("PUPPETEER_EXECUTABLE_PATH", "") if tool == "chromium" else ""
        found = next(filter(None, (shutil.which(name) for name in (asked, *PROGRAMS[tool]) if name)), None)
        if found is None:
            absent(f"{tool} is not installed; 'make test' installs it")
        return str(found)
    return str(package(tool))


def run(
    command: Sequence[str | Path], *, seconds: float = 300, environment: dict[str, str] | None = None, folder: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Return what a tool answered, as text; it gets no input."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, encoding="utf-8", errors="replace",
                          timeout=seconds, check=False, stdin=subprocess.DEVNULL, cwd=folder,
                          env=os.environ | environment if environment else None)


def artifacts(kept: Path, name: str) -> Path:
    """Return a folder for what people may want to look at afterwards: below POSTPRESS_ARTIFACTS, else below `kept`."""
    folder = Path(os.environ.get("POSTPRESS_ARTIFACTS") or kept) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
