"""`postpress serve` as a process: what it prints, how it ends, and a browser in front of it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from oracles.small_books import cover, package, write

from .node_modules import node
from .node_modules import package as node_package
from .serving import TOP, Served, serving
from .tools import artifacts, require, run

pytestmark = pytest.mark.integration
SCRIPT = Path(__file__).parent / "node" / "page.mjs"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("books")
    write(place / "雨.epub", package("雨落在檐下", tags=("散文",)), picture=cover(size=(1600, 2560)))
    (place / "雨.pdf").write_bytes(b"%PDF-1.7 " + b"x" * 50_000_000)
    write(place / "sun.epub", package("A Sun", authors=(("Ann Lee", "Lee, Ann"),), language="en", identifier="urn:uuid:1", has_cover=False))
    return place


@pytest.fixture(scope="module")
def served(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(folder, tmp_path_factory.mktemp("served")) as server:
        yield server


def test_it_answers_under_the_address_it_prints(served: Served) -> None:
    assert httpx.get(served.address + "/new", headers={"accept-encoding": "identity"}).text.count("<entry") == 2
    assert "/new" in served.said.read_text(encoding="utf-8")


def test_a_download_can_be_gone_on_with(served: Served, folder: Path) -> None:
    book = next(b for b in httpx.get(served.address + "/new.json").json()["publications"] if b["metadata"]["title"] == "雨落在檐下")
    address = next(link["href"] for link in book["links"] if link["type"] == "application/pdf")
    half = httpx.get(address, headers={"range": "bytes=0-24999999"})
    rest = httpx.get(address, headers={"range": "bytes=25000000-", "if-range": half.headers["etag"]})
    assert (half.status_code, rest.status_code) == (206, 206)
    assert half.content + rest.content == (folder / "雨.pdf").read_bytes()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_it_ends_when_told_even_while_a_book_is_on_its_way(folder: Path, tmp_path: Path, number: int, code: int) -> None:
    with serving(folder, tmp_path) as server:
        parts = urlsplit(server.address)
        path = next(link["href"] for book in httpx.get(server.address + "/new.json").json()["publications"] for link in book["links"]
                    if link["type"] == "application/pdf")
        with socket.create_connection((parts.hostname or "", parts.port or 0)) as slow:
            slow.sendall(f"GET {urlsplit(path).path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
            assert slow.recv(15) == b"HTTP/1.1 200 OK"  # and not a byte more is taken
            ended, _ = server.stop(number)
        assert ended == code
        said = server.said.read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert "bug" not in said
    with socket.socket() as again:
        assert again.connect_ex((parts.hostname or "", parts.port or 0)) != 0


def test_the_network_needs_the_password_that_was_printed_once(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path, "--lan") as server:
        said = server.said.read_text(encoding="utf-8")
        password = next(line.removeprefix("password: ") for line in said.splitlines() if line.startswith("password: "))
        assert said.count(password) == 1
        local = f"http://127.0.0.1:{urlsplit(server.address).port}"
        assert httpx.get(local + "/new").status_code == 401
        assert httpx.get(local + "/new", auth=("reader", "x" + password)).status_code == 401
        answer = httpx.get(local + "/new", auth=("reader", password), headers={"host": "shelf.local:8080"})
        assert "http://shelf.local:8080/b/" in answer.text


def test_a_password_of_ones_own_is_never_printed(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path, environment={"POSTPRESS_PASSWORD": "geheim-geheim"}) as server:
        assert httpx.get(server.address).status_code == 401
        assert httpx.get(server.address, auth=("reader", "geheim-geheim")).status_code == 200
        assert "geheim" not in server.said.read_text(encoding="utf-8")


def test_a_port_in_use_is_told_in_words(served: Served, folder: Path) -> None:
    port = str(urlsplit(served.address).port)
    done = run([sys.executable, "-m", "builder", "serve", folder, "--port", port], environment={"PYTHONPATH": str(TOP)}, folder=folder)
    assert done.returncode == 7
    assert f"error[K003] port {port} is in use" in done.stderr
    assert done.stdout == ""


def test_what_is_no_request_is_no_line_on_the_terminal(folder: Path, tmp_path: Path) -> None:
    with serving(folder, tmp_path) as server:
        parts = urlsplit(server.address)
        for nonsense in (b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n"):
            with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as client:
                client.sendall(nonsense)
                client.recv(200)
        assert httpx.get(server.address).status_code == 200
        said = server.said.read_text(encoding="utf-8")
    assert "nvalid" not in said
    assert "Traceback" not in said


@pytest.fixture(scope="module")
def seen(served: Served, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """Return what a browser sees of the page, for each kind of screen."""
    pictures = artifacts(tmp_path_factory.mktemp("page"), "catalogue")
    done = run([node(), SCRIPT, served.address, node_package("playwright-core").parent, require("chromium"), pictures])
    assert done.returncode == 0, done.stderr
    told: dict[str, dict[str, object]] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("screen", ["light", "dark", "phone"])
def test_the_page_shows_its_covers_and_asks_nobody_else(seen: dict[str, dict[str, object]], screen: str) -> None:
    page = seen[screen]
    assert page["complaints"] == []
    assert page["outside"] == []
    assert page["titles"] == ["A Sun", "雨落在檐下"] or page["titles"] == ["雨落在檐下", "A Sun"]
    assert page["covers"] == [250]
    assert page["overflows"] is False


def test_the_page_is_dark_where_that_is_wished(seen: dict[str, dict[str, object]]) -> None:
    assert seen["light"]["ground"] != seen["dark"]["ground"]
    assert all(float(str(seen[screen]["contrast"])) >= 4.5 for screen in seen), "WCAG 1.4.3"


def test_the_page_searches_and_downloads(seen: dict[str, dict[str, object]]) -> None:
    assert seen["light"]["found"] == ["A Sun"]
    assert seen["light"]["file"] == "sun.epub"


def test_files_look_the_same_without_a_server(folder: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "builder", "catalog", str(folder), "-o", "site"], cwd=tmp_path, check=False, text=True,
                          capture_output=True, env={"PYTHONPATH": str(TOP), "PATH": ""})
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "site/index.xml"
    shown = run([node(), SCRIPT, (tmp_path / "site" / "index.html").as_uri(), node_package("playwright-core").parent, require("chromium"),
                 artifacts(tmp_path, "catalogue-files")])
    assert shown.returncode == 0, shown.stderr
    told = json.loads(shown.stdout)["phone"]
    assert told["complaints"] == []
    assert told["covers"] == [250]
    assert told["found"] is None
