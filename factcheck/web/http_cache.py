"""Cache pages on disk, so that a server may answer that nothing has changed."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import httpx
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport

from factcheck.errors import SourceUnavailable

FILE_NAME = "pages.db"
_MAX_BYTES = 500_000_000
_MAX_PAGE_BYTES = 5_000_000
# A private cache may keep what a proxy may not; a stale page is never served.
_RULES = CacheOptions(shared=False, allow_stale=False)
# A damaged file raises any of these.
_BROKEN = (sqlite3.Error, ValueError, KeyError, TypeError, OSError)


class CachingTransport(httpx.BaseTransport):
    """Revalidates cached pages by way of the guarded transport.

    No cached page is served without its server's word: each request says ``no-cache``, so the
    cache serves only where the server answers 304. Where the file cannot be used, everything
    is fetched anew.
    """

    def __init__(self, guarded: httpx.BaseTransport, folder: Path) -> None:
        """Cache pages in *folder*, which is created if it is missing."""
        self._guarded = guarded
        self._broken = Event()
        self._cached: httpx.BaseTransport = guarded
        try:
            folder.mkdir(parents=True, exist_ok=True)
            storage = SqliteStorage(
                database_path=folder / FILE_NAME,
                max_size=_MAX_BYTES,
                max_stream_size=_MAX_PAGE_BYTES,
            )
            self._cached = CacheTransport(guarded, storage=storage, rfc=_RULES)
        except _BROKEN:
            self._broken.set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*, with the validators of the cached page."""
        if self._broken.is_set():
            return self._guarded.handle_request(request)
        request.headers["Cache-Control"] = "no-cache"
        try:
            response = self._cached.handle_request(request)
        except sqlite3.Error:
            self._broken.set()
            return self._guarded.handle_request(request)
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_Body(response, self._broken),
            request=request,
        )

    def close(self) -> None:
        """Close the file."""
        self._cached.close()


class _Body(httpx.SyncByteStream):
    """A body that is written to the cache while it is read, which may fail in the middle."""

    def __init__(self, response: httpx.Response, broken: Event) -> None:
        self._response = response
        self._broken = broken

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._response.iter_raw()
        except sqlite3.Error as error:
            self._broken.set()
            raise SourceUnavailable(f"it could not be kept ({error}); try again") from error

    def close(self) -> None:
        self._response.close()
