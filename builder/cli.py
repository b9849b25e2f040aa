"""The command: argv in, calls of the library, an exit code out. With `terminal` and `commands` the only one that prints.

Results go to stdout, one path a line or one JSON object; diagnostics and progress go to stderr.
"""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import os
import platform
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

from builder import __version__, printers, starter, themes
from builder.commands.load import load
from builder.commands.send import send
from builder.errors import EXIT_BY_OWNER, Diagnostic, Exit, PostpressError, Report, Severity, explanations
from builder.model import Target
from builder.saving import save_text
from builder.terminal import (
    COLOURS,
    Json,
    Quiet,
    Strict,
    aligned,
    as_dicts,
    as_exit,
    exit_code,
    fail,
    load_pipeline,
    results,
    results_json,
    show,
    stderr,
    watched,
)

app = typer.Typer(
    name="postpress", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turns Markdown posts into books: an EPUB for every e-reader and a PDF for a printing house.",
)

# ---- in and out


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with those arguments (sys.argv's by default) and return its exit code; no exception leaves."""
    with contextlib.suppress(ValueError):  # only the main thread may set handlers
        signal.signal(signal.SIGTERM, _stop)
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return int(typer.main.get_command(app).main(arguments, "postpress", standalone_mode=False) or 0)
    except PostpressError as error:
        show(error.report)
        return exit_code(error.report.errors[0])
    except typer.TyperException as error:
        show([_usage(error, arguments)])
        return Exit.USAGE
    except (KeyboardInterrupt, typer.Abort):
        return Exit.INTERRUPTED
    except Exception:  # whatever reaches this place is our own mistake and is told as one
        return _our_bug()


def _stop(number: int, frame: FrameType | None) -> None:
    """End by SIGTERM as by Ctrl-C, so that nothing half-written stays."""
    del frame
    raise SystemExit(128 + number)


def _usage(error: typer.TyperException, arguments: Sequence[str]) -> Diagnostic:
    """Return a mistake of the command line in the form of all others."""
    message, _, near = error.format_message().partition(". Did you mean ")
    message, _, options = message.partition(" (Possible options: ")
    message = message.rstrip(".")
    near = near or options.rstrip(")")
    command = " ".join(["postpress", *(a for a in arguments[:1] if a in {c.name for c in app.registered_commands})])
    return Diagnostic(Severity.ERROR, "U001", message[:1].lower() + message[1:],
                      hint=f"did you mean {near.rstrip('?')}?" if near else f"see '{command} --help'")


def _our_bug() -> Exit:
    """Write the traceback of the exception under way to a file and say where it is and what to do with it."""
    told = f"postpress {__version__}, Python {platform.python_version()}, {platform.platform()}\n{sys.argv}\n\n"
    place = "(the details could not be written: the temporary folder has no room)"
    with contextlib.suppress(OSError):
        handle, place = tempfile.mkstemp(prefix="postpress-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(told + traceback.format_exc())
    console = stderr()
    console.print("postpress failed, and that is a bug in postpress, not in your post; no book was changed")
    console.print(f"  details: {place}")
    console.print("  hint: report it with that file, and with the post if you may share it")
    return Exit.OUR_BUG


# ---- commands


def _print_version(wanted: bool) -> None:
    if wanted:
        results([f"postpress {__version__}"])
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    del show_version
    if context.invoked_subcommand is None:
        fail("U001", "no command was given", hint="for example 'postpress build my-post.md'; see 'postpress --help'")


def _targets(words: Sequence[str]) -> tuple[Target, ...]:
    """Return the editions asked for, each once, in the order given.

    Raises:
        PostpressError: U002 for a word that is no edition.
    """
    found: dict[Target, None] = {}
    for word in (w.strip().lower() for words_together in words for w in words_together.split(",")):
        if word not in {t.value for t in Target}:
            fail("U002", f"there is no edition {word!r}",
                  hint="--to takes epub, pdf, screen and wrap, one or more: --to epub,pdf")
        found[Target(word)] = None
    return tuple(found)


@app.command(name="build")
def build(
    source: Annotated[str, typer.Argument(metavar="POST|book.toml|DIR", help="What to make a book of.")] = ".",
    to: Annotated[list[str], typer.Option(
        "--to", metavar="EDITIONS", help="Of epub, pdf, screen and wrap: epub,pdf.")] = ["epub,pdf"],  # noqa: B006  # typer reads it only
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where the books go.")] = Path("dist"),
    theme: Annotated[str, typer.Option(metavar="NAME", help="A theme in place of the book.toml's.")] = "",
    printer: Annotated[str, typer.Option(metavar="NAME", help="A printing house's profile in place of the book.toml's.")] = "",
    variant: Annotated[str, typer.Option(
        metavar="SCRIPT", help="In the other Chinese script: zh-Hant, zh-TW, zh-HK or zh-Hans.")] = "",
    ruby: Annotated[str, typer.Option(metavar="KIND", help="With readings over Chinese: pinyin or bopomofo.")] = "",
    offline: Annotated[bool, typer.Option("--offline", help="Never ask the network.")] = False,
    strict: Strict = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> int:
    """Make the books of a post or a book.toml."""
    report = Report()
    paths: tuple[Path, ...] = ()
    targets: tuple[Target, ...] = ()
    with as_exit(report, strict=strict) as outcome:
        targets = _targets(to)
        pipeline = load_pipeline()
        settings = pipeline.Settings(offline=offline, theme=theme, printer=printer, variant=variant, ruby=ruby)
        with watched(silent=quiet or as_json) as progress:
            paths = pipeline.build(source, to=targets, out=out, settings=settings, report=report, progress=progress).editions
    if not as_json:
        show(report, quiet=quiet)
        results(paths)
    else:
        editions = [{"target": target.value, "path": str(path), "bytes": path.stat().st_size}
                    for target, path in zip(targets, paths, strict=False)]  # after an error there is none
        results_json({"editions": editions, "diagnostics": as_dicts(report), "exit": outcome.code})
    return outcome.code


@app.command(name="check")
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Finished .epub and .pdf files.")],
    printer: Annotated[str, typer.Option(metavar="NAME", help="By the rules of one of 'postpress printers'.")] = "",
    html: Annotated[str, typer.Option(metavar="FILE", help="Write what that printer would refuse, with pictures.")] = "",
    own: Annotated[bool, typer.Option("--own", help="By our own rules alone, without EPUBCheck and its like.")] = False,
    strict: Strict = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> int:
    """Judge finished books, by a printer's rules as well when one is named; exit 1 when there are findings."""
    report = Report()
    if html and not (printer and len(files) == 1 and files[0].lower().endswith(".pdf")):
        fail("U001", "--html is for one PDF and one printer", hint="for example: check book.pdf --printer kdp --html a.html")
    pipeline = load_pipeline()
    places = (Path(files[0]).parent / "printers", *printers.folders(Path.cwd()))
    profile = printers.load(printer, places=places, trims=tuple(pipeline.TRIMS), report=report) if printer else None
    findings: list[dict[str, Any]] = []
    with watched(silent=quiet or as_json) as progress:
        for file in files:
            with contextlib.suppress(PostpressError):  # its findings are in the report; the other files are judged all the same
                if progress:
                    progress(f"checking {file}")
                found = pipeline.check(Path(file), report, profile)
                findings += [{"file": file, **dataclasses.asdict(finding)} for finding in found]
                if html:
                    save_text(pipeline.preflight.sheet(Path(file).read_bytes(), file, profile, found), Path(html), report)
                if not own:
                    pipeline.preflight.check_outside(Path(file).read_bytes(), file, report)
    failing = report.errors or (report.warnings if strict else ())
    code = EXIT_BY_OWNER[failing[0].code[0]] if failing else Exit.BUILT
    if as_json:
        judged = {"printer": printer, "findings": findings} if printer else {}
        results_json({"files": files, **judged, "diagnostics": as_dicts(report), "exit": code})
    else:
        show(report, quiet=quiet)
        results([html] if html else [])
    return code


@app.command(name="printers")
def list_printers(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A printer, for all its rules.")] = "",
) -> int:
    """List the printing houses that are known, or all rules of one."""
    trims, places = tuple(load_pipeline().TRIMS), printers.folders(Path.cwd())
    names = [name] if name else printers.available(places)
    known = [printers.load(each, places=places, trims=trims, report=Report()) for each in names]
    results(aligned(printers.rules(known[0]) if name else [printers.overview(profile) for profile in known]))
    return Exit.BUILT


@app.command(name="new")
def new(
    folder: Annotated[Path, typer.Argument(metavar="NAME", help="The folder to make.")],
    language: Annotated[str, typer.Option("--lang", metavar="LANG", help="zh-Hans or en.")] = "zh-Hans",
) -> int:
    """Make a folder with a book.toml and a first post."""
    report = Report()
    paths = starter.plant(folder, language, report)
    results(paths)
    return Exit.BUILT


app.command(name="load")(load)
app.command(name="send")(send)


@app.command(name="themes")
def list_themes() -> int:
    """List the themes at hand."""
    results(aligned(themes.available(themes.folders(Path.cwd()))))
    return Exit.BUILT


@app.command(name="fonts")
def list_fonts(
    fetch: Annotated[list[str], typer.Option(
        "--fetch", metavar="NAMES", help="Bring optional faces with npm: zh-Hant, ja, ko, full.")] = [],  # noqa: B006  # typer reads it only
) -> int:
    """List the faces at hand, or bring more."""
    report = Report()
    fonts = load_pipeline().fonts
    if fetch:
        with watched(silent=False) as progress:
            if progress:
                progress(f"fetching {', '.join(fetch)}")
            files = fonts.fetch_faces([name.strip() for names in fetch for name in names.split(",")], report)
        show(report)
        results(files)
        return Exit.BUILT
    faces = fonts.load_catalogue(report).faces
    show(report)
    results(aligned([
        (f.family, str(f.weight), "italic" if f.italic else "upright", f"{len(f.characters)} characters", f.license, f.file)
        for f in faces
    ]))
    return Exit.BUILT


@app.command(name="explain")
def explain(
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="The code in the brackets, such as M001.")] = "",
) -> int:
    """Explain a code of a message, or list all of them."""
    known = explanations()
    if not code:
        results(aligned([(e.code, e.severity.value, e.title) for e in known.values()]))
        return Exit.BUILT
    wanted = code.upper().strip("[]")
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, n=1)
        fail("U003", f"there is no code {code!r}",
              hint=f"did you mean {near[0]}?" if near else "'postpress explain' lists them all")
    found = known[wanted]
    console = Console(emoji=False, highlight=False)
    if console.is_terminal:
        console.print(Text(f"{found.severity}[{found.code}] {found.title}", style=COLOURS[found.severity]))
        console.print(Markdown(found.text))
    else:
        results([f"{found.severity}[{found.code}] {found.title}", "", found.text])
    return Exit.BUILT
