"""Fetching faces: npm is the only one asked, and nothing enters that was not recorded."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builder.errors import PostpressError, Report
from builder.faces import Catalogue
from builder.fonts import fetch_faces, fetching, load_catalogue, optional_faces
from builder.fonts.suggestions import OptionalFace, suggestion
from builder.shipped import shipped

LICENCE = b"SIL OPEN FONT LICENSE Version 1.1\n"
DATA = {f"Noto {kind} ZZ {weight}": (shipped("fonts") / f"Noto{kind}-{style}.ttf").read_bytes()
        for kind in ("Serif", "Sans") for weight, style in ((400, "Regular"), (700, "Bold"))}


def face(kind: str, weight: int, data: bytes) -> OptionalFace:
    style = "Regular" if weight == 400 else "Bold"
    return replace(
        optional_faces()[0], name="zz", family=f"Noto {kind}", weight=weight, file=f"Noto{kind}ZZ-{style}.ttf",
        package=f"npm @expo-google-fonts/noto-{kind.lower()}-zz 0.0.1", source=f"package/{weight}/{kind}.ttf",
        lacks_chws=False, size=len(data), sha256=hashlib.sha256(data).hexdigest())


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> tuple[OptionalFace, ...]:
    """Two small families to fetch, and an npm on the machine."""
    faces = tuple(face(kind, weight, DATA[f"Noto {kind} ZZ {weight}"]) for kind in ("Serif", "Sans")
                  for weight in (400, 700))
    monkeypatch.setattr(fetching, "optional_faces", lambda: faces)
    monkeypatch.setattr(shutil, "which", lambda name, **_: f"/bin/{name}" if name == "npm" else None)
    return faces


def archive(members: dict[str, bytes], *, kind: bytes = tarfile.REGTYPE) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.type = (len(data), kind) if kind == tarfile.REGTYPE else (0, kind)
            info.linkname = "/etc/hostname"
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Npm:
    """Stands for npm: leaves an archive in the folder it is run in."""

    def __init__(self, make: Callable[[str], bytes | None], *, code: int = 0, says: str = "") -> None:
        self.make, self.code, self.says = make, code, says
        self.asked: list[list[str]] = []

    def __call__(self, command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        self.asked.append(command)
        data = self.make(command[-1])
        if data is not None:
            (Path(options["cwd"]) / "package.tgz").write_bytes(data)
        return subprocess.CompletedProcess(command, self.code, "", self.says)


def whole(package: str) -> bytes:
    kind = "Serif" if "serif" in package else "Sans"
    return archive({f"package/{w}/{kind}.ttf": DATA[f"Noto {kind} ZZ {w}"] for w in (400, 700)}
                   | {"package/LICENSE_FONT": LICENCE, "package/index.js": b"throw 1"})


def refused(names: list[str], place: Path, npm: Npm) -> list[str]:
    report = Report()
    with pytest.raises(PostpressError):
        fetch_faces(names, report, folder=place, run=npm)
    assert all(d.hint for d in report.errors)
    return [d.code for d in report.errors]


def test_faces_are_brought_and_named(recorded: tuple[OptionalFace, ...], tmp_path: Path) -> None:
    npm = Npm(whole)
    report = Report()
    place = tmp_path / "data" / "fonts"
    paths = fetch_faces(["zz"], report, folder=place, run=npm)
    assert not len(report)
    assert [p.name for p in paths] == [f.file for f in recorded]
    assert [c[1:] for c in npm.asked] == [
        ["pack", "--ignore-scripts", "--loglevel=error", "@expo-google-fonts/noto-serif-zz@0.0.1"],
        ["pack", "--ignore-scripts", "--loglevel=error", "@expo-google-fonts/noto-sans-zz@0.0.1"]]
    assert sorted(p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()) == [
        "NotoSansZZ-Bold.ttf", "NotoSansZZ-Regular.ttf", "NotoSerifZZ-Bold.ttf", "NotoSerifZZ-Regular.ttf",
        "fonts.toml", "licenses/NotoSans-OFL.txt", "licenses/NotoSerif-OFL.txt"]
    table = tomllib.loads((place / "fonts.toml").read_text(encoding="utf-8"))
    assert table["fallbacks"] == ["Noto Serif", "Noto Sans"]
    assert len(load_catalogue(Report(), folders=[place]).faces) == 4


def test_what_is_there_is_not_fetched_again(recorded: tuple[OptionalFace, ...], tmp_path: Path) -> None:
    fetch_faces(["zz"], Report(), folder=tmp_path, run=Npm(whole))
    again = Npm(whole)
    assert len(fetch_faces(["zz"], Report(), folder=tmp_path, run=again)) == 4
    assert not again.asked
    (tmp_path / recorded[0].file).unlink()
    fetch_faces(["zz"], Report(), folder=tmp_path, run=again)
    assert len(again.asked) == 1
    assert len(load_catalogue(Report(), folders=[tmp_path]).faces) == 4


def test_an_unknown_name(tmp_path: Path) -> None:
    npm = Npm(whole)
    assert refused(["zh-Hant", "tlh"], tmp_path, npm) == ["F014"]
    assert not npm.asked


def test_no_npm(recorded: tuple[OptionalFace, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del recorded
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    report = Report()
    with pytest.raises(PostpressError) as caught:
        fetch_faces(["zz"], report, folder=tmp_path, run=Npm(whole))
    assert [d.code for d in report.errors] == ["X010"]
    assert caught.value.exit_code == 9


@pytest.mark.parametrize("npm", [
    Npm(lambda _: None, code=1, says="npm error 404"), Npm(lambda _: None), Npm(whole, code=1)])
def test_npm_fails(recorded: tuple[OptionalFace, ...], tmp_path: Path, npm: Npm) -> None:
    del recorded
    assert refused(["zz"], tmp_path, npm) == ["F015", "F015"]
    assert not list(tmp_path.iterdir())


def test_npm_takes_for_ever(recorded: tuple[OptionalFace, ...], tmp_path: Path) -> None:
    del recorded

    def asleep(*_: Any, **__: Any) -> subprocess.CompletedProcess[str]:
        raise subprocess.TimeoutExpired("npm", 900)

    report = Report()
    with pytest.raises(PostpressError):
        fetch_faces(["zz"], report, folder=tmp_path, run=asleep)
    assert [d.code for d in report.errors] == ["F015", "F015"]


@pytest.mark.parametrize("data", [
    b"", b"no archive", whole("serif")[:-2000], archive({"package/x": b""}),
    archive({"package/400/Serif.ttf": b"another font", "package/400/Sans.ttf": b"another font"}),
    archive({"package/400/Serif.ttf": b"", "package/400/Sans.ttf": b""}, kind=tarfile.SYMTYPE),
    archive({"../../400/Serif.ttf": b"", "/etc/passwd": b""}),
    archive({"package/400/Serif.ttf": bytes(30_000_000), "package/400/Sans.ttf": b""}),  # zeros swell a thousandfold
])
def test_a_package_that_holds_something_else(recorded: tuple[OptionalFace, ...], tmp_path: Path, data: bytes) -> None:
    del recorded
    assert set(refused(["zz"], tmp_path / "fonts", Npm(lambda _: data))) == {"F016"}
    assert not [p for p in tmp_path.rglob("*") if p.suffix == ".ttf"]


def test_a_folder_that_cannot_be_made(recorded: tuple[OptionalFace, ...], tmp_path: Path) -> None:
    del recorded
    (tmp_path / "fonts").write_text("a file where the folder should be")
    assert set(refused(["zz"], tmp_path / "fonts", Npm(whole))) == {"F017"}


def test_a_face_without_spacing_says_so_without_the_tool(
    recorded: tuple[OptionalFace, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetching, "optional_faces", lambda: (replace(recorded[0], lacks_chws=True),))
    report = Report()
    fetch_faces(["zz"], report, folder=tmp_path, run=Npm(whole))
    assert [d.code for d in report] == ["F018"]


def test_what_can_be_fetched_is_recorded_whole() -> None:
    faces = optional_faces()
    assert list(dict.fromkeys(f.name for f in faces)) == ["full", "zh-Hant", "ja", "ko"]
    for found in faces:
        assert found.package.startswith("npm @expo-google-fonts/")
        assert len(found.sha256) == 64
        assert found.source.endswith(".ttf")
        assert found.size < fetching._LARGEST


def test_suggestions(catalogue: Catalogue) -> None:
    def name(character: str) -> str:
        found = suggestion(character=character)
        return f"{found.name} {found.family}" if found else ""

    assert name("한") == "ko Noto Serif KR"
    assert name("丂") == "full Noto Serif SC"
    assert name("ሀ") == ""
    assert name("雨") == ""
    assert suggestion(family="noto sans tc") is not None
    assert suggestion(family="Verdana") is None
    shipped_points = set().union(*(f.characters for f in catalogue.faces))
    for found in optional_faces():
        assert not any(c in shipped_points for first, last in found.adds for c in range(first, last + 1))
