"""What is true of the repository as a whole: a stranger can use it, and nothing in it points at one machine."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shlex
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import builder
from builder import cli
from builder.errors import EXIT_BY_OWNER, Severity, explanations

TOP = Path(__file__).parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that are in the repository or would be at the next commit."""
    # In a container the checkout may belong to somebody else, which git does not trust unasked.
    listing = ["git", "-c", f"safe.directory={TOP}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(listing, cwd=TOP, capture_output=True, check=True)
    return tuple(TOP / os.fsdecode(name) for name in told.stdout.split(b"\0") if name and (TOP / os.fsdecode(name)).is_file())


@cache
def texts() -> dict[Path, str]:
    found: dict[Path, str] = {}
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8192]:
            found[path.relative_to(TOP)] = data.decode(errors="replace")
    return found


def lines_with(pattern: str, files: dict[Path, str]) -> list[str]:
    found = re.compile(pattern)
    return [f"{path}:{number}: {line.strip()[:120]}" for path, text in files.items()
            for number, line in enumerate(text.splitlines(), 1) if found.search(line)]


# ---- what must not be in it


def test_nothing_names_a_place_to_download_from() -> None:
    pattern = (r'"resolved": *"http|https?://[^ "]+\.(whl|tgz)\b'
               r"|\b(registry|repo1?|files|static|proxy|deb|index)\.[a-z]+\.(org|io|com)\b")
    assert not lines_with(pattern, texts())


def test_nothing_names_a_place_on_this_machine() -> None:
    here = rf"{re.escape(str(TOP))}(?![\w-])" if len(TOP.parts) > 2 else r"(?!)"
    assert not lines_with(here + r"|\.\./shared\b|/Users/\w+/|/home/\w+/|/root/[.\w]", texts())


def test_files_are_small_except_fonts() -> None:
    assert not [f"{p.relative_to(TOP)}: {p.stat().st_size}" for p in tracked()
                if p.stat().st_size > 1_000_000 and "fonts" not in p.relative_to(TOP).parts[:1]]
    fonts = sum(p.stat().st_size for p in tracked() if p.relative_to(TOP).parts[0] == "fonts")
    assert fonts < 45_000_000


def test_the_top_level_is_the_one_agreed() -> None:
    agreed = {"pyproject.toml", "builder", "themes", "fonts", "content", "tests", "Makefile", "README.md", "LICENSE",
              "CHANGELOG.md", "CONTRIBUTING.md", "docs", "requirements", ".ci", ".gitignore", ".gitattributes", ".editorconfig"}
    assert {p.relative_to(TOP).parts[0] for p in tracked()} <= agreed


def test_the_licence_is_the_whole_agpl_unchanged() -> None:
    digest = hashlib.sha256((TOP / "LICENSE").read_bytes()).hexdigest()
    assert digest == "57c8ff33c9c0cfc3ef00e650a1cc910d7ee479a8bc509f6c9209a7c2a11399d6"


@pytest.mark.parametrize("script", [".ci/run", "requirements/setup.sh", "requirements/lock.sh"])
def test_scripts_can_be_run(script: str) -> None:
    assert os.access(TOP / script, os.X_OK)


def test_every_exception_from_a_rule_gives_its_reason() -> None:
    code = {path: text for path, text in texts().items() if path.suffix == ".py"}
    bare = r"#\s*(noqa(: ?[A-Z]+\d+(, ?[A-Z]+\d+)*)?|type: ?ignore(\[[\w, -]+\])?|pragma: no cover)\s*(#\s*)?$"
    assert not lines_with(bare, code)


# ---- the two lock files


@cache
def project() -> dict[str, object]:
    return tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))


def locked(name: str) -> dict[str, str]:
    text = (TOP / "requirements" / name).read_text(encoding="utf-8")
    return {canonicalize_name(m[1]): m[2] for m in re.finditer(r"^([\w.-]+)==([^\s;]+)", text, re.M)}


@pytest.mark.parametrize(("file", "wanted"), [
    ("build.txt", ["dependencies"]), ("test.txt", ["dependencies", "test"]),
])
def test_the_lock_has_what_pyproject_asks_for(file: str, wanted: list[str]) -> None:
    table = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {"dependencies": table["project"]["dependencies"], **table["dependency-groups"]}
    found = locked(file)
    for requirement in (Requirement(line) for key in wanted for line in asked[key]):
        version = found.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not locked: run requirements/lock.sh"
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}: run requirements/lock.sh"


def test_testing_uses_the_versions_that_building_uses() -> None:
    assert locked("build.txt").items() <= locked("test.txt").items()


