"""Conversion: a finished EPUB comes in, the AZW3 that Calibre makes of it leaves, where Calibre is installed.

Calibre runs apart from the user's own: in a folder of its own that is gone afterwards, without their settings and plug-ins,
without a screen, and where the system has network namespaces without a network.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from builder.errors import Report
from builder.model import Edition, Target

PROGRAM = "ebook-convert"
MEDIA_TYPE = "application/vnd.amazon.mobi8-ebook"

SECONDS = 300.0
"""After this long a conversion is given up; a book of a few hundred kilobytes takes two."""

OPTIONS = (
    "--no-inline-toc",  # the book has contents of its own
    "--max-toc-links", "0",
    "--disable-font-rescaling",
    "--chapter", "/",  # nothing is guessed: no page breaks before sections, no lines before chapters
    "--page-breaks-before", "/",
    "--chapter-mark", "none",
)
"""What keeps the book as it is typeset."""

_HANDED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "CALIBRE_PYTHON_PATH", "CALIBRE_RESOURCES_PATH",
              "CALIBRE_EXTENSIONS_PATH", "CALIBRE_EXECUTABLES_PATH")
"""What Calibre needs of the environment to find itself."""

_OWN_FOLDERS = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR",
                "CALIBRE_CONFIG_DIRECTORY", "CALIBRE_CACHE_DIRECTORY", "CALIBRE_TEMP_DIR")
"""Variables that name a folder: each gets one that is gone afterwards."""

_NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody is: the discard port."""


def azw3(edition: Edition, report: Report) -> Edition:
    """Return an EPUB as the AZW3 that Calibre makes of it: same text, faces, cover and contents, never the same bytes.

    Raises:
        PostpressError: X011 when Calibre is not installed, E016 when it fails or takes too long.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        report.error("X011", f"{PROGRAM}, which makes the AZW3, is not installed",
                     hint="install Calibre (Debian: apt-get install calibre; macOS: brew install --cask calibre), or leave "
                     "azw3 out")
        report.stop_on_errors()
        raise FileNotFoundError(PROGRAM)
    with tempfile.TemporaryDirectory(prefix="postpress-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        source, made = place / "book.epub", place / "book.azw3"
        source.write_bytes(edition.data)
        said = _run([*_alone(), program, str(source), str(made), *OPTIONS], place)
        if not said and made.is_file():
            return Edition(Target.AZW3, "book.azw3", MEDIA_TYPE, made.read_bytes())
    report.error("E016", f"Calibre made no AZW3: {said or 'it said nothing'}",
                 hint=f"run '{PROGRAM} book.epub book.azw3' on the EPUB to see why")
    report.stop_on_errors()
    raise AssertionError(said)


def _run(command: list[str], place: Path) -> str:
    """Run Calibre and return empty, or the last thing it said where it failed. All that it started is ended with it."""
    with subprocess.Popen(  # noqa: S603 - a program of the system's, on files of our own naming
            command, cwd=place, env=_environment(place), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True) as process:
        try:
            said, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return f"it took longer than {SECONDS:.0f} seconds"
        finally:
            _end(process)
    if process.returncode == 0:
        return ""
    lines = said.decode("utf-8", "replace").replace(str(place), "").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")[:200]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole session that was started, Ctrl-C and time limit included."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        elif process.poll() is None:
            process.kill()


def _alone() -> list[str]:
    """Return what starts a program without a network, or nothing where the system does not let us."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return []
    start = [unshare, "-rn"]
    try:
        tried = subprocess.run([*start, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603 - a fixed program
    except (OSError, subprocess.TimeoutExpired):
        return []
    return start if tried.returncode == 0 else []


def _environment(place: Path) -> dict[str, str]:
    own = {name: str(place / name.lower()) for name in _OWN_FOLDERS}
    for folder in own.values():
        Path(folder).mkdir(mode=0o700)
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "HTTP_PROXY", "HTTPS_PROXY"), _NOWHERE)
    return {**{name: os.environ[name] for name in _HANDED_ON if name in os.environ}, **own, **proxies, "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
