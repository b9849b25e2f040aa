"""The cover picture of a post comes over the network once, whatever its address and its server call it, and never again."""

from __future__ import annotations

import io
import shutil
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

import builder

TOP = Path(__file__).parents[2]
RED, BLUE = (190, 40, 30), (20, 60, 150)


class Server:
    """Serves one banner, half red and half blue, as a stream of bytes with a name that says little."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        banner = Image.new("RGB", (1792, 1024), RED)
        banner.paste(BLUE, (896, 0, 1792, 1024))
        held = io.BytesIO()
        banner.save(held, "PNG")
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                self.send_response(200 if self.path == "/x.png-30" else 404)
                self.send_header("Content-Type", "application/octet-stream")
                self.end_headers()
                self.wfile.write(held.getvalue())

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/x.png-30"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def post(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first post, its picture on a server of our own."""
    text = (TOP / "content" / "ten-years-of-kubernetes.md").read_text(encoding="utf-8")
    address = next(line for line in text.splitlines() if line.startswith("image:"))
    (tmp_path / "book").mkdir()
    shutil.copy(TOP / "content" / "book.toml", tmp_path / "book")
    place = tmp_path / "book" / "ten-years-of-kubernetes.md"
    place.write_text(text.replace(address, f"image: {server.url}"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return place


def build(post: Path, out: str, **settings: bool) -> tuple[bytes, bytes, builder.Report]:
    report = builder.Report()
    asked = builder.Settings(store=Path("store"), **settings)  # type: ignore[arg-type]  # only its booleans are given here
    made = builder.build(post, to=(builder.Target.EPUB, builder.Target.PDF), out=Path(out), settings=asked, report=report)
    epub, pdf = (path.read_bytes() for path in made.editions)
    return epub, pdf, report


def is_near(found: object, wanted: tuple[int, ...]) -> bool:
    return isinstance(found, tuple) and all(abs(a - b) < 40 for a, b in zip(found, wanted, strict=True))


def both_halves(picture: Image.Image) -> bool:
    """Whether the art is there, uncropped enough to show both its colours, above a ground of another tone."""
    colours = [picture.getpixel((picture.width * n // 20, picture.height // 4)) for n in range(1, 20)]
    return any(is_near(c, RED) for c in colours) and any(is_near(c, BLUE) for c in colours)


def test_the_picture_is_on_both_covers_and_is_asked_for_once(post: Path, server: Server) -> None:
    epub, pdf, report = build(post, "online", allow_private=True)

    assert server.asked == ["/x.png-30"]
    assert {d.code for d in report.warnings} <= {"V094"}, "a picture of so many pixels is small for a printed cover"
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        package = next(archive.read(n).decode() for n in archive.namelist() if n.endswith(".opf"))
        (name,) = [n for n in archive.namelist() if n.endswith(".jpg")]
        picture = Image.open(io.BytesIO(archive.read(name)))
        assert 'properties="cover-image"' in package
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1600, 2560))
    assert both_halves(picture)
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert both_halves(document[0].render(scale=1).to_pil().convert("RGB"))
    finally:
        document.close()
    lock = (post.parent / "postpress.lock").read_text(encoding="utf-8")
    assert server.url in lock
    assert "sha256" in lock
    assert "image/png" in lock


def test_a_second_build_needs_no_network_and_gives_the_same_bytes(post: Path, server: Server) -> None:
    first = build(post, "online", allow_private=True)[:2]
    server.close()
    try:
        assert build(post, "again", allow_private=True)[:2] == first
        assert build(post, "offline", offline=True)[:2] == first
        assert server.asked == ["/x.png-30"]
    finally:
        server.close = lambda: None  # type: ignore[method-assign]  # it is closed


@pytest.mark.parametrize("keeps_port", [True, False])
def test_without_the_setting_the_address_is_refused_and_not_asked(post: Path, server: Server, *, keeps_port: bool) -> None:
    if not keeps_port:
        text = post.read_text(encoding="utf-8")
        post.write_text(text.replace(server.url, "http://127.0.0.1/x.png-30"), encoding="utf-8")

    with pytest.raises(builder.PostpressError) as caught:
        build(post, "guarded")

    (error,) = caught.value.report.errors
    assert error.code == ("A001" if keeps_port else "A002")
    assert "127.0.0.1" in error.message
    assert error.line == 3
    assert caught.value.exit_code == 6
    assert server.asked == []
    assert not Path("guarded").exists()
    assert not (post.parent / "postpress.lock").exists()
