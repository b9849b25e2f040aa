"""File names that FAT takes: whatever a book is called, and still its own name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.devices.names import LONGEST, device_name, numbered


@pytest.mark.parametrize(("stem", "name"), [
    ("十年Kubernetes：过去、现在和未来", "十年Kubernetes：过去、现在和未来.epub"), ("a:b?", "a：b？.epub"), ("con", "con_.epub"), ("NUL.x", "NUL.x_.epub"),
    (" .hidden. ", "hidden.epub"), ("...", "book.epub"), ("a/../b", "a／..／b.epub"), ("x\u202egpj", "xgpj.epub"),
])
def test_a_name_is_kept_as_far_as_it_can_be(stem: str, name: str) -> None:
    assert device_name(stem, ".epub") == name


@given(st.text(max_size=300), st.sampled_from([".epub", ".kepub.epub", ".azw3"]))
def test_every_name_can_stand_on_fat(stem: str, ending: str) -> None:
    name = device_name(stem, ending)
    assert not set(name) & set('<>:"/\\|?*')
    assert all(ord(character) >= 0x20 for character in name)
    assert name.endswith(ending)
    assert len(name.removesuffix(ending)) > 0
    assert not name.removesuffix(ending).endswith((" ", "."))
    assert not name.startswith((" ", "."))
    assert len(name.encode()) <= LONGEST
    assert device_name(name.removesuffix(ending), ending) == name


def test_a_number_stands_before_the_ending() -> None:
    assert numbered("book.kepub.epub", ".kepub.epub", 2) == "book (2).kepub.epub"
