"""EPUB: pages set for reading systems come in, the bytes of a finished EPUB 3.3 leave.

ebooklib keeps the container; package document, nav and NCX are our own, and its types do not leave this room.
"""

from builder.epub.binding import bind
from builder.epub.origins import places, verify_claim
from builder.epub.pictures import exchanged, weight_without

__all__ = ["bind", "exchanged", "places", "verify_claim", "weight_without"]
