"""Synchronise the store with a feed.

download if it changed → refuse what is cut short or has shrunk → ingest
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
from factcheck.ingest import (
    LEFT_KEPT,
    LEFT_MISSING,
    IngestOptions,
    ingest,
    naming_saved_map,
    with_saved_map,
)
from factcheck.model import IngestReport, RawRecord, RecordProblem
from factcheck.retrieval.embed_pending import Progress
from factcheck.store.feed_state import Feed, FeedTable
from factcheck.store.saved_maps import SavedMap
from factcheck.store.store import Store
from factcheck.text.counting import counted
from factcheck.web.feed_download import Downloaded, Downloader

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

_TAIL_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """How to synchronise a feed.

    Attributes:
        ingest: How to read and ingest it.
        force: Download it even if it has not changed, and ingest it however small it is.
        max_loss: The share of its records that may be missing since last time, 0 to 1: a
            feed that loses more is probably broken.
    """

    ingest: IngestOptions = field(default_factory=IngestOptions)
    force: bool = False
    max_loss: float = 0.5


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a synchronisation did.

    Attributes:
        name: Of the feed.
        unchanged: Whether the feed had not changed; then nothing was read or saved.
        ingested: What the ingest did with its records.
        notes: Of the download.
    """

    name: str
    unchanged: bool = False
    ingested: IngestReport = field(default_factory=IngestReport)
    notes: tuple[str, ...] = ()


