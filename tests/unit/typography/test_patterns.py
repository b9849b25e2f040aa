"""Patterns read one by one part words where pyphen parts them when it reads them all."""

from __future__ import annotations

import pyphen
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography import patterns

NAMES = ["en_US", "en_GB", "de_DE", "fr", "hu_HU", "cs_CZ"]


@pytest.fixture(autouse=True)
def no_dictionaries_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyphen, "hdcache", {})


def both(name: str) -> tuple[pyphen.Pyphen, pyphen.Pyphen]:
    pyphen.hdcache.clear()
    ours = patterns.hyphenator(name)
    pyphen.hdcache.clear()
    return ours, pyphen.Pyphen(lang=name, left=2, right=3)


@pytest.mark.parametrize("name", NAMES)
def test_every_pattern_is_read_as_pyphen_reads_it(name: str) -> None:
    ours, theirs = both(name)
    known = {key for key in ours.hd.patterns if ours.hd.patterns.get(key)}
    assert known == set(theirs.hd.patterns)
    assert all(ours.hd.patterns.get(key) == theirs.hd.patterns[key] for key in known)


@pytest.mark.parametrize(("name", "word", "parts"), [
    ("en_US", "orchestration", "or-ches-tra-tion"), ("en_GB", "kilometre", "kilo-metre"),
    ("de_DE", "Silbentrennung", "Sil-ben-tren-nung"), ("hu_HU", "megfelelő", "meg-fe-lelő"),
])
def test_words_are_parted(name: str, word: str, parts: str) -> None:
    assert patterns.hyphenator(name).inserted(word) == parts


_ENGLISH = [both(name) for name in ("en_US", "en_GB")]


@given(st.text("abcdefghijklmnopqrstuvwxyzé'", max_size=20))
def test_any_word_is_parted_where_pyphen_parts_it(word: str) -> None:
    for ours, theirs in _ENGLISH:
        assert ours.positions(word) == theirs.positions(word)
