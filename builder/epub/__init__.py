"""EPUB: pages set for reading systems come in, the bytes of a finished EPUB 3.3 leave; or that EPUB, and its kepub.

ebooklib keeps the container; package document, nav and NCX are our own, and its types do not leave this room.
"""

from builder.epub.binding import bind
from builder.epub.kepub import kepub
from builder.epub.origins import places, verify_claim
from builder.epub.pictures import exchanged, weight_without

__all__ = ["bind", "exchanged", "kepub", "places", "verify_claim", "weight_without"]
