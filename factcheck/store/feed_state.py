"""The table of feeds: how far each was read, so that next time only news is fetched."""

from dataclasses import astuple, dataclass

from factcheck.store.connection import StorePart, transaction, translate_sqlite_errors


@dataclass(frozen=True, slots=True)
class Feed:
    """The state of a feed at its last sync.

    Attributes:
        name: What the user calls it; its address if nothing else.
        address: The URL or the file, as the user named it.
        found_at: Where the last content was found, after all redirects; that place gave
            *etag* and *last_modified*, and only there do they mean anything.
        sha256: Of the last content, in hexadecimal digits.
        records: How many records it had that could be read.
        synced_at: UTC time in ISO 8601 at which it was taken in.
    """

    name: str
    address: str
    found_at: str = ""
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    records: int = 0
    synced_at: str = ""


class FeedTable(StorePart):
    """One row per feed.

    Every method raises a `StoreError` of the fitting kind where the file cannot be used.
    """

    @translate_sqlite_errors
    def get(self, name: str) -> Feed | None:
        """Return the state of the feed *name*, ``None`` if it was never synced."""
        row = self._connection.execute(
            "SELECT name, address, found_at, etag, last_modified, sha256, records, synced_at "
            "FROM feeds WHERE name = ?",
            (name,),
        ).fetchone()
        return Feed(*row) if row else None

    @translate_sqlite_errors
    def remember(self, feed: Feed) -> None:
        """Store *feed*, replacing its earlier state."""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO feeds(name, address, found_at, etag, last_modified, "
                "sha256, records, synced_at) VALUES(?,?,?,?,?,?,?,?)",
                astuple(feed),
            )
