"""How words are compared, and short names made: by what a reader means, not by how it was typed."""

from __future__ import annotations

import base64
import re
import unicodedata
import uuid
from collections.abc import Iterable
from hashlib import sha256

_URI = re.compile(r"(?:urn:[a-z0-9][a-z0-9-]{0,31}:|https?://)[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+", re.I)
_NO_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def fold(text: str) -> str:
    """Return the text without differences of case, width and spacing: Ｋｕｂｅｒｎｅｔｅｓ and KUBERNETES are one.

    Unicode's caseless matching for compatibility (D146); folding what is folded changes nothing.
    """
    while (folded := unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", text).casefold())) != text:
        text = folded
    return " ".join(text.split())


def matches(query: str, texts: Iterable[str]) -> bool:
    """Say whether every word of the query occurs somewhere in the texts; a query without words matches nothing."""
    words = fold(query).split()
    searched = "\n".join(fold(text) for text in texts)
    return bool(words) and all(word in searched for word in words)


def key_of(text: str) -> str:
    """Return ten letters and digits that stand for the text in addresses, the same on every system."""
    digest = sha256(unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest)[:10].decode("ascii").lower()


def uri(identifier: str, key: str) -> str:
    """Return a URI for a book: its identifier where that is one, an ISBN as urn:isbn:, else a UUID made of it.

    Args:
        identifier: as the book has it; may be empty.
        key: what the UUID is made of when there is no identifier.
    """
    digits = re.sub(r"[\s-]|^isbn:?", "", identifier, flags=re.I).upper()
    if re.fullmatch(r"97[89]\d{10}|\d{9}[\dX]", digits):
        return f"urn:isbn:{digits}"
    return identifier if _URI.fullmatch(identifier) else derived(identifier or f"postpress:{key}")


def derived(text: str) -> str:
    """Return the URI of a UUID made of the text (RFC 9562, version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, text.encode("utf-8", "replace").decode()).urn


def shown(text: str) -> str:
    """Return the text as XML can hold it and a page may show it: nothing that is no character or turns lines round."""
    return _NO_CHARACTER.sub("\ufffd", text)
