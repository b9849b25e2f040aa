"""The command as a process of its own: full disks, forbidden folders, Ctrl-C at the worst moments, pipes and terminals."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

POST = """---
title: 雨
author: A. Writer
date: 2026-01-01
lang: zh-Hans
---

雨下了一夜。

## 第一章　早晨

天晴了。
"""

EDITIONS = {"rain.epub", "rain.pdf"}


class Desk:
    """A folder with a post in it, and the command run there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "rain.md").write_text(POST, encoding="utf-8")
        self.environment = {**os.environ, "HOME": str(folder / "home"), "XDG_CACHE_HOME": str(folder / "home"),
                            "PYTHONPATH": str(Path(__file__).parents[2]), "TMPDIR": str(folder / "temporary")}
        (folder / "temporary").mkdir()

    def run(self, *arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
        """Run postpress, with a line of Python before it to arrange the moment of a mishap."""
        program = f"import sys\n{before}\nfrom builder import cli\nsys.exit(cli.main(sys.argv[1:]))\n"
        return subprocess.run([sys.executable, "-W", "error", "-c", program, *arguments], cwd=self.folder, env=self.environment,
                              capture_output=True, text=True, check=False, timeout=120)

    def left(self, folder: str = "dist") -> set[str]:
        place = self.folder / folder
        return {f.name for f in place.iterdir()} if place.is_dir() else set()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@contextlib.contextmanager
def small_disk(place: Path, options: str) -> Iterator[None]:
    """Mount a disk of that size or kind; only root can."""
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_it_builds_and_a_second_build_gives_the_same_bytes(desk: Desk) -> None:
    done = desk.run("build", "rain.md", "--strict")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "dist/rain.epub\ndist/rain.pdf\n"
    first = {f.name: f.read_bytes() for f in (desk.folder / "dist").iterdir()}
    assert set(first) == EDITIONS
    assert desk.run("build", "rain.md", "--offline").returncode == 0
    assert {f.name: f.read_bytes() for f in (desk.folder / "dist").iterdir()} == first


def test_json_names_the_books(desk: Desk) -> None:
    done = desk.run("build", "rain.md", "--json", "--to", "epub")
    found = json.loads(done.stdout)
    assert [e["path"] for e in found["editions"]] == ["dist/rain.epub"]
    assert found["editions"][0]["bytes"] == (desk.folder / "dist" / "rain.epub").stat().st_size
    assert found["exit"] == done.returncode == 0


def test_finished_books_pass_their_own_check(desk: Desk) -> None:
    assert desk.run("build", "rain.md").returncode == 0
    done = desk.run("check", "dist/rain.epub", "dist/rain.pdf")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_new_folder_can_be_built_at_once(desk: Desk, language: str) -> None:
    assert desk.run("new", "my book", "--lang", language).returncode == 0
    done = desk.run("build", "my book", "--strict", "--offline")
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr
    assert {Path(name).suffix for name in desk.left()} == {".epub", ".pdf"}


# ---- saving


def test_s001_a_file_where_the_folder_should_be(desk: Desk) -> None:
    (desk.folder / "dist").write_text("mine", encoding="utf-8")
    done = desk.run("build", "rain.md", "--to", "epub")
    assert done.returncode == 7
    assert done.stderr.splitlines()[-2:] == [
        "dist: error[S001] the folder cannot be made: file exists",
        "  hint: choose another with --out, or ask for the right to write there"]
    assert (desk.folder / "dist").read_text(encoding="utf-8") == "mine"


def test_s002_a_folder_that_may_only_be_read(desk: Desk) -> None:
    if os.geteuid() == 0:
        with small_disk(desk.folder / "dist", "ro"):
            done = desk.run("build", "rain.md", "--to", "epub")
            assert "read-only file system" in done.stderr
    else:
        (desk.folder / "dist").mkdir(mode=0o555)
        done = desk.run("build", "rain.md", "--to", "epub")
        assert "permission denied" in done.stderr
    assert done.returncode == 7
    assert "dist/rain.epub: error[S002] the book cannot be written" in done.stderr
    assert not desk.left()


def test_s002_a_folder_where_the_book_should_be(desk: Desk) -> None:
    (desk.folder / "dist" / "rain.epub").mkdir(parents=True)
    done = desk.run("build", "rain.md", "--to", "epub")
    assert done.returncode == 7
    assert "error[S002]" in done.stderr
    assert desk.left() == {"rain.epub"}


def test_s002_a_full_disk_leaves_nothing(desk: Desk) -> None:
    with small_disk(desk.folder / "dist", "size=16k"):
        done = desk.run("build", "rain.md", "--to", "epub")
        assert done.returncode == 7
        assert "error[S002] the book cannot be written: no space left on device" in done.stderr
        assert not desk.left()


NO_ROOM = """
import errno, os
def fsync(handle):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
os.fsync = fsync
"""


def test_s002_the_book_that_was_there_stays_when_the_disk_is_full(desk: Desk) -> None:
    (desk.folder / "dist").mkdir()
    (desk.folder / "dist" / "rain.epub").write_bytes(b"yesterday's")
    done = desk.run("build", "rain.md", "--to", "epub", before=NO_ROOM)
    assert done.returncode == 7
    assert "no space left on device" in done.stderr
    assert desk.left() == {"rain.epub"}
    assert (desk.folder / "dist" / "rain.epub").read_bytes() == b"yesterday's"


# ---- Ctrl-C


INTERRUPTED = """
import os, signal
def fsync(handle):
    os.kill(os.getpid(), signal.{name})
os.fsync = fsync
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_while_the_book_is_written_leaves_the_old_one(desk: Desk, name: str, code: int) -> None:
    (desk.folder / "dist").mkdir()
    (desk.folder / "dist" / "rain.epub").write_bytes(b"yesterday's")
    done = desk.run("build", "rain.md", "--to", "epub", before=INTERRUPTED.format(name=name))
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert desk.left() == {"rain.epub"}
    assert (desk.folder / "dist" / "rain.epub").read_bytes() == b"yesterday's"


def test_ctrl_c_at_a_terminal_halfway_through_the_pdf(desk: Desk) -> None:
    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("this machine has no terminal to give")
    environment = {**desk.environment, "TERM": "xterm", "COLUMNS": "80"}
    post = desk.folder / "rain.md"  # so long that no machine has finished its PDF when the key is pressed
    post.write_text(post.read_text(encoding="utf-8") + "\n\n雨落在檐下，落在石阶上。".join([""] * 1500), encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "builder", "build", "rain.md"], cwd=desk.folder, env=environment,
                               stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True)
    os.close(theirs)
    try:
        seen = _read_until(ours, b"making the PDF", process)
        os.killpg(process.pid, signal.SIGINT)
        stdout, _ = process.communicate(timeout=60)
        while select.select([ours], [], [], 0.2)[0] and (more := _rest(ours)):
            seen += more
    finally:
        process.kill()
        os.close(ours)
    assert process.returncode == 130, seen
    assert stdout == b""
    assert b"editing" in seen
    assert not desk.left()
    assert not list((desk.folder / "temporary").glob("postpress-*")), "an interruption is no bug"


def _rest(terminal: int) -> bytes:
    """Return what is left on a terminal; nothing when its other side is closed, which Linux tells by an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def _read_until(terminal: int, wanted: bytes, process: subprocess.Popen[bytes]) -> bytes:
    seen = b""
    deadline = time.monotonic() + 90
    while wanted not in seen:
        assert time.monotonic() < deadline, seen
        assert process.poll() is None, seen
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 4096)
    return seen


# ---- pipes and locales


def test_a_pipe_that_closes_early_is_no_failure(desk: Desk) -> None:
    pipe = '"$0" -m builder explain | head -n 1; exit "${PIPESTATUS[0]}"'
    done = subprocess.run(["bash", "-c", pipe, sys.executable], cwd=desk.folder, env=desk.environment,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_chinese_names_survive_any_locale(desk: Desk, locale: str) -> None:
    (desk.folder / "雨.md").write_text(POST, encoding="utf-8")
    desk.environment.update(LC_ALL=locale, PYTHONIOENCODING="ascii")
    done = subprocess.run([sys.executable, "-m", "builder", "build", "雨.md", "--to", "epub"], cwd=desk.folder,
                          env=desk.environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == "dist/雨.epub\n"


LOADING = """
import os, signal, sys
class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "builder.cli":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupted())
from builder.__main__ import run
sys.exit(run())
"""


def test_ctrl_c_while_the_program_loads_is_quiet(desk: Desk) -> None:
    done = subprocess.run([sys.executable, "-c", LOADING, "build", "rain.md"], cwd=desk.folder, env=desk.environment,
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
