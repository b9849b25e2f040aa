from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from httpcore import NetworkStream
from ssrfguard import Address

from builder.assets import fetching, wire
from builder.assets.fetching import NO_NETWORK_SECONDS, PAUSES, Fetcher, FetchError

from .loopback import Server, body, in_turn, status

PUBLIC = "93.184.216.34"


class Clock:
    """A clock that tests move; sleeping moves it too."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def near(**options: Any) -> Fetcher:
    """Return a fetcher that may reach the server of the tests and does not wait between tries."""
    return Fetcher(allow_private=True, sleep=lambda _: None, **options)


def far(server: Server, names: dict[str, list[str]] | Callable[[str], list[str]], **options: Any) -> Fetcher:
    """Return a fetcher that believes `names` and finds the server of the tests behind every public address."""
    ask = names.__getitem__ if isinstance(names, dict) else names

    def resolver(host: str, port: int, *_: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
                for ip in ask(host)]

    def dial(address: Address, seconds: float) -> socket.socket:
        assert str(address.ip) == PUBLIC, f"a connection to {address.ip} was opened"
        return socket.create_connection(("127.0.0.1", server.port), seconds)

    return Fetcher(resolver=resolver, dial=dial, sleep=lambda _: None, **options)


def refusal(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url)
    return caught.value


def test_returns_the_body_whatever_name_and_type_the_server_gives_it(server: Server) -> None:
    server.routes["/x.png-30"] = body(b"\x89PNG...", "application/octet-stream")
    assert near().fetch(server.url("/x.png-30")) == b"\x89PNG..."


def test_asks_with_nothing_of_the_user_in_it(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Any,
) -> None:
    (tmp_path / ".netrc").write_text("default login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.routes["/a"] = status(302, Location="/b", Set_Cookie="id=1; Path=/")
    server.routes["/b"] = body(b"picture")
    assert near().fetch(server.url("/a")) == b"picture"
    assert [path for path, _ in server.hits] == ["/a", "/b"]
    for _, headers in server.hits:
        assert set(headers) <= {"Host", "Accept", "Accept-Encoding", "User-Agent"}


@pytest.mark.parametrize("host", [
    "127.0.0.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]", "[::1]", "127.1", "localhost", "10.1.2.3",
    "192.168.0.1", "169.254.169.254", "100.64.0.1", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "0.0.0.0",
    "255.255.255.255", "224.0.0.1", "[fd00::1]",
])
def test_private_addresses_are_refused_in_every_spelling(host: str) -> None:
    def dial(address: Address, seconds: float) -> socket.socket:
        raise AssertionError(f"{address} was dialled for {seconds} s")

    assert refusal(Fetcher(dial=dial), f"http://{host}/x.png").code == "A002"


@pytest.mark.parametrize(("url", "message"), [
    ("ftp://example.com/x", "'ftp' is not http or https"),
    ("http://example.com:8080/x", "port 8080 is not 80 or 443"),
    ("http:///x", "it names no host"),
    ("http://0177.0.0.1/x", "is not an address"),
    ("http://[::1/x", "is not an address"),
    ("http://" + "a" * 300 + ".com/", "is not"),
])
def test_what_is_not_a_web_address_is_refused(url: str, message: str) -> None:
    error = refusal(Fetcher(), url)
    assert error.code == "A001"
    assert message in error.message


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    error = refusal(Fetcher(), "https://me:hunter2@example.com/x.png")
    assert error.code == "A001"
    assert "hunter2" not in f"{error.message} {error.hint}"


def test_a_redirect_to_a_private_address_is_refused_before_it_is_asked(server: Server) -> None:
    server.routes["/x.png"] = status(302, Location=server.url("/secret").replace(f":{server.port}", ""))
    error = refusal(far(server, {"pictures.example": [PUBLIC], "127.0.0.1": ["127.0.0.1"]}), "http://pictures.example/x.png")
    assert error.code == "A003"
    assert error.message == (
        "'http://pictures.example/x.png' redirects to 'http://127.0.0.1/secret': 127.0.0.1 is not on the public network")
    assert [path for path, _ in server.hits] == ["/x.png"]


@pytest.mark.parametrize("location", ["file:///etc/hostname", "http://me:pw@other.example/", "http://other.example:22/",
                                      "http://[::1", "gopher://other.example/"])
def test_a_redirect_to_what_is_not_a_web_address_is_refused(server: Server, location: str) -> None:
    server.routes["/x.png"] = status(301, Location=location)
    error = refusal(far(server, {"pictures.example": [PUBLIC], "other.example": [PUBLIC]}), "http://pictures.example/x.png")
    assert error.code == "A003"
    assert "pw" not in error.message
    assert len(server.hits) == 1


def test_a_name_that_changes_its_address_between_hops_is_judged_anew(server: Server) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    server.routes["/a"] = status(302, Location="/b")
    error = refusal(far(server, lambda _: next(answers)), "http://rebinding.example/a")
    assert error.code == "A003"
    assert [path for path, _ in server.hits] == ["/a"]


def test_a_name_is_resolved_once_for_each_connection(server: Server) -> None:
    asked: list[str] = []

    def names(host: str) -> list[str]:
        asked.append(host)
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    server.routes["/a"] = body(b"picture")
    assert far(server, names).fetch("http://rebinding.example/a") == b"picture"
    assert asked == ["rebinding.example"]


def test_a_name_with_public_and_private_addresses_is_refused_whole(server: Server) -> None:
    error = refusal(far(server, {"both.example": [PUBLIC, "10.0.0.1"]}), "http://both.example/a")
    assert error.code == "A002"
    assert "public and private" in error.message
    assert server.hits == []


def test_five_redirects_are_followed_and_a_sixth_is_not(server: Server) -> None:
    for step in range(10):
        server.routes[f"/{step}"] = status((301, 302, 303, 307, 308)[step % 5], Location=f"{step + 1}")
    server.routes["/10"] = body(b"picture")
    assert near().fetch(server.url("/5")) == b"picture"
    server.hits.clear()
    assert refusal(near(), server.url("/4")).code == "A004"
    assert len(server.hits) == 6


@pytest.mark.parametrize(("code", "times"), [
    (404, 1), (410, 1), (403, 1), (418, 1), (204, 1), (304, 1), (500, 3), (503, 3), (429, 3)])
def test_statuses_are_named_and_those_that_pass_are_tried_again(server: Server, code: int, times: int) -> None:
    server.routes["/x"] = status(code)
    clock = Clock()
    error = refusal(Fetcher(allow_private=True, sleep=clock.sleep), server.url("/x"))
    assert error.code == "A008"
    assert f" {code} " in error.message
    assert len(server.hits) == times
    assert clock.slept == list(PAUSES)[: times - 1]


def test_a_server_that_recovers_is_believed(server: Server) -> None:
    server.routes["/x"] = in_turn(status(503), status(503), body(b"picture"))
    assert near().fetch(server.url("/x")) == b"picture"


def test_a_body_that_breaks_off_is_tried_again_and_never_returned(server: Server) -> None:
    def short(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")

    server.routes["/x"] = short
    error = refusal(near(), server.url("/x"))
    assert error.code == "A005"
    assert "broke off" in error.message
    assert len(server.hits) == 3


def test_more_than_the_limit_is_refused_by_its_announced_length(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_BYTES", 1000)
    server.routes["/exact"] = body(b"x" * 1000)
    server.routes["/more"] = body(b"x" * 1001)
    assert len(near().fetch(server.url("/exact"))) == 1000
    assert refusal(near(), server.url("/more")).code == "A007"


def test_more_than_the_limit_is_refused_when_nobody_announced_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_BYTES", 100_000)
    sent = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b"x" * 10_000)
            sent.append(10_000)

    server.routes["/x"] = endless
    assert refusal(near(), server.url("/x")).code == "A007"
    assert len(server.hits) == 1


def test_a_gzip_bomb_is_unpacked_no_further_than_the_limit(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[int] = []
    make = zlib.decompressobj

    class Counted:
        def __init__(self, wbits: int) -> None:
            self.inner = make(wbits=wbits)

        def decompress(self, data: bytes, most: int) -> bytes:
            out = self.inner.decompress(data, most)
            unpacked.append(len(out))
            return out

    monkeypatch.setattr(zlib, "decompressobj", Counted)
    server.routes["/x"] = body(gzip.compress(bytes(100_000_000), 9), Content_Encoding="gzip")
    assert refusal(near(), server.url("/x")).code == "A007"
    assert sum(unpacked) == fetching.MAX_BYTES + 1


@pytest.mark.parametrize(("encoding", "data"), [
    ("gzip", gzip.compress(b"picture", mtime=0)), ("deflate", zlib.compress(b"picture")),
])
def test_what_a_server_compresses_unasked_is_unpacked(server: Server, encoding: str, data: bytes) -> None:
    server.routes["/x"] = body(data, Content_Encoding=encoding)
    assert near().fetch(server.url("/x")) == b"picture"
    assert server.hits[0][1]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(("encoding", "data", "code"), [
    ("br", b"picture", "A011"), ("gzip", b"not gzip", "A011"), ("gzip", gzip.compress(b"picture" * 99, mtime=0)[:-9], "A005")])
def test_other_and_damaged_compression_is_refused(server: Server, encoding: str, data: bytes, code: str) -> None:
    server.routes["/x"] = body(data, Content_Encoding=encoding)
    assert refusal(near(), server.url("/x")).code == code


@pytest.mark.parametrize("drips", ["head", "body"])
def test_a_server_that_drips_is_cut_off_at_the_deadline(server: Server, drips: str) -> None:
    clock = Clock()
    done = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" if drips == "head" else b"HTTP/1.1 200 OK\r\n\r\n")
        while not done.is_set():
            handler.wfile.write(b"X: y\r\n" if drips == "head" else b"x")
            clock.now += 1.0
            done.wait(0.005)

    server.routes["/x"] = drip
    try:
        assert refusal(near(clock=clock), server.url("/x")).code == "A006"
    finally:
        done.set()


def test_a_server_that_says_nothing_is_left_at_the_deadline(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "REQUEST_SECONDS", 0.2)
    done = threading.Event()
    def silence(_: BaseHTTPRequestHandler) -> None:
        done.wait(30)

    server.routes["/x"] = silence
    try:
        assert refusal(near(), server.url("/x")).code == "A006"
    finally:
        done.set()


def test_the_second_address_is_tried_when_the_first_does_not_answer(server: Server) -> None:
    tried: list[str] = []

    def dial(address: Address, seconds: float) -> socket.socket:
        tried.append(str(address.ip))
        if len(tried) == 1:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", server.port), seconds)

    server.routes["/x"] = body(b"picture")
    fetcher = Fetcher(dial=dial, resolver=lambda _, port, *__: [
        (socket.AF_INET6, 1, 6, "", ("2606:2800:220:1:248:1893:25c8:1946", port, 0, 0)),
        (socket.AF_INET, 1, 6, "", (PUBLIC, port))])
    assert fetcher.fetch("http://two.example/x") == b"picture"
    assert tried == ["2606:2800:220:1:248:1893:25c8:1946", PUBLIC]


def test_offline_never_asks(server: Server) -> None:
    error = refusal(Fetcher(offline=True, allow_private=True), server.url("/x"))
    assert error.code == "A009"
    assert server.hits == []


# Without a network: everything together ends within NO_NETWORK_SECONDS of the clock.

def test_names_that_nobody_knows_are_asked_for_once_each() -> None:
    asked: list[str] = []

    def resolver(host: str, *_: Any) -> Any:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    fetcher = Fetcher(resolver=resolver, sleep=lambda _: None)
    for number in range(5):
        error = refusal(fetcher, f"https://host{number}.example/x.png")
        assert error.code == "A005"
        assert f"'host{number}.example' is not known" in error.message
    assert len(asked) == 5


@pytest.mark.parametrize("silent", ["names", "addresses"])
def test_the_build_gives_up_on_a_silent_network_once_for_all_pictures(silent: str) -> None:
    clock = Clock()
    attempts: list[str] = []

    def resolver(host: str, port: int, *_: Any) -> Any:
        if silent == "names":
            attempts.append(host)
            clock.now += 0.5
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return [(socket.AF_INET, 1, 6, "", (f"93.184.216.{n}", port)) for n in range(1, 9)]

    def dial(address: Address, seconds: float) -> socket.socket:
        attempts.append(str(address.ip))
        clock.now += seconds
        raise TimeoutError

    fetcher = Fetcher(resolver=resolver, dial=dial, clock=clock, sleep=clock.sleep)
    codes = [refusal(fetcher, f"https://host{n}.example/x.png").code for n in range(30)]
    assert codes[0] == "A005"
    assert codes[-1] == "A010"
    assert clock.now - 100.0 <= 3.0
    # Four addresses of the first host; or three tries for the first name and two for the second.
    assert len(attempts) == {"addresses": wire.ADDRESSES_TRIED, "names": 4}[silent]


def test_a_resolver_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "NO_NETWORK_SECONDS", 0.1)
    done = threading.Event()
    try:
        fetcher = Fetcher(resolver=lambda *_: done.wait(30) and [])
        assert refusal(fetcher, "https://host.example/x.png").code == "A005"
        assert refusal(fetcher, "https://host.example/y.png").code == "A010"
    finally:
        done.set()


def test_once_a_server_answered_a_dead_one_stops_nobody(server: Server) -> None:
    clock = Clock()

    def dial(address: Address, seconds: float) -> socket.socket:
        if address.hostname == "dead.example":
            clock.now += seconds
            raise TimeoutError
        return socket.create_connection(("127.0.0.1", server.port), 10)

    server.routes["/x"] = body(b"picture")
    fetcher = Fetcher(resolver=lambda _, port, *__: [(socket.AF_INET, 1, 6, "", (PUBLIC, port))], dial=dial,
                      clock=clock, sleep=clock.sleep)
    assert fetcher.fetch("http://live.example/x") == b"picture"
    assert refusal(fetcher, "http://dead.example/x").code == "A005"
    assert clock.now - 100.0 > NO_NETWORK_SECONDS
    assert fetcher.fetch("http://live.example/x") == b"picture"


def test_tls_keeps_the_name_of_the_host_and_the_deadline() -> None:
    seen: dict[str, Any] = {}

    class Stream(NetworkStream):
        def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
            seen.update(context=ssl_context, name=server_hostname, timeout=timeout)
            return self

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            seen["read"] = max_bytes, timeout
            return b""

    context = object()
    stream = wire._TimedStream(Stream(), lambda: 100.0, 103.0, 101.5).start_tls(context, "host.example", 5.0)  # type: ignore[arg-type]  # handed through untouched
    assert seen == {"context": context, "name": "host.example", "timeout": 1.5}
    stream.read(10, 10.0)
    assert seen["read"] == (10, 3.0)
