"""Which addresses a link in a book may lead to."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote, urlsplit

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNSAFE = re.compile(r"[\x00-\x20\"<>\\^`{|}\x7f]|%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[^\s\"<>\\^`{|}%/?#@\[\]]+|\[[0-9A-Fa-f:.]+\]")
_POST = re.compile(r"\.(md|markdown|mdown|mkd)$", re.IGNORECASE)


def href_problem(href: str) -> tuple[str, str]:
    """Return why a link may not stand in a book (empty when it may), and its address made safe for XML and URLs.

    Kept are http, https and mailto addresses, `#id`, and relative paths of posts. A space and the other characters that
    no URL may hold (RFC 3986, section 2) are percent-encoded; letters of other scripts stay readable.
    """
    address = re.sub(r"[\t\r\n]", "", href.strip())
    if address.startswith("//"):
        address = "https:" + address
    scheme = _SCHEME.match(address)
    problem = ""
    if scheme is not None:
        problem = _absolute_problem(address, scheme[1].lower())
    elif not address:
        problem = "it leads nowhere"
    elif not address.startswith("#") and not is_post_path(address):
        problem = "it is no web address"
        if re.match(r"www\.|[\w-]+(\.[\w-]+)+(/|$)", address):
            problem += f"; did you mean 'https://{address[:60]}'?"
    return problem, _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), address)


def _absolute_problem(address: str, scheme: str) -> str:
    if scheme == "mailto":
        return "" if "@" in address else "it names no mailbox"
    if scheme not in ("http", "https"):
        return f"a book may not lead to '{scheme}:'"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "it is no valid address"
    return "" if host and _HOST.fullmatch(host.join("[]") if ":" in host else host) else "it has no valid host"


def is_post_path(address: str) -> bool:
    """Return whether an address without a scheme names a Markdown file."""
    return bool(_POST.search(unquote(address.partition("#")[0].partition("?")[0])))


def linked_post(address: str, origin: str) -> tuple[str, str]:
    """Return the path of the post that a relative address names, seen from the post `origin`, and its fragment."""
    path, _, fragment = address.partition("#")
    folder = posixpath.dirname(origin.replace("\\", "/"))
    return posixpath.normpath(posixpath.join(folder, unquote(path.partition("?")[0]))), unquote(fragment)
