"""Devices are known by the folders on them, found where systems mount them, and named by people."""

from __future__ import annotations

from pathlib import Path

import pytest
from oracles.mounted import MARKERS, mount

from builder.devices.finding import find_devices, named_device
from builder.devices.kinds import kind_of
from builder.errors import PostpressError, Report


def found_in(*tops: Path) -> tuple[str, ...]:
    return tuple(device.kind.name for device in find_devices((top, f"/dev/{top.name}") for top in tops))


@pytest.mark.parametrize("kind", MARKERS)
def test_a_kind_is_known_by_its_folders(tmp_path: Path, kind: str) -> None:
    found = kind_of(mount(tmp_path, kind))
    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize("folders", [("Music", "DCIM"), ("system",), ("documents",), ("Books",)])
def test_other_disks_are_not_taken_for_one(tmp_path: Path, folders: tuple[str, ...]) -> None:
    for folder in folders:
        (tmp_path / folder).mkdir()
    assert kind_of(tmp_path) is None


def test_a_marker_that_is_a_file_is_none(tmp_path: Path) -> None:
    (tmp_path / ".kobo").write_text("")
    assert kind_of(tmp_path) is None


def test_one_device_seen_in_two_places_is_one(tmp_path: Path) -> None:
    kobo = mount(tmp_path / "KOBOeReader", "Kobo")
    (tmp_path / "again").symlink_to(kobo)
    assert found_in(kobo, tmp_path / "again", tmp_path / "not-there") == ("Kobo",)


def test_the_top_of_the_system_is_never_a_device() -> None:
    assert find_devices([(Path("/"), "/dev/sda1")]) == ()


def test_a_device_is_named_by_its_name_its_kind_or_its_place(tmp_path: Path) -> None:
    devices = find_devices((mount(tmp_path / name, kind), "") for name, kind in (("KOBOeReader", "Kobo"), ("Kindle", "Kindle")))
    for name in ("koboereader", "Kobo", str(tmp_path / "KOBOeReader")):
        assert named_device(name, devices, Report()).kind.name == "Kobo"
    (tmp_path / "shelf").mkdir()
    assert named_device(str(tmp_path / "shelf"), devices, Report()).kind.name == "folder"


@pytest.mark.parametrize(("kinds", "name", "code"), [((), "", "D001"), (("Kobo", "Kindle"), "", "D002"), (("Kobo", "Kobo"), "Kobo", "D002"),
                                                     (("Kobo",), "Nook", "D003")])
def test_what_is_not_clear_is_an_error(tmp_path: Path, kinds: tuple[str, ...], name: str, code: str) -> None:
    devices = find_devices((mount(tmp_path / f"disk{n}", kind), "") for n, kind in enumerate(kinds))
    report = Report()
    with pytest.raises(PostpressError):
        named_device(name, devices, report)
    assert [error.code for error in report.errors] == [code]


def test_the_only_device_needs_no_name(tmp_path: Path) -> None:
    assert named_device("", find_devices([(mount(tmp_path, "Kobo"), "")]), Report()).top == tmp_path
