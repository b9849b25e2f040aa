from __future__ import annotations

import pytest

from builder.preflight.traces import trace

HOME = "/" + "home/"
USERS = "/" + "Users/"


@pytest.mark.parametrize("text", [
    "file:///etc/hostname", "file:/x", f"see {HOME}ann/rain.md", f"{USERS}ann/a.png", r"C:\Users\ann\a.png", "/" + "root/a.md",
    f"url({HOME}ann/a.png)",
])
def test_traces_of_a_machine(text: str) -> None:
    assert trace(text)


@pytest.mark.parametrize("text", [
    "https://example.com" + HOME + "ann/rain", "https://example.com" + USERS + "ann/x", "the home/garden", "profile:x", "/usr/bin", "",
    "chapter-01.xhtml#" + HOME.strip("/"),
])
def test_addresses_that_only_look_like_it(text: str) -> None:
    assert not trace(text)
