from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.manuscript.addresses import href_problem, is_post_path, linked_post


@pytest.mark.parametrize(("href", "address"), [
    ("https://e.com/a?b=c&d=%E4%B8%80#f", "https://e.com/a?b=c&d=%E4%B8%80#f"), ("HTTP://E.com", "HTTP://E.com"), ("https://例子.中国/路径", "https://例子.中国/路径"),
    ("https://e.com/a b|c", "https://e.com/a%20b%7Cc"), ("https://e.com/100%", "https://e.com/100%25"), ("//e.com/x", "https://e.com/x"), ("mailto:a@b.c?subject=x y", "mailto:a@b.c?subject=x%20y"),
    ("#a", "#a"), ("#第 一", "#第%20一"), ("a.md", "a.md"), ("../b/c.md#d", "../b/c.md#d"), ("%E4%B8%80.md", "%E4%B8%80.md"), ("a.markdown?x#y", "a.markdown?x#y"),
    ("https://u:p@e.com:8080/", "https://u:p@e.com:8080/"), ("https://[::1]/x", "https://[::1]/x"), (" https://e.com\n/a ", "https://e.com/a"), ("https://e.com/<x>", "https://e.com/%3Cx%3E"),
])
def test_kept(href: str, address: str) -> None:
    assert href_problem(href) == ("", address)


@pytest.mark.parametrize(("href", "problem"), [
    ("javascript:alert(1)", "'javascript:'"), ("JavaScript:x", "'javascript:'"), ("java\nscript:x", "'javascript:'"), ("data:text/html,x", "'data:'"), ("file:///etc/passwd", "'file:'"),
    ("ftp://e.com", "'ftp:'"), ("tel:123", "'tel:'"), ("C:\\x.md", "'c:'"), ("", "leads nowhere"), (" ", "leads nowhere"), ("/about", "no web address"), ("a.pdf", "no web address"),
    ("www.e.com/a", "did you mean 'https://www.e.com/a'"), ("e.com", "did you mean 'https://e.com'"), ("http://", "no valid host"), ("http:///x", "no valid host"), ("https://a b/", "no valid host"),
    ("http://e.com:port/", "no valid address"), ("http://[x/", "no valid address"), ("mailto:nobody", "no mailbox"), ("https:e.com", "no valid host"),
])
def test_refused(href: str, problem: str) -> None:
    assert problem in href_problem(href)[0]


@given(st.text())
def test_what_is_kept_is_safe_to_write(href: str) -> None:
    problem, address = href_problem(href)
    if not problem:
        assert not set(address) & set(" \t\n\"<>\\^`{|}\x00\x7f")
        assert href_problem(address) == ("", address)


@pytest.mark.parametrize(("address", "is_post"), [("a.md", True), ("A.MD#x", True), ("a.md?raw", True), ("a.md.png", False), ("md", False), ("a%2Emd", True), ("#a.md", False)])
def test_is_post_path(address: str, is_post: bool) -> None:
    assert is_post_path(address) is is_post


@pytest.mark.parametrize(("address", "origin", "expected"), [
    ("b.md", "a.md", ("b.md", "")), ("b.md#x", "posts/a.md", ("posts/b.md", "x")), ("../b.md#%E4%B8%80", "posts/a.md", ("b.md", "一")), ("./b%20c.md", "a.md", ("b c.md", "")),
    ("b.md?raw=1#x", "p\\a.md", ("p/b.md", "x")),
])
def test_linked_post(address: str, origin: str, expected: tuple[str, str]) -> None:
    assert linked_post(address, origin) == expected
