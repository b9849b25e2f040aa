"""The finished books that many tests look at, each made once a session, offline and with an empty store of pictures."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from oracles.finished import Finished, draw_pictures

TOP = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew from the books as they are now")


def pytest_configure() -> None:
    """Let Ctrl-C reach the programs that tests start: a shell that starts us in the background has it ignored, and they would
    inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _make(source: Path, out: Path) -> Finished:
    import builder  # collecting tests must not wait for the layout engine

    report = builder.Report()
    settings = builder.Settings(offline=True, store=out / "store")
    built = builder.build(source, to=(builder.Target.EPUB, builder.Target.PDF), out=out, settings=settings, report=report)
    epub, pdf = built.editions
    return Finished(source, epub, pdf, tuple(map(str, report)))


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Finished, str], Path]:
    """Return a function that makes the PDF of a finished book for a printer, each once a session."""
    made: dict[tuple[Path, str], Path] = {}

    def print_it(book: Finished, printer: str) -> Path:
        import builder  # as above

        key = (book.post, printer)
        if key not in made:
            out = tmp_path_factory.mktemp(printer)
            settings = builder.Settings(offline=True, store=out / "store", printer=printer)
            with pytest.MonkeyPatch.context() as patch:
                patch.delenv("SOURCE_DATE_EPOCH", raising=False)
                made[key], = builder.build(book.post, to=(builder.Target.PDF,), out=out, settings=settings).editions
        return made[key]

    return print_it


@pytest.fixture(scope="session")
def first_book(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Both editions of the post that comes with the project, its cover set in type."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        patch.chdir(TOP)
        return _make(Path("content/ten-years-of-kubernetes.md").absolute(), tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="session")
def illustrated_book(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Both editions of a post that holds everything a post may hold."""
    place = tmp_path_factory.mktemp("illustrated")
    shutil.copytree(TOP / "tests" / "books" / "features", place / "book")
    draw_pictures(place / "book")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        patch.chdir(place)
        return _make(place / "book" / "features.md", place / "out")


@pytest.fixture(scope="session")
def indexed_book(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Both editions of a post with marks for the index wherever one may stand."""
    place = tmp_path_factory.mktemp("indexed")
    shutil.copytree(TOP / "tests" / "books" / "index", place / "book")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        patch.chdir(place)
        return _make(place / "book" / "index.md", place / "out")


@pytest.fixture(scope="session")
def numbered_book(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Both editions of a post whose figures and tables are numbered."""
    place = tmp_path_factory.mktemp("numbered")
    shutil.copytree(TOP / "tests" / "books" / "figures", place / "book")
    draw_pictures(place / "book")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        patch.chdir(place)
        return _make(place / "book" / "figures.md", place / "out")


@pytest.fixture(scope="session", params=["first_book", "illustrated_book"])
def finished(request: pytest.FixtureRequest) -> Finished:
    """Each of the two in turn."""
    made: Finished = request.getfixturevalue(request.param)
    return made


hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI") == "true":
    # A landing is judged by the same examples every time; the search goes on wherever people work.
    hypothesis.settings.load_profile("ci")
