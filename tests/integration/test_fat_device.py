"""Books on a real FAT disk: its names, its size, and what happens when it is full or may not be written to."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from oracles.finished import Finished

from builder.devices import Device, put
from builder.devices.kinds import KOBO
from builder.errors import Report

pytestmark = pytest.mark.integration


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A Kobo of eight megabytes; where this machine mounts no images the test is skipped, loudly."""
    image, top = tmp_path / "disk.img", tmp_path / "KOBOeReader"
    top.mkdir()
    if shutil.which("mkfs.vfat") is None:
        pytest.skip("SKIPPED LOUDLY: there is no mkfs.vfat (Debian: dosfstools)")
    with image.open("wb") as file:
        file.truncate(8 * 1024 * 1024)
    subprocess.run(["mkfs.vfat", image], check=True, capture_output=True)
    mounted = subprocess.run(["mount", "-o", "loop,utf8", image, top], check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"SKIPPED LOUDLY: this machine mounts no disk images: {mounted.stderr.strip()}")
    try:
        (top / ".kobo").mkdir()
        yield top
    finally:
        subprocess.run(["umount", top], check=True)


def names(top: Path) -> set[str]:
    return {file.name for file in top.iterdir() if file.name != ".kobo"}


def test_a_book_keeps_its_chinese_name_and_a_full_disk_keeps_no_part(disk: Path, first_book: Finished) -> None:
    device, report = Device(KOBO, disk), Report()
    data = first_book.epub.read_bytes()
    done = put("十年Kubernetes：过去、现在和未来?", ".epub", data, device, report)
    assert done is not None
    assert names(disk) == {"十年Kubernetes：过去、现在和未来？.epub"}
    assert done.place.read_bytes() == data
    assert put("large", ".epub", b"x" * 9_000_000, device, report) is None
    assert [error.code for error in report.errors] == ["D004"]
    assert names(disk) == {done.place.name}


def test_one_that_may_not_be_written_to_is_told(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    report = Report()
    assert put("a", ".epub", b"x", Device(KOBO, disk), report) is None
    assert [error.code for error in report.errors] == ["D005"]
    assert names(disk) == set()
