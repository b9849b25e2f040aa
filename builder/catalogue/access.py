"""Who may ask: the password, the name the server is called by, and what every answer forbids a browser."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from builder.catalogue.places import host_of
from builder.errors import Report

USER = "reader"
VARIABLE = "POSTPRESS_PASSWORD"
SHORTEST = 8
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
"""Without l and o: they are typed on the keyboard of an e-reader, from a terminal's screen."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORBIDDEN = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask."""

    password: str = ""
    """Of the user `reader`; empty lets everyone in."""
    hosts: frozenset[str] | None = LOOPBACK
    """Names the server answers to; None is all."""
    base: str = ""
    """The address of the catalogue where another server stands in front of it, or empty."""
    pause: float = 0.5
    """Seconds before a wrong password is told so."""

    def address(self, scheme: str, host: str) -> str:
        """Return the base of all addresses in an answer."""
        return self.base or f"{scheme}://{host}/"

    def knows(self, host: str) -> bool:
        """Say whether that Host header names this server.

        Without a password this is what keeps out a page from elsewhere whose name was made to resolve to this machine.
        """
        name = host_of(host)
        outside = host_of(urlsplit(self.base).netloc)
        return bool(name) and (self.hosts is None or name in self.hosts or name == outside)

    def admits(self, authorization: str) -> bool:
        """Say whether an Authorization header has the user and the password (RFC 7617), in a time that tells nothing."""
        if not self.password:
            return True
        scheme, _, credentials = authorization.partition(" ")
        try:
            given = base64.b64decode(credentials.strip(), validate=True) if scheme.lower() == "basic" else b""
        except (binascii.Error, ValueError):
            given = b""
        return hmac.compare_digest(given, f"{USER}:{self.password}".encode())


def new_password() -> str:
    """Return ten letters (45 bits) that are easy to tell apart and to type."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


def password_from(file: Path | None, variable: str, report: Report) -> str:
    """Return the password that the first line of a file or a variable says; empty when neither is given.

    Raises:
        PostpressError: K005 when the file cannot be read, or the password is short or has characters that cannot be sent.
    """
    if file is None and not variable:
        return ""
    try:
        said = next(iter(file.read_text(encoding="utf-8").splitlines()), "") if file else variable
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is not UTF-8"
        report.error("K005", f"the password file cannot be read: {why.lower()}", path=str(file),
                     hint="put the password on its first line")
        report.stop_on_errors()
        raise
    if len(said) < SHORTEST or not said.isprintable():
        report.error("K005", f"the password has fewer than {SHORTEST} characters, or one that cannot be typed",
                     path=str(file) if file else None, hint="leave it out, and one is made")
        report.stop_on_errors()
    return said


class Guard:
    """Stands before the application and answers in its place those who may not ask."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def forbidding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in FORBIDDEN.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        if not self._access.knows(headers.get("host", "")):
            answer = PlainTextResponse("This server does not go by that name.\n", 421)
            await answer(scope, receive, forbidding)
        elif not self._access.admits(headers.get("authorization", "")):
            if "authorization" in headers:
                await asyncio.sleep(self._access.pause)
            challenge = {"www-authenticate": 'Basic realm="postpress", charset="UTF-8"'}
            await PlainTextResponse("The user is reader; the password stands where postpress was started.\n", 401, challenge)(
                scope, receive, forbidding)
        else:
            await self._app(_without_slash(scope), receive, forbidding)


def _without_slash(scope: Scope) -> Scope:
    """Return the request with /new/ as /new: e-readers put slashes at ends, and KOReader takes a redirect for a failure."""
    path: str = scope["path"]
    return {**scope, "path": path.rstrip("/") or "/"}
