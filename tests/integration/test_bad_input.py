"""Bad input through the command, as its user meets it: the right exit code, a clear line that says where, nothing left behind.

What can be kept as files is in tests/errors too; here it is run by another process, with a limit on its time.
"""

from __future__ import annotations

import os
import pty
import random
import re
import resource
import select
import signal
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
FRONT = "---\ntitle: 书\ndate: 2024-01-02\nlang: zh-Hans\nauthor: 某人\n---\n\n"

USAGE, CONTENT, ASSET, BINDING = 2, 4, 6, 7
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the command ended."""

    code: int
    out: str
    err: str


def command(place: Path, *arguments: str, limit: int = 120, prepare: Callable[[], None] | None = None) -> Ended:
    run = subprocess.run([sys.executable, "-m", "builder", *arguments], cwd=place, env=environment(place), capture_output=True,
                         text=True, timeout=limit, preexec_fn=prepare, check=False)
    return Ended(run.returncode, run.stdout, run.stderr)


def environment(place: Path) -> dict[str, str]:
    home = place.parent / f"{place.name}-home"
    kept = {k: v for k, v in os.environ.items() if k not in {"SOURCE_DATE_EPOCH", "PYTHONWARNINGS"}}
    return {**kept, "PYTHONPATH": str(TOP), "HOME": str(home), "XDG_CACHE_HOME": str(home), "PYTHONUTF8": "1",
            "TMPDIR": str(_made(home / "tmp"))}


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def build(place: Path, *arguments: str, limit: int = 120, prepare: Callable[[], None] | None = None) -> Ended:
    return command(place, "build", "post.md", "--to", "epub", "-o", "out", "--offline", *arguments, limit=limit, prepare=prepare)


def errors(ended: Ended) -> list[str]:
    return [line for line in ended.err.splitlines() if " error[" in line or line.startswith("error[")]


def assert_refused(ended: Ended, place: Path, code: int, pattern: str, *, before: set[str]) -> None:
    """One clear line, a hint, no traceback, and not a file more than before, nor one left in the folder for passing files."""
    assert ended.code == code, ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    (line,) = errors(ended)
    assert re.search(pattern, line), line
    assert len(line) < 300
    assert "\n  hint: " in ended.err
    assert str(place) not in ended.err
    assert files(place) == before
    assert files(place.parent / f"{place.name}-home" / "tmp") == set()


def assert_built(ended: Ended, place: Path, *, says: str) -> None:
    assert ended.code == 0, ended.err
    assert "Traceback" not in ended.err
    assert not errors(ended)
    assert ended.out == "out/post.epub\n"
    assert says in text_of(place / "out" / "post.epub")
    assert {f for f in files(place) if f.startswith("out")} == {"out/post.epub"}


def files(place: Path) -> set[str]:
    return {str(f.relative_to(place)) for f in place.rglob("*") if not f.is_dir()}


def text_of(epub: Path) -> str:
    with zipfile.ZipFile(epub) as archive:
        return "\n".join(archive.read(n).decode() for n in archive.namelist() if n.endswith((".xhtml", ".opf", ".ncx")))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return _made(tmp_path / "place")


def write(place: Path, post: str | bytes) -> set[str]:
    (place / "post.md").write_bytes(post if isinstance(post, bytes) else post.encode())
    return files(place)


# ---- the post itself

BOMB = "".join(f"{name}: &{name} [{', '.join(['*' + chr(ord(name) - 1)] * 9)}]\n" for name in "bcdef")

REFUSED: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", r"^post\.md:1: error\[M014\] the post is empty"),
    "only front matter": ("---\ntitle: 书\n---\n", r"^post\.md:\d+: error\[M015\]"),
    "front matter never closed": ("---\ntitle: 书\n\n正文\n", r"^post\.md:1:1: error\[M001\]"),
    "a tab in YAML": ("---\ntitle: 书\n\ttags: y\n---\n\n正文\n", r"^post\.md:3:\d+: error\[M002\].*tab"),
    "quotes never closed": ('---\ntitle: "书\n---\n\n正文\n', r"^post\.md:2:8: error\[M002\].*quot"),
    "a colon in a title": ("---\ntitle: a: b\n---\n\n正文\n", r"^post\.md:2:\d+: error\[M002\].*colon"),
    "3,000 brackets in YAML": (f"---\ntitle: 书\ntags: {'[' * 3000}{']' * 3000}\n---\n\n正文\n", r"^post\.md:3:\d+: error\[M005\]"),
    "3,000 brackets in the text": (f"{FRONT}正文{'[' * 3000}x{']' * 3000}\n", r"^post\.md:8: error\[M037\]"),
    "3,000 quotations deep": (f"{FRONT}正文\n\n{'>' * 3000} x\n", r"^post\.md:\d+: error\[M038\]"),
    "aliases": (f"---\ntitle: 书\na: &a [x, x, x]\n{BOMB}tags: *f\n---\n\n正文\n", r"^post\.md:3:\d+: error\[M004\]"),
    "a list as front matter": ("---\n- a\n- b\n---\n\n正文\n", r"^post\.md:2:1: error\[M003\]"),
    "no such day": ("---\ntitle: 书\ndate: 2024-13-45\n---\n\n正文\n", r"^post\.md:3:7: error\[M012\].*2024-13-45"),
    "half a surrogate pair": ('---\ntitle: "\\uD800"\n---\n\n正文\n', r"^post\.md:2:\d+: error\[M011\].*U\+D800"),
    "a control character": (f"{FRONT}正\x07文\n", r"^post\.md:8:2: error\[M011\].*U\+0007"),
    "NUL": (f"{FRONT}正\0文\n", r"^post\.md:8:2: error\[M011\].*NUL"),
    "GB18030": (f"{FRONT}正文，国标编码的一段话。\n".encode("gb18030"), r"^post\.md:2:8: error\[M010\].*GB18030"),
    "half a character": (FRONT.encode() + "正文".encode()[:-1], r"^post\.md:8:2: error\[M010\]"),
    "too large": (FRONT + "汉" * 2_000_000, r"^post\.md: error\[M017\].*5 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_post_is_refused(place: Path, name: str) -> None:
    post, pattern = REFUSED[name]
    before = write(place, post)

    assert_refused(build(place), place, CONTENT, pattern, before=before)


def test_a_missing_file(place: Path) -> None:
    assert_refused(build(place), place, CONTENT, r"^post\.md: error\[M016\]", before=set())


def test_a_folder_without_posts(place: Path) -> None:
    ended = command(place, "build", ".", "-o", "out")

    assert ended.code == USAGE
    assert "Traceback" not in ended.err
    assert files(place) == set()


LARGE = "".join(random.Random(1).choices([chr(c) for c in range(0x4E00, 0x5800) if chr(c).encode("gb2312", "ignore")], k=1_600_000))
"""4.8 MB without a space or a full stop."""

TAKEN: dict[str, tuple[str | bytes, str]] = {
    "a rule as first line": ("---\n\n正文第一段。\n\n---\n\n第二段。\n", "正文第一段"),
    "a byte order mark": (f"\ufeff{FRONT}正文。\n", "<p>正文。</p>"),
    "CRLF": (f"{FRONT}正文\n换行。\n\n## 第一章 雨\n\n雨。\n".replace("\n", "\r\n").encode(), "<p>正文换行。</p>"),
    "CR alone": (f"{FRONT}正文。\n\n第二段。\n".replace("\n", "\r").encode(), "<p>第二段。</p>"),
    "10,000 headings": (FRONT + "".join(f"## 第{n}章 长\n\n" + "".join(f"### 第{m}节\n\n文字{n}-{m}。\n\n" for m in range(99))
                                        for n in range(1, 101)), "文字100-98。"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_post_is_taken(place: Path, name: str) -> None:
    post, says = TAKEN[name]
    write(place, post)

    assert_built(build(place, limit=300), place, says=says)


def test_a_line_of_5_megabytes(place: Path) -> None:
    write(place, f"{FRONT}{LARGE}终。\n")

    assert_built(build(place, limit=300), place, says=LARGE[-40:] + "终。")


def test_10_000_chapters_are_built_or_refused_in_words_of_their_own(place: Path) -> None:
    before = write(place, FRONT + "".join(f"## 第{n}章\n\n文字{n}。\n\n" for n in range(10_000)))

    ended = build(place, limit=300)

    if ended.code == 0:
        assert_built(ended, place, says="文字9999。")
    else:
        assert_refused(ended, place, CONTENT, r"^post\.md.*error\[M\d+\].*chapters", before=before)


def test_what_acts_is_left_out_and_spoken_of(place: Path) -> None:
    write(place, f'{FRONT}正文<script>alert(1)</script>尾\n\n<iframe src="https://example.com"></iframe>\n\n'
                 '<form action="/x"><input name="y"></form>\n\n[甲](javascript:alert(2)) <b onclick="alert(3)">乙</b>\n')

    ended = build(place)

    assert_built(ended, place, says="正文尾")
    text = text_of(place / "out" / "post.epub")
    assert not re.search(r"alert|javascript|<(script|iframe|form|input)\b|onclick", text)
    assert all(f"post.md:{line}: warning[" in ended.err for line in (8, 10, 14))


# ---- pictures


def bilevel(width: int, height: int) -> bytes:
    """Return a white PNG of one bit a pixel: 100 megapixels are 12 KB."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packed = zlib.compress((b"\0" + b"\xff" * ((width + 7) // 8)) * height, 9)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
            + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def nothing(place: Path) -> None:
    del place


