"""The application: which address gives what. It looks files up by the shelf's keys and never joins a path from an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from builder.catalogue import atom, opds_json, web_page
from builder.catalogue.access import Access, Guard
from builder.catalogue.books import Book, Download, Shelf
from builder.catalogue.covers import COVER, SMALL, Covers
from builder.catalogue.feeds import PAGE, feed
from builder.catalogue.places import HTML, OPDS_JSON, OPEN_SEARCH, Form, Kind, Place, Served
from builder.catalogue.shelf import Library
from builder.errors import Diagnostic, PostpressError, Report

QUERY_MOST = 200
"""Characters of a search."""
KINDS: tuple[Kind, ...] = ("opds", "new", "titles", "authors", "tags", "search")


class _Desk:
    """Answers requests for one library."""

    def __init__(self, library: Library, access: Access, told: Callable[[str | Diagnostic], None], size: int) -> None:
        self._library = library
        self._access = access
        self._told = told
        self._size = size
        self._covers = Covers()
        self._known: set[Diagnostic] = set()

    def _shelf(self) -> Shelf | None:
        """Return the books as they are now, telling what is wrong with any of them once."""
        report = Report()
        try:
            return self._library.shelf(report)
        except PostpressError:
            return None
        finally:
            for diagnostic in report:
                if diagnostic not in self._known:
                    self._known.add(diagnostic)
                    self._told(diagnostic)

    def _addresses(self, request: Request) -> Served:
        return Served(self._access.address(request.url.scheme, request.headers["host"]))

    async def home(self, request: Request) -> Response:
        """Answer `/` with the page or the first feed, whichever is asked for: no more needs to be typed than the host."""
        accepted = request.headers.get("accept", "").lower()
        form: Form = "xml"
        if "text/html" in accepted:
            form = "html"
        elif OPDS_JSON in accepted and "atom" not in accepted and "*/*" not in accepted:
            form = "json"
        query = request.query_params.get("q", "")
        kind: Kind = ("search" if query else "new") if form == "html" else "opds"
        answer = await self._feed(request, kind, "", form)
        answer.headers["vary"] = "Accept"
        return answer

    async def feed(self, request: Request) -> Response:
        """Answer the address of a feed."""
        path = "/".join(filter(None, (request.path_params["name"], request.path_params.get("key"))))
        name, _, key = path.removesuffix(".json").partition("/")
        kind = next((k for k in KINDS if k == name), None)
        return await self._feed(request, kind, key, "json" if path.endswith(".json") else "xml") if kind else _missing()

    async def _feed(self, request: Request, kind: Kind, key: str, form: Form) -> Response:
        asked = request.query_params
        page = asked.get("page", "1")
        # OPDS 2.0's template names it query.
        query = (asked.get("q") or asked.get("query") or "")[:QUERY_MOST]
        if not re.fullmatch(r"[1-9][0-9]{0,5}", page) or any(ord(c) < 32 or "\ud800" <= c <= "\udfff" for c in query):
            return _missing()
        place = Place(kind, key, int(page), query if kind == "search" else "")
        addresses = self._addresses(request)
        body = await run_in_threadpool(self._written, place, form, addresses)
        if body is None:
            return _missing()
        headers = {"content-security-policy": web_page.policy() + "; frame-ancestors 'none'"} if form == "html" else {}
        return _cached(request, body, place.media_type(form) if form != "html" else HTML, headers)

    def _written(self, place: Place, form: Form, addresses: Served) -> bytes | None:
        shelf = self._shelf()
        found = feed(shelf, place, self._size) if shelf else None
        if shelf is None or found is None:
            return None
        match form:
            case "xml":
                return atom.write(found, shelf.title, addresses, size=self._size)
            case "json":
                return opds_json.write(found, addresses, size=self._size)
            case _:
                return web_page.write(found, shelf.title, addresses)

    async def description(self, request: Request) -> Response:
        """Answer with the description of the search."""
        shelf = await run_in_threadpool(self._shelf)
        title = shelf.title if shelf else "postpress"
        return _cached(request, atom.describe_search(title, self._addresses(request)), OPEN_SEARCH, {})

    async def _book(self, request: Request) -> Book | None:
        shelf = await run_in_threadpool(self._shelf)
        return next((b for b in shelf.books if b.key == request.path_params["key"]), None) if shelf else None

    async def cover(self, request: Request) -> Response:
        """Answer with a cover as a JPEG."""
        return await self._picture(request, COVER)

    async def thumbnail(self, request: Request) -> Response:
        """Answer with a small cover as a JPEG."""
        return await self._picture(request, SMALL)

    async def _picture(self, request: Request, longest: int) -> Response:
        book = await self._book(request)
        picture = await run_in_threadpool(self._covers.picture, book, longest) if book else b""
        return _cached(request, picture, "image/jpeg", {"cache-control": "private, max-age=300"}) if picture else _missing()

    async def download(self, request: Request) -> Response:
        """Answer with a file, whole or the range asked for, or nothing when the one who asks has it already."""
        book = await self._book(request)
        wanted = request.path_params["name"]
        file = next((d for d in book.downloads if d.name == wanted), None) if book else None
        if file is None or not await run_in_threadpool(self._library.holds, file.path):
            return _missing()
        return self._file(request, file)

    def _file(self, request: Request, file: Download) -> Response:
        stat = Path(file.path).stat()
        tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
        # No file name: what stands last in the address is it, and KOReader reads no other form of one that is not ASCII.
        headers = {"etag": tag, "last-modified": formatdate(stat.st_mtime, usegmt=True), "cache-control": "private, no-cache",
                   "content-disposition": "attachment"}
        if _is_current(request, tag, int(stat.st_mtime)):
            return Response(status_code=304, headers=headers)
        if request.method == "GET" and "range" not in request.headers:
            self._told(file.name)
        return FileResponse(file.path, headers=headers, media_type=file.media_type, stat_result=stat)


def application(library: Library, access: Access, told: Callable[[str | Diagnostic], None], size: int = PAGE) -> ASGIApp:
    """Return the catalogue of a library as an ASGI application.

    Args:
        library: the books.
        access: who may ask.
        told: takes the name of each file that is fetched, and what is found wrong with the books meanwhile.
        size: entries on a page.
    """
    desk = _Desk(library, access, told, size)
    routes = [
        Route("/", desk.home),
        Route("/search.xml", desk.description),
        Route("/b/{key}/{name}", desk.download),
        Route("/c/{key}.jpg", desk.cover),
        Route("/t/{key}.jpg", desk.thumbnail),
        Route("/{name}", desk.feed),
        Route("/{name}/{key}", desk.feed),
    ]
    return Guard(Starlette(routes=routes), access)


def _missing() -> Response:
    return PlainTextResponse("There is nothing here.\n", 404)


def _cached(request: Request, body: bytes, media_type: str, headers: dict[str, str]) -> Response:
    """Return an answer with its ETag, or 304. No Last-Modified: a book taken away is a change without a later date."""
    tag = f'"{sha256(body).hexdigest()[:24]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"} | headers
    if _is_current(request, tag, None):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "content-type": media_type})


def _is_current(request: Request, tag: str, mtime: int | None) -> bool:
    """Say whether the one who asks has this already (RFC 9110, 13.1)."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or tag in {each.strip().removeprefix("W/") for each in known.split(",")}
    since = request.headers.get("if-modified-since")
    if since is None or mtime is None:
        return False
    try:
        return mtime <= parsedate_to_datetime(since).timestamp()
    except (ValueError, TypeError, OverflowError):
        return False
