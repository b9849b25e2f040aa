"""The small book, as a fixture."""

from __future__ import annotations

import pytest

from builder.model import Pages

from .specimen import book


@pytest.fixture
def pages() -> Pages:
    return book()
