"""The command: books named or found in dist, a device named or the only one, paths on stdout, the rest on stderr."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from oracles.mounted import epub, mount

from builder import cli, devices
from builder.devices.finding import find_devices


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a dist of one book and a Kobo beside it, which is all that is connected."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "书.epub").write_bytes(epub("urn:1"))
    mount(tmp_path / "KOBO", "Kobo")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(devices, "find_devices", lambda: find_devices([(tmp_path / "KOBO", "/dev/sdz1"), (tmp_path / "Kindle", "")]))
    return tmp_path


def test_dist_goes_to_the_only_device(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["load"]) == 0
    out, err = capsys.readouterr()
    assert out == f"{place / 'KOBO' / '书.epub'}\n"
    assert "书: copied" in err
    assert "/dev/sdz1" in err
    assert cli.main(["load"]) == 0
    assert capsys.readouterr().err == ""


def test_two_devices_have_to_be_told_apart(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mount(place / "Kindle", "Kindle")
    assert cli.main(["load"]) == 8
    assert "error[D002]" in capsys.readouterr().err
    assert cli.main(["load", "--to", "kindle"]) == 8
    assert "error[D007]" in capsys.readouterr().err
    assert cli.main(["load", "--to", "kobo"]) == 0


def test_a_dry_run_copies_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["load", "--dry-run"]) == 0
    assert capsys.readouterr().out == f"{place / 'KOBO' / '书.epub'}\n"
    assert not list((place / "KOBO").glob("*.epub"))


def test_json_says_what_was_done(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["load", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["device"]["kind"] == "Kobo"
    assert said["loaded"] == [{"book": "书", "path": str(place / "KOBO" / "书.epub"), "action": "copied"}]
    assert cli.main(["load", "--list", "--json"]) == 0
    assert [found["name"] for found in json.loads(capsys.readouterr().out)["devices"]] == ["KOBO"]


def test_one_book_that_cannot_go_does_not_keep_the_others(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mount(place / "Kindle", "Kindle")
    (place / "dist" / "b.azw3").write_bytes(b"BOOKMOBI")
    assert cli.main(["load", "--to", "Kindle", "--json"]) == 8
    said = json.loads(capsys.readouterr().out)
    assert [each["book"] for each in said["loaded"]] == ["b"]
    assert [each["code"] for each in said["diagnostics"]] == ["D007"]


def test_nothing_in_dist_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "dist" / "书.epub").unlink()
    assert cli.main(["load"]) == 2
    assert "error[U011]" in capsys.readouterr().err
