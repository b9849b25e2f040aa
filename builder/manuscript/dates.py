"""The few ways to write a day that need no guessing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_DAY = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"|(?P<compact>\d{8})"
    r"|(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"
)
_TIME = re.compile(
    r"([Tt]|\s+|(?<=日))\d{1,2}(:\d{2}(:\d{2}([.,]\d+)?)?|\d{2}(\d{2})?)(\s*([Zz]|UTC|[+-]\d{2}(:?\d{2})?))?"
)


def read_date(text: str) -> date:
    """Return the day a text names.

    Read are 2024-12-30, 2024/12/30, 2024.12.30, 20241230 and 2024年12月30日, and each of them with a time of day and a
    zone after it (ISO 8601, with a space allowed for the T). The day is taken as written, in whatever zone it stands.

    Raises:
        ValueError: when the text is none of these, or there is no such day.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _DAY.match(plain)
    if match is None or not (match.end() == len(plain) or _TIME.fullmatch(plain, match.end())):
        raise ValueError(f"{text!r} is not a date")
    if match["compact"]:
        numbers = (match["compact"][:4], match["compact"][4:6], match["compact"][6:])
    else:
        numbers = (match["year"] or match["y"], match["month"] or match["m"], match["day"] or match["d"])
    try:
        return date(*(int(number) for number in numbers))
    except ValueError:
        raise ValueError(f"there is no day {text!r}") from None
