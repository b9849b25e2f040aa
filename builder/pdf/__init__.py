"""PDF: pages set for print or for a screen come in, the bytes of a printable or a tagged file leave.

WeasyPrint lays out and paints from memory, pikepdf finishes labels and identity; their types do not leave this room.
"""

from builder.pdf.binding import bind
from builder.pdf.wrapping import bind_wrap, block_pages

__all__ = ["bind", "bind_wrap", "block_pages"]
