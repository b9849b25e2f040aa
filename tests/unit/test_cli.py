from __future__ import annotations

import io
import json
import os
import signal
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from preflight.printing.proofs import Proof

import builder
from builder import cli
from builder.errors import Exit, PostpressError, Report, explanations
from builder.model import Target

Captured = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


def succeed(report: Report) -> None:
    assert not len(report)


class Press:
    """Stands in for the pipeline: remembers what it was asked and says what it is told to."""

    def __init__(
        self, act: Callable[[Report], None] = succeed, *, names: Sequence[str] = ("rain.epub", "rain.pdf"),
    ) -> None:
        self.act = act
        self.names = names
        self.asked: dict[str, Any] = {}

    def Settings(self, **settings: Any) -> SimpleNamespace:  # noqa: N802  # the name of the class it stands for
        return SimpleNamespace(**settings)

    def build(self, source: str, *, to: Sequence[Target], out: Path, settings: Any, report: Report, progress: Any) -> Any:
        self.asked = {"source": source, "to": tuple(to), "out": out, "settings": settings, "progress": progress}
        if progress:
            progress("making the PDF")
        self.act(report)
        report.stop_on_errors()
        out.mkdir(parents=True, exist_ok=True)
        for name in self.names:
            (out / name).write_bytes(b"book")
        return SimpleNamespace(editions=tuple(out / name for name in self.names), report=report)

    def check(self, path: Path, report: Report, profile: object = None) -> tuple[Any, ...]:
        assert profile is None
        self.asked.setdefault("checked", []).append(path)
        self.act(report)
        report.stop_on_errors()
        return ()

    @property
    def preflight(self) -> SimpleNamespace:
        def check_outside(data: bytes, name: str, report: Report) -> None:
            assert not report.errors
            self.asked.setdefault("outside", []).append((data, name))

        return SimpleNamespace(check_outside=check_outside)

    @property
    def fonts(self) -> SimpleNamespace:
        def fetch_faces(names: Sequence[str], report: Report) -> tuple[Path, ...]:
            self.asked["fetched"] = list(names)
            self.act(report)
            report.stop_on_errors()
            return tuple(Path(f"{name}.ttf") for name in names)

        return SimpleNamespace(fetch_faces=fetch_faces)


@pytest.fixture
def press(monkeypatch: Patch, tmp_path: Path) -> Callable[..., Press]:
    def install(*arguments: Any, **named: Any) -> Press:
        made = Press(*arguments, **named)
        monkeypatch.setattr(cli, "load_pipeline", lambda: made)
        return made

    monkeypatch.chdir(tmp_path)
    return install


def warn(report: Report) -> None:
    report.hint("A090", "no picture for the cover", path="post.md")
    report.warn("M030", "no title", path="post.md", line=1, hint="write one")
    report.warn("A050", "the cover was not found", path="post.md", line=3)


def fail(report: Report) -> None:
    report.warn("M030", "no title", path="post.md", line=1, hint="write one")
    report.error("C001", "unknown key 'titel'", path="book.toml", line=2, column=1, hint="did you mean 'title'?")
    report.error("M001", "never closed", path="post.md")


# ---- build


def test_build_prints_the_paths_of_the_books_and_nothing_else(press: Callable[..., Press], capsys: Captured) -> None:
    made = press()
    assert cli.main(["build", "post.md"]) == 0
    assert capsys.readouterr() == (f"{Path('dist/rain.epub')}\n{Path('dist/rain.pdf')}\n", "")
    assert made.asked["source"] == "post.md"
    assert made.asked["to"] == (Target.EPUB, Target.PDF)
    assert made.asked["out"] == Path("dist")
    assert made.asked["settings"] == SimpleNamespace(offline=False, theme="", printer="", variant="", ruby="")
    assert made.asked["progress"] is None


@pytest.mark.parametrize(("arguments", "targets"), [
    (["--to", "pdf"], (Target.PDF,)),
    (["--to", "screen"], (Target.SCREEN,)),
    (["--to", "pdf,epub"], (Target.PDF, Target.EPUB)),
    (["--to", "epub", "--to", "PDF, epub"], (Target.EPUB, Target.PDF)),
])
def test_to_names_editions_once_and_in_order(
    press: Callable[..., Press], arguments: list[str], targets: tuple[Target, ...],
) -> None:
    made = press()
    assert cli.main(["build", *arguments]) == 0
    assert made.asked["to"] == targets
    assert made.asked["source"] == "."


