"""Fetches pictures from the public network and from nowhere else, with an end to size, time, hops and tries."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from http import HTTPStatus

import httpx
from ssrfguard import BlockedAddressError, SSRFGuardError

from builder.assets import wire

MAX_BYTES = 20_000_000
"""Of one picture, as sent and after any compression is undone."""
REQUEST_SECONDS = 10.0
"""For one try: name, connection, all redirects and the whole body."""
CONNECT_SECONDS = 5.0
"""For one connection, once the network is known to be there."""
NO_NETWORK_SECONDS = 2.5
"""From the first try of a build, for all pictures together, until it is held that there is no network."""
PAUSES = (0.4, 1.2)
"""Before the second and the third try, in seconds."""
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that a second try may mend (RFC 9110)."""


class FetchError(Exception):
    """Why a picture was not had: a code of this room, a sentence and what to do."""

    def __init__(self, code: str, message: str, hint: str | None = None, *, is_passing: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.is_passing = is_passing

    @property
    def is_hostile(self) -> bool:
        """Whether the address is one that must not be asked at all, rather than one that gave nothing."""
        return self.code in {"A001", "A002", "A003"}


class Fetcher:
    """Fetches for one build. Threads may share it; what one learns of the network, all know."""

    def __init__(
        self, *, offline: bool = False, allow_private: bool = False, resolver: wire.Resolver = socket.getaddrinfo,
        dial: wire.Dial | None = None, clock: wire.Clock = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Prepare to fetch; nothing is asked yet.

        Args:
            offline: never ask; every fetch fails with A009.
            allow_private: reach private addresses and any port. For tests: nothing but this argument turns it on.
            resolver: what answers for names, as `socket.getaddrinfo` does.
            dial: what opens a socket to an address that was found allowed.
            clock: seconds, forward only.
            sleep: waits so many seconds.
        """
        self.is_offline = offline
        self._policy = wire.policy(allow_private=allow_private)
        self._resolver = resolver
        self._dial = dial or wire.dial(self._policy)
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._began: float | None = None
        self._reached = False
        self._tls: ssl.SSLContext | None = None

    def fetch(self, url: str) -> bytes:
        """Return the body that the address answers with, at most 20 MB of it.

        Raises:
            FetchError: with the reason and its code.
        """
        if self.is_offline:
            raise FetchError("A009", f"'{url}' is not in the store, and this build is offline",
                             "build once without --offline, or save the picture beside the post")
        for pause in (*PAUSES, None):
            try:
                return self._once(url)
            except FetchError as error:
                if pause is None or not error.is_passing or not self._may_wait(pause):
                    raise
                self._sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _once(self, url: str) -> bytes:
        """Follow the address through its redirects, judging each hop anew, and return the body at its end."""
        deadline = self._clock() + REQUEST_SECONDS
        hop = _parsed(url, url)
        for _ in range(wire.MAX_REDIRECTS + 1):
            transport = wire.Transport(
                self._policy, tls=self._context(), resolver=self._resolver, dial=self._dial, clock=self._clock,
                deadline=deadline,
            )
            with transport:
                try:
                    answer = transport.send(
                        hop, connect_seconds=self._connect_seconds(url), read_seconds=REQUEST_SECONDS)
                    self._reached = True
                    try:
                        if answer.has_redirect_location:
                            hop = _parsed(answer.headers["Location"], url, base=hop)
                            continue
                        _require_success(answer, url)
                        return _body(answer, url)
                    finally:
                        answer.close()
                except SSRFGuardError as error:
                    raise _refused(error, url, hop) from error
                except httpx.TransportError as error:
                    raise _failed(error, url, hop) from error
                finally:
                    # A server that accepted and then kept silent is slow, not absent.
                    self._reached = self._reached or (transport.backend.connected and hop.scheme == "http")
        raise FetchError("A004", f"'{url}' is redirected more than {wire.MAX_REDIRECTS} times",
                         "use the address that the browser shows in the end")

    def _context(self) -> ssl.SSLContext:
        """Return the certificates trusted: the system's and certifi's, made once."""
        with self._lock:
            if self._tls is None:
                self._tls = httpx.create_ssl_context(trust_env=False)
                self._tls.load_default_certs()
            return self._tls

    def _connect_seconds(self, url: str) -> float:
        """Return how long the next connection may take; the first ones of a build share one short allowance."""
        with self._lock:
            now = self._clock()
            if self._began is None:
                self._began = now
            if self._reached:
                return CONNECT_SECONDS
            left = self._began + NO_NETWORK_SECONDS - now
        if left <= 0:
            raise FetchError("A010", f"no network: '{url}' was not asked for, as no server answered in time",
                             "build again with a network, or with --offline to not wait for one")
        return left

    def _may_wait(self, pause: float) -> bool:
        """Say whether a pause fits into the allowance of a network that has not shown itself yet."""
        return self._reached or self._began is None or self._clock() + pause < self._began + NO_NETWORK_SECONDS


def _parsed(address: str, url: str, *, base: httpx.URL | None = None) -> httpx.URL:
    """Return the address, relative ones read from `base`."""
    try:
        return httpx.URL(address) if base is None else base.join(address)
    except (httpx.InvalidURL, ValueError) as error:
        if base is None:
            raise FetchError("A001", f"'{url}' is not an address", "copy the address anew from a browser") from error
        raise FetchError("A003", f"'{url}' redirects to '{address}', which is not an address",
                         "save the picture beside the post and name that file") from error


def _require_success(answer: httpx.Response, url: str) -> None:
    status = answer.status_code
    if status in {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}:
        return
    name = HTTPStatus(status).phrase.lower() if status in HTTPStatus._value2member_map_ else "unknown status"
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS}:
        hint = "its host does not give it to programs; save the picture beside the post and name that file"
    elif status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        hint = "check the address in a browser"
    else:
        hint = "try again later, or save the picture beside the post and name that file"
    raise FetchError("A008", f"'{url}' answers {status} ({name})", hint, is_passing=status in PASSING)


def _body(answer: httpx.Response, url: str) -> bytes:
    """Return the body, decompressed where a server compresses unasked, and never more of it than the limit."""
    too_big = FetchError("A007", f"'{url}' is larger than {MAX_BYTES // 1_000_000} MB",
                         "save a smaller copy beside the post and name that file")
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MAX_BYTES:
        raise too_big
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise FetchError("A011", f"'{url}' comes compressed as '{encoding}', which was not asked for",
                         "save the picture beside the post and name that file")
    inflate = zlib.decompressobj(wbits=47) if encoding not in {"", "identity"} else None
    parts: list[bytes] = []
    sent = size = 0
    try:
        for chunk in answer.iter_raw():
            sent += len(chunk)
            # One byte beyond the limit proves the excess; a bomb is never unpacked further.
            part = chunk if inflate is None else inflate.decompress(chunk, MAX_BYTES + 1 - size)
            size += len(part)
            if max(sent, size) > MAX_BYTES:
                raise too_big
            parts.append(part)
    except zlib.error as error:
        raise FetchError("A011", f"'{url}' comes compressed, and the compression is damaged",
                         "save the picture beside the post and name that file") from error
    if inflate is not None and not inflate.eof:
        raise FetchError("A005", f"'{url}' broke off before its end", is_passing=True)
    return b"".join(parts)


def _refused(error: SSRFGuardError, url: str, hop: httpx.URL) -> FetchError:
    """Return the refusal in our words, naming the hop that is to blame."""
    code, why = _fault(error, hop)
    if hop != httpx.URL(url):
        return FetchError("A003", f"'{url}' redirects to '{_without_secrets(hop)}': {why}",
                          "save the picture beside the post and name that file")
    hint = {
        "A001": "a picture's address is http or https, on the usual port, without a name and password",
        "A002": "pictures come from the public network or from the post's own folder; save it there",
    }[code]
    return FetchError(code, f"'{_without_secrets(hop) if hop.userinfo else url}' cannot be asked: {why}", hint)


def _fault(error: SSRFGuardError, hop: httpx.URL) -> tuple[str, str]:
    """Return the code and the rule that an address breaks: A002 for where it leads, A001 for how it is written."""
    if isinstance(error, BlockedAddressError):
        if "both permitted and denied" in error.reason:
            return "A002", f"'{hop.host}' has public and private addresses at once"
        if error.address == hop.host:
            return "A002", f"no address of '{hop.host}' is on the public network"
        return "A002", f"{error.address} is not on the public network"
    if hop.host and _is_literal(hop.host) and not hop.userinfo and hop.port in {None, 80, 443}:
        return "A002", f"{hop.host} is not on the public network"
    return "A001", _url_fault(hop)


def _is_literal(host: str) -> bool:
    """Say whether a host is an address in numbers, plain or disguised as one: no name is made of digits alone."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not host.strip("0123456789.")
    return True


def _url_fault(hop: httpx.URL) -> str:
    """Return which rule an address breaks by its mere form."""
    if hop.scheme not in {"http", "https"}:
        return f"'{hop.scheme}' is not http or https" if hop.scheme else "it has no http or https"
    if hop.userinfo:
        return "it carries a name or password"
    if not hop.host:
        return "it names no host"
    if hop.port not in {None, 80, 443}:
        return f"port {hop.port} is not 80 or 443"
    return f"'{hop.host}' is not the name of a host"


def _without_secrets(hop: httpx.URL) -> str:
    return str(hop.copy_with(username=None, password=None) if hop.userinfo else hop)


def _failed(error: httpx.TransportError, url: str, hop: httpx.URL) -> FetchError:
    """Return what the network did in our words, and whether a second try may mend it."""
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return FetchError("A001", f"'{url}' cannot be asked: {_url_fault(hop)}")
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        why, hint, is_passing = _absence(error, hop.host)
        return FetchError("A005", f"'{url}' cannot be reached: {why}", hint, is_passing=is_passing)
    if isinstance(error, httpx.TimeoutException):
        return FetchError("A006", f"'{url}' was not sent within {REQUEST_SECONDS:.0f} seconds",
                          "try again later, or save the picture beside the post and name that file")
    return FetchError("A005", f"'{url}' broke off before its end", "try again later", is_passing=True)


def _absence(error: httpx.TransportError, host: str) -> tuple[str, str, bool]:
    """Return why there was no connection, what to do, and whether a second try may mend it."""
    causes = _causes(error)
    unknown = next((c for c in causes if isinstance(c, socket.gaierror)), None)
    if unknown is not None:
        return f"the name '{host}' is not known", "check the address and the network", unknown.errno == socket.EAI_AGAIN
    if any(isinstance(c, ssl.SSLCertVerificationError) for c in causes):
        return f"the certificate of '{host}' is not trusted", "check the address in a browser", False
    fault = "does not answer" if isinstance(error, httpx.ConnectTimeout) else "refuses the connection"
    return f"'{host}' {fault}", "check the address and the network", True


def _causes(error: BaseException) -> list[BaseException]:
    cause = error.__cause__ or error.__context__
    return [] if cause is None else [cause, *_causes(cause)]