def sync(  # noqa: PLR0913 (callbacks are no options)
    address: str,
    open_for_writing: Callable[[], AbstractContextManager[Store]],
    encoder: "Callable[[], Encoder | None]" = lambda: None,
    options: SyncOptions | None = None,
    *,
    downloader: Downloader,
    name: str = "",
    on_problem: Callable[[RecordProblem], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> SyncReport:
    """Ingest the feed at *address*, a URL or a file, if it has changed.

    Args:
        address: Where the feed is.
        open_for_writing: Opens the store. It is closed during the download, so that a slow
            server does not lock others out.
        encoder: Loads the encoder; called only if the feed has changed.
        options: How careful to be.
        downloader: Downloads URLs.
        name: Of the feed, which stays when its address changes; the address by default.
        on_problem: Called with every record that was rejected.
        on_progress: Called after every batch.

    Raises:
        InputError: It has no records, ends in the middle, or has shrunk too much.
        SourceError: It cannot be downloaded.
        StoreError: The store cannot be written to.
    """
    chosen = options or SyncOptions()
    feed_name = name or address
    with open_for_writing() as store:
        before = _feeds(store).get(feed_name)
        chosen, has_new_map = _keeping_new_map(chosen, store, feed_name)
        mapped, map_name = with_saved_map(chosen.ingest, store, feed_name)
        read_anew = chosen.force or has_new_map or _asks_for_what_was_left(chosen, store, feed_name)
    with tempfile.TemporaryDirectory() as folder:
        last_state = None if read_anew else before
        if _is_web_address(address):
            path, found = _download(address, Path(folder), downloader, last_state)
        else:
            path, found = Path(address), _hash_file(Path(address), last_state)
        after = _as_feed(feed_name, address, found, chosen.ingest.clock().isoformat())
        if before is not None and found.unchanged:
            with open_for_writing() as store:
                _feeds(store).remember(replace(after, records=before.records))
            return SyncReport(feed_name, unchanged=True, notes=found.notes)
        with naming_saved_map(map_name):
            records = _count_records(path, feed_name, before, replace(chosen, ingest=mapped))
        with open_for_writing() as store:
            report = ingest(
                path,
                store,
                encoder(),
                chosen.ingest,
                name=feed_name,
                on_problem=on_problem,
                on_progress=on_progress,
            )
            if not chosen.ingest.rehearse:
                _feeds(store).remember(replace(after, records=records))
    shrunk = _shrunk(before, records, report)
    return SyncReport(feed_name, ingested=report, notes=(*found.notes, *shrunk))


def _keeping_new_map(options: SyncOptions, store: Store, name: str) -> tuple[SyncOptions, bool]:
    """Return *options* that keep their map for this feed, and whether the map is new to it.

    With a new map the feed is read anew, even if it has not changed.
    """
    read = options.ingest.read
    if not read.map:
        return options, False
    kept = store.saved_maps.first([name])
    is_new = kept is None or kept[1] != SavedMap(read.map, read.day_first)
    return replace(options, ingest=replace(options.ingest, save_map=name)), is_new


def _asks_for_what_was_left(options: SyncOptions, store: Store, name: str) -> bool:
    """Report whether the feed's last ingest left what *options* would mark or blank now."""
    wanted = {LEFT_MISSING: options.ingest.retire_missing, LEFT_KEPT: options.ingest.clear_missing}
    if not any(wanted.values()):
        return False
    runs = (run for run in reversed(store.ledger.runs()) if run.kind == "ingest")
    last = next((run for run in runs if run.input_name == name), None)
    return last is not None and any(wanted[left] and last.counts.get(left) for left in wanted)


def _feeds(store: Store) -> FeedTable:
    return FeedTable(store.connection)


def _is_web_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _download(
    url: str, folder: Path, downloader: Downloader, before: Feed | None
) -> tuple[Path, Downloaded]:
    """Download the feed into *folder*, unless it is as it was *before* at the same address."""
    previous = None
    if before is not None and before.address == url:
        previous = Downloaded(
            False, before.found_at, before.etag, before.last_modified, before.sha256
        )
    # The ending of its name helps where the content does not show the format.
    ending = "".join(PurePosixPath(urlsplit(url).path).suffixes[-2:])[:20]
    path = folder / f"feed{ending if ending.replace('.', '').isalnum() else ''}"
    with path.open("wb") as into:
        found = downloader.download(url, into, previous)
    same = previous is not None and found.sha256 == previous.sha256
    return path, replace(found, unchanged=found.unchanged or same)


def _hash_file(path: Path, before: Feed | None) -> Downloaded:
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path} cannot be opened: {error.strerror or error}") from error
    return Downloaded(before is not None and before.sha256 == sha256, "", sha256=sha256)


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


def _count_records(path: Path, name: str, before: Feed | None, options: SyncOptions) -> int:
    """Count the records that can be read, before any of them is saved.

    Raises:
        InputError: There are none or too few, or the file ends in the middle.
    """
    _refuse_cut_short(path, name)
    with open_input(
        path,
        name,
        encoding=options.ingest.read.encoding,
        sheet=options.ingest.read.sheet_choice,
    ) as opened:
        found = read_records(opened, options.ingest.reading())
        records = sum(isinstance(each, RawRecord) for each in found)
        if opened.damage:
            raise InputError(f"{name}: {opened.damage}; nothing was taken in")
    if not records:
        raise InputError(f"{name} has no record that can be read; nothing was taken in")
    last_time = before.records if before else 0
    if records < last_time * (1 - options.max_loss) and not options.force:
        raise InputError(
            f"{name} had {counted(last_time, 'record')} last time and has {records:,} now; "
            "nothing was taken in; if that is right, --force takes it"
        )
    return records


def _shrunk(before: Feed | None, records: int, report: IngestReport) -> tuple[str, ...]:
    """Say that the feed has fewer records, if the *report* does not say it of as many.

    It names only what no other input has.
    """
    last_time = before.records if before else 0
    if last_time - records <= report.missing:
        return ()
    gone = counted(last_time - records, "record is", "records are")
    return (
        f"{gone} no longer in the feed: it had {last_time:,} last time and has {records:,} now",
    )


def _refuse_cut_short(path: Path, name: str) -> None:
    """Refuse JSON without an end: a server may break off without an error."""
    with path.open("rb") as file:
        first = file.read(_TAIL_BYTES).lstrip(b" \t\r\n\xef\xbb\xbf")[:1]
        file.seek(-min(_TAIL_BYTES, path.stat().st_size), 2)
        last = file.read().rstrip(b" \t\r\n\0")[-1:]
    if first in (b"{", b"[") and last not in (b"}", b"]"):
        raise InputError(f"{name} ends in the middle of a record; nothing was taken in")
