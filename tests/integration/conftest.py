"""The first book, built once for all integration tests."""

from __future__ import annotations

import pytest

from builder.errors import Report
from builder.pipeline import Settings, build

from .finished import Books
from .node_modules import TOP


@pytest.fixture(scope="session")
def first_books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Return both editions of the first book."""
    try:
        found = request.getfixturevalue("first_book")
    except pytest.FixtureLookupError:
        folder = tmp_path_factory.mktemp("first")
        built = build(TOP / "content" / "ten-years-of-kubernetes.md", out=folder, report=Report(),
                      settings=Settings(offline=True, store=folder / "store"))
        epub, pdf = built.editions
        return Books(epub, pdf)
    return Books(found.epub, found.pdf)
