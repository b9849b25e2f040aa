"""The set-up script and the Makefile as a stranger meets them, on machines made of stubs. Nothing here asks the network."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]

TOOLS = ("sh", "awk", "cat", "chmod", "cksum", "cmp", "cp", "dirname", "echo", "env", "expand", "find", "grep", "ls", "make",
         "mkdir", "paste", "rm", "sed", "tail", "touch", "tr", "uname")

FAMILIES = ("Debian, Ubuntu:  sudo apt-get", "Fedora:          sudo dnf", "Arch:            sudo pacman",
            "macOS:           brew")


class Machine:
    """A checkout in a folder with a space in its name, and a PATH on which only what a test puts there can be found."""

    def __init__(self, folder: Path, environment: Path) -> None:
        self.environment = environment
        self.checkout = folder / "a checkout"
        self.programs = folder / "bin"
        self.calls = folder / "calls"
        self.programs.mkdir()
        (self.checkout / "requirements").mkdir(parents=True)
        shutil.copy(TOP / "requirements" / "setup.sh", self.checkout / "requirements")
        shutil.copy(TOP / "Makefile", self.checkout)
        for lock in ("build.txt", "test.txt"):
            (self.checkout / "requirements" / lock).write_text("# no packages\n", encoding="utf-8")
        (self.checkout / "builder").mkdir()
        (self.checkout / "builder" / "__main__.py").write_text("print('the checkout')\n", encoding="utf-8")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.programs / tool).symlink_to(found)
        self.stub("id", "echo 1000")

    def stub(self, name: str, script: str = "") -> None:
        """Put a program on the PATH that notes how it was called."""
        file = self.programs / name
        file.unlink(missing_ok=True)
        file.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.calls}"\n{script}\n', encoding="utf-8")
        file.chmod(0o755)

    def python(self, *, without: str = "\\0") -> None:
        """Put Python on the PATH; libraries whose name begins with `without` cannot be loaded until `installed` exists."""
        self.stub("python3", f'case "$1 $2" in\n"- {without}"*) [ -e "{self.programs}/installed" ] || exit 1 ;;\n'
                             f'"-m venv") exec cp -R "{self.environment}" "$3" ;;\nesac\nexec "{sys.executable}" "$@"')

    def called(self, name: str) -> list[str]:
        text = self.calls.read_text(encoding="utf-8") if self.calls.exists() else ""
        return [line for line in text.splitlines() if line.startswith(f"{name} ")]

    def run(self, *command: str, terminal: bool = False, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.programs), "HOME": str(self.programs.parent), "PIP_NO_INDEX": "1", **variables}
        if not terminal:
            return subprocess.run(command, cwd=self.programs, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                                  text=True, check=False, timeout=120)
        try:
            ours, theirs = pty.openpty()
        except OSError:
            pytest.skip("this machine has no terminal to give")
        try:
            done = subprocess.run(command, cwd=self.programs, env=environment, stdin=theirs, stderr=theirs,
                                  stdout=subprocess.PIPE, text=True, check=False, timeout=120)
            os.close(theirs)
            return subprocess.CompletedProcess(command, done.returncode, done.stdout, _drained(ours))
        finally:
            os.close(ours)

    def set_up(self, purpose: str = "build", *, terminal: bool = False, **variables: str) -> subprocess.CompletedProcess[str]:
        return self.run(str(self.checkout / "requirements" / "setup.sh"), purpose, terminal=terminal, **variables)

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("make", "-C", str(self.checkout), *arguments)

    def ready(self) -> None:
        """Make the checkout look set up, with a postpress that notes its arguments and answers with a path."""
        (self.checkout / ".venv" / "bin").mkdir(parents=True)
        (self.checkout / ".venv" / "place").write_text(f"{self.checkout}/.venv\n", encoding="utf-8")
        (self.checkout / ".venv" / "ready-build").touch()
        self.stub("postpress", 'case $1 in build) printf "dist/a book.epub\\ndist/a book.pdf\\n" ;; esac\n'
                               f'for a; do echo "[$a]"; done >>"{self.calls}"')
        shutil.move(self.programs / "postpress", self.checkout / ".venv" / "bin" / "postpress")


def _drained(terminal: int) -> str:
    text = b""
    try:
        while block := os.read(terminal, 4096):
            text += block
    except OSError:  # Linux ends a terminal's output so
        pass
    return text.decode()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment to copy: making one takes seconds each time."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder


@pytest.fixture
def machine(tmp_path: Path, environment: Path) -> Machine:
    return Machine(tmp_path, environment)


# ---- the set-up script


def test_it_makes_an_environment_that_knows_the_checkout_from_any_folder(machine: Machine) -> None:
    machine.stub("python3", f'exec "{sys.executable}" "$@"')
    done = machine.set_up()
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "setup: ready"
    assert done.stdout == ""
    said = machine.run(str(machine.checkout / ".venv" / "bin" / "postpress"))
    assert said.stdout == "the checkout\n"


def test_a_second_run_does_nothing(machine: Machine) -> None:
    machine.python()
    assert machine.set_up().returncode == 0
    before = {f: f.stat().st_mtime_ns for f in (machine.checkout / ".venv").rglob("*") if "ready" not in f.name}
    done = machine.set_up()
    assert done.stderr == "setup: ready\n"
    assert {f: f.stat().st_mtime_ns for f in (machine.checkout / ".venv").rglob("*") if "ready" not in f.name} == before


def test_a_changed_lock_is_installed(machine: Machine) -> None:
    machine.python()
    assert machine.set_up().returncode == 0
    lock = machine.checkout / "requirements" / "build.txt"
    lock.write_text(f"no-such-package==1 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    done = machine.set_up()
    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    assert "no-such-package" in done.stderr
    assert not (machine.checkout / ".venv" / "ready-build").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Machine) -> None:
    machine.python()
    assert machine.set_up().returncode == 0
    for file in (machine.checkout / ".venv" / "bin").glob("python*"):
        file.unlink()
    done = machine.set_up()
    assert done.returncode == 0, done.stderr
    assert "making .venv" in done.stderr
    assert machine.run(str(machine.checkout / ".venv" / "bin" / "postpress")).stdout == "the checkout\n"


def test_a_file_in_the_place_of_the_environment_is_replaced(machine: Machine) -> None:
    machine.python()
    (machine.checkout / ".venv").write_text("not a folder", encoding="utf-8")
    assert machine.set_up().returncode == 0
    assert (machine.checkout / ".venv" / "ready-build").exists()


def test_a_checkout_that_was_moved_is_set_up_again(machine: Machine) -> None:
    machine.python()
    assert machine.set_up().returncode == 0
    machine.checkout = machine.checkout.rename(machine.checkout.with_name("moved"))
    done = machine.make(".venv/ready-build")
    assert done.returncode == 0, done.stderr
    assert "making .venv" in done.stderr
    assert str(machine.checkout) in next((machine.checkout / ".venv").rglob("postpress.pth")).read_text(encoding="utf-8")


def test_without_the_right_to_install_it_prints_the_commands_and_exits_9(machine: Machine) -> None:
    machine.python(without="lib")
    machine.stub("apt-get")
    machine.stub("sudo")
    done = machine.set_up()
    assert done.returncode == 9
    assert "Pango sets the lines of the PDF" in done.stderr
    for family in FAMILIES:
        assert family in done.stderr
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n" in done.stderr
    assert "pacman -S --needed pango harfbuzz\n" in done.stderr
    assert not machine.called("apt-get") + machine.called("sudo")
    assert not (machine.checkout / ".venv").exists()


def test_root_gets_only_what_is_missing_installed(machine: Machine) -> None:
    machine.python(without="libharfbuzz")
    machine.stub("id", "echo 0")
    machine.stub("apt-get", f'case $1 in install) touch "{machine.programs}/installed" ;; esac')
    done = machine.set_up()
    assert done.returncode == 0, done.stderr
    assert [c for c in machine.called("apt-get") if " install " in c] == [
        "apt-get install -y -q --no-install-recommends libharfbuzz-subset0"]


def test_stale_package_lists_are_refreshed_once(machine: Machine) -> None:
    machine.python(without="libharfbuzz")
    machine.stub("id", "echo 0")
    machine.stub("ls")  # the lists are there
    machine.stub("apt-get", f'cd "{machine.programs}"\ncase $1 in update) touch updated ;;\n'
                            'install) [ -e updated ] || exit 100; touch installed ;; esac')
    assert machine.set_up().returncode == 0
    assert [c.split()[1] for c in machine.called("apt-get")] == ["install", "update", "install"]


def test_packages_that_cannot_be_installed_end_it_with_the_reason(machine: Machine) -> None:
    machine.python(without="lib")
    machine.stub("id", "echo 0")
    machine.stub("apt-get", "echo 'E: no such host' >&2; exit 100")
    done = machine.set_up()
    assert done.returncode == 1
    assert "E: no such host" in done.stderr


def test_packages_that_do_not_help_end_it_with_the_commands(machine: Machine) -> None:
    machine.python(without="lib")
    machine.stub("id", "echo 0")
    machine.stub("apt-get")
    done = machine.set_up()
    assert done.returncode == 9
    assert "Fedora:" in done.stderr


def test_at_a_terminal_it_says_why_and_asks_through_sudo(machine: Machine) -> None:
    machine.python(without="libpango")
    machine.stub("apt-get")
    machine.stub("sudo", f'touch "{machine.programs}/installed"')
    done = machine.set_up(terminal=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.index("Pango sets the lines") < done.stderr.index("installing libpango-1.0-0")
    assert any("apt-get install -y -q --no-install-recommends libpango-1.0-0" in c for c in machine.called("sudo"))


@pytest.mark.parametrize(("program", "wanted"), [
    ("dnf", "dnf install -y pango"), ("pacman", "pacman -S --needed --noconfirm pango"),
])
def test_other_families_have_their_own_command(machine: Machine, program: str, wanted: str) -> None:
    machine.python(without="libpango")
    machine.stub("id", "echo 0")
    machine.stub(program, f'touch "{machine.programs}/installed"')
    done = machine.set_up()
    assert done.returncode == 0, done.stderr
    assert machine.called(program) == [wanted]


def test_without_python_it_asks_for_python(machine: Machine) -> None:
    done = machine.set_up()
    assert done.returncode == 9
    assert "Python 3.11 or later" in done.stderr
    assert "python3 python3-venv libpango" in done.stderr


def test_an_old_python_is_no_python(machine: Machine) -> None:
    machine.stub("python3", "exit 1")
    machine.stub("python3.13", f'exec "{sys.executable}" "$@"')
    assert machine.set_up().returncode == 0
    assert machine.called("python3.13")


def test_testing_needs_more(machine: Machine) -> None:
    machine.python()
    done = machine.set_up("test")
    assert done.returncode == 9
    for package in ("mupdf-tools", "poppler-utils", "qpdf", "nodejs npm", "pandoc default-jdk-headless maven"):
        assert package in done.stderr
    assert "brew install --cask google-chrome" in done.stderr


def test_an_unknown_purpose_is_a_mistake(machine: Machine) -> None:
    assert machine.set_up("everything").returncode == 2


# ---- the Makefile


def built(machine: Machine) -> list[str]:
    """Return the arguments of every call of postpress, in brackets."""
    return [line for line in machine.calls.read_text(encoding="utf-8").splitlines() if line.startswith("[")]


@pytest.mark.parametrize("arguments", [["epub", "pdf"], ["-j4", "pdf", "epub"], ["all"], ["-j", "all", "epub"]])
def test_both_books_are_one_build(machine: Machine, arguments: Sequence[str]) -> None:
    machine.ready()
    done = machine.make(*arguments)
    assert done.returncode == 0, done.stderr
    assert built(machine) == ["[build]", "[content/ten-years-of-kubernetes.md]", "[--to]", "[epub,pdf]", "[-o]", "[dist]"]
    assert "dist/a book.epub\ndist/a book.pdf\n" in done.stdout
    assert "Nothing to be done" not in done.stdout


@pytest.mark.parametrize(("arguments", "source"), [
    (["POST=a post's \"name\" $$1 雨.md"], "a post's \"name\" $1 雨.md"), (["BOOK=my books"], "my books"),
])
def test_post_and_book_choose_the_source_whatever_its_name(machine: Machine, arguments: Sequence[str], source: str) -> None:
    machine.ready()
    assert machine.make("pdf", *arguments).returncode == 0
    assert built(machine)[:4] == ["[build]", f"[{source}]", "[--to]", "[pdf]"]


@pytest.mark.parametrize("edition", ["epub", "kepub", "azw3", "pdf", "screen", "wrap"])
def test_an_edition_is_made_alone(machine: Machine, edition: str) -> None:
    machine.ready()
    assert machine.make(edition).returncode == 0
    assert built(machine)[2:4] == ["[--to]", f"[{edition}]"]


def test_post_and_book_together_are_refused(machine: Machine) -> None:
    machine.ready()
    done = machine.make("epub", "POST=a.md", "BOOK=b")
    assert done.returncode == 2
    assert "not both" in done.stderr
    assert not machine.calls.exists()


def test_check_judges_the_very_files_that_were_built(machine: Machine) -> None:
    machine.ready()
    assert machine.make("check").returncode == 0
    assert built(machine)[6:] == ["[check]", "[dist/a book.epub]", "[dist/a book.pdf]"]


def test_make_alone_is_help(machine: Machine) -> None:
    done = machine.make()
    assert done.returncode == 0
    for target in ("epub", "kepub", "azw3", "pdf", "all", "check", "test", "lint", "setup", "clean"):
        assert f"\n  {target} " in done.stdout
    assert not machine.calls.exists()


def test_clean_leaves_the_environment_and_the_posts(machine: Machine) -> None:
    machine.ready()
    (machine.checkout / "tests").mkdir()
    (machine.checkout / "dist").mkdir()
    (machine.checkout / "builder" / "__pycache__").mkdir()
    assert machine.make("clean").returncode == 0
    assert sorted(f.name for f in machine.checkout.iterdir()) == [".venv", "Makefile", "builder", "requirements", "tests"]
    assert [f.name for f in (machine.checkout / "builder").iterdir()] == ["__main__.py"]
