"""A real `postpress serve` in a process of its own, on a free port."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[2]


@dataclass
class Served:
    """A server under way."""

    process: subprocess.Popen[str]
    address: str
    """As it was printed, without a slash at its end."""
    said: Path
    """What it says on stderr."""

    def stop(self, number: int = signal.SIGINT) -> tuple[int, float]:
        """Send a signal and return the exit code and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(timeout=30), time.monotonic() - began


@contextlib.contextmanager
def serving(folder: Path, kept: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Served]:
    """Serve a folder until the block ends; what it says is kept in a file below `kept`."""
    said = kept / "serve.txt"
    environment = {**os.environ, "PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": "1"} | (environment or {})
    with said.open("w", encoding="utf-8") as words:
        process = subprocess.Popen([sys.executable, "-m", "builder", "serve", str(folder), "--port", "0", *options], env=environment,
                                   cwd=kept, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words, text=True)
    try:
        first = _first_line(process)
        assert first, said.read_text(encoding="utf-8")
        while "Ctrl-C ends it" not in said.read_text(encoding="utf-8"):
            assert process.poll() is None
            time.sleep(0.05)
        yield Served(process, first, said)
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _first_line(process: subprocess.Popen[str]) -> str:
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: lines.put(process.stdout.readline() if process.stdout else ""), daemon=True).start()
    with contextlib.suppress(queue.Empty):
        return lines.get(timeout=60).strip()
    return ""
