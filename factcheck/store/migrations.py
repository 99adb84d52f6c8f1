"""Lay out the store's file, one numbered step after another."""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# "FCCK" in the file's header says that this SQLite file is ours.
APPLICATION_ID = int.from_bytes(b"FCCK", "big")

# Words come already folded and split, so only the spaces between them part them here: left to
# itself this tokeniser would break a Hindi word at every vowel sign, and 4.1 at its point.
WORDS_SQL = (
    "CREATE VIRTUAL TABLE words USING fts5(claim, title, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'\")"
)
VOCABULARY_SQL = "CREATE VIRTUAL TABLE words_vocabulary USING fts5vocab(words, 'row')"

VIEW_SQL = """SELECT
  fact_checks.number, fact_checks.id, fact_checks.claim, fact_checks.rating, fact_checks.verdict,
  publishers.name AS publisher, publishers.domain AS publisher_domain,
  publishers.country AS publisher_country, fact_checks.title, fact_checks.review_url,
  fact_checks.reviewed_on, fact_checks.modified_on, fact_checks.claimant, fact_checks.claimed_on,
  fact_checks.language, fact_checks.script, fact_checks.summary, fact_checks.tags,
  fact_checks.rating_language, fact_checks.axis, fact_checks.media_flags, fact_checks.mapped_by,
  fact_checks.revision, revisions.recorded_at
FROM fact_checks
JOIN publishers ON publishers.id = fact_checks.publisher_id
JOIN revisions ON revisions.fact_check = fact_checks.number
  AND revisions.number = fact_checks.revision"""

TRIGGERS_SQL = {
    f"revisions_refuse_{event.lower()}": (
        f"CREATE TRIGGER revisions_refuse_{event.lower()} BEFORE {event} ON revisions "
        "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
    )
    for event in ("UPDATE", "DELETE")
}
SOURCE_CHECK_TRIGGERS_SQL = {
    f"source_checks_refuse_{event.lower()}": (
        f"CREATE TRIGGER source_checks_refuse_{event.lower()} BEFORE {event} ON source_checks "
        "BEGIN SELECT RAISE(ABORT, 'checks are append-only'); END"
    )
    for event in ("UPDATE", "DELETE")
}

# Every table that we read, with every column that it must have.
TABLES: dict[str, dict[str, type]] = {
    "ingest_runs": {
        "id": int,
        "started_at": str,
        "finished_at": str,
        "input_name": str,
        "input_sha256": str,
        "status": str,
        "counts": str,
        "factcheck_version": str,
    },
    "publishers": {"id": int, "name": str, "domain": str, "country": str},
    "fact_checks": {
        "number": int,
        "id": str,
        "publisher_id": int,
        "claim": str,
        "title": str,
        "summary": str,
        "rating": str,
        "rating_language": str,
        "verdict": str,
        "axis": str,
        "media_flags": str,
        "mapped_by": str,
        "review_url": str,
        "reviewed_on": str,
        "modified_on": str,
        "claimant": str,
        "claimed_on": str,
        "language": str,
        "script": str,
        "tags": str,
        "record_id": str,
        "content_hash": str,
        "claim_key": str,
        "revision": int,
        "first_run": int,
        "last_run": int,
    },
    "revisions": {
        "fact_check": int,
        "number": int,
        "recorded_at": str,
        "run_id": int,
        "changes": str,
        "snapshot": str,
        "raw": str,
    },
    "sources": {"fact_check": int, "kind": str, "position": int, "url": str, "url_key": str},
    "encoders": {"id": int, "name": str, "dimensions": int},
    "vectors": {"fact_check": int, "encoder": int, "text_hash": str, "vector": bytes},
    "encoding_queue": {"fact_check": int, "text_hash": str},
    "word_totals": {"id": int, "documents": int, "words": int},
    "source_checks": {
        "id": int,
        "fact_check": int,
        "checked_at": str,
        "url": str,
        "state": str,
        "found_url": str,
        "reasons": str,
    },
}
VIRTUAL_TABLES = {"words": WORDS_SQL, "words_vocabulary": VOCABULARY_SQL}
VIEWS = {"current_fact_checks": f'CREATE VIEW "current_fact_checks" AS {VIEW_SQL}'}

# What the first step leaves to a later one.
_LATER_TABLES = ("source_checks",)

_KEYS: dict[str, str | tuple[str, ...]] = {
    "ingest_runs": "id",
    "publishers": "id",
    "fact_checks": "number",
    "revisions": ("fact_check", "number"),
    "sources": ("fact_check", "kind", "position"),
    "encoders": "id",
    "vectors": "fact_check",
    "encoding_queue": "fact_check",
    "word_totals": "id",
    "source_checks": "id",
}
_REFERENCES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "fact_checks": (
        ("publisher_id", "publishers", "id"),
        ("first_run", "ingest_runs", "id"),
        ("last_run", "ingest_runs", "id"),
    ),
    "revisions": (("fact_check", "fact_checks", "number"), ("run_id", "ingest_runs", "id")),
    "sources": (("fact_check", "fact_checks", "number"),),
    "vectors": (("fact_check", "fact_checks", "number"), ("encoder", "encoders", "id")),
    "encoding_queue": (("fact_check", "fact_checks", "number"),),
    "source_checks": (("fact_check", "fact_checks", "number"),),
}
_INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("publishers", ("name", "domain", "country"), True),
    ("fact_checks", ("id",), True),
    ("fact_checks", ("claim_key",), False),
    # Filters and counts read this instead of every fact-check's text.
    ("fact_checks", ("language", "verdict", "publisher_id", "reviewed_on"), False),
    ("sources", ("url_key",), False),
)


def _create_tables(db: "Database") -> None:
    """1: Everything that the first version keeps."""
    for name in TABLES:
        if name not in _LATER_TABLES:
            _create_table(db, name)
    for name, indexed, unique in _INDEXES:
        db.table(name).create_index(indexed, unique=unique)
    for statement in (*VIRTUAL_TABLES.values(), *TRIGGERS_SQL.values()):
        db.execute(statement)
    for view in VIEWS:
        db.create_view(view, VIEW_SQL)
    db.table("word_totals").insert({"id": 1, "documents": 0, "words": 0})


def _create_source_checks(db: "Database") -> None:
    """2: What was found when review pages were looked at, and when."""
    _create_table(db, "source_checks")
    db.table("source_checks").create_index(("fact_check", "checked_at"))
    for statement in SOURCE_CHECK_TRIGGERS_SQL.values():
        db.execute(statement)


def _create_table(db: "Database", name: str) -> None:
    columns = TABLES[name]
    db.create_table(
        name,
        columns,
        pk=_KEYS[name],
        foreign_keys=list(_REFERENCES.get(name, ())),
        not_null=set(columns),
        strict=True,
    )


# Append only: a file remembers how many of these it has been through.
MIGRATIONS: tuple[Callable[["Database"], None], ...] = (_create_tables, _create_source_checks)


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Take the file from *version* to the newest, inside the caller's transaction."""
    # lazy: sqlite-utils takes 0.3 s to import, and only a new or an old file needs it.
    from sqlite_utils import Database

    db = Database(connection, execute_plugins=False)
    for step in MIGRATIONS[version:]:
        step(db)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
