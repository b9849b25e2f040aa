from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.assets import paths
from builder.assets.paths import PathError, contents, locate


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with a secret beside it."""
    (tmp_path / "secret.png").write_bytes(b"secret")
    project = tmp_path / "project"
    (project / "posts" / "images").mkdir(parents=True)
    (project / "cover.png").write_bytes(b"cover")
    (project / "posts" / "rain.png").write_bytes(b"rain")
    (project / "posts" / "images" / "tall tree.jpg").write_bytes(b"tree")
    (project / "posts" / "images" / "雨.png").write_bytes(b"yu")
    (project / "posts" / "images" / "100%.png").write_bytes(b"percent")
    return project


def found(target: str, root: Path) -> bytes:
    return contents(locate(target, folder=root / "posts", root=root), target)


def refused(target: str, root: Path) -> PathError:
    with pytest.raises(PathError) as caught:
        found(target, root)
    return caught.value


@pytest.mark.parametrize(("target", "data"), [
    ("rain.png", b"rain"),
    ("./images/../rain.png", b"rain"),
    ("../cover.png", b"cover"),
    ("%2E%2E/cover.png", b"cover"),
    ("images/tall%20tree.jpg", b"tree"),
    ("images/tall tree.jpg", b"tree"),
    ("images/雨.png", b"yu"),
    ("images/%E9%9B%A8.png", b"yu"),
    ("images/100%.png", b"percent"),
    ("rain.png?raw=true", b"rain"),
    ("rain.png#centre", b"rain"),
    ("images\\雨.png", b"yu"),
])
def test_a_path_starts_from_the_posts_folder(target: str, data: bytes, root: Path) -> None:
    assert found(target, root) == data


@pytest.mark.parametrize(("target", "code"), [
    ("../../secret.png", "A032"),
    ("%2e%2e/%2E%2E/secret.png", "A032"),
    ("..%2f..%2fsecret.png", "A032"),
    ("images/../../../secret.png", "A032"),
    ("../../does-not-exist.png", "A032"),
    ("..\\..\\secret.png", "A032"),
    ("../..", "A032"),
    ("/etc/hostname", "A033"),
    ("file:///etc/hostname", "A033"),
    ("FILE:/etc/hostname", "A033"),
    ("%66ile:///etc/hostname", "A033"),
    ("%2Fetc%2Fhostname", "A033"),
    ("C:\\secret.png", "A033"),
    ("c:/secret.png", "A033"),
    ("\\\\host\\share\\x.png", "A033"),
    ("~/secret.png", "A033"),
    ("images", "A034"),
    (".", "A034"),
    ("rain.png%00.jpg", "A036"),
    ("rain\n.png", "A036"),
    ("", "A036"),
    ("%20", "A036"),
    ("ftp://example.com/x.png", "A036"),
    ("javascript:alert(1)", "A036"),
    ("x" * 5000, "A036"),
    ("rain.png/x.png", "A031"),
    ("%252e%252e/%252e%252e/secret.png", "A031"),
])
def test_what_is_not_a_picture_of_the_project_is_refused(target: str, code: str, root: Path) -> None:
    assert refused(target, root).code == code


def test_links_are_followed_and_must_stay(root: Path) -> None:
    (root / "posts" / "in.png").symlink_to(root / "cover.png")
    (root / "posts" / "out.png").symlink_to(root.parent / "secret.png")
    (root / "posts" / "folder").symlink_to(root.parent)
    (root / "posts" / "loop.png").symlink_to("loop.png")
    assert found("in.png", root) == b"cover"
    assert refused("out.png", root).message == "'out.png' leads out of the project's folder, by a symbolic link"
    assert refused("folder/secret.png", root).code == "A032"
    assert refused("loop.png", root).code in {"A031", "A035", "A036"}


def test_a_project_that_is_itself_reached_by_a_link_works(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root)
    assert contents(locate("rain.png", folder=link / "posts", root=link), "rain.png") == b"rain"


def test_devices_pipes_and_sockets_are_refused_without_waiting(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(root / "posts" / "pipe.png")
    assert refused("pipe.png", root).code == "A034"
    with pytest.raises(PathError) as caught:
        contents(root / "posts" / "pipe.png", "pipe.png")
    assert caught.value.code == "A034"
    with pytest.raises(PathError) as caught:
        locate("null", folder=Path("/dev"), root=Path("/dev"))
    assert caught.value.code == "A034"
    monkeypatch.chdir(root / "posts")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.png")
        assert refused("socket.png", root).code == "A034"


def test_a_file_beyond_the_limit_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "MAX_BYTES", 3)
    assert refused("rain.png", root).code == "A037"


def test_a_file_that_may_not_be_read_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbidden)
    error = refused("rain.png", root)
    assert (error.code, error.message) == ("A035", "'rain.png' cannot be read: permission denied")


@pytest.mark.parametrize(("target", "hint"), [
    ("rian.png", "did you mean 'rain.png'?"),
    ("Rain.PNG", "did you mean 'rain.png'?"),
    ("rain.jpg", "did you mean 'rain.png'?"),
    ("images/tal-tree.jpg", "did you mean 'images/tall tree.jpg'?"),
    ("雨.png", "did you mean 'images/雨.png'?"),
    ("cover.png", "did you mean '../cover.png'?"),
    ("zebra.webp", "put the picture there, or correct the path; it starts from the post's own folder"),
    ("/posts/rain.png", "did you mean 'posts/rain.png'?"),
])
def test_a_missing_picture_comes_with_the_name_that_was_meant(target: str, hint: str, root: Path) -> None:
    assert refused(target, root).hint == hint


def test_nothing_outside_is_suggested(root: Path) -> None:
    (root.parent / "secret-plan.png").write_bytes(b"")
    for target in ("secret.png", "secret-plan.png", "../../secret-plam.png"):
        assert "secret" not in (refused(target, root).hint or "")


PARTS = st.sampled_from(
    ["..", "%2e%2e", ".", "posts", "images", "rain.png", "secret.png", "%2f", "\\", "a", "%00", "~", "link"])


@given(st.lists(PARTS, max_size=8).map("/".join))
def test_whatever_is_found_lies_in_the_project(tmp_path_factory: pytest.TempPathFactory, target: str) -> None:
    base = tmp_path_factory.getbasetemp() / "every"
    project = base / "project"
    if not base.exists():
        (project / "posts" / "images").mkdir(parents=True)
        (project / "posts" / "rain.png").write_bytes(b"rain")
        (base / "secret.png").write_bytes(b"secret")
        (project / "posts" / "link").symlink_to(base)
    try:
        place = locate(target, folder=project / "posts", root=project)
    except PathError:
        return
    assert place.resolve().is_relative_to(project.resolve())
    assert contents(place, target) == b"rain"
