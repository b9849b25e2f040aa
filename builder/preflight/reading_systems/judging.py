"""Judging: the bytes of an EPUB and the names of readers come in, findings leave."""

from __future__ import annotations

import contextlib
import html.entities
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from lxml import etree

from builder.errors import Report
from builder.preflight.archive import unpack
from builder.preflight.opened import Opened, open_package
from builder.preflight.reading_systems.findings import Finding, concerning
from builder.preflight.reading_systems.rules import RULES

GENERAL = frozenset({"V001", "V010", "V011", "V012", "V013", "V014", "V015", "V016", "V018", "V036"})
"""Codes of the general rules that matter to any reader; the others are a reader's own affair or a shop's."""

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)


def judge(data: bytes, name: str, readers: Iterable[str]) -> tuple[Finding, ...]:
    """Return what those readers refuse, drop or show badly in an EPUB, in the order of the codes.

    Nothing is found in what is no EPUB at all: `check` reports that.
    """
    files = unpack(data, name, Report())
    opened = open_package(name, files, Report()) if files is not None else None
    if opened is None:
        return ()
    whole = replace(opened, pages={**opened.pages, **_reclaimed(opened)})
    found = [finding for rule in RULES for finding in rule(whole, len(data))]
    return tuple(concerning(sorted(found, key=lambda finding: finding.code), readers))


def _reclaimed(opened: Opened) -> Mapping[str, etree._Element]:
    """Return the pages that are not well-formed as far as they can be read, so that the other rules see them too."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    pages = {}
    for line in opened.manifest:
        if line.media_type == "application/xhtml+xml" and line.path in opened.files and line.path not in opened.pages:
            with contextlib.suppress(etree.XMLSyntaxError):  # nothing in it can be read
                root = etree.fromstring(_mended(opened.files[line.path]), parser)
                if root is not None:
                    pages[line.path] = root
    return pages


def _mended(data: bytes) -> bytes:
    def number(match: re.Match[bytes]) -> bytes:
        point = html.entities.name2codepoint.get(match[1].decode())
        return match[0] if match[1] in {b"amp", b"lt", b"gt", b"quot", b"apos"} or point is None else b"&#%d;" % point

    return _ENTITY.sub(number, _COMMENT.sub(b"", data))