def test_options_reach_the_library(press: Callable[..., Press]) -> None:
    made = press()
    cli.main(["build", "a.md", "--offline", "--theme", "classic", "--variant", "zh-TW", "--ruby", "pinyin", "-o", "books/here"])
    assert made.asked["settings"] == SimpleNamespace(offline=True, theme="classic", printer="", variant="zh-TW", ruby="pinyin")
    assert made.asked["out"] == Path("books/here")


def test_warnings_go_to_stderr_as_plain_lines_and_the_build_succeeds(press: Callable[..., Press], capsys: Captured) -> None:
    press(warn)
    assert cli.main(["build", "post.md"]) == 0
    out, err = capsys.readouterr()
    assert out.count("\n") == 2
    assert err == ("post.md: hint[A090] no picture for the cover\n"
                   "post.md:1: warning[M030] no title\n  hint: write one\n"
                   "post.md:3: warning[A050] the cover was not found\n")


def test_quiet_says_only_errors(press: Callable[..., Press], capsys: Captured) -> None:
    press(warn)
    assert cli.main(["build", "post.md", "-q"]) == 0
    assert capsys.readouterr().err == ""
    press(fail)
    assert cli.main(["build", "post.md", "-q"]) == Exit.CONFIG
    assert "warning" not in (err := capsys.readouterr().err)
    assert err.count("error[") == 2


def test_the_first_error_gives_the_exit_code_and_all_are_told(press: Callable[..., Press], capsys: Captured) -> None:
    press(fail)
    assert cli.main(["build", "post.md"]) == Exit.CONFIG
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[2] == "book.toml:2:1: error[C001] unknown key 'titel'"
    assert err.splitlines()[4] == "post.md: error[M001] never closed"


def test_strict_lets_the_first_warning_give_the_exit_code(press: Callable[..., Press]) -> None:
    press(warn)
    assert cli.main(["build", "post.md", "--strict"]) == Exit.CONTENT
    press(lambda report: report.hint("A090", "no picture for the cover"))
    assert cli.main(["build", "post.md", "--strict"]) == Exit.BUILT, "a hint never fails a build"


def test_build_never_exits_with_the_code_that_belongs_to_check(press: Callable[..., Press]) -> None:
    press(lambda report: report.error("V010", "a remote picture"))
    assert cli.main(["build", "post.md"]) == Exit.BINDING
    press(lambda report: report.warn("V010", "a remote picture"))
    assert cli.main(["build", "post.md", "--strict"]) == Exit.BINDING


