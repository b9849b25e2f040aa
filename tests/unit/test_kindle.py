from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from builder import kindle
from builder.errors import Exit, PostpressError, Report
from builder.model import Edition, Target

SOURCE = Edition(Target.EPUB, "rain.epub", "application/epub+zip", b"the book")


@pytest.fixture
def calibre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program of that name first on the PATH, and return it to be written."""
    place = tmp_path / "bin" / kindle.PROGRAM
    place.parent.mkdir()
    monkeypatch.setenv("PATH", f"{place.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(kindle, "_alone", list)
    return place


def play(program: Path, script: str) -> None:
    program.write_text(f"#!{sys.executable}\nimport os, sys, time\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_what_calibre_makes_is_returned(calibre: Path) -> None:
    play(calibre, "open(sys.argv[2], 'wb').write(open(sys.argv[1], 'rb').read() + b' converted')")
    made = kindle.azw3(SOURCE, Report())
    assert (made.target, made.name, made.data) == (Target.AZW3, "book.azw3", b"the book converted")


def test_calibre_runs_in_a_folder_of_its_own(calibre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = tmp_path / "said"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CALIBRE_CONFIG_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("SECRET", "x")
    play(calibre, f"open({str(said)!r}, 'w').write('\\n'.join(f'{{k}}={{v}}' for k, v in os.environ.items()) + '\\nCWD=' + os.getcwd())\n"
                  "assert all(os.path.isdir(os.environ[k]) for k in ('HOME', 'TMPDIR', 'CALIBRE_CONFIG_DIRECTORY'))\n"
                  "open(sys.argv[2], 'wb').write(b'x')")
    kindle.azw3(SOURCE, Report())
    seen = dict(line.split("=", 1) for line in said.read_text(encoding="utf-8").splitlines())
    assert seen["QT_QPA_PLATFORM"] == "offscreen"
    assert seen["QTWEBENGINE_DISABLE_SANDBOX"] == "1"
    assert seen["https_proxy"] == "http://127.0.0.1:9"
    assert "SECRET" not in seen
    for name in ("HOME", "CALIBRE_CONFIG_DIRECTORY", "CWD"):
        assert not Path(seen[name]).is_relative_to(tmp_path)
        assert not Path(seen[name]).exists(), "gone afterwards"


@pytest.mark.parametrize(("script", "message"), [
    ("print('first'); print('it is broken'); print(); sys.exit(1)", "it is broken"),
    ("sys.exit(3)", "it said nothing"),
    ("pass", "it said nothing"),
])
def test_what_calibre_says_when_it_fails_is_told(calibre: Path, script: str, message: str) -> None:
    play(calibre, script)
    report = Report()
    with pytest.raises(PostpressError) as failed:
        kindle.azw3(SOURCE, report)
    assert failed.value.exit_code is Exit.BINDING
    assert [(d.code, d.message) for d in report] == [("E016", f"Calibre made no AZW3: {message}")]


def test_a_conversion_without_end_is_ended_with_all_it_started(calibre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "pid"
    play(calibre, f"child = os.fork()\nif child: open({str(mark)!r}, 'w').write(str(child))\ntime.sleep(600)")
    monkeypatch.setattr(kindle, "SECONDS", 2.0)
    report = Report()
    with pytest.raises(PostpressError):
        kindle.azw3(SOURCE, report)
    assert "it took longer than 2 seconds" in report.errors[0].message
    assert not _runs(int(mark.read_text()))


def _runs(pid: int) -> bool:
    """Return whether a process still does something; one that ended and that nobody asked after is a zombie."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.1)
    return True


def test_without_calibre_the_command_to_install_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    report = Report()
    with pytest.raises(PostpressError) as failed:
        kindle.azw3(SOURCE, report)
    assert failed.value.exit_code is Exit.TOOL_MISSING
    (error,) = report.errors
    assert error.code == "X011"
    assert "apt-get install calibre" in (error.hint or "")
