"""Runs a script of this room in a process of its own that has little memory, little time and may write no file.

Decoders are where hostile pictures do their work. This file is both sides: imported, it starts the process; run as a
program, it is that process, sets its limits and then runs the script it is told.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import subprocess
import sys
from pathlib import Path

MEMORY_BYTES = 2 << 30
"""Of address space: the largest picture allowed, 80 megapixels with transparency, needs 1.0 GB."""
CPU_SECONDS = 40
WALL_SECONDS = 60.0


OUT_OF_MEMORY = 86
"""The exit status of a process that could have no more memory."""


class ConfinedError(Exception):
    """The process broke its limits or died; there is no answer."""


def run(script: str, data: bytes, *arguments: str) -> bytes:
    """Return what the script of this folder wrote for `data`; it sees its arguments and nothing of the environment.

    Raises:
        ConfinedError: it took too much memory or time, or the decoder crashed.
        RuntimeError: the script itself failed, which is a fault of ours.
    """
    here = Path(__file__)
    # The process finds the packages this one finds, wherever they are installed, but not the folder it was started in.
    environment = {"PYTHONPATH": os.pathsep.join(p for p in sys.path if Path(p).is_absolute()), "PYTHONUTF8": "1"}
    if sys.platform == "win32":
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own script; no word of it comes from a post
            [sys.executable, "-P", "-B", str(here), str(here.with_name(script)), *arguments],
            input=data, capture_output=True, env=environment, timeout=WALL_SECONDS, check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ConfinedError("it takes longer than a minute") from error
    if done.returncode < 0 or done.returncode == OUT_OF_MEMORY:
        raise ConfinedError("it takes more memory or time than a picture may")
    if done.returncode > 0:
        raise RuntimeError(f"{script} failed:\n{done.stderr.decode('utf-8', 'replace')}")
    return done.stdout


def _confine() -> None:
    """Set the limits of this very process; where the system has none (Windows) the clock of the caller remains."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - Unix only

        for limit, most in (
            (resource.RLIMIT_AS, MEMORY_BYTES),
            (resource.RLIMIT_CPU, CPU_SECONDS),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            # macOS refuses some of them; each one that holds is worth having.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    _confine()
    sys.argv = sys.argv[1:]
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
