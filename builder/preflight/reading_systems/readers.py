"""The readers that a book is judged for, and their limits with where these were read."""

from __future__ import annotations

KINDLE, KOBO, APPLE, KOREADER = "kindle", "kobo", "apple", "koreader"

READERS = (KINDLE, KOBO, APPLE, KOREADER)
"""In the order messages name them."""

MEBIBYTE = 1 << 20

MOST_BYTES = 200 * MEBIBYTE
"""Send to Kindle on the web, November 2026."""
MOST_BYTES_BY_MAIL = 50 * MEBIBYTE
"""Amazon's limit for mail to a Kindle."""
MOST_BYTES_OF_MAIL = 25 * MEBIBYTE
"""Gmail's limit for attachments."""

DEEPEST = 3
"""Levels of contents; Kindle shows two (Kindle Publishing Guidelines, 5.2)."""

COVER_BYTES = 1_000_000
COVER_LEAST = (1000, 625)
"""Height and width in pixels below which Amazon takes no cover (KDP, cover image guidelines)."""
COVER_MOST = 10_000
"""Pixels of either side, from the same place."""

PICTURE_BYTES = 5 * MEBIBYTE
"""The most that Kobo's EPUB guidelines advise and Kindle's allow."""
PICTURE_PIXELS = 4_000_000
"""What older e-ink readers have the memory for."""

PAGE_BYTES = 300 * 1024
"""Of one page as it is written, at which Adobe-based readers stall."""

LANDMARKS = 5
"""Kobo lists landmarks among the contents."""

NOTE_LETTERS = 5000
"""The longest note that Kobo shows in a pop-up (its EPUB guidelines, Footnotes)."""

KINDLE_LANGUAGES = frozenset({
    "af", "ar", "br", "ca", "co", "cy", "da", "de", "en", "es", "eu", "fi", "fo", "fr", "frr", "fy", "ga", "gd",
    "gl", "gsq", "gsw", "gu", "gv", "he", "hi", "is", "it", "ja", "ko", "kw", "lb", "ml", "mr", "nb", "nl", "nn",
    "no", "oc", "pt", "rm", "ru", "sco", "stq", "sv", "ta", "zh",
})
"""Primary subtags that Amazon lists for books in a language of its own, and those its converter was seen to take."""
