"""Names: a name object of a PDF comes in, text that can be shown leaves."""

from __future__ import annotations

from typing import Any


def name_of(written: Any) -> str:
    """Return a name without its slash.

    A name is bytes, in UTF-8 if its program is new (ISO 32000-1, 7.3.5); older programs write a Chinese font's in GB 2312. Of
    what is neither the bytes are shown as the file has them, `#CB#CE`.

    Raises:
        AttributeError: for what is no object of a PDF.
    """
    try:
        return str(written).removeprefix("/")
    except UnicodeDecodeError:
        escaped: bytes = written.unparse()[1:]
    data = _unescaped(escaped)
    try:
        return data.decode("gb2312")
    except UnicodeDecodeError:
        return escaped.decode("ascii", "replace")


def _unescaped(name: bytes) -> bytes:
    """Return the bytes of a name in which some are written as `#CB`."""
    first, *others = name.split(b"#")
    return first + b"".join(bytes.fromhex(part[:2].decode("ascii")) + part[2:] for part in others)
