"""The outside validators played by stubs; the real ones are asked in tests/integration."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.errors import Diagnostic, Report
from builder.preflight import check_outside, outside

from .specimen import Leaf, spoilt

Run = Callable[[str, int], None]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Let every validator be there and give the same answer."""
    def set_answer(stdout: str, code: int) -> None:
        def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            assert Path(command[-1]).is_file()
            return subprocess.CompletedProcess(command, code, stdout, "")

        monkeypatch.setattr(subprocess, "run", run)
        monkeypatch.setattr(outside, "epubcheck_command", lambda: ["epubcheck"])
        monkeypatch.setattr(outside, "find_spec", lambda _: object())
        monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")

    return set_answer


def said(data: bytes, name: str = "rain.epub") -> list[Diagnostic]:
    report = Report()
    check_outside(data, name, report)
    return list(report)


def epubcheck(severity: str, path: str = "EPUB/a.xhtml", line: int = 3) -> str:
    return json.dumps({"messages": [{"ID": "RSC-005", "severity": severity, "message": "Error  while\nparsing.",
                                     "locations": [{"path": path, "line": line}], "suggestion": None}],
                       "kobo_findings": []})


@pytest.mark.parametrize(("severity", "code"), [("ERROR", "V070"), ("FATAL", "V070"), ("WARNING", "V073")])
def test_what_epubcheck_says(answer: Run, severity: str, code: str) -> None:
    answer(epubcheck(severity), 1)
    (found,) = said(spoilt())
    assert (found.code, found.path, found.line, found.message) == (
        code, "rain.epub/EPUB/a.xhtml", 3, "EPUBCheck RSC-005: error while parsing")


def test_what_epubcheck_only_notes_is_left_out(answer: Run) -> None:
    answer(epubcheck("USAGE"), 0)
    assert said(spoilt()) == []


@pytest.mark.parametrize(("severity", "code"), [("error", "V071"), ("warning", "V074"), ("info", "V074")])
def test_what_kobofix_says(answer: Run, severity: str, code: str) -> None:
    finding = {"rule": "KOBO-001", "severity": severity, "message": "Drops it.", "source": "EPUB/a.css", "line": 2}
    answer(json.dumps({"messages": [], "kobo_findings": [finding]}), 2)
    (found,) = said(spoilt())
    assert (found.code, found.path, found.line, found.message) == (code, "rain.epub/EPUB/a.css", 2, "kobofix KOBO-001: drops it")


def test_vertical_lines_are_no_finding_of_kobofix(answer: Run) -> None:
    finding = {"rule": "KOBO-019", "severity": "info", "message": "Kobo DOES support this.", "source": "EPUB/a.css", "line": 2}
    answer(json.dumps({"messages": [], "kobo_findings": [finding]}), 0)
    assert said(spoilt()) == []


@pytest.mark.parametrize(("code", "expected"), [(0, []), (2, ["V072"]), (3, ["V075"])])
def test_what_qpdf_says(answer: Run, code: int, expected: list[str]) -> None:
    answer("WARNING: xref is damaged.\n", code)
    assert [d.code for d in said(Leaf().data(), "rain.pdf")] == expected


def test_a_validator_that_is_not_there_is_named_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "find_spec", lambda _: None)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    found = said(spoilt()) + said(Leaf().data(), "rain.pdf")
    assert [(d.code, d.message.split(" did")[0]) for d in found] == [("V079", "EPUBCheck"), ("V079", "kobofix"), ("V079", "qpdf")]
    assert all(d.hint for d in found)


@pytest.mark.parametrize("error", [OSError("no such program"), subprocess.TimeoutExpired("x", 300)])
def test_a_validator_that_fails_is_named_loudly(answer: Run, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    answer("", 0)

    def run(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", run)
    assert {d.code for d in said(spoilt())} == {"V079"}
    assert {d.code for d in said(Leaf().data(), "rain.pdf")} == {"V079"}


def test_an_answer_that_makes_no_sense_is_no_clean_bill(answer: Run) -> None:
    answer("Killed", 137)
    assert [d.code for d in said(spoilt())] == ["V079", "V079"]


def test_no_file_is_left_behind(answer: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer(epubcheck("ERROR"), 1)
    said(spoilt())
    assert list(tmp_path.iterdir()) == []


def test_other_files_are_told_so() -> None:
    assert [d.code for d in said(b"x", "rain.md")] == ["V001"]
