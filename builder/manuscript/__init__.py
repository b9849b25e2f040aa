"""In: a post's file and book.toml. Out: `Post` and `BookConfig`, and from a whole `Manuscript` the format-neutral `Book`.

Markdown, YAML, TOML and raw HTML end here; behind this room there are only the values of `builder.model`.
"""

from builder.manuscript.config import BookConfig, find_config, load_config
from builder.manuscript.editing import edit
from builder.manuscript.post import read_post

__all__ = ["BookConfig", "edit", "find_config", "load_config", "read_post"]
