"""Opens the port, finds the addresses to type, and runs the server until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
import sys

import uvicorn
from starlette.types import ASGIApp

from builder.errors import Report

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - asked for by --lan alone, and with a password
_FAR = ("192.168.255.254", "10.255.255.254", "172.31.255.254", "192.0.2.1")
"""One address behind each interface that may lead to a home network; nothing is sent to them."""
AT_ONCE = 200
"""Connections; more are told to come back."""


def listen(port: int, report: Report, *, lan: bool) -> socket.socket:
    """Return a socket that listens on the port, 0 being any free one: on this machine alone, or for the network.

    Raises:
        PostpressError: K003 when the port is taken, K004 when it cannot be had.
    """
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would take the port from another program
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((EVERYWHERE if lan else LOOPBACK, port))
        opened.listen(128)
    except (OSError, OverflowError) as error:
        opened.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            report.error("K003", f"port {port} is in use by another program",
                         hint=f"choose another: --port {port + 1 if port < 65535 else 8080}")
        else:
            why = (error.strerror or str(error)).lower() if isinstance(error, OSError) else "there is no such port"
            report.error("K004", f"port {port} cannot be had: {why}",
                         hint="--port takes a number from 1024 to 65535, or 0 for any free one")
        report.stop_on_errors()
        raise
    return opened


def addresses(opened: socket.socket, *, lan: bool) -> tuple[str, ...]:
    """Return what to type on a device to reach that socket: http://192.168.1.5:8080."""
    port = opened.getsockname()[1]
    hosts = [host for far in _FAR if (host := _own(far))] if lan else []
    return tuple(f"http://{host}:{port}" for host in dict.fromkeys(hosts) or ["localhost"])


def _own(far: str) -> str:
    """Return the address of this machine as seen from there, or nothing; no packet leaves it."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((far, 9))
        own: str = probe.getsockname()[0]
        return "" if own.startswith(("127.", "0.")) else own
    return ""


def run(app: ASGIApp, opened: socket.socket) -> None:
    """Answer requests on a socket until Ctrl-C, which ends transfers under way, or SIGTERM.

    Raises:
        KeyboardInterrupt: on Ctrl-C.
    """
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", server_header=False, proxy_headers=False, ws="none", http="h11",
        loop="asyncio", timeout_keep_alive=10, timeout_graceful_shutdown=0, limit_concurrency=AT_ONCE,
    )
    # Of all it says only a fault of ours is worth a line: that a request was none, or was cut off at the end, is not.
    logging.getLogger("uvicorn.error").addFilter(_is_a_fault)
    uvicorn.Server(config).run(sockets=[opened])


def _is_a_fault(record: logging.LogRecord) -> bool:
    return bool(record.exc_info and record.exc_info[0] and not issubclass(record.exc_info[0], asyncio.CancelledError))
