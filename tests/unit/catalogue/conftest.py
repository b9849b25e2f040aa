"""A folder of small books, and a browser of its catalogue that needs no network."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from oracles import small_books

from builder.catalogue.access import Access
from builder.catalogue.books import Shelf
from builder.catalogue.server import application
from builder.catalogue.shelf import Library
from builder.errors import Diagnostic, Report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three books, the newest first by file: 晴 (two authors), 雨 in four kinds of file, Rust with a print and a screen PDF."""
    place = tmp_path / "dist"
    small_books.write(place / "雨.epub", small_books.package("雨", tags=("天气", "Tech")), picture=small_books.cover(), seconds=1_700_000_000)
    for suffix in ("kepub.epub", "azw3", "pdf"):
        (place / f"雨.{suffix}").write_bytes((place / "雨.epub").read_bytes())
    small_books.write(
        place / "sun.epub", small_books.package("晴 & <sun>", authors=(("周明", "Zhou Ming"), ("王芳", "Wang Fang")), identifier="urn:uuid:1",
                                                modified="2020-01-01T00:00:00Z", has_cover=False), seconds=1_900_000_000)
    small_books.write(
        place / "en" / "rust.epub", small_books.package("The Rust Book", authors=(("Ann Lee", "Lee, Ann"),), identifier="9787115546081",
                                                        language="en", tags=("ＴＥＣＨ",), has_cover=False), seconds=1_600_000_000)
    (place / "en" / "rust.pdf").write_bytes(b"%PDF-print")
    (place / "en" / "rust-screen.pdf").write_bytes(b"%PDF-screen")
    (place / "en" / "rust-wrap.pdf").write_bytes(b"%PDF-wrap")
    (place / "notes.txt").write_text("no book")
    for file in place.rglob("*"):
        if file.suffix in {".azw3", ".pdf"} or file.name.endswith(".kepub.epub"):
            os.utime(file, (1_500_000_000, 1_500_000_000))
    return place


@pytest.fixture
def shelf(folder: Path) -> Shelf:
    """Return them on a shelf."""
    report = Report()
    made = Library(folder).shelf(report)
    assert not len(report)
    return made


Ask = Callable[..., httpx.Response]


@pytest.fixture
def told() -> list[str | Diagnostic]:
    """Return what the server says while it is asked."""
    return []


@pytest.fixture
def server(folder: Path, told: list[str | Diagnostic]) -> Callable[..., Ask]:
    """Return a function that starts a server of the folder and gives a function that asks it."""
    def start(*, host: str = "localhost", size: int = 50, **access: Any) -> Ask:
        app = application(Library(folder, patience=0), Access(**{"pause": 0.0} | access), told.append, size)

        def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
            named = {name.replace("_", "-"): value for name, value in headers.items()}

            async def asked() -> httpx.Response:
                transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
                async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
                    return await client.request(method, path, headers={"accept": "*/*"} | named)

            return asyncio.run(asked())

        return ask

    return start


@pytest.fixture
def ask(server: Callable[..., Ask]) -> Ask:
    """Return a function that asks a server for this machine alone."""
    return server()
