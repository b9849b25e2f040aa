"""In: `fonts.toml` with its faces, and the finished pages with their style sheet.

Out: the Catalogue; and the pages with a face for every character, and those faces cut to what the pages use.
"""

from builder.fonts.catalogue import load_catalogue
from builder.fonts.coverage import Covered, cover_pages
from builder.fonts.families import body_family
from builder.fonts.fetching import fetch_faces
from builder.fonts.subsetting import subset
from builder.fonts.suggestions import OptionalFace, optional_faces

__all__ = ["Covered", "OptionalFace", "body_family", "cover_pages", "fetch_faces", "load_catalogue", "optional_faces", "subset"]
