"""Collects every picture that the posts and the cover ask for: finds or fetches it, keeps it, prepares it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote_to_bytes

from builder.assets import kinds, pictures
from builder.assets.fetching import MAX_BYTES, Fetcher, FetchError
from builder.assets.labour import in_parallel
from builder.assets.lock import LOCK_NAME, Entry, read_lock, save_lock
from builder.assets.paths import PathError, contents, locate
from builder.assets.store import Store
from builder.errors import Report
from builder.faces import Face
from builder.model import Asset, Post

FETCHED_AT_ONCE = 4
DEVELOPED_AT_ONCE = 2

_REMOTE = re.compile(r"https?:", re.IGNORECASE)
_DATA = re.compile(r"data:([^,]*),(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Collected:
    """The pictures of one book."""

    images: tuple[tuple[str, str, Asset], ...]
    """(post's path, target as written, picture), each pair once, in the order of the text."""
    cover_art: Asset | None
    """The picture for the front cover, when there is one."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """A picture asked for at one place."""

    target: str
    shown: str
    line: int | None
    is_cover: bool

    @property
    def url(self) -> str | None:
        """The address, for a picture of the network; addresses without a scheme are read as https."""
        if _REMOTE.match(self.target):
            return self.target
        return f"https:{self.target}" if re.match(r"//[^/\\]", self.target) else None


@dataclass(frozen=True, slots=True)
class _Found:
    """The bytes of a picture, or why there are none."""

    data: bytes | None
    trouble: FetchError | PathError | None = None
    entry: Entry | None = None
    is_changed: bool = False


def collect(
    posts: Sequence[Post], *, cover: tuple[str, str, int | None] | None, root: Path, store: Store, fetcher: Fetcher,
    report: Report, lock: Path | None = None, faces: Sequence[Face] = (),
) -> Collected:
    """Return every picture that the posts and the cover ask for, prepared for the book.

    A picture of the text that cannot be had is an error. A cover picture that the network does not give is the
    warning A050, and the book gets a typographic cover; a cover picture that lies in the project, that is refused for
    what it is, or whose address leads to a private network, is an error like any other. Errors are left in the report:
    the stage that reads the whole manuscript stops on them.

    Args:
        posts: in the order of the book; `Post.path` is opened relative to where the program was started.
        cover: (address or path, the file that names it as the user would type it, line in that file).
        root: the project's folder: that of book.toml, else the post's. Nothing outside it is read.
        store: holds what was fetched and prepared before.
        fetcher: asked only for what the store does not hold.
        report: takes the A codes, in the order of the text, the cover's last.
        lock: the lock file, `postpress.lock` in the root when None; written when something new was fetched.
        faces: what text in an SVG may be set in.
    """
    wishes = [_Wish(image.target, post.path, image.line, False) for post in posts for image in post.images]
    if cover is not None:
        wishes.append(_Wish(*cover, True))
    lock = root / LOCK_NAME if lock is None else lock
    urls = list(dict.fromkeys(wish.url for wish in wishes if wish.url is not None))
    locked = {entry.url: entry for entry in read_lock(lock, report)} if urls else {}
    fetched = dict(zip(urls, in_parallel(
        lambda url: _remote(url, locked.get(url), store, fetcher), urls, FETCHED_AT_ONCE), strict=True))
    found = [fetched[wish.url] if wish.url is not None else _local(wish, root) for wish in wishes]
    prints = _prints(wishes, found, store, faces)

    images: dict[tuple[str, str], Asset] = {}
    cover_art: Asset | None = None
    for wish, source in zip(wishes, found, strict=True):
        asset = _reported(wish, source, prints, report)
        if wish.is_cover:
            cover_art = asset
        elif asset is not None:
            images[wish.shown, wish.target] = asset
    _relock(lock, locked, fetched, report)
    return Collected(tuple((path, target, asset) for (path, target), asset in images.items()), cover_art)


def _remote(url: str, locked: Entry | None, store: Store, fetcher: Fetcher) -> _Found:
    """Return the bytes the lock names if the store holds them, else what stands at the address today."""
    if locked is not None:
        data = store.find(locked.sha256)
        if data is not None:
            return _Found(data, entry=locked)
    try:
        data = fetcher.fetch(url)
    except FetchError as error:
        return _Found(None, error)
    kind = kinds.media_type(data)
    if not data or (kind not in kinds.RASTERS and kind != kinds.SVG):
        # Not a picture: nothing to keep, and nothing to hold the next build to.
        return _Found(data)
    digest = store.put(data)
    return _Found(data, entry=Entry(url, digest, kind, len(data)),
                  is_changed=locked is not None and locked.sha256 != digest)


def _local(wish: _Wish, root: Path) -> _Found:
    try:
        inline = _DATA.fullmatch(wish.target)
        if inline:
            return _Found(_inline(inline[1], inline[2]))
        return _Found(contents(locate(wish.target, folder=Path(wish.shown).parent, root=root), wish.target))
    except PathError as error:
        return _Found(None, error)


def _inline(head: str, body: str) -> bytes:
    """Return the bytes of a `data:` address (RFC 2397)."""
    raw = unquote_to_bytes(body)
    if len(raw) > MAX_BYTES:
        raise PathError("A037", "a picture written into the text is larger than 20 MB", "save it beside the post")
    if not head.lower().endswith(";base64"):
        return raw
    try:
        return base64.b64decode(raw, validate=False)
    except (binascii.Error, ValueError):
        raise PathError("A036", "a picture written into the text is not base64", "save it beside the post") from None


def _prints(
    wishes: Sequence[_Wish], found: Sequence[_Found], store: Store, faces: Sequence[Face],
) -> Mapping[tuple[str, bytes], pictures.Print]:
    """Return what became of each picture, by name and content; one that is asked for twice is developed once."""
    jobs = {(wish.target, sha256(source.data).digest()): (wish.target, source.data)
            for wish, source in zip(wishes, found, strict=True) if source.data is not None}
    done = in_parallel(
        lambda job: pictures.develop(job[1], target=job[0], faces=faces, store=store), list(jobs.values()),
        DEVELOPED_AT_ONCE)
    return dict(zip(jobs, done, strict=True))


def _reported(
    wish: _Wish, source: _Found, prints: Mapping[tuple[str, bytes], pictures.Print], report: Report,
) -> Asset | None:
    """Return the picture for one place, everything about it said at that place."""
    if source.trouble is not None:
        trouble = source.trouble
        if wish.is_cover and isinstance(trouble, FetchError) and not trouble.is_hostile:
            _without_cover(wish, trouble.message, trouble.hint, report)
        else:
            report.error(trouble.code, trouble.message, path=wish.shown, line=wish.line, hint=trouble.hint)
        return None
    assert source.data is not None  # noqa: S101 - without trouble there are bytes
    if source.is_changed:
        report.warn("A052", f"'{wish.target}' is not the picture it was when the lock file was written",
                    path=wish.shown, line=wish.line, hint="look at the book; the lock file now holds the new picture")
    done = prints[wish.target, sha256(source.data).digest()]
    if wish.is_cover and wish.url is not None and done.asset is None and done.findings[0].code in {"A020", "A021"}:
        # The server answered, but not with a picture: that is no picture, not a bad one.
        _without_cover(wish, done.findings[0].message, done.findings[0].hint, report)
        return None
    return pictures.told(done, shown=wish.shown, line=wish.line, report=report)


def _without_cover(wish: _Wish, why: str, hint: str | None, report: Report) -> None:
    report.warn("A050", f"no cover picture, so the cover is set in type: {why}",
                path=wish.shown, line=wish.line, hint=hint)


def _relock(lock: Path, locked: Mapping[str, Entry], fetched: Mapping[str, _Found], report: Report) -> None:
    """Write what was fetched into the lock file. Addresses of other books in the folder stay in it."""
    if any(d.code == "A053" for d in report.errors):
        return
    new = {url: source.entry for url, source in fetched.items() if source.entry is not None}
    if new and {**locked, **new} != locked:
        save_lock(lock, tuple({**locked, **new}.values()), report)
