"""Enters: a folder of finished books.

Leaves: a catalogue of it for e-readers and browsers (OPDS 1.2 and 2.0, and a page), served over the network or as files.
"""

from builder.catalogue.access import USER, Access, new_password, password_from
from builder.catalogue.listening import addresses, listen, run
from builder.catalogue.places import Published, address
from builder.catalogue.publishing import publish
from builder.catalogue.server import application
from builder.catalogue.shelf import Library

__all__ = [
    "USER",
    "Access",
    "Library",
    "Published",
    "address",
    "addresses",
    "application",
    "listen",
    "new_password",
    "password_from",
    "publish",
    "run",
]
