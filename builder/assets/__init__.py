"""Enters: the addresses and paths of pictures, as posts and book.toml name them.

Leaves: pictures fit for every reading system and printing house, kept in a store so that no build asks twice.
"""

from builder.assets.budget import FAMILIES, fit
from builder.assets.collection import Collected, collect
from builder.assets.fetching import Fetcher, FetchError
from builder.assets.lock import LOCK_NAME
from builder.assets.pictures import prepare
from builder.assets.store import Store
from builder.assets.thumbnails import thumbnail

__all__ = ["FAMILIES", "LOCK_NAME", "Collected", "FetchError", "Fetcher", "Store", "collect", "fit", "prepare", "thumbnail"]
