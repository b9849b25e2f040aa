from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from builder.assets import confined
from builder.assets.confined import ConfinedError, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits of memory and time are those of Linux")


def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    """Return the name of a script that stands where those of the room stand."""
    monkeypatch.setattr(Path, "with_name", lambda _, name: tmp_path / name)
    (tmp_path / "job.py").write_text("import sys, os, json\n" + text)
    return "job.py"


def test_it_answers_with_what_the_script_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = script(tmp_path, monkeypatch, "sys.stdout.buffer.write(sys.stdin.buffer.read() + sys.argv[1].encode())")
    assert run(job, b"\0data", "argument") == b"\0dataargument"


def test_the_script_sees_nothing_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    job = script(tmp_path, monkeypatch, "print(json.dumps(sorted(os.environ)))")
    # LC_CTYPE is what Python sets for itself (PEP 538).
    assert set(json.loads(run(job, b""))) <= {"PYTHONPATH", "PYTHONUTF8", "LC_CTYPE"}


@pytest.mark.parametrize("text", [
    "bytearray(3 << 30)",
    "os.abort()",
    "os.kill(os.getpid(), 9)",
])
def test_too_much_memory_and_a_crash_are_refusals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    with pytest.raises(ConfinedError):
        run(script(tmp_path, monkeypatch, text), b"")


@pytest.mark.parametrize("limit", ["CPU_SECONDS", "WALL_SECONDS"])
def test_too_much_time_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    if limit == "WALL_SECONDS":
        monkeypatch.setattr(confined, "WALL_SECONDS", 0.3)
        text = "import time; time.sleep(60)"
    else:
        # The child reads its limits from its own copy of the module.
        text = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    with pytest.raises(ConfinedError):
        run(script(tmp_path, monkeypatch, text), b"")


def test_the_script_may_write_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = script(tmp_path, monkeypatch, f"""
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open({str(tmp_path / "out")!r}, "w") as file:
        file.write("x")
except OSError as error:
    print(error.errno)
import resource
print(resource.getrlimit(resource.RLIMIT_CPU)[1], resource.getrlimit(resource.RLIMIT_AS)[1])
""")
    assert run(job, b"").split() == [b"27", str(confined.CPU_SECONDS).encode(), str(confined.MEMORY_BYTES).encode()]
    assert (tmp_path / "out").read_bytes() == b""


def test_a_fault_of_ours_is_not_blamed_on_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match="NameError"):
        run(script(tmp_path, monkeypatch, "undefined"), b"")


def test_it_runs_wherever_the_program_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('a module of the current folder was imported')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    job = script(tmp_path, monkeypatch, "import PIL; print(json.dumps(os.getcwd()))")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "job.py").rename(tmp_path / "elsewhere" / "job.py")
    monkeypatch.setattr(Path, "with_name", lambda _, name: tmp_path / "elsewhere" / name)
    assert json.loads(run(job, b"")) == str(Path.cwd())
