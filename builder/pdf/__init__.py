"""PDF: pages set for print or for a screen come in, the bytes of a printable or a tagged file leave.

WeasyPrint lays out and paints from memory, pikepdf finishes labels and identity; their types do not leave this room.
"""

from builder.pdf.binding import bind

__all__ = ["bind"]
