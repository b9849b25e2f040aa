"""One guarded connection: the only place that opens a socket, and it opens it to an address that was judged first."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_network
from typing import Any

import httpcore
import httpx
from httpcore import SOCKET_OPTION, NetworkBackend, NetworkStream

# httpcore has no public stream; with its own, TLS checks names and certificates exactly as httpcore does.
from httpcore._backends.sync import SyncStream
from ssrfguard import Address, Policy, Target, connect, resolve
from ssrfguard.httpx import SafeTransport

Clock = Callable[[], float]
"""Seconds on a clock that only goes forward."""
Resolver = Callable[..., Any]
"""A stand-in for `socket.getaddrinfo`; what it answers is judged like any other answer."""
Dial = Callable[[Address, float], socket.socket]
"""Opens a connected socket to an address already found public, within so many seconds."""

PRIVATE_NETWORKS = tuple(
    ip_network(n) for n in ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
MAX_REDIRECTS = 5
ADDRESSES_TRIED = 4


def policy(*, allow_private: bool) -> Policy:
    """Return what may be reached: http and https on their own ports at global unicast addresses.

    `allow_private` adds loopback and the private networks on every port. No file and no variable turns it on.
    """
    if not allow_private:
        return Policy()
    return Policy(allowed_networks=PRIVATE_NETWORKS, allowed_ports=frozenset(range(1, 65536)))


class Transport(SafeTransport):
    """Sends one request: no proxy, no netrc, no cookie, no redirect followed by itself.

    The base class judges the whole address of every request; the backend judges every resolved address and connects
    to those very addresses, so that a name that changes its mind in between gains nothing.
    """

    def __init__(
        self, rules: Policy, *, tls: ssl.SSLContext, resolver: Resolver, dial: Dial, clock: Clock, deadline: float,
    ) -> None:
        super().__init__(policy=rules, verify=tls, trust_env=False)
        self.backend = _Backend(rules, resolver=resolver, dial=dial, clock=clock, deadline=deadline)
        self._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=self.backend)

    def send(self, url: httpx.URL, *, connect_seconds: float, read_seconds: float) -> httpx.Response:
        """Return the answer with its body not yet read.

        Raises:
            httpx.TransportError: what the network did.
            ssrfguard.SSRFGuardError: the address is not allowed.
        """
        seconds = {"connect": connect_seconds, "read": read_seconds, "write": read_seconds, "pool": connect_seconds}
        request = httpx.Request(
            "GET", url, extensions={"timeout": seconds},
            headers={"User-Agent": "postpress", "Accept": "image/*, */*;q=0.5", "Accept-Encoding": "identity"},
        )
        response = self.handle_request(request)
        response.request = request
        return response


class _Backend(NetworkBackend):
    """Resolves once, judges every answer, connects to one of them; all of it before one moment in time."""

    def __init__(self, rules: Policy, *, resolver: Resolver, dial: Dial, clock: Clock, deadline: float) -> None:
        self._policy = rules
        self._resolver = resolver
        self._dial = dial
        self._clock = clock
        self._deadline = deadline
        self.connected = False

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,  # noqa: ARG002 - httpcore's signature
        socket_options: Iterable[SOCKET_OPTION] | None = None,  # noqa: ARG002 - httpcore's signature
    ) -> NetworkStream:
        until = self._deadline if timeout is None else min(self._deadline, self._clock() + timeout)
        target = Target(scheme="tcp", host=host, port=port, host_as_written=host)
        try:
            addresses = resolve(target, policy=self._policy, resolver=self._lookup(until))
            sock = self._first_open(addresses[:ADDRESSES_TRIED], until)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connected = True
        return _TimedStream(SyncStream(sock), self._clock, self._deadline, until)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None,  # noqa: ARG002 - httpcore's signature
        socket_options: Iterable[SOCKET_OPTION] | None = None,  # noqa: ARG002 - httpcore's signature
    ) -> NetworkStream:
        raise httpcore.ConnectError(f"{path} is not an address on the network")

    def _lookup(self, until: float) -> Resolver:
        """Return the resolver with an end to its patience: `getaddrinfo` itself waits as long as it likes."""
        def lookup(*arguments: Any) -> Any:
            answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

            def ask() -> None:
                try:
                    answers.put(self._resolver(*arguments))
                except Exception as error:  # handed over to the thread that waits
                    answers.put(error)

            threading.Thread(target=ask, daemon=True, name="postpress-lookup").start()
            try:
                answer = answers.get(timeout=max(0.0, until - self._clock()))
            except queue.Empty:
                raise TimeoutError(f"no name server answers for {arguments[0]}") from None
            if isinstance(answer, Exception):
                raise answer
            return answer
        return lookup

    def _first_open(self, addresses: Sequence[Address], until: float) -> socket.socket:
        """Connect to the first address that answers; each has its share of the time that is left."""
        failure: OSError = TimeoutError("no time left to connect")
        for tried, address in enumerate(addresses):
            seconds = (until - self._clock()) / (len(addresses) - tried)
            if seconds <= 0:
                break
            try:
                return self._dial(address, seconds)
            except OSError as error:
                failure = error
        raise failure


def dial(rules: Policy) -> Dial:
    """Return the dial that connects for real; the address is judged once more, and the peer after connecting."""
    return lambda address, seconds: connect((address,), policy=rules, timeout=seconds)


class _TimedStream(NetworkStream):
    """A stream that ends at its deadline however slowly the other side drips."""

    def __init__(self, stream: NetworkStream, clock: Clock, deadline: float, handshake: float) -> None:
        self._stream = stream
        self._clock = clock
        self._deadline = deadline
        self._handshake = handshake

    def _seconds(self, timeout: float | None, until: float, late: type[Exception]) -> float:
        left = until - self._clock()
        if left <= 0:
            raise late("out of time")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._seconds(timeout, self._deadline, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._seconds(timeout, self._deadline, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None,
    ) -> NetworkStream:
        seconds = self._seconds(timeout, self._handshake, httpcore.ConnectTimeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _TimedStream(stream, self._clock, self._deadline, self._handshake)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
