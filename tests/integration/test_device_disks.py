"""Books on a disk of a device's size, FAT where it can be had: names, and what happens when it is full or read-only."""

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
    """A Kobo of eight megabytes: FAT where this machine mounts images, else memory, which gets full and read-only too; where it
    mounts neither the test is skipped, loudly."""
    top = tmp_path / "KOBOeReader"
    top.mkdir()
    ways = [["-t", "tmpfs", "-o", "size=8m", "none"]]
    if shutil.which("mkfs.vfat"):
        image = tmp_path / "disk.img"
        with image.open("wb") as file:
            file.truncate(8 * 1024 * 1024)
        subprocess.run(["mkfs.vfat", image], check=True, capture_output=True)
        ways.insert(0, ["-o", "loop,utf8", str(image)])
    tried = [subprocess.run(["mount", *way, top], check=False, capture_output=True, text=True) for way in ways[:1]]
    if tried[-1].returncode and ways[1:]:
        tried.append(subprocess.run(["mount", *ways[1], top], check=False, capture_output=True, text=True))
    if tried[-1].returncode:
        pytest.skip(f"SKIPPED LOUDLY: this machine mounts no disks: {tried[-1].stderr.strip()}")
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
