"""Write revisions of fact-checks: row, history, pages, index terms, place in the vector queue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from factcheck.store.connection import StoreConnection, transaction
from factcheck.store.identity import url_key
from factcheck.store.migrations import TABLES
from factcheck.store.row_mapping import (
    PICTURE_KEY,
    UNDONE,
    Record,
    as_json,
    claim_key_hash,
    content_hash,
    text_hash,
)
from factcheck.store.vector_table import VectorTable
from factcheck.store.word_index import WordIndex, joined
from factcheck.text.normalise import comparable
from factcheck.text.terms import terms

_CACHED_PUBLISHERS = 10_000

_COLUMNS = tuple(TABLES["fact_checks"])
# A fact-check keeps its number, its id and the run that brought it, whatever else changes.
_UPDATED = tuple(name for name in _COLUMNS if name not in ("number", "id", "first_run"))
_INSERT = (
    f"INSERT INTO fact_checks({', '.join(_COLUMNS)}) "
    f"VALUES({', '.join(f':{name}' for name in _COLUMNS)})"
)
_UPDATE = (
    f"UPDATE fact_checks SET {', '.join(f'{name} = :{name}' for name in _UPDATED)} "
    "WHERE number = :number"
)
_INSERT_SOURCE = "INSERT INTO sources VALUES(?,?,?,?,?)"
_TEXTS = ("claim", "title")


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A revision that is not written yet.

    Attributes:
        before: The record that it replaces, None for the first revision.
        raw: The input's own record, as JSON.
        fingerprint: Of *record*; empty to compute it.
    """

    number: int
    id: str
    revision: int
    before: Record | None
    record: Record
    raw: str
    changes: Mapping[str, tuple[object, object]]
    fingerprint: str = ""

    @property
    def is_visible(self) -> bool:
        """Whether the fact-check can be found from now on."""
        return bool(self.record["state"] != UNDONE)

    @property
    def was_visible(self) -> bool:
        """Whether it could be found before."""
        return self.before is not None and bool(self.before["state"] != UNDONE)

    @property
    def leaves_index(self) -> bool:
        """Whether its indexed terms have to be removed."""
        return self.was_visible and (not self.is_visible or self._has_new_text)

    @property
    def enters_index(self) -> bool:
        """Whether it has new terms to index."""
        return self.is_visible and (not self.was_visible or self._has_new_text)

    @property
    def _has_new_text(self) -> bool:
        before = self.before or {}
        return any(before.get(name) != self.record[name] for name in _TEXTS)


class RevisionWriter:
    """Writes revisions, and keeps the index and the vector queue consistent with them."""

    def __init__(self, connection: StoreConnection) -> None:
        """Use a store that is open for writing."""
        self._connection = connection
        self._words = WordIndex(connection)
        self._vectors = VectorTable(connection)
        self._publishers: dict[tuple[str, str, str], int] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write everything inside or nothing."""
        try:
            with transaction(self._connection):
                yield
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        """Clear the cache of publishers' numbers, after a transaction was rolled back."""
        self._publishers.clear()

    def write(self, entries: Sequence[NewRevision], run_id: int, recorded_at: str) -> None:
        """Write *entries*, at most one per fact-check, inside the caller's transaction."""
        first = [entry for entry in entries if entry.revision == 1]
        leaving = [entry.number for entry in entries if entry.leaves_index]
        entering = [entry for entry in entries if entry.enters_index]
        run = self._connection.executemany
        run(_INSERT, (self._row(entry, run_id) for entry in first))
        run(_INSERT_SOURCE, (row for entry in first for row in _sources(entry)))
        self.rewrite([entry for entry in entries if entry.revision > 1], run_id)
        run(
            "INSERT INTO revisions VALUES(?,?,?,?,?,?,?)",
            (_revision_row(entry, run_id, recorded_at) for entry in entries),
        )
        self._words.remove(leaving)
        self._words.add([self._word_row(entry) for entry in entering])
        self._vectors.forget(leaving)
        self._vectors.queue((e.number, text_hash(*_texts(e))) for e in entering)

    def rewrite(self, entries: Sequence[NewRevision], run_id: int) -> None:
        """Replace row and pages of stored fact-checks; history and index stay as they are."""
        run = self._connection.executemany
        run(_UPDATE, (self._row(entry, run_id) for entry in entries))
        run("DELETE FROM sources WHERE fact_check = ?", ((entry.number,) for entry in entries))
        run(_INSERT_SOURCE, (row for entry in entries for row in _sources(entry)))

    def _row(self, entry: NewRevision, run_id: int) -> dict[str, object]:
        record = entry.record
        comparable_claim = comparable(record["claim"]) if entry.is_visible else ""
        return {
            **record,
            "id": entry.id,
            "number": entry.number,
            "publisher_id": self._publisher(record),
            "media_flags": as_json(record["media_flags"]),
            "tags": as_json(record["tags"]),
            "harm": as_json(record["harm"]) if record["harm"] else "",
            "content_hash": entry.fingerprint or content_hash(record),
            "claim_key": claim_key_hash(comparable_claim),
            "revision": entry.revision,
            "first_run": run_id,
            "last_run": run_id,
        }

    def _word_row(self, entry: NewRevision) -> tuple[int, str, str]:
        claim, title = _texts(entry)
        return entry.number, joined(terms(claim)), joined(terms(title))

    def _publisher(self, record: Record) -> int:
        values = (record["publisher"], record["publisher_domain"], record["publisher_country"])
        known = self._publishers.get(values)
        if known is not None:
            return known
        self._connection.execute(
            "INSERT OR IGNORE INTO publishers(name, domain, country) VALUES(?,?,?)", values
        )
        found: int = self._connection.execute(
            "SELECT id FROM publishers WHERE name = ? AND domain = ? AND country = ?", values
        ).fetchone()[0]
        if len(self._publishers) >= _CACHED_PUBLISHERS:
            self._publishers.clear()
        self._publishers[values] = found
        return found


def _texts(entry: NewRevision) -> tuple[str, str]:
    return entry.record["claim"], entry.record["title"]


def _revision_row(entry: NewRevision, run_id: int, recorded_at: str) -> tuple[object, ...]:
    return (
        entry.number,
        entry.revision,
        recorded_at,
        run_id,
        as_json(entry.changes),
        as_json(entry.record),
        entry.raw,
    )


def _sources(entry: NewRevision) -> Iterable[tuple[int, str, int, str, str]]:
    record = entry.record
    reviews = [record["review_url"]] if record["review_url"] else []
    kinds = (
        ("review", reviews),
        ("appearance", record["appearances"]),
        ("archive", record["archive_urls"]),
    )
    for kind, urls in kinds:
        for position, url in enumerate(urls):
            yield entry.number, kind, position, url, url_key(url)
    for position, picture in enumerate(record["pictures"]):
        yield entry.number, "picture", position, picture, PICTURE_KEY
