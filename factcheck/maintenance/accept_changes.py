"""Let a maintainer accept the changes that link checks proposed, as revisions."""

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

_MAX_IDS_SHOWN = 3


def proposed_changes(store: Store, ids: Iterable[str] | None = None) -> tuple[StoredCheck, ...]:
    """List the link checks whose proposals nobody has accepted yet, of *ids* or of all.

    Raises:
        FactCheckNotFound: One of *ids* names no fact-check, or several.
    """
    named = None if ids is None else [store.resolve(each) for each in ids]
    return store.link_checks.proposals(named)


def accept(
    store: Store, ids: Iterable[str], *, clock: Callable[[], datetime] = utc_now
) -> Accepted:
    """Save what the last link check of each of *ids* proposes as a revision, in one run.

    Args:
        store: Open for writing.
        ids: Ids as people type them.
        clock: Tells the time.

    Raises:
        FactCheckNotFound: One of *ids* names no fact-check, or several.
        StoreError: The store cannot be written to.
    """
    named = list(dict.fromkeys(store.resolve(each) for each in ids))
    reader = RatingReader(store.rating_overrides.in_force())
    run = NewRun(
        input_name=f"sources: {_listed(named)}",
        started_at=clock().isoformat(),
        factcheck_version=__version__,
    )
    return store.link_checks.accept(
        named, run, lambda before, after: with_verdict_of_new_rating(before, after, reader)
    )


def _listed(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:_MAX_IDS_SHOWN])
    return (
        shown if len(ids) <= _MAX_IDS_SHOWN else f"{shown} and {len(ids) - _MAX_IDS_SHOWN:,} more"
    )


def with_verdict_of_new_rating(before: Record, after: Record, reader: RatingReader) -> Record:
    """Read a changed rating anew, unless the record itself stated its verdict."""
    if before["rating"] == after["rating"] or before["mapped_by"] == MappedBy.RECORD.value:
        return after
    old, new = (
        reader.read(
            record["rating"], record["publisher_domain"], record["language"], record["publisher"]
        )
        for record in (before, after)
    )
    from_tables = {flag.value for flag in (*old.media_flags, *new.media_flags)}
    own_flags = [flag for flag in before["media_flags"] if flag not in from_tables]
    return after | {
        "verdict": new.verdict.value,
        "mapped_by": new.mapped_by.value,
        "axis": new.axis.value,
        "media_flags": [flag.value for flag in new.media_flags] + own_flags,
    }
