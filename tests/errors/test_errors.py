"""Every folder here is one mistake: its files are built in a copy, and the command must say exactly what expected.txt says.

    $ postpress build post.md --to epub        the command; this one when the line is left out
    exit 4
    post.md:1:1: error[M001] ...               what it says on stderr, in this order
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from builder import cli

HERE = Path(__file__).parent
FOLDERS = sorted(f for f in HERE.iterdir() if f.is_dir() and f.name != "__pycache__")
COMMAND = "postpress build post.md --to epub"


def expectation(folder: Path) -> tuple[str, int, str]:
    """Return the command, the exit code and the lines on stderr."""
    lines = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    command = lines.pop(0)[2:] if lines[0].startswith("$ ") else COMMAND
    word, code = lines.pop(0).split()
    assert word == "exit"
    return command, int(code), "\n".join(lines).strip()


def files_in(place: Path) -> list[Path]:
    return sorted(f for f in place.rglob("*") if not f.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_mistake(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    command, code, said = expectation(folder)
    place = tmp_path / "place"
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("expected.txt"))
    before = files_in(place)
    monkeypatch.chdir(place)
    for variable in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    program, *arguments = shlex.split(command)
    assert program == "postpress"

    found = cli.main(arguments)
    out, err = capsys.readouterr()

    assert err.strip() == said
    assert found == code
    if code and "--strict" not in arguments:
        assert not out
        assert files_in(place) == before, "something was left behind"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_folder_is_named_after_the_code_it_shows(folder: Path) -> None:
    code = folder.name.split("-", maxsplit=1)[0]
    assert re.fullmatch(r"[A-Z]\d{3}", code)
    assert f"[{code}]" in expectation(folder)[2]
