from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.catalogue.access import Access, new_password, password_from
from builder.errors import PostpressError, Report


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_the_user_and_the_password_are_let_in_and_nobody_else() -> None:
    access = Access("geheim雨雨")
    assert access.admits(basic("reader", "geheim雨雨"))
    assert access.admits(basic("reader", "geheim雨雨").replace("Basic", "bAsIc"))
    for wrong in ("", "Basic", "Basic !!!", basic("reader", ""), basic("reader", "geheim"), basic("admin", "geheim雨雨"),
                  basic("reader", "geheim雨雨").replace("Basic", "Bearer"), basic("reader:geheim雨雨", ""), "Basic \udcff"):
        assert not access.admits(wrong), wrong


@given(st.text(max_size=40))
def test_no_header_at_all_gets_in_by_chance(header: str) -> None:
    assert not Access("geheim-geheim").admits(header)
    assert not Access("geheim-geheim").admits("Basic " + header)


def test_without_a_password_everyone_on_this_machine_is_let_in() -> None:
    assert Access().admits("")


def test_this_machine_goes_by_its_own_names_and_the_one_given() -> None:
    access = Access(base="https://books.example.org/a/")
    assert all(access.knows(host) for host in ("localhost", "LocalHost:8080", "127.0.0.1:1", "[::1]:8080", "books.example.org"))
    assert not any(access.knows(host) for host in ("", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:x", "a b"))
    assert Access("geheim-geheim", hosts=None).knows("anything.local:8080")
    assert not Access("geheim-geheim", hosts=None).knows('a"><script>')


def test_addresses_are_made_of_the_name_it_was_asked_by_or_of_the_one_given() -> None:
    assert Access().address("http", "localhost:8080") == "http://localhost:8080/"
    assert Access(base="https://books.example.org/a/").address("http", "localhost") == "https://books.example.org/a/"


def test_a_password_that_is_made_can_be_typed_and_differs() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch("[a-km-np-z]{10}", password) for password in made)


def test_the_password_comes_from_the_file_or_the_variable(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("雨落在檐下，落在\nmore\n", encoding="utf-8")
    assert password_from(file, "variable-of-old", Report()) == "雨落在檐下，落在"
    assert password_from(None, "variable-of-old", Report()) == "variable-of-old"
    assert password_from(None, "", Report()) == ""


@pytest.mark.parametrize("content", [b"", b"short\n", b"\nsecond-line", b"tab\tin-it-1", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff"])
def test_a_password_that_is_none_is_an_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    with pytest.raises(PostpressError) as stop:
        password_from(file, "", Report())
    assert [d.code for d in stop.value.report] == ["K005"]
    assert "tab" not in str(stop.value), "a password is never printed"


def test_a_password_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PostpressError, match="K005"):
        password_from(tmp_path / "none", "", Report())
