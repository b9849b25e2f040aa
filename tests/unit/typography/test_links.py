from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.typography.links import break_addresses, breakable, note_links, same_address, unquote_safely
from builder.typography.trees import fragment, plain_text, serialise


def test_a_link_gets_a_note_with_its_address() -> None:
    root = fragment('<p>见<a href="https://example.org/a-b">那里</a>。</p>')
    note_links(root)
    assert plain_text(root) == "见那里https://example.org/a-b。"
    assert 'class="footnote link-note" data-address="https://example.org/a-b"' in serialise(root)


@pytest.mark.parametrize("text", ["https://example.org/a", "example.org/a/", "http://www.example.org/a"])
def test_no_note_where_the_text_is_the_address(text: str) -> None:
    root = fragment(f'<p><a href="https://example.org/a">{text}</a></p>')
    note_links(root)
    assert "footnote" not in serialise(root)


@pytest.mark.parametrize("href", ["#note-1", "chapter.xhtml"])
def test_no_note_for_a_link_inside_the_book(href: str) -> None:
    root = fragment(f'<p><a href="{href}">那里</a></p>')
    note_links(root)
    assert "footnote" not in serialise(root)


def test_inside_a_note_the_address_follows_in_brackets() -> None:
    root = fragment('<p><span class="footnote">见<a href="https://example.org/">此</a>。</span></p>')
    note_links(root)
    assert plain_text(root) == "见此 (https://example.org/)。"
    assert serialise(root).count("footnote") == 1


def test_addresses_break_after_separators_only() -> None:
    root = fragment("<p>见https://example.org/a-b?c=d。字/字</p>")
    break_addresses(root)
    broken = serialise(root).replace("<wbr/>", "|")
    assert broken == "<p>见https://|example.|org/|a-|b?|c=|d。字/字</p>"


@given(st.text(st.sampled_from("abc/.-_?&=%# "), max_size=60))
def test_breaking_keeps_the_text(address: str) -> None:
    assert "".join(p if isinstance(p, str) else "" for p in breakable(address)) == address


@pytest.mark.parametrize(("href", "shown"), [
    ("https://example.org/%E8%AF%8D", "https://example.org/词"),
    ("https://example.org/a%20b", "https://example.org/a%20b"),
    ("mailto:a@example.org", "a@example.org"),
    ("https://example.org/%ff", "https://example.org/%ff"),
])
def test_addresses_are_shown_as_people_read_them(href: str, shown: str) -> None:
    assert unquote_safely(href) == shown


def test_same_address_ignores_scheme_and_slash() -> None:
    assert same_address("Example.org/", "https://example.org")
    assert not same_address("那里", "https://example.org")