@pytest.mark.parametrize("file", ["build.txt", "test.txt"])
def test_every_locked_package_has_hashes_and_no_address(file: str) -> None:
    text = (TOP / "requirements" / file).read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]
    assert len(entries) == len(locked(file))
    assert not [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_the_node_lock_has_hashes_and_no_address() -> None:
    lock = TOP / "tests" / "integration" / "node" / "package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    assert not [name for name, entry in packages.items() if name and ("resolved" in entry or "integrity" not in entry)]


# ---- what it says of itself


def commands_in(document: str) -> list[list[str]]:
    """Return the commands in a Markdown document's code blocks, each as words."""
    blocks = re.findall(r"^```(?:sh|console|bash|shell|text)?\n(.*?)^```", document, re.M | re.S)
    blocks += re.findall(r"(?:^ {4}.*\n)+", document, re.M)
    return [shlex.split(line.strip().removeprefix("$ "), comments=True) for line in "\n".join(blocks).splitlines()
            if re.match(r"\s*(\$ )?(make|postpress)\b", line)]


DOCUMENTS = ["README.md", "CONTRIBUTING.md", *sorted(str(d.relative_to(TOP)) for d in TOP.glob("docs/**/*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_that_is_documented_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z][\w-]*(?: [a-z][\w-]*)*):(?!=)", (TOP / "Makefile").read_text(encoding="utf-8"), re.M))
    targets = {word for names in targets for word in names.split()}
    variables = set(re.findall(r"^([A-Z]+) =", (TOP / "Makefile").read_text(encoding="utf-8"), re.M))
    for words in commands_in((TOP / document).read_text(encoding="utf-8")):
        if words[0] == "make":
            for word in (w for w in words[1:] if not w.startswith("-")):
                name, is_variable, _ = word.partition("=")
                assert name in (variables if is_variable else targets), f"{document}: {shlex.join(words)}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_is_documented_exists(document: str) -> None:
    known = command_options()
    for words in commands_in((TOP / document).read_text(encoding="utf-8")):
        if words[0] == "postpress" and len(words) > 1 and words[1] not in {"--help", "--version"}:
            assert words[1] in known, f"{document}: {shlex.join(words)}"
            options = {w.partition("=")[0] for w in words[2:] if w.startswith("-")}
            assert options <= known[words[1]], f"{document}: {shlex.join(words)}"


def command_options() -> dict[str, set[str]]:
    """Return every command of postpress with its options."""
    group = typer.main.get_command(cli.app)
    commands = getattr(group, "commands")  # noqa: B009  # typer's own type does not say that it has them
    return {name: {o for p in c.params for o in p.opts if o.startswith("-")} | {"-h", "--help"} for name, c in commands.items()}


def test_every_command_and_option_is_documented() -> None:
    text = (TOP / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    for command, options in command_options().items():
        assert f"postpress {command}" in text
        section = text.partition(f"## postpress {command}")[2].partition("\n## ")[0]
        missing = {o for o in options - {"-h", "--help"} if f"`{o}" not in section and f", {o}" not in section}
        assert not missing, f"{command}: {missing}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    path = TOP / document
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:|#", target):
            assert (path.parent / target.partition("#")[0]).exists(), f"{document}: {target}"


def test_the_changelog_has_the_version() -> None:
    version = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.search(rf"^## .*{re.escape(version)}", (TOP / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)


# ---- codes


@cache
def reported() -> dict[str, str]:
    """Return every code the program mentions, with one place where it does."""
    found: dict[str, str] = {}
    for file in sorted((TOP / "builder").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[A-Z]\d{3}", node.value):
                found.setdefault(node.value, f"{file.relative_to(TOP)}:{node.lineno}")
    return found


def test_every_code_that_is_reported_is_explained() -> None:
    unexplained = {code: place for code, place in reported().items() if code[0] in EXIT_BY_OWNER and code not in explanations()}
    assert not unexplained


def test_every_code_that_is_explained_is_reported() -> None:
    unused = sorted(explanations().keys() - reported().keys())
    assert not unused


def test_every_code_has_a_test() -> None:
    folders = {p.name.partition("-")[0] for p in (TOP / "tests" / "errors").iterdir() if (p / "expected.txt").is_file()}
    python = "\n".join(text for path, text in texts().items() if path.parts[0] == "tests" and path.suffix == ".py")
    tested = folders | set(re.findall(r"\b([A-Z]\d{3})\b", python))
    untested = sorted(explanations().keys() - tested)
    assert not untested


@pytest.mark.parametrize("file", sorted((TOP / "builder" / "explanations").glob("*.toml")), ids=lambda f: f.stem)
def test_explanations_stand_with_their_owner_and_in_order(file: Path) -> None:
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    assert file.stem in EXIT_BY_OWNER
    assert list(table) == sorted(table)
    for code, entry in table.items():
        assert code[0] == file.stem
        assert set(entry) == {"severity", "title", "text"}
        assert Severity(entry["severity"])
        title = entry["title"]
        assert title == title.strip().rstrip("."), code
        assert len(title) <= 90, code
        assert len(entry["text"].strip()) > 60, f"{code}: says no more than its title"


# ---- the library


def test_every_public_name_is_documented() -> None:
    assert builder.__doc__
    for name in builder.__all__:
        documented = getattr(builder, name).__doc__
        assert documented, name
        assert not documented.startswith(f"{name}("), f"{name}: has only the text that dataclass made"


def test_the_package_says_that_it_is_typed() -> None:
    assert (TOP / "builder" / "py.typed").is_file()