def test_json_is_one_object_on_stdout(press: Callable[..., Press], capsys: Captured) -> None:
    press(warn, names=("雨.epub",))
    assert cli.main(["build", "post.md", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    found = json.loads(out)
    assert found["editions"] == [{"target": "epub", "path": str(Path("dist/雨.epub")), "bytes": 4}]
    assert found["diagnostics"][1] == {"severity": "warning", "code": "M030", "message": "no title", "path": "post.md",
                                       "line": 1, "column": None, "hint": "write one"}
    assert found["exit"] == 0


def test_json_tells_a_failure_too(press: Callable[..., Press], capsys: Captured) -> None:
    press(fail)
    assert cli.main(["build", "post.md", "--json"]) == Exit.CONFIG
    out, err = capsys.readouterr()
    assert err == ""
    found = json.loads(out)
    assert (found["editions"], found["exit"], len(found["diagnostics"])) == ([], 3, 3)


@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems take only UTF-8 names")
def test_a_file_name_that_is_not_utf8_is_printed_as_its_own_bytes(
    press: Callable[..., Press], capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    name = os.fsdecode(b"caf\xe9.epub")
    press(names=(name,))
    assert cli.main(["build", "post.md"]) == 0
    assert capfdbinary.readouterr().out == b"dist/caf\xe9.epub\n"
    assert cli.main(["build", "post.md", "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["editions"][0]["path"] == "dist/" + name


# ---- what goes wrong


def test_a_bug_of_ours_is_told_without_a_traceback(
    press: Callable[..., Press], capsys: Captured, monkeypatch: Patch, tmp_path: Path,
) -> None:
    def act(report: Report) -> None:
        raise KeyError(f"chapter-{len(report)}")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    press(act)
    assert cli.main(["build", "post.md"]) == Exit.OUR_BUG
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert "a bug in postpress" in err
    [details] = tmp_path.glob("postpress-*.txt")
    assert str(details) in err
    written = details.read_text(encoding="utf-8")
    assert "Traceback" in written
    assert "KeyError: 'chapter-0'" in written
    assert f"postpress {builder.__version__}" in written


def test_a_bug_of_ours_is_told_even_where_nothing_can_be_written(
    press: Callable[..., Press], capsys: Captured, monkeypatch: Patch, tmp_path: Path,
) -> None:
    def act(report: Report) -> None:
        act(report)

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    press(act)
    assert cli.main(["build", "post.md"]) == Exit.OUR_BUG
    assert "could not be written" in capsys.readouterr().err


def test_ctrl_c_ends_with_130_and_in_silence(press: Callable[..., Press], capsys: Captured) -> None:
    def act(report: Report) -> None:
        signal.raise_signal(signal.SIGINT)
        fail(report)  # not reached

    press(act)
    assert cli.main(["build", "post.md"]) == Exit.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_has_enough_is_no_error(press: Callable[..., Press], monkeypatch: Patch) -> None:
    press()
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        assert cli.main(["build", "post.md"]) == 0


def test_a_post_cannot_drive_the_terminal(press: Callable[..., Press], capsys: Captured) -> None:
    press(lambda report: report.warn("M030", "title \x1b[2J\x07 :warning: [bold]x[/] \u202eabc\ud800", path="p\x1b.md"))
    assert cli.main(["build", "post.md"]) == 0
    assert capsys.readouterr().err == (
        "p\\x1b.md: warning[M030] title \\x1b[2J\\x07 :warning: [bold]x[/] \\u202eabc\\ud800\n")


def test_long_messages_are_not_broken_into_lines(press: Callable[..., Press], capsys: Captured) -> None:
    message = "很长的一句话 " * 60
    press(lambda report: report.warn("M030", message.strip(), path="post.md"))
    cli.main(["build", "post.md"])
    assert capsys.readouterr().err == f"post.md: warning[M030] {message.strip()}\n"


def test_progress_shows_on_a_terminal_alone(press: Callable[..., Press], monkeypatch: Patch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    made = press(warn)
    assert cli.main(["build", "post.md"]) == 0
    assert made.asked["progress"] is not None
    assert "making the PDF" in screen.getvalue()
    assert "\x1b[1;33mwarning[M030]" in screen.getvalue()
    assert cli.main(["build", "post.md", "--quiet"]) == 0
    assert made.asked["progress"] is None


def test_a_missing_system_library_is_named(monkeypatch: Patch, capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "pipeline.py").write_text(
        "print('WeasyPrint could not import some external libraries.')\n"
        "raise OSError(\"cannot load library 'libpango-1.0-0': no such file\")\n", encoding="utf-8")
    monkeypatch.setattr("builder.__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "builder.pipeline", raising=False)
    monkeypatch.delattr("builder.pipeline", raising=False)
    assert cli.main(["build", "post.md"]) == Exit.TOOL_MISSING
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error[X001] a system library is missing: libpango-1.0-0\n  hint: ")


@pytest.mark.parametrize(("arguments", "said"), [
    ([], "error[U001] no command was given\n"),
    (["biuld"], "error[U001] no such command 'biuld'\n  hint: did you mean 'build'?\n"),
    (["build", "--offlin"], "error[U001] no such option: --offlin\n  hint: did you mean --offline?\n"),
    (["build", "a", "b"], "error[U001] got unexpected extra argument(s) (b)\n  hint: see 'postpress build --help'\n"),
    (["build", "--out"], "error[U001] option '--out' requires an argument\n  hint: see 'postpress build --help'\n"),
    (["check"], "error[U001] missing argument 'FILE...'\n  hint: see 'postpress check --help'\n"),
    (["build", "--to", ""], "error[U002] there is no edition ''\n"),
])
def test_a_mistake_of_the_command_line_reads_like_any_other(arguments: list[str], said: str, capsys: Captured) -> None:
    assert cli.main(arguments) == Exit.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(said)


# ---- check


def test_check_exits_1_with_findings_and_goes_on_to_the_next_file(press: Callable[..., Press], capsys: Captured) -> None:
    made = press(lambda report: report.error("V001", "a remote picture"))
    assert cli.main(["check", "a.epub", "b.pdf"]) == Exit.FINDINGS
    assert made.asked["checked"] == [Path("a.epub"), Path("b.pdf")]
    assert capsys.readouterr() == ("", "error[V001] a remote picture\n")


def test_check_asks_outside_validators_unless_told_not_to(press: Callable[..., Press]) -> None:
    made = press()
    Path("a.epub").write_bytes(b"book")
    assert cli.main(["check", "a.epub"]) == 0
    assert made.asked["outside"] == [(b"book", "a.epub")]
    assert cli.main(["check", "a.epub", "--own"]) == 0
    assert len(made.asked["outside"]) == 1


def test_check_counts_warnings_only_when_strict(press: Callable[..., Press], capsys: Captured) -> None:
    Path("a.pdf").touch()
    press(lambda report: report.warn("V002", "few pixels", path="a.pdf"))
    assert cli.main(["check", "a.pdf"]) == 0
    assert cli.main(["check", "a.pdf", "--strict"]) == Exit.FINDINGS
    capsys.readouterr()
    assert cli.main(["check", "a.pdf", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert json.loads(out)["files"] == ["a.pdf"]
    assert json.loads(out)["diagnostics"][0]["code"] == "V002"


# ---- printers


def spoilt_proof(place: Path) -> Path:
    proof = Proof("kdp")
    for page in (2, 3):
        proof.add(proof.text(size=5), page)
    (place / "a.pdf").write_bytes(proof.data())
    return place / "a.pdf"


def test_check_lists_what_one_printer_would_refuse(tmp_path: Path, monkeypatch: Patch, capsys: Captured) -> None:
    monkeypatch.chdir(tmp_path)
    spoilt_proof(tmp_path)
    assert cli.main(["check", "--own", "--printer", "kdp", "a.pdf"]) == Exit.FINDINGS
    assert capsys.readouterr() == ("", "a.pdf: error[V092] pages 3-4: text of 5 pt, 7 pt is the least\n  hint: set it larger\n")


def test_check_gives_the_pages_as_numbers(tmp_path: Path, monkeypatch: Patch, capsys: Captured) -> None:
    monkeypatch.chdir(tmp_path)
    spoilt_proof(tmp_path)
    assert cli.main(["check", "--own", "--printer", "kdp", "--json", "a.pdf"]) == Exit.FINDINGS
    found = json.loads(capsys.readouterr().out)
    assert found["printer"] == "kdp"
    assert found["findings"] == [{"file": "a.pdf", "code": "V092", "message": "text of 5 pt, 7 pt is the least", "hint": "set it larger",
                                  "pages": [3, 4], "severity": "error"}]
    assert found["diagnostics"][0]["message"] == "pages 3-4: text of 5 pt, 7 pt is the least"


def test_check_writes_a_page_with_pictures(tmp_path: Path, monkeypatch: Patch, capsys: Captured) -> None:
    monkeypatch.chdir(tmp_path)
    spoilt_proof(tmp_path)
    assert cli.main(["check", "--own", "--printer", "kdp", "--html", "b.html", "a.pdf"]) == Exit.FINDINGS
    assert capsys.readouterr().out == "b.html\n"
    assert "V092" in (tmp_path / "b.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["a.pdf"], ["a.pdf", "b.pdf", "--printer", "kdp"], ["a.epub", "--printer", "kdp"]])
def test_a_page_is_for_one_pdf_and_one_printer(arguments: list[str], capsys: Captured) -> None:
    assert cli.main(["check", "--html", "b.html", *arguments]) == Exit.USAGE
    assert "error[U001] --html is for one PDF and one printer" in capsys.readouterr().err


def test_a_project_has_printers_of_its_own_beside_the_file(tmp_path: Path, monkeypatch: Patch, capsys: Captured) -> None:
    (tmp_path / "book" / "printers").mkdir(parents=True)
    (tmp_path / "book" / "printers" / "corner.toml").write_text("bleed = 0\noutline = false\nsmallest-type = 4\nink = 'any'\n")
    spoilt_proof(tmp_path / "book")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["check", "--own", "--printer", "corner", "book/a.pdf"]) == 0
    monkeypatch.chdir(tmp_path / "book")
    assert cli.main(["printers"]) == 0
    assert "\ncorner " in "\n" + capsys.readouterr().out


def test_printers_are_listed_and_one_is_told_in_full(capsys: Captured) -> None:
    assert cli.main(["printers"]) == 0
    assert any(line.startswith("kdp  ") and "any PDF" in line for line in capsys.readouterr().out.splitlines())
    assert cli.main(["printers", "kdp"]) == 0
    told = capsys.readouterr().out
    for words in ("gutters           9.525 mm to 150 pages", "outline           false", "paper             cream, 0.0635 mm a page",
                  "smallest-type     7", "source            Paperback submission guidelines, https://kdp.amazon.com"):
        assert words in told
    assert cli.main(["printers", "kpd"]) == Exit.CONFIG


# ---- the rest


def test_new_makes_a_folder_to_start_from(tmp_path: Path, monkeypatch: Patch, capsys: Captured) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", '雨的 "书"']) == 0
    folder = Path('雨的 "书"')
    assert capsys.readouterr().out.splitlines() == [str(folder / n) for n in ("book.toml", "first-post.md", "lantern.png")]
    config = tomllib.loads((folder / "book.toml").read_text(encoding="utf-8"))
    assert config["title"] == '雨的 "书"'
    assert config["language"] == "zh-Hans"
    assert (folder / "first-post.md").read_text(encoding="utf-8").startswith("---\n")


def test_new_takes_an_empty_folder_and_a_language(tmp_path: Path, monkeypatch: Patch) -> None:
    (tmp_path / "rain").mkdir()
    monkeypatch.chdir(tmp_path / "rain")
    assert cli.main(["new", ".", "--lang", "en-GB"]) == 0
    assert tomllib.loads(Path("book.toml").read_text(encoding="utf-8"))["language"] == "en"
    assert "My First Book" in Path("first-post.md").read_text(encoding="utf-8")


def test_new_never_writes_over_anything(tmp_path: Path, monkeypatch: Patch, capsys: Captured) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rain").write_text("mine", encoding="utf-8")
    assert cli.main(["new", "rain"]) == Exit.USAGE
    assert "error[U004]" in capsys.readouterr().err
    assert Path("rain").read_text(encoding="utf-8") == "mine"
    assert cli.main(["new", "rain/book"]) == Exit.BINDING
    assert "error[S001]" in capsys.readouterr().err


def test_themes_and_fonts_are_listed(capsys: Captured) -> None:
    assert cli.main(["themes"]) == 0
    assert capsys.readouterr().out.startswith("classic  ")
    assert cli.main(["fonts"]) == 0
    out = capsys.readouterr().out
    assert "Noto Serif SC" in out
    assert all(line.endswith(".ttf") for line in out.splitlines())


def test_themes_of_the_folder_come_first(tmp_path: Path, monkeypatch: Patch, capsys: Captured) -> None:
    (tmp_path / "themes" / "classic").mkdir(parents=True)
    (tmp_path / "themes" / "classic" / "theme.toml").write_text('summary = "My own."\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["themes"]) == 0
    assert capsys.readouterr().out == "classic  My own.\n"


def test_fonts_can_be_fetched(press: Callable[..., Press], capsys: Captured) -> None:
    made = press()
    assert cli.main(["fonts", "--fetch", "ja,ko", "--fetch", "full"]) == 0
    assert made.asked["fetched"] == ["ja", "ko", "full"]
    assert capsys.readouterr().out == "ja.ttf\nko.ttf\nfull.ttf\n"
    press(lambda report: report.error("X010", "npm is not installed"))
    assert cli.main(["fonts", "--fetch", "ja"]) == Exit.TOOL_MISSING


def test_every_code_can_be_explained(capsys: Captured) -> None:
    assert cli.main(["explain"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(explanations())
    for code, explanation in explanations().items():
        assert cli.main(["explain", code.lower()]) == 0
        out = capsys.readouterr().out
        assert out.startswith(f"{explanation.severity}[{code}] {explanation.title}\n\n")
        assert explanation.text in out


def test_an_unknown_code_gets_the_nearest(capsys: Captured) -> None:
    assert cli.main(["explain", "S0001"]) == Exit.USAGE
    assert capsys.readouterr().err == "error[U003] there is no code 'S0001'\n  hint: did you mean S001?\n"


def test_the_version_is_that_of_the_project(capsys: Captured) -> None:
    project = tomllib.loads((Path(cli.__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"postpress {project['project']['version']}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["build", "--help"], ["check", "-h"]])
def test_help_is_a_result(arguments: list[str], capsys: Captured) -> None:
    assert cli.main(arguments) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Usage: postpress")
    assert err == ""


def test_an_error_that_another_room_raises_by_itself_is_told(press: Callable[..., Press], capsys: Captured) -> None:
    def act(report: Report) -> None:
        assert not len(report)
        own = Report()
        own.error("F001", "there is no fonts.toml", path="fonts/fonts.toml")
        raise PostpressError(own)

    press(act)
    assert cli.main(["build", "post.md"]) == Exit.ASSET
    assert capsys.readouterr().err == "fonts/fonts.toml: error[F001] there is no fonts.toml\n"
