from __future__ import annotations

from collections.abc import Iterator

import pytest

from .loopback import Server


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()
