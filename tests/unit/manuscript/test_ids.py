from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.manuscript.ids import Ids, is_valid_id, slug, web_slugs


@pytest.mark.parametrize(("text", "expected"), [
    ("Getting started", "getting-started"), ("What's new?", "what-s-new"), ("Café au lait", "cafe-au-lait"), ("ＡＢＣ", "abc"), ("3 things", "h-3-things"),
])
def test_words_of_ascii_are_their_own_id(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize("text", ["超越原本的目的", "时代一 Kubernetes的简易时代", "!!!", "", "x" * 200, "Привет", "cover", "note-3"])
def test_all_others_get_a_name_of_their_own(text: str) -> None:
    assert is_valid_id(slug(text))
    assert len(slug(text)) <= 60


def test_different_headings_have_different_ids() -> None:
    headings = ["成长的痛苦和收获", "稳定性与创新", "稳定性与创新二", "Kubernetes的一", "Kubernetes的二", "a" * 100, "a" * 101]
    assert len({slug(heading) for heading in headings}) == len(headings)


@given(st.text())
def test_every_id_is_ascii_and_an_xml_name(text: str) -> None:
    assert slug(text).isascii()
    assert is_valid_id(slug(text))


@pytest.mark.parametrize("name", ["a", "my-id", "_x", "a.b", "A1"])
def test_ids_of_the_author_that_can_stand(name: str) -> None:
    assert is_valid_id(name)


@pytest.mark.parametrize("name", ["", "1a", "-a", "a b", "标题", "a:b", "toc", "cover", "note-1", "noteref-2", "asset-x", "kobo.1.1", "a/b"])
def test_ids_that_cannot(name: str) -> None:
    assert not is_valid_id(name)


@given(st.lists(st.sampled_from(["a", "a-2", "a-3", "b"])))
def test_ids_are_handed_out_once(wanted: list[str]) -> None:
    ids = Ids()
    taken = [ids.take(name) for name in wanted]
    assert len(set(taken)) == len(taken)
    assert not any(ids.is_free(name) for name in taken)


def test_ten_thousand_of_the_same() -> None:
    ids = Ids()
    assert len({ids.take("a") for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(("heading", "name"), [
    ("安装 步骤", "安装-步骤"), ("What's new?", "whats-new"), ("时代一：开端", "时代一开端"), ("时代一：开端", "时代一-开端"), ("A  B", "a-b"), ("C++ & D", "c--d"),
])
def test_names_a_site_would_have_given(heading: str, name: str) -> None:
    assert name in web_slugs(heading)
