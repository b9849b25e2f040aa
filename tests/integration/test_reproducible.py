"""The same post gives the same bytes: on another day, in another time zone, language, folder and home, by another process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from oracles.finished import Finished

TOP = Path(__file__).parents[2]

ON_ANOTHER_DAY = """
import datetime, sys, time

THEN = 4_000_000_000.25  # 2 October 2096
_Day, _Moment, _struct = datetime.date, datetime.datetime, {name: getattr(time, name) for name in ("gmtime", "localtime", "ctime")}


class Moment(_Moment):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(THEN, tz)

    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(THEN, datetime.timezone.utc).replace(tzinfo=None)

    @classmethod
    def today(cls):
        return cls.fromtimestamp(THEN)


class Day(_Day):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(THEN)


datetime.datetime, datetime.date = Moment, Day
time.time, time.time_ns = lambda: THEN, lambda: int(THEN * 1e9)
for name, real in _struct.items():
    setattr(time, name, lambda seconds=None, real=real: real(THEN if seconds is None else seconds))

from builder.cli import main

sys.exit(main(sys.argv[1:]))
"""
"""Moves the clock as Python sees it, before anything else is imported."""


@pytest.mark.parametrize(("zone", "language", "seed", "mask"), [
    ("Pacific/Kiritimati", "zh_CN.UTF-8", "20240229", 0o077),
    ("America/St_Johns", "tr_TR.UTF-8", "random", 0o002),
])
def test_same_bytes_elsewhere_and_at_another_time(
    finished: Finished, tmp_path: Path, zone: str, language: str, seed: str, mask: int,
) -> None:
    place = tmp_path / "一个 folder"
    shutil.copytree(finished.post.parent, place)
    for file in place.rglob("*"):
        os.utime(file, (86_400, 86_400))
    home = tmp_path / "home"
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(TOP), "TZ": zone, "LC_ALL": language, "LANG": language, "PYTHONUTF8": "1",
        "PYTHONHASHSEED": seed, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "USER": "someone-else",
    }

    run = subprocess.run(
        [sys.executable, "-c", ON_ANOTHER_DAY, "build", finished.post.name, "--to", "pdf,epub", "-o", "out", "--offline", "-q"],
        cwd=place, env=environment, capture_output=True, text=True, timeout=300, umask=mask, check=False)

    assert run.returncode == 0, run.stderr
    for book in (finished.epub, finished.pdf):
        assert (place / "out" / book.name).read_bytes() == book.read_bytes(), f"{book.name} differs"


def test_the_date_of_a_reproducible_build_is_taken_from_the_environment(tmp_path: Path) -> None:
    """SOURCE_DATE_EPOCH of 2001-09-09 stands for the clock where a post has no date (reproducible-builds.org)."""
    (tmp_path / "post.md").write_text("---\ntitle: 无日\nlang: zh-Hans\n---\n\n正文。\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(TOP), "SOURCE_DATE_EPOCH": "1000000000", "XDG_CACHE_HOME": str(tmp_path / "c")}
    made = []
    for out in ("one", "two"):
        run = subprocess.run([sys.executable, "-m", "builder", "build", "post.md", "--to", "epub", "-o", out, "--offline", "-q"],
                             cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert run.returncode == 0, run.stderr
        made.append((tmp_path / out / "post.epub").read_bytes())
    assert made[0] == made[1]
    assert "2001-09-09" in _package(tmp_path / "one" / "post.epub")


def _package(epub: Path) -> str:
    import zipfile

    with zipfile.ZipFile(epub) as archive:
        return next(archive.read(n).decode() for n in archive.namelist() if n.endswith(".opf"))