PICTURES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "missing": ("rain.png", nothing, "A031"),
    "0 bytes": ("rain.png", lambda p: (p / "rain.png").write_bytes(b""), "A020"),
    "100 megapixels": ("rain.png", lambda p: (p / "rain.png").write_bytes(bilevel(10_000, 10_000)), "A024"),
    "half a file": ("rain.png", lambda p: (p / "rain.png").write_bytes(bilevel(100, 100)[:60]), "A023"),
    "a file on the machine": ("file:///etc/hostname", nothing, "A033"),
    "an absolute path": ("/etc/hostname", nothing, "A033"),
    "a path out of the folder": ("../../secret.png", lambda p: (p.parent.parent / "secret.png").write_bytes(bilevel(9, 9)), "A032"),
    "the same, encoded": ("..%2f..%2fsecret.png", lambda p: (p.parent.parent / "secret.png").write_bytes(bilevel(9, 9)), "A032"),
    "a link out of the folder": ("rain.png", lambda p: (p / "rain.png").symlink_to("/etc/hostname"), "A032"),
    "a folder linked out": ("etc/hostname", lambda p: (p / "etc").symlink_to("/etc"), "A032"),
    "a folder": ("rain.png", lambda p: (p / "rain.png").mkdir(), "A034"),
    "an SVG with a script": ("rain.svg", lambda p: (p / "rain.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'), "A026"),
    "a pipe": ("rain.png", lambda p: os.mkfifo(p / "rain.png"), "A034"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_refused(place: Path, name: str) -> None:
    target, put, code = PICTURES[name]
    put(place)
    before = write(place, f"{FRONT}正文\n\n![雨]({target})\n")
    try:
        ended = build(place)
    finally:
        (place.parent.parent / "secret.png").unlink(missing_ok=True)

    assert_refused(ended, place, ASSET, rf"^post\.md:10: error\[{code}\]", before=before)


def test_a_cover_on_this_machine_is_not_asked_for(place: Path) -> None:
    """Nothing of the command lets a private address in: the server is never asked, and the cover is set in type."""
    with subprocess.Popen([sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"], cwd=_made(place.parent / "www"),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        try:
            port = re.search(r"port (\d+)", server.stdout.readline())
            assert port is not None
            write(place, FRONT.replace("---\n\n", f"image: http://127.0.0.1:{port[1]}/cover.png\n---\n\n") + "正文。\n")
            ended = command(place, "build", "post.md", "--to", "epub", "-o", "out")
        finally:
            server.terminate()
        asked = server.stdout.read()

    assert "GET" not in asked
    assert ended.code in {0, ASSET}, ended.err
    assert "Traceback" not in ended.err
    assert re.search(r"^post\.md:6: (warning|error)\[A0\d\d\].*127\.0\.0\.1", ended.err, re.MULTILINE), ended.err


# ---- places that cannot be written to


def test_a_file_where_the_folder_should_be(place: Path) -> None:
    (place / "out").write_text("mine", encoding="utf-8")
    before = write(place, f"{FRONT}正文。\n")

    assert_refused(build(place), place, BINDING, r"^out: error\[S001\]", before=before)
    assert (place / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc, where not even root may write")
def test_a_folder_that_cannot_be_made(place: Path) -> None:
    before = write(place, f"{FRONT}正文。\n")

    ended = command(place, "build", "post.md", "--to", "epub", "-o", "/proc/books", "--offline")

    assert_refused(ended, place, BINDING, r"^/proc/books: error\[S00[12]\]", before=before)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write(place: Path) -> None:
    before = write(place, f"{FRONT}正文。\n")
    (place / "out").mkdir(mode=0o500)

    assert_refused(build(place), place, BINDING, r"^out.*error\[S002\]", before=before)


def files_up_to(size: int) -> Callable[[], None]:
    """The disk is full after so many bytes of any one file."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_keeps_the_book_that_was_there(place: Path) -> None:
    write(place, f"{FRONT}{''.join(sorted(set(LARGE)))}。\n")
    (place / "out").mkdir()
    (place / "out" / "post.epub").write_bytes(b"the book of yesterday")
    before = files(place)

    ended = build(place, prepare=files_up_to(200_000))

    assert_refused(ended, place, BINDING, r"^out.*error\[S002\].*(large|space)", before=before)
    assert (place / "out" / "post.epub").read_bytes() == b"the book of yesterday"


def test_no_room_for_passing_files_is_no_bug_of_ours(place: Path) -> None:
    """The layout engine writes the faces of a page into the folder for passing files."""
    before = write(place, f"{FRONT}正文。\n")

    ended = build(place, prepare=files_up_to(10_000))

    assert_refused(ended, place, BINDING, r"error\[[A-Z]\d+\].*(large|space|full)", before=before)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_for_real(place: Path) -> None:
    write(place, f"{FRONT}正文。\n")
    out = _made(place / "out")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(out)], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount")
    try:
        ended = build(place)
        left = list(out.iterdir())
    finally:
        subprocess.run(["umount", str(out)], check=True)

    assert ended.code == BINDING, ended.err
    assert "Traceback" not in ended.err
    assert re.search(r"^out.*error\[S002\].*space", ended.err, re.MULTILINE)
    assert left == []


# ---- Ctrl-C


@pytest.mark.parametrize("step", ["reading", "making the EPUB", "making the PDF"])
def test_ctrl_c_halfway(place: Path, step: str) -> None:
    """The command tells a terminal what it is at; there it is interrupted."""
    before = write(place, FRONT + "".join(f"## 第{n}章\n\n{'文字。' * 3000}\n\n" for n in range(20)))
    terminal, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", "builder", "build", "post.md", "--to", "epub,pdf", "-o", "out", "--offline"],
                          cwd=place, env={**environment(place), "TERM": "xterm"}, stderr=theirs, stdout=subprocess.PIPE,
                          start_new_session=True) as run:
        os.close(theirs)
        said = _read_until(terminal, step.encode(), seconds=120)
        run.send_signal(signal.SIGINT)
        said += _read_until(terminal, None, seconds=60)
        out, _ = run.communicate(timeout=60)
    os.close(terminal)

    # Python ends by the signal itself when it was caught inside exec(): a shell calls both 130.
    assert run.returncode in {INTERRUPTED, -signal.SIGINT}
    assert out == b""
    assert b"Traceback" not in said
    assert files(place) == before
    assert files(place.parent / "place-home" / "tmp") == set()


def _read_until(terminal: int, word: bytes | None, *, seconds: float) -> bytes:
    """Return what is said up to a word, or to the end."""
    said, end = b"", time.monotonic() + seconds
    while word is None or word not in said:
        ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
        assert ready, f"waited {seconds} s for {word!r}: {said[-300:]!r}"
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux: the other side was closed
            break
        if not piece:
            break
        said += piece
    return said
