from __future__ import annotations

import base64
import socket
from pathlib import Path
from typing import Any

import pytest

from builder.assets import confined
from builder.assets.collection import Collected, collect
from builder.assets.fetching import Fetcher
from builder.assets.store import Store
from builder.errors import Report, explanations
from builder.faces import Face
from builder.model import FrontMatter, Post, Reference

from .loopback import Server, body, in_turn, status
from .specimens import drawing, encoded, noise

PNG = encoded(drawing(60, 40), "PNG")
OTHER = encoded(drawing(80, 40), "PNG")


class Project:
    """A folder with posts, a store beside it and a fetcher that may reach the loopback address."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.root.mkdir()
        self.store = folder / "store"
        self.report = Report()

    def post(self, name: str, *targets: str) -> Post:
        images = tuple(Reference(target, line) for line, target in enumerate(targets, 10))
        return Post(str(self.root / name), FrontMatter(), "", images)

    def collect(
        self, *posts: Post, cover: str | None = None, fetcher: Fetcher | None = None, faces: tuple[Face, ...] = (),
    ) -> Collected:
        """Collect anew, with a report of its own."""
        self.report = Report()
        return collect(
            posts, cover=None if cover is None else (cover, str(self.root / "post.md"), 3), root=self.root,
            store=Store(self.store, report=self.report), report=self.report, faces=faces,
            fetcher=fetcher or Fetcher(allow_private=True, sleep=lambda _: None),
        )

    @property
    def lock(self) -> Path:
        return self.root / "postpress.lock"

    def codes(self) -> list[str]:
        for diagnostic in self.report:
            assert diagnostic.severity == explanations()[diagnostic.code].severity
            assert diagnostic.hint
        return [diagnostic.code for diagnostic in self.report]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def offline() -> Fetcher:
    def never(*_: Any) -> Any:
        raise AssertionError("an offline build asked")

    return Fetcher(offline=True, resolver=never, dial=never)


def test_pictures_come_from_the_posts_folder_the_network_and_the_text(project: Project, server: Server) -> None:
    server.routes["/x.png-30"] = body(PNG)
    (project.root / "posts").mkdir()
    (project.root / "posts" / "rain.png").write_bytes(OTHER)
    inline = "data:image/png;base64," + base64.b64encode(PNG).decode()
    post = project.post("posts/rain.md", "rain.png", server.url("/x.png-30"), inline)
    collected = project.collect(post)
    assert project.codes() == []
    assert [(path, target) for path, target, _ in collected.images] == [(post.path, i.target) for i in post.images]
    (_, _, local), (_, _, remote), (_, _, written) = collected.images
    assert remote == written
    assert local != remote
    assert collected.cover_art is None


def test_the_cover_is_fetched_like_any_picture(project: Project, server: Server) -> None:
    server.routes["/x.png-30"] = body(PNG, "application/octet-stream")
    collected = project.collect(cover=server.url("/x.png-30"))
    assert project.codes() == []
    assert collected.cover_art is not None
    assert (collected.cover_art.width, collected.cover_art.height) == (60, 40)
    assert collected.images == ()


def test_a_local_cover_is_found_from_the_file_that_names_it(project: Project) -> None:
    (project.root / "cover.png").write_bytes(PNG)
    assert project.collect(cover="cover.png").cover_art is not None


def test_a_second_build_needs_no_network(project: Project, server: Server) -> None:
    server.routes["/a"], server.routes["/b"] = body(PNG), body(OTHER)
    posts = project.post("post.md", server.url("/a"), server.url("/b"), server.url("/a"))
    first = project.collect(posts, cover=server.url("/b"))
    assert sorted(path for path, _ in server.hits) == ["/a", "/b"]
    again = project.collect(posts, cover=server.url("/b"), fetcher=offline())
    assert again == first
    assert project.codes() == []
    assert len(server.hits) == 2


def test_the_lock_file_names_every_fetched_picture_and_no_place_on_this_machine(
    project: Project, server: Server, tmp_path: Path,
) -> None:
    server.routes["/a"] = body(PNG)
    (project.root / "local.png").write_bytes(OTHER)
    project.collect(project.post("post.md", server.url("/a"), "local.png"))
    text = project.lock.read_text(encoding="utf-8")
    assert text.count("[[picture]]") == 1
    assert f'url = "{server.url("/a")}"' in text
    assert 'type = "image/png"' in text
    assert f"bytes = {len(PNG)}" in text
    assert str(tmp_path) not in text
    assert "local.png" not in text


def test_without_remote_pictures_there_is_no_lock_file(project: Project) -> None:
    (project.root / "local.png").write_bytes(PNG)
    project.collect(project.post("post.md", "local.png"))
    assert not project.lock.exists()


def test_another_post_of_the_folder_keeps_its_lines_in_the_lock_file(project: Project, server: Server) -> None:
    server.routes["/a"], server.routes["/b"] = body(PNG), body(OTHER)
    project.collect(project.post("one.md", server.url("/a")))
    project.collect(project.post("two.md", server.url("/b")))
    project.collect(project.post("one.md", server.url("/a")), fetcher=offline())
    assert project.codes() == []
    assert project.lock.read_text(encoding="utf-8").count("[[picture]]") == 2


def test_a_lost_store_is_filled_again_and_the_same_picture_is_no_news(project: Project, server: Server) -> None:
    server.routes["/a"] = body(PNG)
    post = project.post("post.md", server.url("/a"))
    first = project.collect(post)
    before = project.lock.read_bytes()
    project.store = project.root.parent / "another"
    assert project.collect(post) == first
    assert project.codes() == []
    assert project.lock.read_bytes() == before
    assert len(server.hits) == 2


def test_a_picture_that_changed_is_taken_with_a_warning_and_locked(project: Project, server: Server) -> None:
    server.routes["/a"] = in_turn(body(PNG), body(OTHER))
    post = project.post("post.md", server.url("/a"))
    first = project.collect(post)
    project.store = project.root.parent / "another"
    second = project.collect(post)
    assert project.codes() == ["A052"]
    assert second != first
    assert project.collect(post, fetcher=offline()) == second
    assert project.codes() == []


def test_a_damaged_store_is_not_believed(project: Project, server: Server) -> None:
    server.routes["/a"] = body(PNG)
    post = project.post("post.md", server.url("/a"))
    first = project.collect(post)
    for path in project.store.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert project.collect(post) == first
    assert project.codes() == []
    assert len(server.hits) == 2


def test_offline_and_never_fetched_is_an_error_in_the_text_and_a_warning_on_the_cover(project: Project) -> None:
    url = "https://pictures.example/x.png"
    collected = project.collect(project.post("post.md", url), cover=url, fetcher=offline())
    assert project.codes() == ["A009", "A050"]
    assert collected == Collected((), None)
    assert "offline" in project.report.warnings[0].message
    assert (project.report.errors[0].line, project.report.warnings[0].line) == (10, 3)
    assert not project.lock.exists()


@pytest.mark.parametrize(("answer", "says"), [
    (status(404), "404"), (status(500), "500"), (body(b""), "empty"), (body(b"<!doctype html><p>gone</p>"), "web page"),
    (body(PNG, Content_Encoding="br"), "compressed"), (status(302, Location="/x"), "redirected"),
])
def test_a_cover_that_the_network_does_not_give_is_a_warning(
    project: Project, server: Server, answer: Any, says: str,
) -> None:
    server.routes["/x"] = answer
    assert project.collect(cover=server.url("/x")).cover_art is None
    assert project.codes() == ["A050"]
    assert says in project.report.warnings[0].message
    assert not project.lock.exists()


def test_a_cover_without_a_network_is_a_warning(project: Project) -> None:
    def resolver(*_: Any) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    fetcher = Fetcher(resolver=resolver, sleep=lambda _: None)
    assert project.collect(cover="https://pictures.example/x.png-30", fetcher=fetcher).cover_art is None
    assert project.codes() == ["A050"]


@pytest.mark.parametrize(("url", "code"), [
    ("http://127.0.0.1/x.png", "A002"), ("http://169.254.169.254/latest/meta-data", "A002"),
    ("https://me:secret@pictures.example/x.png", "A001"), ("ftp://pictures.example/x.png", "A036"),
    ("file:///etc/hostname", "A033"), ("../../secret.png", "A032"), ("missing.png", "A031"),
])
def test_a_cover_that_must_not_be_asked_for_is_an_error(project: Project, url: str, code: str) -> None:
    assert project.collect(cover=url, fetcher=Fetcher()).cover_art is None
    assert project.codes() == [code]


def test_a_cover_that_redirects_to_this_machine_is_an_error(project: Project, server: Server) -> None:
    server.routes["/x.png"] = status(302, Location="http://127.0.0.1/secret")

    def resolver(host: str, port: int, *_: Any) -> Any:
        return [(socket.AF_INET, 1, 6, "", ("93.184.216.34" if host == "pictures.example" else host, port))]

    fetcher = Fetcher(resolver=resolver, dial=lambda *_: socket.create_connection(("127.0.0.1", server.port), 5))
    project.collect(cover="http://pictures.example/x.png", fetcher=fetcher)
    assert project.codes() == ["A003"]
    assert "redirects to 'http://127.0.0.1/secret'" in project.report.errors[0].message
    assert [path for path, _ in server.hits] == ["/x.png"]


def test_a_cover_that_was_refused_for_what_it_is_is_an_error(project: Project, server: Server) -> None:
    server.routes["/x"] = body(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    project.collect(cover=server.url("/x"))
    assert project.codes() == ["A026"]


def test_every_place_is_named_and_every_address_asked_once_in_the_order_of_the_text(
    project: Project, server: Server,
) -> None:
    server.routes["/good"] = body(PNG)
    post = project.post("post.md", server.url("/gone"), "missing.png", server.url("/good"), server.url("/gone"))
    for _ in range(3):
        server.hits.clear()
        collected = project.collect(post)
        assert [(d.code, d.line) for d in project.report] == [("A008", 10), ("A031", 11), ("A008", 13)]
        assert [target for _, target, _ in collected.images] == [server.url("/good")]
        assert len([path for path, _ in server.hits if path == "/gone"]) == 1


def test_an_address_without_a_scheme_is_https(project: Project) -> None:
    project.collect(project.post("post.md", "//pictures.example/x.png"), fetcher=offline())
    assert "'https://pictures.example/x.png'" in project.report.errors[0].message


def test_bad_files_are_named_at_their_place(project: Project) -> None:
    (project.root / "empty.png").write_bytes(b"")
    (project.root / "half.png").write_bytes(encoded(noise(30, 30), "PNG")[:500])
    project.collect(project.post("post.md", "empty.png", "half.png", "data:image/png;base64,!", "data:image/png;base64,A"))
    assert [(d.code, d.line) for d in project.report] == [("A020", 10), ("A023", 11), ("A020", 12), ("A036", 13)]


def test_a_lock_file_that_cannot_be_read_is_an_error_and_stays(project: Project, server: Server) -> None:
    server.routes["/a"] = body(PNG)
    project.lock.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    project.collect(project.post("post.md", server.url("/a")))
    assert project.codes() == ["A053"]
    assert project.lock.read_text(encoding="utf-8") == "<<<<<<< HEAD\n"


def test_a_store_that_cannot_be_written_to_does_not_stop_the_book(project: Project, server: Server) -> None:
    server.routes["/a"] = body(PNG)
    project.store.write_text("a file where the folder should be")
    collected = project.collect(project.post("post.md", server.url("/a")))
    assert project.codes() == ["A051"]
    assert len(collected.images) == 1


def test_a_picture_is_developed_once_however_often_it_is_shown(
    project: Project, monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs: list[str] = []
    run = confined.run

    def counted(script: str, data: bytes, *arguments: str) -> bytes:
        runs.append(script)
        return run(script, data, *arguments)

    monkeypatch.setattr(confined, "run", counted)
    (project.root / "a.png").write_bytes(PNG)
    project.collect(project.post("one.md", "a.png", "a.png"), project.post("two.md", "a.png"), cover="a.png")
    assert runs == ["darkroom.py"]
