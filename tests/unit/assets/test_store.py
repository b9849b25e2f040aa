from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from threading import Thread

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.assets.store import Store, shown, write_beside
from builder.errors import Report


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_is_put_is_found_by_its_hash(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"picture")
    assert digest == sha256(b"picture").hexdigest()
    assert store.find(digest) == b"picture"
    assert Store(tmp_path).find(digest) == b"picture"
    assert [path.name for path in files(tmp_path)] == [digest]


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(b"picture")
    before = files(tmp_path)[0].stat().st_mtime_ns
    store.put(b"picture")
    assert files(tmp_path)[0].stat().st_mtime_ns == before


@pytest.mark.parametrize("damage", [b"", b"pictur", b"picture ", b"another"])
def test_a_damaged_file_is_not_believed_and_makes_room(tmp_path: Path, damage: bytes) -> None:
    store = Store(tmp_path)
    digest = store.put(b"picture")
    files(tmp_path)[0].write_bytes(damage)
    assert store.find(digest) is None
    assert files(tmp_path) == []
    assert store.put(b"picture") == digest
    assert store.find(digest) == b"picture"


@pytest.mark.parametrize("digest", ["", "../../secret", "A" * 64, "a" * 63, "/etc/hostname"])
def test_only_a_hash_is_looked_for(tmp_path: Path, digest: str) -> None:
    assert Store(tmp_path).find(digest) is None


def test_what_is_kept_is_recalled_by_its_key(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.recall("cover classic 1") is None
    store.keep("cover classic 1", b"jpeg")
    store.keep("cover classic 2", b"")
    assert store.recall("cover classic 1") == b"jpeg"
    assert store.recall("cover classic 2") == b""
    store.keep("cover classic 1", b"another")
    assert store.recall("cover classic 1") == b"another"


@given(key=st.text(), data=st.binary(max_size=200))
def test_any_key_and_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, key: str, data: bytes) -> None:
    store = Store(tmp_path_factory.getbasetemp() / "any")
    store.keep(key, data)
    assert store.recall(key) == data


def test_a_damaged_or_moved_result_is_not_recalled(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep("one", b"result")
    path, = files(tmp_path)
    whole = path.read_bytes()
    for damage in (whole[:-1], whole[:10], b"", b"0" * 64 + whole[64:]):
        path.write_bytes(damage)
        assert store.recall("one") is None
        assert not path.exists()
        path.write_bytes(whole)
    store.keep("two", b"other")
    other = next(p for p in files(tmp_path) if p != path)
    other.write_bytes(whole)
    assert store.recall("two") is None


def test_a_folder_that_cannot_be_written_to_is_one_warning_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    report = Report()
    store = Store(tmp_path / "file" / "store", report=report)
    digest = store.put(b"picture")
    store.keep("key", b"result")
    assert digest == sha256(b"picture").hexdigest()
    assert store.find(digest) is None
    assert store.recall("key") is None
    assert [d.code for d in report] == ["A051"]
    assert report.warnings[0].message.endswith("not a directory")


def test_builds_may_share_it(tmp_path: Path) -> None:
    threads = [Thread(target=lambda n=n: Store(tmp_path).put(bytes(1000) + bytes([n % 3]))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(tmp_path)) == 3
    for path in files(tmp_path):
        assert Store(tmp_path).find(path.name) is not None


def test_it_stands_in_the_users_cache_folder_for_them_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name, **_: tmp_path / "cache" / name)
    store = Store()
    assert store.folder == tmp_path / "cache" / "postpress"
    store.put(b"picture")
    if os.name == "posix":
        assert all(path.stat().st_mode & 0o077 == 0 for path in files(tmp_path))


def test_a_file_is_written_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "book.lock"
    place.write_bytes(b"before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_beside(place, b"after")
    assert files(tmp_path) == [place]
    assert place.read_bytes() == b"before"


def test_folders_are_shown_as_people_write_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert shown(tmp_path / ".cache" / "postpress") == "~/.cache/postpress"
    assert shown(Path("/var/cache")) == "/var/cache"
