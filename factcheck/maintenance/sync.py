"""Follow a partner's feed: fetch what is new, look it over, and take it in.

feed → fetched only if it changed → whole, and no smaller than it should be → ingested
"""

import hashlib
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from factcheck.errors import InputError
from factcheck.formats.input_files import open_input
from factcheck.formats.record_reader import read_records
from factcheck.ingest import IngestOptions, ingest
from factcheck.model import IngestReport, RawRecord, RecordProblem
from factcheck.retrieval.embed_pending import Progress
from factcheck.store.feed_state import Feed, FeedTable
from factcheck.store.store import Store
from factcheck.web.feed_download import Downloaded, Downloader

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

_CHUNK_BYTES = 1_048_576
_TAIL_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """What may be decided about following a feed.

    Attributes:
        ingest: How to read, and how much to do.
        force: Fetch it even if it has not changed, and take it in however small it is.
        most_lost: The share of its records that may be gone since last time, 0 to 1: a
            feed that loses more than that is probably broken.
    """

    ingest: IngestOptions = field(default_factory=IngestOptions)
    force: bool = False
    most_lost: float = 0.5


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What came of following a feed.

    Attributes:
        name: What the feed is called.
        unchanged: Whether there was nothing new; then nothing was read or saved.
        ingested: What became of its records.
        notes: What else is worth knowing.
    """

    name: str
    unchanged: bool = False
    ingested: IngestReport = field(default_factory=IngestReport)
    notes: tuple[str, ...] = ()


def sync(  # noqa: PLR0913 (what a caller may listen to is not an option)
    address: str,
    opened_store: Callable[[], AbstractContextManager[Store]],
    encoder: "Callable[[], Encoder | None]" = lambda: None,
    options: SyncOptions | None = None,
    *,
    source: Downloader,
    name: str = "",
    on_problem: Callable[[RecordProblem], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> SyncReport:
    """Take in what is new in the feed at *address*, a URL or a file.

    Args:
        address: Where the feed is.
        opened_store: Opens the store for writing. It is not kept open, and so not kept from
            others, while a slow server sends its feed.
        encoder: Gives what makes the vectors, once it is clear that there is something new.
        options: How careful to be.
        source: Fetches URLs.
        name: What the feed is called, whatever its address; the address by default.
        on_problem: Gets every record that could not be taken.
        on_progress: Is told now and then how far it is.

    Raises:
        InputError: It is no feed of fact-checks, ends in the middle, or has shrunk too much.
        SourceError: It cannot be had.
        StoreError: The store cannot be written to.
    """
    chosen = options or SyncOptions()
    called = name or address
    with opened_store() as store:
        before = _feeds(store).get(called)
    with tempfile.TemporaryDirectory() as folder:
        fetch = _fetched if _is_web_address(address) else _looked_at
        path, found = fetch(address, Path(folder), source, None if chosen.force else before)
        after = _as_feed(called, address, found, chosen.ingest.clock().isoformat())
        if before is not None and found.unchanged:
            with opened_store() as store:
                _feeds(store).remember(replace(after, records=before.records))
            return SyncReport(called, unchanged=True, notes=found.notes)
        records = _looked_over(path, called, before, chosen)
        with opened_store() as store:
            report = ingest(
                path,
                store,
                encoder(),
                chosen.ingest,
                name=called,
                on_problem=on_problem,
                on_progress=on_progress,
            )
            if not chosen.ingest.rehearse:
                _feeds(store).remember(replace(after, records=records))
    return SyncReport(called, ingested=report, notes=found.notes)


def _feeds(store: Store) -> FeedTable:
    return FeedTable(store.connection)


def _is_web_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _fetched(
    url: str, folder: Path, source: Downloader, before: Feed | None
) -> tuple[Path, Downloaded]:
    """Fetch the feed into *folder*; what is known of another address says nothing about it."""
    known = None
    if before is not None and before.address == url:
        known = Downloaded(False, before.found_at, before.etag, before.last_modified, before.sha256)
    # Its name helps to tell what it is where its content does not.
    ending = "".join(PurePosixPath(urlsplit(url).path).suffixes[-2:])[:20]
    path = folder / f"feed{ending if ending.replace('.', '').isalnum() else ''}"
    with path.open("wb") as into:
        found = source.download(url, into, known)
    same = known is not None and found.sha256 == known.sha256
    return path, replace(found, unchanged=found.unchanged or same)


def _looked_at(
    address: str, folder: Path, source: Downloader, before: Feed | None
) -> tuple[Path, Downloaded]:
    """Take a file as it lies there."""
    del folder, source
    path, digest = Path(address), hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_CHUNK_BYTES):
                digest.update(piece)
    except OSError as error:
        raise InputError(f"{address} cannot be opened: {error.strerror or error}") from error
    sha256 = digest.hexdigest()
    return path, Downloaded(before is not None and before.sha256 == sha256, "", sha256=sha256)


def _as_feed(name: str, address: str, found: Downloaded, now: str) -> Feed:
    return Feed(
        name=name,
        address=address,
        found_at=found.found_at,
        etag=found.etag,
        last_modified=found.last_modified,
        sha256=found.sha256,
        synced_at=now,
    )


def _looked_over(path: Path, name: str, before: Feed | None, options: SyncOptions) -> int:
    """Count the records that can be read, before any of them is taken in.

    Raises:
        InputError: There are none, too few of them, or the file ends in the middle.
    """
    _refuse_cut_short(path, name)
    with open_input(path, name) as opened:
        found = read_records(opened, options.ingest.reading())
        records = sum(isinstance(each, RawRecord) for each in found)
        if opened.damage:
            raise InputError(f"{name}: {opened.damage}; nothing was taken in")
    if not records:
        raise InputError(f"{name} has no record that can be read; nothing was taken in")
    known = before.records if before else 0
    if records < known * (1 - options.most_lost) and not options.force:
        raise InputError(
            f"{name} had {known:,} records last time and has {records:,} now; "
            "nothing was taken in; if that is right, --force takes it"
        )
    return records


def _refuse_cut_short(path: Path, name: str) -> None:
    """Stop at JSON without an end: a server may break off without saying so."""
    with path.open("rb") as file:
        first = file.read(_TAIL_BYTES).lstrip(b" \t\r\n\xef\xbb\xbf")[:1]
        file.seek(-min(_TAIL_BYTES, path.stat().st_size), 2)
        last = file.read().rstrip(b" \t\r\n\0")[-1:]
    if first in (b"{", b"[") and last not in (b"}", b"]"):
        raise InputError(f"{name} ends in the middle of a record; nothing was taken in")
