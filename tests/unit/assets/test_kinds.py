from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.assets.kinds import GIT_LFS, SVG, UNKNOWN, WEB_PAGE, described, media_type

from .specimens import drawing, encoded


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "ICO"])
def test_pictures_are_known_by_their_content(kind: str) -> None:
    expected = {"ICO": "image/x-icon"}.get(kind, f"image/{kind.lower()}")
    assert media_type(encoded(drawing(32, 32), kind)) == expected


@pytest.mark.parametrize(("data", "expected"), [
    (b"", UNKNOWN),
    (b" \n\t", UNKNOWN),
    (b"\0\1\2\3", UNKNOWN),
    (b"<!doctype html><title>404</title>", WEB_PAGE),
    (b"\n<!-- a --><HTML lang=en><svg/></HTML>", WEB_PAGE),
    (b"<h1>Not found</h1>", WEB_PAGE),
    (b"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'><html>", WEB_PAGE),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", SVG),
    (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- by hand -->\n<!DOCTYPE svg PUBLIC 'a' 'b' [\n<!ENTITY x 'y'>\n]>\n<svg>", SVG),
    (b"<s:svg xmlns:s='http://www.w3.org/2000/svg'/>", SVG),
    ("<svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"), SVG),
    (b"<Error><Code>AccessDenied</Code></Error>", "text/xml"),
    (b'{"error": "no such key"}', "text/plain"),
    ("没有这张图片".encode(), "text/plain"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", GIT_LFS),
    (b"%PDF-1.7", "application/pdf"),
    (b"\0\0\0\x1cftypheic\0\0\0\0mif1heic", "image/heic"),
    (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "image/avif"),
    (b"\0\0\0\x1cftypisom\0\0\0\0isommp42", "video/mp4"),
])
def test_other_answers_are_known_too(data: bytes, expected: str) -> None:
    assert media_type(data) == expected


@given(st.binary(max_size=300))
def test_every_file_is_something_that_can_be_named(data: bytes) -> None:
    assert described(media_type(data))


def test_no_text_makes_the_search_for_a_root_go_back() -> None:
    # Each would take longer than the age of the world if comments and white space could be shared out anew.
    for part in ("<!---->", " ", "<?a?>", "<!DOCTYPE a>", "<!--", "<?", "<!DOCTYPE [ ] "):
        assert media_type((part * 10_000 + "\x01").encode()) != SVG
    shuffled = random.Random(1).choices(["<!--", "-->", " ", "<?", "?>", "<!DOCTYPE", "[", "]", ">"], k=20_000)
    assert media_type("".join(shuffled).encode()) != SVG
