"""A book leaves as a message that Kindles take, by a server that is real as far as its protocol goes."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from builder import cli
from builder.errors import PostpressError, Report
from builder.mailing import Server, compose, is_address, send, server_of

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # the server of the tests speaks openly


class Postbox:
    """Keeps what is delivered; refuses one address."""

    def __init__(self) -> None:
        self.kept: list[EmailMessage] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        del server, session, options
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the same
        del server, session
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.kept.append(message)
        return "250 OK"


def _judge(server: Any, session: Any, envelope: Any, mechanism: str, asked: Any) -> AuthResult:
    del server, session, envelope, mechanism
    return AuthResult(success=isinstance(asked, LoginPassword) and asked.password == b"secret", handled=False)


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, Server]]:
    """A mail server on this machine and what it has received."""
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, authenticator=_judge, auth_require_tls=False, auth_required=True)
    controller.start()
    try:
        yield box, Server("127.0.0.1", port, "me", "secret", "me@example.com")
    finally:
        controller.stop()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "十年Kubernetes.epub"
    file.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40)
    return file


def test_the_book_arrives_as_it_is_with_its_type_its_name_and_a_body(postbox: tuple[Postbox, Server], book: Path) -> None:
    box, server = postbox
    report = Report()
    send(compose(book, "name@kindle.com", server.sender, report), server, report)
    message, = box.kept
    assert (message["To"], message["From"]) == ("name@kindle.com", "me@example.com")
    assert message["Date"]
    assert message["Message-ID"]
    body = message.get_body()
    assert body is not None
    assert body.get_content().strip()
    attached, = message.iter_attachments()
    assert attached.get_content_type() == "application/epub+zip"
    assert attached.get_filename() == "十年Kubernetes.epub"
    assert attached.get_payload(decode=True) == book.read_bytes()


@pytest.mark.parametrize(("to", "password", "code"), [("nobody@kindle.com", "secret", "L008"), ("name@kindle.com", "wrong", "L007")])
def test_what_the_server_refuses_is_told(postbox: tuple[Postbox, Server], book: Path, to: str, password: str, code: str) -> None:
    box, server = postbox
    report = Report()
    with pytest.raises(PostpressError):
        send(compose(book, to, server.sender, report), Server(server.host, server.port, "me", password, server.sender), report)
    assert [error.code for error in report.errors] == [code]
    assert box.kept == []


def test_a_server_that_is_not_there_is_told(book: Path) -> None:
    report = Report()
    with pytest.raises(PostpressError):
        send(compose(book, "name@kindle.com", "me@example.com", report), Server("127.0.0.1", 1, "", "", "me@example.com"), report)
    assert [error.code for error in report.errors] == ["L005"]


def test_nothing_goes_openly_to_another_machine(postbox: tuple[Postbox, Server], book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box, server = postbox
    monkeypatch.setattr("builder.mailing._LOOPBACK", set())
    report = Report()
    with pytest.raises(PostpressError):
        send(compose(book, "name@kindle.com", server.sender, report), server, report)
    assert [error.code for error in report.errors] == ["L006"]
    assert box.kept == []


@pytest.mark.parametrize(("to", "megabytes", "code"), [("name@kindle.com", 37, "L004"), ("name@kindle.com", 36, ""), ("me@gmail.com", 19, "L004"),
                                                       ("kindle", 1, "L003"), ("a@b.c, d@e.f", 1, "L003")])
def test_limits_and_addresses_are_looked_at_before_anything_is_sent(tmp_path: Path, to: str, megabytes: int, code: str) -> None:
    file = tmp_path / "a.epub"
    with file.open("wb") as written:
        written.truncate(megabytes * 1_000_000)
    report = Report()
    with contextlib.suppress(PostpressError):
        compose(file, to, "me@example.com", report)
    assert [error.code for error in report.errors] == ([code] if code else [])


@pytest.mark.parametrize("text", ["name@kindle.com", "a.b+c@mail.example.org"])
def test_addresses_are_known(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["", "a", "a@b", "a@b.c\nBcc: x@y.z", "a b@c.d", "<a@b.c>", "a@b.c,d@e.f", "@b.c"])
def test_so_is_what_is_none(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(("environment", "code"), [({}, "L001"), ({"POSTPRESS_SMTP_HOST": "h"}, "L001"),
                                                   ({"POSTPRESS_SMTP_HOST": "h", "POSTPRESS_MAIL_FROM": "a@b.c", "POSTPRESS_SMTP_PORT": "x"}, "L002")])
def test_the_server_comes_from_the_environment(environment: dict[str, str], code: str) -> None:
    report = Report()
    with pytest.raises(PostpressError):
        server_of(environment, report)
    assert [error.code for error in report.errors] == [code]


def test_a_password_is_never_shown() -> None:
    server = server_of({"POSTPRESS_SMTP_HOST": "h", "POSTPRESS_SMTP_USER": "a@b.c", "POSTPRESS_SMTP_PASSWORD": "secret"}, Report())
    assert (server.sender, server.port, server.password) == ("a@b.c", 587, "secret")
    assert "secret" not in repr(server)


def test_the_command_sends_and_says_so(
    postbox: tuple[Postbox, Server], book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    box, server = postbox
    for name, value in (("SMTP_HOST", server.host), ("SMTP_PORT", str(server.port)), ("SMTP_USER", "me"), ("SMTP_PASSWORD", "secret"),
                        ("MAIL_FROM", server.sender)):
        monkeypatch.setenv(f"POSTPRESS_{name}", value)
    assert cli.main(["send", str(book), "--to", "name@kindle.com", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "To: name@kindle.com" in shown
    assert "application/epub+zip 十年Kubernetes.epub 10244 bytes" in shown
    assert "secret" not in shown
    assert box.kept == []
    assert cli.main(["send", str(book), "--to", "name@kindle.com", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sent"] == [str(book)]
    assert len(box.kept) == 1
