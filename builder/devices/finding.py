"""Finding devices: the places where systems mount them are looked at; e-readers are told by their folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from builder.devices.kinds import FOLDER, Device, kind_of
from builder.errors import Report

MOUNTS = ("/media/*", "/media/*/*", "/run/media/*/*", "/Volumes/*", "/run/user/*/gvfs/mtp:*", "/run/user/*/gvfs/mtp:*/*")
"""Where Linux desktops and macOS show what is plugged in; through `gvfs` also what speaks MTP, a storage below each device."""


def mounted() -> Iterator[tuple[Path, str]]:
    """Yield the places where disks are mounted, each with the system's name of the disk where that is known."""
    for partition in psutil.disk_partitions(all=False):
        yield Path(partition.mountpoint), partition.device
    for pattern in MOUNTS:
        yield from ((place, "") for place in sorted(Path("/").glob(pattern.lstrip("/"))))


def find_devices(places: Iterable[tuple[Path, str]] | None = None) -> tuple[Device, ...]:
    """Return the e-readers that are mounted, each once, by their names.

    Args:
        places: Where to look, with the names of the disks; None: everywhere that systems mount them.
    """
    found: dict[Path, Device] = {}
    for place, source in mounted() if places is None else places:
        kind = kind_of(place) if place != Path(place.anchor) else None
        if kind is not None and place.resolve() not in found:
            found[place.resolve()] = Device(kind, place, source)
    return tuple(sorted(found.values(), key=lambda device: (device.name, str(device.top))))


def named_device(name: str, devices: tuple[Device, ...], report: Report) -> Device:
    """Return the device of that name, kind or place, or the folder of that path; without a name the only one there is.

    Raises:
        PostpressError: D001 when there is none, D002 when more than one is meant, D003 when there is nothing of that name.
    """
    listed = ", ".join(f"{device.name} ({device.kind.name}, {device.top})" for device in devices)
    if not name:
        if not devices:
            report.error("D001", "no e-reader is connected that shows its folders",
                         hint="connect it by USB and let it show its drive, or name a folder: --to FOLDER; "
                              "a Kindle of 2024 or later shows none: send the book by mail")
        elif len(devices) > 1:
            report.error("D002", f"more than one e-reader is connected: {listed}", hint="name one: --to NAME")
        report.stop_on_errors()
        return devices[0]
    alike = [device for device in devices if name.casefold() in {device.name.casefold(), device.kind.name.casefold()}]
    if len(alike) > 1:
        report.error("D002", f"{name!r} is more than one e-reader: {listed}", hint="name its folder: --to FOLDER")
        report.stop_on_errors()
    if alike:
        return alike[0]
    folder = Path(name).expanduser()
    if not folder.is_dir():
        report.error("D003", f"there is no e-reader and no folder {name!r}",
                     hint=f"connected are {listed}" if listed else "'postpress load --list' shows what is connected")
        report.stop_on_errors()
    return Device(kind_of(folder) or FOLDER, folder)
