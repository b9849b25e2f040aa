"""Mail: a finished book and an address come in; a message leaves, by the user's own server. Kindles are reached this way."""

from __future__ import annotations

import importlib
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from pathlib import Path

from builder.errors import Report

TYPES = {".epub": "application/epub+zip", ".azw3": "application/vnd.amazon.ebook", ".pdf": "application/pdf"}
"""What each ending is sent as; Amazon refuses an EPUB that comes as `application/octet-stream`."""

LIMITS = {"kindle.com": 50, "free.kindle.com": 50, "gmail.com": 25, "googlemail.com": 25, "outlook.com": 20, "hotmail.com": 20,
          "icloud.com": 20, "me.com": 20, "yahoo.com": 25, "qq.com": 50, "163.com": 50, "126.com": 50}
"""Megabytes a provider takes or sends in one mail, by its domain (the providers' own help pages)."""

_ENCODED = 1.37
"""How much larger a file is in a mail: base64 with its line ends (RFC 2045, 6.8)."""

_SECONDS = 60.0

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server that sends, and who is known there."""

    host: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    """The address mail comes from: Amazon takes it only when it is on the list of approved senders."""


def server_of(environment: dict[str, str], report: Report) -> Server:
    """Return the server that `POSTPRESS_SMTP_HOST`, `_PORT`, `_USER`, `_PASSWORD` and `POSTPRESS_MAIL_FROM` name. A password
    that is not there is asked of the system's keyring, under the service `postpress`, where the package keyring is installed.

    Raises:
        PostpressError: L001 when the server or the sender is not named, L002 for a port that is no number.
    """
    host, user = environment.get("POSTPRESS_SMTP_HOST", ""), environment.get("POSTPRESS_SMTP_USER", "")
    sender = environment.get("POSTPRESS_MAIL_FROM", "") or (user if "@" in user else "")
    port = environment.get("POSTPRESS_SMTP_PORT", "587")
    if not host or not sender:
        report.error("L001", "no mail server is named that could send",
                     hint="set POSTPRESS_SMTP_HOST, POSTPRESS_SMTP_USER, POSTPRESS_SMTP_PASSWORD and POSTPRESS_MAIL_FROM; "
                          "your provider's help calls it SMTP")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        report.error("L002", f"POSTPRESS_SMTP_PORT is {port[:20]!r}, which is no port", hint="587 and 465 are usual")
    report.stop_on_errors()
    password = environment.get("POSTPRESS_SMTP_PASSWORD", "")
    return Server(host, int(port), user, password or (_from_keyring(user) if user else ""), sender)


def _from_keyring(user: str) -> str:
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return ""
    return str(keyring.get_password("postpress", user) or "")


def is_address(text: str) -> bool:
    """Return whether a text is one mail address, such as `name@kindle.com`."""
    name, _, domain = text.rpartition("@")
    if not name or "." not in domain.strip(".") or not text.isprintable() or any(c.isspace() or c in ",;<>" for c in text):
        return False
    try:
        return Address(addr_spec=text).domain == domain
    except (ValueError, IndexError):
        return False


def compose(book: Path, to: str, sender: str, report: Report) -> EmailMessage:
    """Return the message with a book in it: its own type, its name in any script (RFC 2231), and a body, for Amazon drops a
    mail without one.

    Raises:
        PostpressError: L003 for an address that is none, U011 for what is no book, L004 for one that is too large for the
            provider of either side.
    """
    for address in (to, sender):
        if not is_address(address):
            report.error("L003", f"{address!r} is no mail address", hint="a Kindle's is in its settings: name@kindle.com")
    kind = TYPES.get(book.suffix.lower(), "")
    try:
        data = book.read_bytes()
    except OSError as error:
        data = b""
        report.error("U011", f"the file cannot be read: {(error.strerror or str(error)).lower()}", path=str(book),
                     hint="name a finished .epub")
    if data and not kind:
        report.error("U011", "this is no book that is sent by mail", path=str(book), hint="name a finished .epub")
    size = len(data) * _ENCODED / 1e6
    for domain in sorted({to.rpartition("@")[2].lower(), sender.rpartition("@")[2].lower()} & set(LIMITS)):
        if size > LIMITS[domain]:
            report.error("L004", f"the book is {size:.0f} MB as mail, and {domain} takes {LIMITS[domain]} MB", path=str(book),
                         hint="make its pictures smaller, or use Send to Kindle on the web, which takes 200 MB")
    report.stop_on_errors()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, book.stem
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message.set_content(f"{book.name}\n")
    main, _, sub = kind.partition("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=book.name)
    return message


def send(message: EmailMessage, server: Server, report: Report) -> None:
    """Hand a message to a server, encrypted; only one on this very machine may be spoken to openly.

    Raises:
        PostpressError: L005 when the server cannot be reached, L006 when it offers no encryption, L007 when it refuses the
            user, L008 when it refuses the message.
    """
    try:
        with _connected(server, report) as connection:
            if server.user and server.password:
                connection.login(server.user, server.password)
            connection.send_message(message)
    except smtplib.SMTPAuthenticationError:
        report.error("L007", f"{server.host} does not let {server.user!r} in",
                     hint="many providers want a password made for programs; see their help on 'app passwords'")
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
        report.error("L008", f"{server.host} refuses the message: {_said(error)}",
                     hint="look at the address and at the size its server takes")
    except (OSError, smtplib.SMTPException) as error:
        report.error("L005", f"{server.host}:{server.port} cannot be reached: {_said(error)}",
                     hint="look at POSTPRESS_SMTP_HOST, POSTPRESS_SMTP_PORT and the network")
    report.stop_on_errors()


def _connected(server: Server, report: Report) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.port == 465:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    try:
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
        elif server.host not in _LOOPBACK:
            report.error("L006", f"{server.host} offers no encryption, and the password would be sent openly",
                         hint="use the port your provider names for TLS: 587 or 465")
            report.stop_on_errors()
    except BaseException:
        connection.close()
        raise
    return connection


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        error = smtplib.SMTPResponseException(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else str(error.smtp_error)
        return f"{error.smtp_code} {text}".replace("\n", " ")[:200]
    if isinstance(error, socket.gaierror):
        return "there is no such server"
    return str(error).lower()[:200] or type(error).__name__
