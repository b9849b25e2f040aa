"""`postpress load`: books onto the e-reader that is connected."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from builder import devices
from builder.errors import Exit, Report
from builder.terminal import Json, Quiet, aligned, as_dicts, as_exit, results, results_json, show, stderr, watched

_DIST = Path("dist")


def load(
    books: Annotated[list[Path], typer.Argument(
        metavar="[BOOK...]", help="Finished files, or folders of them; dist when none is named.")] = [],  # noqa: B006  # typer reads it only
    to: Annotated[str, typer.Option("--to", metavar="NAME|FOLDER", help="The device by name or kind, or any folder.")] = "",
    listing: Annotated[bool, typer.Option("--list", help="Only say which devices are connected.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go where, and copy nothing.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> int:
    """Copy books to the e-reader that is connected, each in the form it opens best."""
    report = Report()
    device: devices.Device | None = None
    loaded: list[dict[str, Any]] = []
    if listing:
        return _list(as_json=as_json)
    with as_exit(report, strict=False) as outcome:
        found = devices.volumes(books or [_DIST], report)
        device = devices.named_device(to, devices.find_devices(), report)
        with watched(silent=quiet or as_json) as progress:
            for volume in found:
                if progress:
                    progress(f"copying {volume.stem} to {device.name}")
                chosen = devices.choose_file(volume, device, report)
                if chosen is None:
                    continue
                ending, data = chosen
                done: devices.Loaded | None
                if dry_run:
                    done = devices.Loaded(device.shelf / devices.device_name(volume.stem, ending), "would be copied")
                else:
                    done = devices.put(volume.stem, ending, data, device, report)
                if done is not None:
                    loaded.append({"book": volume.stem, "path": str(done.place), "action": done.action})
        report.stop_on_errors()
    if as_json:
        results_json({"device": _as_dict(device) if device else None, "loaded": loaded, "diagnostics": as_dicts(report),
                      "exit": outcome.code})
        return outcome.code
    show(report, quiet=quiet)
    results([str(each["path"]) for each in loaded])
    if not quiet and device and any(each["action"] in ("copied", "replaced") for each in loaded):
        _say_what_was_done(loaded, device)
    return outcome.code


def _list(*, as_json: bool) -> int:
    found = devices.find_devices()
    if as_json:
        results_json({"devices": [_as_dict(device) for device in found], "exit": Exit.BUILT})
    else:
        results(aligned([(d.name, d.kind.name, str(d.top), " ".join(d.kind.endings)) for d in found]))
    return Exit.BUILT


def _as_dict(device: devices.Device) -> dict[str, Any]:
    return {"name": device.name, "kind": device.kind.name, "top": str(device.top), "opens": list(device.kind.endings)}


_ACTIONS = {"replaced": "replaced its earlier edition", "unchanged": "was there already"}


def _say_what_was_done(loaded: list[dict[str, Any]], device: devices.Device) -> None:
    console = stderr()
    for each in loaded:
        console.print(f"{each['book']}: {_ACTIONS.get(each['action'], each['action'])}")
    if device.kind.name != "folder":
        console.print(_how_to_eject(device))


def _how_to_eject(device: devices.Device) -> str:
    if sys.platform == "darwin":
        return f"before you unplug it: diskutil eject {str(device.top)!r}"
    if "/gvfs/" in str(device.top):
        return "before you unplug it: choose 'eject' beside its name in the file manager"
    if device.source.startswith("/dev/"):
        return f"before you unplug it: udisksctl unmount -b {device.source}, or 'eject' in the file manager"
    return "eject it before you unplug it"
