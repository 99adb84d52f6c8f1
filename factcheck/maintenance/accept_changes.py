"""Let a maintainer agree to what a look found, so that it becomes a revision of the fact-check."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from factcheck.model import MappedBy
from factcheck.ratings.rating_reader import RatingReader
from factcheck.store.clock import utc_now
from factcheck.store.link_check_table import Accepted, StoredCheck
from factcheck.store.producer import __version__
from factcheck.store.row_mapping import Record
from factcheck.store.runs import NewRun
from factcheck.store.store import Store

_NAMED = 3


def waiting(store: Store, ids: Iterable[str] | None = None) -> tuple[StoredCheck, ...]:
    """List the looks whose proposals nobody has agreed to yet, of *ids* or of all.

    Raises:
        FactCheckNotFound: One of *ids* is of no fact-check, or of several.
    """
    named = None if ids is None else [store.resolve(each) for each in ids]
    return store.link_checks.proposals(named)


def accept(
    store: Store, ids: Iterable[str], *, clock: Callable[[], datetime] = utc_now
) -> Accepted:
    """Make what the last look at each of *ids* proposes a revision of it, in one run.

    Args:
        store: Open for writing.
        ids: Ids as people type them.
        clock: Tells the time.

    Raises:
        FactCheckNotFound: One of *ids* is of no fact-check, or of several.
        StoreError: The store cannot be written to.
    """
    named = list(dict.fromkeys(store.resolve(each) for each in ids))
    reader = RatingReader(store.rating_overrides.in_force())
    run = NewRun(
        input_name=f"sources: {_said(named)}",
        started_at=clock().isoformat(),
        factcheck_version=__version__,
    )
    return store.link_checks.accept(
        named, run, lambda before, after: _read_again(before, after, reader)
    )


def _said(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:_NAMED])
    return shown if len(ids) <= _NAMED else f"{shown} and {len(ids) - _NAMED:,} more"


def _read_again(before: Record, after: Record, reader: RatingReader) -> Record:
    """Let the verdict follow from a new rating, unless the record itself brought its verdict."""
    if before["rating"] == after["rating"] or before["mapped_by"] == MappedBy.RECORD.value:
        return after
    was, said = (
        reader.read(
            record["rating"], record["publisher_domain"], record["language"], record["publisher"]
        )
        for record in (before, after)
    )
    from_tables = {flag.value for flag in (*was.media_flags, *said.media_flags)}
    own_flags = [flag for flag in before["media_flags"] if flag not in from_tables]
    return after | {
        "verdict": said.verdict.value,
        "mapped_by": said.mapped_by.value,
        "axis": said.axis.value,
        "media_flags": [flag.value for flag in said.media_flags] + own_flags,
    }
