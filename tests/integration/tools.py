"""The programs from outside that finished books are judged with."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from builder.preflight.outside import epubcheck_command

from .node_modules import absent

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
             "/Applications/Chromium.app/Contents/MacOS/Chromium",
             "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

def require(tool: str) -> str:
    """Return the path of a program, EPUBCheck's jar, or the name of a Python module that runs as a program.

    Without it the test that asks is skipped with the reason, and fails where CI=true is set.
    """
    found: str | None
    if tool == "epubcheck":
        found = (epubcheck_command() or [""])[-1] or None
    elif tool == "kobofix":
        found = tool if find_spec(tool) else None
    else:
        asked = (os.environ.get("PUPPETEER_EXECUTABLE_PATH", ""), *CHROMIUMS) if tool == "chromium" else (tool,)
        found = next(filter(None, (shutil.which(name) for name in asked if name)), None)
    if found is None:
        absent(f"{tool} is not installed; 'make test' installs it")
    return str(found)


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
