"""The shipped catalogue, read once."""

from __future__ import annotations

import pytest

from builder.errors import Report
from builder.faces import Catalogue, Face
from builder.fonts import load_catalogue
from builder.shipped import shipped


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(Report(), folders=[shipped("fonts")])


@pytest.fixture(scope="session")
def faces(catalogue: Catalogue) -> dict[str, Face]:
    return {face.file: face for face in catalogue.faces}
