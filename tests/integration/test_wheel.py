"""The wheel stands alone: built offline, installed in an empty environment far from the checkout, it makes the first book."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
POST = "ten-years-of-kubernetes.md"

pytestmark = pytest.mark.integration


def run(*command: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_", "XDG_"))}
    return subprocess.run([str(c) for c in command], cwd=cwd, env={**environment, **variables}, capture_output=True,
                          text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-build-isolation", "--no-deps",
               "--no-index", "--wheel-dir", folder, TOP, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    [made] = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `bin` of an environment that has the wheel, and beyond it only the libraries that are locked."""
    folder = tmp_path_factory.mktemp("elsewhere") / "an environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    done = run(sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", folder / "bin" / "python", "install",
               "--no-index", "--no-deps", wheel, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    # The libraries of this environment, but not the checkout: a path named in a .pth has its own .pth files left unread.
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin"


def test_the_wheel_holds_what_it_should_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        [about] = [n for n in names if n.endswith(".dist-info/METADATA")]
        metadata = Parser().parsestr(archive.read(about).decode())
    assert {n.split("/")[0] for n in names} == {"builder", about.split("/")[0]}
    for wanted in ("builder/py.typed", "builder/explanations/M.toml", "builder/starter/zh.md",
                   "builder/_shipped/fonts/fonts.toml", "builder/_shipped/themes/classic/theme.toml"):
        assert wanted in names
    assert not [n for n in names if "__pycache__" in n or n.endswith(".pyc")]
    assert metadata["License-Expression"] == "AGPL-3.0-or-later"
    licences = [n for n in names if ".dist-info/licenses/" in n]
    assert any(n.endswith("/LICENSE") for n in licences)
    assert len(licences) > len(list((TOP / "fonts" / "licenses").iterdir()))


def test_themes_and_fonts_come_from_inside(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "python", "-c", "import builder, builder.shipped as s; print(builder.__file__, s.shipped('fonts'), "
               "s.shipped('themes'), sep='\\n')", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    inside = str(installed.parent.resolve())
    assert [line.startswith(inside) for line in said.stdout.splitlines()] == [True] * 3
    assert run(installed / "postpress", "themes", cwd=tmp_path).stdout.startswith("classic  ")


def test_it_makes_the_first_book_in_another_folder(installed: Path, tmp_path: Path) -> None:
    shutil.copy(TOP / "content" / POST, tmp_path)
    done = run(installed / "postpress", "build", POST, "--offline", "-o", "books", cwd=tmp_path, HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["books/ten-years-of-kubernetes.epub", "books/ten-years-of-kubernetes.pdf"]
    assert (tmp_path / "books" / "ten-years-of-kubernetes.epub").read_bytes()[:2] == b"PK"
    assert (tmp_path / "books" / "ten-years-of-kubernetes.pdf").read_bytes()[:5] == b"%PDF-"
    assert sorted(f.name for f in (tmp_path / "books").iterdir()) == [f"ten-years-of-kubernetes.{e}" for e in ("epub", "pdf")]


def test_the_version_is_the_wheels(installed: Path, wheel: Path, tmp_path: Path) -> None:
    said = run(installed / "postpress", "--version", cwd=tmp_path).stdout.split()
    assert said == ["postpress", wheel.name.split("-")[1]]
